"""Exposure: episodes of preventive treatment, when they acted, and the attacks and follow-up inside them.

Rule. Treatment is what `therapies` and `therapy_doses` say (`spans`): from a start to a stop; where it is stated to be ongoing,
to the end of follow-up; for a drug given in doses whose doses are on record, the doses alone. A blank stop of a treatment that
is not stated to be ongoing says nothing: its end is unknown, `until_day` is null, and it counts only to the last day that is
certain, its last dose on record or else its start (`blank_stop_means = "ongoing"` reads it as going on). Spans of one drug make
one episode unless a gap parts them (`episodes`).

A drug acts from its start plus a lag (`treatment_lag_days`, or with `lag_by_drug` its own latency) until its last day or dose
plus its effect window (effect_windows.toml, rituximab 26 weeks). Apheresis, which removes antibodies, is not taken into account.
Bridging steroids, overlap and washout are those of `neighbours`, the line of treatment that of `lines`.

Person-time on a drug is the follow-up (entry, exit] inside the days on which it certainly acted; attacks count inside it but for
the onset attack and those without a date, as in `person_time`. Episodes of two drugs may share days, so that their person-years
do not add up to a person's.

Sources: doses with a window of effect and lags of 0, 90 and 180 days are the project's own proposal (settings). In multiple
sclerosis the full effect on attacks took 3 to 7 months (Roos 2020, sources.toml); no such study of NMOSD was found.
"""

import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.disability.series import Whole, starts
from nmosd.course.treatment.date_marks import with_date_marks
from nmosd.course.treatment.episodes import episodes
from nmosd.course.treatment.neighbours import with_bridging, with_lines, with_neighbours, with_restarts
from nmosd.course.treatment.spans import spans
from nmosd.course.treatment.windows import effect_windows
from nmosd.record import Record
from nmosd.record.dates import YEARS_PER_DAY


def derive_exposure(
    record: Record,
    people: pl.DataFrame,
    attacks: pl.DataFrame,
    person_time: pl.DataFrame,
    definitions: Definitions,
    *,
    reasons: bool = False,
) -> pl.DataFrame:
    """Return one row per episode of preventive treatment, sorted by patient and first day, those without a first day last.

    `episode` counts from 1 in a person; `row_id` is the row that opened it (of `therapies`, or of `therapy_doses`). `from_day` is
    null where no start is known, `until_day` (last day or dose) and `effective_until_day` where the end or the window is not; the
    drug acted at least until `known_until_day`. `doses` counts the dated doses that the episode holds, 0 where none is on record.
    `end` is stopped, ongoing, lapsed (no dose followed in time) or unknown, `stop_day` and `stop_reason` are what was recorded.
    `restart`: the drug was given before; `gap_days` since its effect had ended then (null: unknown).

    `entry_day`, `exit_day`, `person_years` and `attacks` are those of follow-up on the drug: 0 and no days where there was none,
    null where follow-up is not known. `bridging`, `overlap`, `washout_days`, `line`: see the functions that make them.

    `date_dependent`: a date of the person's treatment is not exact (which can change the line or the overlap of every episode),
    or a bound of follow-up or an attack near a bound of the episode; an upper bound. With `reasons`, `rule` names what the end
    rests on.
    """
    found = episodes(spans(record, people, definitions, reasons=reasons), people["patient_id"], definitions)
    start = starts(found["patient_id"], people["patient_id"])
    found = with_bridging(_with_effect(found, definitions), start, definitions)
    found = with_restarts(with_lines(with_neighbours(found, start), start, definitions), start)
    timed = _with_person_time(found, start, attacks, person_time)
    rule = pl.when(pl.col("from_day").is_null()).then(pl.lit("start_unknown")).otherwise(pl.col("end").cast(pl.String))
    timed = with_date_marks(timed, record, people, definitions, person_time=person_time, attacks=attacks).with_columns(
        rule="exposure." + rule
    )
    return timed.select(*_COLUMNS, *(["rule", "row_ids"] if reasons else []))


_COLUMNS = (
    "patient_id",
    "episode",
    "row_id",
    "drug",
    "class",
    "from_day",
    "until_day",
    "end",
    "stop_day",
    "stop_reason",
    "doses",
    "effective_from_day",
    "effective_until_day",
    "known_until_day",
    "restart",
    "gap_days",
    "bridging",
    "overlap",
    "washout_days",
    "line",
    "entry_day",
    "exit_day",
    "person_years",
    "attacks",
    "date_dependent",
)


def _with_effect(found: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    windows = effect_windows(definitions)
    classes = {name: window.drug_class for name, window in windows.items()}
    lag = pl.lit(definitions.treatment_lag_days, pl.Int32)
    if definitions.lag_by_drug:
        latencies = {name: window.latency_days for name, window in windows.items()}
        lag = pl.coalesce(pl.col("drug").replace_strict(latencies, default=None, return_dtype=pl.Int32), lag)
    return found.with_columns(
        pl.col("drug").replace_strict(classes, default=None, return_dtype=pl.Enum(sorted(set(classes.values())))).alias("class"),
        effective_from_day=pl.col("from_day") + lag,
        effective_until_day=pl.col("until_day") + pl.col("effect_days"),
        known_until_day=pl.col("known_day") + pl.col("effect_days").fill_null(0),
    )


def _with_person_time(found: pl.DataFrame, start: Whole, attacks: pl.DataFrame, person_time: pl.DataFrame) -> pl.DataFrame:
    from nmosd.course.treatment.kernel import counted_inside

    follow_up = person_time.filter(pl.col("person_years").is_not_null()).select("patient_id", begin="entry_day", over="exit_day")
    joined = found.join(follow_up, on="patient_id", how="left", maintain_order="left")
    known = pl.col("begin").is_not_null() & pl.col("from_day").is_not_null()
    entry = pl.max_horizontal("effective_from_day", "begin")
    leave = pl.min_horizontal("known_until_day", "over")
    some = known & (entry < leave)
    joined = joined.with_columns(
        entry_day=pl.when(some).then(entry),
        exit_day=pl.when(some).then(leave),
        person_years=pl.when(some).then((leave - entry) * YEARS_PER_DAY).when(known).then(0.0),
    )
    later = attacks.filter(~pl.col("undated") & ~pl.col("is_onset_attack").fill_null(value=False))
    counts = counted_inside(
        start,
        joined["entry_day"].fill_null(0).to_numpy(),
        joined["exit_day"].fill_null(0).to_numpy(),
        starts(later["patient_id"], person_time["patient_id"]),
        later["onset_day"].to_numpy(),
    )
    return joined.with_columns(attacks=pl.when(known).then(pl.lit(pl.Series(counts))))
