"""How many events a comparison of two hazards needs, and what it can find with them.

Schoenfeld's formula: the log-rank statistic is about normal with mean |log hazard ratio| * sqrt(events * p * (1 - p)) and
variance 1, where p is the share of people in one of the two arms. Source: Schoenfeld 1983, doi 10.2307/2531021.
"""

import math
from statistics import NormalDist

from nmosd.stats.errors import StatisticsError


def events_needed(hazard_ratio: float, *, share: float = 0.5, power: float = 0.9, one_sided: float = 0.025) -> float:
    """Return how many events the log-rank test needs, not rounded; plan with the next whole number.

    `share` is the share of people in one arm (2/3 or 1/3 for two to one), `one_sided` the chance of a false finding in favour
    of one arm.

    Raises:
        StatisticsError: a hazard ratio of 1 or not positive, or a share, power or chance that is none.

    >>> math.ceil(events_needed(0.24, share=2 / 3)), math.ceil(events_needed(0.4, share=3 / 4))
    (24, 67)
    """
    quantiles = _quantile(one_sided, "one_sided") + _quantile(1 - _power(power, one_sided), "power")
    return quantiles**2 / (_split(share) * _log_ratio(hazard_ratio) ** 2)


def power_of_events(events: float, hazard_ratio: float, *, share: float = 0.5, one_sided: float = 0.025) -> float:
    """Return the chance that the log-rank test with so many events finds the arm of the lower hazard better.

    Raises:
        StatisticsError: as `events_needed`, or no event.

    >>> round(power_of_events(67, 0.4, share=3 / 4), 3)
    0.901
    """
    drift = log_rank_drift(events, hazard_ratio, share=share)
    return NormalDist().cdf(drift - _quantile(one_sided, "one_sided"))


def detectable_hazard_ratio(events: float, *, share: float = 0.5, power: float = 0.9, one_sided: float = 0.025) -> float:
    """Return the hazard ratio below 1 that so many events find with this power.

    Raises:
        StatisticsError: as `events_needed`, or no event.

    >>> round(detectable_hazard_ratio(26, power=0.8), 3)
    0.333
    """
    quantiles = _quantile(one_sided, "one_sided") + _quantile(1 - _power(power, one_sided), "power")
    return math.exp(-quantiles / math.sqrt(_events(events) * _split(share)))


def log_rank_drift(events: float, hazard_ratio: float, *, share: float = 0.5) -> float:
    """Return the mean of the log-rank statistic after so many events, positive where the hazard ratio is below 1.

    Raises:
        StatisticsError: as `power_of_events`; a hazard ratio of 1 is allowed and has mean 0.

    >>> round(log_rank_drift(24, 0.24, share=2 / 3), 3)
    3.296
    """
    ratio = _positive(hazard_ratio)
    return -math.log(ratio) * math.sqrt(_events(events) * _split(share))


def _positive(hazard_ratio: float) -> float:
    if not (math.isfinite(hazard_ratio) and hazard_ratio > 0):
        raise StatisticsError(f"A hazard ratio must be a number above 0, not {hazard_ratio!r}: give one such as 0.4.")
    return hazard_ratio


def _log_ratio(hazard_ratio: float) -> float:
    log_ratio = math.log(_positive(hazard_ratio))
    if log_ratio == 0:
        raise StatisticsError(
            "A hazard ratio of 1 is no difference, so no number of events finds it: give the ratio to be found."
        )
    return log_ratio


def _split(share: float) -> float:
    if not 0 < share < 1:
        raise StatisticsError(f"The share of people in one arm must lie between 0 and 1, not {share!r}: write 2 to 1 as 2/3.")
    return share * (1 - share)


def _events(events: float) -> float:
    if not (math.isfinite(events) and events > 0):
        raise StatisticsError(f"The number of events must be more than 0, not {events!r}: without events nothing is found.")
    return events


def _quantile(tail: float, name: str) -> float:
    if not 0 < tail < 1:
        raise StatisticsError(f"The {name} must lie between 0 and 1, not {tail!r}: write 2.5 % as 0.025 and 90 % as 0.9.")
    return -NormalDist().inv_cdf(tail)


def _power(power: float, one_sided: float) -> float:
    if not one_sided < power < 1:
        raise StatisticsError(f"The power must lie between one_sided ({one_sided:g}) and 1, not {power!r}: write 90 % as 0.9.")
    return power
