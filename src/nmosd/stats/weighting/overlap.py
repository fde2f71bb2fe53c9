"""Whether everybody could have been in either group: what the scores and the weights say about it."""

from dataclasses import dataclass

import numpy as np

from nmosd.stats.arrays import Booleans, Floats
from nmosd.stats.errors import StatisticsError


@dataclass(frozen=True)
class Overlap:
    """How far the propensity scores of two groups share a range, and whether few people carry the weight; prints as lines.

    `common_range` is from the larger of the two lowest scores to the smaller of the two highest; `treated_outside` and
    `others_outside` are the shares of people beyond it. `extreme` is the share of all with a score below 0.05 or above 0.95.
    `largest_treated` and `largest_other` are the largest weight over the mean weight of that group.
    """

    common_range: tuple[float, float]
    treated_outside: float
    others_outside: float
    extreme: float
    largest_treated: float
    largest_other: float

    def __str__(self) -> str:
        low, high = self.common_range
        return (
            f"scores shared from {low:.3g} to {high:.3g}; outside are {100 * self.treated_outside:.0f} % of the "
            f"treated and "
            f"{100 * self.others_outside:.0f} % of the others; {100 * self.extreme:.0f} % of all below 0.05 or above 0.95\n"
            f"largest weight {self.largest_treated:.1f} times the mean of the treated, {self.largest_other:.1f} "
            f"of the others"
        )


def overlap_of(scores: Floats, treated: Booleans, weights: Floats) -> Overlap:
    """Return the overlap of two groups.

    Raises:
        StatisticsError: the scores share no range.
    """
    one, other = scores[treated], scores[~treated]
    low, high = max(float(one.min()), float(other.min())), min(float(one.max()), float(other.max()))
    if low > high:
        raise StatisticsError(
            f"The propensity scores do not overlap (the groups share no score: {low:.3g} is above {high:.3g}), "
            f"so nobody can be compared: "
            "choose another comparison group."
        )

    def outside(group: Floats) -> float:
        return float(((group < low) | (group > high)).mean())

    def largest(who: Booleans) -> float:
        kept = weights[who & (weights > 0)]
        return float(kept.max() / kept.mean())

    extreme = float(((scores < 0.05) | (scores > 0.95)).mean())
    return Overlap((low, high), outside(one), outside(other), extreme, largest(treated), largest(~treated))


def overlap_warnings(overlap: Overlap, target: str) -> tuple[str, ...]:
    """Return what a reader must know; weights that shrink toward the edges (ATO, ATM) suffer little from poor overlap."""
    found = []
    if target in ("ATO", "ATM"):
        return ()
    outside = overlap.treated_outside if target == "ATT" else max(overlap.treated_outside, overlap.others_outside)
    if outside > 0.1:
        found.append(
            f"{100 * outside:.0f} % of a group have scores that the other group does not reach: their answer "
            f"rests on the model alone; "
            "look at overlap weights (ATO) beside it"
        )
    most = max(overlap.largest_treated, overlap.largest_other)
    if most > 10:
        found.append(
            f"one person has {most:.0f} times the mean weight of the group: see how the answer changes with "
            f"trim or cap, or with ATO"
        )
    return tuple(found)


def checked_scores(scores: Floats) -> Floats:
    """Return scores.

    Raises:
        StatisticsError: one is not strictly between 0 and 1.
    """
    if (scores <= 0).any() or (scores >= 1).any():
        raise StatisticsError(
            f"{int(np.sum((scores <= 0) | (scores >= 1)))} propensity scores are 0 or 1, so their weights would "
            f"be infinite or nothing: leave "
            "those people out and say so."
        )
    return scores
