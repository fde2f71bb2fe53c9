"""Attacks: reported attacks merged from onset to onset.

Rule. Reported attacks that a reviewer adjudicated as none (`Definitions.not_attacks`) are set aside. The first dated one of a
person opens a cluster; every later one whose onset lies less than `merge_before_days` after the onset that opened the cluster
belongs to it; the first that does not opens the next. Clusters are anchored at their first onset and never chained. A merged
attack keeps the first onset, the union of the sites and its reported attacks. An attack without a date stays alone, and so does
one whose date spans more than `widest_date_in_windows` merge windows: two attacks of "2012" share the middle of that year, but
their true days lie less likely than not within a window of each other, or of any day.

An attack is `date_dependent` when, for one of its reported attacks and another reported attack of the person, some days inside
the two dates lie closer than the window and some do not. If no attack of a person is marked, every choice of days gives the
same attacks: the answer is fixed for each pair, and two onsets that could change places lie close to the same others.

An attack without a date may have been on any day of the person's life. Wherever attacks are placed in time, that means:

- What must surely lie outside attacks cannot be told (null): whether a visit is stable (`disability`), whether an eye that it
  struck or may have struck was examined outside an attack (`eyes`). Worsening is not independent for certain (`worsening`).
- Where visits are walked through all the same, it lies nowhere and hides none of them, and the person's rows are marked as
  `date_dependent`: `worsening`, `milestones`, and `recovery` from the other attacks. The scores before and in other
  attacks (`attack_features`) leave it out without a mark.
- What counts attacks in a stretch of time leaves it out, so that the count is the least: follow-up (`person_time`, where
  `undated_attacks` counts it apart), treatment (`exposure`, `breakthroughs`) and other periods. `course_form` counts it, because
  it asks for no day.

Source: the interval is `Definitions.merge_before_days`, whose source `Definitions.explain()` names.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from nmosd.course.attacks.sites import in_order
from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.sorting import sorted_by
from nmosd.record import Record

Whole = npt.NDArray[np.int64]


def derive_attacks(record: Record, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per attack, in the order of patient and onset; attacks without a date last.

    `attack` counts from 1; `onset_day`, `onset_earliest_day`, `onset_latest_day` are null for an undated attack; `sites` is the
    union, null where no reported attack states any; `reported` says how many reported attacks were merged, `row_ids` which.
    `is_onset_attack` is true for the first dated attack unless it certainly began a merge window or more after the stated
    onset of disease, null for an undated attack. With `reasons`, `rule` names the rule that made the row.
    """
    reported = counted_reports(record, definitions).with_columns(undated=pl.col("onset_day").is_null())
    dated = sorted_by(reported.filter(~pl.col("undated")), "patient_id", "onset_day", "row_id")
    dependent = _depends_on_reading(dated, definitions.merge_before_days).implode()
    dated = dated.with_columns(date_dependent=pl.col("row_id").is_in(dependent))
    span = pl.col("onset_latest_day") - pl.col("onset_earliest_day") + 1
    vague = span > definitions.widest_date_in_windows * definitions.merge_before_days
    placed = dated.filter(~vague).with_columns(cluster=_clusters(dated.filter(~vague), definitions.merge_before_days))
    undated = reported.filter("undated").sort("patient_id", "row_id").with_columns(date_dependent=pl.lit(value=False))
    attacks = [_merge(placed), _alone(dated.filter(vague), "attacks.vague"), _alone(undated, "attacks.undated")]
    merged = sorted_by(pl.concat(attacks, rechunk=True), "patient_id", "onset_day")
    numbered = merged.with_columns(attack=_places_in_runs(merged["patient_id"]))
    return _with_onset_attack(numbered, record, definitions).select(*_COLUMNS, *(["rule"] if reasons else []))


def _places_in_runs(patients: pl.Series) -> pl.Series:
    """Return the place, from 1, of each row among those of its patient, who stand together."""
    lengths = patients.rle().struct.field("len").to_numpy().astype(np.int64)
    before = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return pl.Series(np.arange(1, patients.len() + 1) - before, dtype=pl.UInt32)


def counted_reports(record: Record, definitions: Definitions) -> pl.DataFrame:
    """Return the reported attacks that were not set aside by their adjudication, with their days; one row per reported attack."""
    set_aside = pl.col("adjudication").is_in(list(definitions.not_attacks)).fill_null(value=False)
    kept = record.attacks.filter(~set_aside).select("row_id", "patient_id", "onset_earliest", "onset_latest", "sites")
    return with_days(kept, "onset", definitions=definitions)


