"""From what a caller has (lists, arrays, Polars columns) to arrays that the kernel can trust, or a sentence that says why not."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from nmosd.stats.arrays import Booleans, Floats, Integers
from nmosd.stats.errors import StatisticsError


def numbers(values: Any, name: str, length: int | None = None) -> Floats:
    """Return a column as floats.

    Raises:
        StatisticsError: something in it is missing or no finite number, or it has another length than `length`.
    """
    column = as_series(values, name)
    if column.is_empty():
        raise StatisticsError("There are no rows: give at least one row per person.")
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        raise StatisticsError(
            f"The column {name} holds {column.dtype}, not numbers: give times as a number of one unit, and a group as 0 and 1."
        )
    check_length(column.len(), name, length)
    array = np.ascontiguousarray(column.cast(pl.Float64).to_numpy(), dtype=np.float64)
    bad = ~np.isfinite(array)
    if bad.any():
        row = int(np.argmax(bad))
        raise StatisticsError(
            f"The column {name} is missing or not finite in {int(bad.sum())} of {array.size} rows (first in row {row}): "
            "leave those rows out and say so, or impute them."
        )
    return array


def flags(values: Any, name: str, length: int) -> Booleans:
    """Return a column of 0 and 1 (or false and true) as booleans.

    Raises:
        StatisticsError: something in it is missing or neither 0 nor 1.
    """
    array = numbers(values, name, length)
    if not np.isin(array, (0.0, 1.0)).all():
        strange = array[(array != 0) & (array != 1)][0]
        raise StatisticsError(f"The column {name} holds {strange:g}: write 1 for an event at the end of the row and 0 for none.")
    return array.astype(np.bool_)


def codes(values: Any, name: str, length: int) -> tuple[Integers, list[Any]]:
    """Return a column of labels as the numbers 0, 1, 2 ..., with the labels that they stand for, sorted.

    Raises:
        StatisticsError: a label is missing.
    """
    column = as_series(values, name)
    check_length(column.len(), name, length)
    if column.null_count() or (column.dtype.is_float() and column.is_nan().any()):
        raise StatisticsError(f"The column {name} is missing in some rows: every row needs its {name}, so leave those rows out.")
    if column.dtype.is_integer() and column.len():
        return _compact(column.to_numpy().astype(np.int64))
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        labels, numbered = np.unique(column.to_numpy(), return_inverse=True)
        return numbered.astype(np.int64), labels.tolist()
    text = column.cast(pl.String)
    distinct = text.unique().sort()
    numbered = text.replace_strict(distinct, pl.int_range(distinct.len(), eager=True), return_dtype=pl.Int64).to_numpy()
    return np.ascontiguousarray(numbered), distinct.to_list()


def combined_codes(values: Any, name: str, length: int) -> tuple[Integers, list[Any]]:
    """Return the codes of one column of labels, or of the combinations of several (a frame or a mapping of columns)."""
    parts = named_columns(values)
    if parts is None:
        return codes(values, name, length)
    every = np.zeros(length, dtype=np.int64)
    labels: list[tuple[Any, ...]] = [()]
    for part_name, part in parts.items():
        numbered, part_labels = codes(part, part_name, length)
        every, kept = _compact(every * len(part_labels) + numbered)
        labels = [(*labels[key // len(part_labels)], part_labels[key % len(part_labels)]) for key in kept]
    return every, labels


def covariate_columns(covariates: Any, length: int) -> dict[str, Floats]:
    """Return the named columns of a frame or a mapping as floats.

    Raises:
        StatisticsError: they have no names, there is none, or one of them is not made of finite numbers.
    """
    parts = named_columns(covariates)
    if parts is None:
        raise StatisticsError('The covariates need names: give a mapping such as {"treated": [...]} or a Polars frame.')
    if not parts:
        raise StatisticsError("There is no covariate: name at least one, or use a curve for a description without a model.")
    return {str(name): numbers(values, str(name), length) for name, values in parts.items()}


def named_columns(values: Any) -> dict[Any, Any] | None:
    """Return the columns of a frame or a mapping by their names, null for anything else."""
    if isinstance(values, pl.DataFrame):
        return values.to_dict(as_series=True)
    return dict(values) if isinstance(values, Mapping) else None


def as_series(values: Any, name: str) -> pl.Series:
    """Return a column as a Polars column, NaN and null kept apart.

    Raises:
        StatisticsError: it is no column.
    """
    if isinstance(values, pl.Series):
        return values
    try:
        if isinstance(values, np.ndarray):
            return pl.Series(name, np.ascontiguousarray(values), nan_to_null=False)
        return pl.Series(name, list(values), strict=False)
    except (TypeError, ValueError, pl.exceptions.PolarsError):
        raise StatisticsError(
            f"The column {name} cannot be read as one column: give a list, an array or a Polars column."
        ) from None


def check_length(found: int, name: str, wanted: int | None) -> None:
    """Refuse a column that has not as many rows as the others.

    Raises:
        StatisticsError: it has not.
    """
    if wanted is not None and found != wanted:
        raise StatisticsError(
            f"The column {name} has {found} rows and the others have {wanted}: every column needs one value per row."
        )


def _compact(values: Integers) -> tuple[Integers, list[int]]:
    low, high = int(values.min()), int(values.max())
    if high - low > 4 * values.size + 1000:
        labels, numbered = np.unique(values, return_inverse=True)
        return numbered.astype(np.int64), labels.tolist()
    present = np.zeros(high - low + 1, dtype=np.int64)
    present[values - low] = 1
    return (np.cumsum(present) - 1)[values - low], (np.flatnonzero(present) + low).tolist()
