"""Two groups, an event or none: the 2x2 table."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, normal_quantile, whole_count
from nmosd.stats.proportions import proportion


@dataclass(frozen=True)
class TwoByTwo:
    """What a 2x2 table says; every comparison is of the first row with the second.

    `fisher_p` is the two-sided exact probability, `chi2_p` Pearson's without continuity correction (null where nobody or
    everybody has the event). The ratios and the difference are `Estimate`s; `odds_ratio` is the plain cross-product and
    `conditional_odds_ratio` the conditional maximum-likelihood one, both with the exact conditional interval.
    """

    counts: tuple[tuple[int, int], tuple[int, int]]
    fisher_p: float
    chi2_p: float | None
    odds_ratio: Estimate
    conditional_odds_ratio: Estimate
    risk_ratio: Estimate
    risk_difference: Estimate

    def __str__(self) -> str:
        (a, b), (c, d) = self.counts
        chi2 = "" if self.chi2_p is None else f", Pearson chi-squared p = {self.chi2_p:.3g}"
        first = f"{a} of {a + b} against {c} of {c + d}: Fisher p = {self.fisher_p:.3g}{chi2}"
        return "\n".join([first, str(self.odds_ratio), str(self.risk_ratio), str(self.risk_difference)])


def two_by_two(table: Sequence[Sequence[float]], *, confidence: float = 0.95) -> TwoByTwo:
    """Return tests and effect sizes of `[[events, others], [events, others]]`, one row for each group.

    The odds ratio has the exact conditional interval, the risk ratio the log-normal one (none where a group has no event, or
    where everybody has one), the risk difference, first less second, Newcombe's hybrid of two Wilson intervals.

    Sources: Fisher 1935; Katz 1978, doi 10.2307/2530610; Newcombe 1998,
    doi 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    Raises:
        StatisticsError: not two rows of two counts, counts that are negative, not whole or not numbers, or an empty row.

    >>> print(two_by_two([[8, 51], [28, 31]]).risk_ratio)
    risk ratio: 0.286 (95 % interval 0.142 to 0.574; log-normal interval); 36 of 118
    """
    counts = _checked(table)
    confidence = checked_confidence(confidence)
    (a, b), (c, d) = counts
    from scipy.special import chdtrc
    from scipy.stats import fisher_exact

    margins = (a + b) * (c + d) * (a + c) * (b + d)
    statistic = (a * d - b * c) ** 2 * (a + b + c + d) / margins if margins else None
    return TwoByTwo(
        counts=counts,
        fisher_p=float(fisher_exact([[a, b], [c, d]]).pvalue),
        chi2_p=None if statistic is None else float(chdtrc(1, statistic)),
        odds_ratio=_odds_ratio(counts, confidence, conditional=False),
        conditional_odds_ratio=_odds_ratio(counts, confidence, conditional=True),
        risk_ratio=_risk_ratio(counts, confidence),
        risk_difference=_risk_difference(counts, confidence),
    )


Counts = tuple[tuple[int, int], tuple[int, int]]


def _checked(table: Sequence[Sequence[float]]) -> Counts:
    if len(table) != 2 or any(len(row) != 2 for row in table):
        raise StatisticsError("A 2x2 table has two rows of two counts: give [[events, others], [events, others]].")
    (a, b), (c, d) = ([whole_count(value, "count in the table") for value in row] for row in table)
    if a + b == 0 or c + d == 0:
        raise StatisticsError("A group of the 2x2 table is empty: leave the comparison out, or widen the group.")
    return (a, b), (c, d)


def _odds_ratio(counts: Counts, confidence: float, *, conditional: bool) -> Estimate:
    from scipy.stats.contingency import odds_ratio

    (a, b), (c, d) = counts
    value: float | None = None
    limits: tuple[float | None, float | None] = (None, None)
    warnings: tuple[str, ...] = ()
    if a + c == 0 or b + d == 0:
        warnings = ("Nobody or everybody has the event, so there is no odds ratio.",)
    else:
        exact = odds_ratio([[a, b], [c, d]], kind="conditional")
        interval = exact.confidence_interval(confidence)
        limits = (float(interval.low), float(interval.high))
        if b * c == 0:
            warnings = ("The odds ratio is infinite; its lower limit is what can be told.",)
            limits = (limits[0], None)
        else:
            value = float(exact.statistic) if conditional else a * d / (b * c)
    name = "conditional odds ratio" if conditional else "odds ratio"
    return Estimate(
        name, value, *limits, confidence, "exact conditional interval", n=a + b + c + d, events=a + c, warnings=warnings
    )


def _risk_ratio(counts: Counts, confidence: float) -> Estimate:
    (a, b), (c, d) = counts
    value = a * (c + d) / (c * (a + b)) if c else None
    lower = upper = None
    warnings: tuple[str, ...] = ()
    if b + d == 0:
        warnings = (
            "Everybody has the event, so the log-normal interval has no width and is left out: read the risk difference.",
        )
    elif a and c and value is not None:
        spread = normal_quantile(confidence) * math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
        lower, upper = value * math.exp(-spread), value * math.exp(spread)
    else:
        warnings = ("A group has no event, so the risk ratio has no log-normal interval: read the exact odds ratio.",)
    return Estimate(
        "risk ratio",
        value,
        lower,
        upper,
        confidence,
        "log-normal interval",
        n=a + b + c + d,
        events=a + c,
        warnings=warnings,
    )


def _risk_difference(counts: Counts, confidence: float) -> Estimate:
    (a, b), (c, d) = counts
    first, second = proportion(a, a + b, confidence=confidence), proportion(c, c + d, confidence=confidence)
    p, low_p, high_p = _three(first)
    q, low_q, high_q = _three(second)
    return Estimate(
        "risk difference",
        p - q,
        p - q - math.hypot(p - low_p, high_q - q),
        p - q + math.hypot(high_p - p, q - low_q),
        confidence,
        "Newcombe hybrid score interval",
        n=a + b + c + d,
        events=a + c,
    )


def _three(share: Estimate) -> tuple[float, float, float]:
    assert share.estimate is not None
    assert share.lower is not None
    assert share.upper is not None
    return share.estimate, share.lower, share.upper
