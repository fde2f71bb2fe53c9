"""The same estimate from several imputed data sets, made one by Rubin's rules."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, normal_quantile
from nmosd.stats.significance import normal_p
from nmosd.stats.synthesis.columns import numbers
from nmosd.stats.synthesis.scales import ScaleName, scale_named


@dataclass(frozen=True)
class PooledImputations:
    """An estimate over imputed data sets; prints as a summary.

    `value` and `standard_error` are on the scale of pooling; `within` is the mean variance of a data set, `between` the
    variance of the estimates, and `total` what counts. `degrees_of_freedom` is infinite where imputations agree and no number
    of complete data was given. `missing_information` is the share of the information that the gaps cost, and
    `relative_increase` how much they add to the variance.
    """

    estimate: Estimate
    value: float
    standard_error: float
    imputations: int
    within: float
    between: float
    total: float
    degrees_of_freedom: float
    relative_increase: float
    missing_information: float

    @property
    def p(self) -> float:
        """The two-sided p value of no effect (0 on the scale of pooling), from the t distribution."""
        ratio = abs(self.value) / self.standard_error
        if math.isinf(self.degrees_of_freedom):
            return normal_p(ratio)
        from scipy.special import stdtr

        return float(2 * stdtr(self.degrees_of_freedom, -ratio))

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return the one row for `results_frame`; `where` names what the estimate does not know of itself."""
        return [self.estimate.row(**where)]

    def __str__(self) -> str:
        first, *notes = str(self.estimate).split("\n")
        gaps = f"  {self.imputations} imputations; the gaps cost {100 * self.missing_information:.0f} % of the information"
        freedom = "normal" if math.isinf(self.degrees_of_freedom) else f"t with {self.degrees_of_freedom:.1f} df"
        return "\n".join([first, f"{gaps}; {freedom}", *notes])


def combine_imputations(
    estimates: Sequence[float],
    variances: Sequence[float],
    *,
    complete_degrees_of_freedom: float | None = None,
    measure: str = "estimate",
    scale: ScaleName = "identity",
    confidence: float = 0.95,
) -> PooledImputations:
    """Return the estimates of several imputed data sets pooled by Rubin's rules.

    `estimates` and `variances` are on `scale` (log hazard ratios with `scale="log"`, and the figure is the hazard ratio), one
    per imputed data set, because Rubin's rules want an estimate that is about normal. `complete_degrees_of_freedom` is what
    the analysis would have without gaps (people less coefficients): with it the degrees of freedom are Barnard and Rubin's,
    which small cohorts need; without it Rubin's, for large samples.

    Sources: Rubin 1987, doi 10.1002/9780470316696; Barnard and Rubin 1999, doi 10.1093/biomet/86.4.948.

    Raises:
        StatisticsError: fewer than two imputations, lengths that differ, missing values, a variance that is not more than
            zero, or degrees of freedom that are not.

    >>> pooled = combine_imputations([-0.92, -0.78, -1.01], [0.06, 0.058, 0.066], complete_degrees_of_freedom=58, scale="log",
    ...                              measure="hazard ratio")
    >>> print(pooled)
    hazard ratio: 0.405 (95 % interval 0.225 to 0.728; Rubin's rules over 3 imputations, t interval on the log scale)
      3 imputations; the gaps cost 29 % of the information; t with 20.6 df
      note: 3 imputations are few: standard errors and degrees of freedom rest on how they differ, so make 20 or more
    """
    confidence, back = checked_confidence(confidence), scale_named(scale).back
    values = numbers(estimates, "estimates")
    spread = numbers(variances, "variances", values.size)
    m = values.size
    if m < 2:
        raise StatisticsError(
            "There is one imputed data set, so what the gaps cost cannot be told: impute at least twice, better 20 times."
        )
    if (spread <= 0).any():
        raise StatisticsError("A variance of an imputed data set is not more than zero: give squared standard errors.")
    if complete_degrees_of_freedom is not None and not complete_degrees_of_freedom > 0:
        raise StatisticsError("The complete data have no degrees of freedom: there are not more people than coefficients.")
    value, within, between = float(values.mean()), float(spread.mean()), float(values.var(ddof=1))
    extra = (1 + 1 / m) * between
    total, increase = within + extra, extra / within
    freedom = _degrees(m, extra / total, complete_degrees_of_freedom)
    missing = (increase + (0 if math.isinf(freedom) else 2 / (freedom + 3))) / (increase + 1)
    half = _quantile(freedom, confidence) * math.sqrt(total)
    lower, middle, upper = (back(value + step, None) for step in (-half, 0.0, half))
    few = f"{m} imputations are few: standard errors and degrees of freedom rest on how they differ, so make 20 or more"
    how = f"Rubin's rules over {m} imputations, {'normal' if math.isinf(freedom) else 't'} interval on the {scale} scale"
    estimate = Estimate(measure, middle, lower, upper, confidence, how, warnings=(few,) if m < 5 else ())
    return PooledImputations(estimate, value, math.sqrt(total), m, within, between, total, freedom, increase, missing)


def _degrees(m: int, share: float, complete: float | None) -> float:
    """Rubin's degrees of freedom, or with those of the complete data Barnard and Rubin's; `share` is that of the gaps."""
    rubin = (m - 1) / share**2 if share > 1e-150 else math.inf
    if complete is None or math.isinf(complete):
        return rubin
    observed = (complete + 1) / (complete + 3) * complete * (1 - share)
    return observed if math.isinf(rubin) else rubin * observed / (rubin + observed)


def _quantile(freedom: float, confidence: float) -> float:
    if math.isinf(freedom):
        return normal_quantile(confidence)
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + confidence / 2))
