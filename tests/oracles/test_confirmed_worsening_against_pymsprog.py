"""Confirmed worsening, its kinds and milestones beside pymsprog 1.0.7 on random patients, under many options; and beside msprog.

`data/pymsprog` holds the patients and what pymsprog said of them (`make/run_pymsprog.py` writes it). Every difference stands in
`data/pymsprog/differences.csv` with its reason; `data/pymsprog/differences.md` argues them. A sweep over other patients is run
where `NMOSD_PYMSPROG` names the Python of an environment with pymsprog.
"""

import datetime as dt
import json
import os
import subprocess
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from nmosd.course import Definitions, derive
from nmosd.course.disability.changes import find_changes
from nmosd.course.disability.worsening import scored_visits
from nmosd.record import Record, new_record
from tests.laws.disability_twin import Walk

DATA = Path(__file__).parent / "data"
MAKE = Path(__file__).parent / "make" / "run_pymsprog.py"
START = (dt.date(2000, 1, 1) - dt.date(1970, 1, 1)).days
# pymsprog lets a visit at the very distance count, our windows hold their last day: one day less. Every attack stands alone.
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
        folder / f"{name}.csv.gz", schema_overrides={"options": pl.String, "kind": pl.String}, infer_schema_length=None
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


def ours(record: Record) -> pl.DataFrame:
    parts = []
    for name, changes in OPTIONS.items():
        definitions = LIKE_THEIRS.replace(**changes)
        course = derive(record, definitions, only=["attacks", "disability", "worsening"])
        visits = scored_visits(course.disability)
        found = find_changes(visits, course.attacks, definitions)
        if definitions.worsening_events == "first":
            found = found.filter("worsening")
        day, patient = visits["visited_day"] - START, visits["patient_id"]
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
            patient="patient_id", onset=(pl.col("onset_day") - START).cast(pl.Int64), change=pl.lit("worsening"), kind="kind"
        )
        if name not in WITH_KINDS:
            kinds = kinds.with_columns(kind=pl.lit(None, pl.String))
        joined = listed.join(kinds, on=["patient", "onset", "change"], how="left")
        parts.append(joined.select(pl.lit(name).alias("options"), *CHANGE[1:]))
    return pl.concat(parts)


def our_milestones(record: Record) -> pl.DataFrame:
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
                (pl.col("day") - START).cast(pl.Int64).alias("day"),
            )
        )
    return pl.concat(parts)


def theirs(folder: Path) -> pl.DataFrame:
    return read(folder, "worsening").select(CHANGE).cast(dict.fromkeys(("reference", "onset", "confirmed", "held"), pl.Int64))


Found = dict[tuple[str, str], list[tuple[object, ...]]]


def by_patient(changes: pl.DataFrame) -> Found:
    """What was found for each set of options and patient; nobody without a change."""
    found: Found = {}
    for options, patient, *rest in changes.sort(CHANGE).iter_rows():
        found.setdefault((options, patient), []).append(tuple(rest))
    return found


FAILS = "IndexError"
REASONS = {
    "fails": "pymsprog ends with an IndexError",
    "ends early": "pymsprog ends where no later score differs from the reference, and measures nothing from after the attack",
    "attack before": "pymsprog leaves out attacks more than 30 days before the first visit",
}


def walked(folder: Path, *, ends_early: bool, attacks_before: bool) -> Found:
    """What the slow twin finds, with what pymsprog does otherwise or without."""
    visits = {key[0]: part.sort("day") for key, part in read(folder, "visits").partition_by("patient", as_dict=True).items()}
    onsets = {key[0]: sorted(part["day"]) for key, part in read(folder, "attacks").partition_by("patient", as_dict=True).items()}
    found: Found = {}
    for name, changed in OPTIONS.items():
        rules = LIKE_THEIRS.replace(**changed)
        for patient, seen in visits.items():
            days = seen["day"].to_list()
            first = -10_000 if attacks_before else days[0] - rules.edss_unstable_days - 1
            began = [onset for onset in onsets.get(patient, []) if onset >= first]
            walk = Walk(days, seen["edss"].to_list(), began, rules, ends_early=ends_early)
            rows = [_as_row(walk, change, kinds=name in WITH_KINDS) for change in walk.changes()]
            if rules.worsening_events == "first":
                rows = [row for row in rows if row[0] == "worsening"]
            if rows:
                found[name, patient] = sorted(rows, key=str)
    return found


