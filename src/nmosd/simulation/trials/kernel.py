"""Compiled: one virtual trial after another, each ended by its rule, looked at as planned, and judged."""

from math import exp, inf, nan, sqrt
from typing import NamedTuple

import numpy as np

from nmosd.simulation.draws import stream, uniform
from nmosd.simulation.histories.kernel import Course
from nmosd.simulation.trials.people_kernel import Eligible, Plan, Played, play_people
from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.compiled import compiled
from nmosd.stats.hazards.two_arms import log_rank_score, risk_table, robust_variance, two_arm_cox

_LEVEL = stream("trial: level")
_DAYS_PER_YEAR = 365.25
_DAYS_PER_WEEK = 7.0

LOG_RANK, ATTACK_RATE = 0, 1

COLUMNS = (
    "statistic",
    "decision",
    "look",
    "weeks",
    "reached",
    "log_hazard_ratio",
    "standard_error",
    "log_rate_ratio",
    "rate_error",
    *(f"{what}_{arm}" for arm in ("control", "drug") for what in ("people", "events", "years", "attacks", "all_years")),
)
"""What is kept of each trial, before the shares free of attacks.

`statistic`: standard normal without an effect, positive where the drug does better; `decision`: 1 the drug is declared better,
-1 worse, 0 neither; `look`: at which look the trial ended, from 0; `weeks`: from the first person on; `reached`: whether there
were as many events as planned. Of each arm: people who entered, those with a confirmed attack, person-years until it or until
they left, all confirmed attacks, all person-years.
"""
_ARM_COLUMNS = 5
_FIRST_ARM = 9


class Judging(NamedTuple):
    """How trials are judged: events at the looks (the last look is the end), bounds, the test, and the weeks of the curves."""

    look_events: Integers
    bounds: Floats
    test: int
    weeks: Floats
    half_width: float


class Rows(NamedTuple):
    """The people of a trial as they are seen at a look, and the confirmed attacks until then."""

    end: Floats
    first: Floats
    arm: Integers
    attack_time: Floats
    attack_person: Integers


@compiled
def play_trials(
    seed: int,
    trials: Integers,
    plan: Plan,
    pool: Eligible,
    outside: Plan,
    outside_pool: Eligible,
    course: Course,
    judging: Judging,
) -> Floats:
    """Return one row of figures for each trial (its number names its random numbers): `COLUMNS`, then the shares free of
    attacks at each of the weeks, control before drug.

    Where `outside` has people, they are another trial, whose control arm this one is compared with.
    """
    found = np.empty((trials.size, len(COLUMNS) + 2 * judging.weeks.size))
    for place in range(trials.size):
        trial = trials[place]
        played = play_people(seed, 0, trial, _level(seed, 2 * trial, judging), plan, pool, course)
        if outside.control > 0:
            other = play_people(seed, 1, trial, _level(seed, 2 * trial + 1, judging), outside, outside_pool, course)
            seen = _seen(other, _day_of_event(other, outside.events))
            rows, weeks = _with_outside_control(_seen(played, inf), seen), _length(played, plan) / _DAYS_PER_WEEK
            statistic = _statistic(rows, judging.test)
            look, reached = 0, 1.0
        else:
            rows, statistic, look, weeks, reached = _looked_at(played, plan, judging)
        figures = found[place]
        figures[0], figures[1] = statistic, _decision(statistic, judging.bounds[look])
        figures[2], figures[3], figures[4] = look, weeks, reached
        _describe(rows, judging, figures)
    return found


@compiled
def _level(seed: int, unit: int, judging: Judging) -> float:
    """Return by how many times the rates of a trial differ from those of its parameter set."""
    if judging.half_width == 0:
        return 1.0
    return exp(judging.half_width * (2 * uniform(seed, _LEVEL, unit, 0) - 1))


@compiled
def _looked_at(played: Played, plan: Plan, judging: Judging) -> tuple[Rows, float, int, float, float]:
    looks = judging.bounds.size
    for look in range(looks):
        day = _day_of_event(played, judging.look_events[look])
        if look < looks - 1 and day == inf:
            continue
        rows = _seen(played, day)
        statistic = _statistic(rows, judging.test)
        if look == looks - 1 or _decision(statistic, judging.bounds[look]) != 0:
            break
    weeks = min(day, _length(played, plan)) / _DAYS_PER_WEEK
    reached = 1.0 if plan.events == 0 or day < inf else 0.0
    return rows, statistic, look, weeks, reached


@compiled
def _day_of_event(played: Played, events: int) -> float:
    """Return the day of that event among the first confirmed attacks; infinite where there is none."""
    day = played.entry + played.first
    if events == 0 or events > day.size:
        return inf
    return float(day[np.argsort(day)[events - 1]])


@compiled
def _length(played: Played, plan: Plan) -> float:
    return min(plan.last_day, float(played.entry.max()) + plan.each)


