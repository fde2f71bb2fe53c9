"""Compiled: confirmed changes of a score, and milestones, in one walk along each person's visits.

Visits are sorted by person and day, at most one a day; `start` says where each person's begin (and the last ends). Attacks
are the same with `attack_start` and `onset`. Scores are in half points and days are whole numbers, so that nothing is
rounded. Imported only by what calls it, because the compiler takes its time to load.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nmosd.stats.arrays import Booleans, Integers
from nmosd.stats.compiled import compiled

Days = NDArray[np.int32]
LONG_AGO = 1 << 30
"""Days since an attack where none had begun."""


class Search(NamedTuple):
    """How changes are searched, in days since the onset of the last attack, or since the onset of the change.

    `confirm_from`, `confirm_until`: when a confirming visit may come. `clear_*`: how long the last attack must be past at the
    visit measured from, at the onset of the change and at its confirmation. `hold_for`: a change that falls back sooner is
    dropped. `rove_*`: the visit that confirms a change becomes the one measured from. `renew_after_attack`: so does the first
    clear visit after an attack, once more than `associated` days are past. `first_only`: stop at the first worsening.
    """

    confirm_from: int
    confirm_until: int
    clear_at_reference: int
    clear_at_onset: int
    clear_at_confirmation: int
    hold_for: int
    rove_after_improvement: bool
    rove_after_worsening: bool
    renew_after_attack: bool
    associated: int
    first_only: bool


@compiled
def last_begun(start: Integers, day: Days, attack_start: Integers, onset: Days) -> Days:
    """Return for each visit the last attack that had begun, -1 where none had."""
    last = np.full(day.size, -1, np.int32)
    for person in range(start.size - 1):
        attack = attack_start[person]
        for visit in range(start[person], start[person + 1]):
            while attack < attack_start[person + 1] and onset[attack] <= day[visit]:
                attack += 1
            if attack > attack_start[person]:
                last[visit] = attack - 1
    return last


@compiled
def _clear_from(visit: int, end: int, since: Days, clear: int) -> int:
    """Return the first visit from this one on that is clear of attacks, `end` if none is."""
    while visit < end and since[visit] < clear:
        visit += 1
    return visit


@compiled
def _is_changed(score: Days, visit: int, reference: int, direction: int, steps: Days) -> bool:
    return bool((score[visit] - score[reference]) * direction >= steps[score[reference]])


@compiled
def _after_attack(
    reference: int, visit: int, day: Days, onset: Days, attack: int, attacks_end: int, associated: int
) -> tuple[int, int]:
    """Return the first visit since the first attack after the reference if that attack is past at this visit, and the next
    attack.

    Where there is no such attack, the reference comes back.
    """
    while attack < attacks_end and onset[attack] <= day[reference]:
        attack += 1
    if attack < attacks_end and day[visit] > onset[attack] + associated:
        while day[reference] < onset[attack]:
            reference += 1
    return reference, attack


@compiled
def _confirmed_at(
    place: int, end: int, reference: int, direction: int, score: Days, day: Days, since: Days, steps: Days, search: Search
) -> int:
    """Return the first visit that confirms the change at `place`, -1 if none does or an earlier one falls back."""
    for visit in range(place + 1, end):
        past = day[visit] - day[place]
        if past > search.confirm_until or not _is_changed(score, visit, reference, direction, steps):
            return -1
        if past >= search.confirm_from and since[visit] >= search.clear_at_confirmation:
            return visit
    return -1


@compiled
def _free_of_attacks_at(
    change: tuple[int, int, int, int],
    day: Days,
    since: Days,
    onset: Days,
    attacks: tuple[int, int],
    windows: Days,
    search: Search,
) -> int:
    """Return the first confirming visit for which no attack begins in the windows (anchor, days, anchor, days), -1 if there
    is none.

    `change` is the reference, the onset, the first confirming visit and the last at which the change held.
    """
    reference, place, confirming, last = change
    for visit in range(confirming, last + 1):
        if day[visit] - day[place] > search.confirm_until:
            break
        if since[visit] < search.clear_at_confirmation:
            continue
        anchors = (day[reference], day[place - 1], day[place], day[visit])
        free = True
        for window in range(windows.shape[0]):
            begins = anchors[windows[window, 0]] + windows[window, 1]
            ends = anchors[windows[window, 2]] + windows[window, 3]
            for attack in range(attacks[0], attacks[1]):
                free &= not begins <= onset[attack] <= ends
        if free:
            return visit
    return -1


@compiled
def confirmed_changes(
    start: Integers,
    day: Days,
    score: Days,
    since: Days,
    attack_start: Integers,
    onset: Days,
    steps: Days,
    windows: Days,
    search: Search,
) -> Days:
    """Return one row per confirmed change, by its onset: the visits (their places) and 1 for worsening, -1 for improvement.

    Columns: the visit measured from, the onset, the confirmation, the last visit at which the change held, the first confirming
    visit with no attack in the windows (-1: none), the direction. `steps` is by score the change that counts. A change that is
    found again from a newer reference stands once, measured from that.
    """
    found = np.full((day.size, 6), -1, np.int32)
    for person in range(start.size - 1):
        end, attacks = start[person + 1], (attack_start[person], attack_start[person + 1])
        reference, attack = start[person], attacks[0]
        place = reference + 1
        while True:
            reference = _clear_from(reference, end, since, search.clear_at_reference)
            place = max(place, reference + 1)
            if place >= end:
                break
            if search.renew_after_attack:
                renewed, attack = _after_attack(reference, place, day, onset, attack, attacks[1], search.associated)
                if renewed > reference:
                    reference, place = renewed, renewed + 1
                    continue
            direction = 1 if score[place] > score[reference] else -1
            confirming = -1
            if since[place] >= search.clear_at_onset and _is_changed(score, place, reference, direction, steps):
                confirming = _confirmed_at(place, end, reference, direction, score, day, since, steps, search)
            if confirming < 0:
                place += 1
                continue
            last = confirming
            while last + 1 < end and _is_changed(score, last + 1, reference, direction, steps):
                last += 1
            kept = last + 1 == end or day[last + 1] - day[place] >= search.hold_for
            if kept:
                free = _free_of_attacks_at((reference, place, confirming, last), day, since, onset, attacks, windows, search)
                found[place] = (reference, place, confirming, last, free, direction)
                if search.first_only and direction > 0:
                    break
            roves = search.rove_after_worsening if direction > 0 else search.rove_after_improvement
            if roves:
                reference = confirming
            place = confirming + 1 if roves or kept else place + 1
    return found[found[:, 1] >= 0]


@compiled
def confirmed_milestones(start: Integers, day: Days, met: Booleans, since: Days, confirm_from: int, clear: int) -> Days:
    """Return one row per series: the first visit that meets it, the one that reaches it, and the one that confirms that, both
    clear of attacks; the last visit at which it held since; the first of those that meet it without a break up to the last. -1:
    there is none.
    """
    found = np.full((start.size - 1, 5), -1, np.int32)
    for series in range(start.size - 1):
        end = start[series + 1]
        place = start[series]
        while place < end:
            if not met[place]:
                place += 1
                continue
            last = place
            while last + 1 < end and met[last + 1]:
                last += 1
            if found[series, 0] < 0:
                found[series, 0] = place
            if found[series, 1] < 0:
                reached = _clear_from(place, last + 1, since, clear)
                for visit in range(reached + 1, last + 1):
                    if day[visit] - day[reached] >= confirm_from and since[visit] >= clear:
                        found[series, 1], found[series, 2], found[series, 3] = reached, visit, last
                        break
            if last + 1 == end:
                found[series, 4] = place
            place = last + 1
    return found
