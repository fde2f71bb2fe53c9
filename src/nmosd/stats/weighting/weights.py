"""Weights that make two groups alike in what was measured."""

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from nmosd.stats.arrays import Booleans, Floats
from nmosd.stats.columns import numbers
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, normal_quantile
from nmosd.stats.weighting.balance import CovariateBalance, Denominator, balance_of, checked_weights, effective_sample_size
from nmosd.stats.weighting.overlap import Overlap, checked_scores, overlap_of, overlap_warnings
from nmosd.stats.weighting.propensity import fit_terms
from nmosd.stats.weighting.terms import expanded_terms, treated_flags

Target = Literal["ATE", "ATT", "ATO", "ATM"]

TARGETS: dict[str, str] = {
    "ATE": "everybody",
    "ATT": "people like the treated",
    "ATO": "people who could have been in either group (overlap weights)",
    "ATM": "people who could be matched (matching weights)",
}


@dataclass(frozen=True, eq=False)
class Weighting:
    """Weights of two groups, with what they did; prints as a summary.

    `weights` and `scores` are in the order of the rows; who was trimmed has weight 0. Give `weights` to `cox` or
    `kaplan_meier`, which then use robust errors. `effective_treated` and `effective_others` say how many people of equal
    weight would tell as much.
    """

    target: Target
    weights: Floats
    scores: Floats
    treated: Booleans
    stabilised: bool
    trimmed: int
    capped: int
    balance: tuple[CovariateBalance, ...]
    overlap: Overlap
    effective_treated: Estimate
    effective_others: Estimate
    warnings: tuple[str, ...]

    def difference(self, outcome: Any, *, confidence: float = 0.95) -> Estimate:
        """Return the weighted difference in mean outcome, treated less others, with its robust normal interval.

        The robust (HC0) error takes the weights as known. For ATE weights that is on the safe side; for ATT and ATO it may be
        a little too wide or too narrow, and a bootstrap of the whole analysis tells.

        Source: Lunceford and Davidian 2004, doi 10.1002/sim.1903.

        Raises:
            StatisticsError: the outcome is missing in some rows or has another length.
        """
        values = numbers(outcome, "outcome", self.weights.size)
        means, variances = [], []
        for who in (self.treated, ~self.treated):
            share = self.weights[who] / self.weights[who].sum()
            means.append(float(share @ values[who]))
            variances.append(float((share**2) @ (values[who] - means[-1]) ** 2))
        value, half = means[0] - means[1], normal_quantile(checked_confidence(confidence)) * math.sqrt(sum(variances))
        method = f"{self.target} weights, robust (HC0) normal interval"
        people = int((self.weights > 0).sum())
        return Estimate(
            "difference in means", value, value - half, value + half, confidence, method, n=people, warnings=self.warnings
        )

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return rows for `results_frame`: both effective sample sizes, then each covariate before and after weighting."""
        sizes = [self.effective_treated.row(level="treated") | where, self.effective_others.row(level="others") | where]
        return sizes + [row for covariate in self.balance for row in covariate.rows(**where)]

    def __str__(self) -> str:
        one, other = self.effective_treated, self.effective_others
        width = max(len("standardized mean difference"), *(2 + len(covariate.name) for covariate in self.balance))
        how, groups = " (stabilised)" if self.stabilised else "", (int(self.treated.sum()), int((~self.treated).sum()))
        lines = [
            f"{self.target}{how} weights, answering for {TARGETS[self.target]}: {groups[0]} treated, {groups[1]} others",
            f"  effective sample size {one.estimate:.1f} treated, {other.estimate:.1f} others",
        ]
        if self.trimmed or self.capped:
            lines.append(f"  {self.trimmed} people trimmed, {self.capped} weights capped")
        lines.append(f"  {'standardized mean difference':<{width}}  before   after")
        for covariate in self.balance:
            before, after = (_signed(figure.estimate) for figure in (covariate.before, covariate.after))
            lines.append(f"  {'  ' + covariate.name:<{width}}  {before:>6}  {after:>6}")
        lines += [f"  {line}" for line in str(self.overlap).split("\n")]
        return "\n".join(lines + [f"  note: {warning}" for warning in self.warnings])


def balancing_weights(
    treated: Any,
    covariates: Any,
    *,
    target: Target = "ATE",
    scores: Any = None,
    stabilised: bool = False,
    trim: tuple[float, float] | None = None,
    cap: float | None = None,
    denominator: Denominator = "pooled",
) -> Weighting:
    """Return weights that make the treated and the others alike in the covariates, with the balance that they reach.

    `target` is whom the answer is for, e being the propensity score: `ATE` everybody (1/e and 1/(1-e)); `ATT` people like the
    treated (1 and e/(1-e)); `ATO` people who could have been in either group (1-e and e): bounded, with every term of the
    model balanced exactly; `ATM` those who could be matched (min(e, 1-e) over the probability of the own group). Without
    `scores` the propensity model is fitted to the covariates; `scores` of one's own are taken as they are, and the covariates
    only looked at.

    `trim=(0.1, 0.9)` gives weight 0 to everybody with a score outside, `cap=0.99` lowers the weights above that quantile to
    it; both change whom the answer is for, and the object says how many people they touch. `stabilised` ATE weights are
    multiplied by the share of their group, which changes no weighted mean inside a group.

    Weights balance what was measured, no more.

    Sources: Rosenbaum 1987, doi 10.2307/2289440; ATO: Li, Morgan and Zaslavsky 2018, doi
    10.1080/01621459.2016.1260466; ATM: Li and Greene 2013, doi 10.1515/ijb-2012-0030; trimming: Crump and others 2009, doi
    10.1093/biomet/asn055.

    Raises:
        StatisticsError: as `propensity_scores`; scores that are 0 or 1 or do not overlap; a target that does not exist, other
            targets stabilised, a trim or cap that cannot be, or one that leaves nobody in a group.

    >>> weighting = balancing_weights([1, 1, 0, 0, 1, 0, 1, 0], {"age": [31, 45, 28, 60, 52, 39, 47, 33]}, target="ATO")
    >>> abs(weighting.balance[0].after.estimate) < 1e-10
    True
    """
    _check_options(target, stabilised, trim, cap, denominator)
    group = treated_flags(treated)
    terms = expanded_terms(covariates, group.size)
    given = fit_terms(group, terms).scores if scores is None else numbers(scores, "scores", group.size)
    found = checked_scores(given)
    kept = np.ones(group.size, dtype=bool) if trim is None else (found >= trim[0]) & (found <= trim[1])
    weights = checked_weights(np.where(kept, _raw(found, group, target), 0.0), group)
    if stabilised:
        share = float(group[kept].mean())
        weights = weights * np.where(group, share, 1 - share)
    weights, capped = _capped(weights, cap)
    overlap = overlap_of(found[kept], group[kept], weights[kept])
    lines = balance_of(group, terms, weights, denominator)
    sizes = [_effective(weights, who & kept) for who in (group, ~group)]
    notes = (*overlap_warnings(overlap, target), *_warnings(lines, sizes))
    trimmed = int((~kept).sum())
    return Weighting(target, weights, found, group, stabilised, trimmed, capped, lines, overlap, sizes[0], sizes[1], notes)


def _check_options(target: str, stabilised: bool, trim: tuple[float, float] | None, cap: float | None, denominator: str) -> None:
    if target not in get_args(Target):
        raise StatisticsError(f"There are no weights {target!r}: use one of {', '.join(get_args(Target))}.")
    if stabilised and target != "ATE":
        raise StatisticsError(f"{target} weights are not stabilised: leave it out, it is for ATE weights.")
    if trim is not None and not (len(trim) == 2 and 0 <= trim[0] < trim[1] <= 1):
        raise StatisticsError(f"The trim {trim!r} is no range of scores: write for example (0.1, 0.9).")
    if cap is not None and not 0 < cap < 1:
        raise StatisticsError(f"The cap {cap!r} is no quantile between 0 and 1: write for example 0.99.")
    if denominator not in get_args(Denominator):
        raise StatisticsError(f"There is no denominator {denominator!r}: use one of {', '.join(get_args(Denominator))}.")


def _raw(scores: Floats, treated: Booleans, target: str) -> Floats:
    own = np.where(treated, scores, 1 - scores)
    tilt = {"ATE": np.ones_like(scores), "ATT": scores, "ATO": scores * (1 - scores), "ATM": np.minimum(scores, 1 - scores)}
    weights: Floats = tilt[target] / own
    return weights


def _capped(weights: Floats, cap: float | None) -> tuple[Floats, int]:
    if cap is None:
        return weights, 0
    limit = float(np.quantile(weights[weights > 0], cap))
    return np.minimum(weights, limit), int((weights > limit).sum())


def _effective(weights: Floats, who: Booleans) -> Estimate:
    return Estimate(
        "effective sample size",
        effective_sample_size(weights[who]),
        None,
        None,
        None,
        "Kish's effective sample size",
        n=int(who.sum()),
    )


def _warnings(lines: tuple[CovariateBalance, ...], sizes: list[Estimate]) -> tuple[str, ...]:
    found = []
    off = [line.name for line in lines if line.after.estimate is None or abs(line.after.estimate) > 0.1]
    if off:
        found.append(
            f"after weighting {', '.join(off)} still differ by more than 0.1 standard deviations: add squares "
            f"or products to the model"
        )
    for name, size in zip(("treated", "others"), sizes, strict=True):
        if size.estimate is not None and size.n is not None and size.estimate < size.n / 3:
            found.append(f"the weights make {size.n} {name} worth {size.estimate:.1f} of equal weight")
    return tuple(found)


def _signed(value: float | None) -> str:
    return "?" if value is None else f"{value + 0.0:.3f}".replace("-0.000", "0.000")
