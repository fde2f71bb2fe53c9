"""From what a caller has to rows of time at risk that can be trusted, or a sentence that says why not."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.columns import codes, flags, numbers
from nmosd.stats.errors import StatisticsError
from nmosd.stats.time_at_risk.ordering import TimeRanks, first_overlap, stable_order

Labelled = tuple[Integers, list[Any]]
"""A column of labels: the number of each row's label, and the labels."""

_REMEDIES = {
    "subject": "one person can be at risk only once at a time, so mend the rows, or give one row per person",
    "cluster": "if a cluster is one person, mend the rows; if it is a group of people, name the person of each row with subject=",
}


@dataclass(frozen=True, eq=False, repr=False)
class TimeAtRisk:
    """Rows as a caller gave them, each column checked by itself, in the caller's order.

    `event` is 0 for none, else the number of its cause. `start`, `weight`, `subject` and `cluster` are null where they were not
    given.
    """

    start: Floats | None
    stop: Floats
    event: Integers
    weight: Floats | None
    subject: Labelled | None
    cluster: Labelled | None

    @property
    def is_fractional(self) -> bool:
        """Whether a weight is no whole number: then weights are no counts of people."""
        return self.weight is not None and bool((self.weight != np.round(self.weight)).any())


def read_time_at_risk(
    start: Any, stop: Any, event: Any, *, weights: Any, subject: Any, cluster: Any, causes: Integers | None = None
) -> TimeAtRisk:
    """Return the columns; `causes` stands for `event` where that is no column of 0 and 1.

    Raises:
        StatisticsError: a column is missing in some rows, not numeric, of another length, or holds what it may not.
    """
    stops = numbers(stop, "stop")
    n = stops.size
    if causes is not None and causes.size != n:
        raise StatisticsError(
            f"The column event has {causes.size} rows and the others have {n}: every column needs one value per row."
        )
    return TimeAtRisk(
        start=None if start is None else numbers(start, "start", n),
        stop=stops,
        event=flags(event, "event", n).astype(np.int64) if causes is None else causes,
        weight=None if weights is None else _weights(weights, n),
        subject=None if subject is None else codes(subject, "subject", n),
        cluster=None if cluster is None else codes(cluster, "cluster", n),
    )


def check_lengths(rows: TimeAtRisk, ranks: TimeRanks) -> None:
    """Refuse rows without time at risk.

    Raises:
        StatisticsError: a row ends at or before its start, or before time zero where there are no starts.
    """
    if rows.start is None:
        early = rows.stop < 0
        if early.any():
            row = int(np.argmax(early))
            raise StatisticsError(
                f"Row {row} ends at {rows.stop[row]:g}, before time zero: mend the dates, or give the start of each row."
            )
        return
    wrong = ranks.stop <= ranks.start
    if wrong.any():
        row = int(np.argmax(wrong))
        raise StatisticsError(
            f"{int(wrong.sum())} rows end at or before their start (first row {row}: {rows.start[row]:g} to {rows.stop[row]:g}): "
            "a row needs time at risk, so mend the dates or leave the row out."
        )


def check_overlap(rows: TimeAtRisk, ranks: TimeRanks, stratum: Labelled | None = None) -> None:
    """Refuse rows of one subject (or, where none is named, of one cluster) that share time within one stratum.

    Raises:
        StatisticsError: there are such rows.
    """
    # A cluster may be one person's rows; without starts everybody begins at zero, and then it must be a group of people.
    named = rows.cluster if rows.subject is None and rows.start is not None else rows.subject
    if named is None:
        return
    (person, labels), (strata, names) = named, stratum or (np.zeros_like(rows.event), [None])
    by_start = ranks.by_start if len(names) == 1 else stable_order(strata, len(names), ranks.by_start)
    order = stable_order(person, len(labels), by_start)
    one, two = first_overlap(order, person, strata, ranks.start, ranks.stop)
    if one < 0:
        return
    what = "cluster" if rows.subject is None else "subject"
    within = "" if stratum is None else " within one stratum"
    raise StatisticsError(
        f"The intervals of {what} {labels[person[one]]} overlap{within} (rows {_interval(rows, one)} and "
        f"{_interval(rows, two)}): {_REMEDIES[what]}."
    )


def _interval(rows: TimeAtRisk, row: int) -> str:
    return f"{row}: {0.0 if rows.start is None else rows.start[row]:g} to {rows.stop[row]:g}"


def _weights(values: Any, length: int) -> Floats:
    weight = numbers(values, "weights", length)
    if (weight < 0).any():
        raise StatisticsError(f"A weight is negative ({weight.min():g}): weights are counts or inverse probabilities, 0 or more.")
    if not weight.any():
        raise StatisticsError("Every weight is 0, so nobody is left: give at least some rows a weight above 0.")
    return weight
