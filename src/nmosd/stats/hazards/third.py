"""Compiled: how the information changes with each coefficient, which Firth's penalty needs: one pass with third moments."""

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.compiled import compiled
from nmosd.stats.hazards.layout import Layout

_SHRUNK = 1e-4


@compiled
def _add_powers(x: Floats, row: int, risk: float, s1: Floats, s2: Floats, s3: Floats) -> None:
    p = x.shape[1]
    for a in range(p):
        one = risk * x[row, a]
        s1[a] += one
        for b in range(a + 1):
            two = one * x[row, b]
            s2[a, b] += two
            for c in range(b + 1):
                s3[a, b, c] += two * x[row, c]


@compiled
def third_moments(rows: Layout, risk: Floats, late_risk: Floats, efron: bool) -> Floats:
    """Return the p x p x p sums over events of the third central moments of the covariates of those at risk.

    Element (a, b, c) is the derivative of element (b, c) of the information by coefficient a. The pass is that of `sweep.sweep`.
    """
    x, weight, _, event, strata, begins, first, last, stops_from, late_x, _, _, late_strata, late_from = rows
    p = x.shape[1]
    s1, s2, s3 = np.zeros(p), np.zeros((p, p)), np.zeros((p, p, p))
    d1, d2, d3 = np.zeros(p), np.zeros((p, p)), np.zeros((p, p, p))
    mean, square = np.zeros(p), np.zeros((p, p))
    result = np.zeros((p, p, p))
    for s in range(strata.size - 1):
        s0, peak = 0.0, 0.0
        s1[:] = 0.0
        s2[:] = 0.0
        s3[:] = 0.0
        stops_to, late_to = strata[s + 1], late_strata[s + 1]
        for time in range(begins[s + 1] - 1, begins[s] - 1, -1):
            deaths, d0, event_weight = 0, 0.0, 0.0
            d1[:] = 0.0
            d2[:] = 0.0
            d3[:] = 0.0
            for row in range(stops_from[time], stops_to):
                if first[row] < last[row]:
                    s0 += risk[row]
                    _add_powers(x, row, risk[row], s1, s2, s3)
                    if event[row]:
                        deaths += 1
                        d0 += risk[row]
                        event_weight += weight[row]
                        _add_powers(x, row, risk[row], d1, d2, d3)
            peak = max(peak, s0)
            for i in range(late_from[time], late_to):
                s0 -= late_risk[i]
                _add_powers(late_x, i, -late_risk[i], s1, s2, s3)
            if s0 < _SHRUNK * peak:
                s0 = 0.0
                s1[:] = 0.0
                s2[:] = 0.0
                s3[:] = 0.0
                for row in range(stops_from[time], strata[s + 1]):
                    if first[row] <= time < last[row]:
                        s0 += risk[row]
                        _add_powers(x, row, risk[row], s1, s2, s3)
                peak = s0
            stops_to, late_to = stops_from[time], late_from[time]
            steps = deaths if efron else 1
            for step in range(steps):
                left = step / steps
                inverse = 1.0 / (s0 - left * d0)
                for a in range(p):
                    mean[a] = (s1[a] - left * d1[a]) * inverse
                    for b in range(a + 1):
                        square[a, b] = (s2[a, b] - left * d2[a, b]) * inverse
                for a in range(p):
                    for b in range(a + 1):
                        for c in range(b + 1):
                            crossed = mean[a] * square[b, c] + mean[b] * square[a, c] + mean[c] * square[a, b]
                            third = (s3[a, b, c] - left * d3[a, b, c]) * inverse - crossed + 2 * mean[a] * mean[b] * mean[c]
                            result[a, b, c] += event_weight / steps * third
    for a in range(p):
        for b in range(a + 1):
            for c in range(b + 1):
                value = result[a, b, c]
                result[a, c, b] = result[b, a, c] = result[b, c, a] = result[c, a, b] = result[c, b, a] = value
    return result
