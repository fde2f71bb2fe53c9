"""Invented records for the pages: a clinic, three people, one person, and what a hostile sheet may hold."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from nmosd.record import Problem, Record, new_record, problems_frame
from nmosd.study import Protocol, Study, run

HOSTILE = '<script>alert("1")</script>'
SITES = (
    ["optic nerve right"],
    ["optic nerve left"],
    ["spinal cord"],
    ["area postrema"],
    ["optic nerve", "spinal cord"],
    ["brainstem"],
    None,
)
DRUGS = ("rituximab", "azathioprine", "mycophenolate", "tocilizumab", "eculizumab", "prednisone", None)


def _dates(name: str, first: dt.date, last: dt.date | None = None) -> dict[str, dt.date]:
    return {f"{name}_earliest": first, f"{name}_latest": first if last is None else last}


def _later(day: dt.date, days: float) -> dt.date:
    return day + dt.timedelta(int(days))


class _Clinic:
    """Draws people one after another; the same seed draws the same people."""

    def __init__(self, seed: int, calendar: str) -> None:
        self.chance = random.Random(seed)
        self.calendar = calendar
        self.tables: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("patients", "attacks", "therapies", "antibody_tests", "diagnoses", "visits")
        }

    def add(self, patient_id: str) -> None:
        chance = self.chance
        onset = dt.date(1970, 1, 1) if self.calendar == "relative" else _later(dt.date(2003, 1, 1), chance.uniform(0, 6000))
        entry = _later(onset, chance.choice([0, chance.uniform(10, 400), chance.uniform(200, 3000)]))
        last = _later(entry, 90 + chance.expovariate(1 / 2300))
        patient: dict[str, Any] = {"row_id": f"{patient_id}/patients", "patient_id": patient_id}
        patient |= {
            "sex": chance.choice(["female"] * 8 + ["male", None]),
            "ancestry": chance.choice(["European", "Asian", "African", None]),
        }
        patient |= {"status": chance.choice(["alive"] * 12 + ["dead", "lost", "lost", "moved", None])}
        patient |= {"age_at_onset": round(chance.uniform(16, 74))} if chance.random() < 0.95 else {}
        patient |= _dates("last_contact", last)
        patient |= _dates("first_contact", entry) if chance.random() < 0.85 else {}
        self.tables["patients"].append(patient)
        self._attacks(patient_id, onset, last)
        self._therapies(patient_id, onset, last)
        self._tests(patient_id, onset)
        self._row(
            "diagnoses",
            patient_id,
            1,
            label=chance.choice(["NMOSD", "NMOSD", "MOGAD", "multiple sclerosis"]),
            **_dates("diagnosed", last),
        )
        self._row("visits", patient_id, 1, edss=chance.choice([1.0, 2.5, 3.0, 4.0, 6.5]), **_dates("visited", last))

    def _attacks(self, patient_id: str, onset: dt.date, last: dt.date) -> None:
        day, number = onset, 0
        while day < last and number < 11:
            number += 1
            width = self.chance.choice([0, 0, 0, 15, 15, 45, 180])
            dated = number == 1 or self.chance.random() > 0.04
            onset_of_attack = _dates("onset", _later(day, -width), _later(day, width)) if dated else {}
            self._row("attacks", patient_id, number, sites=self.chance.choice(SITES), **onset_of_attack)
            day = _later(day, 20 + self.chance.expovariate(1 / 800))

    def _therapies(self, patient_id: str, onset: dt.date, last: dt.date) -> None:
        day = _later(onset, self.chance.uniform(30, 900))
        for number in range(self.chance.choice([0, 1, 1, 2, 3])):
            stop = _later(day, self.chance.uniform(100, 2000))
            known = self.chance.random()
            ends = _dates("stop", stop) if stop < last and known > 0.15 else {"ongoing": "yes" if known > 0.15 else None}
            self._row("therapies", patient_id, number + 1, drug=self.chance.choice(DRUGS), **_dates("start", day), **ends)
            day = _later(day, (stop - day).days * self.chance.choice([0.5, 1.0, 1.2]))

    def _tests(self, patient_id: str, onset: dt.date) -> None:
        result, assay = self.chance.choice(
            [("positive", "live cell-based")] * 5
            + [("positive", "ELISA"), ("negative", "fixed cell-based"), ("negative", None), (None, None)]
        )
        if result:
            self._row("antibody_tests", patient_id, 1, analyte="AQP4-IgG", result=result, assay=assay, **_dates("sampled", onset))
        if result == "negative" and self.chance.random() < 0.7:
            mog = self.chance.choice(["positive", "negative"])
            self._row(
                "antibody_tests",
                patient_id,
                2,
                analyte="MOG-IgG",
                result=mog,
                assay="live cell-based",
                **_dates("sampled", onset),
            )

    def _row(self, table: str, patient_id: str, number: int, **fields: Any) -> None:
        self.tables[table].append({"row_id": f"{patient_id}/{table}/{number}", "patient_id": patient_id, **fields})

    def record(self, problems: pl.DataFrame | None = None) -> Record:
        frames = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in self.tables.items() if rows}
        if problems is not None:
            frames["problems"] = problems
        return new_record(frames, title="An invented clinic", calendar=self.calendar, synthetic=True)


def clinic_record(people: int, *, seed: int = 1, calendar: str = "absolute", problems: pl.DataFrame | None = None) -> Record:
    """Return a record of invented people, P001 and on."""
    clinic = _Clinic(seed, calendar)
    for number in range(people):
        clinic.add(f"P{number + 1:03d}")
    return clinic.record(problems)


def some_problems(patient_id: str = "P001", text: str = "?? 2012") -> pl.DataFrame:
    """Return a few problems of two kinds."""
    cells = [
        Problem(
            "I101", "The date cannot be read.", patient_id, file="clinic.xlsx", sheet="NMO", row=row, cell=f"F{row}", text=text
        )
        for row in range(4, 12)
    ]
    question = Problem(
        "Q101", "Two attacks 12 days apart.", patient_id, row_ids=(f"{patient_id}/attacks/1", f"{patient_id}/attacks/2")
    )
    return problems_frame([*cells, question])


@pytest.fixture(scope="session")
def study_of() -> Callable[..., Study]:
    """Run the shortest protocol, or the one given, on a record."""

    def make(record: Record, **protocol: Any) -> Study:
        return run(Protocol(**{"title": "Attacks in an invented clinic", **protocol}), record)

    return make


@pytest.fixture(scope="session")
def clinic(study_of: Callable[..., Study]) -> Study:
    """The study of 118 invented people with calendar dates."""
    return study_of(
        clinic_record(118, problems=some_problems()),
        question="How often did attacks come in people with NMOSD, by serostatus?",
        population={"labels": ["NMOSD", "MOGAD"], "age_at_onset": {"at_least": 18}},
    )


@pytest.fixture(scope="session")
def hostile_record() -> Record:
    """One person of whom every text that comes from a sheet is a script."""
    maker = _Clinic(3, "absolute")
    maker.add(HOSTILE)
    maker.tables["patients"][0]["ancestry"] = HOSTILE
    return maker.record(some_problems(HOSTILE, HOSTILE))


@pytest.fixture
def hostile_study(study_of: Callable[..., Study], hostile_record: Record) -> Study:
    """A study in which every text that comes from a sheet or a protocol is a script."""
    return study_of(hostile_record, title=HOSTILE, question=HOSTILE)


@pytest.fixture(scope="session")
def record_of() -> Callable[..., Record]:
    """Make an invented record of so many people."""
    return clinic_record
