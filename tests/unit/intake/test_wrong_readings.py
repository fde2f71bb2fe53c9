"""Readings that once put a wrong value into the record: each was found by an outside reviewer."""

from openpyxl import Workbook

from nmosd.intake import answer, import_source, open_questions, open_source, propose
from nmosd.intake.cells import Cell
from nmosd.intake.values import ReadOptions, Refused, read_value
from nmosd.record import FIELDS


def _imported(folder, rows, answers=None):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(folder / "clinic.xlsx")
    source = open_source(folder / "clinic.xlsx")
    mapping = propose(source)
    for question in open_questions(mapping):
        mapping = answer(mapping, question, (answers or {}).get(question.column, "ignore"))
    return import_source(source, mapping).record, [question.column for question in open_questions(propose(source))]


def _cell(value):
    return Cell(value, "General", "Sheet", 2, 2)


def test_numbers_in_a_logmar_column_are_logmar(tmp_path):
    values = [1.0, "0,3", 0, "CF", -0.1]
    rows = [["Pat-ID", "DOB", "VA OD (logMAR)"], *([f"P{number}", "12.03.1980", value] for number, value in enumerate(values))]
    record, _ = _imported(tmp_path, rows)
    assert record.eye_exams["acuity"].to_list() == [0.1, 0.501187, 1.0, None, 1.258925]
    assert record.eye_exams["acuity_category"].to_list()[3] == "counting fingers"


def test_numbers_in_a_column_of_letters_are_letters(tmp_path):
    values = [35, "85", "HM", "20/40", 0.5]
    rows = [["Pat-ID", "DOB", "VA OD (letters)"], *([f"P{number}", "12.03.1980", value] for number, value in enumerate(values))]
    record, _ = _imported(tmp_path, rows)
    assert record.eye_exams["acuity"].to_list() == [0.1, 1.0, None, 0.5]
    assert record.eye_exams["acuity_category"].to_list()[2] == "hand motion"


def test_a_number_outside_logmar_is_set_aside():
    outcome = read_value(_cell(20), FIELDS["eye_exams.acuity"], ReadOptions(unit="logMAR"))
    assert isinstance(outcome, Refused)
    assert outcome.code == "I111"


def test_a_steroid_pulse_is_no_preventive_treatment():
    for text in ("IVMP", "iv methylprednisolone"):
        assert isinstance(read_value(_cell(text), FIELDS["therapies.drug"], ReadOptions()), Refused), text


def test_m_beside_h_is_asked(tmp_path):
    rows = [["Pat-ID", "DOB", "Sex"], *([f"P{number}", "12.03.1980", letter] for number, letter in enumerate("HMM"))]
    record, asked = _imported(tmp_path, rows, {"Sex": "female"})
    assert asked == ["Sex"]
    assert record.patients["sex"].to_list() == ["male", "female", "female"]


def test_coded_sex_is_not_guessed():
    for code in (0, 1, 2, "1"):
        assert isinstance(read_value(_cell(code), FIELDS["patients.sex"], ReadOptions()), Refused), code


def test_the_spanish_word_for_the_cord_is_not_the_medulla():
    assert isinstance(read_value(_cell("médula"), FIELDS["attacks.sites"], ReadOptions()), Refused)
    outcome = read_value(_cell("médula espinal"), FIELDS["attacks.sites"], ReadOptions())
    assert outcome.fields["sites"] == ("spinal cord",)


def test_two_results_in_one_cell_are_not_split_into_two_tests(tmp_path):
    rows = [["Pat-ID", "AQP4"], ["P1", "neg/pos"], ["P2", "pos"], ["P3", "neg"], ["P4", "pos"]]
    record, _ = _imported(tmp_path, rows)
    assert record.antibody_tests.filter(patient_id="P1").is_empty()
    assert record.problems.filter(text="neg/pos").height == 1


def test_the_length_of_follow_up_is_no_date_and_makes_no_relative_calendar(tmp_path):
    rows = [
        ["Pat-ID", "DOB", "Rel1", "Follow-up (months)"],
        ["P1", "12.03.1980", "03/2014", 24],
        ["P2", "13.04.1981", "04/2015", 36],
    ]
    record, _ = _imported(tmp_path, rows)
    assert record.calendar == "absolute"
    assert record.visits.is_empty()
    assert record.attacks.height == 2


def test_years_typed_as_numbers_count_for_the_last_year_of_the_sheet(tmp_path):
    rows = [["Pat-ID", "DOB", "First seen"], ["P1", "12.03.1980", 2012], ["P2", "13.04.1981", 2020]]
    record, _ = _imported(tmp_path, rows)
    assert [day.year for day in record.patients["first_contact_earliest"]] == [2012, 2020]


def test_a_column_set_by_hand_takes_its_date_order_from_its_unambiguous_cells(tmp_path):
    rows = [["Pat-ID", "Fecha", "Rel1"], ["P1", "25/11/1990", "03/2014"], ["P2", "03/04/1975", "04/2015"]]
    record, _ = _imported(tmp_path, rows, {"Fecha": "patients.birth"})
    assert [str(day) for day in record.patients["birth_earliest"]] == ["1990-11-25", "1975-04-03"]
