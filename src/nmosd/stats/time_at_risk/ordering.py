"""Compiled: the order of rows in time, found once in O(n log n), with near ties made equal; and whether rows overlap."""

from dataclasses import dataclass

import numpy as np

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.compiled import compiled

TIE_TOLERANCE = float(np.sqrt(np.finfo(np.float64).eps))


@dataclass(frozen=True, eq=False, repr=False)
class TimeRanks:
    """Starts and stops as ranks among all times, the time of each rank, and the rows sorted by start and by stop."""

    start: Integers
    stop: Integers
    times: Floats
    by_start: Integers
    by_stop: Integers


def time_ranks(start: Floats | None, stop: Floats) -> TimeRanks:
    """Return the ranks of the times, with near-equal times made equal.

    Times that differ by less than about 1.5e-8 of the mean time are one time: they come from adding up durations, and without
    this a start that is 1e-14 after the stop before it would put a person into a risk set, or keep them out of it, by accident. R
    calls the rule `timefix`; here the tolerance is relative only, so that it does not depend on the unit of time. Without starts
    every rank of a start is -1, before everything.
    """
    n = stop.size
    if start is None:
        order = np.argsort(stop)
        ranks, times = _ranks(stop, order, TIE_TOLERANCE)
        return TimeRanks(np.full(n, -1, dtype=np.int64), ranks, times, np.arange(n), order)
    values = np.concatenate((start, stop))
    order = np.argsort(values)
    ranks, times = _ranks(values, order, TIE_TOLERANCE)
    is_stop = order >= n
    return TimeRanks(ranks[:n], ranks[n:], times, order[~is_stop], order[is_stop] - n)


@compiled
def _ranks(values: Floats, order: Integers, tolerance: float) -> tuple[Integers, Floats]:
    total, distinct = abs(values[order[0]]), 1
    for i in range(1, order.size):
        if values[order[i]] != values[order[i - 1]]:
            total += abs(values[order[i]])
            distinct += 1
    near = tolerance * total / distinct
    ranks = np.empty(order.size, np.int64)
    times = np.empty(distinct, np.float64)
    rank = 0
    times[0] = values[order[0]]
    for i in range(order.size):
        if i and values[order[i]] - values[order[i - 1]] > near:
            rank += 1
            times[rank] = values[order[i]]
        ranks[order[i]] = rank
    return ranks, times[: rank + 1].copy()


@compiled
def stable_order(keys: Integers, highest: int, before: Integers) -> Integers:
    """Return the rows of `before` sorted by their key (0 to `highest`), rows with equal keys in the order they came."""
    places = np.zeros(highest + 2, np.int64)
    for i in range(before.size):
        places[keys[before[i]] + 1] += 1
    for key in range(highest + 1):
        places[key + 1] += places[key]
    after = np.empty(before.size, np.int64)
    for i in range(before.size):
        key = keys[before[i]]
        after[places[key]] = before[i]
        places[key] += 1
    return after


@compiled
def first_overlap(order: Integers, subject: Integers, stratum: Integers, start: Integers, stop: Integers) -> tuple[int, int]:
    """Return the first two rows of one subject and stratum that share time, or (-1, -1).

    `order` sorts by subject, stratum and start, and then it is enough to look at neighbours.
    """
    for i in range(1, order.size):
        one, two = order[i - 1], order[i]
        if subject[one] == subject[two] and stratum[one] == stratum[two] and start[two] < stop[one]:
            return one, two
    return -1, -1
