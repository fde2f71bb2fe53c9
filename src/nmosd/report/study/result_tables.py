"""The tables of the page, from rows of `Results`: one column a group, or one row a group."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nmosd.report.layout import (
    Cell,
    Figure,
    Notes,
    Row,
    Table,
    behind,
    capital,
    counted_cell,
    explained,
    figure_cell,
    made_table,
    narrow_share_cell,
    share_cell,
    stacked,
    suppressed,
)
from nmosd.report.numbers import CANNOT_TELL, confidence_percent, decimals_of, interval, number, people

if TYPE_CHECKING:
    import polars as pl

__all__ = ["attack_kind_tables", "figures_of", "rate_tables", "remarks", "table_by_group", "table_one"]

MANY_GROUPS = 5
"""With more groups than this, limits stand under their estimate, and the table is printed smaller."""

_PEOPLE = "people"


def figures_of(results: "pl.DataFrame", analysis: str) -> list[Figure]:
    """Return the rows of one analysis as dictionaries, in their order."""
    return [row for row in results.iter_rows(named=True) if row["analysis"] == analysis]


def table_one(results: "pl.DataFrame") -> Table:
    """Return Table 1: one column for everyone and one for each group, one row for each variable or level, unknowns shown."""
    figures = figures_of(results, "table 1")
    several = len({figure["group"] for figure in figures}) > 1
    return table_by_group("table-1", f"Table 1. The people{', by group' if several else ''}", figures)


def attack_kind_tables(results: "pl.DataFrame") -> list[Table]:
    """Return the kinds of attack (shares of attacks), and who ever had an attack of each site (shares of people)."""
    figures = figures_of(results, "attack kinds")
    of_people = [figure for figure in figures if figure["unit"] == "of people"]
    of_attacks = [figure for figure in figures if figure["unit"] != "of people"]
    return [
        table_by_group("attacks-by-kind", "Attacks by where they struck", of_attacks, of="attacks", captioned=True),
        table_by_group("people-by-site", "People by where an attack ever struck", of_people, intervals=True, captioned=True),
    ]


def rate_tables(results: "pl.DataFrame") -> list[Table]:
    """Return one table for each way of counting attacks, then why the follow-up of the others cannot be told.

    Each has a row for each group: people, those of whom it cannot be told, attacks, time and rate. How unevenly attacks fall
    on people stands in the first.
    """
    figures = figures_of(results, "rates")
    rates = [figure for figure in figures if figure["measure"] == "rate"]
    variables = list(dict.fromkeys(figure["variable"] for figure in rates))
    uneven = {figure["group"]: figure for figure in figures if figure["measure"] == "variance over mean"}
    tables = [
        _rates(f"rates-{place + 1}", [figure for figure in rates if figure["variable"] == variable], uneven if place == 0 else {})
        for place, variable in enumerate(variables)
    ]
    without = [figure for figure in figures if figure["measure"] == "count"]
    return (
        [*tables, table_by_group("no-follow-up", "People without stated follow-up, by what is missing", without, captioned=True)]
        if without
        else tables
    )


def remarks(figures: Iterable[Figure], of: Sequence[str] = ("group",)) -> list[str]:
    """Return what must be known of the figures, each remark once with what it holds for.

    `of` are the columns that say so: one, or an outcome and what of it (`First attack (Cox, adjusted): ...`), the
    second only if there are several of it.
    """
    figures = list(figures)
    held: dict[str, dict[str, list[str]]] = {}
    of = (of[0], *(column for column in of[1:] if len({figure[column] for figure in figures}) > 1))
    for figure in figures:
        first, *second = (figure[column] or "" for column in of)
        for warning in figure["warnings"] or ():
            inner = held.setdefault(warning, {}).setdefault(first, [])
            inner += [name for name in second if name and name not in inner]
    return [f"{capital(_held_for(names))}: {warning}" for warning, names in held.items()]


def _held_for(names: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(f"{name} ({', '.join(inner)})" if inner else name for name, inner in names.items())


def _rates(name: str, figures: Sequence[Figure], uneven: Mapping[str, Figure]) -> Table:
    notes = Notes()
    told = [figure for figure in figures if figure["estimate"] is not None]
    for figure in [*(told or figures)[:1], *uneven.values()]:
        notes.of(figure)
    rows = [Row(capital(figure["group"]), (*_rate_cells(figure), *_uneven_cell(figure, uneven))) for figure in figures]
    confidence = next((figure["confidence"] for figure in figures if figure["confidence"] is not None), None)
    columns = [
        ("Group", ""),
        ("Followed", "people"),
        ("Cannot tell", "people"),
        ("Attacks", ""),
        ("Person-years", ""),
        ("Attacks per person-year", f"({confidence_percent(confidence)} interval)" if confidence else ""),
        *([("Unevenness", "variance / mean")] if uneven else []),
    ]
    return made_table(name, capital(figures[0]["variable"]), columns, rows, notes, lined=True)


def _rate_cells(figure: Figure) -> tuple[Cell, ...]:
    said = explained(figure)
    rate = interval(
        figure["estimate"], figure["lower"], figure["upper"], decimals_of("rate", figure["estimate"], figure["upper"])
    )
    without = "People without stated follow-up: neither their time nor their attacks are counted."
    return (
        counted_cell(figure, "n", f"People with stated follow-up. {said}"),
        Cell(number(figure["unknown"] or 0), without) if not suppressed(figure) else counted_cell(figure, "unknown", without),
        counted_cell(figure, "events", said),
        counted_cell(figure, "person_years", said, decimals=1),
        Cell(suppressed(figure) or rate, said, behind=behind(figure)),
    )


def _uneven_cell(figure: Figure, uneven: Mapping[str, Figure]) -> tuple[Cell, ...]:
    found = uneven.get(figure["group"])
    if found:
        return (Cell(suppressed(found) or number(found["estimate"], 1), explained(found)),)
    return (Cell(CANNOT_TELL, "Too few people or attacks to say."),) if uneven else ()


@dataclass(frozen=True)
class _Style:
    """How a table is written: with intervals of shares; limits under the estimate; what is counted; one variable only."""

    intervals: bool
    stacks: bool
    of: str
    alone: bool


def table_by_group(
    name: str, caption: str, figures: Sequence[Figure], *, intervals: bool = False, of: str = "people", captioned: bool = False
) -> Table:
    """Return one column for each group; `captioned`: the caption says what the only variable is."""
    groups = list(dict.fromkeys(figure["group"] for figure in figures))
    sizes = {figure["group"]: figure for figure in figures if figure["variable"] == _PEOPLE and figure["measure"] == "count"}
    body = [figure for figure in figures if figure["group"] not in sizes or figure is not sizes[figure["group"]]]
    by_variable: dict[str, list[Figure]] = {}
    for figure in body:
        by_variable.setdefault(figure["variable"], []).append(figure)
    style = _Style(intervals, len(groups) > MANY_GROUPS, of, alone=captioned and len(by_variable) == 1)
    notes = Notes()
    rows = [row for variable, own in by_variable.items() for row in _variable_rows(variable, own, groups, notes, style)]
    columns = [("", ""), *((capital(group), _size(group, sizes, body)) for group in groups)]
    measures = {figure["measure"] for figure in body}
    shares = "share (interval)" if intervals else "number (percentage of the known)"
    words = [word for measure, word in (("proportion", shares), ("median", "median (quartiles)")) if measure in measures]
    return made_table(name, caption, columns, rows, notes, wide=style.stacks, explanation=" or ".join(words))


def _variable_rows(
    variable: str, figures: Sequence[Figure], groups: Sequence[str], notes: Notes, style: "_Style"
) -> Iterator[Row]:
    first = figures[0]
    counted = first["measure"] == "count"
    detail = "" if first["measure"] in ("proportion", "count") else first["unit"] or ""
    note = notes.of(first)
    levels = list(dict.fromkeys(figure["level"] for figure in figures))
    if style.alone:
        note = None
    elif levels == [None]:
        yield Row(capital(variable), _cells(figures, None, groups, style), "head", note, detail)
    else:
        yield Row(capital(variable), (), "head", note, detail)
    if levels != [None] or style.alone:
        for level in levels:
            yield Row(level or "not known of anybody", _cells(figures, level, groups, style), "plain" if style.alone else "level")
    if any(figure["unknown"] for figure in figures) and first["unit"] != "people":
        yield Row(
            "people without any" if counted else "unknown",
            _unknown(figures, groups, style.of),
            "unknown" if style.alone else "level unknown",
        )


def _cells(figures: Iterable[Figure], level: str | None, groups: Sequence[str], style: "_Style") -> tuple[Cell, ...]:
    of_level = {figure["group"]: figure for figure in figures if figure["level"] == level}
    written = (narrow_share_cell if style.stacks else share_cell) if style.intervals else figure_cell
    cells = (written(of_level.get(group)) for group in groups)
    return tuple(stacked(cell) if style.stacks else cell for cell in cells)


def _unknown(figures: Sequence[Figure], groups: Sequence[str], of: str) -> tuple[Cell, ...]:
    """Return how many cannot be told; where it differs between levels, from the fewest to the most."""
    cells = []
    for group in groups:
        own = [figure for figure in figures if figure["group"] == group]
        hidden = next((suppressed(figure) for figure in own if suppressed(figure) and figure["unknown"] is None), None)
        if hidden:
            cells.append(Cell(hidden, "Fewer people than may be shown."))
            continue
        counts = sorted({figure["unknown"] or 0 for figure in own})
        text = number(counts[0]) if len(counts) == 1 else f"{number(counts[0])} to {number(counts[-1])}" if counts else ""
        cells.append(Cell(text, f"{capital(of)} of whom it cannot be told; they are in no percentage." if counts else ""))
    return tuple(cells)


def _size(group: str, sizes: dict[str, Figure], body: Sequence[Figure]) -> str:
    if group in sizes:
        hidden = suppressed(sizes[group])
        return f"{hidden} people" if hidden else people(int(sizes[group]["estimate"]))
    known = [
        figure["n"] + (figure["unknown"] or 0)
        for figure in body
        if figure["group"] == group and figure["n"] is not None and figure["unit"] != "of attacks"
    ]
    return people(max(known)) if known else ""
