"""Words as clinics write them: antibody results, sites, treatments, choices, names."""

import datetime as dt

import pytest

from nmosd.intake.cells import Cell
from nmosd.intake.values import Read, ReadOptions, find, normalise, read_many, read_value
from nmosd.intake.values.words import key, similar
from nmosd.record import FIELDS


def read(value, path, **options):
    return read_value(Cell(value), FIELDS[path], ReadOptions(**options))


CBA, LIVE = {"assay": "cell-based"}, {"assay": "live cell-based"}
POSITIVE, NEGATIVE = {"result": "positive"}, {"result": "negative"}
LOW = {"result": "borderline", "lab_call": "low positive"}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("pos", POSITIVE),
        ("Positiv", POSITIVE),
        ("positif", POSITIVE),
        ("+", POSITIVE),
        ("++", POSITIVE),
        ("(pos)", POSITIVE),
        ("neg.", NEGATIVE),
        ("négatif", NEGATIVE),
        ("not detected", NEGATIVE),
        ("pos (CBA)", POSITIVE | CBA),
        ("pos. CBA", POSITIVE | CBA),
        ("CBA pos", POSITIVE | CBA),
        ("CBA+", POSITIVE | CBA),
        ("positiv 1:320 (live CBA)", POSITIVE | LIVE | {"titre": 320}),
        ("pos; live CBA; 1:1.280", POSITIVE | LIVE | {"titre": 1280}),
        ("pos 1/100 (euroimmun)", POSITIVE | {"assay": "fixed cell-based", "titre": 100}),
        ("neg (ELISA)", NEGATIVE | {"assay": "ELISA"}),
        ("negative by ELISA", NEGATIVE | {"assay": "ELISA"}),
        ("neg, assay unknown", None),
        ("neg (assay not stated)", NEGATIVE | {"assay": "unknown"}),
        ("AQP4+", POSITIVE | {"analyte": "AQP4-IgG"}),
        ("AQP4 +", POSITIVE | {"analyte": "AQP4-IgG"}),
        ("AQP4-", NEGATIVE | {"analyte": "AQP4-IgG"}),
        ("AQP4-IgG neg", NEGATIVE | {"analyte": "AQP4-IgG"}),
        ("AQP4-IgM pos", POSITIVE | {"analyte": "AQP4-IgM or IgA"}),
        ("NMO-IgM pos", POSITIVE | {"analyte": "AQP4-IgM or IgA"}),
        ("low positive 1:32, fixed CBA", LOW | {"titre": 32, "assay": "fixed cell-based"}),
        ("AQP4-IgG - neg", NEGATIVE | {"analyte": "AQP4-IgG"}),
        ("anti-MOG positive", POSITIVE | {"analyte": "MOG-IgG"}),
        ("pos in CSF", POSITIVE | {"specimen": "CSF"}),
        ("CSF pos", POSITIVE | {"specimen": "CSF"}),
        ("Serum neg", NEGATIVE | {"specimen": "serum"}),
        ("(+)", {"result": "borderline"}),
        ("grenzwertig", {"result": "borderline"}),
        ("low positive", LOW),
        ("low pos", LOW),
        ("schwach pos", LOW),
        ("weak positive", LOW),
        ("strongly positive", POSITIVE | {"lab_call": "clear positive"}),
        ("+ve", POSITIVE),
        ("-ve", NEGATIVE),
        ("negative (CBA, Euroimmun)", NEGATIVE | {"assay": "fixed cell-based"}),
        ("not done", {"result": "not done"}),
        ("nd", {"result": "not done"}),
        ("never tested", {"result": "not done"}),
        ("n/a", {"result": "unknown"}),
        ("?", {"result": "unknown"}),
        ("k.A.", {"result": "unknown"}),
        ("sample lost", {"result": "lost"}),
    ],
)
def test_results_in_words(text, fields):
    outcome = read(text, "antibody_tests.result")
    if fields is None:  # says more than is listed: refused rather than guessed
        assert outcome.code in ("I120", "I124", "I131")
    else:
        assert outcome == Read(fields)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-", "I123"),
        ("–", "I123"),
        ("1:32", "I130"),
        ("1:320 (CBA)", "I130"),
        ("CBA", "I124"),
        ("pos/neg", "I131"),
        ("neg (ELISA), pos (CBA)", "I131"),
        ("ELISA neg CBA pos", "I131"),
        ("AQP4 neg, MOG pos", "I131"),
        ("pos 1:10, later 1:320", "I124"),
        ("pos 1:10 1:320", "I131"),
        ("pos (repeat neg)", "I124"),
        ("pos?", "I122"),
        ("pos or neg", "I122"),
        ("possibly positive", "I122"),
        ("not positive", "I125"),
        ("no CBA", "I125"),
        ("nicht positiv", "I125"),
        ("non-positive", "I120"),
        ("neg before RTX", "I124"),
        ("done", "I120"),
        ("see letter", "I120"),
        ("pos 2014", "I124"),
    ],
)
def test_results_that_are_refused(text, code):
    outcome = read(text, "antibody_tests.result")
    assert outcome.code == code, outcome


