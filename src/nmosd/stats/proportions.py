"""A share of people, with the interval that small cohorts need."""

import math
from typing import Literal, get_args

from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, normal_quantile, whole_count
from nmosd.stats.midp import midp_binomial

ProportionMethod = Literal["wilson", "exact", "mid-p", "jeffreys"]

_NAMES: dict[str, str] = {
    "wilson": "Wilson score interval",
    "exact": "exact Clopper-Pearson interval",
    "mid-p": "mid-p binomial interval",
    "jeffreys": "Jeffreys interval",
}


def proportion(events: float, n: float, *, confidence: float = 0.95, method: ProportionMethod = "wilson") -> Estimate:
    """Return the share `events / n` with its two-sided interval.

    `wilson` covers its nominal confidence on average and is the default; `exact` (Clopper-Pearson) never covers less and is
    therefore wider; `mid-p` lies within it and covers about its confidence; `jeffreys` is the equal-tailed Bayesian interval
    under a Beta(1/2, 1/2) prior, its lower limit 0 where there is no event and its upper limit 1 where everybody has one.

    Sources: Wilson 1927, doi 10.1080/01621459.1927.10502953; Clopper and Pearson 1934, doi 10.1093/biomet/26.4.404; mid-p:
    Lancaster 1961, doi 10.1080/01621459.1961.10482105; Brown, Cai and DasGupta 2001, doi 10.1214/ss/1009213286.

    Raises:
        StatisticsError: counts that are negative, not whole or not numbers, more events than people, nobody at all, or a
            method that does not exist.

    >>> print(proportion(20, 47))
    proportion: 0.426 (95 % interval 0.295 to 0.567; Wilson score interval); 20 of 47
    """
    events, n = whole_count(events, "number of events"), whole_count(n, "number of people")
    confidence = checked_confidence(confidence)
    if n == 0:
        raise StatisticsError("There is nobody to take a share of (n is 0): leave the figure out, or widen the group.")
    if events > n:
        raise StatisticsError(f"There are more events ({events}) than people ({n}): count each person once.")
    if method not in get_args(ProportionMethod):
        raise StatisticsError(f"There is no interval {method!r} for a proportion: use one of {', '.join(_NAMES)}.")
    limits = {"wilson": _wilson, "exact": _clopper_pearson, "mid-p": midp_binomial, "jeffreys": _jeffreys}[method]
    lower, upper = limits(events, n, confidence)
    return Estimate(
        "proportion",
        events / n,
        0.0 if events == 0 else lower,
        1.0 if events == n else upper,
        confidence,
        _NAMES[method],
        n=n,
        events=events,
    )


def _wilson(events: int, n: int, confidence: float) -> tuple[float, float]:
    z = normal_quantile(confidence)
    share = events / n
    centre = share + z**2 / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (centre - half) / (1 + z**2 / n), (centre + half) / (1 + z**2 / n)


def _clopper_pearson(events: int, n: int, confidence: float) -> tuple[float, float]:
    from scipy.special import betainccinv, betaincinv

    tail = (1 - confidence) / 2
    lower = float(betaincinv(events, n - events + 1, tail)) if events else 0.0
    upper = float(betainccinv(events + 1, n - events, tail)) if events < n else 1.0
    return lower, upper


def _jeffreys(events: int, n: int, confidence: float) -> tuple[float, float]:
    from scipy.special import betainccinv, betaincinv

    tail = (1 - confidence) / 2
    return (
        float(betaincinv(events + 0.5, n - events + 0.5, tail)),
        float(betainccinv(events + 0.5, n - events + 0.5, tail)),
    )
