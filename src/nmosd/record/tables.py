"""The tables of the record, each declared once.

Plural nouns; one row per what the first line of the class says; first a row id and the patient's pseudonym. Blank is null and
means that nothing was said. The fields started from the proposed core dataset of the project's data model and carry its
`core` mark; its packed and derived fields are split or left out. A table is declared when the first thing that fills or reads
it is built.
"""

import dataframely as dy

from nmosd.record import fields


class Patients(dy.Schema):
    """A person."""

    row_id = fields.row_id(alone=True)
    patient_id = fields.patient_id(alone=True)
    site = fields.text("The centre that holds the record", core=True)
    birth_earliest, birth_latest = fields.date("birth", "Birth, to the month at best", core=True)
    sex = fields.choice("sex", "Sex recorded at birth", core=True)
    ancestry = fields.text("Ancestry in the person's own or the source's words", core=True)
    country = fields.text("Country of residence")
    onset_earliest, onset_latest = fields.date("onset", "First symptom of the disease, as stated", not_before="birth", core=True)
    age_at_onset = fields.number("Age at the first symptom as stated, where birth or onset has no date", 0, 110, unit="years")
    age_at_report = fields.number("Age when the record or the report was made, as stated", 0, 110, unit="years")
    first_contact_earliest, first_contact_latest = fields.date(
        "first_contact", "First contact with this centre: follow-up starts here", not_before="birth", core=True
    )
    last_contact_earliest, last_contact_latest = fields.date(
        "last_contact", "Last contact with this centre: follow-up ends here", not_before="first_contact", core=True
    )
    status = fields.choice("vital_status", "Status at the last contact", core=True)
    death_earliest, death_latest = fields.date(
        "death", "Death", not_before="last_contact", only_with=("status", "dead"), core=True
    )
    death_cause = fields.choice("death_cause", "Cause of death", only_with=("status", "dead"), core=True)
    consent_to_reuse = fields.choice("consent", "Consent to reuse of the data", core=True)
    source = fields.text("Where the person's record comes from: a chart, a registry, a publication's DOI")
    note = fields.text("A remark that no analysis reads")


class Diagnoses(dy.Schema):
    """A label that a clinician gave on a date; what the criteria say is derived, never recorded here."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    label = fields.choice("label", "The diagnosis as given", core=True)
    diagnosed_earliest, diagnosed_latest = fields.date(
        "diagnosed", "When the label was given", not_before="patients.onset", core=True
    )
    criteria_set = fields.choice("criteria_set", "The criteria that the clinician named", core=True)
    alternatives_excluded = fields.yes_no("Whether other diagnoses were excluded; only a person can say", core=True)


class AntibodyTests(dy.Schema):
    """One analyte in one specimen by one assay on one date."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    analyte = fields.choice("analyte", "What was looked for", core=True)
    sampled_earliest, sampled_latest = fields.date("sampled", "When the sample was taken", core=True)
    specimen = fields.choice("specimen", "What was tested", core=True)
    assay = fields.choice("assay", "How it was tested", core=True)
    result = fields.choice("result", "The result; a blank is not a negative", core=True)
    titre = fields.whole_number("End titre: 320 for 1:320", 1, 10_000_000, unit="1:n")
    value = fields.number("The number that the laboratory gave", 0, 1e9)
    unit = fields.text("Unit of the value and the laboratory's cut-off")
    on_treatment = fields.choice("on_treatment", "What the person was on when the sample was taken", core=True)
    laboratory = fields.text("Laboratory")


class Attacks(dy.Schema):
    """An attack as reported; merging and classification are derived."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    onset_earliest, onset_latest = fields.date("onset", "First day of new symptoms", not_before="patients.onset", core=True)
    sites = fields.choices("sites", "Where it struck, by symptoms and signs", core=True)
    report_source = fields.choice("report_source", "How the attack is known", core=True)
    over_24_hours = fields.yes_no("Symptoms lasted more than 24 hours", core=True)
    fever_infection_or_heat = fields.yes_no("Fever, infection or heat at the time", core=True)
    objective_change = fields.yes_no("The examination changed", core=True)
    new_mri_lesion = fields.yes_no("A new or enhancing lesion explains it", core=True)
    adjudication = fields.choice("adjudication", "What a reviewer decided", core=True)
    nadir_edss = fields.edss("Worst disability in the attack", core=True)
    hospitalised = fields.yes_no("Treated as an inpatient")
    trigger = fields.choice("trigger", "What came before, as stated")
    on_prevention = fields.yes_no("On preventive treatment at onset, as stated")
    recovery = fields.choice("recovery", "Recovery as the clinician put it", core=True)
    note = fields.text("A remark that no analysis reads")


class AcuteTreatments(dy.Schema):
    """A course of attack treatment."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    attack = fields.reference("attacks", "The attack that it treated")
    treatment = fields.choice("acute_treatment", "What was given", core=True)
    start_earliest, start_latest = fields.date("start", "First day", core=True)
    sessions = fields.whole_number("Number of infusions or exchanges", 1, 30, core=True)
    total_dose = fields.number("Total dose", 0, 100_000, core=True)
    dose_unit = fields.text("Unit of the dose")