def test_a_remark_on_a_result_stays_unread_and_is_said():
    outcome = read("pos (outside laboratory)", "antibody_tests.result")
    assert (outcome.fields, outcome.certain) == ({"result": "positive"}, False)
    assert "outside laboratory" in outcome.note


def test_a_dash_is_what_the_mapping_says():
    assert read("-", "antibody_tests.result", values={"-": "negative"}) == Read(NEGATIVE)
    assert read("-", "antibody_tests.result", values={"-": ""}) == Read({"result": None})
    assert read("-", "attacks.hospitalised").code == "I123"
    assert read("-", "patients.sex") == Read({"sex": "unknown"})
    assert read("-", "visits.edss") == Read({"edss": None})


RIGHT, LEFT, CORD = "optic nerve right", "optic nerve left", "spinal cord"


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("ON", ("optic nerve",)),
        ("optic neuritis", ("optic nerve",)),
        ("ON re", (RIGHT,)),
        ("ON right", (RIGHT,)),
        ("right ON", (RIGHT,)),
        ("ON li.", (LEFT,)),
        ("ON OS", (LEFT,)),
        ("ON (left)", (LEFT,)),
        ("ON bds", (RIGHT, LEFT)),
        ("ON bds.", (RIGHT, LEFT)),
        ("BON", (RIGHT, LEFT)),
        ("bilateral ON", (RIGHT, LEFT)),
        ("ON R/L", (RIGHT, LEFT)),
        ("ON re, li", (RIGHT, LEFT)),
        ("ON b/l", (RIGHT, LEFT)),
        ("LETM", (CORD,)),
        ("TM", (CORD,)),
        ("TM C3-T2", (CORD,)),
        ("myelitis C2", (CORD,)),
        ("LETM Th4-Th9", (CORD,)),
        ("TM (C2-C5)", (CORD,)),
        ("TM + ON bds", (RIGHT, LEFT, CORD)),
        ("TM+ON li", (LEFT, CORD)),
        ("left ON and LETM", (LEFT, CORD)),
        ("ON re + TM C3-C5 + area postrema", (RIGHT, CORD, "area postrema")),
        ("area postrema", ("area postrema",)),
        ("APS", ("area postrema",)),
        ("brainstem", ("brainstem",)),
        ("area postrema + brainstem", ("area postrema", "brainstem")),
        ("brainstem + myelitis C1", (CORD, "brainstem")),
        ("ON, ON re", (RIGHT,)),
    ],
)
def test_sites(text, sites):
    assert read(text, "attacks.sites") == Read({"sites": sites})


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("brainstem (dizziness)", ("brainstem",)),
        ("LETM C2-T2 (25 wk pregnancy)", (CORD,)),
        ("C3-T6", (CORD,)),
        ("brainstemm", ("brainstem",)),
    ],
)
def test_sites_that_are_not_certain(text, sites):
    outcome = read(text, "attacks.sites")
    assert outcome.fields == {"sites": sites}
    assert not outcome.certain
    assert outcome.note


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no ON", "I125"),
        ("ON without TM", "I125"),
        ("TM?", "I122"),
        ("ON or TM", "I122"),
        ("possible TM", "I122"),
        ("TM (no ON)", "I125"),
        ("ON right (left later)", "I124"),
        ("TM (ON before)", "I124"),
        ("relapse on RTX", "I124"),
        ("CNS demyelinating lesion recurrence", "I120"),
        ("left", "I120"),
        ("ON, fatigue", "I124"),
    ],
)
def test_sites_that_are_refused(text, code):
    outcome = read(text, "attacks.sites")
    assert outcome.code == code, outcome


