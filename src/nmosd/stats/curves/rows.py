"""Rows of time at risk with the group of each, as curves read them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nmosd.stats.arrays import Booleans, Floats, Integers
from nmosd.stats.columns import codes
from nmosd.stats.errors import StatisticsError
from nmosd.stats.time_at_risk.ordering import TimeRanks, time_ranks
from nmosd.stats.time_at_risk.rows import TimeAtRisk, check_lengths, check_overlap, read_time_at_risk

EVERYONE = "everyone"


@dataclass(frozen=True, eq=False, repr=False)
class TimeRows:
    """Rows of time at risk in the caller's order. `event` is 0 for none, else the number of the cause; times stand as ranks."""

    ranks: TimeRanks
    event: Integers
    group: Integers
    labels: tuple[Any, ...]
    weight: Floats | None
    is_fractional: bool
    subject: Integers
    subject_names: list[Any] | None
    cluster: Integers
    delayed: bool


def read_rows(
    start: Any,
    stop: Any,
    event: Any,
    *,
    group: Any = None,
    weights: Any = None,
    subject: Any = None,
    cluster: Any = None,
    causes: Integers | None = None,
) -> TimeRows:
    """Return the checked rows; rows of weight 0 are left out. `causes` stands for `event` where that is no column of 0 and 1.

    Raises:
        StatisticsError: a column is missing in some rows, not numeric or of another length, a weight is negative, a row ends at
            or before its start, or rows of one subject share time.
    """
    at_risk = read_time_at_risk(start, stop, event, weights=weights, subject=subject, cluster=cluster, causes=causes)
    n = at_risk.stop.size
    groups, labels = (np.zeros(n, dtype=np.int64), [EVERYONE]) if group is None else codes(group, "group", n)
    ranks = time_ranks(at_risk.start, at_risk.stop)
    check_lengths(at_risk, ranks)
    if at_risk.subject is not None:
        check_overlap(at_risk, ranks)
    if at_risk.weight is not None and not at_risk.weight.all():
        kept = at_risk.weight > 0
        at_risk, groups = _only(at_risk, kept), groups[kept]
        ranks = time_ranks(at_risk.start, at_risk.stop)
    people, names = (np.arange(at_risk.stop.size), None) if at_risk.subject is None else at_risk.subject
    return TimeRows(
        ranks=ranks,
        event=at_risk.event,
        group=groups,
        labels=tuple(labels),
        weight=at_risk.weight,
        is_fractional=at_risk.is_fractional,
        subject=people,
        subject_names=names,
        cluster=people if at_risk.cluster is None else at_risk.cluster[0],
        delayed=at_risk.start is not None,
    )


def _only(rows: TimeAtRisk, kept: Booleans) -> TimeAtRisk:
    """Return some of the rows."""
    return TimeAtRisk(
        start=None if rows.start is None else rows.start[kept],
        stop=rows.stop[kept],
        event=rows.event[kept],
        weight=None if rows.weight is None else rows.weight[kept],
        subject=None if rows.subject is None else (rows.subject[0][kept], rows.subject[1]),
        cluster=None if rows.cluster is None else (rows.cluster[0][kept], rows.cluster[1]),
    )


def check_single_event(rows: TimeRows) -> None:
    """Refuse a second event, or time at risk after the first, of one subject.

    Raises:
        StatisticsError: a subject has them.
    """
    if rows.subject_names is None:
        return
    last = np.zeros(len(rows.subject_names), dtype=np.int64)
    np.maximum.at(last, rows.subject, rows.ranks.stop)
    later = (rows.event > 0) & (rows.ranks.stop < last[rows.subject])
    if later.any():
        name = rows.subject_names[rows.subject[int(np.argmax(later))]]
        raise StatisticsError(
            f"Subject {name} has time at risk after an event: this curve is for an event that comes once, so end the rows "
            "there, or use mean_cumulative_count for events that come again."
        )
