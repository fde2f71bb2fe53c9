"""What must hold of every simulated record: a complete one shows the truth, and an incomplete one never lies about it."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from nmosd.course import Course, derive
from nmosd.record import CLINICAL_TABLES
from nmosd.simulation.parameters import PARAMETER_SETS
from nmosd.simulation.records import LEVELS, SimulatedCohort, simulated_cohort
from tests.laws.simulated_truth import attacks_to_find, exposures_to_find, milestones_to_find, per_person

TABLES = ["people", "attacks", "person_time", "exposure", "disability", "milestones", "serostatus"]
WITHOUT_ERRORS = {
    "edss_error.clinic": 0,
    "acuity_error.clinic": 0,
    "assay_errs.clinic": 0,
    "attack_forgotten.clinic": 0,
    "false_reports": 0,
}
"""A record that lacks much and errs in nothing: what people forget or mismeasure no derivation can know."""

seeds = st.integers(0, 2**40)
sets = st.sampled_from(PARAMETER_SETS)


def day(number: int | None) -> dt.date | None:
    return None if number is None else dt.date(1970, 1, 1) + dt.timedelta(number)


@given(seeds, sets)
@settings(deadline=None, max_examples=6)
def test_complete_records_derive_to_the_simulated_attacks_exposures_and_milestones(seed, parameters):
    cohort = simulated_cohort(60, 9, parameters=parameters, seed=seed, missing="complete")
    course = derive(cohort.record, only=TABLES)
    attacks = [(row["patient_id"], day(row["onset_day"]), set(row["sites"])) for row in course.attacks.iter_rows(named=True)]
    assert attacks == attacks_to_find(cohort)
    exposures = [
        (row["patient_id"], row["drug"], day(row["from_day"]), row["end"], day(row["stop_day"]))
        for row in course.exposure.iter_rows(named=True)
    ]
    assert exposures == exposures_to_find(cohort)
    milestones = [
        (row["patient_id"], row["milestone"], row["status"], day(row["day"])) for row in course.milestones.iter_rows(named=True)
    ]
    assert milestones == list(milestones_to_find(cohort))
    assert not course.disability["edss_mismatch"].any()


@given(seeds, sets)
@settings(deadline=None, max_examples=6)
def test_incomplete_records_never_lead_to_a_false_certainty(seed, parameters):
    cohort = simulated_cohort(60, 9, parameters=parameters, seed=seed, settings=WITHOUT_ERRORS)
    course = derive(cohort.record, only=TABLES)
    check_attacks(cohort, course)
    check_exposures(cohort, course)
    check_milestones(cohort, course)
    check_people(cohort, course)


def check_attacks(cohort: SimulatedCohort, course: Course) -> None:
    reported = {row["row_id"]: row for row in cohort.truth.attacks.iter_rows(named=True) if row["row_id"] is not None}
    for attack in course.attacks.iter_rows(named=True):
        true = [reported[row_id] for row_id in attack["row_ids"]]
        assert day(attack["onset_earliest_day"]) <= true[0]["onset"] <= day(attack["onset_latest_day"])
        assert attack["date_dependent"] or len(true) == 1


def check_exposures(cohort: SimulatedCohort, course: Course) -> None:
    given_to = per_person(cohort.truth.exposures)
    last = dict(cohort.truth.people.select("patient_id", "last_contact").iter_rows())
    for episode in course.exposure.iter_rows(named=True):
        patient = episode["patient_id"]
        true = next(one for one in given_to[patient] if one["drug"] == episode["drug"])
        if episode["end"] == "stopped":
            assert day(episode["stop_day"]) == true["stop"]
        if episode["end"] == "ongoing":
            assert true["stop"] is None or true["stop"] > last[patient]
        assert episode["date_dependent"] or day(episode["from_day"]) == true["start"]
        assert day(episode["known_until_day"]) is not None


def check_milestones(cohort: SimulatedCohort, course: Course) -> None:
    holds_from = {(row["patient_id"], row["milestone"]): row["day"] for row in cohort.truth.milestones.iter_rows(named=True)}
    for found in course.milestones.iter_rows(named=True):
        true = holds_from[found["patient_id"], found["milestone"]]
        if found["date_dependent"]:
            continue
        if found["status"] == "reached":
            assert true is not None
            assert true <= day(found["day"])
        elif found["status"] == "not reached":
            assert true is None or found["censor_day"] is None or true > day(found["censor_day"])


def check_people(cohort: SimulatedCohort, course: Course) -> None:
    truth = {row["patient_id"]: row for row in cohort.truth.people.iter_rows(named=True)}
    for person in course.people.iter_rows(named=True):
        if not person["earlier_onset_possible"]:
            onset = truth[person["patient_id"]]["onset"]
            assert day(person["onset_earliest_day"]) <= onset <= day(person["onset_latest_day"])
    for person in course.serostatus.iter_rows(named=True):
        positive = truth[person["patient_id"]]["aqp4_positive"]
        if person["aqp4"].startswith("positive"):
            assert positive
        elif person["aqp4"] == "negative, cell-based assay":
            assert not positive
        assert person["mog"] != "positive"


@given(seeds, sets, st.sampled_from(LEVELS))
@settings(deadline=None, max_examples=3)
def test_the_first_people_of_a_cohort_do_not_depend_on_how_many_follow(seed, parameters, missing):
    few, many = (simulated_cohort(size, 6, parameters=parameters, seed=seed, missing=missing) for size in (50, 100))
    first = few.record.patients["patient_id"].implode()
    tables = {name: (getattr(few.record, name), getattr(many.record, name)) for name in CLINICAL_TABLES}
    tables |= {f"true {name}": (table, many.truth.tables()[name]) for name, table in few.truth.tables().items()}
    for small, large in tables.values():
        assert_frame_equal(small, large.filter(pl.col("patient_id").is_in(first)))


def test_blocks_and_threads_change_nothing(monkeypatch):
    whole = simulated_cohort(60, 6, parameters="mixed", seed=5)
    monkeypatch.setattr("nmosd.simulation.histories.attacks._BLOCK", 7)
    in_blocks = simulated_cohort(60, 6, parameters="mixed", seed=5)
    for name in CLINICAL_TABLES:
        assert_frame_equal(getattr(whole.record, name), getattr(in_blocks.record, name))
    for name, table in whole.truth.tables().items():
        assert_frame_equal(table, in_blocks.truth.tables()[name])


@given(seeds)
@settings(deadline=None, max_examples=3)
def test_what_a_clinic_lacks_changes_nothing_of_the_truth(seed):
    clinic, complete = (simulated_cohort(50, 6, parameters="mixed", seed=seed, missing=missing) for missing in LEVELS)
    for name, table in clinic.truth.tables().items():
        rows = [column for column in table.columns if column != "row_id"]
        if name != "reports":
            assert_frame_equal(table.select(rows), complete.truth.tables()[name].select(rows))


@given(seeds, sets)
@settings(deadline=None, max_examples=3)
def test_disability_rises_at_attacks_and_never_falls(seed, parameters):
    truth = simulated_cohort(80, 10, parameters=parameters, seed=seed).truth
    for column in ("edss", "logmar_right", "logmar_left"):
        rise = truth.disability.select(pl.col(column).diff().over("patient_id")).to_series().drop_nulls()
        assert (rise >= 0).all()


@pytest.mark.parametrize("parameters", PARAMETER_SETS)
def test_nobody_is_in_a_record_who_died_before_the_first_contact(parameters):
    people = simulated_cohort(400, 15, parameters=parameters, seed=1).truth.people
    assert people["death"].drop_nulls().len() > 20
    assert (people["death"].is_null() | (people["death"] > people["first_contact"])).all()
    assert (people["first_contact"] <= people["last_contact"]).all()
