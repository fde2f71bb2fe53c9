"""Gaps in covariates filled many times, each from all the others, so that what is not known stays uncertain."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from nmosd.stats.arrays import Booleans, Floats, Integers
from nmosd.stats.errors import StatisticsError

_DONORS = 5
_PRECISION = 0.1
_STEPS = 25


def chained_imputations(
    covariates: pl.DataFrame, *, beside: pl.DataFrame | None = None, imputations: int = 20, cycles: int = 5, seed: int
) -> list[pl.DataFrame]:
    """Return so many copies of the covariates without gaps, by chained equations.

    One row per person; numbers and text, null where not known. Each covariate with gaps is regressed on all others and on the
    columns `beside` (numbers without gaps: the groups, the event, its cumulative hazard), the coefficients are drawn from their
    distribution, and gaps are filled: numbers by the known value of one of five people with the nearest prediction (predictive
    mean matching), text level by level with logistic regression, a weak prior keeping coefficients finite. So no value is filled
    in that nobody has. The same seed and rows give the same copies; what is drawn depends on the order of the rows.

    Values are taken as missing at random: whether one is missing may depend on what is known, not on what it would have been.

    Sources: van Buuren and Groothuis-Oudshoorn 2011, doi 10.18637/jss.v045.i03; the outcome in the model: White and Royston 2009,
    doi 10.1002/sim.3618.

    Raises:
        StatisticsError: a covariate that is known of nobody, gaps in `beside`, or no imputation.

    >>> first, second = chained_imputations(pl.DataFrame({"age": [31.0, None, 52.0, 40.0], "sex": ["f", "m", None, "f"]}),
    ...                                     imputations=2, seed=1)
    >>> first.null_count().row(0)
    (0, 0)
    """
    if imputations < 1 or cycles < 1:
        raise StatisticsError(f"{imputations} imputations in {cycles} cycles fill nothing: make at least one of each.")
    helpers = np.zeros((covariates.height, 0)) if beside is None else beside.cast(pl.Float64).to_numpy()
    if np.isnan(helpers).any():
        raise StatisticsError("What stands beside the covariates has gaps of its own: give columns without any.")
    variables = [_Variable.of(column) for column in covariates]
    return [_one(variables, helpers, cycles, np.random.default_rng([seed, number])) for number in range(imputations)]


@dataclass(frozen=True, eq=False)
class _Variable:
    """A covariate as numbers: text as the number of its level, the most frequent first; `gap` is where it is not known."""

    name: str
    values: Floats
    gap: Booleans
    levels: tuple[str, ...] | None
    dtype: Any

    @classmethod
    def of(cls, column: pl.Series) -> "_Variable":
        gap = column.is_null().to_numpy()
        if gap.all():
            raise StatisticsError(f"The covariate {column.name} is known of nobody, so it cannot be filled: leave it out.")
        if column.dtype.is_numeric() or column.dtype == pl.Boolean:
            return cls(column.name, column.cast(pl.Float64).fill_null(0.0).to_numpy().copy(), gap, None, column.dtype)
        text = column.cast(pl.String)
        tally = text.drop_nulls().value_counts().sort("count", column.name, descending=[True, False])
        levels = tuple(tally[column.name])
        place = text.replace_strict({level: number for number, level in enumerate(levels)}, default=0, return_dtype=pl.Float64)
        return cls(column.name, place.to_numpy().copy(), gap, levels, pl.String())

    def terms(self, values: Floats) -> Floats:
        """Return the columns that stand for values of it in a regression of another."""
        if self.levels is None:
            return values[:, None]
        levels: Floats = (values[:, None] == np.arange(1, len(self.levels))).astype(np.float64)
        return levels

    def column(self, values: Floats) -> pl.Series:
        """Return values as they were given."""
        if self.levels is None:
            return pl.Series(self.name, values).cast(self.dtype)
        return pl.Series(self.name, [self.levels[int(number)] for number in values], dtype=pl.String)


def _one(variables: list[_Variable], helpers: Floats, cycles: int, chance: np.random.Generator) -> pl.DataFrame:
    filled = [one.values.copy() for one in variables]
    for one, values in zip(variables, filled, strict=True):
        values[one.gap] = chance.choice(one.values[~one.gap], int(one.gap.sum()))
    gaps = sorted((int(one.gap.sum()), place) for place, one in enumerate(variables) if one.gap.any())
    for _cycle in range(cycles):
        for _size, place in gaps:
            own = variables[place]
            others = [one.terms(filled[at]) for at, one in enumerate(variables) if at != place]
            x = _standardised(np.column_stack([helpers, *others]))
            draw = _matched if own.levels is None else _level
            filled[place][own.gap] = draw(x, own, chance)
    return pl.DataFrame([one.column(values) for one, values in zip(variables, filled, strict=True)])


def _standardised(columns: Floats) -> Floats:
    """Return the columns with an intercept, those that do not vary left out."""
    spread = columns.std(axis=0)
    varies = spread > 1e-12
    return np.column_stack([np.ones(columns.shape[0]), (columns[:, varies] - columns[:, varies].mean(axis=0)) / spread[varies]])


def _matched(x: Floats, own: _Variable, chance: np.random.Generator) -> Floats:
    """Return for each gap the known value of one of the people with the nearest predictions."""
    known, y = x[~own.gap], own.values[~own.gap]
    squares = known.T @ known
    ridge = squares + np.diag(np.r_[0.0, np.full(x.shape[1] - 1, 1e-5 * known.shape[0])])
    beta = np.linalg.solve(ridge, known.T @ y)
    freedom = max(1, y.size - x.shape[1])
    sigma = np.sqrt(((y - known @ beta) ** 2).sum() / chance.chisquare(freedom))
    drawn = beta + sigma * np.linalg.solve(np.linalg.cholesky(ridge).T, chance.standard_normal(beta.size))
    order = np.argsort(known @ beta, kind="stable")
    return y[order][_donors((known @ beta)[order], x[own.gap] @ drawn, chance)]


def _donors(sorted_predictions: Floats, wanted: Floats, chance: np.random.Generator) -> Integers:
    """Return the place of a donor for each prediction wanted: one of the nearest, by chance."""
    size = sorted_predictions.size
    most = min(_DONORS, size)
    near = np.searchsorted(sorted_predictions, wanted)[:, None] + np.arange(-most, most)
    inside = (near >= 0) & (near < size)
    near = np.clip(near, 0, size - 1)
    distance = np.where(inside, np.abs(sorted_predictions[near] - wanted[:, None]), np.inf)
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :most]
    rows = np.arange(wanted.size)
    places: Integers = near[rows, nearest[rows, chance.integers(0, most, wanted.size)]]
    return places


def _level(x: Floats, own: _Variable, chance: np.random.Generator) -> Floats:
    """Return a level for each gap: level after level it is asked whether it is this one, given that it is none before."""
    assert own.levels is not None
    found = np.full(int(own.gap.sum()), float(len(own.levels) - 1))
    left = np.ones(found.size, dtype=bool)
    known, y = x[~own.gap], own.values[~own.gap]
    for level in range(len(own.levels) - 1):
        reached = y >= level
        beta = _drawn_logistic(known[reached], (y[reached] == level).astype(np.float64), chance)
        probability = 1 / (1 + np.exp(-np.clip(x[own.gap] @ beta, -30, 30)))
        this = left & (chance.random(found.size) < probability)
        found[this] = level
        left &= ~this
    return found


def _drawn_logistic(x: Floats, y: Floats, chance: np.random.Generator) -> Floats:
    """Return coefficients drawn from their normal approximation, under a weak normal prior."""
    beta, prior = np.zeros(x.shape[1]), np.full(x.shape[1], _PRECISION)
    for _step in range(_STEPS):
        mean = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        information = (x * (mean * (1 - mean))[:, None]).T @ x + np.diag(prior)
        step = np.linalg.solve(information, x.T @ (y - mean) - prior * beta)
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    drawn: Floats = beta + np.linalg.solve(np.linalg.cholesky(information).T, chance.standard_normal(beta.size))
    return drawn
