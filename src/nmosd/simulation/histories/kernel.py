"""Compiled: the attacks of each person by exact thinning.

The rate is never above a bound that is known until the next attack: what wears off after an attack only falls, and a treatment
raises the rate only from its start on. A waiting time is drawn at the bound; the attack at its end is real with the chance that
the rate there has of the bound (Lewis and Shedler, doi:10.1002/nav.3800260304). Imported only by what calls it, because the
compiler takes its time to load.
"""

from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nmosd.simulation.draws import gamma, stream, two_uniforms
from nmosd.simulation.histories.treatments import Spells
from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.compiled import compiled

Days = NDArray[np.int32]
FRAILTY = stream("frailty")
ATTACKS = stream("attacks")


class Course(NamedTuple):
    """What a parameter set says of the time between attacks."""

    attack_factor: float
    attacks_counted: int
    clustering: float
    clustering_days: float
    clustering_fades: bool
    merged_days: float


@compiled
def frailties(seed: int, unit: Integers, variance: float) -> Floats:
    """Return each person's factor of the rate: gamma distributed, mean 1."""
    factor = np.ones(unit.size)
    if variance > 0:
        for person in range(unit.size):
            factor[person] = variance * gamma(seed, FRAILTY, unit[person], 1 / variance)
    return factor


@compiled
def raised(course: Course, since: float) -> float:
    """Return by how many times the rate is raised so many days after the last attack."""
    if course.clustering_fades:
        return 1 + course.clustering * exp(-since / course.clustering_days)
    return 1 + course.clustering if since < course.clustering_days else 1.0


@compiled
def treated(given: Spells, person: int, day: float) -> float:
    """Return what a person's treatments make of the rate on a day; several act independently of each other."""
    product = 1.0
    for row in range(given.first[person], given.first[person + 1]):
        if day >= given.start[row]:
            effect = 1.0
            if given.onset_days[row] > 0:
                effect -= exp(-(min(day, given.stop[row]) - given.start[row]) / given.onset_days[row])
            if day > given.stop[row]:
                back = given.return_days[row]
                effect *= 2 ** (-(day - given.stop[row]) / back) if back > 0 else 0.0
            product *= 1 - (1 - given.ratio[row]) * effect
    return product


@compiled
def _harm(given: Spells, person: int, day: float) -> tuple[float, float]:
    """Return the most that treatments begun by this day can raise the rate, and the next day on which another begins to."""
    most = 1.0
    next_start = np.inf
    for row in range(given.first[person], given.first[person + 1]):
        if given.ratio[row] > 1:
            if given.start[row] <= day:
                most *= given.ratio[row]
            else:
                next_start = min(next_start, given.start[row])
    return most, next_start


@compiled
def _with_room(days: Days, place: int) -> Days:
    """Return the days, in a longer array where this place does not exist yet."""
    if place < days.size:
        return days
    longer = np.empty(2 * days.size, np.int32)
    longer[:place] = days
    return longer


@compiled
def attacks_of_people(
    seed: int, unit: Integers, rate: Floats, until: Floats, course: Course, given: Spells
) -> tuple[Integers, Days]:
    """Return where each person's attacks begin (and the last ends), and the day of each; the onset of the disease is day 0.

    `rate`: per day, of the person, untreated and before any relapse. `until`: the first day that is not observed any more.
    """
    first = np.zeros(unit.size + 1, np.int64)
    days = np.empty(4 * unit.size + 64, np.int32)
    place = 0
    for person in range(unit.size):
        now = course.merged_days
        last = 0.0
        relapses = 0
        candidate = 0
        base = rate[person]
        now_raised = raised(course, now)
        days = _with_room(days, place)
        days[place] = 0
        place += 1
        while base > 0:
            most, next_start = _harm(given, person, now)
            bound = base * most * now_raised
            wait, chance = two_uniforms(seed, ATTACKS, unit[person], candidate)
            candidate += 1
            now -= log(wait) / bound
            if now >= next_start and next_start < until[person]:
                now = next_start
                now_raised = raised(course, now - last)
                continue
            if now >= until[person]:
                break
            now_raised = raised(course, now - last)
            if chance * bound < base * now_raised * treated(given, person, now):
                days = _with_room(days, place)
                days[place] = int(now)
                place += 1
                last = now
                relapses += 1
                if relapses <= course.attacks_counted:
                    base *= course.attack_factor
                now += course.merged_days
                now_raised = raised(course, now - last)
        first[person + 1] = place
    return first, days[:place].copy()


@compiled
def count_between(first: Integers, day: Days, low: Floats, high: Floats) -> Integers:
    """Return how many attacks each person has from the day `low` on and before the day `high`."""
    counts = np.zeros(first.size - 1, np.int64)
    for person in range(counts.size):
        for place in range(first[person], first[person + 1]):
            counts[person] += low[person] <= day[place] < high[person]
    return counts


@compiled
def first_between(first: Integers, day: Days, low: Floats, high: Floats) -> Floats:
    """Return the day of each person's first attack from the day `low` on and before the day `high`, infinite where none is."""
    found = np.full(first.size - 1, np.inf)
    for person in range(found.size):
        for place in range(first[person], first[person + 1]):
            if low[person] <= day[place] < high[person]:
                found[person] = day[place]
                break
    return found