@pytest.mark.parametrize(
    ("text", "path", "fields"),
    [
        ("RTX", "therapies.drug", {"drug": "rituximab"}),
        ("Rituximab (Truxima)", "therapies.drug", {"drug": "rituximab"}),
        ("rituximab 1000 mg", "therapies.drug", {"drug": "rituximab", "dose": 1000.0, "dose_unit": "mg"}),
        ("AZA 2,5 mg/kg", "therapies.drug", {"drug": "azathioprine", "dose": 2.5, "dose_unit": "mg/kg"}),
        ("PLEX", "acute_treatments.treatment", {"treatment": "plasma exchange"}),
        ("PLEX x5", "acute_treatments.treatment", {"treatment": "plasma exchange", "sessions": 5}),
        ("5x PLEX", "acute_treatments.treatment", {"treatment": "plasma exchange", "sessions": 5}),
        ("PLEX 5×", "acute_treatments.treatment", {"treatment": "plasma exchange", "sessions": 5}),
        (
            "IVMP 5x1g",
            "acute_treatments.treatment",
            {"treatment": "intravenous methylprednisolone", "sessions": 5, "total_dose": 5.0, "dose_unit": "g"},
        ),
        (
            "IVMP 1 g x 5",
            "acute_treatments.treatment",
            {"treatment": "intravenous methylprednisolone", "sessions": 5, "total_dose": 5.0, "dose_unit": "g"},
        ),
        ("none", "acute_treatments.treatment", {"treatment": "none"}),
        ("F", "patients.sex", {"sex": "female"}),
        ("weiblich", "patients.sex", {"sex": "female"}),
        ("x", "patients.sex", {"sex": "other"}),
        ("?", "patients.sex", {"sex": "unknown"}),
        ("verstorben", "patients.status", {"status": "dead"}),
        ("Ja", "attacks.hospitalised", {"hospitalised": "yes"}),
        (True, "attacks.hospitalised", {"hospitalised": "yes"}),
        (0, "attacks.hospitalised", {"hospitalised": "no"}),
        ("nd", "attacks.hospitalised", {"hospitalised": "not done"}),
        ("unklar", "attacks.hospitalised", {"hospitalised": "unknown"}),
        ("MS", "diagnoses.label", {"label": "multiple sclerosis"}),
        ("Devic's disease", "diagnoses.label", {"label": "NMO"}),
        ("nr", "attacks.recovery", {"recovery": "none"}),
        ("NR", "attacks.trigger", {"trigger": "unknown"}),
        ("RE", "eye_exams.eye", {"eye": "right"}),
        ("c-spine", "mri_scans.region", {"region": "cervical cord"}),
        (17, "patients.patient_id", {"patient_id": "17"}),
        (17.0, "patients.patient_id", {"patient_id": "17"}),
        ("x", "patients.patient_id", {"patient_id": "x"}),
        ("-", "patients.patient_id", {"patient_id": None}),
        (" seen abroad ", "patients.note", {"note": "seen abroad"}),
        ("n/a", "patients.note", {"note": None}),
    ],
)
def test_other_words(text, path, fields):
    outcome = read(text, path)
    assert outcome == Read(fields)


def test_none_in_a_column_of_drugs_or_diseases_is_no_row():
    for path, name in (("therapies.drug", "drug"), ("comorbidities.disease", "disease")):
        outcome = read("none", path)
        assert outcome.fields == {name: None}
        assert outcome.note


def test_an_abbreviation_means_what_its_field_is_about():
    assert read("APS", "attacks.sites").fields == {"sites": ("area postrema",)}
    assert read("antiphospholipid syndrome", "comorbidities.disease").fields == {"disease": "antiphospholipid syndrome"}
    assert read("APS", "comorbidities.disease").code == "I120"  # in a person with NMOSD it may be the other one
    assert read("ON", "diagnoses.label").fields == {"label": "optic neuritis"}
    assert read("TM", "diagnoses.label").fields == {"label": "myelitis"}


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        ("RTX or AZA", "therapies.drug", "I121"),
        ("RTX/MMF", "therapies.drug", "I121"),
        ("IVMP; PLEX", "acute_treatments.treatment", "I121"),
        ("no rituximab", "therapies.drug", "I125"),
        ("rituximab?", "therapies.drug", "I122"),
        ("stopped RTX", "therapies.drug", "I124"),
        ("prednislone", "therapies.drug", "I120"),  # prednisone and prednisolone are both near
        ("PLEX x50", "acute_treatments.treatment", "I111"),
        ("male?", "patients.sex", "I122"),
        ("m/f", "patients.sex", "I121"),
        ("not dead", "patients.status", "I125"),
        ("IPND 2016", "diagnoses.criteria_set", "I124"),
        ("both", "eye_exams.eye", "I120"),
        (dt.datetime(2025, 5, 3), "patients.patient_id", "I152"),
        (dt.datetime(2025, 5, 3), "therapies.drug", "I152"),
        ("#REF!", "patients.note", "I150"),
        ("#DIV/0!", "visits.edss", "I150"),
        ("=B2+1", "visits.edss", "I151"),
    ],
)
def test_words_that_are_refused(text, path, code):
    outcome = read(text, path)
    assert outcome.code == code, outcome


