"""One shape for every figure: the estimate, its interval, the counts behind it and how it was made."""

import math
from dataclasses import dataclass

from nmosd.stats.errors import StatisticsError


@dataclass(frozen=True)
class Estimate:
    """One figure with its interval and its counts; prints as a sentence.

    `estimate` is null where it cannot be told or is infinite, and a warning then says which. `lower` and `upper` are the limits
    of the interval of that `confidence`; a one-sided interval has one limit null. `unit` is what one unit of the estimate is.
    """

    measure: str
    estimate: float | None
    lower: float | None
    upper: float | None
    confidence: float | None
    method: str
    n: int | None = None
    events: int | None = None
    person_years: float | None = None
    unit: str | None = None
    warnings: tuple[str, ...] = ()

    def __str__(self) -> str:
        figure = "cannot be told" if self.estimate is None else f"{_short(self.estimate)}{self._unit()}"
        lines = [f"{self.measure}: {figure}{self._interval()}{self._counts()}"]
        return "\n".join(lines + [f"  note: {warning}" for warning in self.warnings])

    def row(self, **where: object) -> dict[str, object]:
        """Return the figure as a row for `results_frame`; `where` names what the figure does not know of itself.

        >>> Estimate("count", 3.0, None, None, None, "counting").row(analysis="flow", group="everyone")["estimate"]
        3.0
        """
        own: dict[str, object] = {
            "measure": self.measure,
            "estimate": self.estimate,
            "lower": self.lower,
            "upper": self.upper,
            "confidence": self.confidence,
            "n": self.n,
            "events": self.events,
            "person_years": self.person_years,
            "unit": self.unit,
            "method": self.method,
            "warnings": list(self.warnings) or None,
        }
        return own | where

    def _unit(self) -> str:
        return f" {self.unit}" if self.unit else ""

    def _interval(self) -> str:
        if self.confidence is None or (self.lower is None and self.upper is None):
            return f" ({self.method})"
        percent = f"{100 * self.confidence:.6g} %"
        if self.lower is None and self.upper is not None:
            return f" (one-sided {percent} upper limit {_short(self.upper)}; {self.method})"
        if self.upper is None and self.lower is not None:
            return f" (one-sided {percent} lower limit {_short(self.lower)}; {self.method})"
        assert self.lower is not None
        assert self.upper is not None
        return f" ({percent} interval {_short(self.lower)} to {_short(self.upper)}; {self.method})"

    def _counts(self) -> str:
        if self.events is None:
            return ""
        if self.person_years is not None:
            return f"; {self.events} events in {self.person_years:.1f} person-years"
        if self.n is None:
            return f"; {self.events} events"
        # More events than people means that people have several: "112 of 85" would read as a share.
        return f"; {self.events} of {self.n}" if self.events <= self.n else f"; {self.events} events in {self.n} people"


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1 else f"{value:.2f}"


def whole_count(value: float, name: str) -> int:
    """Return a count as an int.

    Raises:
        StatisticsError: it is not a number, not whole, or negative; `name` says which count.
    """
    number = _number(value, name)
    if number < 0 or number != math.floor(number):
        raise StatisticsError(f"The {name} must be a whole number of 0 or more, not {value!r}: give a count.")
    return int(number)


def positive_time(value: float) -> float:
    """Return person-years as a float.

    Raises:
        StatisticsError: it is not a number, or not more than zero.
    """
    number = _number(value, "person-years")
    if number <= 0:
        raise StatisticsError(
            f"The person-years must be more than zero, not {value!r}: without time at risk there is no rate, so leave it out."
        )
    return number


def checked_confidence(confidence: float) -> float:
    """Return the confidence.

    Raises:
        StatisticsError: it does not lie between 0 and 1.
    """
    number = _number(confidence, "confidence")
    if not 0 < number < 1:
        raise StatisticsError(f"The confidence must lie between 0 and 1, not {confidence!r}: write 95 % as 0.95.")
    return number


def normal_quantile(confidence: float) -> float:
    """Return the standard normal quantile that leaves half of what the confidence leaves out above it.

    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    from statistics import NormalDist

    return -NormalDist().inv_cdf((1 - confidence) / 2)


def exponential(value: float) -> float:
    """Return exp(value), infinite where a float cannot hold it."""
    return math.exp(value) if value < 709 else math.inf


def _number(value: float, name: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise StatisticsError(f"The {name} must be a number, not {value!r}: give a count or a time.") from None
    if not math.isfinite(number):
        raise StatisticsError(f"The {name} must be a finite number, not {value!r}: leave out what is not known.")
    return number
