"""How each published figure is counted in a simulated cohort."""

import numpy as np

from nmosd.simulation.calibration.published import Target
from nmosd.simulation.calibration.simulated import Followed
from nmosd.simulation.histories.attacks import DAYS_PER_YEAR
from nmosd.stats.arrays import Floats


def figure(target: Target, cohort: Followed) -> float:
    """Return what a simulated cohort shows for a published figure, NaN where nobody is in the cohort."""
    if not len(cohort.histories):
        return float("nan")
    return float(_FIGURES[target.figure](target, cohort))


def _free(target: Target, cohort: Followed) -> float:
    first = cohort.histories.first_between(cohort.entry, cohort.entry + target.days)
    return float(np.mean(np.isinf(first)))


def _relapsed(target: Target, cohort: Followed) -> float:
    return float(np.mean(np.isfinite(cohort.histories.first_between(1, target.days))))


def _close(target: Target, cohort: Followed) -> float:
    person = cohort.histories.person()
    same = person[1:] == person[:-1]
    return float(np.mean(np.diff(cohort.histories.day)[same] < target.days))


def _counts(cohort: Followed) -> Floats:
    """Return each person's attacks per year from entry on, the first attack of all not counted."""
    begin = np.maximum(cohort.entry, 1)
    return cohort.histories.count_between(begin, begin + cohort.years * DAYS_PER_YEAR) / cohort.years


def _rate(_target: Target, cohort: Followed) -> float:
    return float(np.mean(_counts(cohort)))


def _median_rate(_target: Target, cohort: Followed) -> float:
    return float(np.median(_counts(cohort)))


def _rate_below(target: Target, cohort: Followed) -> float:
    return float(np.mean(_counts(cohort) < target.per_year))


def _rate_above(target: Target, cohort: Followed) -> float:
    return float(np.mean(_counts(cohort) > target.per_year))


def _relapses(_target: Target, cohort: Followed) -> float:
    return float(np.mean(_counts(cohort)) * cohort.years)


def _first_rate(target: Target, cohort: Followed) -> float:
    first = cohort.histories.first_between(cohort.entry, cohort.entry + target.days)
    at_risk = np.minimum(first - cohort.entry, target.days)
    return float(np.sum(np.isfinite(first)) / (np.sum(at_risk) / DAYS_PER_YEAR))


def _rate_before(target: Target, cohort: Followed) -> float:
    return float(
        np.mean(cohort.histories.count_between(cohort.entry - target.days, cohort.entry)) / (target.days / DAYS_PER_YEAR)
    )


def _median_months(_target: Target, cohort: Followed) -> float:
    return float(np.median(cohort.histories.first_between(1, cohort.years * DAYS_PER_YEAR)) / (DAYS_PER_YEAR / 12))


_FIGURES = {
    "free": _free,
    "relapsed": _relapsed,
    "close": _close,
    "rate": _rate,
    "mean_rate": _rate,
    "median_rate": _median_rate,
    "rate_below": _rate_below,
    "rate_above": _rate_above,
    "relapses": _relapses,
    "first_rate": _first_rate,
    "rate_before": _rate_before,
    "median_months": _median_months,
}
