"""Cell therapy, pregnancies, safety events: fast derivations agree with their slow twins on random records."""

import pytest
from hypothesis import given

from nmosd.course import derive
from nmosd.record.strategies import records
from tests.laws import event_twins as twin
from tests.laws import treatment_records
from tests.laws.course_records import crowded, definitions
from tests.laws.small_tables import row as table_row
from tests.laws.small_tables import words

TABLES = ("attacks", "visits", "therapies", "cell_therapies", "pregnancies", "safety_events")
ALWAYS = (
    "patients.onset",
    "patients.first_contact",
    "patients.last_contact",
    "cell_therapies.given",
    "pregnancies.conception",
    "pregnancies.outcome",
    "safety_events.happened",
    "safety_events.kind",
    "visits.edss",
)
FOLLOWED = records(tables=TABLES, always=ALWAYS, max_patients=2).map(lambda record: crowded(record, days=1500))
ANY = records(tables=TABLES, max_patients=2)
TREATED = treatment_records.records(
    {
        "therapies": treatment_records.TREATED["therapies"],
        "therapy_doses": treatment_records.TREATED["therapy_doses"],
        "pregnancies": table_row(treatment_records.near("conception"), words(outcome=(None, "ongoing"))),
    }
)


def counted(row, side):
    years, attacks = row[f"person_years_{side}"], row[f"attacks_{side}"]
    return None if years is None else (years, attacks)


@given(record=FOLLOWED | ANY, rules=definitions())
def test_cell_therapy_agrees_with_its_slow_twin(record, rules):
    course = derive(record, rules, only=["person_time", "attacks", "disability", "cell_therapy"])
    for patient_id in record.patients["patient_id"]:
        slow = twin.infusions_of(record, course, patient_id, rules)
        fast = twin.of(course.cell_therapy, patient_id)
        assert {row["row_id"] for row in fast} == set(slow)
        for row in fast:
            one = slow[row["row_id"]]
            assert counted(row, "before") == pytest.approx(one["before"])
            assert counted(row, "after") == pytest.approx(one["after"])
            assert (row["edss_before_day"], row["edss_after_day"]) == (one["edss_before"], one["edss_after"])


@given(record=FOLLOWED | ANY, rules=definitions())
def test_pregnancy_periods_agree_with_their_slow_twin(record, rules):
    course = derive(record, rules, only=["person_time", "attacks", "pregnancy_periods"])
    for patient_id in record.patients["patient_id"]:
        fast = twin.of(course.pregnancy_periods, patient_id)
        spans = {(row["row_id"], row["period"], row["from_day"], row["until_day"]) for row in fast}
        assert spans == twin.pregnancy_periods_of(record, patient_id, rules)
        for row in fast:
            slow = twin.seen(course, patient_id, row["from_day"], row["until_day"])
            assert (None if row["attacks"] is None else (row["person_years"], row["attacks"])) == pytest.approx(slow)


@given(record=FOLLOWED | ANY, rules=definitions())
def test_drugs_on_board_agree_with_their_slow_twin(record, rules):
    course = derive(record, rules, only=["exposure", "safety"])
    for patient_id in record.patients["patient_id"]:
        for row in twin.of(course.safety, patient_id):
            if row["happened_day"] is None:
                assert row["on_board"] is row["perhaps_on_board"] is None
            else:
                surely, perhaps = twin.on_board_at(course, patient_id, row["happened_day"])
                assert (set(row["on_board"]), set(row["perhaps_on_board"])) == (surely, perhaps)


@given(record=TREATED, rules=definitions())
def test_days_since_the_last_dose_agree_with_their_slow_twin(record, rules):
    course = derive(record, rules, only=["pregnancies"])
    for row in course.pregnancies.iter_rows(named=True):
        slow = twin.days_since_last_dose_of(record, row["patient_id"], row["conception_day"], rules)
        assert row["days_since_last_dose"] == slow