class Therapies(dy.Schema):
    """An episode of preventive treatment, drugs given for multiple sclerosis included."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    drug = fields.choice("drugs", "The drug", core=True)
    start_earliest, start_latest = fields.date("start", "First dose", core=True)
    stop_earliest, stop_latest = fields.date("stop", "Last day on it", not_before="start", core=True)
    ongoing = fields.yes_no("Still on it at the last contact; a blank stop alone does not say so", core=True)
    stop_reason = fields.choice("stop_reason", "Why it was stopped", core=True)
    dose = fields.number("Dose", 0, 100_000, core=True)
    dose_unit = fields.text("Unit of the dose")
    interval = fields.number("Time between doses", 0, 104, unit="weeks")
    indication = fields.choice("indication", "Why it was started")


class Visits(dy.Schema):
    """Disability on a date."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    visited_earliest, visited_latest = fields.date("visited", "Day of the examination", core=True)
    edss = fields.edss("Expanded Disability Status Scale", core=True)
    edss_method = fields.choice("edss_method", "How the score was made", core=True)
    mrs = fields.whole_number("Modified Rankin Scale", 0, 6, unit="mRS")


class EyeExams(dy.Schema):
    """One eye on one date."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    examined_earliest, examined_latest = fields.date("examined", "Day of the examination", core=True)
    eye = fields.choice("eye", "Which eye", core=True)
    acuity_category = fields.choice("acuity_category", "Measured on a chart, or the category below any chart", core=True)
    acuity = fields.number(
        "High-contrast acuity as a decimal fraction (20/200 is 0.1)",
        0.001,
        2.5,
        unit="decimal",
        only_with=("acuity_category", "measured"),
        core=True,
    )


class MriScans(dy.Schema):
    """One region on one date."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    scanned_earliest, scanned_latest = fields.date("scanned", "Day of the scan", core=True)
    region = fields.choice("mri_region", "What was scanned", core=True)
    longest_cord_lesion = fields.number("Longest contiguous cord lesion", 0, 24, unit="vertebral segments", core=True)
    longitudinally_extensive = fields.yes_no("A cord lesion over three or more contiguous segments, as stated", core=True)


class Comorbidities(dy.Schema):
    """A coexisting disease with its date."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    disease = fields.choice("diseases", "The disease", core=True)
    began_earliest, began_latest = fields.date("began", "Onset or diagnosis of it", core=True)


class Origins(dy.Schema):
    """Where a recorded cell came from: one row per field of a row that a source cell filled."""

    row_id = dy.String(description="The row of the record that the cell filled")
    table = dy.String(description="Its table")
    field = dy.String(description="The field that the cell filled")
    file = dy.String(description="Name of the source file")
    sheet = dy.String(nullable=True, description="Sheet of a workbook; null for a text file")
    cell = dy.String(description="Address in the sheet, such as F12")
    column = dy.String(nullable=True, description="The column's header")
    text = dy.String(description="What stood there")


class Problems(dy.Schema):
    """Something that a person should look at: a cell that was set aside, or a question to the clinic.

    `code` is a key of `import_problems.toml` or `clinic_questions.toml`, which hold severity, title and remedy.
    """

    code = dy.String(description="Kind of problem")
    severity = dy.Enum(["error", "warning", "note"], description="error: a value was lost or two contradict each other")
    patient_id = dy.String(nullable=True, description="Whom it concerns")
    row_ids = dy.List(dy.String(), description="Rows of the record that it concerns; empty where the cell never became a row")
    file = dy.String(nullable=True, description="Name of the source file")
    sheet = dy.String(nullable=True, description="Sheet of a workbook")
    row = dy.Int32(nullable=True, description="Row of the sheet, as the spreadsheet program counts")
    column = dy.String(nullable=True, description="The column's header")
    cell = dy.String(nullable=True, description="Address in the sheet")
    text = dy.String(nullable=True, description="What stood there")
    message = dy.String(description="What is wrong, in one sentence")
    remedy = dy.String(description="What to do about it")


class About(dy.Schema):
    """One row: what holds for the whole record."""

    title = dy.String(description="The cohort's name")
    calendar = dy.Enum(["absolute", "relative"], description="relative: day 0 is the onset of disease, no date is known")
    synthetic = dy.Bool(description="Invented people; said on every page")
    schema_version = dy.Int32(description="Version of these tables")
