"""One person's page: questions before results, a rule and rows behind every fact, nothing of anybody else, in both calendars."""

import re
from pathlib import Path

import pytest

from nmosd.course import derive, questions
from nmosd.course.rules import rules
from nmosd.errors import CohortError
from nmosd.report.patient import patient_text, patient_view, write_patient_page

PEOPLE = 12


@pytest.fixture(scope="module", params=["absolute", "relative"])
def record(request, record_of):
    return record_of(PEOPLE, calendar=request.param)


def _page(record, patient_id: str, folder: Path) -> str:
    return write_patient_page(patient_view(record, patient_id), folder / "page.html").read_text("utf-8")


def test_the_view_asks_what_check_asks_of_this_person(record):
    asked = questions(record)
    for patient_id in record.patients["patient_id"][:5]:
        wanted = asked.filter(patient_id=patient_id)
        view = patient_view(record, patient_id)
        assert sorted(one.code for one in view.open_questions) == sorted(wanted["code"])
        assert sum(len(alike) for alike in view.questions_by_code) == wanted.height


def test_a_person_has_the_same_facts_alone_as_in_the_cohort(record):
    whole = derive(record, only=["attacks", "person_time"])
    for patient_id in record.patients["patient_id"]:
        view = patient_view(record, patient_id)
        for name in ("attacks", "person_time"):
            alone = view.course.tables()[name].select(whole.tables()[name].columns)
            assert alone.equals(whole.tables()[name].filter(patient_id=patient_id))


def test_every_reason_is_a_written_rule_and_every_row_it_names_is_shown(record):
    for patient_id in record.patients["patient_id"][:5]:
        view = patient_view(record, patient_id)
        reasons = [reason for subject in view.subjects for fact in subject.facts for reason in fact.reasons]
        assert reasons
        for reason in reasons:
            assert reason.text == rules()[reason.rule].text
            assert set(reason.rows) <= view.rows.keys()


def test_questions_stand_before_results_and_every_link_has_its_place(record, tmp_path):
    page = _page(record, "P002", tmp_path)
    assert page.index('id="open"') < page.index('id="course"') < page.index('id="attacks"')
    places = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= places


def test_nobody_else_is_on_the_page(record, tmp_path):
    page = _page(record, "P002", tmp_path)
    others = [one for one in record.patients["patient_id"] if one != "P002"]
    assert not [one for one in others if one in page]


def test_days_are_dates_or_days_from_onset(record, tmp_path):
    page = _page(record, "P002", tmp_path)
    written = re.sub(r"<style>.*?</style>", "", page[: page.index('id="published"')], flags=re.S)
    assert bool(re.search(r"\bday -?\d+", written)) == (record.calendar == "relative")


def test_the_terminal_shows_what_is_open_and_how_long_followed(record):
    text = patient_text(patient_view(record, "P002"))
    assert text.startswith("P002 · ")
    assert "person-years" in text or "person-time cannot be told" in text


def test_what_a_sheet_says_is_never_markup(hostile_record, tmp_path):
    patient_id = hostile_record.patients["patient_id"][0]
    page = _page(hostile_record, patient_id, tmp_path)
    assert "<script" not in page


def test_somebody_who_is_not_there_is_refused(record):
    with pytest.raises(CohortError, match="P999"):
        patient_view(record, "P999")
