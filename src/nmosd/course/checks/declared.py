"""Questions that follow from the declarations of the tables alone: which date may not precede which, what goes with what."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.checks.asking import Check, Material, Question, Row, rows
from nmosd.record import FIELDS, Field

_ORDER_HAS_ITS_OWN_QUESTION = {
    "patients.onset": "Q502",
    "patients.first_contact": "Q504",
    "patients.last_contact": "Q106",
    "patients.death": "Q105",
    "diagnoses.diagnosed": "Q505",
    "attacks.onset": "Q103",
    "therapies.stop": "Q401",
}
_CONDITION_HAS_ITS_OWN_QUESTION = {"patients.death": "Q109", "patients.death_cause": "Q109", "eye_exams.acuity": "Q303"}


def order_of_dates(material: Material) -> Iterator[Question]:
    """Q510: a date that certainly lies before the one that it may not precede."""
    for field in FIELDS.values():
        if field.not_before is None or field.path in _ORDER_HAS_ITS_OWN_QUESTION:
            continue
        other = field.not_before.removeprefix("patients.")
        frame = _with_person(material, field) if "." in field.not_before else getattr(material.record, field.table)
        for row in rows(frame.filter(pl.col(field.columns[1]) < pl.col(f"{other}_earliest"))):
            row_ids = (row["row_id"], row["person_row"]) if "." in field.not_before else (row["row_id"],)
            first, second = f"{_words(field.name)}, {material.show(row, field.name)}", material.show(row, other)
            message = f"In {_words(field.table)}, {first}, lies before {_words(other)}, {second}."
            yield Question("Q510", row["patient_id"], row_ids, field.name, message)


def _with_person(material: Material, field: Field) -> pl.DataFrame:
    """Return the rows of a field's table with the dates of their person."""
    other = str(field.not_before).removeprefix("patients.")
    person = material.record.patients.select("patient_id", f"{other}_earliest", f"{other}_latest", person_row="row_id")
    frame: pl.DataFrame = getattr(material.record, field.table)
    return frame.join(person, on="patient_id", maintain_order="left")


def conditions(material: Material) -> Iterator[Question]:
    """Q511: a field that says nothing beside the value that another has."""
    for field in FIELDS.values():
        if field.only_with is None or field.path in _CONDITION_HAS_ITS_OWN_QUESTION:
            continue
        other, needed = field.only_with
        frame: pl.DataFrame = getattr(material.record, field.table)
        for row in rows(frame.filter(pl.col(field.columns[0]).is_not_null() & (pl.col(other) != needed))):
            message = (
                f"In {_words(field.table)}, {_words(field.name)} is {_value(material, field, row)} where {_words(other)} is "
                f"{row[other]}; it goes with {needed}."
            )
            yield Question("Q511", row["patient_id"], (row["row_id"],), field.name, message)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _value(material: Material, field: Field, row: Row) -> str:
    return material.show(row, field.name) if field.kind == "date" else str(row[field.name])


CHECKS: tuple[Check, ...] = (order_of_dates, conditions)
