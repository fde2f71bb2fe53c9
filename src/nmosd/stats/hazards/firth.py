"""Firth's penalised Cox model: finite estimates and honest limits where an arm has few events or none."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import checked_confidence
from nmosd.stats.hazards.counting import CountingProcess, Rows, counting_process, read_rows
from nmosd.stats.hazards.models import Ties, has_several_events, is_efron
from nmosd.stats.hazards.newton import check_information
from nmosd.stats.hazards.penalised import PenalisedPoint, maximise_penalised, penalised
from nmosd.stats.hazards.ratios import HazardRatios
from nmosd.stats.hazards.variance import model_covariance
from nmosd.stats.significance import ChiSquared, chi_squared

_FARTHEST = 200.0


@dataclass(frozen=True, eq=False)
class FirthFit(HazardRatios):
    """A penalised Cox model; prints as a summary.

    `coefficients` are log hazard ratios; `lower` and `upper` are the limits of their profile penalised likelihood, not symmetric
    about them. `covariance` is the inverse of the information at the estimate, for comparison with other programs: intervals are
    not made of it. `penalised_log_likelihood` holds the penalty, half the log-determinant of the information.
    """

    penalised_log_likelihood: float
    penalised_log_likelihood_null: float

    @cached_property
    def likelihood_ratio(self) -> ChiSquared:
        """The penalised likelihood ratio test of no effect at all."""
        return chi_squared(2 * (self.penalised_log_likelihood - self.penalised_log_likelihood_null), len(self.terms))

    @property
    def method(self) -> str:
        """How estimates and intervals were made, in one line."""
        return f"{self.model}, {self.ties.capitalize()} ties, profile penalised likelihood interval"

    def _joint_test(self) -> str:
        return f"penalised likelihood ratio {self.likelihood_ratio}"


def firth_cox(
    start: Any,
    stop: Any,
    event: Any,
    covariates: Any,
    *,
    subject: Any = None,
    strata: Any = None,
    offset: Any = None,
    ties: Ties = "efron",
    confidence: float = 0.95,
    limits_of: Collection[str] | None = None,
) -> FirthFit:
    """Return Cox's model with Firth's penalty, for data so sparse that a coefficient is infinite or biased without it.

    Columns as for `cox`. The penalty (Jeffreys' prior) takes away the leading bias and keeps every estimate finite, also with no
    event in one arm. Limits and p values come from the profile of the penalised likelihood. There are no weights and no robust
    errors: both rest on large numbers, which are what is lacking here. A profile takes longer than the estimate, and the more so
    the more terms there are: `limits_of` names the terms that need limits and p values, which are NaN for the others.

    Sources: Heinze and Schemper 2001, doi 10.1111/j.0006-341X.2001.00114.x; Firth 1993, doi 10.1093/biomet/80.1.27.

    Raises:
        StatisticsError: as `cox`, less the likelihood without a maximum.

    >>> fit = firth_cox(None, [5, 12, 20, 33, 60, 60, 50, 55, 70, 80], [1, 1, 1, 1, 0, 0, 0, 0, 0, 0],
    ...                 {"treated": [0, 0, 0, 0, 0, 0, 1, 1, 1, 1]})
    >>> ratio = fit.hazard_ratios["treated"]
    >>> 0 < ratio.lower < ratio.estimate < ratio.upper < 1.5
    True
    """
    confidence, efron = checked_confidence(confidence), is_efron(ties)
    rows = read_rows(start, stop, event, covariates, subject=subject, strata=strata, offset=offset)
    data = counting_process(rows)
    p = len(data.terms)
    null = penalised(data, np.zeros(p), efron=efron)
    check_information(data, null.information)
    best, steps = maximise_penalised(data, np.zeros(p), np.ones(p, dtype=np.bool_), efron=efron)
    covariance = model_covariance(best.information)
    wanted = [limits_of is None or term in limits_of for term in data.terms]
    untold = (math.nan, math.nan)
    limits = np.array([_profile_limits(data, best, j, confidence, efron=efron) if wanted[j] else untold for j in range(p)])
    unit = float(np.log(data.scale).sum())
    return FirthFit(
        model="Firth's penalised Cox model",
        terms=data.terms,
        coefficients=best.beta / data.scale,
        lower=limits[:, 0] / data.scale,
        upper=limits[:, 1] / data.scale,
        covariance=covariance / np.outer(data.scale, data.scale),
        p_values=tuple(
            chi_squared(2 * (best.value - _profile(data, best.beta, j, 0.0, efron=efron).value), 1).p if wanted[j] else math.nan
            for j in range(p)
        ),
        penalised_log_likelihood=best.value + unit,
        penalised_log_likelihood_null=null.value + unit,
        ties=ties,
        confidence=confidence,
        intervals=data.rows,
        people=data.subjects,
        events=data.events,
        strata=len(data.stratum_labels),
        iterations=steps,
        warnings=_warnings(rows),
    )


def _profile(data: CountingProcess, beta: Floats, j: int, value: float, *, efron: bool) -> PenalisedPoint:
    """Return the maximum over all coefficients but j, which is held at `value`."""
    held = beta.copy()
    held[j] = value
    return maximise_penalised(data, held, np.arange(beta.size) != j, efron=efron)[0]


def _profile_limits(
    data: CountingProcess, best: PenalisedPoint, j: int, confidence: float, *, efron: bool
) -> tuple[float, float]:
    """Return where twice the profile lies a chi-squared quantile below its top, on either side.

    Raises:
        StatisticsError: the profile does not come down within reach.
    """
    from scipy.optimize import brentq
    from scipy.special import chdtri

    drop = float(chdtri(1, 1 - confidence))
    beta = best.beta

    def excess(value: float) -> float:
        nonlocal beta
        point = _profile(data, beta, j, value, efron=efron)
        beta = point.beta
        return 2 * (best.value - point.value) - drop

    limits = []
    for side in (-1, 1):
        beta, near, stride = best.beta, float(best.beta[j]), float(np.sqrt(model_covariance(best.information)[j, j]))
        far = near + side * stride
        while excess(far) < 0:
            near, stride = far, 1.5 * stride
            far = near + side * stride
            if abs(far) > _FARTHEST:
                raise StatisticsError(
                    f"The profile of {data.terms[j]} is flat as far as can be seen, so it has no limit: there are too few events."
                )
        try:
            limits.append(float(brentq(excess, near, far, xtol=1e-10)))
        except ValueError:
            raise StatisticsError(
                f"The profile of {data.terms[j]} has several tops, so it has no limits: use fewer covariates."
            ) from None
    return limits[0], limits[1]


def _warnings(rows: Rows) -> tuple[str, ...]:
    if not has_several_events(rows.at_risk):
        return ()
    return ("some people have more than one event, and the limits take events as independent: show first events beside them",)
