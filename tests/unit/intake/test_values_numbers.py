"""Numbers and acuities as clinics write them."""

import datetime as dt

import pytest

from nmosd.intake.cells import Cell
from nmosd.intake.values import Read, ReadOptions, read_value
from nmosd.record import FIELDS


def read(value, path, **options):
    return read_value(Cell(value), FIELDS[path], ReadOptions(**options))


@pytest.mark.parametrize(
    ("value", "path", "number"),
    [
        ("3.5", "visits.edss", 3.5),
        ("3,5", "visits.edss", 3.5),
        (" 4 ", "visits.edss", 4.0),
        (4, "visits.edss", 4.0),
        ("0", "visits.edss", 0.0),
        ("10", "visits.edss", 10.0),
        ("EDSS 4.5", "visits.edss", 4.5),
        ("EDSS: 4,5", "visits.edss", 4.5),
        ("4.0 (EDSS)", "visits.edss", 4.0),
        ("1,000", "visits.edss", 1.0),  # a thousand is no EDSS, so only 1.000 can be meant
        ("3", "visits.mrs", 3),
        ("mRS 3", "visits.mrs", 3),
        (3.0, "visits.mrs", 3),
        ("1:320", "antibody_tests.titre", 320),
        ("1/320", "antibody_tests.titre", 320),
        ("320", "antibody_tests.titre", 320),
        ("1:10 000", "antibody_tests.titre", 10_000),
        ("1.000.000", "antibody_tests.titre", 1_000_000),
        ("45", "patients.age_at_onset", 45.0),
        ("45 years", "patients.age_at_onset", 45.0),
        ("45y", "patients.age_at_onset", 45.0),
        ("45 J.", "patients.age_at_onset", 45.0),
        ("45 ans", "patients.age_at_onset", 45.0),
        ("18 months", "patients.age_at_onset", 1.5),
        ("24 weeks", "therapies.interval", 24.0),
        ("14 days", "therapies.interval", 2.0),
        ("4 segments", "mri_scans.longest_cord_lesion", 4.0),
        ("1,234.5", "antibody_tests.value", 1234.5),
        ("1.234,5", "antibody_tests.value", 1234.5),
        (".5", "antibody_tests.value", 0.5),
        ("0.001", "antibody_tests.value", 0.001),  # no thousands begin with 0
        ("0,125", "antibody_tests.value", 0.125),
    ],
)
def test_numbers(value, path, number):
    outcome = read(value, path)
    assert outcome == Read({FIELDS[path].name: number})
    assert type(outcome.fields[FIELDS[path].name]) is type(number)


def test_a_bare_age_takes_the_unit_of_its_column():
    assert read(18, "patients.age_at_onset", unit="months") == Read({"age_at_onset": 1.5})


@pytest.mark.parametrize(
    ("value", "path", "code"),
    [
        ("0.5", "visits.edss", "I113"),
        (0.5, "visits.edss", "I113"),
        ("0,5", "attacks.nadir_edss", "I113"),
        ("3.3", "visits.edss", "I112"),
        ("2.5", "visits.mrs", "I112"),
        ("11", "visits.edss", "I111"),
        ("-1", "visits.edss", "I111"),
        ("7", "visits.mrs", "I111"),
        ("0", "antibody_tests.titre", "I111"),
        ("3-4", "visits.edss", "I114"),
        ("3–4", "visits.edss", "I114"),
        ("3.5 to 4", "visits.edss", "I114"),
        (">6", "visits.edss", "I114"),
        ("~4", "visits.edss", "I114"),
        ("6+", "visits.edss", "I114"),
        (dt.datetime(2025, 5, 3), "visits.edss", "I115"),
        ("1,000", "antibody_tests.titre", "I116"),
        ("1.234", "antibody_tests.value", "I116"),
        ("1.000", "antibody_tests.value", "I116"),
        ("12.345", "antibody_tests.value", "I116"),
        ("12,345", "antibody_tests.value", "I116"),
        ("four", "visits.edss", "I110"),
        ("4.0 (walks 500 m)", "visits.edss", "I110"),
        ("50%", "antibody_tests.value", "I110"),
        ("3½", "visits.edss", "I110"),
        ("1e3", "antibody_tests.value", "I110"),
        ("1 2", "antibody_tests.value", "I110"),
        (True, "visits.edss", "I110"),
        (float("nan"), "visits.edss", "I150"),
        (10**400, "antibody_tests.value", "I111"),
    ],
)
def test_numbers_that_are_refused(value, path, code):
    outcome = read(value, path)
    assert outcome.code == code, outcome


