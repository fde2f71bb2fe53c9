"""Disability over time against its slow twin, and what must hold of it."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmosd.course import Definitions, derive
from tests.laws.course_records import on_exact_days, with_own_attacks
from tests.laws.disability_twin import SYSTEMS, milestones_of, visits_of, visual_subscore, worsening_of
from tests.laws.small_tables import a_date, row, small_tables, words

SITES = (None, ["spinal cord"], ["optic nerve right"], ["optic nerve"], ["optic nerve right", "optic nerve left"])
REPORTS = row(a_date("onset", 60), words(sites=SITES, adjudication=(None, None, None, "pseudo-attack")))
SCORES = words(edss=(0.0, 1.0, 1.5, 2.0, 3.0, 4.0, 4.5, 5.0, 5.5, 6.0, 6.5, 8.0, 8.5, None))
GRADES = words(**{system: (0, 1, 2, 3, len(converted) - 1) for system, converted in SYSTEMS.items()})
WALKING = words(
    walking_aid=("none", "none", "none", None, "unknown", "one side", "both sides", "wheelchair", "bed"),
    walking_distance=(500.0, 500.0, None, 600.0, 300.0, 200.0, 150.0, 120.0, 100.0, 60.0, 50.0, 20.0, 5.0, 4.0),
)
OPTICOSPINAL = words(opticospinal_motor=(None, 3), opticospinal_sensory=(None, 0), opticospinal_sphincter=(None, 2))


@st.composite
def with_unknown_grades(draw):
    """Systems and walking with up to two grades unknown, or all."""
    drawn = draw(row(GRADES, WALKING))
    unknown = draw(st.one_of(st.just(tuple(SYSTEMS)), st.sets(st.sampled_from(sorted(SYSTEMS)), max_size=2)))
    return drawn | dict.fromkeys(unknown)


NO_SYSTEMS = st.just(dict.fromkeys(SYSTEMS))
EXAMS = row(
    a_date("examined", 60),
    words(
        eye=("right", "left"),
        acuity_category=("measured", "measured", "hand motion", "counting fingers", None),
        acuity=(1.0, 0.7, 0.67, 0.34, 0.33, 0.1, 0.097, 0.025, 0.0249, None),
        scotoma=("yes", "no", "unknown", None),
    ),
)
PEOPLE = row(
    a_date("last_contact", 60),
    a_date("death", 60),
    words(status=(None, "alive", "dead", "unknown"), death_cause=(None, "NMOSD", "infection", "unknown")),
)
EXAMINED = row(a_date("visited", 60), with_unknown_grades(), words(edss=(None, None, 3.0, 5.0, 6.0, 10.0)), OPTICOSPINAL)
FOLLOWED = row(a_date("visited", 60), SCORES, NO_SYSTEMS, words(walking_aid=(None, "none", "one side", "wheelchair", "unknown")))
EXAMINATIONS = small_tables(row(), {"attacks": REPORTS, "visits": EXAMINED, "eye_exams": EXAMS}, most=4)
COURSES = small_tables(PEOPLE, {"attacks": REPORTS, "visits": FOLLOWED}, most=9)
EYES = small_tables(PEOPLE, {"attacks": REPORTS, "eye_exams": EXAMS}, most=8)


def rules(**more: st.SearchStrategy[object]) -> st.SearchStrategy[Definitions]:
    return st.builds(
        lambda **changes: Definitions().replace(**changes),
        date_reading=st.sampled_from(("midpoint", "earliest", "latest")),
        merge_before_days=st.integers(1, 4),
        edss_unstable_days=st.integers(0, 6),
        **more,
    )


SCORING = rules(
    edss_walking_rules=st.sampled_from(("Neurostatus", "Kurtzke")),
    walking_unstated=st.sampled_from(("cannot tell", "unrestricted")),
    edss_from_systems_counts=st.booleans(),
    edss_mismatch_half_points=st.integers(1, 4),
    opticospinal_scotoma_unstated=st.sampled_from(("cannot tell", "no scotoma")),
    opticospinal_hand_motion=st.integers(5, 6),
    opticospinal_beyond_20_800=st.integers(4, 5),
)
SEARCH = rules(
    worsening_steps=st.sampled_from(("msprog", "one point up to 5.0", "NMOSD trials")),
    confirmation_days=st.integers(1, 12),
    confirmation_early_days=st.integers(0, 1),
    confirmation_late_days=st.sampled_from((730, 0, 5, 15)),
    worsening_held_days=st.sampled_from((0, 0, 20, 36525)),
    worsening_onset_unstable_days=st.sampled_from((-1, -1, 0, 4)),
    worsening_reference=st.sampled_from(("fixed", "roving after improvement", "roving after worsening", "roving")),
    new_reference_after_attack=st.booleans(),
    worsening_events=st.sampled_from(("all", "all", "first")),
    attack_associated_days=st.integers(0, 12),
    independence_windows=st.sampled_from(
        (
            "around onset, around confirmation",
            "reference to onset, around confirmation",
            "before onset to confirmation",
            "reference to confirmation",
            "last visit to onset, before confirmation",
        )
    ),
)
REACHING = rules(
    edss_from_systems_counts=st.booleans(),
    milestone_confirmation_days=st.integers(0, 12),
    milestone_unstable_days=st.integers(0, 8),
    blindness_threshold=st.sampled_from(("blind_20_200_or_worse", "blind_worse_than_20_200")),
)


@given(record=EXAMINATIONS, definitions=SCORING)
def test_scores_and_windows_agree_with_their_slow_twin(record, definitions):
    table = derive(record, definitions, only=["disability"]).disability
    for patient_id in record.patients["patient_id"]:
        fast = {visit["row_id"]: visit for visit in table.filter(patient_id=patient_id).rows(named=True)}
        slow = visits_of(record, patient_id, definitions)
        assert set(fast) == set(slow)
        for row_id, (_, expected) in slow.items():
            assert {name: fast[row_id][name] for name in expected} == expected


@given(record=EXAMINATIONS, definitions=SCORING)
def test_opticospinal_subscores_agree_with_their_slow_twin(record, definitions):
    table = derive(record, definitions, only=["opticospinal"]).opticospinal
    fast = {(one["row_id"], one["subscore"]): one["score"] for one in table.rows(named=True)}
    slow = {
        (exam["row_id"], "visual"): visual_subscore(exam, definitions)
        for exam in record.eye_exams.rows(named=True)
        if exam["acuity"] is not None or exam["acuity_category"] is not None
    }
    for subscore in ("motor", "sensory", "sphincter"):
        for visit in record.visits.rows(named=True):
            if visit[f"opticospinal_{subscore}"] is not None:
                slow[visit["row_id"], subscore] = visit[f"opticospinal_{subscore}"]
    assert fast == slow


@given(record=COURSES, definitions=SEARCH)
def test_confirmed_worsening_agrees_with_its_slow_twin(record, definitions):
    table = derive(record, definitions, only=["worsening"]).worsening
    for patient_id in record.patients["patient_id"]:
        slow = worsening_of(record, patient_id, definitions)
        fast = table.filter(patient_id=patient_id).rows(named=True)
        assert [{name: fast_one[name] for name in slow_one} for fast_one, slow_one in zip(fast, slow, strict=True)] == slow


@given(record=st.one_of(COURSES, EYES), definitions=REACHING)
def test_milestones_agree_with_their_slow_twin(record, definitions):
    table = derive(record, definitions, only=["milestones"]).milestones
    for patient_id in record.patients["patient_id"]:
        fast = {one["milestone"]: one for one in table.filter(patient_id=patient_id).rows(named=True)}
        slow = milestones_of(record, patient_id, definitions)
        assert set(fast) == set(slow)
        for name, expected in slow.items():
            assert {column: fast[name][column] for column in expected} == expected, name


@given(record=COURSES, definitions=SEARCH)
def test_the_first_worsening_is_the_first_of_all(record, definitions):
    every, first = (
        derive(
            record, definitions.replace(worsening_events=which, new_reference_after_attack=False), only=["worsening"]
        ).worsening
        for which in ("all", "first")
    )
    assert every.filter(event=1).equals(first)


@given(record=COURSES, definitions=SEARCH)
def test_a_higher_milestone_is_never_reached_before_a_lower_one(record, definitions):
    """With examinations that all lie clear of attacks: else an attack may hide the lower one at the visit that shows both."""
    record = with_own_attacks(record)
    record.attacks = record.attacks.clear()
    table = derive(record, definitions, only=["milestones"]).milestones
    by_name = {name: table.filter(milestone=name) for name in ("EDSS 4", "EDSS 6", "EDSS 8")}
    for lower, higher in (("EDSS 4", "EDSS 6"), ("EDSS 6", "EDSS 8")):
        pair = by_name[lower].join(by_name[higher], on="patient_id", suffix="_higher").filter(status_higher="reached")
        assert (pair["status"] == "reached").all()
        assert (pair["day"] <= pair["day_higher"]).all()


@given(record=EXAMINATIONS, definitions=SCORING)
def test_nothing_known_of_a_score_is_no_score(record, definitions):
    unknown = ["edss", *SYSTEMS, "walking_aid", "walking_distance"]
    record.visits = record.visits.with_columns(pl.lit(None, record.visits.schema[name]).alias(name) for name in unknown)
    course = derive(record, definitions, only=["disability", "worsening", "milestones"])
    columns = ["score", "edss_from_systems", "edss_at_least", "edss_at_most", "edss_mismatch"]
    assert course.disability.select(columns).null_count().row(0) == (course.disability.height,) * len(columns)
    assert course.worsening.is_empty()
    aids = course.milestones.filter(pl.col("milestone").cast(pl.String).is_in(["EDSS 4", "walking aid"]))
    assert set(aids["status"]) <= {"cannot tell"}


@given(record=COURSES, definitions=SEARCH, seed=st.integers(0, 999))
def test_an_unmarked_window_is_the_same_on_any_days_inside_the_dates(record, definitions, seed):
    here, there = (derive(one, definitions, only=["attacks", "disability"]) for one in (record, on_exact_days(record, seed)))
    merge_otherwise = here.attacks.filter("date_dependent")["patient_id"].implode()
    others = {visit["row_id"]: visit for visit in there.disability.rows(named=True)}
    for visit in here.disability.filter(~pl.col("date_dependent") & ~pl.col("patient_id").is_in(merge_otherwise)).rows(
        named=True
    ):
        assert visit["in_attack_window"] is others[visit["row_id"]]["in_attack_window"]


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_worse_grade_never_makes_a_better_score(system):
    """What the least and the greatest score of unknown grades rest on: every row of the table, one grade more."""
    from nmosd.course.disability.systems import edss_from_systems

    highest = {name: len(converted) - 1 for name, converted in SYSTEMS.items()}
    rows = [
        dict.fromkeys(SYSTEMS, 0) | {other: min(grade, highest[other]), system: own}
        for other in SYSTEMS
        for grade in range(7)
        for own in range(highest[system] + 1)
    ]
    walking = {"walking_aid": pl.lit("none"), "walking_distance": pl.lit(500.0)}
    scores = edss_from_systems(pl.DataFrame(rows).with_columns(**walking), Definitions())["edss_at_least"]
    per_grade = scores.to_numpy().reshape(-1, highest[system] + 1)
    assert (per_grade[:, 1:] >= per_grade[:, :-1]).all()
