"""Symptoms, scores, care, work and hospital against their slow twins, and what must hold of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmosd.course import Definitions
from nmosd.course.attacks.attacks import derive_attacks
from nmosd.course.people.people import derive_people
from nmosd.course.people.person_time import derive_person_time
from nmosd.course.symptoms.burden import derive_symptom_burden
from nmosd.course.symptoms.care import derive_symptom_care
from nmosd.course.symptoms.scores import derive_symptom_scores
from nmosd.course.symptoms.work_and_hospital import derive_work_and_hospital
from tests.laws import symptoms_twin as twin
from tests.laws.small_tables import a_date, row, small_tables, words

SYMPTOMS = words(
    symptom=("pain", "pain", "hospital stay", None),
    present=("yes", "no", "no", None, "unknown"),
    severity=(None, "none", "severe", "mild", "unknown"),
    instrument=("numeric rating scale, pain", "Fatigue Severity Scale", None),
    score=(3.0, 5.0, None),
    work_status=(None, "full time", "not working", "part time", "retired", "unknown"),
    hospital_days=(None, 2.0, 7.0),
)
TREATMENTS = words(symptom=("pain", "pain", "fatigue", None), ongoing=("yes", None, "no"), change=("better", None, "unknown"))
RECORDS = small_tables(
    row(a_date("onset", 4), a_date("first_contact", 4), a_date("last_contact", 14)),
    {
        "symptoms": row(SYMPTOMS, a_date("reported")),
        "symptom_treatments": row(TREATMENTS, a_date("start"), a_date("stop")),
    },
)
DEFINITIONS = st.sampled_from(("midpoint", "earliest", "latest")).map(lambda reading: Definitions().replace(date_reading=reading))


def time_of(record, rules):
    attacks = derive_attacks(record, rules)
    return derive_person_time(record, derive_people(record, attacks, rules), attacks, rules)


def told(row, names):
    return {name: row[name] for name in names}


@given(record=RECORDS, rules=DEFINITIONS)
def test_burden_agrees_with_its_slow_twin(record, rules):
    fast = {(row["patient_id"], row["symptom"]): row for row in derive_symptom_burden(record, rules).rows(named=True)}
    slow = {
        (patient_id, symptom): row
        for patient_id in record.patients["patient_id"]
        for symptom, row in twin.burden_of(record, patient_id, rules).items()
    }
    assert fast.keys() == slow.keys()
    for key, one in slow.items():
        assert told(fast[key], one) == one


@given(record=RECORDS, rules=DEFINITIONS)
def test_scores_agree_with_their_slow_twin(record, rules):
    fast = {(row["patient_id"], row["instrument"]): row for row in derive_symptom_scores(record, rules).rows(named=True)}
    slow = {
        (patient_id, instrument): row
        for patient_id in record.patients["patient_id"]
        for instrument, row in twin.scores_of(record, patient_id, rules).items()
    }
    assert fast.keys() == slow.keys()
    for key, one in slow.items():
        assert told(fast[key], one) == one


@given(record=RECORDS)
def test_a_score_that_is_not_marked_is_the_same_under_every_reading(record):
    readings = [
        derive_symptom_scores(record, Definitions().replace(date_reading=one)) for one in ("midpoint", "earliest", "latest")
    ]
    for rows in zip(*(table.rows(named=True) for table in readings), strict=True):
        if not rows[0]["date_dependent"]:
            assert len({(row["first_score"], row["last_score"]) for row in rows}) == 1


@given(record=RECORDS, rules=DEFINITIONS)
def test_care_agrees_with_its_slow_twin(record, rules):
    burden = derive_symptom_burden(record, rules)
    care = derive_symptom_care(record, time_of(record, rules), burden, rules)
    assert sorted(care["row_id"]) == sorted(record.symptom_treatments["row_id"])
    slow = {}
    for patient_id in record.patients["patient_id"]:
        slow |= twin.care_of(record, patient_id, rules)
    for one in care.rows(named=True):
        assert told(one, slow[one["row_id"]]) == slow[one["row_id"]]


@given(record=RECORDS, rules=DEFINITIONS)
def test_work_and_hospital_agree_with_their_slow_twin(record, rules):
    fast = {row["patient_id"]: row for row in derive_work_and_hospital(record, time_of(record, rules), rules).rows(named=True)}
    for patient_id in record.patients["patient_id"]:
        slow = twin.work_and_hospital_of(record, patient_id, rules)
        assert (patient_id in fast) == (slow is not None)
        if slow is not None:
            assert told(fast[patient_id], slow) == pytest.approx(slow)
