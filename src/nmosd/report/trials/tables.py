"""The tables of a page of virtual trials."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from nmosd.report.layout import Cell, Notes, Row, Table, capital, explained, made_table
from nmosd.report.numbers import counted, number
from nmosd.report.trials.summary import decimals, estimate_text, sets_of, summary_table
from nmosd.simulation.trials.words import PUBLISHED

if TYPE_CHECKING:
    from nmosd.simulation.trials import TrialDesign


def spread_table(results: pl.DataFrame) -> Table:
    """Return the figures of every scenario, from the lowest to the highest over the parameter sets."""
    heads, rows = summary_table(results)
    columns = [("", ""), *zip((capital(head) for head in heads[0][1:]), heads[1][1:], strict=True)]
    lines = [Row(capital(label), tuple(Cell(cell) for cell in cells)) for label, *cells in rows]
    return made_table("spread", "Operating characteristics", columns, lines, Notes(), explanation=_OVER_SETS, lined=True)


def table_of_set(results: pl.DataFrame, name: str, title: str) -> Table:
    """Return the figures of one parameter set with their limits."""
    own = results.filter(pl.col("group") == name).to_dicts()
    scenarios = list(dict.fromkeys(row["level"] for row in own))
    notes = Notes()
    lines = []
    for variable in dict.fromkeys(row["variable"] for row in own):
        found = {row["level"]: row for row in own if row["variable"] == variable}
        cells = tuple(
            Cell(estimate_text(found[level]), explained(found[level])) if level in found else Cell("") for level in scenarios
        )
        lines.append(Row(capital(variable), cells, note=notes.of(next(iter(found.values())))))
    columns = [("", ""), *((capital(level.partition(", ")[0]), level.partition(", ")[2]) for level in scenarios)]
    return made_table(f"set-{name}", title, columns, lines, notes, lined=True, wide=True)


def publication_table(published: pl.DataFrame, titles: dict[str, str]) -> Table:
    """Return every published figure beside the virtual trials, and where it lies outside of them."""
    sets = sets_of(published)
    lines = []
    for _, rows in published.group_by("variable", "level", maintain_order=True):
        figure, *simulated = rows.to_dicts()
        cells = [Cell(number(figure["estimate"], decimals(figure)), under=str(figure["method"]))]
        cells += [Cell(estimate_text(row), under="; ".join(row["warnings"] or ())) for row in simulated]
        lines.append(Row(capital(figure["variable"]), tuple(cells), detail=figure["level"]))
    columns = [("", ""), ("Published", "source, mark"), *((titles[name], "") for name in sets)]
    return made_table(
        "publication", "Published figures and virtual trials", columns, lines, Notes(), explanation=_CENTRAL, wide=True
    )


def design_lines(design: "TrialDesign") -> list[tuple[str, str, str]]:
    """Return every value of a design: its name, itself, and its mark with the key of its source."""
    lines = list(_lines(design.model_dump(), ""))
    place = next(number for number, (name, _, _) in enumerate(lines) if name == "drug.people")
    positive, negative = design.drug.ratios()
    effect = f"{positive:g} with AQP4-IgG, {negative:g} without; after {design.drug.days_to_effect():g} days 63 percent of it"
    lines.insert(place, ("ratio of attack rates", effect, "as stated below, else as on file for the drug"))
    return lines


def _lines(part: dict[str, Any], above: str) -> Iterator[tuple[str, str, str]]:
    for name, value in part.items():
        path = f"{above}{name}"
        if isinstance(value, dict) and "mark" in value:
            whence = ", ".join(str(value[key]) for key in ("mark", "source") if value[key])
            shown = _history(value["value"]) if name == "history" else _value(value["value"])
            yield path, shown, whence + (f": {value['note']}" if value["note"] else "")
        elif isinstance(value, dict):
            yield from _lines(value, f"{path}.")
        elif value is not None and above:
            yield path, str(value), ""


def _history(any_of: Sequence[Sequence[dict[str, float]]]) -> str:
    """Return a rule of entry in words."""
    each = [
        " and ".join(f"{counted(int(one['attacks']), 'attack', 'attacks')} in {one['months']:g} months" for one in every)
        for every in any_of
    ]
    return ", or ".join(each) or "any"


def _value(value: Any) -> str:
    if isinstance(value, tuple | list):
        return " to ".join(map(_value, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def outside_sentences(published: pl.DataFrame, titles: dict[str, str]) -> list[str]:
    """Return a sentence for each published figure outside the central 95 % of the virtual trials of some parameter set."""
    sentences = []
    for _, rows in published.group_by("variable", "level", maintain_order=True):
        figure, *simulated = rows.to_dicts()
        outside = [(titles[row["group"]], row["warnings"][0]) for row in simulated if row["warnings"]]
        if outside:
            where = "; ".join(f"{title}: {said}" for title, said in outside)
            expected = f" Known: {figure['definition']}." if figure["definition"] else ""
            sentences.append(
                f"{capital(figure['variable'])} ({figure['level']}): outside the central 95 % under {len(outside)} of "
                f"{len(simulated)} parameter sets ({where}).{expected}"
            )
    return sentences


def published_titles() -> dict[str, str]:
    """Return the titles of the parameter sets by their names."""
    from nmosd.simulation.parameters import PARAMETER_SETS, parameter_set

    return {name: parameter_set(name).title for name in PARAMETER_SETS} | {PUBLISHED: "Published"}


_OVER_SETS = "from the lowest to the highest estimate over the parameter sets"
_CENTRAL = "median of the virtual trials, with the limits between which 95 % of them lie"
