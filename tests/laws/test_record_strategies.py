"""Random records: valid, not trivial, inside their people's lives, and small once shrunk."""

import polars as pl
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from nmosd.record import CLINICAL_TABLES, FIELDS, DateInterval, Record
from nmosd.record.strategies import fields, records

DRAWABLE = [path for path, field in FIELDS.items() if field.kind not in ("identifier", "reference")]


@settings(max_examples=25, deadline=None)
@given(records())
def test_every_drawn_record_is_valid(record):
    members = {name: getattr(record, name) for name in Record.member_schemas()}
    validated = Record.validate(members)
    for name, frame in members.items():
        assert getattr(validated, name).equals(frame), "nothing was filtered or cast"


@settings(max_examples=40, deadline=None)
@given(records(max_patients=2))
def test_whatever_happens_to_a_person_lies_inside_their_follow_up(record):
    patients = record.patients.select(
        "patient_id",
        floor=pl.coalesce("birth_earliest", "first_contact_earliest"),
        ceiling=pl.min_horizontal("last_contact_latest", "death_latest"),
    )
    for table in CLINICAL_TABLES:
        rows = getattr(record, table).join(patients, on="patient_id")
        for field in FIELDS.values():
            if field.table == table and field.kind == "date" and table != "patients":
                earliest, latest = field.columns
                assert rows.filter(pl.col(earliest) < pl.col("floor")).is_empty(), field.path
                assert rows.filter(pl.col(latest) > pl.col("ceiling")).is_empty(), field.path


@settings(max_examples=40, deadline=None)
@given(records(max_patients=2))
def test_what_should_follow_does_follow(record):
    for field in FIELDS.values():
        rows = getattr(record, field.table)
        if field.not_before and "." not in field.not_before:
            assert rows.filter(pl.col(field.columns[1]) < pl.col(f"{field.not_before}_earliest")).is_empty(), field.path
        if field.only_with:
            other, value = field.only_with
            assert rows.filter(pl.col(field.columns[0]).is_not_null() & pl.col(other).ne_missing(value)).is_empty(), field.path


@settings(max_examples=40, deadline=None)
@given(records(max_patients=2))
def test_references_point_to_rows_of_the_same_person(record):
    for field in FIELDS.values():
        if field.kind == "reference":
            rows = getattr(record, field.table).filter(pl.col(field.name).is_not_null())
            known = getattr(record, field.refers_to).select("patient_id", pl.col("row_id").alias(field.name))
            assert rows.join(known, on=["patient_id", field.name], how="anti").is_empty()


@settings(max_examples=40, deadline=None)
@given(records(calendar="relative", always=["patients.onset"], tables=()))
def test_in_a_relative_record_onset_is_day_0_and_birth_is_not_after_it(record):
    days = record.patients.select(pl.col("onset_earliest", "onset_latest", "birth_latest").to_physical())
    assert days["onset_earliest"].unique().to_list() == days["onset_latest"].unique().to_list() == [0]
    assert days.filter(pl.col("birth_latest") > 0).is_empty()


@settings(max_examples=20, deadline=None)
@given(records(tables=["attacks"], always=["attacks.onset"]))
def test_only_the_tables_asked_for_have_rows_and_what_is_asked_for_is_never_blank(record):
    assert all(getattr(record, name).is_empty() for name in CLINICAL_TABLES if name not in ("patients", "attacks"))
    assert record.attacks["onset_earliest"].null_count() == 0


@pytest.mark.parametrize("table", CLINICAL_TABLES)
def test_every_column_of_every_table_is_filled_somewhere(table):
    empty = set(CLINICAL_TABLES[table].columns())
    referred = {FIELDS[f"{table}.{column}"].refers_to for column in empty if f"{table}.{column}" in FIELDS} - {None}

    class AllFilledError(Exception):
        """Every column has held something, so that nothing more needs to be drawn."""

    @settings(max_examples=1000, deadline=None, database=None, derandomize=True, phases=(Phase.generate,))
    @given(records(max_patients=3, tables=[table, *referred]))
    def sweep(record):
        frame = getattr(record, table)
        empty.difference_update(column for column in frame.columns if frame[column].null_count() < frame.height)
        if not empty:
            raise AllFilledError

    with pytest.raises(AllFilledError):
        sweep()


@pytest.mark.parametrize("precision", ["day", "month", "year", "season"])
def test_dates_of_every_precision_are_drawn(precision):
    days = {"day": {1}, "month": {28, 29, 30, 31}, "year": {365, 366}, "season": {90, 91, 92}}[precision]

    def has_it(interval: DateInterval) -> bool:
        return (interval.latest - interval.earliest).days + 1 in days

    assert has_it(find(fields("attacks.onset"), has_it, settings=settings(max_examples=500, database=None)))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_field_s_values_are_what_the_field_allows(data):
    field = FIELDS[data.draw(st.sampled_from(DRAWABLE))]
    value = data.draw(fields(field.path))
    if field.kind == "date":
        assert isinstance(value, DateInterval)
    elif field.kind == "choice":
        assert value in field.allowed
    elif field.kind == "choices":
        assert value == sorted(set(value), key=field.allowed.index)
        assert value
    elif field.kind in ("number", "whole number"):
        assert field.low <= value <= field.high
        assert value not in field.excluded
    else:
        assert value == value.strip() != ""


def test_identifiers_and_references_mean_nothing_outside_a_record():
    with pytest.raises(ValueError, match=r"records\(\)"):
        fields("acute_treatments.attack")


def test_a_failing_law_shrinks_to_one_person_with_one_bare_row():
    drawn = records(tables=["attacks", "visits"])
    # Without the phase that explains a failure to a person, which takes fifty times as long as shrinking it.
    shrinking = settings(max_examples=500, database=None, deadline=None, phases=(Phase.generate, Phase.shrink))
    smallest = find(drawn, lambda record: record.attacks.height > 0, settings=shrinking)
    assert smallest.patients.height == smallest.attacks.height == 1
    assert sum(getattr(smallest, table).height for table in CLINICAL_TABLES) == 2
    said = smallest.attacks.drop("row_id", "patient_id")
    assert said.null_count().sum_horizontal().item() == said.width
    bare = smallest.patients.drop("row_id", "patient_id")
    assert bare.null_count().sum_horizontal().item() == bare.width
