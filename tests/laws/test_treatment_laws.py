"""Recovery, acute care and exposure: agreement with their slow twins, and what must hold of every record."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nmosd.course import Definitions, derive
from nmosd.course.treatment.breakthroughs import failure_definitions
from nmosd.record import CLINICAL_TABLES
from nmosd.record.dates import DAY_ZERO
from tests.laws import treatment_twins as twin
from tests.laws.course_records import on_exact_days, with_tables
from tests.laws.treatment_records import CARED_FOR, EXAMINED, TREATED, definitions, records

# Half the examples of the profile: each has up to six people.
fewer = settings(max_examples=settings.default.max_examples // 2)


@fewer
@given(record=records(EXAMINED, most=5), rules=definitions())
def test_recovery_agrees_with_its_slow_twin(record, rules):
    course = derive(record, rules, only=["attacks", "disability", "eyes", "recovery"])
    for patient_id in record.patients["patient_id"]:
        slow = twin.recovery_of(record, course, patient_id, rules)
        fast = twin.of(course.recovery, patient_id)
        assert len(fast) == len(slow)
        for row, one in zip(fast, slow, strict=True):
            assert {name: row[name] for name in one} == pytest.approx(one)


@fewer
@given(record=records(CARED_FOR, most=5), rules=definitions())
def test_acute_care_agrees_with_its_slow_twin(record, rules):
    course = derive(record, rules, only=["attacks", "acute_care"])
    for patient_id in record.patients["patient_id"]:
        slow = twin.acute_care_of(record, course, patient_id, rules)
        fast = twin.of(course.acute_care, patient_id)
        assert [{name: row[name] for name in one} for row, one in zip(fast, slow, strict=True)] == slow


@fewer
@given(record=records(TREATED), rules=definitions())
def test_exposure_agrees_with_its_slow_twin(record, rules):
    course = derive(record, rules, only=["attacks", "person_time", "exposure"])
    columns = {
        "row_id": "row_id",
        "drug": "drug",
        "from_day": "from",
        "until_day": "until",
        "end": "end",
        "stop_reason": "reason",
        "doses": "doses",
        "effective_from_day": "effective_from",
        "effective_until_day": "effective_until",
        "known_until_day": "known_until",
        "bridging": "bridging",
        "overlap": "overlap",
        "washout_days": "washout",
        "line": "line",
        "entry_day": "entry",
        "exit_day": "exit",
        "person_years": "person_years",
        "attacks": "attacks",
    }
    for patient_id in record.patients["patient_id"]:
        slow = twin.exposure_of(record, course, patient_id, rules)
        fast = twin.of(course.exposure, patient_id)
        assert [row["episode"] for row in fast] == list(range(1, len(slow) + 1))
        for row, one in zip(fast, slow, strict=True):
            assert {name: row[name] for name in columns} == pytest.approx({name: one[key] for name, key in columns.items()})


@fewer
@given(record=records(TREATED), rules=definitions())
def test_breakthroughs_agree_with_their_slow_twin(record, rules):
    course = derive(record, rules, only=["attacks", "exposure", "breakthroughs"])
    for patient_id in record.patients["patient_id"]:
        slow = twin.breakthroughs_of(record, course, patient_id, rules)
        fast = twin.of(course.breakthroughs, patient_id)
        assert [(row["attack"], row["episode"]) for row in fast] == [(one["attack"], one["episode"]["episode"]) for one in slow]
        for name in failure_definitions():
            column = "failure_" + name.replace(" ", "_")
            assert [row[column] for row in fast] == [one[name] for one in slow]


@fewer
@given(
    record=records(EXAMINED), days=st.lists(st.integers(90, 240), min_size=1, max_size=5), edss=st.sampled_from((0.0, 2.0, 6.0))
)
def test_more_examinations_never_make_the_best_of_the_window_worse(record, days, edss):
    """What the default avoids: the best value of a window can only get better with every further examination."""
    rules = Definitions().replace(recovery_value="best")
    onsets = [row["onset_day"] for row in twin.of(derive(record, rules, only=["attacks"]).attacks, "P1") if not row["undated"]]
    assume(onsets)
    dates = [DAY_ZERO + dt.timedelta(onsets[0] + day) for day in days]
    extra = pl.DataFrame(
        {
            "patient_id": ["P1"] * len(dates),
            "row_id": [f"extra/{number}" for number in range(len(dates))],
            "visited_earliest": dates,
            "visited_latest": dates,
            "edss": [edss] * len(dates),
        }
    )
    seen = set(record.visits.filter(patient_id="P1")["visited_earliest"])
    assume(not seen & set(dates))
    visits = pl.concat([record.visits, extra.cast({"edss": record.visits.schema["edss"]})], how="diagonal")
    here = derive(record, rules, only=["recovery"]).recovery
    there = derive(with_tables(record, {"visits": visits}), rules, only=["recovery"]).recovery
    both = here.join(there, on=["patient_id", "attack", "measure"], suffix="_more")
    assert both.height == here.height
    assert both.filter(pl.col("after_more") > pl.col("after")).is_empty()
    assert both.filter(pl.col("after_more").is_null() & pl.col("after").is_not_null()).is_empty()


RECOVERED = ("measure", "before", "nadir", "after", "recovery")
TREATED_AS = ("treated", "courses", "days_to_first", "days_to_steroid", "days_to_apheresis", "escalation", "response")


@fewer
@given(record=records(CARED_FOR | EXAMINED), rules=definitions(), seed=st.integers(0, 999))
def test_unmarked_recoveries_and_acute_care_are_the_same_on_any_days_inside_the_dates(record, rules, seed):
    tables = ["attacks", "recovery", "acute_care"]
    here, there = (derive(one, rules, only=tables) for one in (record, on_exact_days(record, seed)))
    for patient_id in record.patients["patient_id"]:
        reports, others = (
            {row["attack"]: tuple(sorted(row["row_ids"])) for row in twin.of(course.attacks, patient_id)}
            for course in (here, there)
        )
        # Whether reports would merge otherwise is marked in `attacks`.
        if sorted(reports.values()) != sorted(others.values()):
            continue
        for table, names in (("recovery", RECOVERED), ("acute_care", TREATED_AS)):
            found = [
                (others[row["attack"]], *(row[name] for name in names)) for row in twin.of(getattr(there, table), patient_id)
            ]
            for row in twin.of(getattr(here, table), patient_id):
                assert row["date_dependent"] or (reports[row["attack"]], *(row[name] for name in names)) in found


@fewer
@given(record=records(TREATED), rules=definitions(), seed=st.integers(0, 999))
def test_unmarked_episodes_and_breakthroughs_are_the_same_on_any_days_inside_the_dates(record, rules, seed):
    tables = ["exposure", "breakthroughs"]
    here, there = (derive(one, rules, only=tables) for one in (record, on_exact_days(record, seed)))
    for table in tables:
        one, other = (getattr(course, table).drop("onset_day", strict=False) for course in (here, there))
        unmarked = one.filter(~pl.col("date_dependent")).drop("date_dependent")
        assert unmarked.join(other, on=unmarked.columns, how="anti", nulls_equal=True).is_empty()


@fewer
@given(record=records(TREATED), rules=definitions())
def test_a_shorter_window_or_a_longer_lag_never_adds_person_time(record, rules):
    narrow = rules.replace(effect_window_percent=0, treatment_lag_days=200, lag_by_drug=False)
    wide = rules.replace(effect_window_percent=0, treatment_lag_days=0, lag_by_drug=False)
    with_lag, without = (derive(record, one, only=["exposure"]).exposure for one in (narrow, wide))
    both = with_lag.join(without, on=["patient_id", "episode"], suffix="_without")
    assert both.height == without.height
    assert both.filter(pl.col("person_years") > pl.col("person_years_without")).is_empty()
    assert both.filter(pl.col("attacks") > pl.col("attacks_without")).is_empty()


@fewer
@given(record=records(TREATED), rules=definitions())
def test_person_time_on_a_drug_lies_inside_follow_up(record, rules):
    course = derive(record, rules, only=["person_time", "exposure"])
    joined = course.exposure.join(course.person_time, on="patient_id", suffix="_all")
    counted = joined.filter(pl.col("entry_day").is_not_null())
    assert counted.filter(
        (pl.col("entry_day") < pl.col("entry_day_all")) | (pl.col("exit_day") > pl.col("exit_day_all"))
    ).is_empty()
    assert counted.filter(pl.col("attacks") > pl.col("attacks_all")).is_empty()


@fewer
@given(record=records(TREATED), rules=definitions())
def test_no_treatment_is_lost_and_none_is_counted_twice(record, rules):
    exposure = derive(record, rules, only=["exposure"], reasons=True).exposure
    used = exposure["row_ids"].explode(empty_as_null=False).to_list()
    dated = record.therapy_doses.filter(pl.col("given_earliest").is_not_null())["row_id"].to_list()
    assert len(used) == len(set(used))
    assert set(dated) <= set(used)
    assert set(used) <= {row_id for name in CLINICAL_TABLES for row_id in getattr(record, name)["row_id"]}
    of_rows = set(record.therapies["row_id"]) - set(used)
    # A row without a start whose doses are on record is told by its doses alone.
    starts = dict(record.therapies.select("row_id", "start_earliest").iter_rows())
    assert all(starts[row_id] is None for row_id in of_rows)
