"""Confirmed worsening, its kinds and milestones beside pymsprog 1.0.7 on random patients, under many options.

`data/pymsprog` holds the patients and what pymsprog said of them (`make/run_pymsprog.py` writes it); where the two differ and who
is right stands in `data/pymsprog_differences.md`, and every single difference in `data/pymsprog_differences.csv`. A sweep over thousands of other patients is run
where `NMOSD_PYMSPROG` names the Python of an environment with pymsprog.
"""

import datetime as dt
from pathlib import Path

import polars as pl

from nmosd.course import Definitions, derive
from nmosd.course.disability.changes import find_changes
from nmosd.course.disability.worsening import scored_visits
from nmosd.record import Record, new_record

DATA = Path(__file__).parent / "data"
# pymsprog lets a visit at the very distance count, where our windows hold their last day: one day less. Every attack stands alone.
LIKE_THEIRS = Definitions().replace(
    merge_before_days=1, edss_unstable_days=29, worsening_reference="fixed", worsening_onset_unstable_days=-1
)
FIRST = {"worsening_events": "first"}
ROVING = {"worsening_reference": "roving"}
OPTIONS = {
    "first fixed 12 weeks": FIRST,
    "first fixed 24 weeks": FIRST | {"confirmation_days": 168},
    "all fixed 12 weeks": {"confirmation_early_days": 30, "confirmation_late_days": 30},
    "first after improvement": FIRST | {"worsening_reference": "roving after improvement"},
    "all after worsening": {"worsening_reference": "roving after worsening"},
    "all roving 12 weeks": ROVING | {"confirmation_late_days": 36525},
    "all roving 24 weeks": ROVING | {"confirmation_days": 168, "confirmation_early_days": 30, "confirmation_late_days": 60},
    "all fixed held 300 days": {"worsening_held_days": 300},
    "all roving held 300 days": ROVING | {"worsening_held_days": 300},
    "all roving held to the end": ROVING | {"worsening_held_days": 36525},
    "all roving onset clear of attacks": ROVING | {"worsening_onset_unstable_days": 29},
    "all roving 90 days clear of attacks": ROVING | {"edss_unstable_days": 89},
    "all roving trial step": ROVING | {"worsening_steps": "NMOSD trials"},
    "kinds around onset and confirmation": ROVING,
    "kinds reference to onset": ROVING | {"independence_windows": "reference to onset, around confirmation"},
    "kinds before onset to confirmation": ROVING | {"independence_windows": "before onset to confirmation"},
    "kinds reference to confirmation": ROVING | {"independence_windows": "reference to confirmation"},
    "kinds last visit to onset": ROVING | {"independence_windows": "last visit to onset, before confirmation"},
    "kinds fixed 24 weeks": {"confirmation_days": 168},
    "first renewed after attacks": FIRST | {"new_reference_after_attack": True},
    "all fixed renewed after attacks": {"new_reference_after_attack": True},
    "all roving renewed after attacks": ROVING | {"new_reference_after_attack": True},
}
MILESTONES = {
    "6 months": {"milestone_confirmation_days": 182, "milestone_unstable_days": 91},
    "12 weeks 30 days": {"milestone_confirmation_days": 84, "milestone_unstable_days": 30},
}
WITH_KINDS = [
    name
    for name in OPTIONS
    if name.startswith("kinds") or name in ("all fixed renewed after attacks", "all roving renewed after attacks")
]
CHANGE = ["options", "patient", "change", "reference", "onset", "confirmed", "held", "to_the_end", "kind"]


def read(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(
        folder / f"{name}.csv", schema_overrides={"options": pl.String, "kind": pl.String}, infer_schema_length=None
    )


def as_record(folder: Path) -> Record:
    """The patients as a record; each with one more attack, years ago, so that attacks are on record for all."""
    visits, attacks = read(folder, "visits"), read(folder, "attacks")
    patients = visits.select("patient").unique(maintain_order=True)
    attacks = pl.concat([attacks, patients.with_columns(day=pl.lit(-5000, pl.Int64))])

    def table(frame: pl.DataFrame, name: str, date: str) -> pl.DataFrame:
        day = pl.lit(dt.date(2000, 1, 1)) + pl.duration(days="day")
        row = pl.concat_str("patient", pl.lit(f"/{name}/"), pl.int_range(pl.len()).cast(pl.String))
        dates = {f"{date}_earliest": day, f"{date}_latest": day}
        return frame.with_columns(row_id=row, **dates).rename({"patient": "patient_id"}).drop("day")

    tables = {
        "patients": patients.select(patient_id="patient", row_id="patient"),
        "visits": table(visits, "visits", "visited"),
        "attacks": table(attacks, "attacks", "onset"),
    }
    return new_record(tables, title="random patients")


def ours(record: Record, folder: Path) -> pl.DataFrame:
    start = (dt.date(2000, 1, 1) - dt.date(1970, 1, 1)).days
    parts = []
    for name, changes in OPTIONS.items():
        definitions = LIKE_THEIRS.replace(**changes)
        course = derive(record, definitions, only=["attacks", "disability", "worsening"])
        visits = scored_visits(course.disability)
        found = find_changes(visits, course.attacks, definitions)
        if definitions.worsening_events == "first":
            found = found.filter("worsening")
        day, patient = visits["visited_day"] - start, visits["patient_id"]
        is_last = (patient != patient.shift(-1)).fill_null(value=True)
        listed = pl.DataFrame(
            {
                "patient": patient.gather(found["onset"]),
                "change": found["worsening"].replace_strict({True: "worsening", False: "improvement"}, return_dtype=pl.String),
                "reference": day.gather(found["reference"]).cast(pl.Int64),
                "onset": day.gather(found["onset"]).cast(pl.Int64),
                "confirmed": day.gather(found["confirmation"]).cast(pl.Int64),
                "held": (day.gather(found["held_until"]) - day.gather(found["onset"])).cast(pl.Int64),
                "to_the_end": is_last.gather(found["held_until"]).replace_strict(
                    {True: "yes", False: "no"}, return_dtype=pl.String
                ),
            }
        )
        kinds = course.worsening.select(
            patient="patient_id", onset=(pl.col("onset_day") - start).cast(pl.Int64), change=pl.lit("worsening"), kind="kind"
        )
        if name not in WITH_KINDS:
            kinds = kinds.with_columns(kind=pl.lit(None, pl.String))
        joined = listed.join(kinds, on=["patient", "onset", "change"], how="left")
        parts.append(joined.select(pl.lit(name).alias("options"), *CHANGE[1:]))
    return pl.concat(parts)


def our_milestones(record: Record) -> pl.DataFrame:
    start = (dt.date(2000, 1, 1) - dt.date(1970, 1, 1)).days
    parts = []
    for name, changes in MILESTONES.items():
        course = derive(record, LIKE_THEIRS.replace(**changes), only=["milestones"])
        reached = course.milestones.filter(
            pl.col("milestone").cast(pl.String).is_in(["EDSS 4", "EDSS 6", "EDSS 8"]), status="reached"
        )
        parts.append(
            reached.select(
                pl.lit(name).alias("options"),
                pl.col("patient_id").alias("patient"),
                pl.col("milestone").cast(pl.String),
                (pl.col("day") - start).cast(pl.Int64).alias("day"),
            )
        )
    return pl.concat(parts)
