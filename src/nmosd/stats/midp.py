"""Mid-p limits: half the probability of what was seen, with all that is more extreme, is half of what the confidence leaves out.

They lie within the exact limits. Source: Lancaster 1961, doi 10.1080/01621459.1961.10482105.
"""

from collections.abc import Callable


def midp_poisson(events: int, confidence: float) -> tuple[float, float]:
    """Return the mid-p limits of a Poisson mean."""
    from scipy.special import gammaincinv

    tail = (1 - confidence) / 2
    if events == 0 and tail >= 0.5:
        return 0.0, 0.0
    # Each lies between the exact limit and that of one event more.
    lower = _root(lambda mean: _poisson_above(events, mean) - tail, 0.0, float(gammaincinv(events + 1, tail))) if events else 0.0
    upper = _root(lambda mean: _poisson_below(events, mean) - tail, 0.0, float(gammaincinv(events + 1, 1 - tail)))
    return lower, upper


def midp_binomial(events: int, n: int, confidence: float) -> tuple[float, float]:
    """Return the mid-p limits of a binomial share."""
    from scipy.special import betainc

    tail = (1 - confidence) / 2

    def above(p: float) -> float:
        """Return the probability of more events, and half that of as many."""
        more = float(betainc(events + 1, n - events, p)) if events < n else 0.0
        at_least = float(betainc(events, n - events + 1, p)) if events else 1.0
        return (more + at_least) / 2

    lower = _root(lambda p: above(p) - tail, 0.0, 1.0) if events else 0.0
    upper = _root(lambda p: 1 - above(p) - tail, 0.0, 1.0) if events < n else 1.0
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
