"""Compiled: the one pass over event times, latest first, that every model of this folder is made of.

Going back in time, a row enters the risk set at its stop and leaves it at its start, so two running sums (of the risks, and of
risk times covariates) give likelihood, hazard and the mean covariates of those at risk. Score and information need no more sums
over the risk set: exchanging the order of summation, they are sums over rows of the events that the row was expected to have,
which is its risk times the hazard that went by while it was at risk.

A sum from which much has been taken away has lost its digits, so when the risk set has shrunk to a small part of its largest size
it is added up afresh.
"""

import numpy as np

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.compiled import compiled
from nmosd.stats.hazards.layout import Layout

_SHRUNK = 1e-4


@compiled
def predict(x: Floats, beta: Floats, offset: Floats) -> Floats:
    """Return per row the linear predictor."""
    n, p = x.shape
    linear = np.empty(n)
    for row in range(n):
        total = offset[row]
        for a in range(p):
            total += x[row, a] * beta[a]
        linear[row] = total
    return linear


@compiled
def largest_by_stratum(linear: Floats, rows: Layout) -> Floats:
    """Return the largest linear predictor of each stratum among the rows that are ever at risk, 0 where there is none."""
    largest = np.zeros(rows.strata.size - 1)
    for s in range(rows.strata.size - 1):
        top = -np.inf
        for row in range(rows.strata[s], rows.strata[s + 1]):
            if rows.first[row] < rows.last[row]:
                top = max(top, linear[row])
        if top > -np.inf:
            largest[s] = top
    return largest


@compiled
def risks(linear: Floats, weight: Floats, strata: Integers, largest: Floats) -> Floats:
    """Take its stratum's largest away from each linear predictor, in place, and return weight times its exponential.

    This leaves every likelihood as it is and lets no exponential overflow.
    """
    risk = np.empty(linear.size)
    for s in range(strata.size - 1):
        for row in range(strata[s], strata[s + 1]):
            linear[row] -= largest[s]
            risk[row] = weight[row] * np.exp(linear[row])
    return risk


@compiled
def sweep(
    rows: Layout, linear: Floats, risk: Floats, late_risk: Floats, efron: bool, detail: bool, transform: Floats
) -> tuple[float, Floats, Floats, Floats]:
    """Return the log-likelihood, and for each event time what it adds to the hazard and the means of those at risk.

    `hazard` has three columns: the increment of the baseline cumulative hazard, the part of it that rows with an event at that
    time do not bear (Efron), and the increment of its variance. The second result holds three p x p sums over events of products
    of means: plain, and weighted by `transform` and by its square. If `detail`, `means` has three blocks of p columns: increment
    times mean, the same for the part not borne, and the mean; else it has no rows.
    """
    x, weight, _, event, strata, begins, first, last, stops_from, late_x, _, _, late_strata, late_from = rows
    p = x.shape[1]
    s1, d1, mean = np.zeros(p), np.zeros(p), np.zeros(p)
    products = np.zeros((3, p, p))
    hazard = np.zeros((stops_from.size, 3))
    means = np.zeros((stops_from.size if detail else 0, 3 * p))
    likelihood = 0.0
    for s in range(strata.size - 1):
        s0, peak = 0.0, 0.0
        s1[:] = 0.0
        stops_to, late_to = strata[s + 1], late_strata[s + 1]
        for time in range(begins[s + 1] - 1, begins[s] - 1, -1):
            deaths, d0, event_weight = 0, 0.0, 0.0
            for row in range(stops_from[time], stops_to):
                if first[row] < last[row]:
                    s0 += risk[row]
                    for a in range(p):
                        s1[a] += risk[row] * x[row, a]
                    if event[row]:
                        deaths += 1
                        d0 += risk[row]
                        event_weight += weight[row]
                        likelihood += weight[row] * linear[row]
            peak = max(peak, s0)
            for i in range(late_from[time], late_to):
                s0 -= late_risk[i]
                for a in range(p):
                    s1[a] -= late_risk[i] * late_x[i, a]
            if s0 < _SHRUNK * peak:
                s0 = 0.0
                s1[:] = 0.0
                for row in range(stops_from[time], strata[s + 1]):
                    if first[row] <= time < last[row]:
                        s0 += risk[row]
                        for a in range(p):
                            s1[a] += risk[row] * x[row, a]
                peak = s0
            steps = 1
            if efron and deaths > 1:
                steps = deaths
                d1[:] = 0.0
                for row in range(stops_from[time], stops_to):
                    if event[row]:
                        for a in range(p):
                            d1[a] += risk[row] * x[row, a]
            stops_to, late_to = stops_from[time], late_from[time]
            each = event_weight / steps
            for step in range(steps):
                left = step / steps
                inverse = 1.0 / (s0 - left * d0)
                likelihood += each * np.log(inverse)
                increment = each * inverse
                hazard[time, 0] += increment
                hazard[time, 1] += left * increment
                hazard[time, 2] += increment * inverse
                for a in range(p):
                    mean[a] = (s1[a] - left * d1[a]) * inverse
                for a in range(p):
                    part = each * mean[a]
                    for b in range(a + 1):
                        products[0, a, b] += part * mean[b]
                if detail:
                    for a in range(p):
                        means[time, a] += increment * mean[a]
                        means[time, p + a] += left * increment * mean[a]
                        means[time, 2 * p + a] += mean[a] / steps
                        for b in range(a + 1):
                            once = each * transform[time] * mean[a] * mean[b]
                            products[1, a, b] += once
                            products[2, a, b] += transform[time] * once
    for a in range(p):
        for b in range(a):
            for k in range(3):
                products[k, b, a] = products[k, a, b]
    return likelihood, products, hazard, means


