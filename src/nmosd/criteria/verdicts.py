"""Which criteria each person meets."""

import numpy as np
import polars as pl

from nmosd.course import Course, Definitions
from nmosd.criteria.clause import walked
from nmosd.criteria.judgement import Judgement, judged
from nmosd.record import Record


def classify(
    record: Record, definitions: Definitions | None = None, *, course: Course | None = None, clauses: bool = False
) -> pl.DataFrame:
    """Return one row per person and criterion, sorted by patient: `patient_id`, `criterion`, `verdict`, `unconfirmed`.

    `verdict` is met, met if alternatives are excluded (nobody has said yet), not met, or cannot tell. `unconfirmed`: it is met,
    and rests on an antibody (AQP4-IgG; for MOGAD, MOG-IgG) that no cell-based assay is known to have shown. With `clauses` there
    follows a column for each clause of all criteria: true, false or null (cannot be told) of the person, whichever criterion the
    row is about.

    Args:
        record: the record.
        definitions: the rules; those of the course, or `Definitions()`.
        course: what was derived from the record already, with at least the tables `nmosd.criteria.facts.NEEDED`.
        clauses: add the answer of every clause.

    Raises:
        CourseError: a table that is needed was not derived.

    >>> import nmosd.record
    >>> classify(nmosd.record.new_record({}, title="nobody")).columns
    ['patient_id', 'criterion', 'verdict', 'unconfirmed']
    """
    return verdict_rows(judged(record, definitions, course=course), clauses=clauses)


def verdict_rows(judgement: Judgement, *, clauses: bool = False) -> pl.DataFrame:
    """Return what `classify` returns, of people who were judged already."""
    criteria, answers = judgement.criteria, judgement.answers
    titles = pl.Enum([criterion.title for criterion in criteria])
    blocks = []
    for criterion in criteria:
        verdict = criterion.verdict()
        met = verdict.cast(pl.String).str.starts_with("met")
        unconfirmed = (
            pl.lit(value=False) if criterion.unconfirmed is None else pl.col(criterion.unconfirmed.id).fill_null(value=False)
        )
        blocks.append(
            answers.select(
                judgement.people,
                criterion=pl.lit(criterion.title, titles),
                verdict=verdict,
                unconfirmed=met & unconfirmed,
            )
        )
    rows = _person_by_person(blocks)
    if not clauses:
        return rows
    names = [clause.id for clause in walked(*(clause for criterion in criteria for clause in criterion.clauses))]
    repeated = answers.select(names).select(pl.all().repeat_by(len(criteria)).explode())
    return pl.concat([rows, repeated], how="horizontal")


def _person_by_person(blocks: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of all blocks, each of which has everybody in the same order, person by person."""
    people = blocks[0].height
    order = np.arange(people * len(blocks)).reshape(len(blocks), people).T.ravel()
    return pl.concat(blocks)[order]
