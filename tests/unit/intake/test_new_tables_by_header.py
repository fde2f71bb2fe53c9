"""A clinic's sheet with columns for examinations, symptoms, pregnancies, events and cells becomes rows of their tables."""

import pytest

from nmosd.intake import answer, import_source, open_questions, propose

# Header, cell of the one person, and what of it stands in the record: table, row, field, value.
COLUMNS = [
    ("RNFL OD (µm)", 78, "eye_exams", "oct right", "nerve_fibre_layer", 78.0),
    ("GCIPL OS", 70, "eye_exams", "oct left", "ganglion_cell_layer", 70.0),
    ("OCT date", "2020-02-14", "eye_exams", "oct left", "examined_earliest", "2020-02-14"),
    ("VEP OD P100 (ms)", 128, "eye_exams", "vep right", "evoked_latency", 128.0),
    ("VEP date", "2020-02-15", "eye_exams", "vep right", "examined_earliest", "2020-02-15"),
    ("LP date", "2010-05-05", "csf_samples", "1", "sampled_earliest", "2010-05-05"),
    ("CSF WBC", 12, "csf_samples", "1", "white_cells", 12.0),
    ("CSF protein (mg/dL)", 45, "csf_samples", "1", "protein", 0.45),
    ("MRI cord date", "2010-05-06", "mri_scans", "spinal-cord", "scanned_earliest", "2010-05-06"),
    ("Cord MRI levels", "C3-C7", "mri_scans", "spinal-cord", "cord_last_segment", "C7"),
    ("Area postrema lesion", "no", "mri_scans", "brain", "area_postrema_lesion", "no"),
    ("Chiasm lesion", "yes", "mri_scans", "orbit", "chiasm_lesion", "yes"),
    ("Spine MRI H sign", "yes", "mri_scans", "spinal-cord", "cord_h_sign", "yes"),
    ("Brain MRI deep grey", "yes", "mri_scans", "brain", "deep_grey_lesion", "yes"),
    ("Brain MRI fluffy lesions", "no", "mri_scans", "brain", "ill_defined_lesions", "no"),
    ("AQP4-IgG", "neg", "antibody_tests", "aqp4", "result", "negative"),
    ("AQP4-IgM", "pos", "antibody_tests", "aqp4-igm-or-iga", "result", "positive"),
    ("MOG", "low positive 1:32", "antibody_tests", "mog", "lab_call", "low positive"),
    ("EMG", "acute denervation", "neurophysiology", "1", "denervation", "acute"),
    ("NCS", "axonal", "neurophysiology", "nerve-conduction", "conduction", "axonal"),
    ("Areflexia", "yes", "visits", "last", "reduced_reflexes", "yes"),
    ("FS pyramidal", 3, "visits", "last", "pyramidal_function", 3),
    ("EDSS last", 4.5, "visits", "last", "edss", 4.5),
    ("Pain NRS", 6, "symptoms", "numeric-rating-scale-pain", "score", 6.0),
    ("Tonic spasms", "yes", "symptoms", "tonic-spasm", "present", "yes"),
    ("Work status", "retired", "symptoms", "work", "work_status", "retired"),
    ("Hospital days", 12, "symptoms", "hospital-stay", "hospital_days", 12.0),
    ("Spasticity treatment", "baclofen", "symptom_treatments", "spasticity", "treatment", "baclofen"),
    ("Bladder treatment effect", "better", "symptom_treatments", "bladder", "change", "better"),
    ("Pregnancy 1 LMP", "2016-03-01", "pregnancies", "1", "conception_earliest", "2016-03-01"),
    ("Pregnancy 1 outcome", "live birth", "pregnancies", "1", "outcome", "live birth"),
    ("COVID vaccine date", "2021-03-03", "safety_events", "covid-19", "vaccine", "COVID-19"),
    ("Infection 1", "pneumonia", "safety_events", "infection", "kind", "infection"),
    ("Infection 1 grade", 3, "safety_events", "infection", "grade", 3),
    ("HBsAg", "neg", "safety_events", "hepatitis-b-surface-antigen", "screening_result", "negative"),
    ("CAR-T date", "2019-10-10", "cell_therapies", "car-t-cells", "product", "CAR-T cells"),
    ("CRS grade", 1, "cell_therapies", "car-t-cells", "cytokine_release_grade", 1),
    ("B cells back", "2020-01", "cell_therapies", "car-t-cells", "b_cells_back_latest", "2020-01-31"),
    ("RTX infusion 2", "2013-03-15", "therapy_doses", "rituximab 2", "given_earliest", "2013-03-15"),
]


