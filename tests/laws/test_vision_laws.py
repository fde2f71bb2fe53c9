"""Vision against its slow twin, and what must hold of it."""

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmosd.course import Definitions, derive
from nmosd.course.vision.scales import thresholds
from tests.laws.course_records import on_exact_days, with_own_attacks
from tests.laws.small_tables import a_date, row, small_tables, words
from tests.laws.vision_twin import exams_of, history_of, vision_of

TABLES = ["eyes", "eye_history", "vision"]
SITES = (None, ["spinal cord"], ["optic nerve right"], ["optic nerve"], ["optic nerve right", "optic nerve left"])
REPORTS = row(a_date("onset", 20), words(sites=SITES, adjudication=(None, None, "pseudo-attack")))
SEEN = st.one_of(
    words(acuity_category=("measured",), acuity=(1.0, 0.5, 0.166667, 0.165959, 0.1, 0.0975, 0.05, 0.001)),
    words(acuity_category=("counting fingers", "no light perception", None), acuity=(None,)),
)
RETINA = words(
    nerve_fibre_layer=(None, 90.0, 95.0, 100.0),
    oct_device=(None, None, "Cirrus"),
    oct_quality_passed=(None, "yes", "no"),
    disc_oedema=(None, None, "yes"),
)
NAMED = words(eye=("right", "left", "right", "left", "better", "worse", None), attack=(None, None, None, None, "attacks/1"))
EXAMS = row(a_date("examined", 20), NAMED, SEEN, RETINA)
# Two dates only, so that rows of one date meet.
OF_ONE_DATE = row(a_date("examined", 1), NAMED, SEEN, RETINA)
RECORDS = st.one_of(
    small_tables(row(), {"attacks": REPORTS, "eye_exams": EXAMS}, most=6), small_tables(row(), {"eye_exams": OF_ONE_DATE}, most=6)
).map(with_own_attacks)
DEFINITIONS = st.builds(
    lambda **changes: Definitions().replace(**changes),
    date_reading=st.sampled_from(("midpoint", "earliest", "latest")),
    merge_before_days=st.integers(1, 4),
    vision_unstable_days=st.integers(0, 6),
    nerve_fibre_swollen_days=st.integers(0, 3),
    acuity_conversion=st.sampled_from(("freiburg", "holladay")),
)


@given(record=RECORDS, rules=DEFINITIONS)
def test_vision_agrees_with_its_slow_twin(record, rules):
    course = derive(record, rules, only=TABLES)
    for patient_id in record.patients["patient_id"]:
        exams = exams_of(record, patient_id, rules)
        fast = {exam["row_id"]: exam for exam in course.eyes.filter(patient_id=patient_id).rows(named=True)}
        assert set(fast) == set(exams)
        for row_id, slow in exams.items():
            shown = {name: value for name, value in slow.items() if not name.startswith("_")}
            assert {name: fast[row_id][name] for name in shown} == pytest.approx(shown)
        history = {one["eye"]: one for one in course.eye_history.filter(patient_id=patient_id).rows(named=True)}
        for eye, slow in history_of(record, patient_id, rules).items():
            assert {name: history[eye][name] for name in slow} == pytest.approx(slow)
        person = course.vision.filter(patient_id=patient_id).row(0, named=True)
        slow = vision_of(record, patient_id, rules)
        assert {name: person[name] for name in slow} == pytest.approx(slow)


@given(record=RECORDS, rules=DEFINITIONS)
def test_a_stricter_threshold_is_never_met_alone_and_both_eyes_never_without_one(record, rules):
    course = derive(record, rules, only=TABLES)
    by_line = sorted(thresholds(), key=lambda one: (one.logmar, one.comparison == "worse than"))
    for milder, stricter in pairwise(by_line):
        for table, columns in (
            (course.eyes, [(milder.name, stricter.name)]),
            (course.eye_history, [(milder.name, stricter.name)]),
            (course.vision, [(f"{milder.name}_{eyes}", f"{stricter.name}_{eyes}") for eyes in ("one", "both")]),
        ):
            for mild, strict in columns:
                assert table.filter(pl.col(strict) & ~pl.col(mild)).is_empty()


@given(record=RECORDS, rules=DEFINITIONS, conversion=st.sampled_from(("freiburg", "holladay")))
def test_the_conversion_moves_no_eye_over_a_threshold(record, rules, conversion):
    names = [threshold.name for threshold in thresholds()]
    one, other = (
        derive(record, some, only=["eyes"]).eyes.select(names) for some in (rules, rules.replace(acuity_conversion=conversion))
    )
    assert one.equals(other)


@given(record=RECORDS, rules=DEFINITIONS)
def test_nothing_known_of_acuity_is_nothing_known_of_blindness(record, rules):
    record.eye_exams = record.eye_exams.with_columns(
        pl.lit(None, record.eye_exams.schema[name]).alias(name) for name in ("acuity", "acuity_category")
    )
    course = derive(record, rules, only=TABLES)
    for table in (course.eyes, course.eye_history, course.vision):
        assert table.select(pl.selectors.starts_with("blind_")).null_count().row(0) == (table.height,) * len(
            table.select(pl.selectors.starts_with("blind_")).columns
        )


@given(record=RECORDS, rules=DEFINITIONS, seed=st.integers(0, 999))
def test_an_unmarked_window_is_the_same_on_any_days_inside_the_dates(record, rules, seed):
    here, there = (derive(one, rules, only=["attacks", "eyes"]) for one in (record, on_exact_days(record, seed)))
    merge_otherwise = here.attacks.filter("date_dependent")["patient_id"].implode()
    others = {exam["row_id"]: exam for exam in there.eyes.rows(named=True)}
    for exam in here.eyes.filter(~pl.col("date_dependent") & ~pl.col("patient_id").is_in(merge_otherwise)).rows(named=True):
        other = others[exam["row_id"]]
        # Rows of one date may come to lie on two days, and no longer tell which eye is the better.
        if exam["eye"] == other["eye"]:
            assert exam["in_attack_window"] is other["in_attack_window"]