@compiled
def expected_moments(rows: Layout, risk: Floats, hazard: Floats) -> tuple[Floats, Floats]:
    """Return the score, and the sum over rows of expected events times products of covariates, from the hazard of a sweep."""
    x, weight, _, event, strata, begins, first, last = rows[:8]
    p = x.shape[1]
    score, square = np.zeros(p), np.zeros((p, p))
    total = np.zeros(hazard.shape[0] + 1)
    for s in range(strata.size - 1):
        total[begins[s]] = 0.0
        for time in range(begins[s], begins[s + 1]):
            total[time + 1] = total[time] + hazard[time, 0]
        for row in range(strata[s], strata[s + 1]):
            if first[row] == last[row]:
                continue
            borne = total[last[row]] - total[first[row]]
            surplus = 0.0
            if event[row]:
                borne -= hazard[last[row] - 1, 1]
                surplus = weight[row]
            expected = risk[row] * borne
            surplus -= expected
            for a in range(p):
                score[a] += surplus * x[row, a]
                part = expected * x[row, a]
                for b in range(a + 1):
                    square[a, b] += part * x[row, b]
    for a in range(p):
        for b in range(a):
            square[b, a] = square[a, b]
    return score, square


@compiled
def row_residuals(rows: Layout, linear: Floats, hazard: Floats, means: Floats) -> tuple[Floats, Floats]:
    """Return per row the martingale residual and the score residual (both without the row's weight), from a detailed sweep."""
    x, _, _, event, strata, begins, first, last = rows[:8]
    n, p = x.shape
    martingale = np.zeros(n)
    score = np.zeros((n, p))
    total = np.zeros((hazard.shape[0] + 1, p + 1))
    for s in range(strata.size - 1):
        total[begins[s]] = 0.0
        for time in range(begins[s], begins[s + 1]):
            total[time + 1, p] = total[time, p] + hazard[time, 0]
            for a in range(p):
                total[time + 1, a] = total[time, a] + means[time, a]
        for row in range(strata[s], strata[s + 1]):
            one, two, own = first[row], last[row], last[row] - 1
            if one == two:
                continue
            risk = np.exp(linear[row])
            borne = total[two, p] - total[one, p]
            if event[row]:
                borne -= hazard[own, 1]
                martingale[row] = 1.0
            martingale[row] -= risk * borne
            for a in range(p):
                middle = total[two, a] - total[one, a]
                if event[row]:
                    middle -= means[own, p + a]
                    score[row, a] = x[row, a] - means[own, 2 * p + a]
                score[row, a] -= risk * (x[row, a] * borne - middle)
    return martingale, score


@compiled
def cluster_sums(rows: Floats, weight: Floats, cluster: Integers, clusters: int) -> Floats:
    """Return the weighted sums of the rows of each cluster."""
    sums = np.zeros((clusters, rows.shape[1]))
    for row in range(rows.shape[0]):
        for a in range(rows.shape[1]):
            sums[cluster[row], a] += weight[row] * rows[row, a]
    return sums