def _as_row(walk: Walk, change, *, kinds: bool) -> tuple[object, ...]:
    kind = None
    if kinds and change.direction > 0:
        kind = "independent" if walk.free_of_attacks(change) else "undetermined"
        kind = "relapse-associated" if walk.is_associated(change) else kind
    day = walk.days
    return (
        "worsening" if change.direction > 0 else "improvement",
        day[change.reference],
        day[change.onset],
        day[change.confirmed],
        day[change.held] - day[change.onset],
        "yes" if change.held == len(day) - 1 else "no",
        kind,
    )


def in_order(found: Found) -> Found:
    return {key: sorted(rows, key=str) for key, rows in found.items()}


def differences(folder: Path) -> pl.DataFrame:
    """Every set of options and patient for which the two differ: the reasons that the twin gives, and what each found."""
    here, there = in_order(by_patient(ours(as_record(folder)))), in_order(by_patient(theirs(folder)))
    early = walked(folder, ends_early=True, attacks_before=True)
    before = walked(folder, ends_early=False, attacks_before=False)
    both = walked(folder, ends_early=True, attacks_before=False)
    assert here == walked(folder, ends_early=False, attacks_before=True), "the twin differs from what it is the twin of"
    rows = []
    for key in sorted(here.keys() | there.keys() | both.keys()):
        own, other = here.get(key, []), there.get(key, [])
        fails = other == [(FAILS, *[None] * 6)]
        assert fails or other == both.get(key, []), f"pymsprog differs for a reason that is not known: {key}"
        if own == other:
            continue
        reasons = ["fails"] if fails else []
        reasons += ["ends early"] if early.get(key, []) != own else []
        reasons += ["attack before"] if before.get(key, []) != own else []
        assert reasons
        rows.append((*key, "; ".join(reasons), *(_said(found, than) for found, than in ((own, other), (other, own)))))
    return pl.DataFrame(rows, schema=["options", "patient", "reasons", "nmosd", "pymsprog"], orient="row")


def _said(found: list[tuple[object, ...]], than: list[tuple[object, ...]]) -> str:
    """What one of the two found alone: reference, onset and confirmation of each change, and its kind."""
    alone = [row for row in found if row not in than]
    return "; ".join(f"{row[0]} {row[1]} {row[2]} {row[3]} {row[6] or ''}".strip() for row in alone if row[0] != FAILS)


def test_confirmed_changes_and_their_kinds_differ_from_pymsprog_only_where_it_is_listed_and_argued():
    listed = pl.read_csv(DATA / "pymsprog" / "differences.csv", infer_schema=False).with_columns(pl.all().fill_null(""))
    assert differences(DATA / "pymsprog").rows() == listed.rows()
    argued = (DATA / "pymsprog" / "differences.md").read_text("utf-8")
    for reason in REASONS:
        assert f"**{reason}**" in argued


def test_milestones_are_those_of_pymsprog():
    folder = DATA / "pymsprog"
    said = read(folder, "milestones").with_columns(pl.col("day").cast(pl.Int64))
    assert said.height > 100
    assert sorted(our_milestones(as_record(folder)).rows()) == sorted(said.rows())


