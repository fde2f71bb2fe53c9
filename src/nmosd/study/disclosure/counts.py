"""The counts behind the figures of a study, and the sums by which a reader could work one out from the others.

A sum that holds by chance does no harm: it only makes the imagined reader know more than a real one does.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

from nmosd.study.disclosure.cells import Cells
from nmosd.study.groups import EVERYONE

Figure = dict[str, Any]
_COLUMNS = ("n", "events", "unknown")
_PEOPLE, _ATTACKS = "people", "attacks"
_OF_PEOPLE = ("people", "of people")
_PRICE = {True: 1.0, False: 0.3}
"""What it costs to hide a count once more: of everyone, of a group."""


@dataclass(frozen=True)
class _Entered:
    """A figure with the cells of its counts, by column."""

    figure: Figure
    cells: dict[str, int]


def cells_of(results: pl.DataFrame, *, same_from: float = math.inf) -> Cells:
    """Return the counts of a `Results` table with every relation between them that its layout implies.

    Equal counts of people of one group are taken to be one count from `same_from` on, for a reader may know that they are: a clause
    and a verdict, a site and a clause. So what is hidden in one figure is shown in no other.
    """
    figures = list(results.iter_rows(named=True))
    cells, sizes = Cells(), group_sizes(figures)
    entered = [_enter(cells, sizes, same_from, place, figure) for place, figure in enumerate(figures)]
    flow = [one for one in entered if one.figure["analysis"] == "flow"]
    others = [one for one in entered if one.figure["analysis"] != "flow"]
    _flow(cells, flow)
    _groups_add_up(cells, others)
    _levels_add_up(cells, others)
    _blocks_about_some(cells, others)
    _nested_samples(cells, others)
    return cells


def group_sizes(figures: Iterable[Figure]) -> dict[tuple[str, str], int]:
    """Return how many `people` and how many `attacks` each group has, as far as the figures say."""
    sizes: dict[tuple[str, str], int] = {}
    for figure in figures:
        group, n, unknown = figure["group"], figure["n"], figure["unknown"] or 0
        if _counts_all_attacks(figure):
            sizes[_ATTACKS, group] = figure["events"]
        elif n is not None and figure["unit"] != "of attacks" and figure["analysis"] not in ("flow", "imprecise dates"):
            sizes[_PEOPLE, group] = max(sizes.get((_PEOPLE, group), 0), n + unknown if figure["measure"] != "count" else n)
    return sizes


def _counts_all_attacks(figure: Figure) -> bool:
    return (figure["analysis"], figure["unit"]) == ("attack kinds", _ATTACKS)


def _is_listed_if_found(figure: Figure) -> bool:
    """Tell whether the figure stands in the study only because somebody has what it counts."""
    if figure["analysis"] == "rates":
        return bool(figure["measure"] == "count")
    return figure["group"] == EVERYONE and figure["analysis"] in ("table 1", "attack kinds", "clauses failing together")


def _enter(cells: Cells, sizes: dict[tuple[str, str], int], same_from: float, place: int, figure: Figure) -> _Entered:
    """Enter the counts of a figure, and what they leave: people without the event, people of whom something else is true."""
    attacks = figure["unit"] == "of attacks" or (figure["analysis"], figure["unit"]) == ("imprecise dates", _ATTACKS)
    whom, group = _ATTACKS if attacks else _PEOPLE, figure["group"]
    size = sizes.get((whom, group))
    found = {}
    for column in _COLUMNS:
        value = figure[column]
        if value is None:
            continue
        if column == "n" and value == size:
            key: tuple[Hashable, ...] = ("size", whom, group)
        elif column == "events" and _counts_all_attacks(figure):
            key = ("size", _ATTACKS, group)
        elif value >= same_from and not attacks and (column != "events" or figure["unit"] in _OF_PEOPLE):
            key = ("people", group, value)
        elif column != "events" and (attacks or figure["analysis"] == "table 1"):  # its levels rest on the same people
            key = (figure["analysis"], figure["variable"], group, column, value)
        else:
            key = (place, column)
        least = int(value > 0 and (key[0] == "size" or (column == "events" and _is_listed_if_found(figure))))
        found[column] = cells.cell(key, value, (place, column), least=least, price=_PRICE[group == EVERYONE])
    if {"n", "unknown"} <= found.keys() and figure["n"] + figure["unknown"] == size:
        cells.relate(cells.cell(("size", whom, group), size), [found["n"], found["unknown"]])
    if {"n", "events"} <= found.keys() and not _counts_all_attacks(figure) and "rate" not in figure["measure"]:
        cells.left(found["n"], found["events"])
        if "unknown" in found and figure["measure"] == "count":
            cells.left(found["n"], found["events"], found["unknown"])
    return _Entered(figure, found)


def _flow(cells: Cells, flow: Sequence[_Entered]) -> None:
    """First box = last box + everyone who left; those who came as far as a criterion = first box - those who left before it."""
    if not flow:
        return
    first, *leaving, last = (one.cells for one in flow) if len(flow) > 1 else (flow[0].cells, flow[0].cells)
    before: list[int] = []
    for step in leaving:
        cells.relate(first["n"], [step["n"], *before])
        before.append(step["events"])
        if "unknown" in step:
            cells.relate(step["events"], [step["unknown"]])
    cells.relate(first["n"], [last["n"], *before])


def _groups_add_up(cells: Cells, entered: Iterable[_Entered]) -> None:
    columns = ("analysis", "variable", "level", "measure", "compared_with", "at_years")
    for figures in _together(entered, *columns):
        wholes = [one.cells for one in figures if one.figure["group"] == EVERYONE]
        parts = [one.cells for one in figures if one.figure["group"] != EVERYONE]
        for column in _COLUMNS:
            if parts and all(column in one for one in (*wholes, *parts)):
                for whole in wholes:
                    cells.relate(whole[column], [part[column] for part in parts])


def _levels_add_up(cells: Cells, entered: Sequence[_Entered]) -> None:
    """The levels of a variable add up to those of whom it is known, if they do so in every group.

    Of people without follow-up, by what is missing, they add up to those of whom a rate says that it is not known.
    """
    missing = {one.figure["group"]: one.cells["unknown"] for one in entered if _is_rate(one.figure) and "unknown" in one.cells}
    levelled = [one for one in entered if one.figure["level"] is not None and {"n", "events"} <= one.cells.keys()]
    for figures in _together(levelled, "analysis", "variable", "measure", "unit"):
        sums: dict[int, list[int]] = {}
        for own in _together(figures, "group"):
            first = own[0]
            lacking = first.figure["analysis"] == "rates" and first.figure["measure"] == "count"
            whole = missing.get(first.figure["group"]) if lacking else first.cells["n"]
            if whole is not None:
                sums[whole] = [one.cells["events"] for one in own]
        if all(cells.values[whole] == sum(cells.values[part] for part in parts) for whole, parts in sums.items()):
            for whole, parts in sums.items():
                cells.relate(whole, parts)


def _is_rate(figure: Figure) -> bool:
    return (figure["analysis"], figure["measure"]) == ("rates", "rate")


def _blocks_about_some(cells: Cells, entered: Iterable[_Entered]) -> None:
    """Where a block is about some people only, those of whom a share is known and the others add up to them."""
    for figures in _together(entered, "analysis", "variable", "group"):
        about = {one.cells["events"] for one in figures if one.figure["measure"] == "count" and "events" in one.cells}
        for one in figures:
            if {"n", "unknown"} <= one.cells.keys() and one.figure["measure"] == "proportion":
                for whole in about:
                    cells.relate(whole, [one.cells["n"], one.cells["unknown"]])


def _nested_samples(cells: Cells, entered: Iterable[_Entered]) -> None:
    """Enter the differences between the samples of one model or curve: who is in one and not in the next larger one."""
    fitted = [one for one in entered if one.figure["measure"] not in ("count", "proportion", "median")]
    rates = [one for one in fitted if one.figure["analysis"] == "rates"]
    others = [one for one in fitted if one.figure["analysis"] != "rates"]
    for own in (*_together(rates, "group"), *_together(others, "analysis", "variable", "group", "measure")):
        for column in ("n", "events"):
            counts = {one.cells[column] for one in own if column in one.cells}
            for less, more in pairwise(sorted(counts, key=lambda cell: (cells.values[cell], cell))):
                cells.left(more, less)


def _together(entered: Iterable[_Entered], *columns: str) -> Iterator[list[_Entered]]:
    found: dict[Hashable, list[_Entered]] = defaultdict(list)
    for one in entered:
        found[tuple(one.figure[column] for column in columns)].append(one)
    yield from found.values()
