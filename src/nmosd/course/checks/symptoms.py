"""Questions about symptoms, scores and symptomatic treatment."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.checks.asking import Check, Material, Question, Row, rows
from nmosd.record.vocabulary import vocabulary


def contradictions(material: Material) -> Iterator[Question]:
    """Q721: a symptom that was not there and is graded, or was there with the severity none."""
    bad = pl.col("severity").cast(pl.String).is_in(["mild", "moderate", "severe"])
    contradicts = ((pl.col("present") == "no") & bad) | ((pl.col("present") == "yes") & (pl.col("severity") == "none"))
    for row in rows(material.record.symptoms.filter(contradicts)):
        said = "there" if row["present"] == "yes" else "not there"
        message = f"{_symptom(row)} of {material.show(row, 'reported') or 'no date'}: {said}, and severity {row['severity']}."
        yield Question("Q721", row["patient_id"], (row["row_id"],), "severity", message)


def scores(material: Material) -> Iterator[Question]:
    """Q722: a score that its instrument does not have."""
    terms = vocabulary("instruments")
    limits = {
        end: pl.col("instrument")
        .cast(pl.String)
        .replace_strict({name: term.attributes.get(end) for name, term in terms.items()}, default=None, return_dtype=pl.Float64)
        for end in ("low", "high")
    }
    outside = (pl.col("score") < limits["low"]) | (pl.col("score") > limits["high"])
    for row in rows(material.record.symptoms.with_columns(**limits).filter(outside)):
        when = material.show(row, "reported") or "no date"
        message = f"{row['instrument']} {row['score']:g} ({when}): the scale runs from {row['low']:g} to {row['high']:g}."
        yield Question("Q722", row["patient_id"], (row["row_id"],), "score", message)


def treatments(material: Material) -> Iterator[Question]:
    """Q723: a symptomatic treatment with a last day that is said to go on."""
    given = material.record.symptom_treatments
    for row in rows(given.filter((pl.col("ongoing") == "yes") & pl.col("stop_earliest").is_not_null())):
        message = f"{_treatment(row)} is recorded as ongoing, with a last day, {material.show(row, 'stop')}."
        yield Question("Q723", row["patient_id"], (row["row_id"],), "stop", message)


def _symptom(row: Row) -> str:
    name = row["symptom"] or "a symptom without a name"
    return str(name[0].upper() + name[1:])


def _treatment(row: Row) -> str:
    name = row["treatment"] or "a treatment without a name"
    return str(name[0].upper() + name[1:])


CHECKS: tuple[Check, ...] = (contradictions, scores, treatments)
