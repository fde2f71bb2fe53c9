"""Every way to deal two groups to people: how many give a sum of scores at least as far from zero as the one that was seen."""

import math
from dataclasses import dataclass

import numpy as np

from nmosd.stats.arrays import Booleans, Floats, Integers
from nmosd.stats.errors import StatisticsError

_MOST_PEOPLE = 40
_MOST_SUMS = 2**20


@dataclass(frozen=True, eq=False)
class Deal:
    """People with their scores, who is in the first group, and in which stratum each is dealt."""

    score: Floats
    first: Booleans
    stratum: Integers

    @property
    def seen(self) -> float:
        """The sum of the scores of the first group."""
        return float(self.score[self.first].sum())

    @property
    def bound(self) -> float:
        """How far from zero a sum must be to count as at least as far: a hair less than what was seen, for sums are rounded."""
        return abs(self.seen) - 1e-9 * float(np.abs(self.score).sum())

    @property
    def strata(self) -> list[tuple[Floats, int]]:
        """The scores of each stratum, and how many of it are in the first group."""
        return [
            (self.score[self.stratum == code], int(self.first[self.stratum == code].sum())) for code in np.unique(self.stratum)
        ]

    @property
    def arrangements(self) -> int:
        """How many ways there are."""
        return math.prod(math.comb(scores.size, first) for scores, first in self.strata)


def count_extreme(deal: Deal) -> tuple[int, int]:
    """Return how many ways are at least as far from zero as the one seen, and how many there are.

    The people are split into two halves: the sums of each half are few enough to be sorted, and pairs are counted, not made.

    Raises:
        StatisticsError: there are too many people.
    """
    extreme = sum(_pairs_beyond(one, other, deal.bound) for one, other in _halves(deal.strata))
    return extreme, deal.arrangements


def draw_extreme(deal: Deal, draws: int, seed: int) -> int:
    """Return how many of so many ways drawn by chance are at least as far from zero as the one seen."""
    chance = np.random.default_rng(seed)
    extreme = 0
    most = max(1, 2_000_000 // deal.score.size)
    for begin in range(0, draws, most):
        size = min(most, draws - begin)
        total = np.zeros(size)
        for scores, first in deal.strata:
            order = chance.random((size, scores.size)).argsort(axis=1)[:, :first]
            total += scores[order].sum(axis=1)
        extreme += int((np.abs(total) >= deal.bound).sum())
    return extreme


def _halves(strata: list[tuple[Floats, int]]) -> list[tuple[Floats, Floats]]:
    """Return pairs of lists of sums: every way is one of the first list with one of the second, of one pair."""
    if len(strata) == 1:
        (scores, first), half = strata[0], strata[0][0].size // 2
        if scores.size > _MOST_PEOPLE:
            raise _too_many(f"{scores.size} people are more than {_MOST_PEOPLE}")
        one, other = _sums_by_size(scores[:half]), _sums_by_size(scores[half:])
        return [(one[k], other[first - k]) for k in range(len(one)) if 0 <= first - k < len(other)]
    sides: list[Floats] = [np.zeros(1), np.zeros(1)]
    for scores, first in sorted(strata, key=lambda part: -math.comb(part[0].size, part[1])):
        side = int(sides[0].size > sides[1].size)
        if sides[side].size * math.comb(scores.size, first) > _MOST_SUMS or scores.size > _MOST_PEOPLE // 2:
            raise _too_many("The strata are too many or too large")
        sums = _sums_by_size(scores)[first]
        sides[side] = np.add.outer(sides[side], sums).ravel()
    return [(sides[0], sides[1])]


def _sums_by_size(scores: Floats) -> list[Floats]:
    """Return the sums of all subsets, by the size of the subset."""
    sums = [np.zeros(1)]
    for score in scores:
        taken = [np.empty(0), *(known + score for known in sums)]
        sums = [np.concatenate(pair) for pair in zip([*sums, np.empty(0)], taken, strict=True)]
    return sums


def _pairs_beyond(one: Floats, other: Floats, bound: float) -> int:
    """Return how many sums of a pair are at or beyond the bound, in either direction."""
    if bound <= 0:
        return one.size * other.size
    ordered = np.sort(other)
    above = ordered.size - np.searchsorted(ordered, bound - one, side="left")
    below = np.searchsorted(ordered, -bound - one, side="right")
    return int(above.sum()) + int(below.sum())


def _too_many(what: str) -> StatisticsError:
    return StatisticsError(f"{what}, too many to count every arrangement: draw some with draws=9999 and a seed, or use log_rank.")
