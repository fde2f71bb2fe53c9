"""The pages that the browser opens, and the browser."""

import importlib.util
import shutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nmosd.record import Record, new_record
from nmosd.report import write_evidence, write_report, write_trial
from nmosd.report.patient import patient_view, write_patient_page
from nmosd.simulation.trials import against_publication, operating_characteristics, trial_design
from nmosd.study import Protocol, Study, run
from tests.unit.report.invented import compared

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no `chromium` on the PATH: install Debian's chromium to test the pages in a browser")
    if importlib.util.find_spec("playwright") is None:
        pytest.skip("playwright is not installed: pip install 'nmosd[dev]'")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


def _attacks(people: int) -> pl.DataFrame:
    sites = ["optic nerve right", "spinal cord", "area postrema"]
    rows = [
        {
            "row_id": f"P{person}/attacks/{number}",
            "patient_id": f"P{person}",
            "day": 700 * number + 13 * person,
            "site": sites[number % 3],
        }
        for person in range(people)
        for number in range(1 + person % 4)
    ]
    day = pl.date(2008, 1, 1) + pl.duration(days="day")
    frame = pl.DataFrame(rows).with_columns(
        sites=pl.concat_list("site"), onset_earliest=day, onset_latest=day + pl.duration(days=30)
    )
    return frame.drop("day", "site")


@pytest.fixture(scope="session")
def clinic() -> Record:
    """70 invented people, of whom some have no stated follow-up."""
    people = pl.DataFrame({"patient_id": [f"P{number}" for number in range(70)], "number": range(70)})
    entry = pl.when(pl.col("number") % 5 > 0).then(pl.date(2010, 1, 1))
    patients = people.select(
        "patient_id",
        row_id=pl.format("{}/patients", "patient_id"),
        status=pl.when(pl.col("number") % 7 == 0).then(pl.lit("dead")).otherwise(pl.lit("alive")),
        first_contact_earliest=entry,
        first_contact_latest=entry,
        last_contact_earliest=pl.date(2021, 1, 1),
        last_contact_latest=pl.date(2021, 1, 1),
    )
    return new_record({"patients": patients, "attacks": _attacks(70)}, title="A page to look at", synthetic=True)


class Pages(dict[str, Path]):
    """The pages by name, each written when it is first asked for."""

    def __init__(self, clinic: Record, folder: Path) -> None:
        self.clinic, self.folder = clinic, folder

    def __missing__(self, name: str) -> Path:
        self[name] = {
            "report": lambda: write_report(self.study, self.folder / "report.html"),
            "comparison": lambda: write_report(compared(self.study), self.folder / "comparison.html"),
            "patient": lambda: write_patient_page(patient_view(self.clinic, "P0"), self.folder / "P0.html"),
            "evidence": lambda: write_evidence(self.folder / "evidence.html"),
            "trial": lambda: _trial(self.folder),
        }[name]()
        return self[name]

    @cached_property
    def study(self) -> Study:
        return run(Protocol(title="A page to look at"), self.clinic)


@pytest.fixture(scope="session")
def pages(clinic: Record, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages: reports of a study that describes and of one that compares, one person, evidence, virtual trials."""
    return Pages(clinic, tmp_path_factory.mktemp("pages"))


def _trial(folder: Path) -> Path:
    design = trial_design("prevent")
    results = operating_characteristics(design, trials=40, seed=1)
    return write_trial(design, results, against_publication("prevent", trials=40, seed=1), folder, trials=40, seed=1)[0]
