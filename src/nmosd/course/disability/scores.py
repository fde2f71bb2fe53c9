"""Disability at each visit: the scores, whether they fit their functional systems, and whether an attack is near.

Rule. A visit lies in an attack window from the onset of an attack until `edss_unstable_days` after it, by the days in use. A
visit outside is stable and may serve as a baseline. A person with an attack that has no date may have been in it on any day
(`attacks.py`): a visit in no known window is then neither in one nor stable for certain. The score that counts is the recorded
one, else (if `edss_from_systems_counts`) the one that functional systems and walking give; the two differ where the recorded
score lies `edss_mismatch_half_points` or more outside what they allow. The recorded method is kept beside it.

`date_dependent`: other days inside the dates of the visit and of an attack would put the visit into the window or out of it. Two
attacks whose windows only together are sure to hold the visit leave it marked.

Source: the window is that of `Definitions.edss_unstable_days`; the scoring, see `systems.py`.
"""

import numpy as np
import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.disability.series import dated_attacks, in_time, last_attacks
from nmosd.course.disability.systems import edss_from_systems
from nmosd.record import Record

_READ = (
    "patient_id",
    "row_id",
    "visited_earliest",
    "visited_latest",
    "edss",
    "edss_method",
    "walking_distance",
    "walking_aid",
    "ambulation_index",
    "mrs",
    *(
        f"{system}_function"
        for system in ("visual", "brainstem", "pyramidal", "cerebellar", "sensory", "bowel_bladder", "cerebral")
    ),
)
_COLUMNS = (
    "patient_id",
    "row_id",
    "visited_day",
    "visited_earliest_day",
    "visited_latest_day",
    "score",
    "edss",
    "edss_from_systems",
    "edss_at_least",
    "edss_at_most",
    "edss_mismatch",
    "method",
    "walking_aid",
    "ambulation_index",
    "mrs",
    "attack",
    "days_since_attack",
    "in_attack_window",
    "is_stable",
    "date_dependent",
)


def derive_disability(record: Record, attacks: pl.DataFrame, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per visit, sorted by patient and day; visits without a date last.

    `score` is the EDSS that counts, `edss` the recorded one; `edss_at_least` and `edss_at_most` are what functional systems and
    walking allow (null: nothing is stated), `edss_from_systems` the score where both are one. `edss_mismatch` is null where the
    two cannot be compared or agree only possibly. `method`, `walking_aid`, `ambulation_index` and `mrs` are as recorded.
    `attack` and `days_since_attack` are of the last attack that had begun (null: none with a date; of two that began on one day
    the one with the higher number). `in_attack_window` and
    `is_stable` are null where it cannot be told. With `reasons`, `rule` names the rule of the window and `row_ids` the visit and
    that attack.
    """
    visits = in_time(with_days(record.visits.select(_READ), "visited", definitions=definitions), "visited_day")
    visits = pl.concat([visits, edss_from_systems(visits, definitions)], how="horizontal")
    visits = _with_scores(visits, definitions)
    placed = _with_window(visits, attacks, definitions)
    if not reasons:
        return placed.select(_COLUMNS)
    return _with_reasons(placed, dated_attacks(attacks)).select(*_COLUMNS, "rule", "row_ids")


def _with_scores(visits: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    least, most, edss = pl.col("edss_at_least"), pl.col("edss_at_most"), pl.col("edss")
    outside = pl.max_horizontal(least - edss, edss - most)
    differs = outside >= definitions.edss_mismatch_half_points / 2
    compared = pl.when(edss < _DEATH).then(pl.when(differs).then(True).when(least == most).then(False))
    known = pl.when(least == most).then(least)
    fills = known if definitions.edss_from_systems_counts else pl.lit(None, pl.Float64)
    return visits.with_columns(
        method="edss_method",
        edss_from_systems=known,
        edss_mismatch=compared,
        score=pl.coalesce(edss, fills),
    )


_DEATH = 10


def _with_window(visits: pl.DataFrame, attacks: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    visits = _with_last_attack(visits, dated_attacks(attacks))
    undated = attacks.filter("undated").select(pl.col("patient_id").unique().implode()).to_series()
    inside = (pl.col("days_since_attack") <= definitions.edss_unstable_days).fill_null(value=False)
    cannot_tell = pl.col("visited_day").is_null() | (~inside & pl.col("patient_id").is_in(undated))
    return visits.with_columns(
        in_attack_window=pl.when(~cannot_tell).then(inside),
        is_stable=pl.when(~cannot_tell).then(~inside),
        date_dependent=_depends(visits, attacks, definitions),
    )


def _with_last_attack(visits: pl.DataFrame, onsets: pl.DataFrame) -> pl.DataFrame:
    dated = visits.select("patient_id", "visited_day").with_row_index("place").drop_nulls("visited_day")
    last = last_attacks(dated, "visited_day", onsets)
    if dated.height < visits.height:
        places = np.full(visits.height, -1, dtype=np.int64)
        places[dated["place"].to_numpy()] = last.cast(pl.Int64).fill_null(-1).to_numpy()
        last = pl.Series(places).set(pl.Series(places < 0), None)
    return visits.with_columns(
        onsets["attack"].gather(last).alias("attack"),
        (visits["visited_day"] - onsets["onset_day"].gather(last)).alias("days_since_attack"),
        last.alias("last_attack"),
    )


def _with_reasons(visits: pl.DataFrame, onsets: pl.DataFrame) -> pl.DataFrame:
    rule = (
        pl.when("in_attack_window")
        .then(pl.lit("disability.in_attack_window"))
        .when("is_stable")
        .then(pl.lit("disability.stable"))
        .when(pl.col("visited_day").is_null())
        .then(pl.lit("disability.undated"))
        .otherwise(pl.lit("disability.undated_attack"))
    )
    reports = onsets["row_ids"].gather(visits["last_attack"]).alias("reports")
    own = pl.concat_list("row_id")
    rows = pl.when(pl.col("reports").is_null()).then(own).otherwise(own.list.concat(pl.col("reports")))
    return visits.with_columns(reports).with_columns(rule=rule, row_ids=rows)


def _depends(visits: pl.DataFrame, attacks: pl.DataFrame, definitions: Definitions) -> pl.Series:
    """Return whether other days inside the dates would move a visit into a window or out of it."""
    window = definitions.edss_unstable_days
    first, last = pl.col("visited_earliest_day"), pl.col("visited_latest_day")
    onsets = attacks.filter(~pl.col("undated")).select("patient_id", begins="onset_earliest_day", began="onset_latest_day")
    possible = (last >= pl.col("begins")) & (first - pl.col("began") <= window)
    sure = (first >= pl.col("began")) & (last - pl.col("begins") <= window)
    # Of two exact dates what is possible is sure, so one of the two must be vague.
    seen = visits.select("row_id", "patient_id", first, last)
    vague = onsets.filter(pl.col("begins") < pl.col("began"))
    pairs = [seen.filter(first == last).join(vague, on="patient_id"), seen.filter(first < last).join(onsets, on="patient_id")]
    open_ones = pl.concat([each.filter(possible & ~sure).select(seen.columns) for each in pairs]).unique("row_id")
    settled = open_ones.join(onsets, on="patient_id").filter(sure)["row_id"]
    return visits["row_id"].is_in(open_ones["row_id"].implode()) & ~visits["row_id"].is_in(settled.implode())
