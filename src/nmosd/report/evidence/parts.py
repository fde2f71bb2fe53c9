"""What the tables of the evidence page are made of: facts that know the record they come from."""

from dataclasses import dataclass

from nmosd.evidence.models import Statement
from nmosd.report.evidence.cards import mark_of


@dataclass(frozen=True)
class Fact:
    """A text of a cell, the record or finding that it comes from, and its mark; an empty place holds no figure."""

    text: str
    place: str = ""
    mark: str = ""

    @property
    def record(self) -> str:
        """The id of the record, for the link to its card; empty for a row of a case table."""
        name = self.place.partition("/")[0]
        return "" if name == "case" else name


@dataclass(frozen=True)
class EvidenceRow:
    """A row: its head, and a cell of facts per column."""

    head: Fact
    cells: tuple[tuple[Fact, ...], ...]

    @property
    def records(self) -> tuple[str, ...]:
        """The records that the row shows, each once."""
        facts = (self.head, *(fact for cell in self.cells for fact in cell))
        return tuple(dict.fromkeys(fact.record for fact in facts if fact.record))


@dataclass(frozen=True)
class EvidenceTable:
    """A table; the first column holds the heads."""

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[EvidenceRow, ...]
    explanation: str = ""


def said(statement: Statement) -> tuple[Fact, ...]:
    """Return what a statement says, as a cell."""
    return (Fact(statement.text, statement.id),)


def dose(statement: Statement) -> tuple[Fact, ...]:
    """Return the dose that a statement names, as a cell; empty where it names none."""
    return (Fact(statement.dose, statement.id),) if statement.dose else ()


def origin(statement: Statement) -> Fact:
    """Return where the evidence of a statement comes from, with its mark."""
    return Fact(statement.origin, "", mark_of(statement))
