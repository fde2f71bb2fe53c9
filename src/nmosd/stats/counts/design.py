"""Checked counts, person-years and covariates: what every regression of counts starts from."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.columns import codes, covariate_columns, numbers
from nmosd.stats.errors import StatisticsError

INTERCEPT = "intercept"


@dataclass(frozen=True, eq=False, repr=False)
class Design:
    """One row per count: `x` has the intercept first, `offset` is log person-years (0 where none were given)."""

    counts: Floats
    x: Floats
    offset: Floats
    terms: tuple[str, ...]
    cluster: Integers | None
    timed: bool

    @property
    def events(self) -> int:
        """All counts together."""
        return int(self.counts.sum())

    @property
    def person_years(self) -> float | None:
        """All person-years together; null if none were given."""
        return float(np.exp(self.offset).sum()) if self.timed else None


def read_design(counts: Any, covariates: Any, person_years: Any, cluster: Any = None) -> Design:
    """Return the checked design.

    Raises:
        StatisticsError: counts that are negative or not whole, no event at all, person-years of 0 or less, columns of different
            lengths or with missing values, a covariate that does not vary or follows from others, one cluster.
    """
    events = numbers(counts, "counts")
    if (events < 0).any() or (events != np.round(events)).any():
        strange = events[(events < 0) | (events != np.round(events))][0]
        raise StatisticsError(f"A count is {strange:g}: counts are whole numbers of 0 or more, so give events and not rates.")
    if not events.any():
        raise StatisticsError("There is no event, so no rates can be compared: give an upper limit with rate(0, person_years).")
    columns = covariate_columns(covariates, events.size)
    years = None if person_years is None else numbers(person_years, "person_years", events.size)
    if years is not None and (years <= 0).any():
        raise StatisticsError(f"A row has {years.min():g} person-years: without time at risk there is no rate, so leave it out.")
    clusters = None if cluster is None else codes(cluster, "cluster", events.size)
    if clusters is not None and len(clusters[1]) < 2:
        raise StatisticsError("There is one cluster, and robust standard errors need several: leave cluster out.")
    x = np.column_stack((np.ones(events.size), *columns.values()))
    _check_rank(x, list(columns))
    return Design(
        counts=events,
        x=x,
        offset=np.zeros(events.size) if years is None else np.log(years),
        terms=(INTERCEPT, *columns),
        cluster=None if clusters is None else clusters[0],
        timed=years is not None,
    )


def check_separation(design: Design) -> None:
    """Refuse data whose likelihood has no maximum: some combination of covariates has no event, and can be moved away from all
    others.

    Source: Correia, Guimarães and Zylkin 2019, arXiv 1903.01633 (existence of Poisson estimates).

    Raises:
        StatisticsError: there is such a combination.
    """
    from scipy.optimize import linprog

    spread = design.x.std(axis=0)
    scaled = design.x / np.where(spread > 0, spread, 1.0)
    with_events = np.unique(scaled[design.counts > 0], axis=0)
    without = np.unique(scaled[design.counts == 0], axis=0)
    if without.size == 0:
        return
    found = linprog(
        without.sum(axis=0),
        A_ub=without,
        b_ub=np.zeros(len(without)),
        A_eq=with_events,
        b_eq=np.zeros(len(with_events)),
        bounds=(-1, 1),
    )
    if found.status == 0 and found.fun < -1e-7:
        direction = np.abs(found.x[1:])
        names = [term for term, size in zip(design.terms[1:], direction, strict=True) if size > 1e-7]
        raise StatisticsError(
            f"A group has no event (see {', '.join(names)}), so its rate ratio has no finite estimate: use firth_counts, or "
            "rate_ratio for two groups."
        )


def _check_rank(x: Floats, names: list[str]) -> None:
    scaled = x / np.maximum(np.abs(x).max(axis=0), 1e-300)
    for j, name in enumerate(names, start=1):
        if np.ptp(x[:, j]) <= 1e-12 * np.abs(x[:, j]).max():
            raise StatisticsError(f"The covariate {name} does not vary (it is {x[0, j]:g} everywhere): leave it out.")
        if np.linalg.matrix_rank(scaled[:, : j + 1]) <= j:
            raise StatisticsError(f"The covariate {name} follows from those before it: leave it out.")
    if x.shape[0] <= x.shape[1]:
        raise StatisticsError(f"{x.shape[0]} rows are too few for {x.shape[1] - 1} covariates: use fewer.")
