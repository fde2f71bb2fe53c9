"""Who nearly meets a criterion: it cannot be told of them, and one or two facts would decide."""

from collections.abc import Collection
from itertools import product

import polars as pl

from nmosd.criteria.clause import Answer, Clause, Fact, answer, walked
from nmosd.criteria.criterion import Criterion
from nmosd.criteria.deciding import deciding
from nmosd.criteria.judgement import Judgement

MOST_MISSING = 2
"""A criterion is nearly met if no more facts than this are missing."""


def nearly(judgement: Judgement, criterion: Criterion, people: Collection[str]) -> dict[str, tuple[tuple[Fact, ...], ...]]:
    """Return, for those of `people` who nearly meet a criterion, the smallest sets of facts that would decide.

    Nearly: it cannot be told; a set of at most `MOST_MISSING` missing facts would decide it whatever they are; and with some of
    their values it is met. People with the same answers are looked at once.
    """
    facts = [one.id for one in walked(*criterion.clauses) if isinstance(one, Fact)]
    open_ = judgement.answers.select(judgement.people, *facts, verdict=criterion.verdict()).filter(
        (pl.col("verdict") == "cannot tell") & pl.col("patient_id").is_in(sorted(people))
    )
    found: dict[tuple[Answer, ...], tuple[tuple[Fact, ...], ...]] = {}
    near = {}
    for patient, *answers in open_.drop("verdict").iter_rows():
        key = tuple(answers)
        if key not in found:
            found[key] = _sets(criterion.requires, dict(zip(facts, key, strict=True)))
        if found[key]:
            near[patient] = found[key]
    return near


def _sets(requires: Clause, known: dict[str, Answer]) -> tuple[tuple[Fact, ...], ...]:
    sets = deciding(requires, known, most=MOST_MISSING).sets
    return tuple(some for some in sets if any(answer(requires, {**known, **values}) for values in _values(some)))


def _values(facts: tuple[Fact, ...]) -> list[dict[str, bool]]:
    return [dict(zip((fact.id for fact in facts), values, strict=True)) for values in product((True, False), repeat=len(facts))]
