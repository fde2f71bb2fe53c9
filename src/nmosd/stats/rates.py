"""A rate of events per person-year, with the interval that few events need; and whether its counts vary more than chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, normal_quantile, positive_time, whole_count
from nmosd.stats.midp import midp_poisson

RateMethod = Literal["exact", "mid-p", "log-normal"]
Sides = Literal["two-sided", "upper"]

_NAMES: dict[str, str] = {
    "exact": "exact Poisson interval",
    "mid-p": "mid-p Poisson interval",
    "log-normal": "log-normal interval",
}


def rate(
    events: float,
    person_years: float,
    *,
    confidence: float = 0.95,
    method: RateMethod = "exact",
    sides: Sides = "two-sided",
) -> Estimate:
    """Return the rate `events / person_years` with its interval.

    `exact` (Garwood) never covers less than its confidence, with any number of events, none included; `mid-p` is shorter and
    covers it on average; `log-normal`, exp(log rate +- z / sqrt(events)), is what most trial tables print and needs at least
    one event. All take the events as independent of each other: `dispersion` says whether they look so. `sides="upper"` gives
    the one-sided upper limit at that confidence, and no lower limit. The two-sided 95 % interval of no events has the upper
    limit that is one-sided at 97.5 %.

    Sources: Garwood 1936, doi 10.1093/biomet/28.3-4.437; mid-p: Lancaster 1961, doi 10.1080/01621459.1961.10482105.

    Raises:
        StatisticsError: events that are negative, not whole or not numbers, no person-years, a method that does not exist, or
            a log-normal interval without an event.

    >>> print(rate(0, 84.0))
    rate: 0 per person-year (95 % interval 0 to 0.0439; exact Poisson interval); 0 events in 84.0 person-years
    >>> print(rate(3, 171.3, method="mid-p"))
    rate: 0.0175 per person-year (95 % interval 0.00445 to 0.0477; mid-p Poisson interval); 3 events in 171.3 person-years
    """
    events, person_years = whole_count(events, "number of events"), positive_time(person_years)
    confidence = checked_confidence(confidence)
    if method not in get_args(RateMethod):
        raise StatisticsError(f"There is no interval {method!r} for a rate: use one of {', '.join(_NAMES)}.")
    if sides not in get_args(Sides):
        raise StatisticsError(f"An interval cannot be {sides!r}: use one of {', '.join(get_args(Sides))}.")
    if method == "log-normal" and events == 0:
        raise StatisticsError('A log-normal interval needs at least one event: use method="exact".')
    two_sided = confidence if sides == "two-sided" else 2 * confidence - 1
    lower, upper = {"exact": _garwood, "mid-p": midp_poisson, "log-normal": _log_normal}[method](events, two_sided)
    return Estimate(
        "rate",
        events / person_years,
        lower / person_years if sides == "two-sided" else None,
        upper / person_years,
        confidence,
        _NAMES[method],
        events=events,
        person_years=person_years,
        unit="per person-year",
    )


def _garwood(events: int, confidence: float) -> tuple[float, float]:
    from scipy.special import gammainccinv, gammaincinv

    tail = (1 - confidence) / 2
    return (float(gammaincinv(events, tail)) if events else 0.0), float(gammainccinv(events + 1, tail))


def _log_normal(events: int, confidence: float) -> tuple[float, float]:
    z = math.copysign(normal_quantile(abs(confidence)), confidence)
    return events * math.exp(-z / math.sqrt(events)), events * math.exp(z / math.sqrt(events))


def rate_between_people(counts: Sequence[float], person_years: Sequence[float], *, confidence: float = 0.95) -> Estimate:
    """Return the rate of all people together with an interval that lets events fall on people as unevenly as they do.

    The rate is all events over all person-years. Its variance is that of a ratio of sums over people (the sandwich, each person a
    cluster, with n / (n - 1)), on the log scale, with Student's t on n - 1 degrees of freedom: nothing is said of how events
    follow each other within a person, so that clusters and frailty need no model.

    Source: Glynn and Buring 1996, doi 10.1136/bmj.312.7027.364, for taking account of it; the ratio estimator is general
    knowledge.

    Raises:
        StatisticsError: fewer than two people or no event; different lengths, a count that is none, a person without time.

    >>> print(rate_between_people([0, 0, 0, 8, 1, 1], [2.0] * 6))
    rate: 0.833 per person-year (95 % interval 0.115 to 6.02; sandwich between people, log scale); 10 events in 12.0 person-years
    """
    confidence = checked_confidence(confidence)
    if len(counts) != len(person_years):
        raise StatisticsError(
            f"There are {len(counts)} counts for {len(person_years)} times: give one count and one time for each person."
        )
    observed = [whole_count(count, "number of events") for count in counts]
    times = [positive_time(time) for time in person_years]
    n, events, total = len(observed), sum(observed), math.fsum(times)
    if n < 2 or events == 0:
        raise StatisticsError("An interval between people needs two people and an event: use rate(), which needs neither.")
    from scipy.special import stdtrit

    value = events / total
    squares = math.fsum((x - value * time) ** 2 for x, time in zip(observed, times, strict=True))
    width = float(stdtrit(n - 1, (1 + confidence) / 2)) * math.sqrt(n / (n - 1) * squares) / events
    return Estimate(
        "rate",
        value,
        value * math.exp(-width),
        value * math.exp(width),
        confidence,
        "sandwich between people, log scale",
        events=events,
        person_years=total,
        unit="per person-year",
    )


@dataclass(frozen=True)
class Dispersion:
    """How much more event counts vary between people than chance would make them.

    `ratio` is variance over mean (Pearson's statistic over its degrees of freedom; 1 under Poisson counts); `excess` is how
    many standard errors the statistic lies above what it would be by chance.
    """

    ratio: float
    excess: float
    n: int

    @property
    def is_clear(self) -> bool:
        """Whether counts as uneven as these would come by chance in fewer than about one cohort in twenty."""
        return self.excess > normal_quantile(0.9)


def dispersion(counts: Sequence[float], person_years: Sequence[float]) -> Dispersion | None:
    """Return how unevenly events fall on people, given each person's count and person-years.

    None where it cannot be told: fewer than two people, or no event. Chance means that each event falls on a person with a
    probability in proportion to that person's time; the standard error is the exact one of Pearson's statistic given the total
    of events, so that it is right for small expected counts too.

    Raises:
        StatisticsError: the two have different lengths, a count is not one, or a person has no person-years.

    >>> round(dispersion([0, 0, 0, 8], [2.0, 2.0, 2.0, 2.0]).ratio, 6)
    8.0
    """
    if len(counts) != len(person_years):
        raise StatisticsError(
            f"There are {len(counts)} counts for {len(person_years)} times: give one count and one time for each person."
        )
    observed = [whole_count(count, "number of events") for count in counts]
    times = [positive_time(time) for time in person_years]
    n, events, total = len(observed), sum(observed), math.fsum(times)
    if n < 2 or events == 0:
        return None
    shares = [time / total for time in times]
    statistic = math.fsum((x - events * p) ** 2 / (events * p) for x, p in zip(observed, shares, strict=True))
    variance = 2 * (n - 1) + (math.fsum(1 / p for p in shares) - n**2 - 2 * n + 2) / events
    excess = (statistic - (n - 1)) / math.sqrt(variance) if variance > 1e-9 else 0.0
    return Dispersion(statistic / (n - 1), excess, n)
