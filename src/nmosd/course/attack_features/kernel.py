"""Compiled: which visits tell the scores before and in each attack, in one walk along each person's attacks and visits.

Attacks are sorted by person and onset, visits by person and day, and each has a day; `start` and `visit_start` say where each
person's begin (and the last ends). Imported only by what calls it, because the compiler takes its time to load.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nmosd.stats.arrays import Booleans, Integers
from nmosd.stats.compiled import compiled

Days = NDArray[np.int32]
Codes = NDArray[np.int8]
Places = NDArray[np.int32]
MISSING = -1


class Windows(NamedTuple):
    """In days: how old a score before may be, how long one is unstable, and how long an attack is examined."""

    before_within: int
    unstable: int
    examined_within: int


@compiled
def visits_of_attacks(start: Integers, onset: Days, visit_start: Integers, day: Days, scores: Codes, windows: Windows) -> Places:
    """Return for each score and attack the place of the visit before it, and then of the first of the worst in it; -1: none.

    `scores` has a row for each score and a column for each visit, `MISSING` where the visit has none. Of attacks that began on
    one day, what comes before is before each, and what comes after is in the last.
    """
    found = np.full((2 * scores.shape[0], onset.size), -1, np.int32)
    before, worst = found[: scores.shape[0]], found[scores.shape[0] :]
    for person in range(start.size - 1):
        previous = -1
        for attack in range(start[person], start[person + 1]):
            if attack > start[person] and onset[attack - 1] < onset[attack]:
                previous = attack - 1
            oldest, latest = onset[attack] - windows.before_within, onset[attack] + windows.examined_within
            if previous >= 0:
                oldest = max(oldest, onset[previous] + windows.unstable + 1)
            if attack + 1 < start[person + 1]:
                latest = min(latest, onset[attack + 1] - 1)
            for visit in range(visit_start[person], visit_start[person + 1]):
                is_before, is_in = oldest <= day[visit] < onset[attack], onset[attack] <= day[visit] <= latest
                if not is_before and not is_in:
                    continue
                for score in range(scores.shape[0]):
                    if scores[score, visit] == MISSING:
                        continue
                    if is_before:
                        before[score, attack] = visit
                    elif worst[score, attack] < 0 or scores[score, visit] > scores[score, worst[score, attack]]:
                        worst[score, attack] = visit
    return found


@compiled
def _is_open(days: int, earliest: int, latest: int, first: int, last: int) -> bool:
    """Return whether a visit could lie before the day that is so many days after an onset, and could lie on it or later."""
    return bool(first < latest + days and last >= earliest + days)


@compiled
def depends_on_dates(
    start: Integers, earliest: Days, latest: Days, visit_start: Integers, first: Days, last: Days, windows: Windows
) -> Booleans:
    """Say of each attack whether a visit could lie on either side of its onset, or of an end of a window.

    `earliest` and `latest` are the possible days of the onsets, `first` and `last` those of the visits.
    """
    depends = np.zeros(earliest.size, np.bool_)
    for person in range(start.size - 1):
        for attack in range(start[person], start[person + 1]):
            for visit in range(visit_start[person], visit_start[person + 1]):
                dates = earliest[attack], latest[attack], first[visit], last[visit]
                depends[attack] |= _is_open(0, *dates)
                depends[attack] |= _is_open(windows.examined_within + 1, *dates)
                depends[attack] |= _is_open(-windows.before_within, *dates)
                if attack + 1 < start[person + 1]:
                    depends[attack + 1] |= _is_open(windows.unstable + 1, *dates)
    return depends