def test_a_typing_error_is_matched_and_said():
    outcome = read("cyclophosphamidd", "therapies.drug")
    assert outcome.fields == {"drug": "cyclophosphamide"}
    assert not outcome.certain
    assert "looks like" in outcome.note


def test_not_available_of_the_spreadsheet_is_missing():
    assert read("#N/A", "visits.edss") == Read({"edss": None})
    assert read("#N/A", "attacks.sites") == Read({"sites": None})


def test_the_dictionary_of_the_column_comes_first():
    assert read("RTX?", "therapies.drug", values={"rtx?": "rituximab"}) == Read({"drug": "rituximab"})
    assert read("nö", "attacks.hospitalised", values={"NÖ": "no"}) == Read({"hospitalised": "no"})
    assert read("both", "attacks.sites", values={"both": "ON bds"}) == Read({"sites": (RIGHT, LEFT)})
    assert read("no", "therapies.drug", values={"no": ""}) == Read({"drug": None})
    assert read("a", "therapies.drug", values={"a": "no such drug"}).code == "I125"
    assert read("a", "therapies.drug", values={"a": "b", "b": "rituximab"}).code == "I120"  # read once, not in a chain


def test_several_values_in_a_cell():
    treatment = FIELDS["acute_treatments.treatment"]
    outcomes = read_many(Cell("IVMP; PLEX x5; ; magic"), treatment, ReadOptions(), ";")
    assert outcomes[0] == Read({"treatment": "intravenous methylprednisolone"})
    assert outcomes[1] == Read({"treatment": "plasma exchange", "sessions": 5})
    assert outcomes[2].code == "I120"
    assert len(outcomes) == 3
    assert read_many(Cell("IVMP; PLEX"), treatment, ReadOptions(values={"IVMP; PLEX": "other"}), ";") == (
        Read({"treatment": "other"}),
    )
    assert read_many(Cell(3), FIELDS["visits.edss"], ReadOptions(), ";") == (Read({"edss": 3.0}),)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("rituximb", "rituximab"),
        ("RITUXIMAB", "rituximab"),
        ("iv steriod", None),  # no word of this vocabulary
        ("rituximab po", None),  # a word more is no typing error
        ("xituximab", None),  # another first letter
        ("rtux", None),  # too short
        ("natalizumab or ocrelizumab", None),
    ],
)
def test_matching_by_similarity(word, expected):
    match = find(word, "drugs")
    assert (match.name if match else None) == expected


def test_similarity_needs_a_margin_to_the_next_meaning_and_the_same_digits():
    assert similar("abcdefgh", {"abcdefgx": "one", "abcdefyy": "two"}) is None
    assert similar("abcdefgh", {"abcdefgx": "one", "abcdzzzz": "two"}) == "one"
    assert similar("abcdefgh", {"abcdefgx": "one", "abcdefgy": "one"}) == "one"
    assert similar("steroid po", {"steroids": "intravenous"}) is None
    assert similar("iv steriod", {"iv steroid": "intravenous"}) == "intravenous"
    assert similar("mcdonald2018", {"mcdonald2017": "2017"}) is None


def test_spellings_that_are_the_same_words():
    assert normalise("  Grenzwertig –  Größe ") == "grenzwertig - grosse"
    assert key("n. d.") == key("ND") == "nd"
    assert key("pos?") != key("pos")
    assert key("AQP4-") != key("AQP4")
    assert key("1.0") == key("1,0") != key("10")


@pytest.mark.parametrize(
    ("text", "treatment"),
    [
        ("Kortison i.v.", "intravenous steroid"),
        ("Cortison iv", "intravenous steroid"),
        ("iv Kortison", "intravenous steroid"),
        ("corticoïdes IV", "intravenous steroid"),
        ("Kortisonstoß", "intravenous methylprednisolone"),
        ("Methylprednisolon i.v.", "intravenous methylprednisolone"),
        ("Kortison p.o.", "oral steroid"),
    ],
)
def test_cortisone_is_a_steroid_by_its_route_and_no_drug_unless_one_is_named(text, treatment) -> None:
    read = read_value(Cell(text), FIELDS["acute_treatments.treatment"], ReadOptions())
    assert isinstance(read, Read)
    assert (read.fields["treatment"], read.certain) == (treatment, True)
