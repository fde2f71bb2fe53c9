"""A blank that a clinic has given a meaning, and the question that asks for it."""

import datetime as dt

import pytest

from nmosd.errors import MappingError
from nmosd.intake import answer, import_source, open_questions, propose
from nmosd.intake.cells import Sheet, Source
from nmosd.intake.mapping_reading import mapping_from

ID = "patients.patient_id"
HEADER = ["ID", "Drug", "Start", "Stop"]
COLUMNS = {
    "ID": ID,
    "Drug": {"to": "therapies.drug", "row": "1"},
    "Start": {"to": "therapies.start", "row": "1"},
    "Stop": {"to": "therapies.stop", "row": "1", "blank": {"ongoing": "yes"}},
}


def ongoing(done):
    return dict(done.record.therapies.select("patient_id", "ongoing").iter_rows())


def test_a_blank_holds_where_the_row_says_something_and_only_there(imported) -> None:
    people = [
        ["P1", "AZA", "2014", None],
        ["P2", "AZA", "2014", "2016"],
        ["P3", None, None, None],
        ["P4", "?", "n/a", None],
        ["P5", "AZA", None, None],
        ["P6", "AZA", "2014", "-"],
        ["P7", "AZA", "2014", "after the baby"],
    ]
    done = imported([HEADER, *people], COLUMNS)
    assert ongoing(done) == {"P1": "yes", "P2": None, "P5": "yes", "P6": None, "P7": None}


def test_its_origin_is_the_blank_cell_and_no_cell_is_counted_for_it(imported) -> None:
    done = imported([HEADER, ["P1", "AZA", "2014", None]], COLUMNS)
    [origin] = done.record.origins.filter(field="ongoing").rows(named=True)
    assert (origin["row_id"], origin["cell"], origin["column"], origin["text"]) == ("P1/therapies/1", "D2", "Stop", "")
    assert (done.counts.cells, done.counts.recorded) == (3, 3)


def test_what_a_cell_says_goes_before_what_a_blank_means(imported) -> None:
    done = imported(
        [[*HEADER, "Ongoing"], ["P1", "AZA", "2014", None, "no"], ["P2", "AZA", "2014", None, None]],
        COLUMNS | {"Ongoing": {"to": "therapies.ongoing", "row": "1"}},
    )
    assert ongoing(done) == {"P1": "no", "P2": "yes"}


def test_a_second_row_of_a_person_has_blanks_of_its_own(imported) -> None:
    done = imported([HEADER, ["P1", "AZA", "2014", "2015"], ["P1", "MMF", "2015", None]], COLUMNS)
    assert done.record.therapies.select("drug", "ongoing").rows() == [("azathioprine", None), ("mycophenolate", "yes")]


def test_a_stop_that_the_second_id_of_a_person_knows_is_no_blank(imported) -> None:
    rows = [HEADER, ["P1", "AZA", "2014", None], ["P9", "AZA", "2014", "2016"]]
    done = imported(rows, COLUMNS, same_person=[["P1", "P9"]])
    assert done.record.therapies.select("stop_latest", "ongoing").rows() == [(dt.date(2016, 12, 31), None)]


def test_a_blank_below_a_merged_cell_is_not_blank_to_a_reader(source) -> None:
    made = source([HEADER, ["P1", "AZA", "2014", "2016"], ["P2", "AZA", "2014", None]])
    [sheet] = made.sheets
    merged = Source(made.path, made.name, made.sha256, (Sheet(sheet.name, sheet.cells, 3, 4, ((2, 4, 3, 4),)),))
    columns = {header: {"to": to} if isinstance(to, str) else to for header, to in COLUMNS.items()}
    mapping = mapping_from({"source": made.name, "title": "t", "sheet": [{"name": "NMO", "columns": columns}]}, "mapping.toml")
    assert ongoing(import_source(merged, mapping)) == {"P1": None, "P2": None}


