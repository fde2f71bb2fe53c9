"""`nmosd review`: what it says, what it writes, and what it asks."""

import json
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

import nmosd
from nmosd.cli import run

ROWS = [
    [
        "Pat-ID",
        "Sex",
        "Diagnosis",
        "First seen",
        "Last seen",
        "Rel1",
        "Rel1 type",
        "AQP4",
        "Drug 1",
        "Drug 1 start",
        "Drug 1 stop",
    ],
    ["P1", "f", "MS", "01.02.2014", "01.02.2018", "01.03.2014", "TM", "pos (CBA)", "Betaferon", "01.01.2014", "01.01.2015"],
    ["P2", "m", "NMOSD", "13.05.2015", "01.02.2018", "20.04.2015", "ON li", "pos (CBA)", "Rituximab", "01.01.2016", "01.02.2018"],
]


def _cohort(folder: Path, rows: list[list[str | None]], capsys: pytest.CaptureFixture[str]) -> Path:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(folder / "clinic.xlsx")
    assert run(["import", str(folder / "clinic.xlsx"), "-o", str(folder / "cohort")]) == 0
    capsys.readouterr()
    return folder / "cohort"


def test_review_names_the_people_the_facts_and_the_questions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cohort = _cohort(tmp_path, ROWS, capsys)
    assert run(["review", str(cohort)]) == 1
    printed = capsys.readouterr().out
    assert "Called or treated as multiple sclerosis, and meets the criteria: 1 person" in printed
    assert "interferon beta, 2014-01-01 to 2015-01-01, 1 attack on it" in printed
    assert "Is that still the diagnosis?" in printed
    assert "P2" not in printed
    written = pl.read_csv(cohort / "criteria" / "review.csv")
    assert written["matter"].to_list() == nmosd.review(nmosd.read(cohort))["matter"].cast(pl.String).to_list()
    assert written["question"].null_count() == 0
    assert "kim2012" in written.filter(about="interferon beta")["evidence"].item()


def test_review_tells_a_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cohort = _cohort(tmp_path, ROWS, capsys)
    assert run(["review", str(cohort), "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["people"]["meets"] == said["people"]["drug reported harmful"] == 1
    assert said["people"]["nearly meets"] == 0


def test_where_everything_fits_nothing_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cohort = _cohort(tmp_path, [ROWS[0], ROWS[2]], capsys)
    assert run(["review", str(cohort)]) == 0
    assert capsys.readouterr().out == "nothing that does not fit in 1 person\n"
