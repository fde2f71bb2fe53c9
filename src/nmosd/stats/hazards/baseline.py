"""The hazard that the model leaves to time: cumulative hazard and survival of a person with given covariates."""

import math
from collections.abc import Mapping

import numpy as np
import polars as pl

from nmosd.stats.arrays import Floats
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import normal_quantile
from nmosd.stats.hazards.counting import CountingProcess
from nmosd.stats.hazards.newton import Point
from nmosd.stats.hazards.variance import model_covariance

_REPRESENTABLE = 700.0


def baseline_frame(
    data: CountingProcess, point: Point, at: Mapping[str, float], *, with_errors: bool, confidence: float
) -> pl.DataFrame:
    """Return the cumulative hazard at each event time of each stratum, for the covariates `at` (0 where not named).

    Raises:
        StatisticsError: `at` names a covariate that the model does not have, or lies so far outside the data that no
            number can hold the hazard.
    """
    unknown = [name for name in at if name not in data.terms]
    if unknown:
        raise StatisticsError(f"The model has no covariate {unknown[0]}: name one of {', '.join(data.terms)}.")
    wanted = np.array([float(at.get(term, 0.0)) for term in data.terms])
    position = (wanted - data.centre) / data.scale
    covariance = model_covariance(point.information)
    at_risk = _at_risk(data)
    events = np.bincount(data.layout.last[data.layout.event] - 1, minlength=data.event_ranks.size)
    frames = []
    for s, label in enumerate(data.stratum_labels):
        own = slice(data.layout.begins[s], data.layout.begins[s + 1])
        factor = _factor(float(position @ point.beta) - point.largest[s])
        hazard = factor * np.cumsum(point.hazard[own, 0])
        frame = {
            "stratum": pl.Series([None if len(data.stratum_labels) == 1 else str(label)] * hazard.size, dtype=pl.String),
            "time": data.times[data.event_ranks[own]],
            "at_risk": at_risk[own],
            "events": events[own],
            "cumulative_hazard": hazard,
            "standard_error": _standard_error(point, own, position, covariance) * factor,
        }
        frames.append(pl.DataFrame(frame))
    return _with_survival(pl.concat(frames), with_errors=with_errors, confidence=confidence)


def _factor(exponent: float) -> float:
    if abs(exponent) > _REPRESENTABLE:
        raise StatisticsError(
            "The hazard there is beyond what a number can hold, because those covariates lie far outside the data: name values "
            "like those of the data with at=."
        )
    return math.exp(exponent)


def _standard_error(point: Point, own: slice, position: Floats, covariance: Floats) -> Floats:
    p = position.size
    away = np.cumsum(point.means[own, :p] - point.hazard[own, :1] * position, axis=0)
    error: Floats = np.sqrt(np.cumsum(point.hazard[own, 2]) + np.einsum("ia,ab,ib->i", away, covariance, away))
    return error


def _at_risk(data: CountingProcess) -> Floats:
    """Return how many rows are at risk at each event time, each stratum counted by itself."""
    times = data.event_ranks.size
    change = np.bincount(data.layout.first, minlength=times + 1) - np.bincount(data.layout.last, minlength=times + 1)
    at_risk: Floats = np.cumsum(change)[:times]
    return at_risk


def _with_survival(frame: pl.DataFrame, *, with_errors: bool, confidence: float) -> pl.DataFrame:
    z = normal_quantile(confidence)
    hazard, error = pl.col("cumulative_hazard"), pl.col("standard_error")
    if not with_errors:
        frame = frame.with_columns(standard_error=pl.lit(None, dtype=pl.Float64))
    return frame.with_columns(
        survival=(-hazard).exp(),
        survival_lower=(-hazard * (z * error / hazard).exp()).exp(),
        survival_upper=(-hazard * (-z * error / hazard).exp()).exp(),
    )
