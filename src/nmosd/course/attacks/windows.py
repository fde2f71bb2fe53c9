"""Which attack something belongs to: the one that the record names, else the nearest in time.

What is recorded with an attack's id belongs to the merged attack that holds it; where that attack was set aside, to none. Without
an id, an attack is in reach if it began at most `before` days after the event and at most `after` days before it; of several in
reach the nearest counts, and of two equally near the one that had begun. A date, of the event or of the attack, that spans more
days than the reach itself is too vague to tie anything.

`date_dependent`: other days inside the dates could tie the event to another attack, or to none. It is not marked where the
dates cannot change it, and may be marked where several attacks are in reach and the nearest would stay the nearest. Whether the
reported attacks themselves would merge otherwise is marked in `attacks`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from nmosd.course.keys import members

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def tied(events: pl.DataFrame, attacks: pl.DataFrame, date: str, *, before: int, after: int) -> pl.DataFrame:
    """Return the events in their order with the attack that each belongs to.

    `events` have `patient_id`, the days of `date` (see `with_days`) and `attack`, a reported attack's row id or null. They come
    back with `attack` as the number of the merged attack (null: none, or it cannot be told), `days_from_onset` of that attack,
    `date_dependent`, and `tie`: how the attack was found, or why there is none.
    """
    people = attacks["patient_id"].unique(maintain_order=True)
    near = nearest(
        events.with_columns(numbered(events, people)),
        attacks.with_columns(numbered(attacks, people)),
        date,
        before=before,
        after=after,
    )
    reports = members(attacks.with_columns(attack=pl.int_range(pl.len(), dtype=pl.Int64)))
    named = events.rename({"attack": "stated"}).join(
        reports.select(stated="row_id", stated_place="attack"), on="stated", how="left", maintain_order="left"
    )
    is_stated = pl.col("stated").is_not_null()
    span = pl.col(f"{date}_latest_day") - pl.col(f"{date}_earliest_day")
    placed = named.with_columns(
        place=pl.when(is_stated).then("stated_place").otherwise(near["place"]),
        date_dependent=near["date_dependent"] & ~is_stated,
        tie=pl.when(pl.col("stated_place").is_not_null())
        .then(pl.lit("stated_attack"))
        .when(is_stated)
        .then(pl.lit("attack_set_aside"))
        .when(pl.col(f"{date}_day").is_null())
        .then(pl.lit("undated"))
        .when((span > before + after) & near["date_dependent"])
        .then(pl.lit("vague_date"))
        .when(near["place"].is_null())
        .then(pl.lit("between_attacks"))
        .otherwise(pl.lit("nearest_attack")),
    )
    attack, onset = (attacks[name].gather(placed["place"]) for name in ("attack", "onset_day"))
    return placed.drop("stated", "stated_place", "place").with_columns(
        attack=attack, days_from_onset=pl.col(f"{date}_day") - onset
    )


def with_tie_reasons(events: pl.DataFrame, attacks: pl.DataFrame, subject: str) -> pl.DataFrame:
    """Return tied events with `rule` (`<subject>.<tie>`) and `row_ids`: the event's own row and the reports of its attack."""
    reports = attacks.select("patient_id", "attack", reports="row_ids")
    own = pl.concat_list("row_id")
    return events.join(reports, on=["patient_id", "attack"], how="left", maintain_order="left").with_columns(
        rule=pl.format(f"{subject}.{{}}", "tie"),
        row_ids=pl.when(pl.col("reports").is_null()).then(own).otherwise(own.list.concat("reports")),
    )


def numbered(frame: pl.DataFrame, people: pl.Series) -> pl.Series:
    """Return the number of each row's person among `people` (sorted) as `group`; null for anybody else."""
    known, asked = people.to_numpy(), frame["patient_id"].to_numpy()
    places = np.searchsorted(known, asked)
    found = known[np.minimum(places, len(known) - 1)] == asked if len(known) else np.zeros(len(asked), dtype=bool)
    return pl.select(group=pl.when(pl.Series(found)).then(pl.Series(places, dtype=pl.Int64))).to_series()


