"""How alike two groups are, before and after weighting; and how many people the weights are worth."""

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from nmosd.stats.arrays import Booleans, Floats
from nmosd.stats.columns import numbers
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate
from nmosd.stats.weighting.terms import Term, TermKind, expanded_terms, treated_flags

Denominator = Literal["pooled", "treated"]

_DENOMINATORS: dict[str, str] = {
    "pooled": "root of the mean of both groups' unweighted variances",
    "treated": "unweighted standard deviation of the treated",
}


@dataclass(frozen=True)
class CovariateBalance:
    """One covariate, or one level of a category, in both groups.

    `before` and `after` are standardized mean differences, treated less others, without and with weights. The means are
    shares for a `binary` covariate, so that their difference is the raw difference in proportions.
    """

    name: str
    kind: TermKind
    treated_mean: float
    other_mean: float
    weighted_treated_mean: float
    weighted_other_mean: float
    before: Estimate
    after: Estimate

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return two rows for `results_frame`, before and after weighting; variable is the covariate."""
        return [self.before.row(variable=self.name) | where, self.after.row(variable=self.name) | where]


def balance(
    treated: Any, covariates: Any, weights: Any = None, *, denominator: Denominator = "pooled"
) -> tuple[CovariateBalance, ...]:
    """Return the standardized mean difference of each covariate before and after weighting, in the order given.

    The difference of the means, treated less others, over a standard deviation that weighting does not change, so that before
    and after are on one scale: `pooled` is the root of the mean of both groups' unweighted sample variances, `treated` the
    treated group's alone (usual for ATT). A covariate of 0 and 1 is treated the same, its variance being n / (n - 1) p (1 -
    p). Categories have one line per level. Covariates outside the propensity model may be given, and squares of those inside:
    balance in means alone is not all there is. Differences beyond 0.1 are commonly looked at.

    Source: Austin 2009, doi 10.1002/sim.3697.

    Raises:
        StatisticsError: one group only, missing or negative weights, a group whose weights are all 0, lengths that differ, a
            covariate that does not vary.

    >>> first = balance([1, 1, 0, 0], {"age": [40.0, 50.0, 30.0, 44.0]}, [1.0, 1.0, 0.5, 2.0])[0]
    >>> round(first.before.estimate, 3), round(first.after.estimate, 3)
    (0.93, 0.442)
    """
    group = treated_flags(treated)
    if denominator not in get_args(Denominator):
        raise StatisticsError(f"There is no denominator {denominator!r}: use one of {', '.join(get_args(Denominator))}.")
    given = np.ones(group.size) if weights is None else checked_weights(weights, group)
    return balance_of(group, expanded_terms(covariates, group.size), given, denominator)


def balance_of(
    treated: Booleans, terms: tuple[Term, ...], weights: Floats, denominator: Denominator
) -> tuple[CovariateBalance, ...]:
    """Return the balance of terms that were read already."""
    return tuple(_balance(treated, term, weights, denominator) for term in terms)


def effective_sample_size(weights: Any) -> float:
    """Return how many people of equal weight would tell as much: the square of the sum over the sum of squares.

    Source: Kish 1965, Survey Sampling.

    Raises:
        StatisticsError: missing or negative weights, or all of them 0.

    >>> round(effective_sample_size([1, 1, 1, 3]), 6)
    3.0
    """
    found = numbers(weights, "weights")
    if (found < 0).any() or found.max() == 0:
        raise StatisticsError("The weights are negative or all 0: give weights of 0 or more, one of them above 0.")
    scaled = found / found.max()
    return float(scaled.sum() ** 2 / (scaled**2).sum())


def checked_weights(weights: Any, treated: Booleans) -> Floats:
    """Return weights.

    Raises:
        StatisticsError: one is negative or missing, or all of a group are 0.
    """
    found = numbers(weights, "weights", treated.size)
    if (found < 0).any():
        raise StatisticsError(f"A weight is negative ({found.min():g}): weights are 0 or more.")
    for name, who in (("treated", treated), ("others", ~treated)):
        if not (found[who] > 0).any():
            raise StatisticsError(
                f"All weights of the {name} are 0, so nobody is left to compare with: trim less, or widen the groups."
            )
    return found


def _balance(treated: Booleans, term: Term, weights: Floats, denominator: Denominator) -> CovariateBalance:
    one, other = term.values[treated], term.values[~treated]
    deviation = _deviation(one, other, denominator)
    plain = (float(one.mean()), float(other.mean()))
    weighted = (float(np.average(one, weights=weights[treated])), float(np.average(other, weights=weights[~treated])))

    def figure(when: str, means: tuple[float, float]) -> Estimate:
        measure, difference = f"standardized mean difference {when} weighting", means[0] - means[1]
        if deviation > 0:
            return Estimate(measure, difference / deviation, None, None, None, _DENOMINATORS[denominator], n=treated.size)
        note = "the covariate does not vary inside the groups, so there is no standard deviation to divide by"
        return Estimate(measure, None, None, None, None, _DENOMINATORS[denominator], n=treated.size, warnings=(note,))

    return CovariateBalance(term.name, term.kind, *plain, *weighted, figure("before", plain), figure("after", weighted))


def _deviation(one: Floats, other: Floats, denominator: Denominator) -> float:
    first, second = (float(values.var(ddof=1)) if values.size > 1 else 0.0 for values in (one, other))
    return math.sqrt(first if denominator == "treated" else (first + second) / 2)
