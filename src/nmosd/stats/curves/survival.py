"""Kaplan-Meier: the share who have not had an event yet, as time goes on."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.curves.limits import Interval, checked_interval, share_limits
from nmosd.stats.curves.risk_sets import RiskSets, risk_sets
from nmosd.stats.curves.robust import robust_warnings, sum_of_squares
from nmosd.stats.curves.rows import check_single_event, read_rows
from nmosd.stats.curves.survival_curve import SurvivalCurve, SurvivalCurves
from nmosd.stats.estimates import checked_confidence


def kaplan_meier(
    start: Any,
    stop: Any,
    event: Any,
    *,
    group: Any = None,
    weights: Any = None,
    subject: Any = None,
    cluster: Any = None,
    robust: bool | None = None,
    confidence: float = 0.95,
    interval: Interval = "log-log",
) -> SurvivalCurves:
    """Return the Kaplan-Meier curve of each group.

    A row is at risk after `start` up to and with `stop`, and `event` (0 or 1) says whether an event ends it; `start=None` is the
    same as time zero for everybody. Every column may be a list, an array or a Polars column. Without `subject` each row is a
    person; with it a person may have several rows (pauses, delayed entry, weights that change). Times that differ only by
    rounding are one time.

    Standard errors are Greenwood's, or robust over people (infinitesimal jackknife) if a weight is not a whole number or
    `robust=True`, or over clusters of people if `cluster` names them. Limits are on the log-log scale unless told otherwise.
    Where a curve is 1, 0 or nobody is at risk there are no limits, and a warning says what can be said.

    Sources: Kaplan and Meier 1958, doi 10.1080/01621459.1958.10501452; Greenwood 1926.

    Raises:
        StatisticsError: columns of different lengths or with missing values, rows that end before they start or overlap, time at
            risk after the event, negative weights.

    >>> curves = kaplan_meier(None, [5, 8, 12, 3, 7, 9, 2, 11], [1, 0, 1, 1, 1, 0, 1, 1])
    >>> print(curves["everyone"].at(6))
    survival at 6: 0.625 (95 % interval 0.229 to 0.861; Kaplan-Meier, Greenwood standard error, log-log interval); 3 of 8
    """
    confidence, interval = checked_confidence(confidence), checked_interval(interval)
    rows = read_rows(start, stop, event, group=group, weights=weights, subject=subject, cluster=cluster)
    check_single_event(rows)
    is_robust = cluster is not None or rows.is_fractional if robust is None else robust
    return SurvivalCurves({sets.label: _curve(sets, confidence, interval, robust=is_robust) for sets in risk_sets(rows)})


@dataclass(frozen=True, eq=False, repr=False)
class Steps:
    """What a curve does at each time.

    `greenwood` is what is added to the variance of log survival, `jump` what an event adds to the contribution of its person (see
    `robust`). Both are 0 where the curve falls to 0.
    """

    survival: Floats
    greenwood: Floats
    jump: Floats


def steps(sets: RiskSets) -> Steps:
    """Return the steps, all causes taken together."""
    at_risk, events = sets.weighted_at_risk, sets.weighted_events.sum(axis=0)
    everybody = sets.events.sum(axis=0) == sets.at_risk
    left: Floats = np.where(everybody, np.inf, at_risk - events)
    factor = np.where(everybody, 0.0, 1 - events / at_risk)
    return Steps(np.cumprod(factor, dtype=np.float64), events / (at_risk * left), 1 / left)


def _curve(sets: RiskSets, confidence: float, interval: Interval, *, robust: bool) -> SurvivalCurve:
    parts = steps(sets)
    grown = np.cumsum(parts.greenwood)
    variance = sum_of_squares(sets, grown, parts.jump) if robust else grown
    error = parts.survival * np.sqrt(variance)
    error[parts.survival == 0] = np.nan
    lower, upper = share_limits(parts.survival, error, confidence, interval)
    errors = "robust" if robust else "Greenwood"
    return SurvivalCurve(
        label=sets.label,
        time=sets.time,
        survival=parts.survival,
        standard_error=error,
        lower=lower,
        upper=upper,
        confidence=confidence,
        method=f"Kaplan-Meier, {errors} standard error, {interval} interval",
        warnings=(*_warnings(sets, parts.survival), *(robust_warnings(sets) if robust else ())),
        _sets=sets,
        _robust=robust,
    )


def _warnings(sets: RiskSets, survival: Floats) -> tuple[str, ...]:
    found = [
        f"Nobody was at risk from {begin:g} to {end:g}: the curve is flat there for want of people, and what follows takes it "
        "that nothing happened."
        for begin, end in sets.gaps
    ]
    ended = np.flatnonzero(survival == 0)
    if ended.size and ended[0] < sets.time.size - 1:
        found.append(
            f"The curve falls to 0 at {sets.time[ended[0]]:g}, when all {sets.at_risk[ended[0]]} at risk had the event, and "
            "stays there although others enter later: begin at a time when enough are at risk."
        )
    return tuple(found)
