"""The operating characteristics of a design as a table of words: a line for each figure, a column for each scenario."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nmosd.report.numbers import decimals_of, interval, number
from nmosd.simulation.trials.words import ALL_SETS, FORMULA, PUBLISHED

if TYPE_CHECKING:
    import polars as pl

    from nmosd.simulation.trials import TrialDesign

NOT_ASKED = ""
_WHOLE = {"people", "weeks"}


def about_design(design: "TrialDesign") -> str:
    """Return a design in one line: who is in it, and when it ends."""
    ends, control = design.follow_up, design.control.people
    own = f"{design.drug.people.value} on {design.drug.name}"
    other = f"{control.value} on {design.control_name}" if control else f"against the control arm of {design.control.external}"
    until = f"until {ends.events.value} confirmed attacks, at most {ends.weeks.value:g} weeks" if ends.events else ""
    each = f"each person for at most {ends.weeks_each.value:g} weeks" if ends.weeks_each else ""
    return f"{own}, {other}; {until or each or f'for {ends.weeks.value:g} weeks'}"


def summary_table(results: "pl.DataFrame") -> tuple[tuple[tuple[str, ...], tuple[str, ...]], list[tuple[str, ...]]]:
    """Return two lines of heads and the rows: what is measured, then a cell for each scenario.

    A cell runs from the lowest to the highest estimate over the parameter sets; of one set alone it is the estimate with its
    limits.
    """
    rows = results.to_dicts()
    scenarios = list(dict.fromkeys(row["level"] for row in rows))
    variables = sorted(dict.fromkeys(row["variable"] for row in rows), key=lambda variable: not _is_decision(variable))
    heads = [scenario.partition(", ") for scenario in scenarios]
    return (
        (("", *(effect for effect, _, _ in heads)), ("", *(drift for _, _, drift in heads))),
        [(_said(variable, rows), *(_cell(rows, variable, scenario) for scenario in scenarios)) for variable in variables],
    )


def _is_decision(variable: str) -> bool:
    return variable.startswith(("power", "type I error"))


def _said(variable: str, rows: Sequence[dict[str, Any]]) -> str:
    unit = next(row["unit"] for row in rows if row["variable"] == variable)
    return f"{variable}, {unit}" if unit and unit not in variable and unit not in {"ratio", "people", "years"} else variable


def _cell(rows: Sequence[dict[str, Any]], variable: str, scenario: str) -> str:
    own = [row for row in rows if row["variable"] == variable and row["level"] == scenario and row["group"] != FORMULA]
    spread = next((row for row in own if row["group"] == ALL_SETS), None)
    if not own:
        return NOT_ASKED
    if spread is None:
        return estimate_text(own[0])
    low, high = (number(spread[name], decimals(spread)) for name in ("lower", "upper"))
    return low if low == high else f"{low} to {high}"


def estimate_text(row: dict[str, Any]) -> str:
    """Return the estimate of one row with its limits."""
    return interval(row["estimate"], row["lower"], row["upper"], decimals(row))


def decimals(row: dict[str, Any]) -> int:
    """Return how many decimals a figure is printed with."""
    if row["unit"] in _WHOLE:
        return 0
    return 3 if row["measure"] == "proportion" else decimals_of(row["measure"], row["lower"], row["upper"])


def sets_of(results: "pl.DataFrame") -> list[str]:
    """Return the parameter sets that results are of, in their order."""
    return [group for group in dict.fromkeys(results["group"]) if group not in {ALL_SETS, FORMULA, PUBLISHED}]