_COLUMNS = (
    "patient_id",
    "attack",
    "onset_day",
    "onset_earliest_day",
    "onset_latest_day",
    "sites",
    "reported",
    "is_onset_attack",
    "undated",
    "date_dependent",
    "row_ids",
)


def _clusters(dated: pl.DataFrame, merge_before: int) -> pl.Series:
    """Number the clusters of rows sorted by patient and onset.

    Patients are laid end to end on one axis, further apart than any window. All patients then step from anchor to anchor at
    once, so that the rounds are as many as the most attacks of one person.
    """
    if dated.is_empty():
        return pl.Series("cluster", [], dtype=pl.Int64)
    patient = dated["patient_id"].rle_id().to_numpy().astype(np.int64)
    day = dated["onset_day"].to_numpy().astype(np.int64)
    axis: Whole = patient * (int(day.max() - day.min()) + merge_before + 1) + (day - day.min())
    beyond = np.searchsorted(axis, axis + merge_before, side="left")
    is_anchor = np.zeros(len(axis), dtype=bool)
    anchors = np.flatnonzero(np.diff(patient, prepend=-1))
    while len(anchors):
        is_anchor[anchors] = True
        following = beyond[anchors]
        within = following < len(axis)
        anchors, following = anchors[within], following[within]
        anchors = following[patient[following] == patient[anchors]]
    return pl.Series("cluster", np.cumsum(is_anchor))


def _depends_on_reading(dated: pl.DataFrame, merge_before: int) -> pl.Series:
    """Return the row ids of reported attacks that lie within the window of another on some days of the two dates, not on all."""
    bounds = dated.select("patient_id", "row_id", first="onset_earliest_day", last="onset_latest_day")
    imprecise = bounds.filter(pl.col("first") < pl.col("last"))
    pairs = imprecise.join(bounds, on="patient_id", suffix="_other").filter(pl.col("row_id") != pl.col("row_id_other"))
    least = pl.max_horizontal(0, pl.col("first_other") - pl.col("last"), pl.col("first") - pl.col("last_other"))
    most = pl.max_horizontal(pl.col("last_other") - pl.col("first"), pl.col("last") - pl.col("first_other"))
    straddling = pairs.filter((least < merge_before) & (most >= merge_before))
    return pl.concat([straddling["row_id"], straddling["row_id_other"]]).unique(maintain_order=True)


def _merge(placed: pl.DataFrame) -> pl.DataFrame:
    several = pl.len().over("cluster") > 1
    merged = (
        placed.filter(several)
        .group_by("cluster", maintain_order=True)
        .agg(
            pl.col("patient_id").first(),
            pl.col("onset_day", "onset_earliest_day", "onset_latest_day").min(),
            pl.col("sites").explode(empty_as_null=False, keep_nulls=False).unique().sort(),
            pl.col("sites").is_not_null().any().alias("sites_stated"),
            pl.len().cast(pl.UInt32).alias("reported"),
            pl.col("date_dependent").any(),
            pl.col("row_id").alias("row_ids"),
        )
        .with_columns(
            pl.when("sites_stated").then("sites").otherwise(None).alias("sites"),
            undated=False,
            rule=pl.lit("attacks.merged"),
        )
    )
    return pl.concat([_alone(placed.filter(~several), "attacks.single"), merged.select(_BEFORE_NUMBERING)])


def _alone(reported: pl.DataFrame, rule: str) -> pl.DataFrame:
    return reported.with_columns(
        in_order(reported["sites"]),
        reported=pl.lit(1, pl.UInt32),
        row_ids=pl.concat_list("row_id"),
        rule=pl.lit(rule),
    ).select(_BEFORE_NUMBERING)


_BEFORE_NUMBERING = [name for name in _COLUMNS if name not in ("attack", "is_onset_attack")] + ["rule"]


def _with_onset_attack(numbered: pl.DataFrame, record: Record, definitions: Definitions) -> pl.DataFrame:
    stated = record.patients.select("patient_id", stated_latest_day=_stated_onset_latest(record).cast(pl.Int32))
    began_later = pl.col("onset_earliest_day") - pl.col("stated_latest_day") >= definitions.merge_before_days
    is_onset = (pl.col("attack") == 1) & ~began_later.fill_null(value=False)
    return numbered.join(stated, on="patient_id", how="left", maintain_order="left").with_columns(
        is_onset_attack=pl.when(~pl.col("undated")).then(is_onset)
    )


def _stated_onset_latest(record: Record) -> pl.Expr:
    """In a relative calendar day 0 is the onset, stated or not."""
    stated = pl.col("onset_latest").to_physical()
    return stated.fill_null(0) if record.calendar == "relative" else stated
