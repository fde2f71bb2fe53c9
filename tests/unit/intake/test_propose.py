"""What the importer proposes for a sheet that nobody has described."""

import datetime as dt

import pytest

from nmosd.errors import MappingError
from nmosd.intake import open_questions, propose, recognised, write_mapping
from nmosd.intake.guesses import guesses
from nmosd.intake.header_row import Headers, headers_of
from nmosd.record import FIELDS
from nmosd.record.vocabulary.headers import header_words


@pytest.mark.parametrize(
    ("header", "to", "row"),
    [
        ("Pat-ID", "patients.patient_id", None),
        ("DOB", "patients.birth", None),
        ("Geschlecht", "patients.sex", None),
        ("Rel1", "attacks.onset", "1"),
        ("Rel11 type", "attacks.sites", "11"),
        ("Relapse 1 date", "attacks.onset", "1"),
        ("Schub 1", "attacks.onset", "1"),
        ("Poussée 2 type", "attacks.sites", "2"),
        ("1st attack", "attacks.onset", "1"),
        ("Realpse 2", "attacks.onset", "2"),
        ("Rel1 treatment", "acute_treatments.treatment", "1"),
        ("Drug 1", "therapies.drug", "1"),
        ("Drug 1 stop", "therapies.stop", "1"),
        ("Therapie 2 Beginn", "therapies.start", "2"),
        ("RTX?", "therapies.drug", "rituximab"),
        ("RTX start", "therapies.start", "rituximab"),
        ("AQP4 (+/-)", "antibody_tests.result", "aqp4"),
        ("AQP4 assay", "antibody_tests.assay", "aqp4"),
        ("AQP4-Ak Titer", "antibody_tests.titre", "aqp4"),
        ("MOG", "antibody_tests.result", "mog"),
        ("First seen", "patients.first_contact", None),
        ("Letzte Vorstellung", "patients.last_contact", None),
        ("EDSS last", "visits.edss", "last"),
        ("EDSS onset", "visits.edss", "onset"),
        ("EDSS 2012", "visits.edss", "2012"),
        ("VA OD", "eye_exams.acuity", "right"),
        ("Visus links", "eye_exams.acuity", "left"),
        ("Alter bei EM", "patients.age_at_onset", None),
        ("Date de naissance", "patients.birth", None),
    ],
)
def test_a_header_means_its_field(header, to, row) -> None:
    best = guesses(header)[0]
    assert (best.to, best.row) == (to, row)


def test_what_a_header_states_beside_the_field() -> None:
    assert guesses("AQP4 CSF")[0].constants == {"analyte": "AQP4-IgG", "specimen": "CSF"}
    assert guesses("VA OD")[0].constants == {"eye": "right"}
    assert guesses("EDSS 2012")[0].constants == {"visited": "2012"}
    assert guesses("Rel3 treatment")[0].link == {"attack": "3"}
    assert guesses("Date", "Relapses")[0].to == "attacks.onset"


def test_every_field_of_the_header_words_exists() -> None:
    words = header_words()
    addresses = [*words.single, *(f"{group.table}.{name}" for group in words.groups for name in group.fields if "." not in name)]
    addresses += [name for group in words.groups for name in group.fields if "." in name]
    assert [address for address in addresses if address not in FIELDS] == []
    for group in words.groups:
        for name, value in group.constants.items():
            assert value in FIELDS[f"{group.table}.{name}"].allowed


TITLE = [["NMO clinic, synthetic data"], []]
HEADER = [
    "Pat-ID",
    "Name",
    "MRN",
    "Phone",
    "DOB",
    "Sex",
    "Last visit",
    "Rel1",
    "Rel1 type",
    "AQP4 (+/-)",
    "Drug 1",
    "EDSS last",
    "Visus",
    "Remarks",
]
PEOPLE = [
    [
        "P1",
        "Anna Smith",
        4711,
        "030 1234567",
        "12.03.1970",
        "F",
        "13.5.2020",
        "03/14",
        "ON re",
        "+",
        "Rituxmab",
        3.5,
        "0.5",
        "call Ben",
    ],
    ["P2", "Ben Kay", 4712, None, "1981", "m", "1.2.2021", "spring 2016", "LETM", "-", "AZA", "4,5", "CF", None],
    ["Total", None, 2, None, None, None, None, None, None, None, None, None, None, None],
]


@pytest.fixture
def proposal(source):
    return propose(source([*TITLE, HEADER, *PEOPLE]))


def test_the_header_is_found_under_titles(source) -> None:
    assert headers_of(source([*TITLE, HEADER, *PEOPLE]).sheets[0]) == Headers(3)


def test_nearly_all_columns_are_recognised_and_the_eye_is_asked(proposal) -> None:
    sheet = proposal.sheets[0]
    assert (sheet.header_row, sheet.skip_rows, proposal.synthetic, proposal.latest_year) == (3, (6,), True, 2021)
    assert {header: column.to for header, column in sheet.columns.items() if not column.is_ignored} == {
        "Pat-ID": ("patients.patient_id",),
        "DOB": ("patients.birth",),
        "Sex": ("patients.sex",),
        "Last visit": ("patients.last_contact", "visits.visited"),
        "Rel1": ("attacks.onset",),
        "Rel1 type": ("attacks.sites",),
        "AQP4 (+/-)": ("antibody_tests.result",),
        "Drug 1": ("therapies.drug",),
        "EDSS last": ("visits.edss",),
        "Visus": ("todo",),
    }
    [question] = open_questions(proposal)
    assert (question.column, question.question) == ("Visus", "which eye?")
    assert question.choices == ("right", "left", "better", "worse", "ignore")
    assert sheet.columns["AQP4 (+/-)"].values == {"-": "negative"}