def test_the_patients_meet_every_boundary():
    """Gaps between visits of the very length at which windows begin or end, and one day off; attacks as near."""
    visits, attacks = read(DATA / "pymsprog", "visits"), read(DATA / "pymsprog", "attacks")
    gaps = {later - earlier for part in visits.partition_by("patient") for earlier, later in pairwise(part["day"])}
    assert {29, 30, 31, 76, 77, 84, 90, 91, 168, 182, 183} <= gaps
    since = visits.join(attacks, on="patient", suffix="_of_attack").select(pl.col("day") - pl.col("day_of_attack")).to_series()
    assert {0, 29, 30, 31, 90, 91} <= set(since)


@pytest.mark.long
@pytest.mark.skipif("NMOSD_PYMSPROG" not in os.environ, reason="needs pymsprog in an environment of its own")
@pytest.mark.parametrize("seed", range(100, 104))
def test_a_sweep_over_other_patients_finds_no_difference_of_another_kind(seed, tmp_path):
    people = os.environ.get("NMOSD_PYMSPROG_PEOPLE", "1000")
    command = [os.environ["NMOSD_PYMSPROG"], "-W", "ignore", str(MAKE), "--people", people, "--seed", str(seed)]
    subprocess.run([*command, "--into", str(tmp_path)], check=True)
    assert set(differences(tmp_path)["reasons"].str.split("; ").explode()) <= set(REASONS)
    said = read(tmp_path, "milestones").with_columns(pl.col("day").cast(pl.Int64))
    assert sorted(our_milestones(as_record(tmp_path)).rows()) == sorted(said.rows())


TOY = {
    "multiple_12w": {"confirmation_days": 84},
    "firstCDW_24w_fixed": {"confirmation_days": 168, "worsening_events": "first"},
}


@pytest.mark.parametrize("name", TOY)
def test_the_toy_data_of_msprog_have_the_changes_that_msprog_finds(name):
    said = json.loads((DATA / "cdw_msprog.json").read_text("utf-8"))["expected"]

    def table(rows: list[dict[str, object]], name: str, date: str) -> pl.DataFrame:
        frame = pl.DataFrame(rows).select(
            patient_id="id", day=pl.col("date").str.to_date(), **({"edss": "EDSS"} if name == "visits" else {})
        )
        numbered = pl.concat_str("patient_id", pl.lit(f"/{name}/"), pl.int_range(pl.len()).cast(pl.String))
        return frame.select(
            pl.exclude("day"), row_id=numbered, **{f"{date}_{end}": pl.col("day") for end in ("earliest", "latest")}
        )

    visits = table(said["visits"], "visits", "visited").with_columns(pl.col("edss").cast(pl.Float64))
    patients = visits.select("patient_id", row_id="patient_id").unique(maintain_order=True)
    record = new_record(
        {"patients": patients, "visits": visits, "attacks": table(said["relapses"], "attacks", "onset")}, title="toy data"
    )
    definitions = LIKE_THEIRS.replace(confirmation_early_days=30, confirmation_late_days=30, **TOY[name])
    course = derive(record, definitions, only=["attacks", "disability"])
    scored = scored_visits(course.disability)
    found = find_changes(scored, course.attacks, definitions)
    if definitions.worsening_events == "first":
        found = found.filter("worsening")
    day, patient = scored["visited_day"], scored["patient_id"]
    first = dict(zip(patient.reverse(), day.reverse(), strict=True))
    is_last = (patient != patient.shift(-1)).fill_null(value=True)
    got = [
        (
            patient[change["onset"]],
            "CDW" if change["worsening"] else "CDI",
            day[change["onset"]] - first[patient[change["onset"]]],
            day[change["onset"]] - day[change["reference"]],
            day[change["held_until"]] - day[change["onset"]],
            is_last[change["held_until"]],
        )
        for change in found.iter_rows(named=True)
    ]
    wanted = ("id", "event_type", "time2event", "bl2event", "sust_days", "sust_last")
    assert got == [tuple(one[name] for name in wanted) for one in said[name]["results"] if one["nevent"]]
