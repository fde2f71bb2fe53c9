"""Firth's penalised partial likelihood: its value, its slope, and its maximum with some coefficients held."""

from dataclasses import dataclass

import numpy as np

from nmosd.stats.arrays import Booleans, Floats
from nmosd.stats.errors import StatisticsError
from nmosd.stats.hazards.counting import CountingProcess
from nmosd.stats.hazards.newton import evaluate
from nmosd.stats.hazards.third import third_moments

_SMALL_STEP = 1e-12
_LONGEST_STEP = 3.0
_MOST_STEPS = 100
_MOST_HALVINGS = 30
_DIFFERENCE = 1e-5


@dataclass(frozen=True, eq=False, repr=False)
class PenalisedPoint:
    """Penalised log-likelihood, its slope, and the information (without penalty) at one value of the coefficients."""

    beta: Floats
    value: float
    slope: Floats
    information: Floats


def penalised(data: CountingProcess, beta: Floats, *, efron: bool) -> PenalisedPoint:
    """Return the log-likelihood plus half the log-determinant of the information (Jeffreys' prior), and its slope."""
    point = evaluate(data, beta, efron=efron)
    sign, logarithm = np.linalg.slogdet(point.information) if np.isfinite(point.likelihood) else (0.0, -np.inf)
    if sign <= 0:
        return PenalisedPoint(beta, -np.inf, point.score, point.information)
    third = third_moments(data.layout, point.risk, point.late_risk, efron)
    slope = point.score + 0.5 * np.einsum("abc,bc->a", third, np.linalg.inv(point.information))
    return PenalisedPoint(beta, point.likelihood + 0.5 * logarithm, slope, point.information)


def maximise_penalised(data: CountingProcess, beta: Floats, free: Booleans, *, efron: bool) -> tuple[PenalisedPoint, int]:
    """Return the maximum over the free coefficients, from `beta` on, and the number of steps.

    Newton's method with the curvature of the penalised likelihood, found by differences of its slope; steps are bounded and
    halved, as the penalised likelihood of sparse data is far from a parabola.

    Raises:
        StatisticsError: no maximum was found.
    """
    point = penalised(data, beta, efron=efron)
    if not free.any():
        return point, 0
    for steps in range(1, _MOST_STEPS + 1):
        step = np.zeros(beta.size)
        step[free] = _uphill(data, point, free, efron=efron)
        gain = float(point.slope @ step)
        longest = np.abs(step).max()
        if longest > _LONGEST_STEP:
            step *= _LONGEST_STEP / longest
        new = penalised(data, point.beta + step, efron=efron)
        halvings = 0
        while not new.value >= point.value - 1e-11 * (1 + abs(point.value)) and halvings < _MOST_HALVINGS:
            step, halvings = step / 2, halvings + 1
            new = penalised(data, point.beta + step, efron=efron)
        if new.value >= point.value or gain > _SMALL_STEP:
            point = new
        if gain <= _SMALL_STEP:
            return point, steps
    raise StatisticsError(
        f"No maximum of the penalised likelihood was found in {_MOST_STEPS} steps: use fewer covariates, or mend extreme values."
    )


def _uphill(data: CountingProcess, point: PenalisedPoint, free: Booleans, *, efron: bool) -> Floats:
    """Return Newton's step for the free coefficients; with the plain information where the curvature points the wrong way."""
    which = np.flatnonzero(free)
    curvature = np.empty((which.size, which.size))
    for j, index in enumerate(which):
        away = np.zeros(free.size)
        away[index] = _DIFFERENCE
        above, below = (penalised(data, point.beta + side * away, efron=efron).slope for side in (1, -1))
        curvature[j] = (below - above)[which] / (2 * _DIFFERENCE)
    curvature = (curvature + curvature.T) / 2
    if not np.isfinite(curvature).all() or np.linalg.eigvalsh(curvature)[0] <= 0:
        curvature = point.information[np.ix_(which, which)]
    return np.asarray(np.linalg.solve(curvature, point.slope[which]), dtype=np.float64)
