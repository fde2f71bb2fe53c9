"""`nmosd derive` and `nmosd patient`: the tables and the page that they write, what they say, and what they refuse."""

import json
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

import nmosd
from nmosd.cli import run
from nmosd.course import GRAINS
from nmosd.course.rules import rules

ROWS = [
    ["Pat-ID", "Sex", "First seen", "Last seen", "Rel1", "Rel1 type", "Rel2", "AQP4", "EDSS last"],
    ["P1", "f", "01.02.2014", "01.02.2018", "01.03.2014", "ON re", "20.04.2014", "pos (CBA)", 3.5],
    ["P2", "m", "13.05.2015", "01.02.2018", "04/2015", "TM", None, "neg", 2],
]


@pytest.fixture
def cohort(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    workbook = Workbook()
    for row in ROWS:
        workbook.active.append(row)
    workbook.save(tmp_path / "clinic.xlsx")
    assert run(["import", str(tmp_path / "clinic.xlsx"), "-o", str(tmp_path / "cohort")]) == 0
    capsys.readouterr()
    return tmp_path / "cohort"


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert run([*arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_derive_writes_every_table_with_rules_and_rows_on_record(cohort: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = _said(capsys, "derive", str(cohort))
    assert [table["table"] for table in said["tables"]] == list(GRAINS)
    attacks = pl.read_csv(cohort / "derived" / "attacks.csv")
    assert attacks["onset_day"].to_list()[:2] == ["2014-03-01", "2014-04-20"]
    assert set(attacks["rule"]) <= set(rules())
    on_record = set(nmosd.read(cohort).attacks["row_id"])
    assert {row for rows in attacks["row_ids"] for row in rows.split("; ")} == on_record
    written = json.loads((cohort / "derived" / "definitions.json").read_text("utf-8"))
    assert written["settings"]["merge_before_days"]["value"] == 30


def test_what_if_the_window_were_sixty_days_is_counted_beside_the_default(
    cohort: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = _said(capsys, "derive", str(cohort), "--table", "attacks", "--set", "merge_before_days=60")
    assert said["tables"] == [{"table": "attacks", "rows": 2, "rows_under_default": 3}]
    assert sorted(path.name for path in (cohort / "derived").iterdir()) == ["attacks.csv", "definitions.json"]


def test_parquet_holds_days_as_numbers_and_lists_as_lists(cohort: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _said(capsys, "derive", str(cohort), "--table", "attacks", "--as", "parquet")
    attacks = pl.read_parquet(cohort / "derived" / "attacks.parquet")
    assert attacks.schema["onset_day"].is_integer()
    assert attacks.schema["row_ids"] == pl.List(pl.String)


def test_deriving_twice_writes_the_same_bytes(cohort: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run(["derive", str(cohort), "-o", str(tmp_path / name)]) == 0
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_derive_names_the_nearest_table(cohort: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["derive", str(cohort), "--table", "atacks"]) == 2
    said = capsys.readouterr().err
    assert "did you mean 'attacks'" in said
    assert said.count("\n") == 1
    assert not (cohort / "derived").exists()


def test_patient_tells_what_is_open_before_what_happened(cohort: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["patient", str(cohort), "P2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("P2 · male")
    questions = [place for place, line in enumerate(lines) if line.startswith("  ! Q")]
    assert questions
    assert max(questions) < min(place for place, line in enumerate(lines) if "attack 1" in line)
    assert "no diagnosis, no directive" in lines[-2]
    page = (cohort / "patients" / "P2.html").read_text("utf-8")
    assert "P1" not in page, "nobody else is on the page"


def test_patient_speaks_json_and_writes_the_same_page_twice(cohort: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = _said(capsys, "patient", str(cohort), "P1")
    before = Path(said["page"]).read_bytes()
    assert {"attacks", "serostatus", "person_time"} <= said["derived"].keys()
    assert said["derived"]["attacks"]["facts"][0]["reasons"][0]["rule"] in rules()
    _said(capsys, "patient", str(cohort), "P1")
    assert Path(said["page"]).read_bytes() == before


def test_patient_refuses_somebody_who_is_not_there_with_the_nearest_name(
    cohort: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["patient", str(cohort), "P11"]) == 2
    said = capsys.readouterr().err
    assert "P11" in said
    assert said.count("\n") == 1
    assert not (cohort / "patients").exists()


def test_patients_whose_names_make_one_file_name_have_a_page_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["A/1", "A_1", "A 1", "x" * 300]
    (tmp_path / "patients.csv").write_text("patient_id,sex\n" + "".join(f"{name},f\n" for name in names), "utf-8")
    assert run(["import", str(tmp_path), "-o", str(tmp_path / "cohort")]) == 0
    capsys.readouterr()
    pages = [Path(_said(capsys, "patient", str(tmp_path / "cohort"), name)["page"]) for name in names]
    for name, page in zip(names, pages, strict=True):
        assert f"<title>{name}</title>" in page.read_text("utf-8")
    assert pages[1].name == "A_1.html"


def test_tables_of_other_rules_are_not_put_beside_those_on_disk(cohort: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two_tables = ["derive", str(cohort), "--table", "people", "--table", "attacks"]
    other_rules = ["--set", "merge_before_days=60"]
    assert run(two_tables) == 0
    before = {path.name: path.read_bytes() for path in (cohort / "derived").iterdir()}
    capsys.readouterr()
    assert run(["derive", str(cohort), "--table", "people", *other_rules]) == 2
    assert "attacks.csv" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in (cohort / "derived").iterdir()} == before
    assert run([*two_tables, *other_rules]) == 0, "nothing of the old rules stays"
