"""A record written as sheets and read again is the same record: the template's columns lose nothing."""

import datetime as dt
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings

from nmosd.intake import read
from nmosd.intake.tables_out import write_tables_csv, write_tables_workbook
from nmosd.record import CLINICAL_TABLES, FIELDS, Record, new_record
from nmosd.record.strategies import records

# What the readers refuse today although the writer writes it; each has its own test below, marked as expected to fail.
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
MEASURED_ACUITY = {
    "eye_exams": {"patient_id": ["P1"], "row_id": ["P1/eye_exams/1"], "acuity_category": ["measured"], "acuity": [0.1]}
}


def assert_same(again: Record, record: Record) -> None:
    assert again.problems.is_empty(), again.problems.select("code", "cell", "text", "message").rows()
    for table in CLINICAL_TABLES:
        assert getattr(again, table).rows(named=True) == getattr(record, table).rows(named=True), table
    assert again.about.rows() == record.about.rows()


def within_the_readers(record: Record) -> Record:
    """Return the record without the three things that the readers refuse today: see above."""
    frames = {table: getattr(record, table) for table in CLINICAL_TABLES}
    for field in FIELDS.values():
        if field.kind == "date" and (record.calendar == "relative" or field.name in ("start", "stop")):
            earliest, latest = field.columns
            frames[field.table] = frames[field.table].with_columns(pl.col(earliest).alias(latest))
    measured = pl.col("acuity_category").eq_missing("measured")
    frames["eye_exams"] = frames["eye_exams"].with_columns(
        pl.when(~measured).then(name).alias(name) for name in ("acuity_category", "acuity")
    )
    about = record.about.row(0, named=True)
    return new_record(frames, title=about["title"], calendar=about["calendar"], synthetic=about["synthetic"])


@settings(max_examples=25, deadline=None)
@given(records(max_patients=2).map(within_the_readers))
def test_through_a_workbook_with_one_sheet_per_table(record):
    with tempfile.TemporaryDirectory() as folder:
        assert_same(read(write_tables_workbook(record, Path(folder) / "tables.xlsx")), record)


@settings(max_examples=25, deadline=None)
@given(records(max_patients=2).map(within_the_readers))
def test_through_csv_files_named_after_the_tables(record):
    with tempfile.TemporaryDirectory() as folder:
        assert_same(read(write_tables_csv(record, Path(folder) / "tables")), record)


@pytest.mark.parametrize(
    ("tables", "calendar"),
    [
        pytest.param(SPAN_OF_A_TREATMENT, "absolute", id="a stretch of days in which a treatment started"),
        pytest.param(SPAN_FROM_ONSET, "relative", id="a stretch of days from onset"),
        pytest.param(MEASURED_ACUITY, "absolute", id="the word measured"),
    ],
)
@pytest.mark.xfail(strict=True, reason="the readers of values refuse what the tables are written with")
def test_what_is_written_is_read_back(tmp_path, tables, calendar):
    given_tables = {"patients": pl.DataFrame({"patient_id": ["P1"], "row_id": ["P1/patients"]})}
    given_tables |= {name: pl.DataFrame(columns) for name, columns in tables.items()}
    record = new_record(given_tables, title="t", calendar=calendar)
    assert_same(read(write_tables_csv(record, tmp_path / "tables")), record)


@settings(max_examples=10, deadline=None)
@given(records(max_patients=2))
def test_the_same_record_gives_the_same_bytes(record):
    with tempfile.TemporaryDirectory() as folder:
        first, second = (write_tables_workbook(record, Path(folder) / f"{name}.xlsx").read_bytes() for name in ("a", "b"))
        assert first == second
