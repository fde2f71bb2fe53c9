"""What every fitted hazard model says: a coefficient per covariate, on both scales, in one table that prints."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.estimates import Estimate, exponential
from nmosd.stats.significance import p_text


@dataclass(frozen=True, eq=False)
class HazardRatios(ABC):
    """The terms of a fitted hazard model.

    `coefficients` are log hazard ratios, `lower` and `upper` their limits, `covariance` is theirs. `people` is null where the
    rows name no subject and have starts.
    """

    model: str
    terms: tuple[str, ...]
    coefficients: Floats
    lower: Floats
    upper: Floats
    covariance: Floats
    p_values: tuple[float, ...]
    ties: str
    confidence: float
    intervals: int
    people: int | None
    events: int
    strata: int
    iterations: int
    warnings: tuple[str, ...]

    @property
    def standard_errors(self) -> Floats:
        """Standard errors of the log hazard ratios, from `covariance`."""
        errors: Floats = np.sqrt(np.diag(self.covariance))
        return errors

    @cached_property
    def hazard_ratios(self) -> Mapping[str, Estimate]:
        """The hazard ratio of each term for one unit more of it, with its interval."""
        return {term: self._estimate(j, "hazard ratio") for j, term in enumerate(self.terms)}

    @cached_property
    def log_hazard_ratios(self) -> Mapping[str, Estimate]:
        """The coefficient of each term, with its interval."""
        return {term: self._estimate(j, "log hazard ratio") for j, term in enumerate(self.terms)}

    @property
    @abstractmethod
    def method(self) -> str:
        """How estimates and intervals were made, in one line."""

    @abstractmethod
    def _joint_test(self) -> str | None:
        """Return the test of no effect at all as it is printed, if there is one."""

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return one row per term for `results_frame`: measure `hazard ratio`, variable the term; `where` adds the rest."""
        return [estimate.row(variable=term) | where for term, estimate in self.hazard_ratios.items()]

    def __str__(self) -> str:
        of_people = "" if self.people is None else f" in {self.people} people"
        in_strata = "" if self.strata == 1 else f", {self.strata} strata"
        lines = [f"{self.model}: {self.events} events{of_people}, {self.intervals} rows{in_strata}"]
        lines += _table(self.hazard_ratios, self.p_values, self.confidence)
        lines.append(f"  {self.method}")
        test = self._joint_test()
        lines += [] if test is None else [f"  {test}"]
        return "\n".join(lines + [f"  note: {warning}" for warning in self.warnings])

    def _estimate(self, j: int, measure: str) -> Estimate:
        scale = exponential if measure == "hazard ratio" else float
        value, low, high = (scale(float(column[j])) for column in (self.coefficients, self.lower, self.upper))
        return Estimate(
            measure, value, low, high, self.confidence, self.method, n=self.people, events=self.events, warnings=self.warnings
        )


def _table(ratios: Mapping[str, Estimate], p_values: Sequence[float], confidence: float) -> list[str]:
    rows = [("", "hazard ratio", f"{100 * confidence:g} % interval", "p")]
    for (term, ratio), p in zip(ratios.items(), p_values, strict=True):
        interval = f"{_figure(ratio.lower)} to {_figure(ratio.upper)}"
        rows.append((term, _figure(ratio.estimate), interval, p_text(p).removeprefix("p ").removeprefix("= ")))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        f"  {name:<{widths[0]}}  {ratio:>{widths[1]}}  {interval:>{widths[2]}}  {p:>{widths[3]}}"
        for name, ratio, interval, p in rows
    ]


def _figure(value: float | None) -> str:
    if value is None:
        return "?"
    return f"{value:.3g}" if abs(value) < 1 or abs(value) >= 1000 else f"{value:.2f}"
