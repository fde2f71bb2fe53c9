"""Slow, obvious twin of what decides: every set of missing facts, every combination of its values."""

from collections.abc import Mapping
from itertools import combinations, product

from nmosd.criteria.clause import Answer, Clause, Fact, answer, walked


def decides(clause: Clause, known: Mapping[str, Answer], facts: tuple[str, ...]) -> bool:
    combinations_of_values = product((True, False), repeat=len(facts))
    return all(
        answer(clause, {**known, **dict(zip(facts, values, strict=True))}) is not None for values in combinations_of_values
    )


def smallest_deciding_sets(clause: Clause, known: Mapping[str, Answer], *, most: int) -> set[frozenset[str]]:
    """Return the smallest sets of at most `most` missing facts that decide, whatever their values; none where it is decided."""
    if answer(clause, known) is not None:
        return set()
    missing = [one.id for one in walked(clause) if isinstance(one, Fact) and known[one.id] is None]
    for size in range(1, most + 1):
        found = {frozenset(facts) for facts in combinations(missing, size) if decides(clause, known, facts)}
        if found:
            return found
    return set()
