"""Red flags that speak for multiple sclerosis, in people called NMOSD."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from nmosd.course import derive
from nmosd.criteria.clause import Clause
from nmosd.criteria.facts import NEEDED, facts_about, filled_tables
from nmosd.criteria.misdiagnosis.material import Material
from nmosd.criteria.red_flag_clauses import FOR_MULTIPLE_SCLEROSIS
from nmosd.record import record_of


def for_multiple_sclerosis(material: Material) -> Iterator[dict[str, Any]]:
    """Yield a row for each such person and red flag that is true, with the rows behind it."""
    flags = [flag for flag in material.judgement.by_id["ipnd2015"].warnings if flag.id in FOR_MULTIPLE_SCLEROSIS]
    answers = material.judgement.answers.select(material.judgement.people, *(flag.id for flag in flags))
    called = material.called_nmosd
    flagged = answers.filter(pl.col("patient_id").is_in(sorted(called)) & pl.any_horizontal(flag.id for flag in flags))
    if flagged.is_empty():
        return
    rows = _rows_behind(material, flagged["patient_id"].to_list(), flags)
    for person in flagged.iter_rows(named=True):
        patient = person["patient_id"]
        for flag in flags:
            if person[flag.id]:
                yield {
                    "patient_id": patient,
                    "matter": "speaks for multiple sclerosis",
                    "about": flag.id,
                    "finding": f"called {', '.join(dict.fromkeys(label for label, _ in called[patient]))}; {flag.says}",
                    "evidence": f"{flag.source}: {flag.mark}",
                    "question": "How is it explained?",
                    "row_ids": rows[patient, flag.id],
                }


def _rows_behind(material: Material, patients: list[str], flags: list[Clause]) -> dict[tuple[str, str], list[str]]:
    """Return the rows that support each red flag of each of some people: reasons are made for them alone."""
    few = record_of(material.record, patients)
    course = derive(few, material.definitions, only=NEEDED, reasons=True)
    facts = facts_about(few, course, reasons=True, filled=filled_tables(material.record))
    return {
        (person["patient_id"], flag.id): person[f"{flag.id}_support"] for person in facts.iter_rows(named=True) for flag in flags
    }
