"""Who was at risk at each time of one group, and what happened to them: all that a curve is made of."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nmosd.stats.arrays import Booleans, Floats, Integers
from nmosd.stats.curves.rows import TimeRows
from nmosd.stats.time_at_risk.ordering import TIE_TOLERANCE, stable_order


@dataclass(frozen=True, eq=False, repr=False)
class RiskSets:
    """One group at the distinct times at which a row of it ends.

    `at_risk` and `events` count rows, `weighted_at_risk` and `weighted_events` their weights (the same where there are none);
    events have one line per cause. `place` and `entry_place` are each row's end and start as positions among the times (a start
    counts as the last time at or before it, -1 if none). Rows stand in the order of their end.
    """

    label: Any
    time: Floats
    at_risk: Integers
    weighted_at_risk: Floats
    events: Integers
    weighted_events: Floats
    censored: Integers
    left_after: Integers
    place: Integers
    entry_place: Integers
    event: Integers
    weight: Floats | None
    cluster: Integers
    people: int
    entries: Floats | None
    not_ended: Integers

    @cached_property
    def clusters(self) -> int:
        """How many clusters there are; each person is one unless told otherwise."""
        return _distinct(self.cluster)

    @property
    def near(self) -> float:
        """How near two times are that count as one."""
        return TIE_TOLERANCE * float(np.abs(self.time).mean())

    def position(self, time: float) -> int:
        """Return the position of the last time at or before this one, -1 if there is none."""
        return int(np.searchsorted(self.time, time + self.near, side="right")) - 1

    def number_at_risk(self, time: float) -> int:
        """Return how many are at risk just before this time; at the time the first enter, how many enter then."""
        after = int(np.searchsorted(self.time, time - self.near, side="left"))
        ended_later = int(self.not_ended[after]) if after < self.time.size else 0
        if self.entries is None:
            return ended_later
        if time <= self.entries[0] + self.near:
            return int(np.searchsorted(self.entries, time + self.near, side="right"))
        return ended_later - (self.entries.size - int(np.searchsorted(self.entries, time - self.near, side="left")))

    def is_empty_at(self, time: float) -> bool:
        """Whether nobody is at risk around this time: before the first entry, in a gap, or after the last end."""
        where = self.position(time)
        if where < 0:
            return self.entries is not None and time < self.entries[0] - self.near
        if abs(self.time[where] - time) <= self.near or self.left_after[where]:
            return False
        if where == self.time.size - 1 or self.entries is None:
            return True
        entered = np.searchsorted(self.entries, time + self.near, side="right")
        return int(entered) == int(np.searchsorted(self.entries, self.time[where] + self.near, side="right"))

    @property
    def gaps(self) -> list[tuple[float, float]]:
        """From when to when nobody was at risk, between the first entry and the last end."""
        if self.entries is None:
            return []
        empty = self.time[:-1][self.left_after[:-1] == 0]
        nexts = self.entries[np.searchsorted(self.entries, empty + self.near, side="right")]
        return list(zip(empty.tolist(), nexts.tolist(), strict=True))


def risk_sets(rows: TimeRows, causes: int = 1) -> list[RiskSets]:
    """Return the risk sets of each group, in the order of the labels."""
    by_stop, by_start = rows.ranks.by_stop, rows.ranks.by_start
    if len(rows.labels) > 1:
        by_stop = stable_order(rows.group, len(rows.labels), by_stop)
        by_start = stable_order(rows.group, len(rows.labels), by_start)
    ends = np.cumsum(np.bincount(rows.group, minlength=len(rows.labels)))
    begins = np.r_[0, ends[:-1]]
    last = _is_last(rows)
    return [
        _one_group(rows, label, by_stop[begin:end], by_start[begin:end], causes=causes, last=last)
        for label, begin, end in zip(rows.labels, begins, ends, strict=True)
        if end > begin
    ]


def _one_group(rows: TimeRows, label: Any, order: Integers, entry: Integers, *, causes: int, last: Booleans) -> RiskSets:
    stop = rows.ranks.stop[order]
    is_new = np.empty(stop.size, dtype=np.bool_)
    is_new[0] = True
    np.not_equal(stop[1:], stop[:-1], out=is_new[1:])
    begin = np.flatnonzero(is_new)
    rank, event = stop[begin], rows.event[order]
    weight = None if rows.weight is None else rows.weight[order]
    lasting = np.array([event.size], dtype=np.int64) - begin
    starts = rows.ranks.start[entry] if rows.delayed else None
    late = np.zeros_like(begin) if starts is None else starts.size - np.searchsorted(starts, rank, side="left")
    later = np.zeros_like(begin) if starts is None else starts.size - np.searchsorted(starts, rank, side="right")
    happened = [event == cause for cause in range(1, causes + 1)]
    events = np.stack([np.add.reduceat(one, begin, dtype=np.int64) for one in happened])
    at_risk = lasting - late
    if weight is None:
        weighted_at_risk, weighted_events = at_risk.astype(np.float64), events.astype(np.float64)
    else:
        weighted_at_risk = _from_here(weight)[begin]
        if starts is not None:
            entering = np.r_[_from_here(rows.weight[entry]), 0.0] if rows.weight is not None else np.zeros(1)
            weighted_at_risk = weighted_at_risk - entering[np.searchsorted(starts, rank, side="left")]
        weighted_events = np.stack([np.add.reduceat(np.where(one, weight, 0.0), begin) for one in happened])
    place = np.cumsum(is_new) - 1
    entry_place = np.full(stop.size, -1, dtype=np.int64)
    if starts is not None:
        entry_place = np.searchsorted(rank, rows.ranks.start[order], side="right") - 1
    return RiskSets(
        label=label,
        time=rows.ranks.times[rank],
        at_risk=at_risk,
        weighted_at_risk=weighted_at_risk,
        events=events,
        weighted_events=weighted_events,
        censored=np.add.reduceat(last[order] & (event == 0), begin, dtype=np.int64),
        left_after=np.r_[lasting[1:], 0] - later,
        place=place,
        entry_place=entry_place,
        event=event,
        weight=weight,
        cluster=rows.cluster[order],
        people=stop.size if rows.subject_names is None else _distinct(rows.subject[order]),
        entries=None if starts is None else rows.ranks.times[starts],
        not_ended=lasting,
    )


def _from_here(weight: Floats) -> Floats:
    """Return the sum of each weight and all that follow."""
    return np.cumsum(weight[::-1])[::-1]


def _distinct(numbers: Integers) -> int:
    """Return how many different numbers there are."""
    if numbers.max() < 8 * numbers.size:
        return int(np.count_nonzero(np.bincount(numbers)))
    return int(np.unique(numbers).size)


def _is_last(rows: TimeRows) -> Booleans:
    """Return which rows are not continued at once by another row of their subject in the same group."""
    last = np.ones(rows.event.size, dtype=np.bool_)
    if rows.subject_names is not None and rows.delayed:
        order = stable_order(rows.subject, len(rows.subject_names), rows.ranks.by_start)
        one, two = order[:-1], order[1:]
        same = (rows.subject[one] == rows.subject[two]) & (rows.group[one] == rows.group[two])
        last[one] = ~(same & (rows.ranks.stop[one] == rows.ranks.start[two]))
    return last
