"""How a fact about people becomes rows of results: a share, a median or a count, always with how many are unknown."""

from collections.abc import Iterator, Sequence

import polars as pl

from nmosd.stats import Estimate, proportion
from nmosd.study.groups import Group

Row = dict[str, object]

CANNOT_BE_TOLD = "cannot be told"
"""The method of a figure that nobody in the group has; its estimate is null."""


def share(group: str, events: int, known: int, people: int, **where: object) -> Row:
    """Return the row of a share of the `known` out of `people`; where nothing is known the estimate is null."""
    return share_row(proportion(events, known) if known else None, group=group, unknown=people - known, **where)


def share_row(figure: Estimate | None, **where: object) -> Row:
    """Return the row of a share of people, of one that cannot be told where there is no figure."""
    nothing = Estimate("proportion", None, None, None, None, CANNOT_BE_TOLD, n=0, events=0)
    return (figure or nothing).row(**{"analysis": None, "unit": "of people"} | where)


def count(group: str, number: int, **where: object) -> Row:
    """Return the row of a count."""
    return Estimate("count", float(number), None, None, None, "counting").row(group=group, **where)


def median(group: str, values: pl.Series, people: int, **where: object) -> Row:
    """Return the row of a median with its quartiles as limits; nulls among the values, and people without one, are unknown.

    One value alone has no quartiles: limits that equal it would look like certainty.
    """
    known = values.drop_nulls()
    middle, lower, upper = (_quantile(known, share) for share in (0.5, 0.25, 0.75))
    if known.len() == 1:
        return Estimate("median", middle, None, None, None, "the only value", n=1).row(group=group, unknown=people - 1, **where)
    return Estimate(
        "median",
        middle,
        lower,
        upper,
        None,
        "median and quartiles, interpolated between neighbours (type 7)" if known.len() else CANNOT_BE_TOLD,
        n=known.len(),
    ).row(group=group, unknown=people - known.len(), **where)


def level_rows(groups: Sequence[Group], values: pl.DataFrame, levels: Sequence[str] | None, **where: object) -> Iterator[Row]:
    """Yield the shares of people at each level of `values` (`patient_id`, `value`), null meaning unknown.

    Levels come in the order given, those that nobody has left out; without an order, by how many have them. Where nobody's value
    is known, one row for each group says so.
    """
    found = values["value"].drop_nulls()
    tally = found.value_counts(sort=False).sort("count", "value", descending=[True, False])["value"].to_list()
    for level in those_found(tally if levels is None else levels, set(tally)):
        for group in groups:
            own = group.of(values)["value"]
            events = int((own == level).sum()) if level is not None else 0
            yield share(group.name, events, own.len() - own.null_count(), group.n, level=level, **where)


def ever_rows(groups: Sequence[Group], facts: pl.DataFrame, levels: Sequence[str], **where: object) -> Iterator[Row]:
    """Yield the shares of people who ever had each level; `facts` has a row for each person and level: `has`, or null."""
    present = set(facts.filter(pl.col("has"))["level"].to_list())
    for level in those_found(levels, present):
        of_level = facts.filter(pl.col("level") == level) if level is not None else facts.clear()
        for group in groups:
            own = group.of(of_level)["has"]
            yield share(group.name, int(own.sum() or 0), own.len() - own.null_count(), group.n, level=level, **where)


def those_found(levels: Sequence[str], found: set[str]) -> Sequence[str | None]:
    """Return the levels that somebody has, in order; one null where nobody has any, so that the figure is never left out."""
    return [level for level in levels if level in found] or [None]


def _quantile(values: pl.Series, share_below: float) -> float | None:
    value = values.quantile(share_below, interpolation="linear")
    return None if value is None else float(value)
