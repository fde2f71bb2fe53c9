"""Which red flags each person has."""

import polars as pl

from nmosd.course import Course, Definitions
from nmosd.criteria.judgement import Judgement, judged
from nmosd.record import Record


def red_flags(record: Record, definitions: Definitions | None = None, *, course: Course | None = None) -> pl.DataFrame:
    """Return one row per person, criterion and red flag that is true: `patient_id`, `criterion`, `red_flag`, `says`.

    A red flag excludes nothing, and one that cannot be told is not there. The arguments are those of `classify`.

    >>> import nmosd.record
    >>> red_flags(nmosd.record.new_record({}, title="nobody")).columns
    ['patient_id', 'criterion', 'red_flag', 'says']
    """
    return red_flag_rows(judged(record, definitions, course=course))


def red_flag_rows(judgement: Judgement) -> pl.DataFrame:
    """Return what `red_flags` returns, of people who were judged already."""
    titles = pl.Enum([criterion.title for criterion in judgement.criteria])
    rows = [
        judgement.answers.select(judgement.people, true=flag.id)
        .filter("true")
        .select("patient_id", criterion=pl.lit(criterion.title, titles), red_flag=pl.lit(flag.id), says=pl.lit(flag.says))
        for criterion in judgement.criteria
        for flag in criterion.warnings
    ]
    return pl.concat(rows).sort("patient_id", "criterion", maintain_order=True)
