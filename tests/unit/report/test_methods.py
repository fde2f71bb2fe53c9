"""The methods paragraph says what was done with the settings that were used, and nothing that was not done."""

import datetime as dt
from collections.abc import Callable

import polars as pl

from nmosd.record import Record, new_record
from nmosd.report.study.methods import methods
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


def test_a_recalled_interval_carries_its_mark(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> None:
    assert "recalled" in said(study_of(record_of(3), definitions={"preset": "prevent"}))
    assert "recalled" not in said(study_of(record_of(3), definitions={"preset": "sakura"}))
    assert "recalled" not in said(study_of(record_of(3), definitions={"preset": "prevent", "merge_before_days": 60}))


def test_a_log_normal_interval_without_an_attack_is_said_to_be_exact(
    study_of: Callable[..., Study], record_of: Callable[..., Record]
) -> None:
    silent = new_record(
        {
            "patients": record_of(9).patients.with_columns(
                onset_earliest="first_contact_earliest", onset_latest="first_contact_latest"
            )
        },
        title="Nobody had an attack",
    )
    text = said(study_of(silent, rates={"method": "log-normal"}))
    assert "log-normal intervals (exact Poisson ones where there was no attack)" in text


def test_the_serostatus_rules_are_those_of_the_settings(clinic: Study, study_of: Callable[..., Study]) -> None:
    usual = said(clinic)
    assert "not drawn under B-cell therapy (anti-CD19 or anti-CD20, to 182 days after) or less than 91 days after" in usual
    assert "MOG-IgG results counted by cell-based assays and where the assay was not stated." in usual
    other = said(
        study_of(
            clinic.record,
            definitions={
                "aqp4_positive_tiers": [],
                "b_cell_classes": [],
                "antibody_lowering_groups": ["immunoglobulin"],
                "negative_adequate_from_days": 10,
                "inadequate_negative_counts": True,
                "mog_other_assays_count": True,
            },
        )
    )
    assert "No tier counted as AQP4-IgG positive." in other
    assert "in blood, not drawn less than 10 days after intravenous immunoglobulin." in other
    assert "an inadequate negative result counted as negative too" in other
    assert "MOG-IgG results counted by any assay." in other


def test_reports_that_were_all_set_aside_are_counted(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> None:
    record = record_of(3)
    attacks = record.attacks.with_columns(adjudication=pl.lit("pseudo-attack"))
    text = said(study_of(new_record({"patients": record.patients, "attacks": attacks}, title="None was one")))
    assert f"{attacks.height} reports adjudicated as pseudo-attack or not an attack did not count." in text
    assert "counted as one attack" not in text


def test_dates_other_than_those_of_attacks_are_read_too(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> None:
    patients = record_of(1).patients.with_columns(birth_earliest=dt.date(1970, 1, 1), birth_latest=dt.date(1970, 12, 31))
    assert "were read in the middle of the days" in said(study_of(new_record({"patients": patients}, title="Born in 1970")))


def test_including_unknowns_is_said_only_where_there_are_any(
    study_of: Callable[..., Study], record_of: Callable[..., Record]
) -> None:
    record = record_of(5)
    known = {"labels": ["NMOSD", "MOGAD", "multiple sclerosis"], "include_unknown": True}
    assert "cannot tell whether they belong" not in said(study_of(record, population=known))
    without = new_record({"patients": record.patients}, title="No diagnosis")
    assert "cannot tell whether they belong were included" in said(study_of(without, population=known))
