"""From what is known of subjects to the terms of a model: categories become yes/no terms, and what tells nothing is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from nmosd.stats.arrays import Booleans, Floats

_SAME = 1e-10
"""Less than this share of a term's variance (or of its size, in standard deviations) is nothing new."""


@dataclass(frozen=True)
class Terms:
    """The terms of a model, one column of numbers each, and a sentence for each that was left out."""

    columns: dict[str, Floats]
    left_out: tuple[str, ...]


def terms_of(
    rows: pl.DataFrame, covariates: Sequence[str], beside: Mapping[str, Floats], counted: Booleans | None = None
) -> Terms:
    """Return the terms of covariates without gaps, beside terms that are in the model anyway.

    A category has a term for each level but the one that most subjects have (`number` names the subject; of equals, the first of
    the alphabet). A term is left out, and named, if it does not vary or follows from those before it among the rows that are
    `counted` (all unless told otherwise).
    """
    which = np.ones(rows.height, dtype=bool) if counted is None else counted
    expanded = {name: _expanded(rows, name) for name in covariates}
    candidates = {term: column for columns in expanded.values() for term, column in columns.items()}
    told = _told([*beside.values(), *candidates.values()], which)[len(beside) :]
    kept = {term: column for (term, column), tells in zip(candidates.items(), told, strict=True) if tells}
    left_out: list[str] = []
    for name, columns in expanded.items():
        if not any(np.ptp(column[which]) > 0 for column in columns.values() if which.any()):
            left_out.append(f"{name} is the same in everybody who counts, so it is left out of the model")
        else:
            gone = [term for term in columns if term not in kept]
            left_out += [f"{term} follows from the other terms, so it is left out of the model" for term in gone]
    return Terms(kept, tuple(left_out))


def _expanded(rows: pl.DataFrame, name: str) -> dict[str, Floats]:
    column = rows[name]
    if column.dtype.is_numeric():
        return {name: column.cast(pl.Float64).to_numpy()}
    tally = rows.unique("number", keep="first")[name].value_counts().sort("count", name, descending=[True, False])
    levels = tally[name].to_list()
    return {f"{name}: {level}": (column == level).cast(pl.Float64).to_numpy() for level in sorted(levels[1:])}


def _told(columns: Sequence[Floats], which: Booleans) -> list[bool]:
    """Return which columns tell something that an intercept and the columns before them do not: Cholesky, column after column."""
    if not columns or not which.any():
        return [False] * len(columns)
    x = np.column_stack([column[which] for column in columns]).astype(np.float64)
    size = np.abs(x).max(axis=0)
    x = x - x.mean(axis=0)
    spread = np.sqrt((x**2).mean(axis=0))
    varies = spread > _SAME * np.maximum(size, 1e-300)
    x = x / np.where(varies, spread, 1.0)
    correlation = x.T @ x / x.shape[0]
    factor = np.zeros((0, 0))
    kept: list[int] = []
    for place in range(x.shape[1]):
        if not varies[place]:
            continue
        shared = np.linalg.solve(factor, correlation[kept, place]) if kept else np.zeros(0)
        left = 1 - float(shared @ shared)
        if left < _SAME:
            continue
        factor = np.block([[factor, np.zeros((len(kept), 1))], [shared[None, :], np.array([[np.sqrt(left)]])]])
        kept.append(place)
    return [place in kept for place in range(x.shape[1])]