@pytest.mark.parametrize(
    ("blank", "words"),
    [
        ({"ongoin": "yes"}, ["blank", "did you mean 'ongoing'?"]),
        ({"ongoing": "jein"}, ["blank", "therapies.ongoing cannot be 'jein'"]),
        ({"patients.sex": "female"}, ["a table that the column does not fill"]),
    ],
)
def test_a_meaning_that_no_field_has_is_refused(imported, blank, words) -> None:
    with pytest.raises(MappingError) as refused:
        imported([HEADER, ["P1", "AZA", None, None]], COLUMNS | {"Stop": COLUMNS["Stop"] | {"blank": blank}})
    assert all(word in str(refused.value) for word in words), str(refused.value)


SHEET = [
    ["ID", "Sex", "RTX?", "RTX start", "RTX stop", "Drug 1", "Drug 1 start", "Drug 1 stop"],
    ["P1", "f", "yes", "2014", None, "AZA", "2012", "2013"],
    ["P2", "m", "no", None, None, "MMF", "2015", "2016"],
    ["P3", "f", "yes", "2016", None, None, None, None],
]


def test_the_proposal_asks_only_where_there_is_a_start_and_a_blank_stop(source) -> None:
    proposed = propose(source(SHEET))
    [question] = open_questions(proposed)
    assert question.column == "RTX stop"
    assert question.question == "a blank here, where there is a start (2 rows): still on it?"
    assert question.choices == ("yes", "not known")


@pytest.mark.parametrize(("choice", "expected"), [("yes", {"yes"}), ("not known", {None})])
def test_the_answer_decides_it_for_every_row(source, choice, expected) -> None:
    made = source(SHEET)
    proposed = propose(made)
    [question] = open_questions(proposed)
    therapies = import_source(made, answer(proposed, question, choice)).record.therapies
    assert set(therapies.filter(drug="rituximab")["ongoing"]) == expected
    assert set(therapies.filter(drug="azathioprine")["ongoing"]) == {None}
    assert therapies["stop_latest"].drop_nulls().to_list() == [dt.date(2013, 12, 31), dt.date(2016, 12, 31)]


def test_nobody_is_asked_where_a_column_says_whether_it_goes_on(source) -> None:
    rows = [[*SHEET[0], "RTX ongoing"], *([*row, "yes"] for row in SHEET[1:])]
    proposed = propose(source(rows))
    assert proposed.sheets[0].columns["RTX ongoing"].to == ("therapies.ongoing",)
    assert open_questions(proposed) == []


def test_two_questions_about_one_column_are_asked_together(source) -> None:
    rows = [
        ["ID", "Sex", "Drug 1", "Drug 1 start", "Drug 1 stop"],
        ["P1", "f", "AZA", "2014-02-01", "03/04/2015"],
        ["P2", "f", "AZA", "2014-02-01", "05/06/2016"],
        ["P3", "f", "MMF", "2014-02-01", None],
    ]
    made = source(rows)
    proposed = propose(made)
    [question] = open_questions(proposed)
    assert question.choices == (
        "day first, blank: still on it",
        "day first, blank: not known",
        "month first, blank: still on it",
        "month first, blank: not known",
        "ignore",
    )
    record = import_source(made, answer(proposed, question, "month first, blank: still on it")).record
    assert record.therapies["stop_earliest"].to_list() == [dt.date(2015, 3, 4), dt.date(2016, 5, 6), None]
    assert record.therapies["ongoing"].to_list() == [None, None, "yes"]


@pytest.mark.parametrize(("choice", "drugs"), [("yes", ["rituximab"] * 2), ("ignore", ["rituximab"])])
def test_dates_below_a_drug_keep_their_drug_when_its_own_column_is_ignored(source, choice, drugs) -> None:
    rows = [["ID", "Sex", "RTX?", "RTX start", "RTX stop"], ["P1", "f", "x", "2014", "2016"], ["P2", "m", "x", None, None]]
    made = source(rows)
    proposed = propose(made)
    [question] = open_questions(proposed)
    assert question.column == "RTX?"
    assert import_source(made, answer(proposed, question, choice)).record.therapies["drug"].to_list() == drugs
