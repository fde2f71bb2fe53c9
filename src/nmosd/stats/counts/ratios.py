"""The ratio of two rates, given their events and person-years alone."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, positive_time, whole_count
from nmosd.stats.midp import midp_binomial
from nmosd.stats.proportions import proportion
from nmosd.stats.rates import rate
from nmosd.stats.significance import p_text

RatioMethod = Literal["exact", "mid-p"]


@dataclass(frozen=True)
class RateRatio:
    """Two rates compared, the first with the second; prints as a summary.

    `ratio` is null where the second group has no event (then only a lower limit can be told); `p` is two-sided.
    """

    first: Estimate
    second: Estimate
    ratio: Estimate
    p: float

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return one row for `results_frame`, the ratio; `where` adds what a row lacks."""
        return [self.ratio.row() | where]

    def __str__(self) -> str:
        return f"{self.ratio}\n  first {self.first}\n  second {self.second}\n  {p_text(self.p)}"


def rate_ratio(
    first_events: float,
    first_person_years: float,
    second_events: float,
    second_person_years: float,
    *,
    confidence: float = 0.95,
    method: RatioMethod = "exact",
) -> RateRatio:
    """Return the rate of the first group over that of the second, from counts alone.

    Given the sum of events, those of the first group are binomial whatever the two rates are, and the interval and the p value
    follow from that: they hold for any number of events, none in one group included. `exact` never covers less than its
    confidence; `mid-p` covers it on average. The exact two-sided p value adds up all splits that are no more probable than the
    one seen (as R's `poisson.test`); the mid-p one is twice the smaller tail with half the probability of the split seen.

    Both take events as independent of each other, within a person too. Where some people have many, both are too sure of
    themselves.

    Sources: Przyborowski and Wilenski 1940, doi 10.2307/2332612; Lancaster 1961, doi 10.1080/01621459.1961.10482105.

    Raises:
        StatisticsError: counts or person-years that are none, no event at all, or a method that does not exist.

    >>> print(rate_ratio(0, 84.0, 20, 46.9).ratio)
    rate ratio: 0 (95 % interval 0 to 0.113; exact conditional interval); 20 events in 130.9 person-years
    """
    x, y = whole_count(first_events, "number of events"), whole_count(second_events, "number of events")
    t, u = positive_time(first_person_years), positive_time(second_person_years)
    confidence = checked_confidence(confidence)
    if method not in get_args(RatioMethod):
        raise StatisticsError(f"There is no interval {method!r} for a rate ratio: use one of {', '.join(get_args(RatioMethod))}.")
    if x + y == 0:
        raise StatisticsError(
            "Neither group has an event, so there is no ratio: give the upper limit of each rate with rate(0, ...)."
        )
    if method == "exact":
        share = proportion(x, x + y, confidence=confidence, method="exact")
        low, high = share.lower, share.upper
    else:
        low, high = midp_binomial(x, x + y, confidence)
    ratio = Estimate(
        "rate ratio",
        (x / t) / (y / u) if y else None,
        _odds(low) * u / t,
        _odds(high) * u / t if y else math.inf,
        confidence,
        f"{method} conditional interval",
        events=x + y,
        person_years=t + u,
        warnings=() if y else ("The second group has no event: the ratio is infinite, and its lower limit is what can be told.",),
    )
    p = (_exact_p if method == "exact" else _midp_p)(x, x + y, t / (t + u))
    return RateRatio(rate(x, t, confidence=confidence), rate(y, u, confidence=confidence), ratio, p)


def _odds(share: float | None) -> float:
    assert share is not None
    return share / (1 - share) if share < 1 else math.inf


def _exact_p(events: int, n: int, share: float) -> float:
    from scipy.stats import binomtest

    return float(binomtest(events, n, share).pvalue)


def _midp_p(events: int, n: int, share: float) -> float:
    from scipy.stats import binom

    half = float(binom.pmf(events, n, share)) / 2
    below, above = float(binom.cdf(events, n, share)) - half, float(binom.sf(events, n, share)) + half
    return min(1.0, 2 * min(below, above))
