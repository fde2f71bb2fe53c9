"""One person's page: questions before results, a rule and rows behind every fact, nothing of anybody else, in both calendars."""

import re
from pathlib import Path

import pytest

from nmosd.course import derive, questions
from nmosd.course.rules import rules
from nmosd.errors import CohortError
from nmosd.report.patient import PatientView, patient_text, patient_view, write_patient_page
from nmosd.report.patient.sheet import Sheet
from nmosd.report.patient.terminal import happened

PEOPLE = 8
_ENDS = {"ends": False, "still on": True}


@pytest.fixture(scope="module", params=["absolute", "relative"])
def record(request, record_of):
    return record_of(PEOPLE, calendar=request.param)


@pytest.fixture(scope="module")
def views(record) -> dict[str, PatientView]:
    return {patient_id: patient_view(record, patient_id) for patient_id in record.patients["patient_id"]}


@pytest.fixture
def page(views, tmp_path: Path) -> str:
    return write_patient_page(views["P002"], tmp_path / "page.html").read_text("utf-8")


def test_the_view_asks_what_check_asks_of_this_person(record, views):
    asked = questions(record)
    for patient_id, view in views.items():
        wanted = asked.filter(patient_id=patient_id)
        assert sorted(one.code for one in view.open_questions) == sorted(wanted["code"])
        assert sum(len(alike) for alike in view.questions_by_code) == wanted.height


def test_a_person_has_the_same_facts_alone_as_in_the_cohort(record, views):
    whole = derive(record, only=["attacks", "person_time"])
    for patient_id, view in views.items():
        for name in ("attacks", "person_time"):
            alone = view.course.tables()[name].select(whole.tables()[name].columns)
            assert alone.equals(whole.tables()[name].filter(patient_id=patient_id))


def test_every_reason_is_a_written_rule_and_every_row_it_names_is_shown(views):
    for view in views.values():
        reasons = [reason for subject in view.subjects for fact in subject.facts for reason in fact.reasons]
        assert reasons
        for reason in reasons:
            assert reason.text == rules()[reason.rule].text
            assert set(reason.rows) <= view.rows.keys()


def test_questions_stand_before_results_and_every_link_has_its_place(page):
    assert page.index('id="open"') < page.index('id="course"') < page.index('id="attacks"')
    places = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= places


def test_nobody_else_is_on_the_page(record, page):
    others = [one for one in record.patients["patient_id"] if one != "P002"]
    assert not [one for one in others if one in page]


def test_days_are_dates_or_days_from_onset(record, page):
    written = re.sub(r"<style>.*?</style>", "", page[: page.index('id="published"')], flags=re.S)
    assert bool(re.search(r"\bday -?\d+", written)) == (record.calendar == "relative")


def test_the_onset_is_as_exact_in_the_head_as_on_record(views):
    for view in views.values():
        onset = next(fact for subject in view.subjects if subject.name == "people" for fact in subject.facts)
        columns = next(subject.columns for subject in view.subjects if subject.name == "people")
        if "onset" in columns:
            assert f"onset {onset.values[columns.index('onset')]} ·" in patient_text(view)
        else:
            assert "onset not known" in patient_text(view)


def test_the_terminal_places_every_attack_that_it_counts(views):
    for view in views.values():
        if "attacks: " in (last := patient_text(view).splitlines()[-2]):
            placed = re.findall(r"(\d+) (?:in|before it|after it|without a date)\b", last.split(" · ")[0])
            assert sum(map(int, placed)) == view.course.attacks.height


def test_a_treatment_that_goes_on_does_not_end(views):
    for view in views.values():
        exposure = view.course.tables()["exposure"]
        dated = exposure.filter(exposure["until_day"].is_not_null())
        wanted = {kind: dated.filter((dated["end"] == "ongoing") == goes_on).height for kind, goes_on in _ENDS.items()}
        found = {kind: sum(event[1] == kind for event in happened(view)) for kind in _ENDS}
        assert found == wanted


def test_recovery_that_cannot_be_told_says_so(views):
    said = set()
    for view in views.values():
        for subject in view.subjects:
            if subject.name == "recovery":
                column = subject.columns.index("recovery")
                told = view.course.tables()["recovery"]["recovery"].to_list()
                assert [fact.values[column] for fact in subject.facts] == [one or "cannot tell" for one in told]
                said |= set(told)
    assert None in said


def test_quarters_of_a_year_are_months_in_the_calendar_and_exact_numbers_beside_it():
    labels = {}
    for calendar in (True, False):
        sheet = Sheet((2010.0, 2011.0) if calendar else (0.0, 1.0), "time", calendar=calendar)
        sheet.point(sheet.domain[0], sheet.lane("lane", 20), "circle", "accent", "mark")
        svg = sheet.svg(name="figure", title="title", description="description")
        labels[calendar] = re.findall(r">([^<>\n]+)</text>", svg)
    assert labels[True][:5] == ["2010", "Apr", "Jul", "Oct", "2011"]
    assert labels[False][:5] == ["0", "0.25", "0.5", "0.75", "1"]


def test_the_terminal_shows_what_is_open_and_how_long_followed(views):
    text = patient_text(views["P002"])
    assert text.startswith("P002 · ")
    assert "years of follow-up" in text or "person-time cannot be told" in text


def test_what_a_sheet_says_is_never_markup(hostile_record, tmp_path):
    view = patient_view(hostile_record, hostile_record.patients["patient_id"][0])
    assert "<script" not in write_patient_page(view, tmp_path / "page.html").read_text("utf-8")


def test_somebody_who_is_not_there_is_refused(record):
    with pytest.raises(CohortError, match="P999"):
        patient_view(record, "P999")


def test_the_page_names_the_record_that_it_was_made_from(record, views):
    assert patient_view(record, "P002").record_hash == views["P002"].record_hash != views["P003"].record_hash
