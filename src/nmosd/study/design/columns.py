"""Derived columns that say one thing about each person, and the words that they may hold."""

from functools import cache

import polars as pl

from nmosd.course import derive
from nmosd.course.course import ONE_ROW_PER_PERSON
from nmosd.record import new_record


@cache
def derived_columns() -> dict[str, tuple[str, ...] | None]:
    """Return the address (`table.column`) of every derived column of words or yes/no with at most one row a person.

    With each stand its words, and null for yes/no.
    """
    tables = derive(new_record({}, title="nobody"), only=ONE_ROW_PER_PERSON).tables()
    return {
        f"{table}.{column}": tuple(dtype.categories) if isinstance(dtype, pl.Enum) else None
        for table in ONE_ROW_PER_PERSON
        for column, dtype in tables[table].schema.items()
        if isinstance(dtype, pl.Enum | pl.Boolean)
    }
