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
    progressive_course = fields.yes_no("Worsening between attacks that no attack explains")
    coexisting_diseases_complete = fields.yes_no(
        "All coexisting diseases are on record: only then is one that is not listed known to be absent"
    )
    attacks_complete = fields.yes_no(
        "All attacks are on record; if not, a place that none of them struck may have been struck all the same"
    )
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
    lab_call = fields.choice("lab_call", "What the laboratory itself calls the positive: clear or low", core=True)
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
    syndrome = fields.choice("attack_syndrome", "What the clinician called it as a whole", core=True)
    report_source = fields.choice("report_source", "How the attack is known", core=True)
    over_24_hours = fields.yes_no("Symptoms lasted more than 24 hours", core=True)
    hours = fields.number("How long the symptoms lasted", 0, 100_000, unit="hours")
    hours_to_nadir = fields.number("From the first symptom to the worst state", 0, 20_000, unit="hours")
    partial_myelitis = fields.yes_no("The myelitis was partial: one side, or a few of its functions")
    atypical_features = fields.choices("atypical_feature", "What is not typical of an attack of multiple sclerosis")
    area_postrema_hours = fields.number("How long nausea, vomiting or hiccups lasted", 0, 20_000, unit="hours")
    fever_infection_or_heat = fields.yes_no("Fever, infection or heat at the time", core=True)
    objective_change = fields.yes_no("The examination changed", core=True)
    other_cause = fields.yes_no("Another cause explains the symptoms: infection, pain, injury, a drug ...")
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


class TherapyDoses(dy.Schema):
    """An infusion, or a change of dose, of a preventive drug."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    therapy = fields.reference("therapies", "The episode that it belongs to")
    drug = fields.choice("drugs", "The drug; may be left out where the episode is named", core=True)
    given_earliest, given_latest = fields.date("given", "Day of the infusion or of the change", core=True)
    dose = fields.number("Dose", 0, 100_000, core=True)
    dose_unit = fields.text("Unit of the dose")


class CellTherapies(dy.Schema):
    """A transplant or an infusion of cells."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    product = fields.choice("cell_product", "What was given", core=True)
    target = fields.text("What the cells are directed against, or where they come from")
    given_earliest, given_latest = fields.date("given", "Day of the infusion", core=True)
    cells = fields.number("Cells given", 0, 1e13)
    cells_unit = fields.text("Unit of the number: cells, or cells per kilogram")
    conditioning = fields.text("Conditioning before it")
    cytokine_release_grade = fields.whole_number("Worst grade of cytokine release syndrome", 0, 5, unit="grade")
    neurotoxicity_grade = fields.whole_number("Worst grade of neurotoxicity", 0, 5, unit="grade")
    cytopenia_grade = fields.whole_number("Worst grade of cytopenia after day 30", 0, 5, unit="grade")
    b_cells_back_earliest, b_cells_back_latest = fields.date("b_cells_back", "Return of B cells", not_before="given")
    immunoglobulin_replaced = fields.yes_no("Immunoglobulin had to be replaced")


