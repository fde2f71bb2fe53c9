"""Laws on crowded records: a cohort in parts, in another order, under other names or on other days gives the same course."""

import datetime as dt
import io

import polars as pl
import pytest

import nmosd.course.keys
from benchmarks.cohorts import random_record
from nmosd.course import Course, Definitions, derive
from nmosd.record import CLINICAL_TABLES, FIELDS, Record, record_of
from tests.laws.course_records import with_tables

PEOPLE = 16
UNFILLED = {"cell_therapy", "pregnancies", "pregnancy_periods", "safety", "symptom_scores", "symptom_care", "neurophysiology"}


@pytest.fixture(scope="module")
def record() -> Record:
    return random_record(PEOPLE, seed=11)


@pytest.fixture(scope="module")
def course(record: Record) -> Course:
    return derive(record, reasons=True)


def _bytes(table: pl.DataFrame) -> bytes:
    """Return a table as `nmosd derive --as parquet` writes it."""
    written = io.BytesIO()
    table.rechunk().write_parquet(written)
    return written.getvalue()


def _same(one: Course, other: Course) -> None:
    assert one.tables().keys() == other.tables().keys()
    for name, table in one.tables().items():
        assert _bytes(table) == _bytes(other.tables()[name]), name


def test_the_crowd_has_rows_in_the_tables_that_the_laws_are_about(course):
    assert {name for name, table in course.tables().items() if not table.height} <= UNFILLED


@pytest.mark.parametrize("people", [1, 7, 15])
def test_blocks_of_any_size_give_the_same_bytes(record, course, people, monkeypatch):
    monkeypatch.setattr(nmosd.course.keys, "PEOPLE_IN_A_BLOCK", people)
    monkeypatch.setattr(pl, "thread_pool_size", lambda: 2)  # two blocks at a time
    _same(derive(record, reasons=True), course)


def test_parts_of_a_cohort_derived_apart_and_joined_give_the_same_bytes(record, course):
    ids = record.patients["patient_id"]
    parts = [derive(record_of(record, some), reasons=True) for some in (ids[:5], ids[5:6], ids[6:])]
    joined = {name: pl.concat([part.tables()[name] for part in parts]) for name in course.tables()}
    _same(Course(course.definitions, course.calendar, joined), course)


def test_one_table_alone_is_the_same_as_among_all(record, course):
    for name in ("milestones", "exposure", "precautions"):
        assert _bytes(derive(record, only=[name], reasons=True).tables()[name]) == _bytes(course.tables()[name])


def test_reasons_add_columns_and_change_none(record, course):
    for name, table in derive(record).tables().items():
        assert _bytes(course.tables()[name].select(table.columns)) == _bytes(table), name


def test_rows_in_any_order_give_the_same_bytes(record, course):
    shuffled = {name: getattr(record, name).sample(fraction=1, shuffle=True, seed=5) for name in CLINICAL_TABLES}
    unsorted = Record()
    for name in (*CLINICAL_TABLES, *Record.ignored_members()):
        setattr(unsorted, name, shuffled.get(name, getattr(record, name)))
    _same(derive(unsorted, reasons=True), course)


def test_other_pseudonyms_in_the_same_order_change_only_the_pseudonyms(record, course):
    def renamed(frame: pl.DataFrame) -> pl.DataFrame:
        names = [
            column
            for column in frame.columns
            if frame.schema[column] in {pl.String, pl.List(pl.String)}
            and (column == "patient_id" or column.endswith(("row_id", "row_ids")) or column in references)
        ]
        return frame.with_columns(
            pl.col(name).list.eval(pl.concat_str(pl.lit("Q"), pl.element().str.slice(1)))
            if frame.schema[name] == pl.List(pl.String)
            else pl.concat_str(pl.lit("Q"), pl.col(name).str.slice(1)).alias(name)
            for name in names
        )

    references = {field.name for field in FIELDS.values() if field.kind == "reference"}
    other = with_tables(record, {name: renamed(getattr(record, name)) for name in CLINICAL_TABLES})
    expected = {name: renamed(table) for name, table in course.tables().items()}
    _same(derive(other, reasons=True), Course(course.definitions, course.calendar, expected))


@pytest.mark.parametrize("days", [-1000, 1, 77])
def test_moving_every_date_moves_every_derived_day_and_nothing_else(record, course, days):
    by = dt.timedelta(days)
    moved = with_tables(record, {name: getattr(record, name).with_columns(pl.col(pl.Date) + by) for name in CLINICAL_TABLES})
    expected = {
        name: table.with_columns(pl.col(column) + days for column in table.columns if column == "day" or column.endswith("_day"))
        for name, table in course.tables().items()
    }
    again = derive(moved, reasons=True)
    for name, table in expected.items():
        assert table.cast(again.tables()[name].schema).equals(again.tables()[name]), name


def test_what_if_the_window_were_sixty_days_is_one_changed_setting(record, course):
    wider = derive(record, Definitions().replace(merge_before_days=60), only=["attacks"])
    assert wider.attacks.height < course.attacks.height
    assert wider.attacks["reported"].sum() == course.attacks["reported"].sum()
