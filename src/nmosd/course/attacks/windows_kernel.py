"""Compiled: the nearest attack in reach of each event.

Attacks are sorted by group and onset, and each has a day; `start` says where each group's begin (and the last ends). Events come
in any order. Imported only by what calls it, because the compiler takes its time to load.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nmosd.stats.arrays import Booleans, Integers
from nmosd.stats.compiled import compiled

UNKNOWN = -(1 << 31)


class Dates(NamedTuple):
    """Of dated things: the day calculated with (`UNKNOWN`: there is none), and the first and last possible."""

    day: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]


@compiled
def _chosen(event: int, attacks: tuple[int, int], events: Dates, onsets: Dates, before: int, after: int) -> int:
    """Return the place of the attack that counts among those of one group, -1 where none does."""
    chosen = -1
    if events.last[event] - events.first[event] > before + after:
        return chosen
    for attack in range(attacks[0], attacks[1]):
        if onsets.last[attack] - onsets.first[attack] > before + after:
            continue
        since = events.day[event] - onsets.day[attack]
        begun, to_come = 0 <= since <= after, -before <= since < 0
        if begun or (to_come and (chosen < 0 or -since < abs(events.day[event] - onsets.day[chosen]))):
            chosen = attack
    return chosen


@compiled
def _depends(event: int, attacks: tuple[int, int], events: Dates, onsets: Dates, before: int, after: int, chosen: int) -> bool:
    """Return whether other days inside the dates could tie the event otherwise."""
    first, last = events.first[event], events.last[event]
    in_reach, any_vague = 0, first < last
    for attack in range(attacks[0], attacks[1]):
        if onsets.first[attack] <= last + before and onsets.last[attack] >= first - after:
            in_reach += 1
            any_vague |= onsets.first[attack] < onsets.last[attack]
    if in_reach != 1:
        return bool(in_reach > 1 and any_vague)
    return bool(chosen < 0 or last - onsets.first[chosen] > after or onsets.last[chosen] - first > before)


@compiled
def nearest_attacks(
    start: Integers, onsets: Dates, group: Integers, events: Dates, before: int, after: int
) -> tuple[Integers, Booleans]:
    """Return for each event the place of the nearest attack of its group in reach, -1 where there is none, and `date_dependent`.

    A group without attacks may have any number; -1 is none.
    """
    found, depends = np.full(group.size, -1), np.zeros(group.size, np.bool_)
    for event in range(group.size):
        if 0 <= group[event] < start.size - 1 and events.day[event] != UNKNOWN:
            attacks = start[group[event]], start[group[event] + 1]
            found[event] = _chosen(event, attacks, events, onsets, before, after)
            depends[event] = _depends(event, attacks, events, onsets, before, after, found[event])
    return found, depends