class Visits(dy.Schema):
    """Disability on a date."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    visited_earliest, visited_latest = fields.date("visited", "Day of the examination", core=True)
    edss = fields.edss("Expanded Disability Status Scale", core=True)
    edss_method = fields.choice("edss_method", "How the score was made", core=True)
    visual_function = fields.whole_number("Visual functional system, as scored and not converted", 0, 6, core=True)
    brainstem_function = fields.whole_number("Brainstem functional system", 0, 5, core=True)
    pyramidal_function = fields.whole_number("Pyramidal functional system", 0, 6, core=True)
    cerebellar_function = fields.whole_number("Cerebellar functional system", 0, 5, core=True)
    sensory_function = fields.whole_number("Sensory functional system", 0, 6, core=True)
    bowel_bladder_function = fields.whole_number(
        "Bowel and bladder functional system, as scored and not converted", 0, 6, core=True
    )
    cerebral_function = fields.whole_number("Cerebral functional system", 0, 5, core=True)
    walking_distance = fields.number("Longest walk, with the aid that is stated", 0, 100_000, unit="metres", core=True)
    walking_aid = fields.choice("walking_aid", "What is needed to move about", core=True)
    mrs = fields.whole_number("Modified Rankin Scale", 0, 6, unit="mRS")
    ambulation_index = fields.whole_number("Hauser Ambulation Index", 0, 9, unit="HAI")
    opticospinal_motor = fields.whole_number("Opticospinal impairment: motor subscore", 0, 6)
    opticospinal_sensory = fields.whole_number("Opticospinal impairment: sensory subscore", 0, 4)
    opticospinal_sphincter = fields.whole_number("Opticospinal impairment: sphincter subscore", 0, 4)
    timed_walk = fields.number("Timed 25-foot walk", 0, 300, unit="seconds")
    nine_hole_peg_test = fields.number("Nine-hole peg test, mean of both hands", 0, 777, unit="seconds")
    symbol_digit_test = fields.whole_number("Symbol Digit Modalities Test, correct answers", 0, 110)
    muscle_atrophy = fields.yes_no("Muscle atrophy")
    reduced_reflexes = fields.yes_no("Tendon reflexes reduced or absent")
    fasciculations = fields.yes_no("Fasciculations")


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
    attack = fields.reference("attacks", "The attack at whose worst point the eye was examined")
    low_contrast_letters = fields.whole_number("Letters read on the 2.5 % low-contrast chart", 0, 70, unit="letters")
    mean_deviation = fields.number("Visual field: mean deviation", -40, 10, unit="dB")
    scotoma = fields.yes_no("A scotoma in the visual field")
    afferent_pupillary_defect = fields.yes_no("Relative afferent pupillary defect")
    disc_oedema = fields.yes_no("Optic disc oedema")
    disc_pallor = fields.yes_no("Optic disc pallor")
    nerve_fibre_layer = fields.number("Peripapillary retinal nerve fibre layer", 20, 500, unit="µm", core=True)
    ganglion_cell_layer = fields.number("Ganglion cell and inner plexiform layer of the macula", 10, 200, unit="µm", core=True)
    macular_oedema = fields.yes_no("Microcystic macular oedema")
    oct_device = fields.text("Device, software and scan of the optical coherence tomography", core=True)
    oct_quality_passed = fields.yes_no("The scan passed its quality control", core=True)
    evoked_potential = fields.choice("evoked_potential", "Visual evoked potential")
    evoked_latency = fields.number("Visual evoked potential: P100 latency", 50, 400, unit="ms")
    other_cause = fields.yes_no("Another disease explains what was found in this eye: glaucoma, ischaemia ...")


class MriScans(dy.Schema):
    """One region on one date."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    scanned_earliest, scanned_latest = fields.date("scanned", "Day of the scan", core=True)
    region = fields.choice("mri_region", "What was scanned", core=True)
    longest_cord_lesion = fields.number("Longest contiguous cord lesion", 0, 24, unit="vertebral segments", core=True)
    longitudinally_extensive = fields.yes_no("A cord lesion over three or more contiguous segments, as stated", core=True)
    attack = fields.reference("attacks", "The attack for which it was made")
    new_lesion = fields.yes_no("A new or larger lesion compared with the scan before", core=True)
    enhancing_lesion = fields.yes_no("A lesion that takes up gadolinium", core=True)
    nonenhancing_lesion = fields.yes_no("A lesion that takes up no gadolinium, where it was given")
    cord_lesion = fields.yes_no("Any lesion of the spinal cord")
    cord_first_segment = fields.choice("cord_segment", "Uppermost segment of the longest cord lesion", core=True)
    cord_last_segment = fields.choice("cord_segment", "Lowest segment of the longest cord lesion", core=True)
    central_cord_lesion = fields.yes_no("The cord lesion lies mostly in the central grey matter")
    cord_h_sign = fields.yes_no("The cord lesion is an H on axial slices: it keeps to the grey matter")
    peripheral_cord_lesion = fields.yes_no("The cord lesion lies mostly at the edge")
    indistinct_cord_lesion = fields.yes_no("Diffuse, indistinct change of the cord")
    bright_spotty_lesion = fields.yes_no("Bright spotty lesions in the cord")
    typical_cord_lesion = fields.yes_no("A short cord lesion typical of multiple sclerosis")
    conus_lesion = fields.yes_no("A lesion of the conus")
    cord_atrophy = fields.number("Longest contiguous stretch of cord atrophy", 0, 24, unit="vertebral segments")
    optic_nerve_right_lesion = fields.yes_no("A lesion of the right optic nerve")
    optic_nerve_left_lesion = fields.yes_no("A lesion of the left optic nerve")
    optic_nerve_over_half = fields.yes_no("A lesion over more than half the length of an optic nerve", core=True)
    chiasm_lesion = fields.yes_no("A lesion of the optic chiasm", core=True)
    perineural_enhancement = fields.yes_no("Enhancement of the optic nerve sheath")
    optic_nerve_other_cause = fields.yes_no("Another disease explains the lesion of the optic nerve: ischaemia, a tumour ...")
    brain_pattern = fields.choice("brain_pattern", "What the brain looks like as a whole", core=True)
    area_postrema_lesion = fields.yes_no("A lesion of the dorsal medulla or area postrema", core=True)
    brainstem_lesion = fields.yes_no("A periependymal lesion of the brainstem", core=True)
    diencephalic_lesion = fields.yes_no("A typical lesion of thalamus, hypothalamus or the third ventricle's wall", core=True)
    cerebral_lesion = fields.yes_no("A cerebral lesion typical of NMOSD", core=True)
    periventricular_lesion = fields.yes_no("A periventricular lesion typical of multiple sclerosis")
    cortical_lesion = fields.yes_no("A cortical or juxtacortical lesion")
    infratentorial_lesion = fields.yes_no("An infratentorial lesion typical of multiple sclerosis")
    deep_grey_lesion = fields.yes_no("A lesion of the deep grey matter: thalamus or basal ganglia")
    ill_defined_lesions = fields.yes_no("Several ill-defined lesions of the white matter on T2")
    cerebral_cortex_lesion = fields.yes_no(
        "A lesion of the cerebral cortex itself, with or without enhancement of it or of the meninges over it"
    )
    ill_defined_brainstem_lesion = fields.yes_no(
        "An ill-defined lesion of the medulla, the pons or a middle cerebellar peduncle on T2"
    )
    temporal_lobe_lesion = fields.yes_no("A periventricular lesion of the lower temporal lobe")
    enhancing_over_3_months = fields.yes_no("A lesion has taken up gadolinium for more than three months")
    dawson_fingers = fields.yes_no("Lesions at right angles to the ventricle")
    white_matter_lesions = fields.whole_number("White matter lesions of the brain, all of them", 0, 1000, unit="lesions")
    central_vein_lesions = fields.whole_number("White matter lesions with a central vein", 0, 1000, unit="lesions")
    lesions_without_central_vein = fields.whole_number("White matter lesions seen to have none", 0, 1000, unit="lesions")
    central_vein_sign = fields.yes_no("The central vein sign as the reader judged it, by select-6")
    paramagnetic_rim_lesion = fields.yes_no("A lesion with a paramagnetic rim")
    report_only = fields.yes_no("Read from the report, not from the images")