@compiled
def _seen(played: Played, day: float) -> Rows:
    """Return the people who entered before a day, and what is known of them on it."""
    place = np.full(played.entry.size, -1)
    entered = 0
    for person in range(played.entry.size):
        if played.entry[person] < day:
            place[person] = entered
            entered += 1
    end, first, arm = np.empty(entered), np.full(entered, inf), np.empty(entered, np.int64)
    for person in range(place.size):
        if place[person] >= 0:
            end[place[person]] = min(played.end[person], day - played.entry[person])
            arm[place[person]] = played.arm[person]
            if played.entry[person] + played.first[person] <= day:
                first[place[person]] = played.first[person]
    time, whose = np.empty(played.attack_time.size), np.empty(played.attack_time.size, np.int64)
    attacks = 0
    for attack in range(time.size):
        owner = played.attack_person[attack]
        person, now = place[owner], played.attack_time[attack]
        if person >= 0 and played.entry[owner] + now <= day:
            time[attacks], whose[attacks] = now, person
            # The attack on the last day may lie a rounding error behind it.
            end[person] = max(end[person], now)
            attacks += 1
    return Rows(end, first, arm, time[:attacks], whose[:attacks])


@compiled
def _with_outside_control(own: Rows, other: Rows) -> Rows:
    controls = np.flatnonzero(other.arm == 0)
    place = np.full(other.arm.size, -1)
    place[controls] = own.arm.size + np.arange(controls.size)
    kept = np.flatnonzero(other.arm[other.attack_person] == 0)
    return Rows(
        np.concatenate((own.end, other.end[controls])),
        np.concatenate((own.first, other.first[controls])),
        np.concatenate((own.arm, other.arm[controls])),
        np.concatenate((own.attack_time, other.attack_time[kept])),
        np.concatenate((own.attack_person, place[other.attack_person[kept]])),
    )


@compiled
def _until_first(rows: Rows) -> tuple[Floats, Integers]:
    """Return the days until the first confirmed attack or the end, and the places of those who had one."""
    return np.minimum(rows.end, rows.first), np.flatnonzero(rows.first < inf)


@compiled
def _statistic(rows: Rows, test: int) -> float:
    if test == ATTACK_RATE:
        _, at_risk, events = risk_table(rows.end, rows.arm, rows.attack_time, rows.attack_person)
        score, _ = log_rank_score(at_risk, events)
        variance = robust_variance(0.0, 1.0, rows.end, rows.arm, rows.attack_time, rows.attack_person)
    else:
        time, with_event = _until_first(rows)
        _, at_risk, events = risk_table(time, rows.arm, time[with_event], with_event)
        score, variance = log_rank_score(at_risk, events)
    return -score / sqrt(variance) if variance > 0 else 0.0


@compiled
def _decision(statistic: float, bound: float) -> int:
    if statistic > bound:
        return 1
    return -1 if statistic < -bound else 0


@compiled
def _describe(rows: Rows, judging: Judging, found: Floats) -> None:
    time, with_event = _until_first(rows)
    event_time, at_risk, events = risk_table(time, rows.arm, time[with_event], with_event)
    found[5], information = two_arm_cox(at_risk, events)
    found[6] = 1 / sqrt(information) if information > 0 else inf
    found[7:9] = nan
    if judging.test == ATTACK_RATE:
        _, all_at_risk, all_events = risk_table(rows.end, rows.arm, rows.attack_time, rows.attack_person)
        found[7], information = two_arm_cox(all_at_risk, all_events)
        if information > 0:
            found[8] = sqrt(robust_variance(found[7], information, rows.end, rows.arm, rows.attack_time, rows.attack_person))
    found[_FIRST_ARM : len(COLUMNS)] = 0
    for person in range(time.size):
        own = _FIRST_ARM + _ARM_COLUMNS * rows.arm[person]
        found[own] += 1
        found[own + 1] += rows.first[person] < inf
        found[own + 2] += time[person] / _DAYS_PER_YEAR
        found[own + 4] += rows.end[person] / _DAYS_PER_YEAR
    for attack in range(rows.attack_person.size):
        found[_FIRST_ARM + _ARM_COLUMNS * rows.arm[rows.attack_person[attack]] + 3] += 1
    for arm in range(2):
        for week in range(judging.weeks.size):
            day = judging.weeks[week] * _DAYS_PER_WEEK
            column = len(COLUMNS) + arm * judging.weeks.size + week
            found[column] = _free(time, rows.arm, arm, event_time, at_risk, events, day)


@compiled
def _free(time: Floats, arms: Integers, arm: int, event_time: Floats, at_risk: Floats, events: Floats, day: float) -> float:
    """Return the share of an arm free of attacks on a day (Kaplan and Meier), not a number where nobody was seen until then."""
    share = 1.0
    for place in range(event_time.size):
        if event_time[place] <= day and at_risk[place, arm] > 0:
            share *= 1 - events[place, arm] / at_risk[place, arm]
    if share == 0:
        return share
    for person in range(time.size):
        if arms[person] == arm and time[person] >= day:
            return share
    return nan
