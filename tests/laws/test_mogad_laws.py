"""MOGAD 2023 agrees with its slow twin on random patients, and more support never un-meets it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmosd.course import Definitions, derive
from nmosd.criteria import classify
from nmosd.criteria.facts import NEEDED
from nmosd.record import Record
from tests.laws import mogad_twin as twin
from tests.laws.criteria_records import APART, on_day, random_patients, record_from, rows_of_record

seeds = st.integers(0, 10_000)
# Each example is a cohort, so that a few are hundreds of people.
few = settings(max_examples=4)
DEFINITIONS = (
    Definitions(),
    Definitions().replace(mogad_supporting_features_of="any site", mogad_titre_before_call=True, inadequate_negative_counts=True),
    Definitions().replace(mogad_unstated_assay="cell-based", mogad_live_titre="no titre", mogad_borderline="low positive"),
    Definitions().replace(
        mogad_positive_without_titre="not clear", mogad_csf_without_serum=True, required_lesion_on="scans of the attack"
    ),
    Definitions().replace(
        mogad_area_postrema_is_brainstem=False, mogad_diencephalon_is_cerebral=False, mogad_borderline="negative"
    ),
    Definitions().replace(
        mogad_fluid_not_tested="cannot tell", mogad_clear_titre=20, mogad_low_titre=5, without_attacks="no attack"
    ),
)


def verdicts(record: Record, definitions: Definitions | None = None) -> dict[str, str]:
    frame = classify(record, definitions).filter(criterion="MOGAD 2023")
    return dict(frame.select("patient_id", "verdict").iter_rows())


@pytest.mark.parametrize("definitions", DEFINITIONS)
def test_every_part_agrees_with_a_slow_reading_of_the_criteria(definitions):
    record = random_patients(2_000, seed=DEFINITIONS.index(definitions))
    fast = (
        classify(record, definitions, clauses=True)
        .filter(criterion="MOGAD 2023")
        .rows_by_key("patient_id", named=True, unique=True)
    )
    for name, person in twin.people(record, derive(record, definitions, only=NEEDED)).items():
        answers = twin.answers(person)
        assert {part: fast[name][part] for part in answers} == answers, name
        assert fast[name]["verdict"] == twin.verdict(answers), name


def test_the_random_patients_have_every_verdict():
    assert len(set(verdicts(random_patients(600, seed=1)).values())) == 4


SUPPORT = {
    "another event": None,
    "a clear positive": None,
    "an eye": None,
    "optic_nerve_over_half": "orbit",
    "perineural_enhancement": "orbit",
    "longitudinally_extensive": "spinal cord",
    "cord_h_sign": "spinal cord",
    "conus_lesion": "spinal cord",
    "deep_grey_lesion": "brain",
    "ill_defined_brainstem_lesion": "brain",
}


@few
@given(seed=seeds, support=st.sampled_from(sorted(SUPPORT)), drawn=seeds)
def test_more_support_never_unmeets_mogad(seed, support, drawn):
    record = random_patients(80, seed)
    draw = random.Random(drawn)
    rows = rows_of_record(record)
    for patient in record.patients["patient_id"]:
        own = {"patient_id": patient, "row_id": f"{patient}/added"}
        of = draw.choice([None, *(row["row_id"] for row in rows["attacks"] if row["patient_id"] == patient)])
        if support == "another event":
            told = {
                "sites": [draw.choice(("optic nerve left", "spinal cord", "cerebellum"))],
                "syndrome": draw.choice((None, "ADEM")),
            }
            rows["attacks"].append(own | told | {"objective_change": "yes", "over_24_hours": "yes"} | on_day("onset", 5 * APART))
        elif support == "a clear positive":
            test = {"analyte": "MOG-IgG", "specimen": "serum", "assay": "live cell-based", "result": "positive", "titre": 640}
            rows["antibody_tests"].append(own | test)
        elif support == "an eye":
            rows["eye_exams"].append(own | {"eye": draw.choice(("right", "left", None)), "disc_oedema": "yes", "attack": of})
        else:
            rows["mri_scans"].append(own | {"region": SUPPORT[support], support: "yes", "attack": of})
    after = verdicts(record_from(rows))
    assert all(after[patient] == verdict for patient, verdict in verdicts(record).items() if verdict.startswith("met"))


@few
@given(seed=seeds)
def test_antibodies_of_another_class_change_no_verdict_and_no_serostatus(seed):
    record = random_patients(60, seed)
    rows = rows_of_record(record)
    for patient in record.patients["patient_id"]:
        test = {"analyte": "AQP4-IgM or IgA", "specimen": "serum", "assay": "fixed cell-based", "result": "positive"}
        rows["antibody_tests"].append({"patient_id": patient, "row_id": f"{patient}/added"} | test)
    other = record_from(rows)
    assert classify(other).equals(classify(record))
    assert derive(other, only=["serostatus"]).serostatus.equals(derive(record, only=["serostatus"]).serostatus)
