"""McDonald 2024 agrees with its slow twin on random patients; more support never un-meets it, and an antibody always stops it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmosd.course import Definitions, derive
from nmosd.criteria import classify
from nmosd.criteria.facts import NEEDED
from nmosd.record import Record
from tests.laws import mcdonald_twin as twin
from tests.laws import mogad_twin
from tests.laws.criteria_records import random_patients, record_from, rows_of_record

seeds = st.integers(0, 10_000)
# Each example is a cohort, so that a few are hundreds of people.
few = settings(max_examples=4)
DEFINITIONS = (
    Definitions(),
    Definitions().replace(mcdonald_unstated_is_typical=True, mcdonald_more_evidence_for=(), without_attacks="no attack"),
    Definitions().replace(mcdonald_lesions_of_nmosd_count=True, mcdonald_optic_nerve_unanswered="cannot tell"),
    Definitions().replace(
        mcdonald_region_from="attacks as well", mcdonald_more_evidence_for=("age",), mcdonald_older_from_age=60
    ),
    Definitions().replace(mcdonald_antibodies_needed=(), mcdonald_negative_fluid="both tests", inadequate_negative_counts=True),
    Definitions().replace(
        kappa_without_limit="general limit",
        mcdonald_antibodies_needed=("AQP4-IgG",),
        central_vein_lesions_from=5,
        central_vein_few_lesions_below=6,
        criteria_certainties=("definite", "probable"),
    ),
)


def verdicts(record: Record, definitions: Definitions | None = None) -> dict[str, str]:
    frame = classify(record, definitions).filter(criterion="McDonald 2024")
    return dict(frame.select("patient_id", "verdict").iter_rows())


def some_attacks_missing(record: Record) -> Record:
    rows = rows_of_record(record)
    for place, row in enumerate(rows["patients"]):
        row["attacks_complete"] = "no" if place % 9 == 0 else "yes" if place % 9 == 1 else None
    return record_from(rows)


@pytest.mark.parametrize("definitions", DEFINITIONS)
def test_verdicts_agree_with_a_slow_reading_of_the_criteria(definitions):
    record = some_attacks_missing(random_patients(2_500, seed=DEFINITIONS.index(definitions)))
    course = derive(record, definitions, only=NEEDED)
    fast = verdicts(record, definitions)
    of_mogad = mogad_twin.people(record, course)
    for name, person in twin.people(record, course).items():
        assert fast[name] == twin.mcdonald2024(person, mog_clear=of_mogad[name].in_blood("clear")), name


def test_the_random_patients_have_every_verdict():
    assert len(set(verdicts(random_patients(1_000, seed=1)).values())) == 4


SUPPORT = {
    "periventricular_lesion": "brain",
    "cortical_lesion": "brain",
    "infratentorial_lesion": "brain",
    "central_vein_sign": "brain",
    "paramagnetic_rim_lesion": "brain",
    "typical_cord_lesion": "spinal cord",
    "bands": None,
    "evoked potential": None,
}


@few
@given(seed=seeds, support=st.sampled_from(sorted(SUPPORT)))
def test_more_support_never_unmeets_it(seed, support):
    record = random_patients(150, seed)
    rows = rows_of_record(record)
    for patient in record.patients["patient_id"]:
        own = {"patient_id": patient, "row_id": f"{patient}/added"}
        if support == "bands":
            rows["csf_samples"].append(own | {"oligoclonal_bands": "type 2"})
        elif support == "evoked potential":
            rows["eye_exams"].append(own | {"eye": "left", "evoked_potential": "delayed"})
        else:
            rows["mri_scans"].append(own | {"region": SUPPORT[support], support: "yes"})
    after = verdicts(record_from(rows))
    for patient, verdict in verdicts(record).items():
        if verdict.startswith("met"):
            assert after[patient] == verdict


@few
@given(seed=seeds, drawn=seeds)
def test_with_aqp4_igg_or_clear_mog_igg_nobody_has_multiple_sclerosis(seed, drawn):
    record = random_patients(150, seed)
    draw = random.Random(drawn)
    rows = rows_of_record(record)
    for patient in record.patients["patient_id"]:
        test = draw.choice(({"analyte": "AQP4-IgG"}, {"analyte": "MOG-IgG", "titre": 1000}))
        own = {"patient_id": patient, "row_id": f"{patient}/added", "specimen": "serum", "assay": "fixed cell-based"}
        rows["antibody_tests"].append(own | test | {"result": "positive"})
    for definitions in (Definitions(), Definitions().replace(mcdonald_antibodies_needed=())):
        assert set(verdicts(record_from(rows), definitions).values()) == {"not met"}
