"""The two example cohorts, imported once for all tests of this folder."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pytest

from nmosd.intake.apply import Imported, import_source
from nmosd.intake.mapping_reading import read_mapping
from nmosd.intake.workbook import open_source

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="session")
def published() -> Imported:
    return imported("published_cases", "cases.xlsx")


@pytest.fixture(scope="session")
def clinic() -> Imported:
    return imported("clinic_sheet", "clinic.xlsx")


def imported(example: str, workbook: str) -> Imported:
    folder = EXAMPLES / example
    return import_source(open_source(folder / workbook), read_mapping(folder / "mapping.toml"))


@pytest.fixture
def rebuilt(tmp_path: Path) -> Callable[[str, str], Path]:
    """Run a script of an example with a target, and return the target."""

    def run(script: str, target: str) -> Path:
        path = tmp_path / target
        subprocess.run([sys.executable, EXAMPLES / script, path], check=True)
        return path

    return run


@pytest.fixture
def contents() -> Callable[[Path], dict[str, str]]:
    """Return what a workbook holds, part by part: libraries that compress and that write XML may differ, its contents may not."""

    def read(path: Path) -> dict[str, str]:
        with zipfile.ZipFile(path) as archive:
            return {name: canonicalize(archive.read(name).decode("utf-8")) for name in archive.namelist()}

    return read
