"""What facts are made from: a record and its course, with numbers for people."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from nmosd.course import Course, Definitions
from nmosd.course.keys import patient_numbers
from nmosd.record import CLINICAL_TABLES, Record


@dataclass(frozen=True)
class Material:
    """A record, its course, whether reasons are wanted, and the tables that hold anything in the whole record.

    People are numbered in the order of their names; `recorded` and `derived` give tables whose `patient_id` is that number.
    """

    record: Record
    course: Course
    reasons: bool
    filled: Collection[str]

    @property
    def definitions(self) -> Definitions:
        """The definitions under which the course was derived: the criteria are read under the same."""
        return self.course.definitions

    @cached_property
    def people(self) -> pl.DataFrame:
        """The people: `patient_id` and `number`."""
        return self.record.patients.select("patient_id").sort("patient_id").with_row_index("number")

    @property
    def without_attacks(self) -> bool | None:
        """What a person without an attack on record is told of a question about attacks."""
        return False if self.definitions.without_attacks == "no attack" and "attacks" in self.filled else None

    def recorded(self, table: str, *columns: str | pl.Expr, where: pl.Expr | None = None) -> pl.DataFrame:
        """Return columns of a table of the record beside `patient_id` and `row_id`, of the rows of which `where` is true."""
        rows: pl.DataFrame = getattr(self.record, table)
        chosen = rows.lazy() if where is None else rows.lazy().filter(where)
        return self._numbered(chosen.select("patient_id", "row_id", *columns).collect())

    def derived(self, table: str, *, where: pl.Expr | None = None) -> pl.DataFrame:
        """Return a table of the course, or its rows of which `where` is true."""
        rows: pl.DataFrame = getattr(self.course, table)
        return self._numbered(rows if where is None else rows.filter(where))

    def _numbered(self, table: pl.DataFrame) -> pl.DataFrame:
        return table.with_columns(patient_id=patient_numbers(table["patient_id"], self.people))


def filled_tables(record: Record) -> frozenset[str]:
    """Return the names of the clinical tables that hold a row."""
    return frozenset(name for name in CLINICAL_TABLES if getattr(record, name).height)
