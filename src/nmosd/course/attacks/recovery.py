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
is too vague to be placed; such an attack has only what is stated. Attacks without a date lie nowhere.

Sources: window and ratio are the project's own proposal, in step with residual disability measured six months after the attack
(chen2025 in sources.toml); the words are those of Kleiter 2016, doi 10.1002/ana.24554, where clinicians chose them.
"""

import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.disability.series import in_time, last_attacks
from nmosd.course.keys import members, no_rows
from nmosd.course.vision.eye_attacks import EYES, attacks_by_eye
from nmosd.record import Record

_EYES = ("right", "left")
_MEASURE = pl.Enum(["EDSS", *(f"acuity {eye}" for eye in _EYES)])
_RECOVERY = pl.Enum(["complete", "partial", "none"])
_OF_AN_ATTACK = ("patient_id", "attack", "measure")


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
    streams = _streams(attacks, definitions)
    rows = streams.filter("listed")
    scores = _scores(disability, eyes)
    timed = _timed(scores.filter(pl.col("at_nadir_of").is_null()), streams, definitions)
    values = {
        "before": _before(timed, definitions),
        "nadir": _nadir(_stated_nadirs(record, attacks), rows, scores, timed, definitions),
        "after": _after(timed, definitions),
    }
    for found in values.values():
        rows = rows.join(found, on="place", how="left", maintain_order="left")
    rows = rows.join(_stated(record, attacks), on=["patient_id", "attack"], how="left", maintain_order="left")
    rows = _marked(_judged(rows, definitions), attacks, scores, definitions)
    if not reasons:
        return rows.select(_COLUMNS)
    used = pl.concat_list(f"{name}_row_id" for name in values).list.drop_nulls()
    return rows.with_columns(row_ids=used if rows.height else no_rows(record)).select(*_COLUMNS, "rule", "row_ids")


_COLUMNS = (
    *_OF_AN_ATTACK,
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


def _streams(attacks: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return for each measure the attacks that bear on it, in order, numbered by `place`.

    `listed`: the attack has a row of this measure; `datable`: its date is exact enough to count days from.
    """
    span = pl.col("onset_latest_day") - pl.col("onset_earliest_day")
    known = attacks.select(
        "patient_id",
        "attack",
        "sites",
        "onset_day",
        "is_onset_attack",
        datable=(span <= _widest(definitions)).fill_null(value=False),
        listed=pl.col("sites").is_not_null(),
    )
    measure_of_eye = {EYES.index(eye): f"acuity {eye}" for eye in _EYES}
    by_eye = attacks_by_eye(known, _EYES).with_columns(
        pl.col("eye").replace_strict(measure_of_eye, return_dtype=_MEASURE).alias("measure")
    )
    disability = known.with_columns(measure=pl.lit("EDSS", _MEASURE), struck=pl.lit(value=True), listed=pl.lit(value=True)).drop(
        "sites"
    )
    return pl.concat([disability, by_eye.select(disability.columns)]).sort(_OF_AN_ATTACK).with_row_index("place")


def _widest(definitions: Definitions) -> int:
    return definitions.recovery_until_days - definitions.recovery_from_days


def _scores(disability: pl.DataFrame, eyes: pl.DataFrame) -> pl.DataFrame:
    """Return every value of every measure in order of time; `at_nadir_of` is the attack at whose worst point it was taken."""
    ends = ("_day", "_earliest_day", "_latest_day")
    scored = disability.filter(pl.col("score").is_not_null()).select(
        "patient_id",
        "row_id",
        *(pl.col(f"visited{end}").alias(f"taken{end}") for end in ends),
        measure=pl.lit("EDSS", _MEASURE),
        value=pl.col("score").cast(pl.Float64),
        at_nadir_of=pl.lit(None, pl.UInt32),
    )
    parts = [scored]
    for eye in _EYES:
        seen = eyes.filter((pl.col("eye") == eye) & pl.col("logmar").is_not_null()).select(
            "patient_id",
            "row_id",
            *(pl.col(f"examined{end}").alias(f"taken{end}") for end in ends),
            measure=pl.lit(f"acuity {eye}", _MEASURE),
            value=pl.col("logmar").cast(pl.Float64),
            at_nadir_of="attack",
        )
        parts.append(in_time(seen, "taken_day"))
    return pl.concat(parts)


