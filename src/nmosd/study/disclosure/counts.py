"""The counts behind the figures of a study, each once however often it is shown."""

import math
from collections.abc import Hashable, Iterable, Mapping

import polars as pl

from nmosd.study.disclosure.cells import Cells
from nmosd.study.disclosure.sums import COLUMNS, DESCRIBED, Entered, Figure, add_up
from nmosd.study.groups import EVERYONE

_PEOPLE, _ATTACKS = "people", "attacks"
_OF_PEOPLE = ("people", "of people")
COUNTS_PEOPLE = ("count", "number at risk")
"""Measures of which the estimate itself is a count."""

SHARE = "share"
"""How measures begin whose estimate is a share of `n` people that no `events` stand beside."""

_PRICE = {True: 1.0, False: 0.3}
"""What it costs to hide a count once more: of everyone, of a group."""


def cells_of(results: pl.DataFrame, *, same_from: float = math.inf) -> Cells:
    """Return the counts of a `Results` table with every relation between them that its layout implies.

    Equal counts of people of one group are taken to be one count from `same_from` on, for a reader may know that they are: a
    clause and a verdict, a site and a clause. So what is hidden in one figure is shown in no other.
    """
    figures = list(results.iter_rows(named=True))
    cells, sizes = Cells(), group_sizes(figures)
    entered = [_enter(cells, sizes, same_from, place, figure) for place, figure in enumerate(figures)]
    add_up(cells, entered)
    return cells


def group_sizes(figures: Iterable[Figure]) -> dict[tuple[str, str], int]:
    """Return how many `people` and how many `attacks` each group has, as far as the figures say."""
    sizes: dict[tuple[str, str], int] = {}
    for figure in figures:
        group, n, unknown = figure["group"], figure["n"], figure["unknown"] or 0
        if _counts_all_attacks(figure):
            sizes[_ATTACKS, group] = figure["events"]
        elif n is not None and figure["unit"] != "of attacks" and figure["analysis"] in ("table 1", "attack kinds", "rates"):
            sizes[_PEOPLE, group] = max(sizes.get((_PEOPLE, group), 0), n + unknown if figure["measure"] != "count" else n)
    return sizes


def _counts_all_attacks(figure: Figure) -> bool:
    return (figure["analysis"], figure["unit"]) == ("attack kinds", _ATTACKS)


def _enter(cells: Cells, sizes: Mapping[tuple[str, str], int], same_from: float, place: int, figure: Figure) -> Entered:
    """Enter the counts of a figure, and what they leave: people without the event, people of whom something else is true."""
    whom, group = _whom(figure), figure["group"]
    size = sizes.get((whom, group))
    found = {}
    for column, value in _counts(figure).items():
        key = _key(figure, column, size, same_from) or (place, column)
        listed = key[0] == "size" or (column == "events" and _is_listed_if_found(figure))
        least = int(listed and value > 0)
        found[column] = cells.cell(key, value, (place, column), least=least, price=_PRICE[group == EVERYONE])
    if size is not None and {"n", "unknown"} <= found.keys() and figure["n"] + figure["unknown"] == size:
        cells.relate(cells.cell(("size", whom, group), size), [found["n"], found["unknown"]])
    _estimated_count(cells, same_from, place, figure, found)
    if {"n", "events"} <= found.keys() and not _counts_all_attacks(figure) and "rate" not in figure["measure"]:
        cells.left(found["n"], found["events"])
        if "unknown" in found and figure["measure"] == "count":
            cells.left(found["n"], found["events"], found["unknown"])
    return Entered(figure, found)


def _counts(figure: Figure) -> dict[str, int]:
    return {column: figure[column] for column in COLUMNS if figure[column] is not None}


def _estimated_count(cells: Cells, same_from: float, place: int, figure: Figure, found: Mapping[str, int]) -> None:
    """Enter an estimate that is a count (that of `events`, else that of `n`, else one of its own), or a share of `n`."""
    if figure["measure"].startswith(SHARE) and "n" in found and figure["estimate"] is not None:
        cells.left(found["n"], cells.cell((place, "estimate"), round(figure["estimate"] * figure["n"]), (place, "estimate")))
    if figure["measure"] not in COUNTS_PEOPLE or figure["estimate"] is None:
        return
    value = round(figure["estimate"])
    same = found.get("events", found.get("n"))
    if same is not None and cells.values[same] == value:
        cells.shown[same].append((place, "estimate"))
        return
    shared = figure["measure"] == "count" and figure["analysis"] not in DESCRIBED and value >= same_from
    key: tuple[Hashable, ...] = ("compared", figure["variable"], value) if shared else (place, "estimate")
    own = cells.cell(key, value, (place, "estimate"), price=_PRICE[figure["group"] == EVERYONE])
    if "n" in found:  # of those at risk too: what is left are the people whom something had happened to by then
        cells.left(found["n"], own)


def _whom(figure: Figure) -> str:
    """Return whether `n` counts people or attacks."""
    attacks = figure["unit"] == "of attacks" or (figure["analysis"], figure["unit"]) == ("imprecise dates", _ATTACKS)
    return _ATTACKS if attacks else _PEOPLE


def _key(figure: Figure, column: str, size: int | None, same_from: float) -> tuple[Hashable, ...] | None:
    """Return by what a count is the same as others; null where it stands for itself alone."""
    value, group, whom = figure[column], figure["group"], _whom(figure)
    if figure["analysis"] not in DESCRIBED:
        # Whom a model, a balance and an overlap rest on are the same people, whatever variable they speak of.
        of = None if column == "n" else figure["variable"]
        return ("compared", of, value) if value >= same_from else None
    if column == "n" and value == size:
        return "size", whom, group
    if column == "events" and _counts_all_attacks(figure):
        return "size", _ATTACKS, group
    if value >= same_from and whom == _PEOPLE and (column != "events" or figure["unit"] in _OF_PEOPLE):
        return "people", group, value
    if column != "events" and (whom == _ATTACKS or figure["analysis"] == "table 1"):  # its levels rest on the same people
        return figure["analysis"], figure["variable"], group, column, value
    return None


def _is_listed_if_found(figure: Figure) -> bool:
    """Tell whether the figure stands in the study only because somebody has what it counts."""
    if figure["analysis"] == "rates":
        return bool(figure["measure"] == "count")
    return figure["group"] == EVERYONE and figure["analysis"] in ("table 1", "attack kinds", "clauses failing together")
