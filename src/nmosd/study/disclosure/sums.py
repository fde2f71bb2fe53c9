"""The sums by which a reader could work out one count of a study from the others.

One that holds by chance does no harm: it only makes the imagined reader know more than a real one does.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from nmosd.study.disclosure.cells import Cells
from nmosd.study.groups import EVERYONE

Figure = dict[str, Any]
COLUMNS = ("n", "events", "unknown")
DESCRIBED: tuple[str, ...]
DESCRIBED = ("flow", "table 1", "attack kinds", "rates", "shares", "criteria", "clauses", "clauses failing together")
DESCRIBED += ("imprecise dates",)
"""Analyses of people by group; in all others figures of one variable rest on the same people, whatever group they are of."""


@dataclass(frozen=True)
class Entered:
    """A figure with the cells of its counts, by column."""

    figure: Figure
    cells: Mapping[str, int]


def add_up(cells: Cells, entered: Sequence[Entered]) -> None:
    """Enter every relation between counts that the layout of a study implies, and the differences that say something."""
    _flow(cells, [one for one in entered if one.figure["analysis"] == "flow"])
    others = [one for one in entered if one.figure["analysis"] != "flow"]
    _groups_add_up(cells, others)
    _levels_add_up(cells, others)
    _blocks_about_some(cells, others)
    _nested_samples(cells, others)
    _compared_add_up(cells, others)


def _flow(cells: Cells, flow: Sequence[Entered]) -> None:
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


def _groups_add_up(cells: Cells, entered: Iterable[Entered]) -> None:
    columns = ("analysis", "variable", "level", "measure", "compared_with", "at_years")
    for figures in _together(entered, *columns):
        wholes = [one.cells for one in figures if one.figure["group"] == EVERYONE]
        parts = [one.cells for one in figures if one.figure["group"] != EVERYONE]
        for column in COLUMNS:
            if parts and all(column in one for one in (*wholes, *parts)):
                for whole in wholes:
                    cells.relate(whole[column], [part[column] for part in parts])


def _levels_add_up(cells: Cells, entered: Sequence[Entered]) -> None:
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


def _blocks_about_some(cells: Cells, entered: Iterable[Entered]) -> None:
    """Where a block is about some people only, those of whom a share is known and the others add up to them."""
    for figures in _together(entered, "analysis", "variable", "group"):
        about = {one.cells["events"] for one in figures if one.figure["measure"] == "count" and "events" in one.cells}
        for one in figures:
            if {"n", "unknown"} <= one.cells.keys() and one.figure["measure"] == "proportion":
                for whole in about:
                    cells.relate(whole, [one.cells["n"], one.cells["unknown"]])


def _nested_samples(cells: Cells, entered: Iterable[Entered]) -> None:
    """Enter the differences between the samples of one model, curve or variable: who is in one and not in the next larger one."""
    alone = ("count", "proportion", "median", "number at risk")
    fitted = [one for one in entered if one.figure["measure"] not in alone and one.figure["analysis"] != "null world"]
    rates = [one for one in fitted if one.figure["analysis"] == "rates"]
    shares = [one for one in entered if (one.figure["analysis"], one.figure["measure"]) == ("table 1", "proportion")]
    others = [one for one in entered if one.figure["analysis"] in ("overlap", "missing") and one not in fitted]
    for own in (*_together(rates, "group"), *_together(fitted, "variable", "group", "measure")):
        _steps(cells, own, "n")
        _steps(cells, own, "events")
    for own in _together(shares, "variable", "group"):
        _steps(cells, own, "n")
    # Who lacks a covariate is in the rates of an outcome and not in the weights, which speak of another variable.
    for own in _together((one for one in fitted + others if one.figure["analysis"] not in DESCRIBED), "group"):
        _steps(cells, own, "n")


def _compared_add_up(cells: Cells, entered: Sequence[Entered]) -> None:
    """The groups of a comparison are those of the description, and add up to what a model of both rests on.

    A model of complete cases and those with a gap add up to it too.
    """
    sizes = {one.figure["group"]: one.cells["n"] for one in entered if _is_group_size(one.figure)}
    compared = [one for one in entered if one.figure["analysis"] not in DESCRIBED]
    for figures in _together(compared, "variable"):
        groups = [one for one in figures if one.figure["analysis"] == "outcome rates"]
        for one in groups:
            if one.figure["group"] in sizes and "n" in one.cells:
                cells.relate(sizes[one.figure["group"]], [one.cells["n"]])
        for column in ("n", "events"):
            parts = [one.cells[column] for one in groups if column in one.cells]
            for whole in {one.cells[column] for one in figures if column in one.cells and one not in groups} if parts else ():
                cells.relate(whole, parts)
        for one in figures:
            if one not in groups and groups and {"n", "unknown"} <= one.cells.keys():
                for whole in {other.cells["n"] for other in figures if other is not one and "n" in other.cells}:
                    cells.relate(whole, [one.cells["n"], one.cells["unknown"]])
    _gaps_add_up(cells, compared)


def _gaps_add_up(cells: Cells, compared: Sequence[Entered]) -> None:
    """Those with a gap in one covariate are some of those left out of a model; those with a gap in any are all of them.

    Gaps are asked for in the people of whom outcomes are, and so are the same outcomes' rates.
    """
    at_risk = [one for one in compared if one.figure["analysis"] in ("outcome rates", "missing") and "n" in one.cells]
    for own in _together(at_risk, "group"):
        for one in own[1:]:
            cells.relate(own[0].cells["n"], [one.cells["n"]])
    gaps = [one for one in compared if one.figure["analysis"] == "missing" and "events" in one.cells]
    if not gaps:
        return
    every = cells.cell(("gaps",), sum(cells.values[one.cells["events"]] for one in gaps))
    cells.relate(every, [one.cells["events"] for one in gaps])
    models = [one.cells["unknown"] for one in compared if one.figure["analysis"] == "models" and "unknown" in one.cells]
    for left_out in {cell for cell in models if cells.values[cell]}:
        cells.left(every, left_out)
        for own in _together(gaps, "variable"):
            cells.left(left_out, *(one.cells["events"] for one in own))


def _is_group_size(figure: Figure) -> bool:
    return (figure["analysis"], figure["variable"]) == ("table 1", "people")


def _steps(cells: Cells, entered: Iterable[Entered], column: str) -> None:
    counts = {one.cells[column] for one in entered if column in one.cells}
    for less, more in pairwise(sorted(counts, key=lambda cell: (cells.values[cell], cell))):
        cells.left(more, less)


def _together(entered: Iterable[Entered], *columns: str) -> Iterator[list[Entered]]:
    found: dict[Hashable, list[Entered]] = defaultdict(list)
    for one in entered:
        found[tuple(one.figure[column] for column in columns)].append(one)
    yield from found.values()
