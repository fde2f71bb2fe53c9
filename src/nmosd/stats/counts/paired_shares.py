"""The same people asked twice, yes or no: McNemar's exact test."""

import math
from dataclasses import dataclass

from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, whole_count
from nmosd.stats.proportions import proportion
from nmosd.stats.significance import p_text


@dataclass(frozen=True)
class PairedShares:
    """Two answers of the same people compared; prints as a summary.

    `odds_ratio` is that of the first answer being yes against the second, from those who changed alone; `p` is McNemar's exact
    one.
    """

    odds_ratio: Estimate
    p: float

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return one row for `results_frame`, the odds ratio; `where` adds what a row lacks."""
        return [self.odds_ratio.row() | where]

    def __str__(self) -> str:
        return f"{self.odds_ratio}\n  McNemar exact {p_text(self.p)}"


def paired_shares(first_only: float, second_only: float, *, confidence: float = 0.95) -> PairedShares:
    """Return the comparison of two yes-or-no answers of the same people, from how many said yes only at first, or only later.

    Those who said the same twice tell nothing of a change. Without one, yes only at first and yes only later are equally likely:
    the test is binomial, and the odds ratio first_only / second_only has the interval that follows from it (Clopper-Pearson).

    Source: McNemar 1947, doi 10.1007/BF02295996.

    Raises:
        StatisticsError: counts that are negative, not whole or not numbers, or nobody who changed.

    >>> print(paired_shares(2, 10))
    odds ratio, within people: 0.2 (95 % interval 0.0213 to 0.939; exact conditional interval); 2 of 12
      McNemar exact p = 0.039
    """
    first, second = (
        whole_count(first_only, "number with yes only at first"),
        whole_count(second_only, "number with yes only later"),
    )
    confidence = checked_confidence(confidence)
    if first + second == 0:
        raise StatisticsError("Nobody changed, so there is nothing to compare: describe the shares with proportion.")
    from scipy.stats import binomtest

    share = proportion(first, first + second, confidence=confidence, method="exact")
    odds = Estimate(
        "odds ratio, within people",
        first / second if second else None,
        _odds(share.lower),
        _odds(share.upper),
        confidence,
        "exact conditional interval",
        n=first + second,
        events=first,
        warnings=()
        if second
        else ("Nobody said yes only later: the odds ratio is infinite, and its lower limit is what can be told.",),
    )
    return PairedShares(odds, float(binomtest(first, first + second, 0.5).pvalue))


def _odds(share: float | None) -> float:
    assert share is not None
    return share / (1 - share) if share < 1 else math.inf
