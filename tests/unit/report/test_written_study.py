"""What a study hands over: all files, the same bytes at another time in another process, hashes that are true."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from nmosd.record import Record
from nmosd.report import write_study
from nmosd.study import Study
from tests.unit.report.invented import OUTCOME, compared

ROOT = Path(__file__).parents[3]
AGAIN = """
import sys, time
from pathlib import Path
later = time.time() + 86400 * 400
time.time = lambda: later
from nmosd.report import write_study
from nmosd.study import Protocol, run
from tests.unit.report.conftest import clinic_record
from tests.unit.report.invented import compared
write_study(compared(run(Protocol(title="Written"), clinic_record(9))), Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def study(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> Study:
    return compared(study_of(record_of(9), title="Written"))


@pytest.fixture(scope="module")
def folder(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("report")
    steps: list[int] = []
    written = write_study(study, target, steps.append)
    assert sum(steps) == 6
    assert sorted(written) == sorted(path for path in target.rglob("*") if path.is_file())
    return target


def test_everything_is_there(folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    expected = {"report.html", "report.docx", "tables.xlsx", "results.csv", "models.csv", "before_and_after.csv", "strobe.csv"}
    expected |= {"analysis.R", "tables/first_attack.csv", "private/people.csv", "manifest.json"}
    expected |= {f"figures/{name}.{form}" for name in ("flow", "curves_1", "models", "sensitivity") for form in ("svg", "png")}
    assert expected <= names


def test_the_same_study_gives_the_same_bytes_in_another_process_a_year_later(folder: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", AGAIN, str(tmp_path)], check=True, env=environment, cwd=ROOT)
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    for name in files:
        assert (folder / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_the_manifest_has_the_hash_of_every_other_file(folder: Path, study: Study) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    files = manifest.pop("files")
    assert manifest == json.loads(json.dumps(study.manifest))
    assert set(files) == {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"
    }
    for name, digest in files.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("name", ["report.docx", "tables.xlsx"])
def test_no_clock_stands_in_an_archive(folder: Path, name: str) -> None:
    with zipfile.ZipFile(folder / name) as archive:
        assert {member.date_time for member in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert "2000-01-01T00:00:00Z" in core
    assert "python-docx" not in core


def test_the_workbook_has_a_sheet_for_each_analysis_with_full_precision(folder: Path, study: Study) -> None:
    from openpyxl import load_workbook

    workbook = load_workbook(folder / "tables.xlsx")
    analyses = study.results["analysis"].unique(maintain_order=True).to_list()
    assert workbook.sheetnames == [*analyses, "definitions", "manifest"]
    sheet = workbook["models"]
    heads = [cell.value for cell in sheet[1]]
    estimates = [row[heads.index("estimate")].value for row in sheet.iter_rows(min_row=2)]
    assert estimates == study.results.filter(pl.col("analysis") == "models")["estimate"].to_list()
    assert sheet.print_title_rows == "$1:$1"


def test_people_behind_figures_are_those_who_are_counted(folder: Path, study: Study) -> None:
    behind = pl.read_csv(folder / "private" / "people.csv", infer_schema=False)
    assert behind.columns == ["analysis", "variable", "level", "group", "patient_id"]
    table = behind.filter(analysis="table 1").group_by("variable", "level").agg(listed=pl.col("patient_id").n_unique())
    figures = study.results.filter((pl.col("analysis") == "table 1") & (pl.col("group") == "everyone"))
    counted = pl.when(pl.col("measure") == "median").then("n").otherwise("events").alias("counted")
    joined = (
        figures.filter(pl.col("variable") != "people")
        .select("variable", "level", counted)
        .join(table, on=["variable", "level"], nulls_equal=True, how="left")
    )
    assert joined.height > 20
    assert joined["counted"].to_list() == joined["listed"].fill_null(0).to_list()
    own = behind.filter((pl.col("analysis") == "models") & (pl.col("variable") == OUTCOME))
    assert set(own["patient_id"]) == set(study.tables[OUTCOME]["patient_id"])


def test_pictures_stand_alone(folder: Path) -> None:
    for path in (folder / "figures").glob("*.svg"):
        text = path.read_text("utf-8")
        assert "var(--" not in text
        assert text.startswith("<svg")
    for path in (folder / "figures").glob("*.png"):
        assert path.read_bytes().startswith(b"\x89PNG")


def test_the_checklist_is_a_table_with_its_gaps(folder: Path) -> None:
    items = pl.read_csv(folder / "strobe.csv", infer_schema=False)
    assert set(items["filled"]) == {"yes", "to be written by the authors"}
    assert {"1a", "12e", "22"} <= set(items["item"])
