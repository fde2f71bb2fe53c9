"""Firth's penalised Poisson regression: finite rate ratios where a group has few events, or none."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.counts.design import Design, read_design
from nmosd.stats.counts.fit import CountFit
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import checked_confidence, normal_quantile


def firth_counts(counts: Any, covariates: Any, *, person_years: Any = None, confidence: float = 0.95) -> CountFit:
    """Return Poisson regression with Firth's penalty, limits and p values from the profile of the penalised likelihood.

    Columns as for `count_regression`. The penalty (half the log determinant of the information) takes away the first-order bias
    of few events; for two groups it adds half an event to each. Estimates exist where a group has none. Counts are taken as
    Poisson: people who vary beyond chance make these limits too narrow.

    Sources: Firth 1993, doi 10.1093/biomet/80.1.27; Heinze and Schemper 2001, doi 10.1111/j.0006-341X.2001.00114.x.

    Raises:
        StatisticsError: as `count_regression`, except that a group may have no event.

    >>> fit = firth_counts([0, 0, 0, 3, 2, 1], {"treated": [1, 1, 1, 0, 0, 0]}, person_years=[2.0] * 6)
    >>> round(fit.rate_ratios["treated"].estimate, 6)  # (0 + 1/2) / (6 + 1/2), as both groups have six years
    0.076923
    """
    confidence = checked_confidence(confidence)
    design = read_design(counts, covariates, person_years)
    top = _maximise(design, _start(design), None)
    error = np.sqrt(np.diag(np.linalg.inv(top.information)))
    drop = normal_quantile(confidence) ** 2 / 2
    limits = [[_limit(design, top, j, side * error[j], drop) for j in range(error.size)] for side in (-1, 1)]
    return CountFit(
        model="Firth's penalised Poisson regression",
        terms=design.terms,
        coefficients=top.beta,
        standard_errors=error,
        lower=np.array(limits[0]),
        upper=np.array(limits[1]),
        p_values=tuple(_p(design, top, j) for j in range(error.size)),
        confidence=confidence,
        log_likelihood=top.likelihood,
        dispersion=None,
        dispersion_error=None,
        dispersion_name=None,
        method="Firth's penalised Poisson regression, profile likelihood interval",
        n=design.counts.size,
        events=design.events,
        person_years=design.person_years,
        clusters=None,
        warnings=(),
    )


@dataclass(frozen=True, eq=False)
class _Point:
    beta: Floats
    likelihood: float
    score: Floats
    information: Floats


def _start(design: Design) -> Floats:
    beta = np.zeros(design.x.shape[1])
    beta[0] = math.log((design.events + 0.5) / float(np.exp(design.offset).sum()))
    return beta


def _at(design: Design, beta: Floats) -> _Point:
    linear = design.x @ beta + design.offset
    mean = np.exp(np.minimum(linear, 700.0))
    information = (design.x * mean[:, None]).T @ design.x
    sign, determinant = np.linalg.slogdet(information)
    if sign <= 0 or not np.isfinite(determinant):
        return _Point(beta, -math.inf, np.zeros_like(beta), information)
    leverage = np.einsum("ia,ab,ib->i", design.x, np.linalg.inv(information), design.x) * mean
    likelihood = float(design.counts @ linear - mean.sum() - _log_factorials(design.counts) + determinant / 2)
    return _Point(beta, likelihood, design.x.T @ (design.counts + leverage / 2 - mean), information)


def _log_factorials(counts: Floats) -> float:
    from scipy.special import gammaln

    return float(gammaln(counts + 1).sum())


def _maximise(design: Design, beta: Floats, fixed: int | None) -> _Point:
    """Return the maximum, by Newton's method with halved steps; the coefficient `fixed` stays as it is."""
    free = np.array([j for j in range(beta.size) if j != fixed], dtype=np.int64)
    here = _at(design, beta)
    for _ in range(200):
        scale = np.sqrt(np.diag(here.information)[free])
        if (np.abs(here.score[free]) <= 1e-9 * scale).all():
            return here
        step = np.zeros_like(beta)
        step[free] = np.linalg.solve(here.information[np.ix_(free, free)], here.score[free])
        step *= min(1.0, 5.0 / max(float(np.abs(design.x @ step).max()), 1e-300))
        for halving in range(40):
            there = _at(design, here.beta + step / 2**halving)
            if there.likelihood > here.likelihood:
                break
        else:
            return here
        here = there
    raise StatisticsError("The penalised likelihood has no maximum that could be found: use fewer covariates.")


def _profile(design: Design, top: _Point, j: int, value: float) -> float:
    beta = top.beta.copy()
    beta[j] = value
    if beta.size > 1:
        # start from where the others would go if the likelihood were a parabola
        others = np.array([k for k in range(beta.size) if k != j], dtype=np.int64)
        block = top.information[np.ix_(others, others)]
        beta[others] -= np.linalg.solve(block, top.information[others, j]) * (value - top.beta[j])
    return _maximise(design, beta, j).likelihood


def _limit(design: Design, top: _Point, j: int, step: float, drop: float) -> float:
    """Return where the profile has fallen by `drop`, going from the top in the direction of the step."""
    from scipy.optimize import brentq

    def above(distance: float) -> float:
        return _profile(design, top, j, float(top.beta[j]) + distance * step) - top.likelihood + drop

    near, far = 0.0, 2.0
    while above(far) > 0:
        near, far = far, 2 * far
        if far > 1000:
            return math.copysign(math.inf, step)
    return float(top.beta[j]) + step * float(brentq(above, near, far, xtol=1e-12, rtol=1e-12))


def _p(design: Design, top: _Point, j: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(1, max(0.0, 2 * (top.likelihood - _profile(design, top, j, 0.0)))))
