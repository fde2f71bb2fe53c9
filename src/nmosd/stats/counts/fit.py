"""What a regression of counts says."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from nmosd.stats.arrays import Floats
from nmosd.stats.counts.design import INTERCEPT
from nmosd.stats.estimates import Estimate, exponential
from nmosd.stats.significance import p_text


@dataclass(frozen=True, eq=False)
class CountFit:
    """A fitted regression of counts; prints as a summary.

    `coefficients` are log rate ratios, the intercept first; `lower` and `upper` their limits. `dispersion` is what
    `dispersion_name` says (null for Poisson): for quasi-Poisson the variance over the mean, for the negative binomial alpha in
    variance = mean + alpha mean squared (R's theta is 1 / alpha). `log_likelihood` is null for quasi-Poisson, and penalised for
    Firth.
    """

    model: str
    terms: tuple[str, ...]
    coefficients: Floats
    standard_errors: Floats
    lower: Floats
    upper: Floats
    p_values: tuple[float, ...]
    confidence: float
    log_likelihood: float | None
    dispersion: float | None
    dispersion_error: float | None
    dispersion_name: str | None
    method: str
    n: int
    events: int
    person_years: float | None
    clusters: int | None
    warnings: tuple[str, ...]

    @cached_property
    def rate_ratios(self) -> Mapping[str, Estimate]:
        """The rate ratio of each covariate for one unit more of it, with its interval."""
        return {term: self._estimate(j, "rate ratio", None) for j, term in enumerate(self.terms) if term != INTERCEPT}

    @cached_property
    def baseline_rate(self) -> Estimate:
        """The rate where every covariate is 0 (the count, if no person-years were given)."""
        return self._estimate(0, "rate", None if self.person_years is None else "per person-year")

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return one row per covariate for `results_frame`: measure `rate ratio`, variable the covariate; `where` adds the
        rest."""
        return [estimate.row(variable=term) | where for term, estimate in self.rate_ratios.items()]

    def __str__(self) -> str:
        time = "" if self.person_years is None else f" in {self.person_years:.1f} person-years"
        lines = [f"{self.model}: {self.events} events{time}, {self.n} rows"]
        for (term, ratio), p in zip(self.rate_ratios.items(), self.p_values[1:], strict=True):
            assert ratio.estimate is not None
            assert ratio.lower is not None
            assert ratio.upper is not None
            lines.append(f"  {term}: rate ratio {ratio.estimate:.3g} ({ratio.lower:.3g} to {ratio.upper:.3g}), {p_text(p)}")
        if self.dispersion is not None:
            lines.append(f"  {self.dispersion_name} {self.dispersion:.3g}")
        lines.append(f"  {100 * self.confidence:g} % intervals: {self.method}")
        return "\n".join(lines + [f"  note: {warning}" for warning in self.warnings])

    def _estimate(self, j: int, measure: str, unit: str | None) -> Estimate:
        value, low, high = (exponential(float(bound[j])) for bound in (self.coefficients, self.lower, self.upper))
        return Estimate(
            measure,
            value,
            low,
            high,
            self.confidence,
            self.method,
            n=self.n,
            events=self.events,
            person_years=self.person_years,
            unit=unit,
            warnings=self.warnings,
        )