def test_nothing_of_a_person_is_written(proposal, tmp_path) -> None:
    text = write_mapping(proposal, tmp_path / "mapping.toml").read_text()
    for private in ("Smith", "Kay", "4711", "1234567", "call Ben"):
        assert private not in text
    assert text.count("left out for privacy") == 3


def test_the_same_sheet_gives_the_same_proposal(source, proposal) -> None:
    assert propose(source([*TITLE, HEADER, *PEOPLE])) == proposal


def column_of(source, header, values):
    rows = [["ID", "Sex", header], *([f"P{number}", "f", value] for number, value in enumerate(values))]
    return propose(source(rows)).sheets[0].columns[header]


def test_values_that_contradict_their_header_are_a_question(source) -> None:
    column = column_of(source, "DOB", ["yes", "no", "optic neuritis"])
    assert column.is_open
    assert "0 of its 3 cells" in (column.question or "")


def test_values_decide_what_a_bare_drug_name_means(source) -> None:
    assert column_of(source, "RTX", ["yes", "n", None]).values == {"yes": "rituximab", "n": ""}
    dated = column_of(source, "RTX", ["03/2014", "2016", dt.datetime(2017, 1, 1)])
    assert (dated.to, dated.constants) == (("therapies.start",), {"drug": "rituximab"})
    crossed = column_of(source, "RTX", ["x", None, "x"])
    assert crossed.question == "does 'x' mean yes, rituximab?"


@pytest.mark.parametrize(
    ("values", "order", "asked"),
    [
        (["03/04/2015", "13/04/2015"], "day-month", False),
        (["03/04/2015", "04/13/2015"], "month-day", False),
        (["03/04/2015", "05/06/2016"], None, True),
        (["2015-03-04", "2016"], None, False),
    ],
)
def test_the_order_of_day_and_month_comes_from_the_column(source, values, order, asked) -> None:
    column = column_of(source, "Rel1", values * 3)
    assert column.is_open == asked
    assert column.date_order == order
    if asked:
        assert list(column.choices) == ["day first", "month first", "ignore"]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Kontakt", ["anna@example.org", "ben@example.org"]),
        ("Foo", ["Smith, Anna", "Kay, Ben"]),
        ("Erreichbar", ["+49 30 1234567", "030 7654321"]),
    ],
)
def test_values_that_name_people_are_left_out_whatever_the_header_says(source, header, values) -> None:
    column = column_of(source, header, values)
    assert column.is_ignored
    assert "privacy" in column.seen.remarks[0]
    assert column.seen.examples == ()


def test_case_reports_are_read_relative_to_onset(source) -> None:
    rows = [["Case", "Sex", "Attack 1", "Attack 2 (months)"], ["A", "F", "0", 6], ["B", "M", "index", 12]]
    proposed = propose(source(rows))
    assert proposed.calendar == "relative"
    assert proposed.sheets[0].columns["Attack 2 (months)"].unit == "months"


def test_similar_words_are_shown_and_unknown_ones_suggested(source) -> None:
    column = column_of(source, "Drug 1", ["Satralizumb", "AZA", "rtx", "mystery"])
    assert column.values == {"Satralizumb": "satralizumab"}
    assert column.seen.similar == ("Satralizumb",)
    assert list(column.seen.unread) == ["mystery"]


def test_two_columns_for_one_field_are_a_question_whose_answers_can_all_be_chosen(source) -> None:
    rows = [["ID", "Sex", "AQP4", "AQP4-IgG"], ["P1", "f", "pos", "neg"]]
    proposed = propose(source(rows))
    [question] = open_questions(proposed)
    assert (question.column, question.choices) == ("AQP4-IgG", ("another", "ignore"))
    assert proposed.sheets[0].columns["AQP4-IgG"].choices["another"]["row"] == "aqp4 2"


def test_sheets_without_people_are_left_out_and_rows_of_two_sheets_differ(source) -> None:
    sheets = {
        "Patients": [["ID", "Sex", "Rel1"], ["P1", "f", "2014"]],
        "Relapses": [["ID", "Date", "Type"], ["P1", "2015", "ON"]],
        "Legend": [["Code", "Meaning"], ["ON", "optic neuritis"]],
    }
    proposed = propose(source(sheets))
    assert proposed.left_out == ("Legend",)
    assert proposed.sheets[0].columns["Rel1"].row == "1"
    assert proposed.sheets[1].columns["Date"].row == "patients 1"


def test_a_sheet_without_patients_is_refused(source) -> None:
    with pytest.raises(MappingError, match="names the patient"):
        propose(source([["drug", "price"], ["rituximab", 7]]))


def test_numbered_columns_share_a_line_of_the_overview(source) -> None:
    rows = [["ID", "Sex", "Rel1", "Rel2", "Rel3"], ["P1", "f", "2014", "2015", "2016"]]
    lines = {line.name: line.to for line in recognised(propose(source(rows)))}
    assert lines["Rel1 ... Rel3"] == ("attacks.onset",)
