"""The query sheet: one row per question, by patient and code, with the cell that it came from and room for the answer."""

import pytest
from openpyxl import load_workbook

from nmosd.intake.questions import QUESTIONS, SUMMARY, question_rows, write_questions
from nmosd.record import Problem, finding_kinds, problems_frame

PROBLEMS = [
    Problem(
        "I101", "The date cannot be read.", "P002", file="clinic.xlsx", sheet="NMO", row=5, column="Rel1", cell="F5", text="soon"
    ),
    Problem("Q101", "Onsets are 18 days apart.", "P001", row_ids=("P001/attacks/1", "P001/attacks/2")),
    Problem("I201", "The row names no patient.", file="clinic.xlsx", sheet="NMO", row=9, column="Sex", cell="B9", text="f"),
    Problem("I201", "The row names no patient.", file="clinic.xlsx", sheet="NMO", row=9, column="Rel1", cell="F9", text="2012"),
    Problem("I201", "The row names no patient.", file="clinic.xlsx", sheet="NMO", row=11, column="Rel1", cell="F11", text="2013"),
    Problem("I101", "The date cannot be read.", "P001", file="clinic.csv", row=3, column="Rel2", cell="G3", text="=1+1"),
]


def rows_of(path) -> list[tuple]:
    return list(load_workbook(path)[QUESTIONS].iter_rows(values_only=True))


def test_by_patient_then_code_and_what_has_no_patient_last(tmp_path):
    rows = rows_of(write_questions(problems_frame(PROBLEMS), tmp_path / "q.xlsx"))
    assert rows[0] == ("code", "patient", "question", "what stood there", "where", "what to do", "the clinic's answer")
    assert [row[:2] for row in rows[1:]] == [("I101", "P001"), ("Q101", "P001"), ("I101", "P002"), ("I201", None), ("I201", None)]
    assert all(row[6] is None for row in rows[1:])


def test_a_question_says_what_stood_where_and_what_to_do(tmp_path):
    row = rows_of(write_questions(problems_frame(PROBLEMS[:1]), tmp_path / "q.xlsx"))[1]
    assert row == (
        "I101",
        "P002",
        "The date cannot be read.",
        "soon",
        "clinic.xlsx · NMO · F5 (Rel1)",
        finding_kinds()["I101"].remedy,
        None,
    )


def test_the_cells_of_a_row_that_was_set_aside_whole_are_one_question():
    asked = [one for one in question_rows(problems_frame(PROBLEMS)) if one.code == "I201"]
    assert [(one.text, one.place) for one in asked] == [
        ("B9: f; F9: 2012", "clinic.xlsx · NMO · row 9"),
        ("F11: 2013", "clinic.xlsx · NMO · row 11"),
    ]


def test_a_question_without_a_cell_has_no_place():
    (asked,) = question_rows(problems_frame(PROBLEMS[1:2]))
    assert (asked.text, asked.place) == ("", "")


def test_two_cells_of_one_patient_with_the_same_trouble_are_two_questions():
    twice = [Problem("I101", "No.", "P1", file="a", row=2, cell=cell, text="x") for cell in ("A2", "B2")]
    assert [one.place for one in question_rows(problems_frame(twice))] == ["a · A2", "a · B2"]


def test_the_same_problem_twice_is_asked_once():
    assert len(question_rows(problems_frame([PROBLEMS[1], PROBLEMS[1]]))) == 1


def test_the_summary_counts_by_code_and_names_whom(tmp_path):
    sheet = load_workbook(write_questions(problems_frame(PROBLEMS), tmp_path / "q.xlsx", title="Clinic"))[SUMMARY]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "Questions to the clinic: Clinic"
    assert rows[1][0].startswith("5 questions about 2 patients.")
    counts = {row[0]: row[1:] for row in rows[4:]}
    assert counts["I101"] == (2, 2, finding_kinds()["I101"].title, "error", "P001, P002")
    assert counts["I201"][:2] == (2, 0)
    assert sum(row[0] for row in counts.values()) == 5


def test_many_patients_are_counted_rather_than_listed(tmp_path):
    many = [Problem("I101", "No.", f"P{number:03d}", cell="A1") for number in range(30)]
    sheet = load_workbook(write_questions(problems_frame(many), tmp_path / "q.xlsx"))[SUMMARY]
    assert sheet["F5"].value.endswith("P007 and 22 more")


def test_nothing_to_ask_is_said(tmp_path):
    path = write_questions(problems_frame([]), tmp_path / "q.xlsx")
    assert load_workbook(path)[SUMMARY]["A2"].value == "There is nothing to ask."
    assert len(rows_of(path)) == 1


def test_the_same_bytes_whatever_the_order_of_the_patients(tmp_path):
    first = write_questions(problems_frame(PROBLEMS), tmp_path / "a.xlsx").read_bytes()
    by_patient = sorted(PROBLEMS, key=lambda problem: problem.patient_id or "", reverse=True)
    assert write_questions(problems_frame(by_patient), tmp_path / "b.xlsx").read_bytes() == first


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "-", "@SUM(A1)"])
def test_what_stood_there_is_never_run_as_a_formula(tmp_path, text):
    path = write_questions(problems_frame([Problem("I101", "No.", "P1", cell="A1", text=text)]), tmp_path / "q.xlsx")
    cell = load_workbook(path)[QUESTIONS]["D2"]
    assert (cell.value, cell.data_type) == (text, "s")
