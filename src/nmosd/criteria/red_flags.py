"""Which red flags each person has."""

import polars as pl

from nmosd.course import Course, Definitions, derive
from nmosd.criteria.clause import answered
from nmosd.criteria.facts import NEEDED, facts_about
from nmosd.criteria.known_criteria import known_criteria
from nmosd.record import Record


def red_flags(record: Record, definitions: Definitions | None = None, *, course: Course | None = None) -> pl.DataFrame:
    """Return one row per person, criterion and red flag that is true: `patient_id`, `criterion`, `red_flag`, `says`.

    A red flag excludes nothing, and one that cannot be told is not there. The arguments are those of `classify`.

    >>> import nmosd.record
    >>> red_flags(nmosd.record.new_record({}, title="nobody")).columns
    ['patient_id', 'criterion', 'red_flag', 'says']
    """
    if course is None:
        course = derive(record, definitions, only=NEEDED)
    facts = facts_about(record, course)
    criteria = known_criteria(course.definitions)
    titles = pl.Enum([criterion.title for criterion in criteria])
    rows = []
    for criterion in criteria:
        answers = answered(facts, *criterion.warnings)
        rows += [
            facts.filter(answers[flag.id]).select(
                "patient_id", criterion=pl.lit(criterion.title, titles), red_flag=pl.lit(flag.id), says=pl.lit(flag.says)
            )
            for flag in criterion.warnings
        ]
    return pl.concat(rows).sort("patient_id", "criterion", maintain_order=True)
