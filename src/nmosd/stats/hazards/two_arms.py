"""Compiled: the log-rank test, Cox's model and its robust error for two arms, in microseconds, for thousands of trials.

For one covariate that is 0 or 1 all of them need one table: at each event time, how many of each arm are at risk and have an
event. People may have several events (then Cox's model is Andersen and Gill's, and the robust error that of Lin, Wei, Yang and
Ying). Ties are Breslow's. The laws hold these loops to `log_rank`, `cox` and `andersen_gill`, which check their input; these do
not.
"""

import numpy as np

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.compiled import compiled

_MOST_STEPS = 50
_LONGEST_STEP = 2.0
_SMALL_STEP = 1e-10


@compiled
def risk_table(end: Floats, arm: Integers, event_time: Floats, event_person: Integers) -> tuple[Floats, Floats, Floats]:
    """Return the distinct event times, and for each of them (row) and each arm (column) how many are at risk and have an event.

    `end` and `arm` (0 or 1) have one value for each person, `event_time` and `event_person` one for each event, which lies at or
    before that person's end.
    """
    m = event_time.size
    time, at_risk, events = np.empty(m), np.zeros((m, 2)), np.zeros((m, 2))
    by_event, by_end = np.argsort(event_time), np.argsort(end)
    left = np.zeros(2)
    for person in range(arm.size):
        left[arm[person]] += 1
    place, gone = -1, 0
    for e in by_event:
        now = event_time[e]
        if place < 0 or now > time[place]:
            place += 1
            time[place] = now
            while gone < by_end.size and end[by_end[gone]] < now:
                left[arm[by_end[gone]]] -= 1
                gone += 1
            at_risk[place] = left
        events[place, arm[event_person[e]]] += 1
    return time[: place + 1], at_risk[: place + 1], events[: place + 1]


@compiled
def log_rank_score(at_risk: Floats, events: Floats) -> tuple[float, float]:
    """Return observed less expected events of arm 1, and its variance (of events at one time, hypergeometric)."""
    score, variance = 0.0, 0.0
    for time in range(events.shape[0]):
        total, happened = at_risk[time, 0] + at_risk[time, 1], events[time, 0] + events[time, 1]
        share = at_risk[time, 1] / total
        score += events[time, 1] - happened * share
        if total > 1:
            variance += happened * share * (1 - share) * (total - happened) / (total - 1)
    return score, variance


@compiled
def two_arm_cox(at_risk: Floats, events: Floats) -> tuple[float, float]:
    """Return the log hazard ratio of arm 1 against arm 0, and its information.

    Minus or plus infinity, without information, where the events at which both arms are at risk all fall in one arm; not a number
    where there is none.
    """
    shared = np.zeros(2)
    for time in range(events.shape[0]):
        if at_risk[time, 0] > 0 and at_risk[time, 1] > 0:
            shared += events[time]
    if shared[0] == 0 or shared[1] == 0:
        if shared[0] == shared[1]:
            return np.nan, 0.0
        return (-np.inf, 0.0) if shared[1] == 0 else (np.inf, 0.0)
    beta = np.log(shared[1] / shared[0])
    for _ in range(_MOST_STEPS):
        ratio = np.exp(beta)
        score, information = 0.0, 0.0
        for time in range(events.shape[0]):
            share = ratio * at_risk[time, 1] / (at_risk[time, 0] + ratio * at_risk[time, 1])
            happened = events[time, 0] + events[time, 1]
            score += events[time, 1] - happened * share
            information += happened * share * (1 - share)
        step = score / information
        if abs(step) < _SMALL_STEP:
            break
        beta += min(max(step, -_LONGEST_STEP), _LONGEST_STEP)
    return beta, information


@compiled
def robust_variance(
    beta: float, information: float, end: Floats, arm: Integers, event_time: Floats, event_person: Integers
) -> float:
    """Return the variance of the log hazard ratio that allows for people who differ in how many events they have."""
    time, at_risk, events = risk_table(end, arm, event_time, event_person)
    ratio = np.exp(beta)
    hazard, mean = np.zeros(time.size + 1), np.zeros(time.size + 1)
    share = np.empty(time.size)
    for k in range(time.size):
        total = at_risk[k, 0] + ratio * at_risk[k, 1]
        share[k] = ratio * at_risk[k, 1] / total
        increment = (events[k, 0] + events[k, 1]) / total
        hazard[k + 1] = hazard[k] + increment
        mean[k + 1] = mean[k] + increment * share[k]
    score = np.zeros(arm.size)
    for person in range(arm.size):
        borne = np.searchsorted(time, end[person], side="right")
        score[person] = -(ratio ** arm[person]) * (arm[person] * hazard[borne] - mean[borne])
    for e in range(event_time.size):
        score[event_person[e]] += arm[event_person[e]] - share[np.searchsorted(time, event_time[e])]
    return float(np.sum(score * score)) / information**2
