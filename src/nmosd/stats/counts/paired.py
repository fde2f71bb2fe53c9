"""Counts of the same people before and after something."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.columns import numbers
from nmosd.stats.counts.regression import count_regression
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, normal_quantile
from nmosd.stats.rates import rate
from nmosd.stats.significance import p_text


@dataclass(frozen=True)
class PairedCounts:
    """Rates before and after in the same people; prints as a summary. Every ratio is after over before.

    `exact` and `conditional` are within people: each is compared with themselves, and one ratio is taken to hold for everybody.
    `marginal` is the ratio of the two rates of all together, with errors robust over people; null where it has none. `exact_p`
    belongs to `exact` (twice the smaller tail); `signed_rank_p` is Wilcoxon's of the people's rates, null where nobody changed.
    """

    people: int
    before: Estimate
    after: Estimate
    exact: Estimate
    exact_p: float
    conditional: Estimate
    conditional_error: float | None
    marginal: Estimate | None
    signed_rank_p: float | None

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return rows for `results_frame`: both rates and the ratios; `where` adds what a row lacks."""
        figures = [("before", self.before), ("after", self.after), ("after over before", self.exact)]
        figures += [("after over before", figure) for figure in (self.conditional, self.marginal) if figure is not None]
        return [figure.row(level=level) | where for level, figure in figures]

    def __str__(self) -> str:
        lines = [
            f"{self.people} people",
            f"  before: {self.before}",
            f"  after: {self.after}",
            f"  {self.exact}, {p_text(self.exact_p)}",
        ]
        lines += [f"  {figure}" for figure in (self.conditional, self.marginal) if figure is not None]
        if self.signed_rank_p is not None:
            lines.append(f"  signed-rank test of the rates: {p_text(self.signed_rank_p)}")
        return "\n".join(lines)


def paired_counts(before: Any, before_years: Any, after: Any, after_years: Any, *, confidence: float = 0.95) -> PairedCounts:
    """Return the rates of events before and after, and their ratio, one row per person in every column.

    Given a person's events before and after together, those after are binomial whatever the person's own rate is; so people who
    have many anyway do not disturb the comparison (conditional Poisson). People without any event say nothing there.

    It describes a change and not its cause: people who are treated because they just had many events have fewer later, whatever
    they are given (regression to the mean).

    Sources: Cox and Lewis 1966; Farrington and Whitaker 2006, Journal of the Royal Statistical Society C 55, 553 (conditional
    Poisson).

    Raises:
        StatisticsError: columns of different lengths or with missing values, counts or person-years that are none, fewer than two
            people, no event.

    >>> print(paired_counts([3, 1, 7, 1], [2, 1.5, 2, 1], [0, 0, 2, 0], [1.5, 2, 3, 1]).exact)
    rate ratio, within people: 0.13 (95 % interval 0.0141 to 0.591; exact conditional interval); 14 events in 14.0 person-years
    """
    confidence = checked_confidence(confidence)
    data = _Pairs(*_columns(before, before_years, after, after_years))
    events, years = int((data.before + data.after).sum()), float((data.before_years + data.after_years).sum())
    if events == 0:
        raise StatisticsError("Nobody has an event, before or after, so there is no ratio: give upper limits with rate(0, ...).")
    later = int(data.after.sum())
    low, high = _exact_limits(data, later, confidence)
    value, error = _conditional(data, later)
    half = normal_quantile(confidence) * (error or 0.0)
    counts: dict[str, Any] = {"n": data.before.size, "events": events, "person_years": years}
    name = "rate ratio, within people"
    untold = (
        "There is no event before, so the ratio is infinite."
        if later
        else "There is no event after, so there is no Wald interval."
    )
    below, above = _tails(data, 0.0)
    return PairedCounts(
        people=data.before.size,
        before=rate(float(data.before.sum()), float(data.before_years.sum()), confidence=confidence),
        after=rate(float(later), float(data.after_years.sum()), confidence=confidence),
        exact=Estimate(
            name,
            value,
            low,
            high,
            confidence,
            "exact conditional interval",
            warnings=() if value is not None else (untold,),
            **counts,
        ),
        exact_p=min(1.0, 2 * min(float(below[later]), float(above[later]))),
        conditional=Estimate(
            name,
            value,
            value * math.exp(-half) if value and error else None,
            value * math.exp(half) if value and error else None,
            confidence,
            "conditional Poisson, Wald interval",
            warnings=() if error else (untold,),
            **counts,
        ),
        conditional_error=error,
        marginal=_marginal(data, confidence) if 0 < later < events else None,
        signed_rank_p=_signed_rank(data),
    )


@dataclass(frozen=True, eq=False)
class _Pairs:
    before: Floats
    before_years: Floats
    after: Floats
    after_years: Floats


