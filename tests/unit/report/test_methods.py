"""The methods paragraph says what was done with the settings that were used, and nothing that was not done."""

from collections.abc import Callable

from nmosd.record import Record, new_record
from nmosd.report.methods import methods
from nmosd.study import Study


def said(study: Study) -> str:
    return " ".join(methods(study))


def test_the_settings_that_were_used_are_in_the_text(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> None:
    text = said(
        study_of(
            record_of(30),
            population={"labels": ["NMOSD"], "age_at_onset": {"at_least": 18, "under": 60}},
            definitions={"preset": "sakura", "date_reading": "latest"},
            rates={"onset_attack": ["with"], "confidence": 0.9, "method": "log-normal"},
        )
    )
    assert "less than 31 days" in text
    assert "definitions “sakura”, with changes" in text
    assert "as the last day that they may be" in text
    assert "90\u202f% log-normal intervals, with the onset attack." in text
    assert "ever gave the diagnosis NMOSD; and aged at least 18 and under 60 years at onset" in text


def test_without_criteria_everyone_is_included(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> None:
    assert "Everyone in the record was included." in said(study_of(record_of(3)))


def test_nothing_is_said_of_what_was_not_done(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> None:
    text = said(study_of(new_record({"patients": record_of(3).patients}, title="No attacks, no tests")))
    for word in ("merged", "counted as one attack", "AQP4-IgG", "midpoint", "middle of the days", "adjudicated"):
        assert word not in text


def test_unknown_follow_up_is_counted(clinic: Study) -> None:
    unknown = clinic.course.person_time["person_years"].null_count()
    assert unknown > 0
    assert f"For {unknown} people it cannot be told" in said(clinic)


def test_merged_reports_are_counted_only_where_there_are_any(
    clinic: Study, study_of: Callable[..., Study], record_of: Callable[..., Record]
) -> None:
    assert (clinic.course.attacks["reported"] > 1).any()
    assert "made of more than one report" in said(clinic)
    one = study_of(record_of(1))
    assert not (one.course.attacks["reported"] > 1).any()
    assert "made of more than one report" not in said(one)
