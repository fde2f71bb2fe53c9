"""Recovery from each attack: disability, and the acuity of each eye that was struck.

Rule. Three values of one measure are compared: before, at the nadir, after; higher is worse (EDSS as it counts in `disability`,
acuity in logMAR). Of two values of one day the worse counts.

- Before: the last stable value ahead of the onset, at most `value_before_attack_within_days` old, with no attack between. A
  value is stable if it was taken more than `edss_unstable_days` (acuity: `vision_unstable_days`) after the onset of the attack
  before it. Where there is none, `unimpaired_before_onset_attack` can take the state before the onset attack for EDSS 0 and
  logMAR 0.
- Nadir: the worst of the nadir as stated (EDSS), of the values from the onset on over that same time, as far as the window for
  recovery has not begun, and of the eye examinations recorded as made at the worst point of the attack (which serve for nothing
  else).
- After: the value nearest to day `recovery_target_days` after the onset, from day `recovery_from_days` to day
  `recovery_until_days` and with no attack between; of two equally near the earlier. `recovery_value = "best"` takes the best
  value of the window instead. It gets better with every examination, also where nothing but chance moves the values, so that
  people who are seen more often seem to recover better.

The ratio is (nadir - after) / (nadir - before): 1 or more is complete (after is no worse than before), 0 or less none, between
them partial. Where the measure shows no loss at the nadir there is nothing to recover: neither ratio nor word. What the
clinician stated is kept beside it, and is no part of it.

An eye was struck as `eye_attacks` says; for acuity only attacks count that struck the eye or may have. Where only the side is
missing either eye has a row, and `struck` is null. An attack or a value whose date spans more days than the window for recovery
is too vague to be placed; such an attack has only what is stated. So has an attack without a date, which lies nowhere among the
others and makes them `date_dependent` (`attacks.py`).

Sources: window and ratio are the project's own proposal, in step with residual disability measured six months after the attack
(chen2025 in sources.toml); the words are those of Kleiter 2016, doi 10.1002/ana.24554, where clinicians chose them.
"""

import polars as pl

from nmosd.course.attacks.recovery_marks import with_date_marks
from nmosd.course.attacks.recovery_values import values_in_time, with_values
from nmosd.course.definitions import Definitions
from nmosd.course.keys import members, no_rows
from nmosd.record import Record

_RECOVERY = pl.Enum(["complete", "partial", "none"])


def derive_recovery(
    record: Record,
    attacks: pl.DataFrame,
    disability: pl.DataFrame,
    eyes: pl.DataFrame,
    definitions: Definitions,
    *,
    reasons: bool = False,
) -> pl.DataFrame:
    """Return one row per attack and measure, sorted by patient, attack and measure.

    `struck` is true, or null where an attack may have struck the eye. `before`, `nadir` and `after` are EDSS or logMAR, each
    with its day (null: unknown; the nadir has no day where it was stated); `residual` is after less before. `ratio` and
    `recovery` are null where a value is missing or the measure shows no loss. `stated` is the recovery as the clinician put it,
    null where reports that were merged differ.

    `date_dependent`: an attack or a value without an exact date could bear on one of the three values; an upper bound.
    With `reasons`, `rule` names the rule and `row_ids` the rows of the values used.
    """
    numbered = attacks.with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    reports = _reports(record, numbered)
    series = values_in_time(disability, eyes)
    rows = _judged(with_values(numbered, reports, series, definitions), definitions)
    rows = rows.with_columns(_stated(reports, attacks.height).gather(rows["place"]))
    rows = with_date_marks(rows, attacks, series, definitions)
    if not reasons:
        return rows.select(_COLUMNS)
    used = pl.concat_list("before_row_id", "nadir_row_id", "after_row_id").list.drop_nulls()
    row_ids = used if rows.height else no_rows(record)
    return rows.with_columns(_rule().alias("rule"), row_ids=row_ids).select(*_COLUMNS, "rule", "row_ids")


_COLUMNS = (
    "patient_id",
    "attack",
    "measure",
    "struck",
    "before",
    "before_day",
    "nadir",
    "nadir_day",
    "after",
    "after_day",
    "residual",
    "ratio",
    "recovery",
    "stated",
    "date_dependent",
)


def _reports(record: Record, attacks: pl.DataFrame) -> pl.DataFrame:
    """Return the reported attacks in the order of the places of the merged attacks that hold them."""
    told = record.attacks.select("row_id", pl.col("nadir_edss").cast(pl.Float64), "recovery")
    held = members(attacks.with_columns(attack="place")).select("row_id", place="attack")
    return held.join(told, on="row_id", how="left", maintain_order="left")


def _stated(reports: pl.DataFrame, attacks: int) -> pl.Series:
    """Return for each attack what its reports say of recovery; null where they differ or say nothing."""
    told = reports.filter(pl.col("recovery") != "unknown").select("place", word=pl.col("recovery").cast(_RECOVERY, strict=False))
    words = told.group_by("place").agg(first=pl.col("word").first(), differ=pl.col("word").min() != pl.col("word").max())
    agreed = words.filter(~pl.col("differ"))
    empty = pl.repeat(None, attacks, dtype=_RECOVERY, eager=True)
    return empty.scatter(agreed["place"], agreed["first"]).alias("stated")


def _judged(rows: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    if definitions.unimpaired_before_onset_attack:
        presumed = pl.when(pl.col("is_onset_attack").fill_null(value=False)).then(0.0)
        rows = rows.with_columns(before=pl.coalesce("before", presumed))
    before, nadir, after = pl.col("before"), pl.col("nadir"), pl.col("after")
    lost = nadir > before
    known = lost & after.is_not_null()
    words = {name: pl.lit(name, _RECOVERY) for name in _RECOVERY.categories}
    return rows.with_columns(
        residual=after - before,
        ratio=pl.when(lost).then((nadir - after) / (nadir - before)),
        recovery=pl.when(known & (after <= before))
        .then(words["complete"])
        .when(known & (after >= nadir))
        .then(words["none"])
        .when(known)
        .then(words["partial"]),
    )


def _rule() -> pl.Expr:
    """Return the rule of each row that has its values and its recovery."""
    return (
        pl.when(pl.col("nadir").is_null())
        .then(pl.lit("recovery.nadir_unknown"))
        .when(~pl.col("datable"))
        .then(pl.lit("recovery.not_datable"))
        .when(pl.col("before").is_null())
        .then(pl.lit("recovery.before_unknown"))
        .when(pl.col("nadir") <= pl.col("before"))
        .then(pl.lit("recovery.no_loss"))
        .when(pl.col("after").is_null())
        .then(pl.lit("recovery.after_unknown"))
        .otherwise("recovery." + pl.col("recovery").cast(pl.String))
    )