def nearest(events: pl.DataFrame, attacks: pl.DataFrame, date: str, *, before: int, after: int) -> pl.DataFrame:
    """Return, for each event, where among `attacks` the one stands that is nearest in reach (null: none).

    Events and attacks meet where their whole number `group` is the same. Two columns come back, in the order of the events:
    `place` and `date_dependent`.
    """
    in_order = attacks.with_row_index("place").filter(~pl.col("undated")).sort("group", "onset_day", maintain_order=True)
    here = (events["group"].is_not_null() & events[f"{date}_day"].is_not_null()).to_numpy()
    found = np.full(events.height, -1, dtype=np.int64)
    dependent = np.zeros(events.height, dtype=bool)
    if here.any() and in_order.height:
        own = _Dates.of(events if here.all() else events.filter(pl.Series(here)), date)
        onsets = _Dates.of(in_order, "onset")
        axis = _Axis.over(own, onsets, before, after)
        chosen = _nearest(own, onsets, axis)
        found[here] = np.where(chosen >= 0, in_order["place"].to_numpy().astype(np.int64)[chosen], -1)
        dependent[here] = _depends(own, onsets, axis, chosen)
    known = pl.Series(found >= 0)
    # Where there is none, a valid place lies under the null: gathering by these looks at it.
    return pl.select(place=pl.when(known).then(pl.Series(np.maximum(found, 0))), date_dependent=pl.Series(dependent))


_ENDS = ("_day", "_earliest_day", "_latest_day")


@dataclass(frozen=True)
class _Dates:
    """Dated things by group: the day calculated with, and the first and last possible."""

    group: Whole
    day: Whole
    first: Whole
    last: Whole

    @classmethod
    def of(cls, frame: pl.DataFrame, date: str) -> "_Dates":
        names = ("group", *(f"{date}{end}" for end in _ENDS))
        return cls(*(frame[name].to_numpy().astype(np.int64) for name in names))

    def where(self, kept: Flags) -> "_Dates":
        return _Dates(self.group[kept], self.day[kept], self.first[kept], self.last[kept])


@dataclass(frozen=True)
class _Axis:
    """One line on which the groups lie end to end, further apart than any reach, so that one search serves all."""

    before: int
    after: int
    start: int
    length: int

    @classmethod
    def over(cls, own: _Dates, onsets: _Dates, before: int, after: int) -> "_Axis":
        start = int(min(own.first.min(), onsets.first.min())) - after - 1
        end = int(max(own.last.max(), onsets.last.max())) + before + 1
        return cls(before, after, start, end - start + before + after)

    def place(self, group: Whole, day: Whole) -> Whole:
        return group * self.length + (day - self.start)


def _nearest(own: _Dates, onsets: _Dates, axis: _Axis) -> Whole:
    """Return the place among the onsets (sorted by group and day) of the one that counts; -1 where there is none."""
    widest = axis.before + axis.after
    exact_enough = np.flatnonzero(onsets.last - onsets.first <= widest)
    if not len(exact_enough):
        return np.full(len(own.day), -1)
    line = axis.place(onsets.group, onsets.day)[exact_enough]
    events = axis.place(own.group, own.day)
    later = np.searchsorted(line, events, side="right")
    earlier = later - 1
    since = np.where(earlier >= 0, events - line[np.maximum(earlier, 0)], axis.length)
    until = np.where(later < len(line), line[np.minimum(later, len(line) - 1)] - events, axis.length)
    begun, to_come = since <= axis.after, until <= axis.before
    chosen = np.where(begun & ~(to_come & (until < since)), earlier, np.where(to_come, later, -1))
    tied_to = np.where(chosen >= 0, exact_enough[np.maximum(chosen, 0)], -1)
    return np.where(own.last - own.first <= widest, tied_to, -1)


def _depends(own: _Dates, onsets: _Dates, axis: _Axis, chosen: Whole) -> Flags:
    if np.array_equal(own.first, own.last) and np.array_equal(onsets.first, onsets.last):
        return np.zeros(len(own.day), dtype=bool)
    possible = _possible(own, onsets, axis)
    nearest_one = np.maximum(chosen, 0)
    surely = (
        (chosen >= 0)
        & (own.last - onsets.first[nearest_one] <= axis.after)
        & (onsets.last[nearest_one] - own.first <= axis.before)
    )
    depends: Flags = (possible == 1) & ~surely
    several = possible > 1
    vague = onsets.where(onsets.first < onsets.last)
    depends[several] = (own.first < own.last)[several] | (_possible(own.where(several), vague, axis) > 0)
    return depends


def _possible(own: _Dates, onsets: _Dates, axis: _Axis) -> Whole:
    """Count the attacks of the group that are in reach on some days inside the dates."""
    firsts = np.sort(axis.place(onsets.group, onsets.first), kind="stable")
    lasts = np.sort(axis.place(onsets.group, onsets.last), kind="stable")
    begun_in_time = np.searchsorted(firsts, axis.place(own.group, own.last + axis.before), side="right")
    over = np.searchsorted(lasts, axis.place(own.group, own.first - axis.after), side="left")
    return begun_in_time - over
