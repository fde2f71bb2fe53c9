"""From the covariates a caller has to the terms of a propensity model and the lines of a balance table."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from nmosd.stats.arrays import Booleans, Floats
from nmosd.stats.columns import as_series, check_length, named_columns, numbers
from nmosd.stats.errors import StatisticsError

TermKind = Literal["continuous", "binary"]


@dataclass(frozen=True, eq=False)
class Term:
    """One column of numbers. `reference` is the first level of a category: in the balance table, not in the model."""

    name: str
    kind: TermKind
    values: Floats
    reference: bool = False


def treated_flags(treated: Any) -> Booleans:
    """Return who is treated.

    Raises:
        StatisticsError: something else than 0 and 1 (or false and true), missing values, or one group only.
    """
    found = numbers(treated, "treated")
    if not np.isin(found, (0.0, 1.0)).all():
        strange = found[(found != 0) & (found != 1)][0]
        raise StatisticsError(f"The column treated holds {strange:g}: write 1 for one group and 0 for the other.")
    if found.min() == found.max():
        raise StatisticsError("Everybody is in the same group: weighting compares two, so check the column treated.")
    flags: Booleans = found == 1
    return flags


def expanded_terms(covariates: Any, length: int) -> tuple[Term, ...]:
    """Return the terms of covariates in a mapping or a Polars frame; text becomes one term per level, in sorted order.

    Raises:
        StatisticsError: they have no names, one has missing values or another length, or one does not vary.
    """
    columns = named_columns(covariates)
    if columns is None:
        raise StatisticsError('The covariates need names: give a mapping such as {"age": [...]} or a Polars frame.')
    if not columns:
        raise StatisticsError("There is no covariate: name at least one that may set the groups apart.")
    found = [term for name, values in columns.items() for term in _expanded(str(name), values, length)]
    return tuple(found)


def _expanded(name: str, values: Any, length: int) -> list[Term]:
    column = as_series(values, name)
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        array = numbers(column, name, length)
        _check_varies(name, float(array.min()), float(array.max()))
        return [Term(name, "binary" if np.isin(array, (0.0, 1.0)).all() else "continuous", array)]
    check_length(column.len(), name, length)
    if column.null_count():
        raise StatisticsError(
            f"The column {name} is missing in {column.null_count()} of {length} rows: leave those rows out and "
            "say so, impute them, or give unknown a level of its own."
        )
    text = column.cast(pl.String)
    levels = sorted(text.unique().to_list())
    _check_varies(name, levels[0], levels[-1])
    return [
        Term(f"{name}: {level}", "binary", (text == level).cast(pl.Float64).to_numpy(), reference=level == levels[0])
        for level in levels
    ]


def _check_varies(name: str, lowest: object, highest: object) -> None:
    if lowest == highest:
        raise StatisticsError(f"The covariate {name} is the same in everybody, so it cannot set the groups apart: leave it out.")
