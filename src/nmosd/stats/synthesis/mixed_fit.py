"""Maximum likelihood of a mixed model with one mean and one standard deviation between studies."""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from nmosd.stats.errors import StatisticsError
from nmosd.stats.significance import chi_squared
from nmosd.stats.synthesis.quadrature import Counts, Marginal, marginal

_GRID = (0.05, 0.1, 0.2, 0.4, 0.7, 1.0, 1.5, 2.0, 3.0, 4.5, 6.0, 8.0)
_NO_LIMIT = 20.0
_LONGEST = 2.0


@dataclass(frozen=True)
class MixedFit:
    """Mean and standard deviation between studies on the pooling scale; limits of the latter by profile likelihood.

    An upper limit that the data do not give is null. `p` is of the likelihood ratio against no differences, halved.
    """

    mean: float
    standard_error: float
    deviation: float
    deviation_limits: tuple[float, float | None]
    log_likelihood: float
    likelihood_ratio: float
    p: float


def fit_mixed(counts: Counts, studies: int, start: float, confidence: float) -> MixedFit:
    """Return the fit; `start` is the mean if studies do not differ, which is its own estimate for a sum of counts.

    The likelihood may have its maximum at no differences, or away from it, so both are looked at.

    Raises:
        StatisticsError: the likelihood keeps rising with the deviation: studies are all against nobody.
    """
    at = partial(marginal, counts, studies)
    null = at(start, 0.0)
    mean, deviation, best = _away_from_zero(at, start, null)
    if best.value <= null.value + 1e-10 or deviation < 1e-5:
        mean, deviation, best = start, 0.0, null
    ratio = max(0.0, 2 * (best.value - null.value))
    return MixedFit(
        mean,
        _standard_error(best, deviation),
        deviation,
        _deviation_limits(at, mean, deviation, best.value, confidence),
        best.value,
        ratio,
        chi_squared(ratio, 1).p / 2 if ratio > 0 else 1.0,
    )


def _away_from_zero(at: "partial[Marginal]", start: float, null: Marginal) -> tuple[float, float, Marginal]:
    from scipy.optimize import minimize

    mean, found = start, []
    for deviation in _GRID:
        mean, value = _best_mean(at, mean, deviation)
        found.append((value, mean, deviation))
    value, mean, deviation = max(found)
    if value <= null.value and null.hessian[1, 1] <= 0:
        return start, 0.0, null
    result = minimize(
        lambda x: -at(x[0], x[1]).value,
        np.array([mean, deviation]),
        jac=lambda x: -at(x[0], x[1]).gradient,
        hess=lambda x: -at(x[0], x[1]).hessian,
        method="trust-exact",
        options={"gtol": 1e-9, "maxiter": 200},
    )
    mean, deviation = float(result.x[0]), abs(float(result.x[1]))
    if deviation > _NO_LIMIT:
        raise StatisticsError(
            "Some studies have the event in everybody and others in nobody, so how much they differ has no finite estimate: "
            "show the studies one by one, and look for what sets them apart."
        )
    return mean, deviation, at(mean, deviation)


def _best_mean(at: "partial[Marginal]", start: float, deviation: float) -> tuple[float, float]:
    """The mean at that deviation; the likelihood is log-concave in it, so damped Newton finds it."""
    mean, now = start, at(start, deviation)
    for _ in range(100):
        step = min(max(-float(now.gradient[0] / now.hessian[0, 0]), -_LONGEST), _LONGEST)
        gain = step * float(now.gradient[0])
        new = at(mean + step, deviation)
        while new.value < now.value and gain > 1e-10 * (1 + abs(now.value)):
            step, gain = step / 2, gain / 2
            new = at(mean + step, deviation)
        mean, now = mean + step, new
        # What a Newton step leaves is about the square of what it gained.
        if gain < 1e-8:
            break
    return mean, now.value


def _standard_error(best: Marginal, deviation: float) -> float:
    if deviation == 0:
        return 1 / math.sqrt(-float(best.hessian[0, 0]))
    return math.sqrt(float(np.linalg.inv(-best.hessian)[0, 0]))


def _deviation_limits(
    at: "partial[Marginal]", mean: float, deviation: float, top: float, confidence: float
) -> tuple[float, float | None]:
    from scipy.optimize import brentq
    from scipy.special import chdtri

    allowed = float(chdtri(1, 1 - confidence)) / 2

    def short_of(candidate: float) -> float:
        nonlocal mean
        mean, value = _best_mean(at, mean, candidate)
        return top - value - allowed

    lower = 0.0 if short_of(0.0) <= 0 else float(brentq(short_of, 0.0, deviation, xtol=1e-10))
    beyond = max(2 * deviation, 0.5)
    while short_of(beyond) < 0:
        beyond *= 1.6
        if beyond > _NO_LIMIT:
            return lower, None
    return lower, float(brentq(short_of, deviation, beyond, xtol=1e-10))
