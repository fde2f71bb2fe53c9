"""What the rows of a record are called: the same at every import."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nmosd.intake.cells import Cell
from nmosd.intake.plan import PlannedSheet, Target


@dataclass(frozen=True)
class RowNamer:
    """Names the row of a table that a cell fills.

    `nth` counts the sheet rows of one person, `given` is the row id that the sheet itself gives; `long` as in `PlannedSheet`.
    """

    patient: str
    nth: int
    given: str | None
    long: bool

    def __call__(self, target: Target, part: int | None = None) -> str:
        """Return the id of the row that a target fills; `part` counts the values of a cell that holds several."""
        if target.row is None:
            return f"{self.patient}/patients"
        if self.given is not None:
            return self.given
        name = self.row(target.field.table, target.row)
        return name if part is None else f"{name}.{part}"

    def row(self, table: str, row: str) -> str:
        """Return the id of a row by its name in the mapping; the second sheet row of a person has names of its own."""
        if self.long:
            return f"{self.patient}/{table}/{self.nth}"
        return f"{self.patient}/{table}/{row if self.nth == 1 else f'{self.nth}-{row}'}"


def shared_row_ids(sheet: PlannedSheet, rows: Sequence[tuple[str, list[Cell]]]) -> frozenset[str]:
    """Return the row ids that a sheet gives to more than one person: they count within the person only (`a1`, `a2`)."""
    naming = {column for column, plan in sheet.columns.items() if plan.names_row}
    pairs = {(cell.text, patient) for patient, cells in rows for cell in cells if cell.column in naming}
    counts = Counter(text for text, _ in pairs)
    return frozenset(text for text, count in counts.items() if count > 1)
