"""Compiled: what happens to each person of one virtual trial, from entry on.

The attacks are those of `histories.kernel`, gone on with from the day of entry: the same rate, raised after an attack, changed by
relapses, lowered by the drug as its effect sets in. Imported only by what calls it, because the compiler takes its time to load.
"""

from math import exp, inf, log
from typing import NamedTuple

import numpy as np

from nmosd.simulation.draws import stream, two_uniforms, uniform
from nmosd.simulation.histories.kernel import Course, raised
from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.compiled import compiled

UNITS_PER_TRIAL = 2**14
"""More than a trial can have people, so that no two people share their random numbers."""

LEAVES_NEVER, LEAVES_CONFIRMED, LEAVES_REPORTED = 0, 1, 2
_PERSON = stream("trial: person")
_ATTACKS = stream("trial: attacks")
_REPORTS = stream("trial: false reports")
_CONFIRMED = stream("trial: adjudication")


class Plan(NamedTuple):
    """A design as numbers; times are days, rates are per day."""

    control: int
    drug: int
    accrual: float
    last_day: float
    each: float
    events: int
    leaves: int
    confirmed: float
    false_rate: float
    false_confirmed: float
    control_dropout: float
    drug_dropout: float
    onset_days: float


class Eligible(NamedTuple):
    """People who may enter, on the day they do: rate per day without the drug and not raised, relapses, days since the last
    attack, and what the drug at full effect makes of their rate."""

    rate: Floats
    relapses: Integers
    since: Floats
    ratio: Floats


class Played(NamedTuple):
    """The people of a trial, followed to the end: day of entry, days until they leave, days until the first confirmed attack
    (infinite: none), arm; and their confirmed attacks in the order of the people."""

    entry: Floats
    end: Floats
    first: Floats
    arm: Integers
    attack_time: Floats
    attack_person: Integers


@compiled
def play_people(seed: int, world: int, trial: int, level: float, plan: Plan, pool: Eligible, course: Course) -> Played:
    """Return what happens to the people of a trial; `world` tells a trial from the one that it takes its control from."""
    n = plan.control + plan.drug
    entry, end, first, arm = np.empty(n), np.empty(n), np.full(n, inf), np.zeros(n, np.int64)
    time, whose = np.empty(2 * n + 16), np.empty(2 * n + 16, np.int64)
    attacks = 0
    for person in range(n):
        unit = (2 * trial + world) * UNITS_PER_TRIAL + person
        chosen, coming = two_uniforms(seed, _PERSON, unit, 0)
        leaving, lie = two_uniforms(seed, _PERSON, unit, 1)
        state = int(chosen * pool.rate.size)
        ratio, dropout = 1.0, plan.control_dropout
        if person >= plan.control:
            arm[person], ratio, dropout = 1, pool.ratio[state], plan.drug_dropout
        entry[person] = coming * plan.accrual
        until = min(plan.each, plan.last_day - entry[person])
        if dropout > 0:
            until = min(until, -log(leaving) / dropout)
        false = -log(lie) / plan.false_rate if plan.false_rate > 0 else inf
        base, relapses, last = level * pool.rate[state], pool.relapses[state], -pool.since[state]
        candidate, reports = 0, 0
        attack, candidate = _next_attack(seed, unit, candidate, base, last, ratio, plan.onset_days, until, course)
        while min(attack, false) < until:
            now = min(attack, false)
            chance = plan.confirmed if attack <= false else plan.false_confirmed
            counts = chance >= 1 or (chance > 0 and uniform(seed, _CONFIRMED, unit, reports) < chance)
            reports += 1
            if counts:
                if attacks == time.size:
                    longer, owners = np.empty(2 * attacks), np.empty(2 * attacks, np.int64)
                    longer[:attacks], owners[:attacks] = time, whose
                    time, whose = longer, owners
                time[attacks], whose[attacks] = now, person
                attacks += 1
                first[person] = min(first[person], now)
            if plan.leaves == LEAVES_REPORTED or (plan.leaves == LEAVES_CONFIRMED and counts):
                until = now
                break
            if attack <= false:
                relapses += 1
                if relapses <= course.attacks_counted:
                    base *= course.attack_factor
                last = attack
                attack, candidate = _next_attack(seed, unit, candidate, base, last, ratio, plan.onset_days, until, course)
            else:
                false -= log(uniform(seed, _REPORTS, unit, reports)) / plan.false_rate
        end[person] = until
    return Played(entry, end, first, arm, time[:attacks], whose[:attacks])


@compiled
def _next_attack(
    seed: int,
    unit: int,
    candidate: int,
    base: float,
    last: float,
    ratio: float,
    onset_days: float,
    until: float,
    course: Course,
) -> tuple[float, int]:
    """Return the day of the next attack (infinite: none before `until`), and the next unused number of its stream."""
    if base <= 0:
        return inf, candidate
    most = base * max(1.0, ratio)
    now = max(0.0, last + course.merged_days)
    while now < until:
        bound = most * raised(course, now - last)
        wait, chance = two_uniforms(seed, _ATTACKS, unit, candidate)
        candidate += 1
        now -= log(wait) / bound
        if now >= until:
            break
        rate = base * raised(course, now - last)
        if ratio != 1:
            rate *= 1 - (1 - ratio) * (1 - exp(-now / onset_days)) if onset_days > 0 else ratio
        if chance * bound < rate:
            return now, candidate
    return inf, candidate