def _timed(scores: pl.DataFrame, streams: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the dated values with the place of the attack that began last, on or before that day, and the days since.

    Both are null where none had begun, and `since` also where the attack is not datable; `next_place` and `until_next` in the
    same way are those of the next attack."""
    exact_enough = pl.col("taken_latest_day") - pl.col("taken_earliest_day") <= _widest(definitions)
    unstable = {"EDSS": definitions.edss_unstable_days}
    parts = []
    for measure in _MEASURE.categories:
        taken = scores.filter((pl.col("measure") == measure) & exact_enough)
        stretches = _stretches(streams.filter((pl.col("measure") == measure) & pl.col("onset_day").is_not_null()))
        last = last_attacks(taken, "taken_day", stretches)
        found = stretches.select(pl.all().exclude("patient_id").gather(last))
        days = pl.lit(unstable.get(measure, definitions.vision_unstable_days))
        parts.append(taken.drop("patient_id", "measure").hstack(found).with_columns(unstable=days))
    return pl.concat(parts).with_columns(
        calm=pl.col("place").is_null() | (pl.col("taken_day") - pl.col("onset_day") > pl.col("unstable")),
        since=pl.when("datable").then(pl.col("taken_day") - pl.col("onset_day")),
        until_next=pl.when("next_datable").then(pl.col("next_day") - pl.col("taken_day")),
    )


def _stretches(stream: pl.DataFrame) -> pl.DataFrame:
    """Return the attacks of one measure with the next of the same person, and ahead of each person's first the time before it."""
    attacks = stream.select("patient_id", "place", "onset_day", "datable")
    same_person = pl.col("patient_id") == pl.col("patient_id").shift(-1)
    following = attacks.with_columns(
        next_place=pl.when(same_person).then(pl.col("place").shift(-1)),
        next_day=pl.when(same_person).then(pl.col("onset_day").shift(-1)),
        next_datable=pl.when(same_person).then(pl.col("datable").shift(-1)),
    )
    is_first = (pl.col("patient_id") != pl.col("patient_id").shift()).fill_null(value=True)
    before_first = attacks.filter(is_first).select(
        "patient_id",
        place=pl.lit(None, pl.UInt32),
        onset_day=pl.lit(_LONG_BEFORE, pl.Int32),
        datable=pl.lit(value=False),
        next_place="place",
        next_day="onset_day",
        next_datable="datable",
    )
    return pl.concat([before_first, following]).sort("patient_id", "onset_day", maintain_order=True)


_LONG_BEFORE = -(2**30)


def _before(timed: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    recent = pl.col("until_next") <= definitions.value_before_attack_within_days
    stable = timed.filter(recent & pl.col("calm")).select(
        place="next_place", before="value", before_day="taken_day", before_row_id="row_id"
    )
    return stable.sort("place", "before_day", "before", "before_row_id").unique("place", keep="last", maintain_order=True)


def _stated_nadirs(record: Record, attacks: pl.DataFrame) -> pl.DataFrame:
    reports = record.attacks.filter(pl.col("nadir_edss").is_not_null()).select(
        "row_id", nadir=pl.col("nadir_edss").cast(pl.Float64)
    )
    return members(attacks).join(reports, on="row_id")


def _nadir(
    reported: pl.DataFrame, rows: pl.DataFrame, scores: pl.DataFrame, timed: pl.DataFrame, definitions: Definitions
) -> pl.DataFrame:
    places = rows.select(*_OF_AN_ATTACK, "place")
    of_disability = places.filter(pl.col("measure") == "EDSS")
    stated = reported.join(of_disability, on=["patient_id", "attack"]).select(
        "place", "nadir", nadir_day=pl.lit(None, pl.Int32), nadir_row_id="row_id"
    )
    taken = {"nadir": "value", "nadir_day": "taken_day", "nadir_row_id": "row_id"}
    in_attack = ~pl.col("calm") & (pl.col("since") < definitions.recovery_from_days)
    at_worst = scores.filter(pl.col("at_nadir_of").is_not_null()).join(
        places, left_on=["patient_id", "at_nadir_of", "measure"], right_on=list(_OF_AN_ATTACK)
    )
    candidates = pl.concat([stated, timed.filter(in_attack).select("place", **taken), at_worst.select("place", **taken)])
    ordered = candidates.sort("place", "nadir", "nadir_day", "nadir_row_id", descending=[False, True, False, False])
    return ordered.unique("place", keep="first", maintain_order=True)


def _after(timed: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    in_window = pl.col("since").is_between(definitions.recovery_from_days, definitions.recovery_until_days)
    candidates = timed.filter(in_window).select(
        "place",
        after="value",
        after_day="taken_day",
        after_row_id="row_id",
        distance=(pl.col("since") - definitions.recovery_target_days).abs(),
    )
    worst_of_day = candidates.sort("place", "after_day", "after", "after_row_id").unique(
        ["place", "after_day"], keep="last", maintain_order=True
    )
    best = ["after"] if definitions.recovery_value == "best" else []
    chosen = worst_of_day.sort("place", *best, "distance", "after_day").unique("place", keep="first", maintain_order=True)
    return chosen.drop("distance")


def _stated(record: Record, attacks: pl.DataFrame) -> pl.DataFrame:
    told = record.attacks.filter(pl.col("recovery") != "unknown").select("row_id", stated=pl.col("recovery").cast(pl.String))
    per_attack = members(attacks).join(told, on="row_id").group_by("patient_id", "attack").agg(pl.col("stated").unique())
    only_one = pl.when(pl.col("stated").list.len() == 1).then(pl.col("stated").list.first())
    return per_attack.select("patient_id", "attack", stated=only_one.cast(_RECOVERY))


def _judged(rows: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    if definitions.unimpaired_before_onset_attack:
        presumed = pl.when(pl.col("is_onset_attack").fill_null(value=False)).then(0.0)
        rows = rows.with_columns(before=pl.coalesce("before", presumed))
    before, nadir, after = pl.col("before"), pl.col("nadir"), pl.col("after")
    rows = rows.with_columns(
        residual=after - before,
        ratio=pl.when(nadir > before).then((nadir - after) / (nadir - before)),
        rule=pl.when(nadir.is_null())
        .then(pl.lit("recovery.nadir_unknown"))
        .when(~pl.col("datable"))
        .then(pl.lit("recovery.not_datable"))
        .when(before.is_null())
        .then(pl.lit("recovery.before_unknown"))
        .when(nadir <= before)
        .then(pl.lit("recovery.no_loss"))
        .when(after.is_null())
        .then(pl.lit("recovery.after_unknown"))
        .when(after <= before)
        .then(pl.lit("recovery.complete"))
        .when(after >= nadir)
        .then(pl.lit("recovery.none"))
        .otherwise(pl.lit("recovery.partial")),
    )
    word = pl.col("rule").str.strip_prefix("recovery.")
    return rows.with_columns(recovery=pl.when(word.is_in(_RECOVERY.categories)).then(word).cast(_RECOVERY))


def _marked(rows: pl.DataFrame, attacks: pl.DataFrame, scores: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Mark what an attack (all measures) or a value (its own measure) could reach whose date is not exact or not known."""
    doubtful = pl.col("onset_earliest_day") < pl.col("onset_latest_day")
    vague_attacks = attacks.filter(doubtful | pl.col("date_dependent") | pl.col("undated")).select(
        "patient_id",
        first=pl.col("onset_earliest_day").fill_null(_LONG_BEFORE),
        last=pl.col("onset_latest_day").fill_null(-_LONG_BEFORE),
        of=pl.lit(None, _MEASURE),
    )
    vague_scores = scores.filter(pl.col("taken_earliest_day") < pl.col("taken_latest_day")).select(
        "patient_id", first="taken_earliest_day", last="taken_latest_day", of="measure"
    )
    vague = pl.concat([vague_attacks, vague_scores])
    if vague.is_empty():
        return rows.with_columns(date_dependent=pl.lit(value=False))
    onsets = attacks.select("patient_id", "attack", "onset_earliest_day", "onset_latest_day")
    unstable = max(definitions.edss_unstable_days, definitions.vision_unstable_days)
    reach_back = definitions.value_before_attack_within_days + unstable
    reach_on = max(definitions.recovery_until_days, unstable)
    near = vague.join(onsets, on="patient_id").filter(
        (pl.col("last") >= pl.col("onset_earliest_day") - reach_back) & (pl.col("first") <= pl.col("onset_latest_day") + reach_on)
    )
    keys = near.select("patient_id", "attack", "of").unique()
    by_attack = keys.filter(pl.col("of").is_null()).select("patient_id", "attack", any_measure=pl.lit(value=True))
    by_measure = keys.filter(pl.col("of").is_not_null()).select("patient_id", "attack", measure="of", own=pl.lit(value=True))
    joined = rows.join(by_attack, on=["patient_id", "attack"], how="left", maintain_order="left").join(
        by_measure, on=_OF_AN_ATTACK, how="left", maintain_order="left"
    )
    return joined.with_columns(date_dependent=pl.any_horizontal("any_measure", "own").fill_null(value=False))