@pytest.fixture
def record(source):
    headers, cells = zip(*[(header, cell) for header, cell, *_ in COLUMNS], strict=True)
    sheet = source([["Pat-ID", *headers], ["P1", *cells]])
    mapping = propose(sheet)
    assert open_questions(mapping) == []
    return import_source(sheet, mapping).record


def test_each_column_fills_its_field_in_the_row_it_belongs_to(record) -> None:
    found = {}
    for header, _, table, row, field, _ in COLUMNS:
        rows = getattr(record, table)
        value = rows.filter(rows["row_id"] == f"P1/{table}/{row}").get_column(field).to_list()
        found[header] = [str(entry) if field.endswith(("earliest", "latest")) else entry for entry in value]
    assert found == {header: [value] for header, *_, value in COLUMNS}
    assert record.problems.is_empty()


def test_an_infection_that_is_denied_is_no_infection(source) -> None:
    sheet = source([["Pat-ID", "Infection 1"], ["P1", "pneumonia"], ["P2", "no"], ["P3", "none"]])
    assert import_source(sheet, propose(sheet)).record.safety_events["patient_id"].to_list() == ["P1"]


@pytest.mark.parametrize(
    ("values", "unit"),
    [([45, 62], "mg/dL"), ([0.45, 1.2], None), ([300, 450], "asked"), ([4500], "mg/L")],
)
def test_a_protein_without_a_unit_takes_the_only_plausible_one_or_is_asked(source, values, unit) -> None:
    rows = [["Pat-ID", "CSF protein"], *([f"P{number}", value] for number, value in enumerate(values))]
    mapping = propose(source(rows))
    if unit == "asked":
        (question,) = open_questions(mapping)
        assert question.choices == ("mg/dL", "mg/L", "ignore")
        mapping = answer(mapping, question, "mg/L")
        assert import_source(source(rows), mapping).record.csf_samples["protein"].to_list() == [0.3, 0.45]
    else:
        assert open_questions(mapping) == []
        assert mapping.sheets[0].columns["CSF protein"].unit == unit


def test_on_a_sheet_of_attacks_score_treatment_and_findings_belong_to_the_attack(source) -> None:
    rows = [
        ["Pat-ID", "Attack date", "Attack type", "EDSS", "PLEX", "VA OD", "Brain MRI", "Brain MRI date"],
        ["P1", "2010-05-03", "ON right", 3.0, "no", 0.1, "normal", "2010-05-05"],
        ["P1", "2012-11-11", "myelitis", 6.0, "yes", 1.0, "normal", "2012-11-20"],
    ]
    record = import_source(source(rows), propose(source(rows))).record
    assert record.visits.is_empty()
    assert record.attacks.select("row_id", "nadir_edss").rows() == [("P1/attacks/1", 3.0), ("P1/attacks/2-1", 6.0)]
    assert record.acute_treatments.select("attack", "treatment").rows() == [("P1/attacks/2-1", "plasma exchange")]
    assert sorted(record.eye_exams["attack"]) == ["P1/attacks/1", "P1/attacks/2-1"]
    assert record.mri_scans["attack"].null_count() == 2, "a dated scan is tied to an attack by its date"


def test_an_undated_score_beside_numbered_attacks_stays_a_visit(source) -> None:
    rows = [["Pat-ID", "Rel1", "Rel2", "EDSS"], ["P1", "2010", "2012", 3.0], ["P2", "2011", None, 2.0]]
    mapping = propose(source(rows))
    assert mapping.sheets[0].columns["EDSS"].to == ("visits.edss",)


def test_a_column_of_attack_treatment_with_doses_is_no_crash(source) -> None:
    rows = [["Pat-ID", "Attack 1 date", "Attack 1 steroids"], ["P1", "2010", "1 g x 5"], ["P2", "2011", "yes"]]
    column = propose(source(rows)).sheets[0].columns["Attack 1 steroids"]
    assert (column.to, column.link) == (("acute_treatments.treatment",), {"attack": "1"})
