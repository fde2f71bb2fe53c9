"""A criterion: what it requires, whether alternatives must be excluded, and what warns without excluding anything."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from nmosd.criteria.clause import Answer, Clause, Fact, answer

VERDICTS = ("met", "met if alternatives are excluded", "not met", "cannot tell")


@dataclass(frozen=True)
class Criterion:
    """A criterion of a paper.

    `requires` is what the record can show; `alternatives` what only a person can say, None where the paper does not ask for it.
    `unconfirmed` is true of people in whom a verdict of met rests on a test that the paper does not recommend. `warnings` are red
    flags: what they say, if true, is told, and excludes nothing. `source` is the key of the paper.
    """

    id: str
    title: str
    source: str
    requires: Clause
    alternatives: Fact | None = None
    unconfirmed: Clause | None = None
    warnings: tuple[Clause, ...] = ()

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses that it has, apart from their parts."""
        return tuple(one for one in (self.requires, self.alternatives, self.unconfirmed, *self.warnings) if one is not None)

    def verdict(self) -> pl.Expr:
        """Return the verdict, given columns for the answers of its clauses."""
        excluded = pl.lit(value=True) if self.alternatives is None else pl.col(self.alternatives.id)
        required = pl.col(self.requires.id)
        met, if_excluded, not_met, cannot_tell = (pl.lit(word, pl.Enum(VERDICTS)) for word in VERDICTS)
        return (
            pl.when(~required | ~excluded)
            .then(not_met)
            .when(required.is_null())
            .then(cannot_tell)
            .when(excluded.is_null())
            .then(if_excluded)
            .otherwise(met)
        )

    def verdict_of(self, known: Mapping[str, Answer]) -> str:
        """Return the verdict of one person, of whom `known` holds the answers of facts by id."""
        excluded = True if self.alternatives is None else known[self.alternatives.id]
        required = answer(self.requires, known)
        if False in (required, excluded):
            return "not met"
        if required is None:
            return "cannot tell"
        return "met if alternatives are excluded" if excluded is None else "met"
