"""Which criteria the people meet, clause by clause: verdicts, labels, the answers to clauses, and what fails together.

What fails together is told of people who do not meet a criterion: of the clauses that it is composed of, which are known not to
hold. A criterion with several arms is told by the parts of its arms, another by its own parts; whether alternatives are excluded
is one more. A clause that only asks whether something is on record is left out: it says nothing about the person.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from nmosd.criteria import LABELS, VERDICTS
from nmosd.criteria.clause import Clause, NotKnown, Some
from nmosd.criteria.criterion import Criterion
from nmosd.criteria.facts import filled_tables
from nmosd.criteria.judgement import Judgement, judged
from nmosd.criteria.labelling import label_rows
from nmosd.record import Record, record_of
from nmosd.study.description.summaries import Row, count, share
from nmosd.study.groups import EVERYONE

if TYPE_CHECKING:
    from nmosd.course import Course

LABEL = "label by all criteria together"


def criteria_rows(record: Record, course: "Course", of: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of `criteria`, of `clauses` and of `clauses failing together`; the last two for the criteria named in `of`.

    `record` is the whole record, `course` that of the people in the study.
    """
    judgement = judgement_of(record, course)
    yield from _verdicts(judgement)
    for name in of:
        yield from _clauses(judgement, judgement.by_id[name])
        yield from _failing(judgement, judgement.by_id[name])


def judgement_of(record: Record, course: "Course") -> Judgement:
    """Return how all criteria judge the people of a course, in the light of what the whole record has columns for."""
    people = record_of(record, course.people["patient_id"].to_list())
    return judged(people, course=course, filled=filled_tables(record))


def verdicts(judgement: Judgement) -> pl.DataFrame:
    """Return a row for each person with `patient_id`, a column for each criterion by its title, and one for the label."""
    words = {criterion.title: criterion.verdict().cast(pl.String) for criterion in judgement.criteria}
    return judgement.answers.select(**words).with_columns(
        label_rows(judgement)["label"].cast(pl.String).alias(LABEL), patient_id=judgement.people
    )


def _verdicts(judgement: Judgement) -> Iterator[Row]:
    people, told = judgement.people.len(), verdicts(judgement)
    for variable in (name for name in told.columns if name != "patient_id"):
        words = told[variable]
        for level in LABELS if variable == LABEL else VERDICTS:
            yield share(
                EVERYONE,
                int((words == level).sum()),
                people,
                people,
                analysis="criteria",
                variable=variable,
                level=level,
                definition="People by the label that all criteria together give."
                if variable == LABEL
                else "People by the verdict on the criterion; recorded data are classified, no diagnosis is made.",
            )


def _clauses(judgement: Judgement, criterion: Criterion) -> Iterator[Row]:
    for clause in clauses_of(criterion):
        own = judgement.answers[clause.id]
        yield share(
            EVERYONE,
            int(own.sum()),
            own.len() - own.null_count(),
            own.len(),
            analysis="clauses",
            variable=criterion.title,
            level=clause.says,
            definition="People of whom the clause is true, out of those of whom it can be told.",
        )


def clauses_of(criterion: Criterion) -> list[Clause]:
    """Return all clauses of a criterion, from the top, each once."""
    return list(
        dict.fromkeys([*_from_the_top(criterion.requires), *([criterion.alternatives] if criterion.alternatives else [])])
    )


def _from_the_top(clause: Clause) -> Iterator[Clause]:
    yield clause
    for part in clause.parts:
        yield from _from_the_top(part)


def failing_together(judgement: Judgement, criterion: Criterion) -> pl.DataFrame:
    """Return a row for each person who does not meet a criterion: `patient_id` and, as `level`, the clauses that fail."""
    fails = [pl.when(~pl.col(limb.id)).then(pl.lit(limb.says)) for limb in limbs_of(criterion)]
    not_met = judgement.answers.with_columns(judgement.people.alias("patient_id")).filter(criterion.verdict() == "not met")
    return not_met.select("patient_id", level=pl.concat_list(fails).list.drop_nulls().list.join(_TOGETHER))


def _failing(judgement: Judgement, criterion: Criterion) -> Iterator[Row]:
    not_met = failing_together(judgement, criterion)
    tally = not_met.group_by("level").len().sort("len", "level", descending=[True, False])
    for together, number in tally.iter_rows():
        yield count(
            EVERYONE,
            number,
            analysis="clauses failing together",
            variable=criterion.title,
            level=together,
            n=not_met.height,
            events=number,
            unit="people",
            definition="People who do not meet the criterion, by the clauses that are known not to hold of them.",
        )


_TOGETHER = " + "


def limbs_of(criterion: Criterion) -> list[Clause]:
    """Return the clauses by which it is told what fails: the parts of each arm or of the whole, and that about alternatives.

    >>> from nmosd.course import Definitions
    >>> from nmosd.criteria.nmo2006 import nmo2006
    >>> [limb.id for limb in limbs_of(nmo2006())]
    ['optic_neuritis', 'acute_myelitis', 'two_of_three']
    """
    whole = criterion.requires
    arms = whole.parts if isinstance(whole, Some) else (whole,)
    limbs = [limb for arm in arms for limb in (arm.parts or (arm,)) if not isinstance(limb, NotKnown)]
    return list(dict.fromkeys([*limbs, *([criterion.alternatives] if criterion.alternatives else [])]))


def said_in(level: str) -> tuple[str, ...]:
    """Return the clauses of a level of `clauses failing together`.

    >>> said_in("optic neuritis + acute myelitis")
    ('optic neuritis', 'acute myelitis')
    """
    return tuple(level.split(_TOGETHER))
