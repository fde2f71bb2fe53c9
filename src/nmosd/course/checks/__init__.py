"""What to ask the clinic: entries that contradict each other, and gaps that would spoil an analysis.

A contradiction is asked as an error only where it is certain, that is, whatever days the imprecise dates stand for; a possible
one is not asked. Warnings and notes about attacks and scores follow the days in use (`Definitions.date_reading`). A field that
most rows of the record lack is not asked person by person.

The list of checks started from the checks of the project's core dataset; kinds, titles and remedies stand in
`record/vocabulary/clinic_questions.toml`.
"""

import polars as pl

from nmosd.course.checks import (
    antibodies,
    attack_dates,
    attack_evidence,
    coexisting,
    declared,
    disability,
    disability_course,
    follow_up,
    identity,
    imaging,
    neurophysiology,
    symptoms,
    treatment,
)
from nmosd.course.checks.asking import Check, Material, as_problems
from nmosd.course.course import derive
from nmosd.course.definitions import Definitions
from nmosd.record import Record

__all__ = ["queries", "questions"]

_CHECKS: tuple[Check, ...] = (
    *attack_dates.CHECKS,
    *attack_evidence.CHECKS,
    *follow_up.CHECKS,
    *antibodies.CHECKS,
    *disability.CHECKS,
    *disability_course.CHECKS,
    *imaging.CHECKS,
    *treatment.CHECKS,
    *identity.CHECKS,
    *declared.CHECKS,
    *coexisting.CHECKS,
    *neurophysiology.CHECKS,
    *symptoms.CHECKS,
)
# The derived tables that the checks read.
_TABLES = (
    "people",
    "serostatus",
    "attacks",
    "attack_imaging",
    "attack_features",
    "eyes",
    "neurophysiology",
    "disability",
    "worsening",
)


def queries(record: Record, definitions: Definitions | None = None) -> pl.DataFrame:
    """Return the questions to the clinic as rows of the table `problems` (Q-codes), sorted by code, patient and rows.

    Each row says in a sentence what is asked, with the values on record, and names the cell that it came from where the
    record knows it. No rows: nothing to ask.
    """
    definitions = Definitions() if definitions is None else definitions
    material = Material(record, derive(record, definitions, only=_TABLES, reasons=True), definitions)
    return as_problems((question for check in _CHECKS for question in check(material)), record.origins)


def questions(record: Record, definitions: Definitions | None = None) -> pl.DataFrame:
    """Return all that a person should look at: the questions to the clinic, then what the importer set aside."""
    return pl.concat([queries(record, definitions), record.problems])
