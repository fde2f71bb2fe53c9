"""What would decide an open verdict: the smallest sets of missing facts, and the single facts that could.

A set of missing facts decides if every combination of their values gives a definite verdict, whatever the others are. A single
fact can decide if some value of it does. Facts are taken as independent: a combination that medicine rules out is asked for too,
so that a set that is listed always decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import polars as pl

from nmosd.criteria.clause import Answer, Clause, Fact, NotKnown, answer, answered, walked

MOST_TOGETHER = 4
"""Sets of more missing facts than this are not looked for: nobody asks for five things at once."""


@dataclass(frozen=True)
class Deciding:
    """What would decide: `sets` are the smallest sets of facts that do, whatever they turn out to be; `single` those that can."""

    sets: tuple[tuple[Fact, ...], ...]
    single: tuple[tuple[Fact, bool, bool], ...]
    """Facts with the value that decides, and the verdict that it gives."""


def deciding(clause: Clause, known: Mapping[str, Answer], *, most: int = MOST_TOGETHER) -> Deciding:
    """Return what would decide a clause for one person, sets of at most so many facts; nothing where it is decided."""
    if answer(clause, known) is not None:
        return Deciding((), ())
    missing = [one for one in walked(clause) if isinstance(one, Fact) and known[one.id] is None]
    matters = [one for one in missing if _open_above(clause, known, one.id)]
    single = tuple(
        (fact, value, verdict)
        for fact in matters
        for value in (True, False)
        if (verdict := answer(clause, {**known, fact.id: value})) is not None
    )
    for size in range(1, min(len(matters), most) + 1):
        found = tuple(some for some in _may_decide(clause, known, matters, size) if _decides(clause, known, some))
        if found:
            return Deciding(found, single)
    return Deciding((), single)


def _may_decide(clause: Clause, known: Mapping[str, Answer], facts: list[Fact], size: int) -> list[tuple[Fact, ...]]:
    """Return the sets of so many facts that decide at least where all of them are true, and where all are false.

    Many are tried, so that all are answered together.
    """
    places = np.array(list(combinations(range(len(facts)), size)))
    chosen = np.zeros((len(places), len(facts)), dtype=bool)
    np.put_along_axis(chosen, places, values=True, axis=1)
    asked = pl.DataFrame({fact.id: column for fact, column in zip(facts, chosen.T, strict=True)})
    others = [pl.lit(said, pl.Boolean).alias(name) for name, said in known.items() if name not in asked.columns]
    tried = pl.concat(
        asked.with_columns(*others, *(pl.when(fact.id).then(statement=value).alias(fact.id) for fact in facts))
        for value in (True, False)
    )
    decided = answered(tried, clause)[clause.id].is_not_null().to_numpy().reshape(2, -1).all(axis=0)
    return [tuple(facts[place] for place in some) for some in places[decided]]


def _decides(clause: Clause, known: Mapping[str, Answer], facts: tuple[Fact, ...]) -> bool:
    names = [fact.id for fact in facts]
    every = (dict(zip(names, values, strict=True)) for values in product((True, False), repeat=len(names)))
    return all(answer(clause, {**known, **values}) is not None for values in every)


def _open_above(clause: Clause, known: Mapping[str, Answer], wanted: str) -> bool:
    """Say whether a fact lies under parts that are all open: under a decided one it cannot change anything.

    What is not known of a fact is decided as long as it is not known.
    """
    if answer(clause, known) is not None and not isinstance(clause, NotKnown):
        return False
    return clause.id == wanted or any(_open_above(part, known, wanted) for part in clause.parts)
