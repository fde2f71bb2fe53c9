"""Questions about follow-up: contacts, death, and events outside them."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.checks.asking import Check, Material, Question, Row, rows
from nmosd.record import CLINICAL_TABLES, FIELDS, Field

_OF_FOLLOW_UP = ("patients.birth", "patients.last_contact", "patients.death")


def events(material: Material) -> Iterator[tuple[Field, pl.DataFrame]]:
    """Return every dated field that has rows, but birth, last contact and death, with these rows joined to the person's dates.

    The joined frames have the columns row_id, patient_id, event_earliest, event_latest, and those of the person: birth_...,
    last_contact_..., death_..., person_row.
    """
    person = material.record.patients.select(
        "patient_id", pl.selectors.matches("^(birth|last_contact|death)_(earliest|latest)$"), person_row="row_id"
    )
    for table in CLINICAL_TABLES:
        frame: pl.DataFrame = getattr(material.record, table)
        if frame.is_empty():
            continue
        for field in FIELDS.values():
            if field.table == table and field.kind == "date" and field.path not in _OF_FOLLOW_UP:
                earliest, latest = field.columns
                dated = frame.select("row_id", "patient_id", event_earliest=earliest, event_latest=latest).drop_nulls(
                    "event_earliest"
                )
                yield field, dated.join(person, on="patient_id", maintain_order="left")


def after_last_contact(material: Material) -> Iterator[Question]:
    """Q104: events that certainly came after last contact."""
    for field, joined in events(material):
        for row in rows(joined.filter(pl.col("event_earliest") > pl.col("last_contact_latest"))):
            yield _about(material, "Q104", field, row, f"after last contact, {material.show(row, 'last_contact')}")


def after_death(material: Material) -> Iterator[Question]:
    """Q105: events that certainly came after death, last contact among them."""
    for field, joined in events(material):
        for row in rows(joined.filter(pl.col("event_earliest") > pl.col("death_latest"))):
            yield _about(material, "Q105", field, row, f"after death, {material.show(row, 'death')}")
    patients = material.record.patients
    for row in rows(patients.filter(pl.col("last_contact_earliest") > pl.col("death_latest"))):
        yield Question(
            "Q105",
            row["patient_id"],
            (row["row_id"],),
            "last_contact",
            f"Last contact, {material.show(row, 'last_contact')}, lies after death, {material.show(row, 'death')}.",
        )


def _about(material: Material, code: str, field: Field, row: Row, where: str) -> Question:
    row_ids = (row["row_id"],) if row["row_id"] == row["person_row"] else (row["row_id"], row["person_row"])
    what = f"{field.table.replace('_', ' ')}, {field.name.replace('_', ' ')}"
    return Question(
        code, row["patient_id"], row_ids, field.name, f"The date {material.show(row, 'event')} ({what}) lies {where}."
    )


def contacts_reversed(material: Material) -> Iterator[Question]:
    """Q106: last contact certainly before first contact."""
    for row in rows(material.record.patients.filter(pl.col("last_contact_latest") < pl.col("first_contact_earliest"))):
        first, last = material.show(row, "first_contact"), material.show(row, "last_contact")
        yield Question(
            "Q106",
            row["patient_id"],
            (row["row_id"],),
            "last_contact",
            f"Last contact, {last}, lies before first contact, {first}.",
        )


def deaths(material: Material) -> Iterator[Question]:
    """Q107, Q108, Q109: deaths without a date or a cause, and dates or causes of death of people not recorded as dead."""
    dead = (pl.col("status") == "dead").fill_null(value=False)
    dated, caused = pl.col("death_earliest").is_not_null(), pl.col("death_cause").is_not_null()
    patients = material.record.patients
    for row in rows(patients.filter(dead & ~dated)):
        yield Question("Q107", row["patient_id"], (row["row_id"],), "status", "Recorded as dead, without a date of death.")
    for row in rows(patients.filter((dead | dated) & ~caused)):
        yield Question("Q108", row["patient_id"], (row["row_id"],), "status", "Dead, without a cause of death.")
    for row in rows(patients.filter(~dead & (dated | caused))):
        status = row["status"] or "not stated"
        what = (
            f"A death on {material.show(row, 'death')}" if row["death_earliest"] else f"A cause of death ({row['death_cause']})"
        )
        yield Question("Q109", row["patient_id"], (row["row_id"],), "status", f"{what} is recorded, and the status is {status}.")


def contacts_missing(material: Material) -> Iterator[Question]:
    """Q113: no first contact, or neither last contact nor death, where the record usually states them."""
    if not (material.usual("patients", "first_contact") and material.usual("patients", "last_contact")):
        return
    no_first = pl.col("first_contact_earliest").is_null()
    no_last = pl.col("last_contact_earliest").is_null() & pl.col("death_earliest").is_null()
    for row in rows(material.record.patients.filter(no_first | no_last)):
        missing = ["first_contact"] if row["first_contact_earliest"] is None else []
        missing += ["last_contact"] if row["last_contact_earliest"] is None and row["death_earliest"] is None else []
        words = " and ".join(name.replace("_", " ") for name in missing)
        yield Question(
            "Q113", row["patient_id"], (row["row_id"],), missing[0], f"{words.capitalize()} not stated: no person-time."
        )


CHECKS: tuple[Check, ...] = (after_last_contact, after_death, contacts_reversed, deaths, contacts_missing)
