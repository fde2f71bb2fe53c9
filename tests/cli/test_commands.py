"""The doors as a person uses them: import asks or stops, check counts, study writes, and the same input gives the same output."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

import nmosd
from nmosd.cli import run

ROWS = [
    ["Pat-ID", "Sex", "First seen", "Last seen", "Rel1", "Rel1 type", "Rel2", "AQP4", "Visus", "EDSS last"],
    ["P1", "f", "01.02.2014", "01.02.2018", "03/2014", "ON re", "20.03.2014", "pos (CBA)", "0,8", 3.5],
    ["P2", "m", "13.05.2015", "01.02.2018", "04/2015", "TM", None, "neg", "20/200", 0.5],
    ["P3", "f", "13.05.2015", "01.02.2018", "spring 2016", "LETM", "nonsense", "pos", "CF", 2],
]


def _clinic(folder: Path) -> Path:
    workbook = Workbook()
    for row in ROWS:
        workbook.active.append(row)
    workbook.save(folder / "clinic.xlsx")
    return folder / "clinic.xlsx"


def _imported(folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Import with the one question answered in the file, as where there is no terminal."""
    source, cohort = _clinic(folder), folder / "cohort"
    assert run(["import", str(source), "-o", str(cohort)]) == 2
    said = capsys.readouterr()
    assert "Visus" in said.err
    assert "which eye?" in said.err
    assert not cohort.exists()
    mapping = folder / "mapping.toml"
    assert 'to = "todo"' in mapping.read_text("utf-8")
    mapping.write_text(mapping.read_text("utf-8").replace('to = "todo"', 'to = "todo"\nanswer = "right"'), "utf-8")
    assert run(["import", str(source), "-o", str(cohort)]) == 0
    return cohort


def test_without_a_terminal_import_marks_what_it_could_not_decide_and_stops(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cohort = _imported(tmp_path, capsys)
    said = capsys.readouterr().out
    assert "3 people" in said
    assert "2 cells set aside" in said
    eyes = nmosd.read(cohort).eye_exams
    assert eyes["eye"].to_list() == ["right", "right", "right"]
    assert eyes["acuity"].to_list() == [0.8, 0.1, None]


def test_in_a_terminal_import_asks(tmp_path: Path) -> None:
    source, cohort = _clinic(tmp_path), tmp_path / "cohort"
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "nmosd", "import", str(source), "-o", str(cohort)],
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    seen = b""
    while b"> " not in seen.split(b"which eye?")[-1] or b"which eye?" not in seen:
        seen += os.read(leader, 1000)
    os.write(leader, b"2\n")
    while True:
        try:
            seen += os.read(leader, 1000)
        except OSError:  # the other end is closed: the command has ended
            break
    os.close(leader)
    assert process.wait() == 0, seen.decode()
    assert nmosd.read(cohort).eye_exams["eye"].to_list() == ["left", "left", "left"]
    assert "todo" not in (tmp_path / "mapping.toml").read_text("utf-8").split("[[sheet]]")[1]


def test_the_same_file_and_mapping_give_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cohort = _imported(tmp_path, capsys)
    first = {path.relative_to(cohort): path.read_bytes() for path in sorted(cohort.rglob("*")) if path.is_file()}
    again = tmp_path / "again"
    assert run(["import", str(tmp_path / "clinic.xlsx"), "-o", str(again)]) == 0
    assert {path.relative_to(again): path.read_bytes() for path in sorted(again.rglob("*")) if path.is_file()} == first


def test_check_counts_and_writes_the_questions_with_their_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cohort = _imported(tmp_path, capsys)
    capsys.readouterr()
    assert run(["check", str(cohort)]) == 1
    said = capsys.readouterr().out
    assert "EDSS 0.5, which does not exist" in said
    assert "Q202" in said
    workbook = load_workbook(cohort / "questions.xlsx")
    cells = [str(value) for row in workbook["Questions"].iter_rows(values_only=True) for value in row if value is not None]
    assert any("J3" in cell for cell in cells), "the cell that held EDSS 0.5"
    assert nmosd.read(cohort).patients.height == 3, "the workbook beside the tables leaves the cohort readable"


def test_check_speaks_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cohort = _imported(tmp_path, capsys)
    capsys.readouterr()
    assert run(["check", str(cohort), "--format", "json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert {"code", "count", "title", "severity", "patients"} <= answer["questions"][0].keys()


def test_what_if_the_window_were_60_days_is_one_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workbook = Workbook()
    for row in (["Pat-ID", "Rel1", "Rel2"], ["P1", "01.03.2014", "20.04.2014"], ["P2", "13.04.2015", None]):
        workbook.active.append(row)
    workbook.save(tmp_path / "clinic.xlsx")
    cohort = tmp_path / "cohort"
    assert run(["import", str(tmp_path / "clinic.xlsx"), "-o", str(cohort)]) == 0
    counts = {}
    for days in (30, 60):
        capsys.readouterr()
        run(["check", str(cohort), "--set", f"merge_before_days={days}", "--format", "json"])
        found = {kind["code"]: kind["count"] for kind in json.loads(capsys.readouterr().out)["questions"]}
        counts[days] = found.get("Q101", 0)
    assert counts == {30: 0, 60: 1}


def test_study_writes_one_page_and_its_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cohort = _imported(tmp_path, capsys)
    protocol = tmp_path / "protocol.toml"
    protocol.write_text('title = "Three people"\nquestion = "How often?"\ncohort = "cohort"\n', "utf-8")
    assert run(["study", str(protocol)]) == 0
    assert "3 of 3 people included" in capsys.readouterr().out
    report = tmp_path / "report"
    assert (report / "report.html").read_text("utf-8").startswith("<!doctype html>")
    assert {path.name for path in report.iterdir()} >= {"report.html", "results.csv", "table_1.csv", "flow.csv", "rates.csv"}
    first = {path: path.read_bytes() for path in report.rglob("*") if path.is_file()}
    assert run(["study", str(protocol), "--cohort", str(cohort)]) == 0
    assert run(["study", str(protocol)]) == 0
    assert {path: path.read_bytes() for path in report.rglob("*") if path.is_file()} == first


def test_a_filled_template_is_imported_without_a_mapping(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "template.xlsx"
    assert run(["template", str(path)]) == 0
    workbook = load_workbook(path)
    for table, values in (
        ("patients", {"patient_id": "P1", "sex": "female"}),
        ("attacks", {"patient_id": "P1", "onset": "2014-03"}),
    ):
        sheet = workbook[table]
        header = {cell.value: cell.column for cell in sheet[1]}
        for name, value in values.items():
            sheet.cell(2, header[name], value)
    workbook.save(path)
    capsys.readouterr()
    assert run(["import", str(path), "-o", str(tmp_path / "cohort")]) == 0
    assert "1 person" in capsys.readouterr().out
    assert nmosd.read(tmp_path / "cohort").attacks.height == 1


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    for name in ("import", "check", "study", "template"):
        assert name in said
        assert run([name, "--help"]) == 0
