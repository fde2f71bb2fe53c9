"""The likelihood of counts whose true logit or log rate is normal between studies, by quadrature adapted to each study."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nmosd.stats.arrays import Floats

_POINTS = 321
_FRACTIONS = np.linspace(0.0, 1.0, _POINTS)
_FALL = 37.0


@dataclass(frozen=True, eq=False)
class Counts:
    """A family of counts: log likelihood, score and information of each study at its linear predictor.

    `log_likelihood` includes all constants, so that it is the log of a probability.
    """

    log_likelihood: Callable[[Floats], Floats]
    score: Callable[[Floats], Floats]
    information: Callable[[Floats], Floats]


@dataclass(frozen=True, eq=False)
class Marginal:
    """The log likelihood at a mean and a standard deviation between studies, with its gradient and Hessian in both."""

    value: float
    gradient: Floats
    hessian: Floats


def binomial(events: Floats, n: Floats) -> Counts:
    """Return the binomial family on the logit scale; events and n are columns (one row per study)."""
    from scipy.special import expit, gammaln

    constant = gammaln(n + 1) - gammaln(events + 1) - gammaln(n - events + 1)
    return Counts(
        lambda eta: constant + events * eta - n * np.logaddexp(0.0, eta),
        lambda eta: events - n * expit(eta),
        lambda eta: n * expit(eta) * expit(-eta),
    )


def poisson(events: Floats, times: Floats) -> Counts:
    """Return the Poisson family on the log scale; events and times are columns (one row per study)."""
    from scipy.special import gammaln

    constant = events * np.log(times) - gammaln(events + 1)

    def expected(eta: Floats) -> Floats:
        count: Floats = times * np.exp(np.minimum(eta, 600.0))
        return count

    return Counts(
        lambda eta: constant + events * eta - expected(eta),
        lambda eta: events - expected(eta),
        expected,
    )


def marginal(counts: Counts, studies: int, mean: float, deviation: float) -> Marginal:
    """Return the marginal log likelihood of all studies.

    Each study's integral over its standard normal deviate u is a trapezoidal sum between the points where the integrand has
    fallen to 1e-16 of its height. For an analytic integrand that falls off at both ends its error falls exponentially with
    the number of points (Trefethen and Weideman 2014, doi 10.1137/130932132), and it stays small where adaptive Gauss-Hermite
    is a poor guide: a study without events under a wide normal has a lopsided integrand, on which 81 Gauss-Hermite points are
    off in the third decimal. The derivatives are the posterior means of Fisher's and Louis' identities, by the same sum.
    """
    mode, below, above = _support(counts, studies, mean, deviation)
    u = mode - below + (below + above) * _FRACTIONS
    eta = mean + deviation * u
    heights = counts.log_likelihood(eta) - u**2 / 2
    top = heights.max(axis=1, keepdims=True)
    mass = np.exp(heights - top)
    total = mass.sum(axis=1, keepdims=True)
    steps = (below + above) / (_POINTS - 1)
    value = float((np.log(total * steps) + top).sum()) - 0.5 * studies * float(np.log(2 * np.pi))
    posterior = mass / total

    def expected(what: Floats) -> Floats:
        means: Floats = (posterior * what).sum(axis=1)
        return means

    score = counts.score(eta)
    curvature = score**2 - counts.information(eta)
    first, second = expected(score), expected(score * u)
    hessian = np.empty((2, 2))
    hessian[0, 0] = (expected(curvature) - first**2).sum()
    hessian[1, 1] = (expected(curvature * u**2) - second**2).sum()
    hessian[0, 1] = hessian[1, 0] = (expected(curvature * u) - first * second).sum()
    return Marginal(value, np.array([first.sum(), second.sum()]), hessian)


def _support(counts: Counts, studies: int, mean: float, deviation: float) -> tuple[Floats, Floats, Floats]:
    """Where each study's integrand is highest, and how far below and above it has fallen to nothing.

    The integrand is log-concave, so damped Newton finds its height, and going outward finds its ends.
    """

    def height(at: Floats) -> Floats:
        return counts.log_likelihood(mean + deviation * at) - at**2 / 2

    u = np.zeros((studies, 1))
    for _ in range(100):
        eta = mean + deviation * u
        step = (deviation * counts.score(eta) - u) / (1 + deviation**2 * counts.information(eta))
        now = height(u)
        while (worse := (height(u + step) < now) & (np.abs(step) > 1e-6)).any():
            step = np.where(worse, step / 2, step)
        u = u + step
        if float(np.abs(step).max()) < 1e-6:
            break
    peak = height(u)
    width = 1 / np.sqrt(1 + deviation**2 * counts.information(mean + deviation * u))
    ends = []
    for direction in (-1.0, 1.0):
        reach = 2 * width
        while (short := peak - height(u + direction * reach) < _FALL).any():
            reach = np.where(short, 1.3 * reach, reach)
        ends.append(reach)
    return u, ends[0], ends[1]
