"""Which attack something belongs to: the one that the record names, else the nearest in time.

What is recorded with an attack's id belongs to the merged attack that holds it; where that attack was set aside, to none. Without
an id, an attack is in reach if it began at most `before` days after the event and at most `after` days before it; of several in
reach the nearest counts, and of two equally near the one that had begun. A date, of the event or of the attack, that spans more
days than the reach itself is too vague to tie anything.

`date_dependent`: other days inside the dates could tie the event to another attack, or to none. It is not marked where the
dates cannot change it, and may be marked where several attacks are in reach and the nearest would stay the nearest. Whether the
reported attacks themselves would merge otherwise is marked in `attacks`.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nmosd.course.disability.series import runs
from nmosd.course.keys import members


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
    named = events.rename({"attack": "stated"}).with_columns(stated_place=stated_places(events["attack"], attacks))
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


def stated_places(stated: pl.Series, attacks: pl.DataFrame) -> pl.Series:
    """Return where among `attacks` the one stands that holds each report named; null where none is named, or none holds it."""
    held = members(attacks.with_columns(attack=pl.int_range(pl.len(), dtype=pl.Int64))).rename({"attack": "place"})
    named = stated.to_frame("row_id").with_row_index("event").drop_nulls().join(held, on="row_id")
    return pl.repeat(None, stated.len(), dtype=pl.Int64, eager=True).scatter(named["event"], named["place"])


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
    asked, begins = runs(frame["patient_id"])
    places = pl.Series(np.searchsorted(people.to_numpy(), asked.to_numpy()), dtype=pl.Int64)
    known = people.gather(places.set(places == people.len(), None)) == asked
    numbers = pl.select(group=pl.when(known).then(places)).to_series()
    return numbers.gather(np.repeat(np.arange(places.len()), np.diff(begins)))


def nearest(events: pl.DataFrame, attacks: pl.DataFrame, date: str, *, before: int, after: int) -> pl.DataFrame:
    """Return, for each event, where among `attacks` the one stands that is nearest in reach (null: none).

    Events and attacks meet where their whole number `group` is the same. Two columns come back, in the order of the events:
    `place` and `date_dependent`.
    """
    from nmosd.course.attacks.windows_kernel import Dates, nearest_attacks

    dated = attacks.with_row_index("place").filter(~pl.col("undated"))
    group, onsets = dated["group"].to_numpy(), _days(dated, "onset")
    order = np.argsort(group * (1 << 32) + onsets[0], kind="stable")
    start = np.append(0, np.cumsum(np.bincount(group)))
    found, dependent = nearest_attacks(
        start,
        Dates(*(days[order] for days in onsets)),
        events["group"].fill_null(-1).to_numpy(writable=True),
        Dates(*_days(events, date)),
        before,
        after,
    )
    # Where there is none, a valid place lies under the null: gathering by these looks at it.
    place = np.append(dated["place"].to_numpy()[order], 0)[found]
    return pl.select(place=pl.when(pl.Series(found >= 0)).then(pl.Series(place)), date_dependent=pl.Series(dependent))


def _days(frame: pl.DataFrame, date: str) -> list[NDArray[np.int32]]:
    """Return the days of a date as the compiled loop reads them: the one calculated with, the first and the last possible."""
    from nmosd.course.attacks.windows_kernel import UNKNOWN

    return [frame[f"{date}{end}"].fill_null(UNKNOWN).to_numpy(writable=True) for end in _ENDS]


_ENDS = ("_day", "_earliest_day", "_latest_day")
