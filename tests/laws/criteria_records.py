"""Random patients for the laws of the criteria: attacks far apart, scans, tests, labels, and much that is unknown."""

import datetime as dt
import random
from typing import Any

import polars as pl

from nmosd.record import CLINICAL_TABLES, Record
from nmosd.record.dates import DAY_ZERO
from nmosd.record.record import assemble
from tests.laws.mogad_records import add_person_of_mogad
from tests.laws.ms_records import add_person_of_ms

SITES = (
    "optic nerve right",
    "optic nerve left",
    "optic nerve",
    "spinal cord",
    "area postrema",
    "brainstem",
    "diencephalon",
    "cerebrum",
    "cerebellum",
    "other",
)
YES_NO = ("yes", "no", "unknown", None)
APART = 100
"""Days between two attacks, more than any window."""
_SHARE_OF_MS, _SHARE_OF_MOGAD = 0.3, 0.2


def random_patients(number: int, seed: int) -> Record:
    """Return a record of so many people, the same for the same seed."""
    draw = random.Random(seed)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in CLINICAL_TABLES}
    for patient in range(number):
        _add_person(f"P{patient:05d}", rows, draw)
    return record_from(rows)


def record_from(rows: dict[str, list[dict[str, Any]]]) -> Record:
    types = {name: {column: one.dtype for column, one in table.columns().items()} for name, table in CLINICAL_TABLES.items()}
    frames = {name: pl.DataFrame(found, schema=types[name]) for name, found in rows.items()}
    return Record.cast(assemble(frames, title="random", calendar="absolute", synthetic=True))


def rows_of_record(record: Record) -> dict[str, list[dict[str, Any]]]:
    return {name: getattr(record, name).rows(named=True) for name in CLINICAL_TABLES}


def on_day(name: str, day: int | None) -> dict[str, dt.date | None]:
    date = None if day is None else DAY_ZERO + dt.timedelta(day)
    return {f"{name}_earliest": date, f"{name}_latest": date}


def _add_person(patient: str, rows: dict[str, list[dict[str, Any]]], draw: random.Random) -> None:
    def add(table: str, **fields: object) -> str:
        row_id = f"{patient}/{table}/{sum(row['patient_id'] == patient for row in rows[table][-9:]) + 1}"
        rows[table].append({"row_id": row_id, "patient_id": patient, **fields})
        return row_id

    if draw.random() < _SHARE_OF_MS:
        add_person_of_ms(add, on_day, draw)
        return
    if draw.random() < _SHARE_OF_MOGAD:
        add_person_of_mogad(add, on_day, draw)
        return
    complete = draw.choice((None, None, None, "yes", "no"))
    add(
        "patients",
        age_at_onset=draw.choice((9, 30, None)),
        progressive_course=draw.choice(YES_NO),
        attacks_complete=complete,
    )
    for place in range(draw.choice((0, 1, 1, 2, 2, 3))):
        day = place * APART
        name = add("attacks", **on_day("onset", day), **_an_attack(draw))
        for _ in range(draw.choice((0, 1, 1, 2))):
            add("mri_scans", attack=draw.choice((name, name, None)), **on_day("scanned", day + 60), **_a_scan(draw))
        for _ in range(draw.choice((0, 0, 1, 2))):
            add(
                "eye_exams",
                attack=draw.choice((name, None, None)),
                **on_day("examined", day + draw.choice((-9, 3, 60))),
                **_an_eye(draw),
            )
    for _ in range(draw.choice((0, 1, 2, 3))):
        add("antibody_tests", **_a_test(draw))
    for _ in range(draw.choice((0, 1, 1, 2))):
        add(
            "diagnoses",
            label=draw.choice(("NMOSD", "NMO", "MOGAD", "multiple sclerosis", None)),
            alternatives_excluded=draw.choice(YES_NO),
            **on_day("diagnosed", draw.choice((None, 300, 400))),
        )


def _a_test(draw: random.Random) -> dict[str, object]:
    return {
        "analyte": draw.choice(("AQP4-IgG", "AQP4-IgG", "MOG-IgG", "MOG-IgG", "AQP4-IgM or IgA")),
        "specimen": draw.choice(("serum", "serum", "CSF", None)),
        "assay": draw.choice(("fixed cell-based", "fixed cell-based", "live cell-based", "ELISA", None)),
        "result": draw.choice(("positive", "positive", "negative", "negative", "borderline", "not done")),
        "titre": draw.choice((None, None, 5, 20, 320)),
        "lab_call": draw.choice((None, None, None, "clear positive", "low positive", "unknown")),
    }


def _an_eye(draw: random.Random) -> dict[str, object]:
    return {"eye": draw.choice(("right", "left", "better", None)), "disc_oedema": draw.choice(YES_NO)}


def _an_attack(draw: random.Random) -> dict[str, object]:
    return {
        "sites": draw.choice((None, *([draw.sample(SITES, draw.choice((1, 1, 2)))] * 5))),
        "syndrome": draw.choice((None, None, None, None, "ADEM", "cerebral cortical encephalitis", "neither", "unknown")),
        "area_postrema_hours": draw.choice((None, 24.0, 72.0)),
        "objective_change": draw.choice(("yes", "no", None)),
        "over_24_hours": draw.choice(("yes", None)),
        "other_cause": draw.choice((None, None, "yes")),
        "new_mri_lesion": draw.choice((None, "no", "yes")),
        "adjudication": draw.choice((None, None, None, "not an attack")),
    }


def _a_scan(draw: random.Random) -> dict[str, object]:
    region = draw.choice(("brain", "orbit", "spinal cord", "cervical cord"))
    of_nmosd = ("area_postrema_lesion", "brainstem_lesion", "diencephalic_lesion", "cerebral_lesion")
    of_mogad = ("deep_grey_lesion", "ill_defined_lesions", "cerebral_cortex_lesion", "ill_defined_brainstem_lesion")
    of_cord = ("longitudinally_extensive", "cord_lesion", "peripheral_cord_lesion")
    nerves = ("optic_nerve_right_lesion", "optic_nerve_left_lesion", "perineural_enhancement")
    lesions = {
        "brain": (*of_nmosd, *of_mogad, "dawson_fingers", "cortical_lesion"),
        "orbit": ("optic_nerve_over_half", "chiasm_lesion", *nerves),
        "spinal cord": (*of_cord, "conus_lesion", "central_cord_lesion", "cord_h_sign"),
        "cervical cord": of_cord,
    }[region]
    found: dict[str, object] = {lesion: draw.choice(YES_NO) for lesion in lesions if draw.random() < 0.6}
    if region == "brain":
        found["brain_pattern"] = draw.choice(("normal", "nonspecific", "typical of NMOSD", "typical of MS", "not done", None))
    if region.endswith("cord"):
        found["cord_atrophy"] = draw.choice((None, 0.0, 4.0))
    return {"region": region, **found}
