"""Compiled: the values of one measure before, at the nadir of, and after each attack, in one walk along each person's values.

Attacks are sorted by person and onset, those without a day (`UNKNOWN`) last; values by person and day, those without a day last.
`start` and `value_start` say where each person's begin (and the last ends). Imported only by what calls it, because the compiler
takes its time to load.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nmosd.stats.arrays import Booleans, Floats, Integers
from nmosd.stats.compiled import compiled

Days = NDArray[np.int32]
UNKNOWN = -(1 << 31)


class Windows(NamedTuple):
    """In days: how old a value before may be, how long one is unstable, and the window of recovery with its target."""

    before_within: int
    unstable: int
    recovery_from: int
    recovery_until: int
    target: int
    best: bool


@compiled
def _is_worse(one: int, other: int, value: Floats, day: Days) -> bool:
    """Return whether a value is a worse nadir than another (-1: none), or as bad and seen earlier."""
    return bool(other < 0 or value[one] > value[other] or (value[one] == value[other] and day[one] < day[other]))


@compiled
def _tells_more(one: int, other: int, value: Floats, day: Days, onset: int, windows: Windows) -> bool:
    """Return whether a value tells the recovery rather than an earlier one (-1: none)."""
    if other < 0:
        return True
    nearer = abs(day[one] - onset - windows.target) < abs(day[other] - onset - windows.target)
    if windows.best:
        return bool(value[one] < value[other] or (value[one] == value[other] and nearer))
    return bool(nearer)


@compiled
def values_of_attacks(
    start: Integers,
    attack: Days,
    onset: Days,
    datable: Booleans,
    value_start: Integers,
    day: Days,
    value: Floats,
    placeable: Booleans,
    nadir_of: Days,
    windows: Windows,
) -> tuple[Integers, Integers, Integers]:
    """Return for each attack the places of the value before, at the nadir and after; -1 where there is none.

    `attack` is its number in the person; `nadir_of` the number of the attack at whose worst point a value was taken, -1 for
    others. Only values that are `placeable` have a place in time.
    """
    before, nadir, after = np.full(onset.size, -1), np.full(onset.size, -1), np.full(onset.size, -1)
    for person in range(start.size - 1):
        first, end = start[person], start[person + 1]
        last = first - 1
        place = value_start[person]
        while place < value_start[person + 1]:
            if nadir_of[place] >= 0:
                for one in range(first, end):
                    if attack[one] == nadir_of[place] and _is_worse(place, nadir[one], value, day):
                        nadir[one] = place
            if not placeable[place]:
                place += 1
                continue
            while last + 1 < end and onset[last + 1] != UNKNOWN and onset[last + 1] <= day[place]:
                last += 1
            since = day[place] - onset[last] if last >= first else 0
            in_attack = last >= first and datable[last] and since <= windows.unstable and since < windows.recovery_from
            if in_attack and _is_worse(place, nadir[last], value, day):
                nadir[last] = place
            following = last + 1
            is_before = following < end and onset[following] != UNKNOWN and datable[following]
            is_before &= last < first or since > windows.unstable
            if is_before and onset[following] - day[place] <= windows.before_within:
                same_day = before[following] >= 0 and day[before[following]] == day[place]
                if not same_day or value[place] >= value[before[following]]:
                    before[following] = place
            if last >= first and datable[last] and windows.recovery_from <= since <= windows.recovery_until:
                worst_of_day = True
                for other in range(value_start[person], value_start[person + 1]):
                    same_day = placeable[other] and day[other] == day[place]
                    worst_of_day &= (
                        not same_day or value[other] < value[place] or (value[other] == value[place] and other <= place)
                    )
                if worst_of_day and _tells_more(place, after[last], value, day, onset[last], windows):
                    after[last] = place
            place += 1
    return before, nadir, after
