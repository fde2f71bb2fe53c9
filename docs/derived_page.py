"""The reference of the derived tables, written from the functions that derive them and from what they return."""

import inspect
from collections.abc import Callable
from typing import Any

import polars as pl

from nmosd.course import GRAINS, derivations, derive
from nmosd.record import new_record

_INTRODUCTION = """\
# The derived tables

Written from the docstrings and from an empty course by `python -m docs.generate`; do not edit. `nmosd derive COHORT` writes these
tables, `nmosd.derive(record)` returns them as attributes of a course. An empty cell is null: not known, or not asked. A column of
days holds dates in CSV (in a relative calendar, days from the onset of disease) and whole numbers from 1970-01-01 in Parquet and
Python. The rules by their names, with examples, are in [the rules](rules.md).
"""


def derived_tables_page() -> str:
    """Return a section per table: what a row is, what its columns mean and are, and where the rule stands."""
    course = derive(new_record({}, title="nobody"), reasons=True)
    parts = [_INTRODUCTION]
    for name, grain in GRAINS.items():
        function: Callable[..., Any] = getattr(derivations, f"derive_{name}")
        module = inspect.getmodule(function)
        rule = inspect.cleandoc(module.__doc__ or "") if module else ""
        parts += [f"## {name}\n", f"One row for {grain}.\n", rule + "\n", inspect.getdoc(function) or "", ""]
        parts += [_columns(course.tables()[name])]
    return "\n".join(parts)


def _columns(table: pl.DataFrame) -> str:
    lines = ["| column | holds |", "|---|---|"]
    lines += [f"| `{column}` | {_holds(column, dtype)} |" for column, dtype in table.schema.items()]
    return "\n".join([*lines, ""])


def _holds(column: str, dtype: pl.DataType) -> str:
    if column == "day" or column.endswith("_day"):
        return "a day"
    if isinstance(dtype, pl.List):
        inner = dtype.inner
        return f"a list: {_holds('', inner() if isinstance(inner, type) else inner)}"
    if isinstance(dtype, pl.Enum):
        words = dtype.categories.to_list()
        return "one of " + "; ".join(words) if len(words) <= 8 else f"one of {len(words)} words, such as {'; '.join(words[:4])}"
    if dtype == pl.Boolean:
        return "yes or no"
    if dtype.is_integer():
        return "a whole number"
    return "a number" if dtype.is_numeric() else "text"