def _columns(*columns: Any) -> list[Floats]:
    names = ("before", "before_years", "after", "after_years")
    first = numbers(columns[0], names[0])
    if first.size < 2:
        raise StatisticsError(
            "A comparison of before and after needs at least two people: describe one person's rates with rate."
        )
    arrays = [numbers(column, name, first.size) for column, name in zip(columns, names, strict=True)]
    for array, name in zip(arrays, names, strict=True):
        if name.endswith("years") and (array <= 0).any():
            raise StatisticsError(
                f"A person has {array.min():g} {name}: without time at risk there is no rate, so leave the person out."
            )
        if not name.endswith("years") and ((array < 0).any() or (array != np.round(array)).any()):
            raise StatisticsError(f"The column {name} holds what is no count: counts are whole numbers of 0 or more.")
    return arrays


def _shares(data: _Pairs, log_ratio: float) -> Floats:
    """Return the probability that an event of each person falls after, for that log rate ratio."""
    from scipy.special import expit

    shares: Floats = expit(log_ratio + np.log(data.after_years / data.before_years))
    return shares


def _conditional(data: _Pairs, later: int) -> tuple[float | None, float | None]:
    """Return the most likely ratio (null if infinite), and the standard error of its logarithm (null if there is none)."""
    from scipy.optimize import brentq

    total = data.before + data.after
    if later == 0:
        return 0.0, None
    if later == int(total.sum()):
        return None, None
    value = float(brentq(lambda b: float((total * _shares(data, b)).sum()) - later, -700.0, 700.0, xtol=1e-14, rtol=1e-14))
    shares = _shares(data, value)
    return math.exp(value), 1 / math.sqrt(float((total * shares * (1 - shares)).sum()))


def _tails(data: _Pairs, log_ratio: float) -> tuple[Floats, Floats]:
    """Return the probability of at most, and of at least, each number of events after."""
    total, shares = data.before + data.after, _shares(data, log_ratio)
    distinct, place = np.unique(shares, return_inverse=True)
    numbers_of_events = np.bincount(place, weights=total).astype(int)
    parts = [part for n in np.unique(numbers_of_events) if n for part in _binomial(int(n), distinct[numbers_of_events == n])]
    known = _sum_of_counts(parts)
    return np.cumsum(known), np.cumsum(known[::-1])[::-1]


def _binomial(n: int, shares: Floats) -> Floats:
    """Return the binomial distribution of `n` events for each share, a row each."""
    from scipy.special import gammaln, xlog1py, xlogy

    k = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    made: Floats = np.exp(ways + xlogy(k, shares[:, None]) + xlog1py(n - k, -shares[:, None]))
    return made


def _sum_of_counts(parts: list[Floats]) -> Floats:
    """Return the distribution of the sum of independent counts, given that of each; halves first, so that many take no longer."""
    from scipy.signal import fftconvolve

    if not parts:
        return np.ones(1)
    while len(parts) > 1:
        rest = parts[len(parts) // 2 * 2 :]
        pairs = zip(parts[0::2], parts[1::2], strict=False)
        # Transforms are exact to about 1e-16, which bears on no limit, but on tails that are smaller still.
        parts = [
            np.convolve(one, two) if one.size < _LONG else np.maximum(fftconvolve(one, two), 0.0) for one, two in pairs
        ] + rest
    return parts[0]


_LONG = 500


def _exact_limits(data: _Pairs, later: int, confidence: float) -> tuple[float, float]:
    tail, events = (1 - confidence) / 2, int((data.before + data.after).sum())
    value, error = _conditional(data, later)
    half = normal_quantile(confidence) * (error or 0.0)
    near = math.log(value) if value and error else 0.0
    lower = upper = None
    if later > 0:
        lower = _root(lambda b: float(_tails(data, b)[1][later]) - tail, near - half, half)
    if later < events:
        upper = _root(lambda b: float(_tails(data, b)[0][later]) - tail, near + half, half)
    return (0.0 if lower is None else math.exp(lower)), (math.inf if upper is None else math.exp(upper))


def _root(function: Callable[[float], float], near: float, width: float) -> float:
    """Return where a monotone function is 0: looked for near a guess, else everywhere."""
    from scipy.optimize import brentq

    low, high = near - width, near + width
    if not width or function(low) * function(high) > 0:
        low, high = -60.0, 60.0
    return float(brentq(function, low, high, xtol=1e-13))


def _marginal(data: _Pairs, confidence: float) -> Estimate | None:
    """Return the ratio of the two rates of all together, null where people are so alike that it has no robust error."""
    n = data.before.size
    try:
        fit = count_regression(
            np.r_[data.before, data.after],
            {"after": np.r_[np.zeros(n), np.ones(n)]},
            person_years=np.r_[data.before_years, data.after_years],
            family="poisson",
            cluster=np.r_[np.arange(n), np.arange(n)],
            confidence=confidence,
        )
    except StatisticsError:
        return None
    return replace(fit.rate_ratios["after"], n=n)


def _signed_rank(data: _Pairs) -> float | None:
    from scipy.stats import wilcoxon

    change = data.after / data.after_years - data.before / data.before_years
    if not change.any():
        return None
    return float(wilcoxon(change, correction=True, method="asymptotic", zero_method="wilcox").pvalue)
