"""Large random records to time derivations with: every table filled, no disease behind it (the simulation wing has that).

A person has 13 visits, 4 reported attacks, 4 acute treatments, 2 antibody tests, 2 preventive drugs, 4 infusions of one more,
4 eye exams, 3 scans, and some of everything else, over eight years. One attack in ten is known to the month only.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from nmosd.record import CLINICAL_TABLES, SCHEMA_VERSION, Record, complete
from nmosd.record.vocabulary import names

FIRST_DAY, YEARS = 14_000, 8
Values = Callable[[int], Any]


def random_record(people: int, *, seed: int = 1) -> Record:
    """Return a record of so many people; the same seed gives the same record. It is typed and sorted, and not validated."""
    draw = np.random.default_rng(seed)
    patients = pl.Series("patient_id", [f"P{number:07d}" for number in range(people)])
    tables = {"patients": _patients(patients, draw)}
    for table, (rows, dates, values) in _plan(draw).items():
        tables[table] = _rows(patients, table, rows, dates, values, draw=draw)
    record = Record()
    for name in CLINICAL_TABLES:
        setattr(record, name, complete(name, tables.get(name)))
    about = pl.DataFrame({"title": ["random"], "calendar": ["absolute"], "synthetic": [True], "schema_version": [SCHEMA_VERSION]})
    for name in Record.ignored_members():
        setattr(record, name, complete(name, about if name == "about" else None))
    return record


def _plan(draw: np.random.Generator) -> dict[str, tuple[int, tuple[str, ...], Mapping[str, Values]]]:
    """Return for each table: rows a person, its dates, and how the other columns are drawn."""

    def word(vocabulary: str, *only: str) -> Values:
        allowed = names(vocabulary)
        numbers = [allowed.index(name) for name in only] or list(range(len(allowed)))
        return lambda size: pl.Series(allowed, dtype=pl.Enum(allowed)).gather(draw.choice(numbers, size))

    def of_each_person(rows: int, drawn: Values) -> Values:
        return lambda size: drawn(size // rows).gather(np.repeat(np.arange(size // rows), rows))

    def whole(low: int, high: int) -> Values:
        return lambda size: draw.integers(low, high + 1, size)

    def edss(size: int) -> npt.NDArray[np.generic]:
        return np.maximum(draw.integers(0, 17, size), 2) / 2

    answer = word("yes_no", "yes", "no")

    def sites(size: int) -> pl.Series:
        kinds = pl.Series(
            [["optic nerve right"], ["optic nerve left"], ["spinal cord"], ["area postrema"], ["spinal cord", "brainstem"]]
        )
        return kinds.gather(draw.integers(0, 5, size))

    return {
        "diagnoses": (1, ("diagnosed",), {"label": word("label", "NMOSD", "multiple sclerosis")}),
        "antibody_tests": (
            2,
            ("sampled",),
            {
                "analyte": word("analyte", "AQP4-IgG", "MOG-IgG", "ANA"),
                "specimen": word("specimen", "serum", "CSF"),
                "assay": word("assay"),
                "result": word("result", "positive", "negative", "borderline"),
            },
        ),
        "attacks": (
            4,
            ("onset",),
            {
                "sites": sites,
                "over_24_hours": answer,
                "objective_change": answer,
                "new_mri_lesion": answer,
                "nadir_edss": edss,
                "recovery": word("recovery"),
            },
        ),
        "acute_treatments": (4, ("start",), {"treatment": word("acute_treatment")}),
        "therapies": (2, ("start",), {"drug": word("drugs"), "ongoing": answer, "stop_reason": word("stop_reason")}),
        "therapy_doses": (4, ("given",), {"drug": of_each_person(4, word("drugs", "rituximab", "inebilizumab"))}),
        "visits": (
            13,
            ("visited",),
            {
                "edss": edss,
                "visual_function": whole(0, 6),
                "pyramidal_function": whole(0, 6),
                "cerebellar_function": whole(0, 5),
                "brainstem_function": whole(0, 5),
                "sensory_function": whole(0, 6),
                "bowel_bladder_function": whole(0, 6),
                "cerebral_function": whole(0, 5),
            },
        ),
        "eye_exams": (
            4,
            ("examined",),
            {
                "eye": word("eye", "right", "left"),
                "acuity_category": word("acuity_category", "measured"),
                "acuity": lambda size: draw.choice([0.05, 0.1, 0.5, 1.0], size),
            },
        ),
        "mri_scans": (
            3,
            ("scanned",),
            {
                "region": word("mri_region"),
                "longest_cord_lesion": whole(0, 12),
                "new_lesion": answer,
                "brain_pattern": word("brain_pattern"),
                "enhancing_lesion": answer,
                "nonenhancing_lesion": answer,
                "periventricular_lesion": answer,
                "cortical_lesion": answer,
                "infratentorial_lesion": answer,
                "optic_nerve_left_lesion": answer,
                "central_vein_lesions": whole(0, 12),
            },
        ),
        "csf_samples": (1, ("sampled",), {"white_cells": whole(0, 80), "oligoclonal_bands": word("oligoclonal_bands")}),
        "comorbidities": (1, ("began",), {"disease": word("diseases")}),
        "symptoms": (2, ("reported",), {"symptom": word("symptoms"), "present": answer, "severity": word("severity")}),
    }


def _patients(patients: pl.Series, draw: np.random.Generator) -> pl.DataFrame:
    people = patients.len()
    onset = pl.Series(draw.integers(FIRST_DAY - 700, FIRST_DAY + 700, people).astype(np.int32)).cast(pl.Date)
    last = pl.Series(np.full(people, FIRST_DAY + YEARS * 365, np.int32)).cast(pl.Date)
    sex = pl.Series(names("sex"), dtype=pl.Enum(names("sex"))).gather(draw.integers(0, 2, people))
    dates = {"onset": onset, "first_contact": onset, "last_contact": last}
    columns = {f"{name}_{end}": day for name, day in dates.items() for end in ("earliest", "latest")}
    return pl.DataFrame({"patient_id": patients, "row_id": patients + "/patients", "sex": sex, **columns})


def _rows(
    patients: pl.Series, table: str, rows: int, dates: tuple[str, ...], values: Mapping[str, Values], *, draw: np.random.Generator
) -> pl.DataFrame:
    size = patients.len() * rows
    places = np.repeat(np.arange(patients.len()), rows)
    number = pl.Series(np.tile(np.arange(10, 10 + rows), patients.len())).cast(pl.String)
    columns: dict[str, object] = {"patient_id": patients.gather(places)}
    columns["row_id"] = pl.select(pl.concat_str(columns["patient_id"], pl.lit(f"/{table}/"), number)).to_series()
    for name in dates:
        day = np.sort(draw.integers(FIRST_DAY, FIRST_DAY + YEARS * 365, (patients.len(), rows)), axis=1).ravel()
        width = np.where(draw.random(size) < 0.1, 30, 0) if table == "attacks" else np.zeros(size, np.int64)
        columns[f"{name}_earliest"] = pl.Series(day.astype(np.int32)).cast(pl.Date)
        columns[f"{name}_latest"] = pl.Series((day + width).astype(np.int32)).cast(pl.Date)
    return pl.DataFrame(columns | {name: drawn(size) for name, drawn in values.items()})
