"""What a fitted hazard model says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from nmosd.stats.arrays import Floats
from nmosd.stats.errors import StatisticsError
from nmosd.stats.hazards.baseline import baseline_frame
from nmosd.stats.hazards.counting import CountingProcess
from nmosd.stats.hazards.newton import Maximum
from nmosd.stats.hazards.proportional import ProportionalHazards, TimeTransform, proportional_hazards
from nmosd.stats.hazards.ratios import HazardRatios
from nmosd.stats.hazards.residuals import ResidualKind, residual_frame
from nmosd.stats.significance import ChiSquared, chi_squared


@dataclass(frozen=True, eq=False)
class CoxFit(HazardRatios):
    """A fitted hazard model; prints as a summary.

    `coefficients` are log hazard ratios and `covariance` is theirs, robust if `clusters` is not null; `model_covariance` is the
    inverse of the information in any case. Intervals and `p_values` are Wald's. `people` is null where the rows name no subject
    and have starts. `iterations` and `halvings` say how Newton's method went.
    """

    model_covariance: Floats
    log_likelihood: float
    log_likelihood_null: float
    clusters: int | None
    halvings: int
    recurrent: bool
    _data: CountingProcess = field(repr=False)
    _maximum: Maximum = field(repr=False)

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

    def _joint_test(self) -> str | None:
        if self.clusters is None:
            return f"likelihood ratio {self.likelihood_ratio}"
        return f"robust Wald test {self.wald}" if self.clusters > len(self.terms) else None
