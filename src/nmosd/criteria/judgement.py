"""What every clause of all criteria says of everybody, made once for the verdicts, the labels and the red flags."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from nmosd.course import Course, Definitions, derive
from nmosd.course.side_by_side import side_by_side
from nmosd.criteria.clause import answered
from nmosd.criteria.criterion import Criterion
from nmosd.criteria.facts import NEEDED, facts_about, filled_tables
from nmosd.criteria.known_criteria import known_criteria
from nmosd.record import Record


@dataclass(frozen=True)
class Judgement:
    """The people, sorted, the criteria in their order, and a column of answers for each clause, a row for each person."""

    people: pl.Series
    criteria: tuple[Criterion, ...]
    answers: pl.DataFrame

    @property
    def by_id(self) -> Mapping[str, Criterion]:
        """The criteria by their id."""
        return {criterion.id: criterion for criterion in self.criteria}


def judged(
    record: Record,
    definitions: Definitions | None = None,
    *,
    course: Course | None = None,
    filled: frozenset[str] | None = None,
) -> Judgement:
    """Return the answers of all clauses for everybody in a record.

    `definitions` and `course` are as in `classify`; `filled` are the tables that hold a row in the whole record, if `record` is a
    part of it.

    Raises:
        CourseError: a table that is needed was not derived.
    """
    if course is None:
        course = derive(record, definitions, only=NEEDED)
    filled = filled_tables(record) if filled is None else filled
    criteria = known_criteria(course.definitions)
    clauses = [clause for criterion in criteria for clause in criterion.clauses]

    def answers_about(part: tuple[Record, Course]) -> tuple[pl.Series, pl.DataFrame]:
        facts = facts_about(*part, filled=filled)
        return facts["patient_id"], answered(facts, *clauses)

    # Facts about many people at once would need many times the room of their answers.
    people, answers = zip(*side_by_side(answers_about, course.beside(record)), strict=True)
    return Judgement(pl.concat(people), criteria, pl.concat(answers))
