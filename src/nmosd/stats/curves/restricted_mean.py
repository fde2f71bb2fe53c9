"""The mean time free of the event up to a horizon."""

import math

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.curves.risk_sets import RiskSets
from nmosd.stats.curves.robust import sum_of_squares
from nmosd.stats.errors import StatisticsError


def restricted_mean(sets: RiskSets, survival: Floats, horizon: float, *, robust: bool) -> tuple[float, float]:
    """Return the area under a survival curve from its `origin` up to the horizon, and its standard error.

    Raises:
        StatisticsError: the horizon is not after the beginning, or is after the end of follow-up while some are free of the
            event.
    """
    begin, end = origin(sets), float(sets.time[-1])
    if not (math.isfinite(horizon) and horizon > begin):
        raise StatisticsError(f"The horizon of a restricted mean must be after {begin:g}, not {horizon!r}: name a later time.")
    if horizon > end + sets.near and survival[-1] > 0:
        raise StatisticsError(
            f"Follow-up of group {sets.label} ends at {end:g}, before the horizon {horizon:g}: choose a horizon that all groups "
            "reach."
        )
    edges = np.r_[begin, np.minimum(sets.time, horizon), horizon]
    pieces = np.diff(edges) * np.r_[1.0, survival]
    from_here = np.cumsum(pieces[::-1])[::-1]
    area = from_here[1:]
    at_risk, events = sets.weighted_at_risk, sets.weighted_events.sum(axis=0)
    left = np.where(sets.events.sum(axis=0) == sets.at_risk, np.inf, at_risk - events)
    if robust:
        slope = np.cumsum(area * events / (at_risk * left))
        variance = float(sum_of_squares(sets, slope, area / left)[-1])
    else:
        variance = float(np.sum(area**2 * events / (at_risk * left)))
    return float(from_here[0]), math.sqrt(variance)


def origin(sets: RiskSets) -> float:
    """Return when the curve begins: at time zero, or when the first enter if entry is delayed."""
    return 0.0 if sets.entries is None else float(sets.entries[0])