def test_a_number_out_of_bounds_says_the_bounds():
    assert "0 to 10" in read("11", "visits.edss").message


def measured(acuity, **more):
    return {"acuity_category": "measured", "acuity": acuity, **more}


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ("20/200", measured(0.1)),
        ("20/20", measured(1.0)),
        ("20 / 40", measured(0.5)),
        ("6/60", measured(0.1)),
        ("6/12", measured(0.5)),
        ("5/10", measured(0.5)),
        ("5/5", measured(1.0)),
        ("10/10", measured(1.0)),
        ("3/60", measured(0.05)),
        ("0.1", measured(0.1)),
        ("0,1", measured(0.1)),
        ("1.0", measured(1.0)),
        ("1,25", measured(1.25)),
        (".8", measured(0.8)),
        (0.5, measured(0.5)),
        (1, measured(1.0)),
        ("logMAR 1.0", measured(0.1)),
        ("logMAR: 0", measured(1.0)),
        ("1,0 logMAR", measured(0.1)),
        ("35 letters", measured(0.1)),
        ("85 letters", measured(1.0)),
        ("Letters: 70", measured(0.501187)),
        ("OS 55 ETDRS letters", measured(0.251189, eye="left")),
        ("VA 20/200", measured(0.1)),
        ("BCVA 0.8", measured(0.8)),
        ("Visus cc 0,8", measured(0.8)),
        ("OD 0.5", measured(0.5, eye="right")),
        ("LE: 20/40", measured(0.5, eye="left")),
        ("CF", {"acuity_category": "counting fingers", "acuity": None}),
        ("cf 1m", {"acuity_category": "counting fingers", "acuity": None}),
        ("FZ 30 cm", {"acuity_category": "counting fingers", "acuity": None}),
        ("Fingerzählen", {"acuity_category": "counting fingers", "acuity": None}),
        ("HM", {"acuity_category": "hand motion", "acuity": None}),
        ("HBW", {"acuity_category": "hand motion", "acuity": None}),
        ("LP", {"acuity_category": "light perception", "acuity": None}),
        ("NLP", {"acuity_category": "no light perception", "acuity": None}),
        ("no LP", {"acuity_category": "no light perception", "acuity": None}),
        ("nulla lux", {"acuity_category": "no light perception", "acuity": None}),
        ("n/a", {"acuity_category": None, "acuity": None}),
        ("-", {"acuity_category": None, "acuity": None}),
    ],
)
@pytest.mark.parametrize("path", ["eye_exams.acuity", "eye_exams.acuity_category"])
def test_acuities(value, fields, path):
    assert read(value, path) == Read(fields)


@pytest.mark.parametrize(
    ("text", "acuity"), [("20/20-2", 1.0), ("20/25+1", 0.8), ("0,8p", 0.8), ("6/12 -1", 0.5), ("sc 0.5", 0.5), ("0.5 ph", 0.5)]
)
def test_acuities_that_say_more_than_is_read(text, acuity):
    outcome = read(text, "eye_exams.acuity")
    assert outcome.fields == measured(acuity)
    assert not outcome.certain
    assert outcome.note


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("20", "I111"),
        (20, "I111"),
        ("200/20", "I140"),
        ("20/0", "I140"),
        ("7/12", "I140"),
        ("0", "I140"),
        ("0.0001", "I111"),
        ("logMAR 5", "I111"),
        ("55 ETDRS", "I111"),
        ("0 letters", "I140"),
        ("101 letters", "I111"),
        ("0.5 letters", "I111"),
        ("OD 0.5 OS 0.8", "I140"),
        ("0.3-0.5", "I114"),
        ("<0.1", "I114"),
        ("poor", "I140"),
        ("measured", "I140"),
        (dt.datetime(2025, 10, 5), "I141"),
    ],
)
def test_acuities_that_are_refused(value, code):
    outcome = read(value, "eye_exams.acuity")
    assert outcome.code == code, outcome


def test_measured_is_a_category_but_no_acuity():
    assert read("measured", "eye_exams.acuity_category") == Read({"acuity_category": "measured"})


def test_in_our_own_tables_the_point_is_decimal_and_the_comma_stays_in_doubt():
    assert read("12.345", "antibody_tests.value", own_notation=True) == Read({"value": 12.345})
    assert read("12,345", "antibody_tests.value", own_notation=True).code == "I116"
    assert read("1.000", "antibody_tests.titre", own_notation=True).code == "I116"
    assert read("20/200", "eye_exams.acuity", own_notation=True).fields == measured(0.1)
