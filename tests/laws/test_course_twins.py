"""The fast derivations agree with slow twins that were written from the rules, on random records under random definitions."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmosd.course import derive
from tests.laws import course_twins as twin
from tests.laws.course_records import antibody_records, attack_records, definitions, small_definitions, small_records

ATTACKS = ("attacks",)
TESTS = ("antibody_tests", "acute_treatments", "therapies", "attacks")


def cases(small, large):
    """Mostly records whose dates lie within days of each other, which meet every boundary; now and then a wide one."""
    few_days, wide = st.tuples(small, small_definitions()), st.tuples(large, definitions())
    return st.integers(0, 3).flatmap(lambda number: few_days if number else wide)


WITH_ATTACKS = cases(small_records(ATTACKS), attack_records())
WITH_TESTS = cases(small_records(TESTS), antibody_records())


@given(case=WITH_ATTACKS)
def test_attacks_agree_with_their_slow_twin(case):
    record, rules = case
    fast = derive(record, rules, only=["attacks"]).attacks
    for patient_id in record.patients["patient_id"]:
        slow = twin.attacks_of(record, patient_id, rules)
        rows = fast.filter(pl.col("patient_id") == patient_id).rows(named=True)
        assert [row["attack"] for row in rows] == list(range(1, len(slow) + 1))
        assert [row["row_ids"] for row in rows] == [attack.row_ids for attack in slow]
        assert [row["reported"] for row in rows] == [len(attack.row_ids) for attack in slow]
        assert [None if row["sites"] is None else set(row["sites"]) for row in rows] == [attack.sites for attack in slow]
        assert [row["is_onset_attack"] for row in rows] == [attack.is_onset_attack for attack in slow]
        assert [row["date_dependent"] for row in rows] == [attack.date_dependent for attack in slow]
        onsets = [(row["onset_day"], row["onset_earliest_day"], row["onset_latest_day"]) for row in rows]
        assert onsets == [
            (None, None, None) if one.onset is None else (one.onset.day, one.onset.first, one.onset.last) for one in slow
        ]


@given(case=WITH_ATTACKS)
def test_onset_and_person_time_agree_with_their_slow_twin(case):
    record, rules = case
    course = derive(record, rules, only=["people", "person_time"])
    onsets = dict(course.people.select("patient_id", "onset_day").iter_rows())
    for row in course.person_time.iter_rows(named=True):
        slow = twin.person_time_of(record, row["patient_id"], rules)
        assert {name: row[name] for name in slow} == pytest.approx(slow)
        onset = twin.onset_of(record, row["patient_id"], twin.attacks_of(record, row["patient_id"], rules), rules)
        assert onsets[row["patient_id"]] == (None if onset is None else onset.day)


@given(case=WITH_TESTS)
def test_serostatus_agrees_with_its_slow_twin(case):
    record, rules = case
    for row in derive(record, rules, only=["serostatus"]).serostatus.iter_rows(named=True):
        assert row["aqp4"] == twin.aqp4_of(record, row["patient_id"], rules)
        assert row["mog"] == twin.mog_of(record, row["patient_id"], rules)
