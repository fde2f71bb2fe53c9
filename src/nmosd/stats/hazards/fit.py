"""What a fitted hazard model says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from nmosd.stats.arrays import Floats
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, normal_quantile
from nmosd.stats.hazards.baseline import baseline_frame
from nmosd.stats.hazards.counting import CountingProcess
from nmosd.stats.hazards.newton import Maximum
from nmosd.stats.hazards.proportional import ProportionalHazards, TimeTransform, proportional_hazards
from nmosd.stats.hazards.residuals import ResidualKind, residual_frame
from nmosd.stats.hazards.terms import coefficient, table
from nmosd.stats.significance import ChiSquared, chi_squared, normal_p


@dataclass(frozen=True, eq=False)
class CoxFit:
    """A fitted hazard model; prints as a summary.

    `coefficients` are log hazard ratios and `covariance` is theirs, robust if `clusters` is not null; `model_covariance` is the
    inverse of the information in any case. `people` is null where the rows name no subject and have starts. `iterations` and
    `halvings` say how Newton's method went.
    """

    model: str
    terms: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    model_covariance: Floats
    log_likelihood: float
    log_likelihood_null: float
    ties: str
    confidence: float
    intervals: int
    people: int | None
    events: int
    strata: int
    clusters: int | None
    iterations: int
    halvings: int
    recurrent: bool
    warnings: tuple[str, ...]
    _data: CountingProcess = field(repr=False)
    _maximum: Maximum = field(repr=False)

    @property
    def standard_errors(self) -> Floats:
        """Standard errors of the log hazard ratios: robust if the fit is."""
        errors: Floats = np.sqrt(np.diag(self.covariance))
        return errors

    @property
    def p_values(self) -> tuple[float, ...]:
        """Two-sided Wald p value of each term."""
        return tuple(normal_p(z) for z in self.coefficients / self.standard_errors)

    @cached_property
    def hazard_ratios(self) -> Mapping[str, Estimate]:
        """The hazard ratio of each term for one unit more of it, with its Wald interval."""
        return {term: self._estimate(j, "hazard ratio") for j, term in enumerate(self.terms)}

    @cached_property
    def log_hazard_ratios(self) -> Mapping[str, Estimate]:
        """The coefficient of each term, with its Wald interval."""
        return {term: self._estimate(j, "log hazard ratio") for j, term in enumerate(self.terms)}

    @cached_property
    def likelihood_ratio(self) -> ChiSquared:
        """The likelihood ratio test of no effect at all. It takes rows as independent, whatever the standard errors do."""
        return chi_squared(2 * (self.log_likelihood - self.log_likelihood_null), len(self.terms))

    @cached_property
    def wald(self) -> ChiSquared:
        """The Wald test of no effect at all: robust if the fit is.

        Raises:
            StatisticsError: there are no more clusters than terms.
        """
        if self.clusters is not None and self.clusters <= len(self.terms):
            raise StatisticsError(
                f"{self.clusters} clusters cannot test {len(self.terms)} terms together: test fewer terms, or use robust=False."
            )
        return chi_squared(float(self.coefficients @ np.linalg.solve(self.covariance, self.coefficients)), len(self.terms))

    @cached_property
    def score(self) -> ChiSquared:
        """The score test of no effect at all (the log-rank test, if the one term is a group and no times are tied)."""
        null = self._maximum.null
        return chi_squared(float(null.score @ np.linalg.solve(null.information, null.score)), len(self.terms))

    @property
    def method(self) -> str:
        """How estimates and intervals were made, in one line."""
        errors = (
            "model standard errors"
            if self.clusters is None
            else f"robust (Lin-Wei) standard errors over {self.clusters} clusters"
        )
        return f"{self.model}, {self.ties.capitalize()} ties, {errors}, Wald interval"

    def residuals(self, kind: ResidualKind) -> pl.DataFrame:
        """Return residuals, one row per row given (`row` counts from 0), or per event for the Schoenfeld kinds.

        `martingale` and `deviance` have one column, `residual`; the others have one per term. `dfbeta` is weighted: about how
        much each coefficient falls if the row is left out. Add residuals up within a person to get the person's. Null for rows
        of weight 0. `scaled schoenfeld` is about the coefficient at that time.

        Raises:
            StatisticsError: there are no residuals of that kind.
        """
        return residual_frame(self._data, self._maximum.point, kind)

    def baseline(self, at: Mapping[str, float] | None = None) -> pl.DataFrame:
        """Return the cumulative hazard at each event time of each stratum, for the covariates `at` (0 where not named).

        Columns: stratum (null without strata), time, at_risk, events, cumulative_hazard, standard_error, survival and its limits
        (on the log-log scale). With delayed entry the survival is that of somebody at risk from the first time on, and early
        times with few at risk carry into all that follow. Standard errors and limits are null for robust fits; models of
        recurrent events have no survival, and their cumulative hazard is the expected number of events.

        Raises:
            StatisticsError: `at` names a covariate that the model does not have.
        """
        frame = baseline_frame(
            self._data, self._maximum.point, at or {}, with_errors=self.clusters is None, confidence=self.confidence
        )
        return frame.drop("survival", "survival_lower", "survival_upper") if self.recurrent else frame

    def proportional_hazards(self, transform: TimeTransform = "km") -> ProportionalHazards:
        """Return the score tests of a drift of each coefficient with time, as R's cox.zph makes them.

        Raises:
            StatisticsError: there is no such transform, or it cannot be made of these times.
        """
        return proportional_hazards(self._data, self._maximum.point, transform, efron=self.ties == "efron")

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return one row per term for `results_frame`: measure `hazard ratio`, variable the term; `where` adds the rest."""
        return [estimate.row(variable=term) | where for term, estimate in self.hazard_ratios.items()]

    def __str__(self) -> str:
        of_people = "" if self.people is None else f" in {self.people} people"
        in_strata = "" if self.strata == 1 else f", {self.strata} strata"
        lines = [f"{self.model}: {self.events} events{of_people}, {self.intervals} rows{in_strata}"]
        lines += table(self.hazard_ratios, self.p_values)
        lines.append(f"  {self.method}")
        if self.clusters is None:
            lines.append(f"  likelihood ratio {self.likelihood_ratio}")
        elif self.clusters > len(self.terms):
            lines.append(f"  robust Wald test {self.wald}")
        return "\n".join(lines + [f"  note: {warning}" for warning in self.warnings])

    def _estimate(self, j: int, measure: str) -> Estimate:
        value, half = float(self.coefficients[j]), normal_quantile(self.confidence) * float(self.standard_errors[j])
        counts = {"n": self.people, "events": self.events}
        return coefficient(
            measure,
            value=value,
            limits=(value - half, value + half),
            confidence=self.confidence,
            method=self.method,
            counts=counts,
            warnings=self.warnings,
        )
