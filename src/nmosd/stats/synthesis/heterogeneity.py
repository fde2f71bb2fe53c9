"""How much studies differ beyond chance: Cochran's Q, the variance between studies and its interval, the share I²."""

from collections.abc import Callable
from typing import Literal

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.significance import ChiSquared, chi_squared

Tau2Method = Literal["REML", "DL", "PM", "ML", "HE", "SJ", "EB"]

TAU2_NAMES: dict[str, str] = {
    "REML": "restricted maximum likelihood",
    "DL": "DerSimonian-Laird",
    "PM": "Paule-Mandel",
    "ML": "maximum likelihood",
    "HE": "Hedges",
    "SJ": "Sidik-Jonkman",
    "EB": "empirical Bayes",
}


def weighted_mean(values: Floats, variances: Floats, tau2: float) -> tuple[float, float]:
    """Return the inverse-variance mean and its variance, with `tau2` added to every variance."""
    weights = 1 / (variances + tau2)
    total = float(weights.sum())
    return float(weights @ values) / total, 1 / total


def generalised_q(values: Floats, variances: Floats, tau2: float) -> float:
    """Return the weighted sum of squares about the weighted mean; it falls as `tau2` grows."""
    mean, _ = weighted_mean(values, variances, tau2)
    return float(((values - mean) ** 2 / (variances + tau2)).sum())


def cochran_q(values: Floats, variances: Floats, mean: float | None = None) -> ChiSquared:
    """Return Cochran's Q, about the inverse-variance mean unless another is given.

    Source: Cochran 1954, doi 10.2307/3001666.
    """
    if mean is None:
        return chi_squared(generalised_q(values, variances, 0.0), values.size - 1)
    return chi_squared(float(((values - mean) ** 2 / variances).sum()), values.size - 1)


def between_studies(values: Floats, variances: Floats, method: Tau2Method) -> float:
    """Return the variance between studies (tau²), never below zero.

    Sources: DL, DerSimonian and Laird 1986, doi 10.1016/0197-2456(86)90046-2; PM, Paule and Mandel 1982,
    doi 10.6028/jres.087.022 (EB of Morris is the same figure); REML and ML, Viechtbauer 2005, doi 10.3102/10769986030003261;
    HE, Hedges and Olkin 1985; SJ, Sidik and Jonkman 2005, doi 10.1111/j.1467-9876.2005.00489.x.
    """
    estimators: dict[str, Callable[[Floats, Floats], float]] = {
        "DL": _dersimonian_laird,
        "PM": _paule_mandel,
        "EB": _paule_mandel,
        "HE": _hedges,
        "SJ": _sidik_jonkman,
        "REML": lambda y, v: _likelihood(y, v, restricted=True),
        "ML": lambda y, v: _likelihood(y, v, restricted=False),
    }
    return estimators[method](values, variances)


def q_profile(values: Floats, variances: Floats, confidence: float) -> tuple[float, float] | None:
    """Return the Q-profile interval of tau²; null if studies agree better than chance allows, so that no value fits.

    Source: Viechtbauer 2007, doi 10.1002/sim.2514.
    """
    from scipy.special import chdtri

    tail, df = (1 - confidence) / 2, values.size - 1
    low, high = float(chdtri(df, 1 - tail)), float(chdtri(df, tail))
    if generalised_q(values, variances, 0.0) < low:
        return None
    return _where_q_is(values, variances, high), _where_q_is(values, variances, low)


def typical_variance(variances: Floats) -> float:
    """Return the sampling variance of a typical study, after Higgins and Thompson 2002, doi 10.1002/sim.1186."""
    weights = 1 / variances
    return float((variances.size - 1) * weights.sum() / (weights.sum() ** 2 - (weights**2).sum()))


def _dersimonian_laird(values: Floats, variances: Floats) -> float:
    weights = 1 / variances
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    return max(0.0, (generalised_q(values, variances, 0.0) - (values.size - 1)) / scale)


def _hedges(values: Floats, variances: Floats) -> float:
    return max(0.0, float(values.var(ddof=1) - variances.mean()))


def _sidik_jonkman(values: Floats, variances: Floats) -> float:
    rough = float(values.var())
    if rough == 0:
        return 0.0
    return rough * generalised_q(values, variances, rough) / (values.size - 1)


def _paule_mandel(values: Floats, variances: Floats) -> float:
    return _where_q_is(values, variances, values.size - 1.0)


def _where_q_is(values: Floats, variances: Floats, target: float) -> float:
    from scipy.optimize import brentq

    if generalised_q(values, variances, 0.0) <= target:
        return 0.0
    upper = float(variances.min()) + float(((values - values.mean()) ** 2).sum()) / target
    while generalised_q(values, variances, upper) > target:
        upper *= 2
    return float(brentq(lambda t: generalised_q(values, variances, t) - target, 0.0, upper, xtol=1e-14 * upper, rtol=1e-13))


def _likelihood(values: Floats, variances: Floats, *, restricted: bool) -> float:
    """Return the highest of the likelihood's maxima: every sign change of the score from rising to falling, and zero."""
    from scipy.optimize import brentq

    def score(tau2: float) -> float:
        weights = 1 / (variances + tau2)
        mean = float(weights @ values / weights.sum())
        lost = float((weights**2).sum() / weights.sum()) if restricted else 0.0
        return float((weights**2 * (values - mean) ** 2).sum() - weights.sum()) + lost

    def log_likelihood(tau2: float) -> float:
        weights = 1 / (variances + tau2)
        restriction = float(np.log(weights.sum())) if restricted else 0.0
        return 0.5 * float(np.log(weights).sum() - restriction) - 0.5 * generalised_q(values, variances, tau2)

    spread = float(((values - values.mean()) ** 2).sum())
    if spread == 0:
        return 0.0
    top = 4 * (spread + float(variances.max()))
    grid = np.concatenate([[0.0], top * np.logspace(-10, 0, 121)])
    slopes = [score(float(point)) for point in grid]
    turns = [i for i in range(grid.size - 1) if slopes[i] > 0 >= slopes[i + 1]]
    maxima = [float(brentq(score, grid[i], grid[i + 1], xtol=1e-14 * top, rtol=1e-13)) for i in turns]
    return max([0.0, *maxima], key=log_likelihood)
