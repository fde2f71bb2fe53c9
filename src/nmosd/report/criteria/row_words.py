"""Rows of the record in a few words: what it is, when, and its id."""

from collections.abc import Callable, Mapping
from typing import Any

from nmosd.record import CLINICAL_TABLES, Record, show_interval

Row = Mapping[str, Any]


def _test(row: Row) -> str:
    titre = f"1:{row['titre']}" if row["titre"] else ""
    called = f"called {row['lab_call']}" if row["lab_call"] not in (None, "unknown") else ""
    parts = (row["analyte"], row["result"], titre, called, row["assay"] or "assay not stated")
    return " ".join(str(part) for part in parts if part)


_NAMES: Mapping[str, tuple[Callable[[Row], str], str]] = {
    "patients": (lambda row: "the person", ""),
    "diagnoses": (lambda row: f"label {row['label'] or 'not stated'}", "diagnosed"),
    "antibody_tests": (_test, "sampled"),
    "attacks": (lambda row: "attack", "onset"),
    "mri_scans": (lambda row: f"MRI of {row['region'] or 'a region not stated'}", "scanned"),
    "csf_samples": (lambda row: "lumbar puncture", "sampled"),
    "eye_exams": (lambda row: f"{row['eye'] or 'eye'} examination", "examined"),
    "comorbidities": (lambda row: str(row["disease"]), "began"),
    "acute_treatments": (lambda row: str(row["treatment"]), "start"),
    "therapies": (lambda row: str(row["drug"]), "start"),
    "therapy_doses": (lambda row: str(row["drug"] or "dose"), "given"),
}
"""What a row of a table is called, and its date."""


def row_words(record: Record, patient_id: str) -> dict[str, str]:
    """Return the rows of one person by their ids, such as `attack 2014-03 (attacks/1)`."""
    words = {}
    for table in CLINICAL_TABLES:
        name, date = _NAMES.get(table, (lambda row, table=table: table.replace("_", " "), ""))
        for row in getattr(record, table).filter(patient_id=patient_id).iter_rows(named=True):
            day = show_interval(row[f"{date}_earliest"], row[f"{date}_latest"], record.calendar) if date else ""
            own = f"({row['row_id'].removeprefix(f'{patient_id}/')})"
            words[row["row_id"]] = " ".join(part for part in (name(row), day, own) if part)
    return words
