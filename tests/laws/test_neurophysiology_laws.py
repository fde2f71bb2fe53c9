"""Neurophysiology against its slow twin, and what must hold of it."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from nmosd.course import Definitions
from nmosd.course.attacks.attacks import derive_attacks
from nmosd.course.imaging.imaging import derive_imaging
from nmosd.course.neurophysiology.neurophysiology import derive_neurophysiology
from tests.laws.neurophysiology_twin import neurophysiology_of
from tests.laws.small_tables import row, small_tables, words

MUSCLES_AND_NERVES = words(
    study=("electromyography", "electromyography", "nerve conduction", None, "visual evoked potential"),
    denervation=("chronic", "acute and chronic", "none", "acute", None, "not done", "unknown"),
    conduction=(None, "normal", "axonal", "not done", "unknown"),
    explained_by_conduction=("no", None, "yes", "unknown"),
    segments=(["C5"], ["brainstem"], ["C5", "T4"], ["L4"], None),
)
SCANS = words(
    region=("spinal cord", "cervical cord", "brain", "thoracic cord", None),
    cord_lesion=(None, "no", "yes"),
    cord_first_segment=(None, None, "C4", "T2", "T5"),
    cord_last_segment=(None, None, "C6", "T6", "C3"),
    brainstem_lesion=(None, "no", "yes"),
    area_postrema_lesion=(None, "no", "yes"),
)
ANSWERS = ("no", None, "yes", "unknown")
VISITS = words(muscle_atrophy=ANSWERS, reduced_reflexes=ANSWERS, fasciculations=ANSWERS)
RECORDS = small_tables(row(), {"neurophysiology": MUSCLES_AND_NERVES, "mri_scans": SCANS, "visits": VISITS}, most=3)
DEFINITIONS = st.builds(
    lambda only, signs: Definitions().replace(longest_cord_lesion_is_the_only_one=only, lower_motor_neuron_signs=signs),
    st.booleans(),
    st.sampled_from((("muscle_atrophy", "reduced_reflexes", "fasciculations"), ("fasciculations",), ())),
)


def derived(record, rules, *, reasons=False):
    """Only what is needed: whole courses take ten times as long."""
    imaging = derive_imaging(record, derive_attacks(record, rules), rules)
    return derive_neurophysiology(record, imaging, rules, reasons=reasons)


@given(record=RECORDS, rules=DEFINITIONS)
def test_neurophysiology_agrees_with_its_slow_twin(record, rules):
    fast = {found["patient_id"]: found for found in derived(record, rules).rows(named=True)}
    for patient_id in record.patients["patient_id"]:
        slow = neurophysiology_of(record, patient_id, rules)
        assert (patient_id in fast) == (slow is not None)
        if slow is not None:
            assert fast[patient_id] == {"patient_id": patient_id} | slow


@given(record=RECORDS, rules=DEFINITIONS)
def test_denervation_is_explained_or_lower_motor_neuron_involvement_and_never_both(record, rules):
    people = derived(record, rules)
    denervated = people.filter(pl.col("denervation"))
    assert (denervated["explained"].eq_missing(~denervated["lower_motor_neuron"])).all()
    assert people.filter(pl.col("lower_motor_neuron") & ~pl.col("denervation")).is_empty()
    assert people.filter(pl.col("matching_lesion") & ~pl.col("lower_motor_neuron")).is_empty()
    assert people.filter(pl.col("due_but_not_done") & ~pl.col("due_without_result")).is_empty()
    kinds = people.filter(pl.col("acute_denervation") | pl.col("chronic_denervation"))
    assert kinds["denervation"].all()


@given(record=RECORDS, rules=DEFINITIONS)
def test_reasons_name_rows_of_the_right_table(record, rules):
    people = derived(record, rules, reasons=True)
    tables = {
        "row_ids": "neurophysiology",
        "conduction_row_ids": "neurophysiology",
        "lesion_row_ids": "mri_scans",
        "sign_row_ids": "visits",
    }
    for column, table in tables.items():
        for found in people.rows(named=True):
            own = getattr(record, table).filter(patient_id=found["patient_id"])["row_id"]
            assert set(found[column]) <= set(own)
    decided = people.filter(pl.col("matching_lesion") & pl.col("lesion_row_ids").list.len().eq(0))
    assert decided.is_empty()