class CsfSamples(dy.Schema):
    """One lumbar puncture."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    sampled_earliest, sampled_latest = fields.date("sampled", "Day of the puncture", core=True)
    attack = fields.reference("attacks", "The attack for which it was made")
    white_cells = fields.number("White cells", 0, 100_000, unit="cells/µL", core=True)
    neutrophils = fields.number("Share of neutrophils among the white cells", 0, 100, unit="%")
    eosinophils = fields.number("Share of eosinophils among the white cells", 0, 100, unit="%")
    protein = fields.number("Total protein", 0, 50, unit="g/L", core=True)
    albumin_quotient = fields.number("Albumin quotient, CSF to serum, times 1000", 0, 1000)
    oligoclonal_bands = fields.choice("oligoclonal_bands", "Pattern of oligoclonal bands", core=True)
    kappa_index = fields.number("Index of kappa free light chains", 0, 100_000)
    kappa_limit = fields.number("The laboratory's own limit of the index, from which on it is positive", 0, 100_000)
    kappa_positive = fields.yes_no("The index is above the laboratory's own limit")
    mrz_reaction = fields.yes_no("Intrathecal reaction against at least two of measles, rubella and zoster")


class Neurophysiology(dy.Schema):
    """One nerve, muscle or pathway on one date."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    tested_earliest, tested_latest = fields.date("tested", "Day of the examination", core=True)
    study = fields.choice("neurophysiology_study", "What was done", core=True)
    structure = fields.text("The nerve, muscle or pathway")
    side = fields.choice("side", "Which side")
    segments = fields.choices("innervation", "Where its motor neurons lie")
    denervation = fields.choice("denervation", "Denervation on electromyography", core=True)
    conduction = fields.choice("conduction", "Result of a conduction study or an evoked potential", core=True)
    explained_by_conduction = fields.yes_no(
        "The denervation lies where an abnormal nerve or root was found, in the examiner's judgement", core=True
    )
    indication = fields.text("Why it was done")


