"""A record written as sheets and read again is the same record: the template's columns lose nothing."""

import datetime as dt
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings

from nmosd.errors import SourceError
from nmosd.intake import read
from nmosd.intake.tables_out import write_tables_csv, write_tables_workbook
from nmosd.record import CLINICAL_TABLES, Record, new_record
from nmosd.record.strategies import records

# What only our own notation can say, or what is easily read as something else.
SPAN_OF_A_TREATMENT = {
    "therapies": {
        "patient_id": ["P1"],
        "row_id": ["P1/therapies/1"],
        "start_earliest": [dt.date(2014, 3, 1)],
        "start_latest": [dt.date(2014, 5, 31)],
    }
}
SPAN_FROM_ONSET = {
    "attacks": {
        "patient_id": ["P1"],
        "row_id": ["P1/attacks/1"],
        "onset_earliest": [dt.date(1970, 1, 31)],
        "onset_latest": [dt.date(1970, 2, 15)],
    }
}
SPAN_ABOUT_ONSET = {
    "visits": {
        "patient_id": ["P1"],
        "row_id": ["P1/visits/1"],
        "visited_earliest": [dt.date(1890, 1, 1)],
        "visited_latest": [dt.date(2001, 1, 1)],
    }
}
EYES = {
    "eye_exams": {
        "patient_id": ["P1"] * 6,
        "row_id": [f"P1/eye_exams/{number}" for number in range(1, 7)],
        "acuity_category": ["measured", "measured", None, "counting fingers", "measured", "measured"],
        "acuity": [0.1, None, 0.1, 0.01, 0.285714, 0.001],
    }
}
NUMBERS = {
    "antibody_tests": {
        "patient_id": ["P1"] * 7,
        "row_id": [f"P1/antibody_tests/{number}" for number in range(1, 8)],
        "value": [12.345, 1.0, 1e-05, 0.1 + 0.2, 123456.789, 1e9, 1000.0],
    }
}
TEXTS = {
    "patients": {
        "patient_id": ["P1", "P2", "P3", "P4"],
        "row_id": [f"P{number}/patients" for number in range(1, 5)],
        "country": ["NA", "unknown", "-", "n/a"],
        "note": ["= the third attack", "a; b, c\tand\nd", 'he said "no"', "12/03/2014"],
    }
}
WHOLE_AND_PART = {
    "attacks": {
        "patient_id": ["P1"],
        "row_id": ["P1/attacks/1"],
        "sites": [["optic nerve right", "optic nerve"]],
    }
}
LONG_AGO = {
    "patients": {
        "patient_id": ["P1"],
        "row_id": ["P1/patients"],
        "onset_earliest": [dt.date(1894, 3, 1)],
        "onset_latest": [dt.date(1894, 3, 31)],
    }
}


def assert_same(again: Record, record: Record) -> None:
    assert again.problems.is_empty(), again.problems.select("code", "cell", "text", "message").rows()
    for table in CLINICAL_TABLES:
        assert getattr(again, table).rows(named=True) == getattr(record, table).rows(named=True), table
    assert again.about.rows() == record.about.rows()


@settings(max_examples=25, deadline=None)
@given(records(max_patients=2))
def test_through_a_workbook_with_one_sheet_per_table(record):
    with tempfile.TemporaryDirectory() as folder:
        assert_same(read(write_tables_workbook(record, Path(folder) / "tables.xlsx")), record)


@settings(max_examples=25, deadline=None)
@given(records(max_patients=2))
def test_through_csv_files_named_after_the_tables(record):
    with tempfile.TemporaryDirectory() as folder:
        assert_same(read(write_tables_csv(record, Path(folder) / "tables")), record)


@pytest.mark.parametrize(
    ("tables", "calendar"),
    [
        pytest.param(SPAN_OF_A_TREATMENT, "absolute", id="a stretch of days in which a treatment started"),
        pytest.param(SPAN_FROM_ONSET, "relative", id="a stretch of days from onset"),
        pytest.param(SPAN_ABOUT_ONSET, "relative", id="days before and after onset, many years apart"),
        pytest.param(SPAN_ABOUT_ONSET, "absolute", id="a stretch of a century"),
        pytest.param(EYES, "absolute", id="acuity and its category, each for itself"),
        pytest.param(NUMBERS, "absolute", id="numbers that may look like thousands"),
        pytest.param(TEXTS, "absolute", id="text that looks like something else"),
        pytest.param(WHOLE_AND_PART, "absolute", id="a site and a part of it"),
        pytest.param(LONG_AGO, "absolute", id="a case from the nineteenth century"),
    ],
)
@pytest.mark.parametrize("write", [write_tables_csv, write_tables_workbook])
def test_what_is_written_is_read_back(tmp_path, write, tables, calendar):
    given_tables = {"patients": pl.DataFrame({"patient_id": ["P1"], "row_id": ["P1/patients"]})}
    given_tables |= {name: pl.DataFrame(columns) for name, columns in tables.items()}
    record = new_record(given_tables, title="t", calendar=calendar)
    assert_same(read(write(record, tmp_path / "tables.xlsx")), record)


@settings(max_examples=10, deadline=None)
@given(records(max_patients=2))
def test_the_same_record_gives_the_same_bytes(record):
    with tempfile.TemporaryDirectory() as folder:
        first, second = (write_tables_workbook(record, Path(folder) / f"{name}.xlsx").read_bytes() for name in ("a", "b"))
        assert first == second


def test_a_text_too_long_for_a_workbook_is_refused_and_goes_into_csv(tmp_path):
    people = pl.DataFrame({"patient_id": ["P1"], "row_id": ["P1/patients"], "note": ["x" * 40_000]})
    record = new_record({"patients": people}, title="t")
    with pytest.raises(SourceError, match="note in row 2 of patients"):
        write_tables_workbook(record, tmp_path / "tables.xlsx")
    assert_same(read(write_tables_csv(record, tmp_path / "tables")), record)
