"""The figures of a study without those that tell of few people, or from which a reader could work them out."""

import math
import re
from typing import Any

import polars as pl

from nmosd.stats.results import results_frame
from nmosd.study.disclosure.counts import COUNTS_PEOPLE, SHARE, cells_of, group_sizes
from nmosd.study.disclosure.hiding import hidden_cells

_COUNTS = ("n", "events", "unknown", "estimate")
_ESTIMATE = ("estimate", "lower", "upper", "p_value", "method")
SUPPRESSED = "suppressed"
"""The word with which the method of a hidden estimate begins."""

_ROUNDED = "Rounded to a whole number, which does not tell how many it rests on."
_GIVES_BACK = ("proportion", "rate", "survival", "incidence", "mean cumulative count", SHARE, "effective sample size")
"""Words of measures that give back their counts, as a share of a base or a rate in person-years does."""

_SHARES_OF_TIME = ("survival", "cumulative incidence")
_NUMBER = re.compile(r"(?<!\w)\d+(?:[.,]\d+)*(?!\w)")


def suppressed(results: pl.DataFrame, smallest_cell: int) -> pl.DataFrame:
    """Return a `Results` table in which no count from 1 to one less than the smallest cell is shown or can be worked out.

    What is hidden is null, and the figure's first warning is that of `mark`. It says the same of a small count and of one that is
    hidden because of it, so that it tells nothing more. Zeros are shown, as the rules of the profiles have it, except where the
    group itself is small: nothing is shown of that.

    Hidden with a count are the figures that would give it back (a share, a rate and their intervals) and the person-years of
    people whose number is hidden; also any estimate that rests on few. A median is shown where at least the smallest cell of
    people lie on either side of it, and so with the quartiles. Numbers in warnings are replaced by `…`. A smallest cell of 0 or 1
    hides nothing.
    """
    if smallest_cell < 2:
        return results
    figures = list(results.iter_rows(named=True))
    sizes = group_sizes(figures)
    of_few = {group for (whom, group), size in sizes.items() if whom == "people" and 0 < size < smallest_cell}
    blank = {place for place, figure in enumerate(figures) if figure["group"] in of_few and figure["analysis"] != "flow"}
    hidden = {(place, column) for place in blank for column in _COUNTS}
    # Equal counts are one, and then, for what that forbids, as many as they may be.
    for same_from in (smallest_cell, math.inf):
        cells = cells_of(results, same_from=same_from)
        also = [cell for cell, places in enumerate(cells.shown) if not hidden.isdisjoint(places)]
        hidden |= {place for cell in hidden_cells(cells, smallest_cell, also) for place in cells.shown[cell]}
    return results_frame(
        _without(figure, {column for column in _COUNTS if (place, column) in hidden}, smallest_cell, blank=place in blank)
        for place, figure in enumerate(figures)
    )


def mark(smallest_cell: int) -> str:
    """Return the warning of a figure of which something is hidden.

    >>> mark(5)
    'Hidden: fewer than 5, or a number from which fewer than 5 could be worked out.'
    """
    return f"Hidden: fewer than {smallest_cell}, or a number from which fewer than {smallest_cell} could be worked out."


def without_numbers(text: str) -> str:
    """Return a text with `…` for each number that stands alone.

    >>> without_numbers("3 of 40 people (7.5 %) have AQP4-IgG.")
    '… of … people (… %) have AQP4-IgG.'
    """
    return _NUMBER.sub("…", text)


def _without(figure: dict[str, Any], counts: set[str], smallest_cell: int, *, blank: bool) -> dict[str, Any]:
    """Return a figure without the counts that are hidden and without what would give them back."""
    gone = set(counts)
    if blank:
        gone |= {*_COUNTS, *_ESTIMATE, "person_years"}
    if "estimate" in gone or (gone & {"n", "events"} and _tells(figure, smallest_cell)):
        gone |= set(_ESTIMATE)
    if "n" in gone:
        gone.add("person_years")
    gone |= _few_beside(figure, smallest_cell)
    changed = {column for column in gone if figure[column] is not None}
    kept = {column: _whole(figure[column]) for column in ("estimate", "lower", "upper")} if _tells_n(figure, changed) else {}
    method = {"method": f"{SUPPRESSED} (smallest cell {smallest_cell})"} if "estimate" in changed else {}
    if changed and not method and figure["method"] is not None:
        method = {"method": without_numbers(figure["method"])}  # it may say over how many people
    said = [mark(smallest_cell)] if changed else []
    said += [_ROUNDED] if kept else []
    said += [without_numbers(warning) for warning in figure["warnings"] or ()]
    return figure | kept | dict.fromkeys(changed) | method | {"warnings": said or None}


def _tells(figure: dict[str, Any], smallest_cell: int) -> bool:
    """Tell whether an estimate would give back a hidden `n` or `events`, or rests on few.

    A median, the ratio of a model or a p value do not give back on how many they rest.
    """
    if figure["measure"] in COUNTS_PEOPLE:
        return False
    if any(word in figure["measure"] for word in _GIVES_BACK):
        return True
    return any(0 < (figure[column] or 0) < smallest_cell for column in ("n", "events"))


def _tells_n(figure: dict[str, Any], gone: set[str]) -> bool:
    """Tell whether a quantile stays that lies between people whose number is hidden: its fraction would tell of the number."""
    return figure["measure"] == "median" and "n" in gone and "estimate" not in gone


def _whole(number: float | None) -> float | None:
    return number if number is None or math.isinf(number) else float(round(number))


def _few_beside(figure: dict[str, Any], smallest_cell: int) -> set[str]:
    """Return the columns that would tell of fewer people than the smallest cell although the count itself is large enough."""
    n, measure, estimate = figure["n"] or 0, figure["measure"], figure["estimate"]
    if measure == "median" and n < 4 * smallest_cell:
        return {"lower", "upper"} if n >= 2 * smallest_cell else set(_ESTIMATE)
    if measure in _SHARES_OF_TIME and estimate is not None and n:
        stand_for = sorted((n * estimate, n * (1 - estimate)))[0]
        return set(_ESTIMATE) if 0 < round(stand_for, 6) < smallest_cell else set()
    return set()
