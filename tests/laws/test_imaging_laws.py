"""Imaging and cerebrospinal fluid against their slow twins, and what must hold of them."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from nmosd.course import Definitions, derive
from nmosd.course.imaging.findings import FINDINGS
from tests.laws.course_records import on_exact_days, with_own_attacks
from tests.laws.imaging_twin import attack_imaging_of, csf_of, scans_of
from tests.laws.small_tables import a_date, row, small_tables, words

ANSWERS = (None, "no", "yes", "unknown")
REPORTS = row(
    a_date("onset"),
    words(
        adjudication=(None, None, "pseudo-attack"),
        sites=(None, ["spinal cord"], ["optic nerve right"], ["brainstem"], ["spinal cord", "brainstem"], ["other"]),
    ),
)
REFERENCE = words(attack=(None, None, None, "attacks/1", "attacks/2"))
LESIONS = words(
    region=("brain", "orbit", "spinal cord", "cervical cord", "thoracic cord", None),
    new_lesion=("no", "yes", None),
    enhancing_lesion=("no", None, "not done"),
    cord_lesion=ANSWERS,
    longitudinally_extensive=(None, None, "no", "yes", "not done"),
    longest_cord_lesion=(None, None, 0.0, 2.5, 3.0),
    cord_first_segment=(None, "C7", "T1", "L1", "S1"),
    cord_last_segment=(None, "C8", "T1", "T3", "S2"),
    conus_lesion=(None, None, "yes"),
    typical_cord_lesion=(None, None, "yes", "no"),
    cord_h_sign=(None, None, None, "yes", "no"),
    indistinct_cord_lesion=(None, None, None, "yes"),
    temporal_lobe_lesion=(None, None, "yes", "no"),
    cord_atrophy=(None, 2.0, 4.0),
)
EYES_AND_BRAIN = words(
    optic_nerve_right_lesion=ANSWERS,
    optic_nerve_left_lesion=ANSWERS,
    optic_nerve_over_half=ANSWERS,
    chiasm_lesion=ANSWERS,
    brain_pattern=(None, "normal", "nonspecific", "typical of NMOSD", "not done"),
    area_postrema_lesion=ANSWERS,
    cortical_lesion=(None, None, "yes"),
    paramagnetic_rim_lesion=(None, None, "yes", "no"),
    deep_grey_lesion=(None, None, None, "yes", "no"),
)
SCANS = row(a_date("scanned"), REFERENCE, LESIONS, EYES_AND_BRAIN)
FLUIDS = row(
    a_date("sampled"),
    REFERENCE,
    words(white_cells=(None, 5.0, 6.0, 51.0), neutrophils=(None, 0.0, 20.0, 100.0), oligoclonal_bands=(None, "type 1", "type 2")),
    words(kappa_positive=ANSWERS, kappa_index=(None, 6.0, 6.1, 9.0), kappa_limit=(None, 9.0)),
)
RECORDS = small_tables(row(), {"attacks": REPORTS, "mri_scans": SCANS, "csf_samples": FLUIDS}).map(with_own_attacks)
DEFINITIONS = st.builds(
    lambda **changes: Definitions().replace(**changes),
    date_reading=st.sampled_from(("midpoint", "earliest", "latest")),
    merge_before_days=st.integers(1, 5),
    scan_days_after_onset=st.integers(0, 5),
    scan_days_before_onset=st.integers(0, 3),
    csf_days_after_onset=st.integers(0, 5),
    extensive_cord_segments=st.integers(2, 4),
    kappa_without_limit=st.sampled_from(("cannot tell", "general limit")),
)


@given(record=RECORDS, rules=DEFINITIONS)
def test_imaging_agrees_with_its_slow_twin(record, rules):
    course = derive(record, rules, only=["imaging", "attack_imaging"], reasons=True)
    for patient_id in record.patients["patient_id"]:
        slow = scans_of(record, patient_id, rules)
        fast = {scan["row_id"]: scan for scan in course.imaging.filter(patient_id=patient_id).rows(named=True)}
        assert {row_id: {name: fast[row_id][name] for name in slow[row_id]} for row_id in fast} == slow
        together = attack_imaging_of(record, patient_id, rules)
        attacks = course.attack_imaging.filter(patient_id=patient_id).with_columns(pl.col("row_ids").list.sort()).rows(named=True)
        assert [{name: one[name] for name in other} for one, other in zip(attacks, together, strict=True)] == together


@given(record=RECORDS, rules=DEFINITIONS)
def test_cerebrospinal_fluid_agrees_with_its_slow_twin(record, rules):
    samples = derive(record, rules, only=["csf"]).csf.rows(named=True)
    slow = {row_id: one for person in record.patients["patient_id"] for row_id, one in csf_of(record, person, rules).items()}
    assert {one["row_id"]: {name: one[name] for name in slow[one["row_id"]]} for one in samples} == slow


@given(record=RECORDS, rules=DEFINITIONS, seed=st.integers(0, 999))
def test_an_unmarked_scan_belongs_to_the_same_reports_on_any_days_inside_the_dates(record, rules, seed):
    here, there = (derive(one, rules, only=["attacks", "imaging"], reasons=True) for one in (record, on_exact_days(record, seed)))
    merge_otherwise = here.attacks.filter("date_dependent")["patient_id"].implode()
    others = {scan["row_id"]: scan for scan in there.imaging.rows(named=True)}
    for scan in here.imaging.filter(~pl.col("date_dependent") & ~pl.col("patient_id").is_in(merge_otherwise)).rows(named=True):
        assert sorted(scan["row_ids"]) == sorted(others[scan["row_id"]]["row_ids"])


@given(record=RECORDS, rules=DEFINITIONS)
def test_exact_dates_are_never_marked(record, rules):
    assert not derive(on_exact_days(record, 0), rules, only=["imaging"]).imaging["date_dependent"].any()


@given(record=RECORDS, rules=DEFINITIONS)
def test_a_record_that_answers_nothing_has_no_finding(record, rules):
    silent = record.mri_scans.select("row_id", "patient_id", "scanned_earliest", "scanned_latest", "region", "attack")
    blank = record.mri_scans.clear().join(silent, on=silent.columns, how="right").select(record.mri_scans.columns)
    record.mri_scans = blank
    course = derive(record, rules, only=["imaging", "attack_imaging"])
    assert course.imaging.select(*FINDINGS, "new_or_enhancing").null_count().row(0) == (blank.height,) * (len(FINDINGS) + 1)
    assert course.attack_imaging.select(FINDINGS, "new_lesion").drop_nulls().is_empty()


@given(record=RECORDS, rules=DEFINITIONS)
def test_what_is_extensive_is_there(record, rules):
    imaging = derive(record, rules, only=["imaging"]).imaging
    for whole, part in (("cord_lesion", "extensive_cord_lesion"), ("optic_nerve_lesion", "optic_nerve_extensive")):
        assert imaging.filter(pl.col(part) & ~pl.col(whole)).is_empty()
