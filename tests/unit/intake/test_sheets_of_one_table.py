"""A workbook with a sheet for each kind of examination, one row per examination: the sheet's name says what its headers mean."""

from datetime import date

import pytest

from nmosd.intake import import_source, open_questions, propose

SHEETS = {
    "Patients": [["ID", "Sex", "Onset"], ["P1", "F", "2010-05"]],
    "OCT": [
        ["ID", "Date", "Eye", "RNFL (µm)", "Device", "Quality ok"],
        ["P1", "2020-02-14", "OD", 78, "Spectralis", "yes"],
        ["P1", "2020-02-14", "OS", 92, "Spectralis", "no"],
    ],
    "VEP": [["ID", "Date", "Eye", "P100 (ms)", "Result"], ["P1", "2020-02-14", "OD", 128, "delayed"]],
    "CSF": [["ID", "Date", "WBC", "Protein (mg/dL)", "OCB"], ["P1", "2010-05-05", 12, 45, "neg"]],
    "MRI": [
        ["ID", "Date", "Region", "LETM", "New lesion", "Gd", "Segments"],
        ["P1", "2010-05-06", "spine", "yes", "yes", "yes", "C3-C7"],
        ["P1", "2010-05-07", "brain", None, "no", "no", None],
    ],
    "EMG": [
        ["ID", "Date", "Study", "Muscle/nerve", "Side", "Denervation", "Conduction", "Segments"],
        ["P1", "2019-02-01", "EMG", "tibialis anterior", "R", "chronic", None, "L4-S1"],
        ["P1", "2019-02-01", "NCS", "peroneal", "R", None, "normal", None],
    ],
    "Symptoms": [
        ["ID", "Date", "Symptom", "Severity", "Score", "Scale"],
        ["P1", "2019-02-01", "pain", "moderate", 6, "NRS pain"],
        ["P1", "2019-02-01", "spasticity", "mild", 2, "Ashworth"],
    ],
    "Symptom treatment": [
        ["ID", "Symptom", "Treatment", "Kind", "Start", "Stop", "Effect"],
        ["P1", "pain", "pregabalin", "drug", "2019-02", "2019-06", "better"],
    ],
    "Pregnancies": [["ID", "Conception", "Delivery", "Outcome"], ["P1", "2016-03-01", "2016-11-25", "live birth"]],
    "Safety": [["ID", "Date", "Type", "Event", "Grade"], ["P1", "2018-04-04", "infection", "pneumonia", 3]],
    "Cell therapy": [["ID", "Date", "Product", "Target", "CRS"], ["P1", "2022-10-10", "CAR-T", "BCMA", 1]],
    "Infusions": [["ID", "Drug", "Date", "Dose (mg)"], ["P1", "RTX", "2013-03-01", 1000]],
    "Visits": [["ID", "Date", "EDSS", "Pyramidal", "Bowel/bladder", "Atrophy"], ["P1", "2020-02-14", 4.5, 3, 1, "no"]],
}

READ = {
    "eye_exams": [
        {"examined_earliest": date(2020, 2, 14), "eye": "right", "nerve_fibre_layer": 78.0, "oct_quality_passed": "yes"},
        {"examined_earliest": date(2020, 2, 14), "eye": "left", "nerve_fibre_layer": 92.0, "oct_quality_passed": "no"},
        {"examined_earliest": date(2020, 2, 14), "eye": "right", "evoked_latency": 128.0, "evoked_potential": "delayed"},
    ],
    "csf_samples": [{"sampled_earliest": date(2010, 5, 5), "white_cells": 12.0, "protein": 0.45, "oligoclonal_bands": "type 1"}],
    "mri_scans": [
        {
            "scanned_earliest": date(2010, 5, 6),
            "region": "spinal cord",
            "longitudinally_extensive": "yes",
            "enhancing_lesion": "yes",
            "cord_first_segment": "C3",
            "cord_last_segment": "C7",
        },
        {"scanned_earliest": date(2010, 5, 7), "region": "brain", "new_lesion": "no", "enhancing_lesion": "no"},
    ],
    "neurophysiology": [
        {"study": "electromyography", "side": "right", "segments": ["L4", "L5", "S1"], "denervation": "chronic"},
        {"study": "nerve conduction", "structure": "peroneal", "conduction": "normal"},
    ],
    "symptoms": [
        {"symptom": "pain", "severity": "moderate", "instrument": "numeric rating scale, pain", "score": 6.0},
        {"symptom": "spasticity", "severity": "mild", "instrument": "Modified Ashworth Scale", "score": 2.0},
    ],
    "symptom_treatments": [
        {"symptom": "pain", "treatment": "pregabalin", "modality": "drug", "stop_latest": date(2019, 6, 30), "change": "better"}
    ],
    "pregnancies": [{"conception_earliest": date(2016, 3, 1), "end_latest": date(2016, 11, 25), "outcome": "live birth"}],
    "safety_events": [{"happened_earliest": date(2018, 4, 4), "kind": "infection", "term": "pneumonia", "grade": 3}],
    "cell_therapies": [{"product": "CAR-T cells", "target": "BCMA", "cytokine_release_grade": 1}],
    "therapy_doses": [{"drug": "rituximab", "given_earliest": date(2013, 3, 1), "dose": 1000.0}],
    "visits": [
        {
            "visited_earliest": date(2020, 2, 14),
            "edss": 4.5,
            "pyramidal_function": 3,
            "bowel_bladder_function": 1,
            "muscle_atrophy": "no",
        }
    ],
}


@pytest.fixture
def record(source):
    workbook = source(SHEETS)
    mapping = propose(workbook)
    assert open_questions(mapping) == []
    assert mapping.left_out == ()
    return import_source(workbook, mapping).record


@pytest.mark.parametrize("table", READ)
def test_the_rows_of_a_sheet_are_the_rows_of_its_table(table, record) -> None:
    rows = getattr(record, table).to_dicts()
    left = list(rows)
    for expected in READ[table]:
        same = [row for row in left if all(row[name] == value for name, value in expected.items())]
        assert len(same) == 1, expected
        left.remove(same[0])
    assert left == []
    assert record.problems.is_empty()
