"""Mid-p intervals of a rate and of a share: shorter than exact ones, and on average near their confidence."""

from collections.abc import Callable

from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, positive_time, whole_count


def midp_rate(events: float, person_years: float, *, confidence: float = 0.95) -> Estimate:
    """Return the rate `events / person_years` with its two-sided mid-p Poisson interval.

    A limit is the rate at which half the probability of what was seen, with all that is more extreme, is half of what the
    confidence leaves out. It may cover a little less than its confidence, where the exact interval of `rate` never does.

    Source: Lancaster 1961, doi 10.1080/01621459.1961.10482105.

    Raises:
        StatisticsError: events that are negative, not whole or not numbers, or no person-years.

    >>> print(midp_rate(3, 171.3))
    rate: 0.0175 per person-year (95 % interval 0.00445 to 0.0477; mid-p Poisson interval); 3 events in 171.3 person-years
    """
    from scipy.special import gammaincinv

    events, person_years = whole_count(events, "number of events"), positive_time(person_years)
    tail = (1 - checked_confidence(confidence)) / 2
    # the exact limits enclose the mid-p ones, and the limits of one event fewer or more lie within them
    lower = _root(lambda mean: _poisson_above(events, mean) - tail, 0.0, float(events)) if events else 0.0
    highest = float(gammaincinv(events + 1, 1 - tail))
    upper = _root(lambda mean: _poisson_below(events, mean) - tail, float(events), highest)
    return Estimate(
        "rate",
        events / person_years,
        lower / person_years,
        upper / person_years,
        confidence,
        "mid-p Poisson interval",
        events=events,
        person_years=person_years,
        unit="per person-year",
    )


def midp_proportion(events: float, n: float, *, confidence: float = 0.95) -> Estimate:
    """Return the share `events / n` with its two-sided mid-p binomial interval.

    Source: Lancaster 1961, doi 10.1080/01621459.1961.10482105.

    Raises:
        StatisticsError: counts that are negative, not whole or not numbers, more events than people, or nobody at all.

    >>> print(midp_proportion(3, 96))
    proportion: 0.0312 (95 % interval 0.00801 to 0.0827; mid-p binomial interval); 3 of 96
    """
    events, n = whole_count(events, "number of events"), whole_count(n, "number of people")
    if n == 0:
        raise StatisticsError("There is nobody to take a share of (n is 0): leave the figure out, or widen the group.")
    if events > n:
        raise StatisticsError(f"There are more events ({events}) than people ({n}): count each person once.")
    lower, upper = midp_binomial(events, n, checked_confidence(confidence))
    return Estimate("proportion", events / n, lower, upper, confidence, "mid-p binomial interval", n=n, events=events)


def midp_binomial(events: int, n: int, confidence: float) -> tuple[float, float]:
    """Return the mid-p limits of a binomial share."""
    from scipy.special import betainc

    tail, share = (1 - confidence) / 2, events / n

    def above(p: float) -> float:
        """Return the probability of more events, and half that of as many."""
        more = float(betainc(events + 1, n - events, p)) if events < n else 0.0
        at_least = float(betainc(events, n - events + 1, p)) if events else 1.0
        return (more + at_least) / 2

    lower = _root(lambda p: above(p) - tail, 0.0, share) if events else 0.0
    upper = _root(lambda p: 1 - above(p) - tail, share, 1.0) if events < n else 1.0
    return lower, upper


def _poisson_above(events: int, mean: float) -> float:
    from scipy.special import gammainc

    return (float(gammainc(events, mean)) + float(gammainc(events + 1, mean))) / 2


def _poisson_below(events: int, mean: float) -> float:
    from scipy.special import gammaincc

    fewer = float(gammaincc(events, mean)) if events else 0.0
    return (fewer + float(gammaincc(events + 1, mean))) / 2


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(function, low, high, xtol=1e-300, rtol=1e-15, maxiter=1000))
