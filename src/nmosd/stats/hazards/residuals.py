"""Residuals of a fitted model, one row per row given (or per event), in the order given."""

from typing import Literal, get_args

import numpy as np
import polars as pl

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.errors import StatisticsError
from nmosd.stats.hazards.counting import CountingProcess
from nmosd.stats.hazards.newton import Point
from nmosd.stats.hazards.sweep import row_residuals
from nmosd.stats.hazards.variance import model_covariance

ResidualKind = Literal["martingale", "deviance", "score", "dfbeta", "schoenfeld", "scaled schoenfeld"]


def residual_frame(data: CountingProcess, point: Point, kind: ResidualKind) -> pl.DataFrame:
    """Return residuals as a frame.

    Raises:
        StatisticsError: there are no residuals of that kind.
    """
    if kind in {"schoenfeld", "scaled schoenfeld"}:
        return _per_event(data, point, scaled=kind == "scaled schoenfeld")
    martingale, score = row_residuals(data.layout, point.linear, point.hazard, point.means)
    if kind == "martingale":
        return _one_column(data, martingale)
    if kind == "deviance":
        return _one_column(data, _deviance(martingale, data.layout.event.astype(np.float64)))
    if kind == "score":
        return _per_row(data, score * data.scale)
    if kind == "dfbeta":
        return _per_row(data, (score * data.layout.weight[:, None]) @ model_covariance(point.information) / data.scale)
    raise StatisticsError(f"There are no residuals of the kind {kind!r}: use one of {', '.join(get_args(ResidualKind))}.")


def schoenfeld(data: CountingProcess, point: Point) -> tuple[Integers, Floats]:
    """Return the sorted rows with an event and, in standardised units, their covariates less the mean of those at risk."""
    rows = np.flatnonzero(data.layout.event).astype(np.int64)
    p = data.layout.x.shape[1]
    return rows, data.layout.x[rows] - point.means[data.layout.last[rows] - 1, 2 * p :]


def _deviance(martingale: Floats, event: Floats) -> Floats:
    expected = event - martingale
    logarithm = np.log(expected, where=(event > 0) & (expected > 0), out=np.zeros_like(expected))
    deviance: Floats = np.sign(martingale) * np.sqrt(np.maximum(0.0, -2 * (martingale + event * logarithm)))
    return deviance


def _one_column(data: CountingProcess, values: Floats) -> pl.DataFrame:
    return _in_order(data, {"residual": values})


def _per_row(data: CountingProcess, values: Floats) -> pl.DataFrame:
    return _in_order(data, {term: values[:, j] for j, term in enumerate(data.terms)})


def _in_order(data: CountingProcess, columns: dict[str, Floats]) -> pl.DataFrame:
    given = {name: np.full(data.rows, np.nan) for name in columns}
    for name, values in columns.items():
        given[name][data.row] = values
    frame = pl.DataFrame({"row": np.arange(data.rows)} | given)
    return frame if data.row.size == data.rows else frame.fill_nan(None)


def _per_event(data: CountingProcess, point: Point, *, scaled: bool) -> pl.DataFrame:
    rows, values = schoenfeld(data, point)
    if scaled:
        bent = values @ model_covariance(point.information) * rows.size
        values = (bent + point.beta) / data.scale
    else:
        values = values * data.scale
    stratum = np.searchsorted(data.layout.strata, rows, side="right") - 1
    where = {
        "row": data.row[rows],
        "stratum": pl.Series([str(data.stratum_labels[code]) for code in stratum], dtype=pl.String)
        if len(data.stratum_labels) > 1
        else pl.Series([None] * rows.size, dtype=pl.String),
        "time": data.times[data.stop[rows]],
    }
    return pl.DataFrame(where | {term: values[:, j] for j, term in enumerate(data.terms)})
