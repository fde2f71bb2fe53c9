"""Clauses: the sentences of a criterion, composed as the paper composes them, each with an answer for every person.

A clause is true, false or null (cannot be told) of a person. A `Fact` finds its answer in a column; the others are composed with
`&`, `|`, `~` and `at_least`, in Kleene's three-valued logic: null wherever the unknown could make it either. `not_known` alone is
no logic of facts but of the record: true of everybody of whom a fact is not known to be true. One object serves four uses:
`answered` gives the answers of a whole cohort, the rule's text is read off the parts, and what explains one person
(`explanation`) or asks for missing facts (`deciding`) walks the same parts with `judged`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

Answer = bool | None


@dataclass(frozen=True)
class Clause:
    """A sentence about a person.

    `id` names its column, `says` is the sentence, `source` the key of the paper (None: that of the clause around it), `mark`
    says whether it was read there. `parts` are what it is composed of.
    """

    id: str
    says: str
    source: str | None = None
    mark: str = "read"
    parts: tuple["Clause", ...] = ()

    def __and__(self, other: "Clause") -> "Clause":
        return Every(f"{self.id} & {other.id}", f"{self.says}, and {other.says}", parts=(self, other))

    def __or__(self, other: "Clause") -> "Clause":
        return Some(f"{self.id} | {other.id}", f"{self.says}, or {other.says}", parts=(self, other))

    def __invert__(self) -> "Clause":
        return Not(f"~{self.id}", f"not: {self.says}", parts=(self,))

    def named(self, name: str, says: str, *, source: str | None = None, mark: str = "read") -> "Clause":
        """Return the same clause under a name and in words of its own."""
        return replace(self, id=name, says=says, source=source, mark=mark)

    def judged(self, answers: Sequence[Answer]) -> Answer:
        """Return the answer of this clause from the answers of its parts, in their order."""
        raise NotImplementedError

    def column(self) -> pl.Expr:
        """Return the same over the columns that are named after its parts."""
        raise NotImplementedError


@dataclass(frozen=True)
class Fact(Clause):
    """A clause that is not composed: its answer stands in the column of the facts that bears its id.

    Where reasons were asked for, `<id>_support`, `<id>_against` and `<id>_open` hold the ids of the rows that speak for it, of
    those that speak against it, and of those that were asked and do not say. `missing` is what a clinic would look up where the
    answer is null; `tables` are the tables of the record without which nobody's answer can be told.
    """

    missing: str = ""
    tables: tuple[str, ...] = ()

    def column(self) -> pl.Expr:
        return pl.col(self.id)


class Every(Clause):
    """True where all parts are."""

    def judged(self, answers: Sequence[Answer]) -> Answer:
        return False if False in answers else None if None in answers else True

    def column(self) -> pl.Expr:
        return pl.all_horizontal(part.id for part in self.parts)


class Some(Clause):
    """True where one part is."""

    def judged(self, answers: Sequence[Answer]) -> Answer:
        return True if True in answers else None if None in answers else False

    def column(self) -> pl.Expr:
        return pl.any_horizontal(part.id for part in self.parts)


class Not(Clause):
    """True where its part is false."""

    def judged(self, answers: Sequence[Answer]) -> Answer:
        return None if answers[0] is None else not answers[0]

    def column(self) -> pl.Expr:
        return ~pl.col(self.parts[0].id)


class NotKnown(Clause):
    """True unless its part is: where the part is false, and where it cannot be told."""

    def judged(self, answers: Sequence[Answer]) -> Answer:
        return answers[0] is not True

    def column(self) -> pl.Expr:
        return ~pl.col(self.parts[0].id).fill_null(value=False)


@dataclass(frozen=True)
class AtLeast(Clause):
    """True where at least `least` of the parts are."""

    least: int = 1

    def judged(self, answers: Sequence[Answer]) -> Answer:
        true = answers.count(True)
        possible = true + answers.count(None)
        return True if true >= self.least else False if possible < self.least else None

    def column(self) -> pl.Expr:
        parts = [pl.col(part.id) for part in self.parts]
        true = pl.sum_horizontal(part.cast(pl.UInt8) for part in parts)
        possible = pl.sum_horizontal(part.fill_null(value=True).cast(pl.UInt8) for part in parts)
        return pl.when(true >= self.least).then(pl.lit(value=True)).when(possible < self.least).then(pl.lit(value=False))


def at_least(least: int, *parts: Clause) -> Clause:
    """Return the clause that at least so many of the parts are true.

    >>> sky = Fact("sky", "the sky is blue")
    >>> sea = Fact("sea", "the sea is calm")
    >>> at_least(2, sky, sea).judged([True, None]) is None
    True
    """
    words = "; ".join(part.says for part in parts)
    name = f"{least} of {', '.join(part.id for part in parts)}"
    return AtLeast(name, f"at least {least} of: {words}", parts=parts, least=least)


def every(*parts: Clause) -> Clause:
    """Return the clause that all parts are true."""
    return Every(" & ".join(part.id for part in parts), ", and ".join(part.says for part in parts), parts=parts)


def some(*parts: Clause) -> Clause:
    """Return the clause that one of the parts is true."""
    return Some(" | ".join(part.id for part in parts), ", or ".join(part.says for part in parts), parts=parts)


def not_known(part: Clause) -> Clause:
    """Return the clause that a part is false or cannot be told: not the same as `~part`, which is null where it cannot."""
    return NotKnown(f"not known: {part.id}", f"not known: {part.says}", parts=(part,))


def walked(*clauses: Clause) -> Iterator[Clause]:
    """Give every clause once, parts before what is composed of them."""
    seen: set[str] = set()
    for clause in clauses:
        for one in (*walked(*clause.parts), clause):
            if one.id not in seen:
                seen.add(one.id)
                yield one


def answered(facts: pl.DataFrame, *clauses: Clause) -> pl.DataFrame:
    """Return a column for each clause and each of its parts, named after it: true, false or null for every row of `facts`."""
    columns = facts.select(one.column().alias(one.id) for one in walked(*clauses) if isinstance(one, Fact))
    for level in _levels(*clauses):
        columns = columns.with_columns(one.column().alias(one.id) for one in level)
    return columns


def answer(clause: Clause, known: Mapping[str, Answer]) -> Answer:
    """Return the answer of a clause for one person, of whom `known` holds the answers of facts by id."""
    if isinstance(clause, Fact):
        return known[clause.id]
    return clause.judged([answer(part, known) for part in clause.parts])


def _levels(*clauses: Clause) -> list[list[Clause]]:
    """Return the composed clauses in levels, each made of the levels before it."""
    depth: dict[str, int] = {}
    levels: list[list[Clause]] = []
    for one in walked(*clauses):
        depth[one.id] = 0 if isinstance(one, Fact) else 1 + max(depth[part.id] for part in one.parts)
        if depth[one.id]:
            while len(levels) < depth[one.id]:
                levels.append([])
            levels[depth[one.id] - 1].append(one)
    return levels
