"""Tables that an older nmosd wrote, as the tables of today: what they did not have yet is empty, what they held is all there."""

import polars as pl

from nmosd.errors import CohortError
from nmosd.record.record import SCHEMA_VERSION, Record, complete


def brought_up_to_date(table: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Return a table of an older version with the columns and types of today, in today's order of words.

    None is a table that the older version did not have: it comes back empty.

    Raises:
        CohortError: the older table holds a value that today's cannot.
    """
    if frame is None:
        return complete(table, None)
    if table == "about":
        frame = frame.with_columns(schema_version=pl.lit(SCHEMA_VERSION))
    known = set(Record.member_schemas()[table].columns())
    lost = [name for name in frame.columns if name not in known and frame[name].null_count() < frame.height]
    if lost:
        raise CohortError(f"{table}.{lost[0]} of an older version has no place in these tables: import the sheet again.")
    as_words = frame.select(
        pl.col(name).cast(pl.String) if isinstance(dtype, pl.Enum) else _inner_as_words(name, dtype)
        for name, dtype in frame.schema.items()
        if name in known
    )
    try:
        return complete(table, as_words)
    except pl.exceptions.PolarsError as error:
        raise CohortError(
            f"{table} of an older version holds a value that these tables do not know: import the sheet again."
        ) from error


def _inner_as_words(name: str, dtype: pl.DataType) -> pl.Expr:
    return pl.col(name).cast(pl.List(pl.String)) if dtype == pl.List and isinstance(dtype.inner, pl.Enum) else pl.col(name)  # type: ignore[attr-defined]  # the inner type of a list
