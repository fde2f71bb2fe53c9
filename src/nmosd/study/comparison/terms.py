"""From what is known of subjects to the terms of a model: categories become yes/no terms, and what tells nothing is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from nmosd.stats.arrays import Booleans, Floats

_SAME = 1e-8


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
    kept: dict[str, Floats] = {}
    left_out: list[str] = []
    which = np.ones(rows.height, dtype=bool) if counted is None else counted
    basis = [np.ones(int(which.sum()))]
    for column in beside.values():
        _added(basis, column[which])
    for name in covariates:
        expanded = _expanded(rows, name)
        fresh = {term: column for term, column in expanded.items() if _added(basis, column[which])}
        kept |= fresh
        if not expanded or (len(expanded) == 1 and not np.ptp(next(iter(expanded.values()))[which] if which.any() else [0.0])):
            left_out.append(f"{name} is the same in everybody who counts, so it is left out of the model")
        else:
            left_out += [f"{t} follows from the other terms, so it is left out of the model" for t in expanded if t not in fresh]
    return Terms(kept, tuple(left_out))


def _expanded(rows: pl.DataFrame, name: str) -> dict[str, Floats]:
    column = rows[name]
    if column.dtype.is_numeric():
        return {name: column.cast(pl.Float64).to_numpy()}
    tally = rows.unique("number", keep="first")[name].value_counts().sort("count", name, descending=[True, False])
    levels = tally[name].to_list()
    return {f"{name}: {level}": (column == level).cast(pl.Float64).to_numpy() for level in sorted(levels[1:])}


def _added(basis: list[Floats], column: Floats) -> bool:
    """Add to the basis what is new in a column; false if there is nothing."""
    left = column.astype(np.float64)
    for _again in range(2):
        for direction in basis:
            left = left - direction * (direction @ left) / (direction @ direction)
    if np.linalg.norm(left) <= _SAME * max(1e-300, float(np.linalg.norm(column))):
        return False
    basis.append(left)
    return True
