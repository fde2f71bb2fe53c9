"""Laws of the derivations: what must not change an answer, what must add up, and what a missing mark promises."""

import random

import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from nmosd.course import Definitions, derive, queries
from nmosd.course.rules import rules
from nmosd.record import CLINICAL_TABLES, Record
from nmosd.record.strategies import records
from tests.laws.course_records import (
    about_antibodies,
    antibody_records,
    attack_records,
    crowded,
    definitions,
    on_exact_days,
    small_definitions,
    small_records,
    with_tables,
)

# These laws draw whole records, which takes its time: a third of the examples of the profile in use.
fewer = settings(max_examples=settings.default.max_examples // 3)

ATTACKS = ("attacks",)
TESTS = ("antibody_tests", "acute_treatments", "therapies", "attacks")
TABLES = ("people", "serostatus", "attacks", "person_time")


def any_records():
    tables = ["diagnoses", "antibody_tests", "attacks", "acute_treatments", "therapies", "visits"]
    return records(tables=tables, max_rows=2, max_patients=2).map(crowded).map(about_antibodies)


def derived(record, rules=None):
    return derive(record, rules, only=TABLES, reasons=True)


def assert_same(one, other):
    for table in TABLES:
        assert_frame_equal(getattr(one, table), getattr(other, table))


@fewer
@given(record=any_records(), rules=definitions())
def test_deriving_twice_gives_the_same(record, rules):
    assert_same(derived(record, rules), derived(record, rules))
    assert_frame_equal(queries(record, rules), queries(record, rules))


@fewer
@given(record=any_records(), seed=st.integers(0, 99))
def test_the_order_of_the_rows_changes_nothing(record, seed):
    shuffled = {name: getattr(record, name).sample(fraction=1, shuffle=True, seed=seed) for name in CLINICAL_TABLES}
    stirred = Record.cast(record.to_dict() | shuffled)
    assert_same(derived(record), derived(stirred))
    assert_frame_equal(queries(record), queries(stirred))


@fewer
@given(record=any_records(), seed=st.integers(0, 99))
def test_other_pseudonyms_change_only_the_pseudonyms(record, seed):
    old = record.patients["patient_id"].to_list()
    new = [f"X{number}" for number in range(len(old))]
    random.Random(seed).shuffle(new)
    renamed = {name: getattr(record, name).with_columns(pl.col("patient_id").replace(old, new)) for name in CLINICAL_TABLES}
    there, here = derived(with_tables(record, renamed)), derived(record)
    for table in TABLES:
        back = getattr(there, table).with_columns(pl.col("patient_id").replace(new, old)).sort("patient_id", maintain_order=True)
        assert_frame_equal(back, getattr(here, table))


@fewer
@given(record=any_records(), rules=definitions())
def test_each_person_alone_gives_the_same_as_all_together(record, rules):
    whole = derived(record, rules)
    parts = [
        derived(
            with_tables(record, {name: getattr(record, name).filter(patient_id=patient_id) for name in CLINICAL_TABLES}), rules
        )
        for patient_id in record.patients["patient_id"]
    ]
    for table in TABLES:
        assert_frame_equal(pl.concat([getattr(part, table) for part in parts]), getattr(whole, table))


def moved(record: Record, by: int) -> Record:
    dates = pl.selectors.date()
    return with_tables(
        record, {name: getattr(record, name).with_columns(dates.dt.offset_by(f"{by}d")) for name in CLINICAL_TABLES}
    )


@fewer
@given(record=any_records(), by=st.integers(-400, 400), rules=definitions())
def test_moving_every_date_by_the_same_days_moves_the_answers_and_nothing_else(record, by, rules):
    assume(record.calendar == "absolute")
    # The middle of an interval moves with it, also across day 0, because it is rounded down and not towards zero.
    here, there = derived(record, rules), derived(moved(record, by), rules)
    for table in TABLES:
        back = getattr(there, table).with_columns((pl.selectors.ends_with("_day") - by).cast(pl.Int32))
        assert_frame_equal(back, getattr(here, table))


@given(record=attack_records(), rules=definitions())
def test_every_reported_attack_is_in_exactly_one_attack_or_set_aside(record, rules):
    course = derive(record, rules, only=["attacks", "person_time"])
    kept = course.attacks["row_ids"].explode(empty_as_null=False).to_list()
    assert len(kept) == len(set(kept)) == course.attacks["reported"].sum()
    assert len(kept) + course.person_time["reports_set_aside"].sum() == record.attacks.height


@given(record=attack_records(), rules=definitions())
def test_every_attack_lies_in_exactly_one_place(record, rules):
    course = derive(record, rules, only=["attacks", "person_time"])
    counted = course.person_time.filter(pl.col("person_years").is_not_null())
    places = pl.sum_horizontal("attacks_with_onset", "attacks_before_entry", "attacks_after_exit", "undated_attacks")
    attacks = course.attacks.group_by("patient_id").len("all")
    joined = counted.select("patient_id", places=places).join(attacks, on="patient_id", how="left").fill_null(0)
    assert joined["places"].to_list() == joined["all"].to_list()
    assert counted.filter((pl.col("attacks_with_onset") - pl.col("attacks")) > 1).is_empty()
    assert counted.filter(pl.col("person_years") < 0).is_empty()


@fewer
@given(record=any_records(), rules=definitions())
def test_there_are_person_years_or_a_reason_why_not(record, rules):
    person_time = derive(record, rules, only=["person_time"]).person_time
    assert person_time["person_years"].is_null().to_list() == person_time["reason"].is_not_null().to_list()


@given(record=small_records(ATTACKS), rules=small_definitions(), seed=st.integers(0, 999))
def test_unmarked_attacks_are_the_same_on_any_days_inside_their_dates(record, rules, seed):
    course, other = (derive(one, rules, only=["attacks"]) for one in (record, on_exact_days(record, seed)))
    marked = course.attacks.filter("date_dependent")["patient_id"].unique()
    for patient_id in set(record.patients["patient_id"]) - set(marked):
        here, there = (one.attacks.filter(patient_id=patient_id) for one in (course, other))
        assert [sorted(ids) for ids in here["row_ids"]] == [sorted(ids) for ids in there["row_ids"]]
        inside = (there["onset_day"] >= here["onset_earliest_day"]) & (there["onset_day"] <= here["onset_latest_day"])
        assert inside.all()


@given(
    record=small_records(TESTS),
    rules=small_definitions(),
    seed=st.integers(0, 999),
)
def test_an_unmarked_tier_is_the_same_on_any_days_inside_the_dates(record, rules, seed):
    here, there = (derive(one, rules, only=["serostatus"]).serostatus for one in (record, on_exact_days(record, seed)))
    # An acute treatment that is dated by its attack may start on any day after it, whatever day the attack had.
    dated_by_attack = set(record.acute_treatments.filter(pl.col("start_earliest").is_null())["patient_id"])
    for one, other in zip(here.iter_rows(named=True), there.iter_rows(named=True), strict=True):
        if not one["date_dependent"] and one["patient_id"] not in dated_by_attack:
            assert one["aqp4"] == other["aqp4"]


@given(record=small_records(ATTACKS), rules=small_definitions(), seed=st.integers(0, 999))
def test_unmarked_person_time_counts_the_same_attacks_on_any_days_inside_the_dates(record, rules, seed):
    # Without a stated onset the onset is that of the first attack, so that no two statements can be chosen apart.
    record = with_tables(
        record,
        {
            "patients": record.patients.with_columns(
                pl.lit(None, pl.Date).alias(name) for name in ("onset_earliest", "onset_latest")
            )
        },
    )
    assume(record.calendar == "absolute")
    here, there = (derive(one, rules, only=["person_time"]).person_time for one in (record, on_exact_days(record, seed)))
    for one, other in zip(here.iter_rows(named=True), there.iter_rows(named=True), strict=True):
        if not one["date_dependent"]:
            assert one["reason"] == other["reason"]
            assert (one["attacks"], one["attacks_with_onset"]) == (other["attacks"], other["attacks_with_onset"])


@given(record=attack_records(), rules=definitions())
def test_exact_dates_are_never_marked(record, rules):
    tables = ["attacks", "serostatus", "person_time"]
    course = derive(on_exact_days(record, 0), rules, only=tables)
    for table in tables:
        assert not getattr(course, table)["date_dependent"].any(), table


@fewer
@given(record=any_records(), rules_in_use=definitions())
def test_every_reason_is_a_rule_that_is_written_down(record, rules_in_use):
    course = derived(record, rules_in_use)
    named = [
        course.serostatus["rule"],
        course.serostatus["mog_rule"],
        course.attacks["rule"],
        course.people["rule"],
        course.person_time["rule"],
    ]
    assert set(pl.concat(named)) <= set(rules())


@fewer
@given(record=any_records(), more=antibody_records())
def test_an_added_cell_based_positive_always_makes_a_person_positive(record, more):
    sampled = more.antibody_tests.head(1).with_columns(
        pl.lit("AQP4-IgG").cast(more.antibody_tests.schema["analyte"]).alias("analyte"),
        pl.lit("positive").cast(more.antibody_tests.schema["result"]).alias("result"),
        pl.lit("serum").cast(more.antibody_tests.schema["specimen"]).alias("specimen"),
        pl.lit("cell-based").cast(more.antibody_tests.schema["assay"]).alias("assay"),
        pl.lit(record.patients["patient_id"][0]).alias("patient_id"),
        pl.lit("the added test").alias("row_id"),
    )
    assume(sampled.height == 1)
    added = with_tables(record, {"antibody_tests": pl.concat([record.antibody_tests, sampled])})
    assert derive(added, only=["serostatus"]).serostatus.row(0, named=True)["aqp4"] == "positive, cell-based assay"


@fewer
@given(record=any_records(), rules_in_use=definitions())
def test_every_question_concerns_rows_that_are_on_record(record, rules_in_use):
    known = {row_id for name in CLINICAL_TABLES for row_id in getattr(record, name)["row_id"]}
    asked = queries(record, rules_in_use)
    assert set(asked["row_ids"].explode(empty_as_null=False)) <= known
    assert set(asked["patient_id"]) <= set(record.patients["patient_id"])
    assert not asked["row_ids"].list.len().eq(0).any()
    assert asked["code"].to_list() == sorted(asked["code"])


def test_the_default_definitions_are_used_unless_told_otherwise():
    from nmosd.record import new_record

    assert derive(new_record({}, title="nobody")).definitions == Definitions()
