"""What a spreadsheet or a hurried hand did to a sheet, and nobody saw: each becomes a question or a remark."""

import datetime as dt

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from nmosd.intake import answer, import_source, open_questions, open_source, propose
from nmosd.intake.cells import Cell
from nmosd.intake.values import ReadOptions, Refused, read_value
from nmosd.record import FIELDS


def opened(folder, rows, comments=None):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    for address, text in (comments or {}).items():
        workbook.active[address].comment = Comment(text, "somebody")
    workbook.save(folder / "clinic.xlsx")
    return open_source(folder / "clinic.xlsx")


HALF = [
    ["Pat-ID", "Rel1"],
    ["P1", "25/04/2014"],  # 25 April: no month 25, so it stayed text
    ["P2", dt.datetime(2014, 5, 4)],  # typed as 05/04/2014, 5 April, and read as 4 May
    ["P3", dt.datetime(2015, 12, 1)],
    ["P4", "31/01/2016"],
]


def test_dates_that_the_spreadsheet_swapped_are_asked_about_and_swapped_back(tmp_path) -> None:
    source = opened(tmp_path, HALF)
    (question,) = open_questions(propose(source))
    assert question.question == "the spreadsheet program may have swapped day and month: is 2014-05-04 (B3) 2014-04-05?"
    assert question.choices == ("swap them back", "as they stand", "ignore")
    onsets = {}
    for choice in question.choices[:2]:
        record = import_source(source, answer(propose(source), question, choice)).record
        onsets[choice] = [str(day) for day in record.attacks["onset_earliest"]]
    assert onsets["swap them back"] == ["2014-04-25", "2014-04-05", "2015-01-12", "2016-01-31"]
    assert onsets["as they stand"] == ["2014-04-25", "2014-05-04", "2015-12-01", "2016-01-31"]


@pytest.mark.parametrize(
    "rows",
    [[*HALF, ["P5", dt.datetime(2014, 5, 13)]], [HALF[0], HALF[2], HALF[3]]],
    ids=["a day above 12 in a date cell", "no text that shows the order"],
)
def test_dates_that_cannot_be_told_to_be_swapped_are_not_asked_about(tmp_path, rows) -> None:
    assert open_questions(propose(opened(tmp_path, rows))) == []


def test_a_swapped_column_holds_no_day_above_twelve() -> None:
    cell = Cell(dt.datetime(2014, 5, 13), "mm/dd/yyyy")
    refused = read_value(cell, FIELDS["attacks.onset"], ReadOptions(cells_swapped=True))
    assert isinstance(refused, Refused)
    assert refused.code == "I102"


@pytest.mark.parametrize(
    ("text", "year", "certain"),
    [("12.03.45", 1945, True), ("12.03.15", 2015, False), ("12.03.05", 2005, True), ("12.03.2015", 2015, True)],
)
def test_a_birth_year_of_two_digits_that_may_be_of_either_century_is_remarked(text, year, certain) -> None:
    read = read_value(Cell(text), FIELDS["patients.birth"], ReadOptions(latest_year=2021))
    assert read.fields["birth"].earliest.year == year
    assert read.certain == certain


def test_a_birth_that_the_spreadsheet_put_into_the_future_does_not_move_the_last_year(tmp_path) -> None:
    rows = [["Pat-ID", "DOB", "Last seen"], ["P1", dt.datetime(2029, 3, 12), "2021-05-04"], ["P2", "1950", "2020"]]
    source = opened(tmp_path, rows)
    mapping = propose(source)
    assert mapping.latest_year == 2021
    record = import_source(source, mapping).record
    assert record.problems["code"].to_list() == ["I103"]
    assert record.patients["birth_earliest"].null_count() == 1


@pytest.mark.parametrize(
    ("ids", "noted"),
    [
        (("P01", "p1", "P-1"), [("P01/patients", "p1/patients", "P-1/patients")]),
        (("007", "7"), [("007/patients", "7/patients")]),
        (("P1", "P11", "1-12", "11-2", "P10"), []),
    ],
)
def test_ids_that_differ_only_in_spelling_are_pointed_out(source, ids, noted) -> None:
    sheet = source([["Pat-ID", "Sex"], *([name, "f"] for name in ids)])
    problems = import_source(sheet, propose(sheet)).record.problems
    assert [tuple(row) for row in problems["row_ids"]] == noted
    assert set(problems["code"]) <= {"I303"}


def test_ids_that_the_mapping_calls_different_are_not_pointed_out(source) -> None:
    sheet = source([["Pat-ID", "Sex"], ["P1", "f"], ["p1", "m"]])
    mapping = propose(sheet).model_copy(update={"not_same_person": (("P1", "p1"),)})
    assert import_source(sheet, mapping).record.problems.is_empty()


def test_a_comment_on_a_cell_is_pointed_out_and_not_read(tmp_path) -> None:
    rows = [["Pat-ID", "Sex", "Remarks"], ["P1", "f", "x"], ["P2", "m", "y"]]
    source = opened(tmp_path, rows, {"B3": "ask Dr Miller about her", "C2": "private"})
    problems = import_source(source, propose(source)).record.problems
    assert problems.select("code", "patient_id", "cell").rows() == [("I210", "P2", "B3")]
    assert "Miller" not in problems.write_json()
