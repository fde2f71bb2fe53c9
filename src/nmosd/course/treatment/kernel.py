"""Compiled: what the treatments of one person are to each other and to that person's attacks.

Episodes are sorted by person and first day; `start` says where each person's begin (and the last ends), `attack_start` the same
of the attacks. Days and drugs that are not known are `UNKNOWN`. Answers are 1 for yes, 0 for no and -1 where it cannot be told.
Imported only by what calls it, because the compiler takes its time to load.
"""

import numpy as np
from numpy.typing import NDArray

from nmosd.stats.arrays import Booleans, Integers
from nmosd.stats.compiled import compiled

Answers = NDArray[np.int8]
Days = NDArray[np.int32]
Drugs = NDArray[np.int32]
Numbers = NDArray[np.uint32]
UNKNOWN = -(1 << 31)


@compiled
def bridges(start: Integers, steroid: Answers, begun: Days, known: Days, over: Booleans, within: int, at_most: int) -> Answers:
    """Say of each episode whether it only spanned the time until another drug acted (see `with_bridging`)."""
    found = np.zeros(begun.size, np.int8)
    for person in range(start.size - 1):
        for one in range(start[person], start[person + 1]):
            if steroid[one] != 1:
                found[one] = steroid[one]
                continue
            for other in range(start[person], start[person + 1]):
                if steroid[other] != 0 or found[one] == 1:
                    continue
                no = begun[one] != UNKNOWN and begun[other] != UNKNOWN and begun[one] > begun[other] + within
                open_ = begun[one] == UNKNOWN or begun[other] == UNKNOWN or known[one] == UNKNOWN
                if begun[other] != UNKNOWN and known[one] != UNKNOWN:
                    no |= known[one] > begun[other] + at_most or (over[one] and known[one] < begun[other])
                    open_ |= not over[one]
                if not no:
                    found[one] = -1 if open_ else 1
    return found


@compiled
def neighbours(
    start: Integers, counted: Booleans, drug: Drugs, begun: Days, until: Days, known: Days
) -> tuple[Answers, Days, Booleans]:
    """Return for each episode whether it overlaps another drug, the last day on any begun earlier, and whether that is open."""
    shared, last = np.zeros(begun.size, np.int8), np.full(begun.size, UNKNOWN, np.int32)
    is_open = np.zeros(begun.size, np.bool_)
    for person in range(start.size - 1):
        for one in range(start[person], start[person + 1]):
            for other in range(start[person], start[person + 1]):
                named = drug[one] != UNKNOWN and drug[other] != UNKNOWN
                if one == other or not counted[one] or not counted[other] or (named and drug[one] == drug[other]):
                    continue
                placed = begun[one] != UNKNOWN and begun[other] != UNKNOWN
                apart = begun[one] != UNKNOWN and until[other] != UNKNOWN and begun[one] > until[other]
                apart |= begun[other] != UNKNOWN and until[one] != UNKNOWN and begun[other] > until[one]
                if not apart and shared[one] != 1:
                    met = named and placed and begun[one] <= known[other] and begun[other] <= known[one]
                    shared[one] = 1 if met else -1
                if not placed or begun[other] < begun[one]:
                    is_open[one] |= not placed or not named or until[other] == UNKNOWN
                    if placed:
                        last[one] = max(last[one], until[other])
    return shared, last, is_open


@compiled
def lines(start: Integers, bridging: Answers, drug: Drugs, begun: Days, within: int) -> Numbers:
    """Return the line of treatment of each episode, 0 where it has none or none can be told (see `with_lines`)."""
    line = np.zeros(begun.size, np.uint32)
    for person in range(start.size - 1):
        first, end = start[person], start[person + 1]
        undated = False
        for one in range(first, end):
            undated |= bridging[one] != 1 and begun[one] == UNKNOWN
        current, opened = 0, 0
        for one in range(first, end):
            if undated or (bridging[one] != 1 and (drug[one] == UNKNOWN or bridging[one] < 0)):
                break
            if bridging[one] == 1:
                continue
            belongs = current > 0 and begun[one] - opened <= within
            for earlier in range(first, one):
                belongs |= line[earlier] > 0 and line[earlier] == current and drug[earlier] == drug[one]
            if not belongs:
                current, opened = current + 1, begun[one]
            line[one] = current
    return line


@compiled
def given_before(start: Integers, drug: Drugs, begun: Days) -> Integers:
    """Return for each episode with a drug and a first day the last one of that drug before it; -1: none, -2: cannot be told."""
    before = np.full(begun.size, -1, np.int64)
    for person in range(start.size - 1):
        for one in range(start[person], start[person + 1]):
            if drug[one] == UNKNOWN or begun[one] == UNKNOWN:
                before[one] = -2
                continue
            for earlier in range(start[person], one):
                if drug[earlier] == drug[one]:
                    before[one] = earlier
    return before


@compiled
def counted_inside(start: Integers, entry: Days, leave: Days, attack_start: Integers, onset: Days) -> Numbers:
    """Return for each episode how many of the person's attacks began in (entry, leave]."""
    count = np.zeros(entry.size, np.uint32)
    for person in range(start.size - 1):
        for one in range(start[person], start[person + 1]):
            for attack in range(attack_start[person], attack_start[person + 1]):
                count[one] += entry[one] < onset[attack] and onset[attack] <= leave[one]
    return count


@compiled
def broken_through(
    attack_start: Integers, onset: Days, start: Integers, counted: Booleans, drug: Drugs, begun: Days, acts: Days, until: Days
) -> Integers:
    """Return the attacks that began in (acts, until] of an episode that is counted, in order.

    Columns: the place of the attack, that of the episode, days from the attack to the first later start of another drug, and of
    one that may be another because a name is missing (`UNKNOWN`: none).
    """
    size = 0
    found = np.full((onset.size, 4), UNKNOWN, np.int64)
    for person in range(start.size - 1):
        for attack in range(attack_start[person], attack_start[person + 1]):
            for one in range(start[person], start[person + 1]):
                if not counted[one] or begun[one] == UNKNOWN or not acts[one] < onset[attack] <= until[one]:
                    continue
                if size == found.shape[0]:
                    found = np.concatenate((found, np.full_like(found, UNKNOWN)))
                found[size, 0], found[size, 1] = attack, one
                for other in range(start[person], start[person + 1]):
                    days = begun[other] - onset[attack]
                    if not counted[other] or begun[other] == UNKNOWN or days <= 0 or drug[other] == drug[one] != UNKNOWN:
                        continue
                    column = 3 if drug[other] == UNKNOWN or drug[one] == UNKNOWN else 2
                    if found[size, column] == UNKNOWN or days < found[size, column]:
                        found[size, column] = days
                size += 1
    return found[:size]