class Comorbidities(dy.Schema):
    """A coexisting disease with its date."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    disease = fields.choice("diseases", "The disease", core=True)
    began_earliest, began_latest = fields.date("began", "Onset or diagnosis of it", core=True)


class Symptoms(dy.Schema):
    """A symptom, a score that the patient gave, the work status or a hospital stay on a date."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    symptom = fields.choice("symptoms", "What it is about", core=True)
    reported_earliest, reported_latest = fields.date("reported", "When it was asked or written down", core=True)
    present = fields.yes_no("Whether the symptom was there", core=True)
    severity = fields.choice("severity", "How bad it was, as stated", core=True)
    instrument = fields.choice("instruments", "The scale or questionnaire", core=True)
    score = fields.number("Score on it", -1000, 1000, core=True)
    work_status = fields.choice("work_status", "Work at that time")
    hospital_days = fields.number("Days in hospital, where the row is a stay", 0, 4000, unit="days")


class SymptomTreatments(dy.Schema):
    """A symptomatic or restorative treatment, drug or not, for a named symptom."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    symptom = fields.choice("symptoms", "The symptom that it was meant for", core=True)
    modality = fields.choice("modality", "What kind of treatment", core=True)
    treatment = fields.text("The drug, device, exercise or procedure", core=True)
    start_earliest, start_latest = fields.date("start", "First day", core=True)
    stop_earliest, stop_latest = fields.date("stop", "Last day", not_before="start", core=True)
    ongoing = fields.yes_no("Still in use at the last contact; a blank stop alone does not say so")
    dose = fields.number("Dose", 0, 100_000)
    dose_unit = fields.text("Unit of the dose")
    change = fields.choice("change", "What became of the symptom, as stated", core=True)
    stop_reason = fields.choice("stop_reason", "Why it was stopped")


class Pregnancies(dy.Schema):
    """A pregnancy and its outcome."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    conception_earliest, conception_latest = fields.date("conception", "Conception, or the last period", core=True)
    end_earliest, end_latest = fields.date("end", "Delivery or the end of the pregnancy", not_before="conception", core=True)
    outcome = fields.choice("pregnancy_outcome", "How it ended", core=True)
    breastfeeding = fields.yes_no("The child was breastfed")
    child = fields.text("Remarks on the newborn")


class SafetyEvents(dy.Schema):
    """An infection, a vaccination, an adverse event or a screening test."""

    row_id = fields.row_id()
    patient_id = fields.patient_id()
    kind = fields.choice("safety_event", "What kind of event", core=True)
    happened_earliest, happened_latest = fields.date("happened", "When it happened or was done", core=True)
    term = fields.text("The event in words or in a code", core=True)
    grade = fields.whole_number("Worst grade, 1 mild to 5 death", 1, 5, unit="grade", core=True)
    hospitalised = fields.yes_no("Treated as an inpatient")
    vaccine = fields.choice("vaccine", "The vaccine", only_with=("kind", "vaccination"))
    screening_test = fields.choice("screening_test", "The test", only_with=("kind", "screening"))
    screening_result = fields.choice("result", "Its result", only_with=("kind", "screening"))


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
