"""The one door where the record's intervals of days become days.

The record keeps a date as its first and last possible day. Derivations calculate with one day, chosen by
`Definitions.date_reading`, and keep both ends beside it to tell which answers another reading would change. Days are whole
numbers counted from 1970-01-01; in a record whose calendar is relative, that day is the onset of disease.
"""

from functools import cache

import polars as pl

from nmosd.course.definitions import Definitions


def with_days(frame: pl.DataFrame, *names: str, definitions: Definitions) -> pl.DataFrame:
    """Return the frame with three whole numbers (Int32) for each date named: `<name>_day`, and its first and last possible day.

    `onset` becomes `onset_day`, `onset_earliest_day` and `onset_latest_day`; the two date columns go. The midpoint of an even
    number of days is the earlier of the two in the middle. Null means that no date is known.

    >>> import datetime as dt
    >>> march = pl.DataFrame({"onset_earliest": [dt.date(1970, 3, 1)], "onset_latest": [dt.date(1970, 3, 31)]})
    >>> with_days(march, "onset", definitions=Definitions()).row(0)
    (74, 59, 89)
    """
    columns = [column for name in names for column in (f"{name}_earliest", f"{name}_latest")]
    days = [expression for name in names for expression in _three_days(name, definitions.date_reading)]
    return frame.select(pl.exclude(columns), *days)


@cache
def _three_days(name: str, reading: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    earliest = pl.col(f"{name}_earliest").to_physical()
    latest = pl.col(f"{name}_latest").to_physical()
    if reading == "earliest":
        day = earliest
    elif reading == "latest":
        day = latest
    else:
        day = (earliest + latest) // 2
    return (
        day.cast(pl.Int32).alias(f"{name}_day"),
        earliest.cast(pl.Int32).alias(f"{name}_earliest_day"),
        latest.cast(pl.Int32).alias(f"{name}_latest_day"),
    )
