"""Standard errors from what each person contributes to a curve (the infinitesimal jackknife), in one pass over the rows.

Up to any time t a person's contribution has the form a + b A(t), where A is one and the same function for everybody, b is minus
the weight that is at risk, and a changes only when a row begins or ends. So the sum of squares over people follows from three
running sums.

Source: Lawless and Nadeau 1995, doi 10.1080/00401706.1995.10484300.
"""

from typing import TYPE_CHECKING

import numpy as np

from nmosd.stats.arrays import Booleans, Floats, Integers
from nmosd.stats.compiled import compiled
from nmosd.stats.curves.risk_sets import RiskSets
from nmosd.stats.errors import StatisticsError
from nmosd.stats.time_at_risk.ordering import stable_order

if TYPE_CHECKING:
    from nmosd.stats.curves.survival import Steps

_FEW_CLUSTERS = 40


def robust_warnings(sets: RiskSets) -> list[str]:
    """Return what must be known of robust standard errors over so few; refuse them over one.

    Raises:
        StatisticsError: the group has one person, or is one cluster.
    """
    if sets.clusters < 2:
        raise StatisticsError(
            f"Group {sets.label} is one person or one cluster, and robust standard errors need several: widen the group, or "
            "describe it with kaplan_meier or rate."
        )
    if sets.clusters < _FEW_CLUSTERS:
        over = f"Robust standard errors over {sets.clusters} people or clusters"
        return [f"{over}: below about {_FEW_CLUSTERS} they tend to be too small."]
    return []


def sum_of_squares(sets: RiskSets, slope: Floats, jump: Floats) -> Floats:
    """Return, at each time, the sum over people of their squared contributions.

    A row at risk contributes minus its weight times what `slope` has grown since its start; an event adds its weight times
    `jump`.
    """
    after = np.r_[0.0, slope]
    entry, end = sets.entry_place + 1, sets.place + 1
    weight = np.ones(end.size) if sets.weight is None else sets.weight
    happened = np.where(sets.event > 0, jump[sets.place], 0.0)
    begins = np.column_stack((weight * after[entry], -weight))
    ends = np.column_stack((weight * (happened - after[end]), weight))
    squares = products(sets, entry, end, begins, ends)
    aa, ab, bb = squares[1:].T
    return without_noise(aa + 2 * slope * ab + slope**2 * bb, aa + slope**2 * bb)


def squares_of_sum(sets: RiskSets, parts: "Steps", total: Floats, cause: int, *, ends: Booleans) -> Floats:
    """Return, at each time, the sum over people of their squared contributions to a sum over events, each times who is left.

    `total` is that sum: an incidence, or a mean number of events where death ends them. `parts` are the steps of who is left,
    `ends` the rows whose event ends that (any event; death alone). A person's contribution up to t is q + p F(t) + b (A(t) F(t) -
    B(t)), where F is the sum, p, q and b change only when a row begins or ends, and b is the weight at risk: from how the person
    moves who is left just before each event, and the event itself.
    """
    at_risk, before = sets.weighted_at_risk, np.r_[1.0, parts.survival[:-1]]
    slope = np.cumsum(parts.greenwood)
    own = np.cumsum(total * parts.greenwood + before * sets.weighted_events[cause] / at_risk**2)
    a, b = np.r_[0.0, slope], np.r_[0.0, own]
    entry, end = sets.entry_place + 1, sets.place + 1
    weight = np.ones(end.size) if sets.weight is None else sets.weight
    jump = np.where(ends, parts.jump[sets.place], 0.0)
    direct = np.where(ends, total[sets.place] * jump, 0.0)
    direct = direct + np.where(sets.event == cause + 1, (before / at_risk)[sets.place], 0.0)
    begins = np.column_stack((-weight * a[entry], weight * b[entry], weight))
    changes = np.column_stack((weight * (a[end] - jump), weight * (direct - b[end]), -weight))
    pp, pq, pb, qq, qb, bb = products(sets, entry, end, begins, changes)[1:].T
    factor = slope * total - own
    found = qq + 2 * total * pq + total**2 * pp + 2 * factor * (qb + total * pb) + factor**2 * bb
    return without_noise(found, qq + total**2 * pp + factor**2 * bb)


def without_noise(total: Floats, size: Floats) -> Floats:
    """Return a sum of squares that was had by adding and taking away terms of that size, 0 where only rounding is left of it."""
    return np.where(total > 1e-13 * size, total, 0.0)


def products(sets: RiskSets, entry: Integers, end: Integers, begins: Floats, ends: Floats) -> Floats:
    """Return the sums over people of products of their running totals, one column per pair (1 with 1, 1 with 2 ...).

    `begins` is added to a person's totals at the row's `entry`, `ends` at its `end`; line 0 is before the first time.
    """
    if sets.clusters == sets.cluster.size:
        return _one_row_each(entry, end, begins, ends, sets.time.size + 1)
    person = np.concatenate((sets.cluster, sets.cluster))
    place = np.concatenate((entry, end))
    change = np.concatenate((begins, ends))
    in_time = stable_order(place, int(place.max()), np.arange(place.size))
    order = stable_order(person, int(person.max()), in_time)
    return _products(order, person, place, change, sets.time.size + 1)


@compiled
def _one_row_each(entry: Integers, end: Integers, begins: Floats, ends: Floats, times: int) -> Floats:
    m = begins.shape[1]
    found = np.zeros((times, m * (m + 1) // 2))
    for row in range(end.size):
        column = 0
        for j in range(m):
            for k in range(j, m):
                during = begins[row, j] * begins[row, k]
                found[entry[row], column] += during
                found[end[row], column] += (begins[row, j] + ends[row, j]) * (begins[row, k] + ends[row, k]) - during
                column += 1
    for t in range(1, times):
        found[t] += found[t - 1]
    return found


@compiled
def _products(order: Integers, person: Integers, place: Integers, change: Floats, times: int) -> Floats:
    m = change.shape[1]
    found = np.zeros((times, m * (m + 1) // 2))
    total = np.zeros(m)
    for i in range(order.size):
        row = order[i]
        if i == 0 or person[row] != person[order[i - 1]]:
            total[:] = 0.0
        column = 0
        for j in range(m):
            for k in range(j, m):
                one, two = total[j] + change[row, j], total[k] + change[row, k]
                found[place[row], column] += one * two - total[j] * total[k]
                column += 1
        total += change[row]
    for t in range(1, times):
        found[t] += found[t - 1]
    return found
