"""From what a caller has to rows of time at risk that a curve can trust, or a sentence that says why not."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nmosd.stats.errors import StatisticsError
from nmosd.stats.hazards.columns import codes, flags, numbers
from nmosd.stats.hazards.compiled import Floats, Integers
from nmosd.stats.hazards.ordering import TimeRanks, first_overlap, stable_order, time_ranks

EVERYONE = "everyone"


@dataclass(frozen=True, eq=False, repr=False)
class TimeRows:
    """Rows of time at risk in the caller's order. `event` is 0 for none, else the number of the cause; times stand as ranks."""

    ranks: TimeRanks
    event: Integers
    group: Integers
    labels: tuple[Any, ...]
    weight: Floats | None
    subject: Integers
    subject_names: list[Any] | None
    cluster: Integers
    delayed: bool

    @property
    def is_fractional(self) -> bool:
        """Whether a weight is no whole number: then weights are no counts of people."""
        return self.weight is not None and bool((self.weight != np.round(self.weight)).any())


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
    stops = numbers(stop, "stop")
    n = stops.size
    if n == 0:
        raise StatisticsError("There are no rows: give at least one row per person.")
    starts = None if start is None else numbers(start, "start", n)
    events = flags(event, "event", n).astype(np.int64) if causes is None else causes
    if events.size != n:
        raise StatisticsError(
            f"The column event has {events.size} rows and the others have {n}: every column needs one value per row."
        )
    groups, labels = (np.zeros(n, dtype=np.int64), [EVERYONE]) if group is None else codes(group, "group", n)
    people, names = (np.arange(n), None) if subject is None else codes(subject, "subject", n)
    clusters = people if cluster is None else codes(cluster, "cluster", n)[0]
    weight = None if weights is None else _weights(weights, n)
    if weight is not None and not weight.all():
        kept = weight > 0
        stops, events, groups, weight = stops[kept], events[kept], groups[kept], weight[kept]
        people, clusters = people[kept], clusters[kept]
        starts = None if starts is None else starts[kept]
    rows = TimeRows(
        ranks=time_ranks(starts, stops),
        event=events,
        group=groups,
        labels=tuple(labels),
        weight=weight,
        subject=people,
        subject_names=names,
        cluster=clusters,
        delayed=starts is not None,
    )
    _check_lengths(rows, starts, stops)
    if names is not None:
        check_overlap(rows)
    return rows


def check_overlap(rows: TimeRows) -> None:
    """Refuse rows of one subject that share time.

    Raises:
        StatisticsError: there are such rows.
    """
    assert rows.subject_names is not None
    order = stable_order(rows.subject, len(rows.subject_names), rows.ranks.by_start)
    one, _other = first_overlap(order, rows.subject, np.zeros_like(rows.subject), rows.ranks.start, rows.ranks.stop)
    if one >= 0:
        raise StatisticsError(
            f"The rows of subject {rows.subject_names[rows.subject[one]]} overlap in time: one person can be at risk only once "
            "at a time, so mend the rows, or give one row per person."
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


def _weights(values: Any, length: int) -> Floats:
    weight = numbers(values, "weights", length)
    if (weight < 0).any():
        raise StatisticsError(f"A weight is negative ({weight.min():g}): weights are counts or inverse probabilities, 0 or more.")
    if not weight.any():
        raise StatisticsError("Every weight is 0, so nobody is left: give at least some rows a weight above 0.")
    return weight


def _check_lengths(rows: TimeRows, starts: Floats | None, stops: Floats) -> None:
    if starts is None:
        if (stops < 0).any():
            raise StatisticsError(
                f"A row ends at {stops.min():g}, before time zero: mend the dates, or give the start of each row."
            )
        return
    wrong = rows.ranks.stop <= rows.ranks.start
    if wrong.any():
        row = int(np.argmax(wrong))
        raise StatisticsError(
            f"{int(wrong.sum())} rows end at or before their start (the first goes from {starts[row]:g} to {stops[row]:g}): a "
            "row needs time at risk, so mend the dates or leave the row out."
        )
