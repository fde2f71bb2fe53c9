"""What became of each cell: recorded with its origins, set aside with its problem, ignored, or skipped with its row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nmosd.intake.cells import Cell
from nmosd.intake.headers import cells_below
from nmosd.intake.plan import PlannedSheet
from nmosd.record import Problem

_Where = tuple[int, int, int]
PARTLY = "I205"  # a part of a cell is set aside, the rest is in the record
_BEHIND_ALL_CELLS: _Where = (10**9, 0, 0)


@dataclass(frozen=True)
class Spot:
    """A cell and where it stands: the number of its sheet, and its column's header."""

    sheet: int
    cell: Cell
    header: str

    @property
    def where(self) -> _Where:
        """Sheet, row and column, by which the account is sorted."""
        return self.sheet, self.cell.row, self.cell.column


@dataclass(frozen=True)
class Counts:
    """What became of the non-empty cells below the headers of the mapped sheets.

    `cells` is counted in the sheets, the others in what was made of them. `partly` cells are among the recorded ones: a part of
    them is in the problems table. `noted` problems concern cells and people that are in the record.
    """

    cells: int
    recorded: int
    set_aside: int
    ignored: int
    skipped: int
    partly: int = 0
    noted: int = 0

    @property
    def read(self) -> int:
        """The cells that the mapping wants read: neither ignored by it nor in a row that it skips."""
        return self.cells - self.ignored - self.skipped

    def balance(self) -> None:
        """Check that every cell is accounted for exactly once.

        Raises:
            RuntimeError: it is not, which is an error of this program and not of the sheet.
        """
        if self.cells != self.recorded + self.set_aside + self.ignored + self.skipped:
            raise RuntimeError(f"Cells got lost in the import, which must never happen; please report this: {self}.")


@dataclass(frozen=True)
class Origin:
    """A cell that filled a field of a row, or said that nothing is known of it."""

    where: _Where
    file: str
    row_id: str
    table: str
    field: str
    sheet: str | None
    cell: str
    column: str
    text: str


class Ledger:
    """The account of one import; `files` are the names of the files that its sheets stand in, in their order."""

    def __init__(self, files: Sequence[str]) -> None:
        self._files = tuple(files)
        self.ignored = 0
        self.skipped = 0
        self.origins: list[Origin] = []
        self._problems: list[tuple[_Where, Problem]] = []
        self._set_aside: list[_Where] = []
        self._partly: set[_Where] = set()
        self._blank: set[_Where] = set()

    def record(self, spot: Spot, row_id: str, table: str, field: str) -> None:
        """Enter that a cell filled a field, or said that nothing is known of it."""
        cell = spot.cell
        file = self._files[spot.sheet]
        self.origins.append(Origin(spot.where, file, row_id, table, field, cell.sheet, cell.address, spot.header, cell.text))

    def record_blank(self, spot: Spot, row_id: str, table: str, field: str) -> None:
        """Enter that a blank cell filled a field, because the mapping says what a blank means; it is not counted as a cell."""
        self._blank.add(spot.where)
        self.record(spot, row_id, table, field)

    def set_aside(self, spot: Spot, code: str, message: str, patient: str | None, remedy: str | None = None) -> None:
        """Enter that nothing of a cell is in the record, and why."""
        self._set_aside.append(spot.where)
        self._problems.append((spot.where, self._problem(spot, code, message, patient, remedy=remedy)))

    def note(self, spot: Spot, code: str, message: str, patient: str, *row_ids: str) -> None:
        """Enter a remark about a cell that is in the record at least in part."""
        if code == PARTLY:
            self._partly.add(spot.where)
        self._problems.append((spot.where, self._problem(spot, code, message, patient, row_ids=row_ids)))

    def note_person(self, code: str, message: str, patient: str, *row_ids: str, remedy: str | None = None) -> None:
        """Enter a remark about a person; it stands behind those about cells."""
        problem = Problem(code, message, patient_id=patient, row_ids=row_ids, remedy=remedy)
        self._problems.append((_BEHIND_ALL_CELLS, problem))

    def _problem(
        self,
        spot: Spot,
        code: str,
        message: str,
        patient: str | None,
        *,
        row_ids: tuple[str, ...] = (),
        remedy: str | None = None,
    ) -> Problem:
        cell = spot.cell
        return Problem(
            code,
            message,
            patient_id=patient,
            row_ids=row_ids,
            file=self._files[spot.sheet],
            sheet=cell.sheet,
            row=cell.row,
            column=spot.header,
            cell=cell.address,
            text=cell.text,
            remedy=remedy,
        )

    def rename_rows(self, new_names: Mapping[str, str]) -> None:
        """Let every entry that names an old row name the new one."""
        self.origins = [
            replace(origin, row_id=new_names[origin.row_id]) if origin.row_id in new_names else origin for origin in self.origins
        ]
        self._problems = [
            (where, replace(problem, row_ids=tuple(dict.fromkeys(new_names.get(name, name) for name in problem.row_ids))))
            for where, problem in self._problems
        ]

    def problems(self) -> list[Problem]:
        """Return every problem in the order of the sheets, those about people last."""
        return [problem for _, problem in sorted(self._problems, key=lambda entry: entry[0])]

    def counts(self, sheets: Sequence[PlannedSheet]) -> Counts:
        """Return the account; `cells` is counted anew from the sheets."""
        return Counts(
            cells=sum(1 for sheet in sheets for _ in cells_below(sheet.sheet, sheet.header_row)),
            recorded=len({origin.where for origin in self.origins} - self._blank),
            set_aside=len(self._set_aside),
            ignored=self.ignored,
            skipped=self.skipped,
            partly=len(self._partly),
            noted=len(self._problems) - len(self._set_aside),
        )
