"""Why a person has a verdict: the criterion as a tree of answers, with the rows that decided and what would decide."""

from collections.abc import Mapping
from dataclasses import dataclass

from nmosd.course import Definitions, derive
from nmosd.criteria.clause import Answer, Clause, Fact, answer, walked
from nmosd.criteria.criterion import Criterion
from nmosd.criteria.deciding import Deciding, deciding
from nmosd.criteria.facts import NEEDED, facts_about, filled_tables
from nmosd.criteria.known_criteria import known_criteria
from nmosd.record import Record, record_of

_SAYING = {True: "support", False: "against", None: "open"}


@dataclass(frozen=True)
class Answered:
    """A clause with a person's answer, its parts likewise, and for a fact the ids of the rows that gave the answer.

    Where the answer is null, `rows` are those that were asked and do not say, and `empty` the tables that hold no row of anybody.
    """

    clause: Clause
    answer: Answer
    parts: tuple["Answered", ...]
    rows: tuple[str, ...]
    empty: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """A person's verdict on a criterion, and why."""

    patient_id: str
    criterion: Criterion
    verdict: str
    unconfirmed: bool
    requires: Answered
    alternatives: Answered | None
    red_flags: tuple[Answered, ...]
    deciding: Deciding
    known: Mapping[str, Answer]

    def verdict_with(self, **values: bool) -> str:
        """Return the verdict that there would be if some facts had other values."""
        return self.criterion.verdict_of({**self.known, **values})


def explain(record: Record, patient_id: str, definitions: Definitions | None = None) -> tuple[Explanation, ...]:
    """Return why one person meets each criterion, does not, or cannot be told.

    Raises:
        CohortError: nobody in the record has that pseudonym.
    """
    alone = record_of(record, [patient_id])
    course = derive(alone, definitions, only=NEEDED, reasons=True)
    filled = filled_tables(record)
    facts = facts_about(alone, course, reasons=True, filled=filled).row(0, named=True)
    return tuple(_explained(criterion, patient_id, facts, filled) for criterion in known_criteria(course.definitions))


def _explained(criterion: Criterion, patient_id: str, facts: Mapping[str, object], filled: frozenset[str]) -> Explanation:
    known: dict[str, Answer] = {}
    for one in walked(*criterion.clauses):
        if isinstance(one, Fact):
            value = facts[one.id]
            known[one.id] = value if isinstance(value, bool) else None

    def tree(clause: Clause) -> Answered:
        said = answer(clause, known)
        rows: object = facts[f"{clause.id}_{_SAYING[said]}"] if isinstance(clause, Fact) else ()
        wanted = clause.tables if isinstance(clause, Fact) and said is None else ()
        empty = tuple(table for table in wanted if table not in filled)
        return Answered(clause, said, tuple(tree(part) for part in clause.parts), tuple(rows), empty)  # type: ignore[arg-type]  # a list of ids

    verdict = criterion.verdict_of(known)
    unconfirmed = criterion.unconfirmed is not None and answer(criterion.unconfirmed, known) is True
    return Explanation(
        patient_id=patient_id,
        criterion=criterion,
        verdict=verdict,
        unconfirmed=unconfirmed and verdict.startswith("met"),
        requires=tree(criterion.requires),
        alternatives=None if criterion.alternatives is None else tree(criterion.alternatives),
        red_flags=tuple(tree(flag) for flag in criterion.warnings if answer(flag, known)),
        deciding=deciding(criterion.requires, known) if verdict == "cannot tell" else Deciding((), ()),
        known=known,
    )
