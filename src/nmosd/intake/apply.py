"""From a source and its mapping to a record: every cell is recorded, set aside with a reason, or ignored by decision."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nmosd.intake.blanks import Blanks
from nmosd.intake.cells import Cell, Source
from nmosd.intake.filling import Part, account, fill_further_fields, fill_own_fields
from nmosd.intake.frames import assembled
from nmosd.intake.headers import cells_below
from nmosd.intake.ledger import Counts, Ledger, Spot
from nmosd.intake.mapping import ImportMapping
from nmosd.intake.mapping_reading import with_answers
from nmosd.intake.parts import read_parts
from nmosd.intake.patients import NoPatient, patient_of
from nmosd.intake.people import People
from nmosd.intake.plan import PlannedColumn, PlannedSheet, Target, planned_sheets
from nmosd.intake.references import References
from nmosd.intake.row_names import RowNamer, shared_row_ids
from nmosd.intake.rows import Row, Rows
from nmosd.intake.same_person import merge_repeated_rows
from nmosd.intake.values import Read, Refused
from nmosd.record import Record


@dataclass(frozen=True)
class Imported:
    """A record and the account of the cells that it was made from."""

    record: Record
    counts: Counts


def import_source(source: Source, mapping: ImportMapping) -> Imported:
    """Return the record that a mapping makes of a source, and what became of each cell.

    Every cell below the header of a named sheet is in the record (with a row of `origins` for each field that it filled), set
    aside (one row of `problems`), ignored by the mapping, or in a row that the mapping skips; `Counts` adds up. Where the mapping
    gives a blank cell a meaning, the row of `origins` names that cell with an empty text.

    Raises:
        MappingError: the mapping does not fit the source, or still has open questions.
    """
    mapping = with_answers(mapping)
    sheets = planned_sheets(source, mapping)
    return import_sheets([source.name] * len(sheets), sheets, mapping)


def import_sheets(files: Sequence[str], sheets: Sequence[PlannedSheet], mapping: ImportMapping) -> Imported:
    """Return the record of sheets whose columns are planned, each with the name of its file; see `import_source`."""
    work = _Import(files, mapping)
    for number, sheet in enumerate(sheets):
        work.read_sheet(number, sheet)
    work.references.settle(work.rows, work.ledger)
    merge_repeated_rows(work.rows, work.ledger)
    work.blanks.settle(work.rows, work.ledger)
    if len(sheets) > 1:
        work.people.note_those_of_one_sheet(sheets, work.ledger)
    work.people.note_those_with_two_ids(work.ledger)
    work.people.note_those_whose_ids_are_alike(work.ledger)
    record = assembled(work.rows, work.people, work.ledger, mapping)
    counts = work.ledger.counts(sheets)
    counts.balance()
    return Imported(record, counts)


class _Import:
    """The state of one import: rows in the making, and the ledger of cells."""

    def __init__(self, files: Sequence[str], mapping: ImportMapping) -> None:
        self.ledger = Ledger(files)
        self.rows: Rows = {}
        self.people = People(mapping)
        self.references = References()
        self.blanks = Blanks()
        self._shared_ids: frozenset[str] = frozenset()
        self._memo: dict[tuple[object, ...], tuple[Read | Refused, ...]] = {}

    def read_sheet(self, number: int, sheet: PlannedSheet) -> None:
        """Read every cell below the header of one sheet."""
        named = []
        id_column = next(column for column, plan in sheet.columns.items() if plan.names_patient)
        for row, cells in self._cells_to_read(sheet).items():
            patient = patient_of(next((cell for cell in cells if cell.column == id_column), None))
            if isinstance(patient, NoPatient):
                for cell in cells:
                    header = sheet.columns[cell.column].header
                    self.ledger.set_aside(Spot(number, cell, header), patient.code, patient.message(row), None, patient.remedy)
            else:
                named.append((self.people.has_other_id(patient), row, patient, cells))
        self._shared_ids = shared_row_ids(sheet, [(patient, cells) for _, _, patient, cells in named])
        seen: defaultdict[str, int] = defaultdict(int)
        for again, row, patient, cells in sorted(named, key=lambda entry: entry[:2]):
            kept = self.people.met(patient, number)
            seen[kept] += 1
            name = RowNamer(kept, seen[kept], self._given_row_id(number, sheet, kept, cells), long=sheet.long)
            self._read_row(number, sheet, name, cells, again=again)
            self.blanks.note(number, sheet, row, {cell.column for cell in cells}, name)

    def _cells_to_read(self, sheet: PlannedSheet) -> dict[int, list[Cell]]:
        """Return the cells of each row that somebody reads, and count the others."""
        by_row: defaultdict[int, list[Cell]] = defaultdict(list)
        for cell in cells_below(sheet.sheet, sheet.header_row):
            if cell.row in sheet.skip_rows:
                self.ledger.skipped += 1
            elif cell.column not in sheet.columns:
                self.ledger.ignored += 1
            else:
                by_row[cell.row].append(cell)
        return by_row

    def _read_row(self, number: int, sheet: PlannedSheet, name: RowNamer, cells: list[Cell], *, again: bool) -> None:
        later: list[tuple[Spot, list[Part], list[Refused]]] = []
        for cell in cells:
            column = sheet.columns[cell.column]
            spot = Spot(number, cell, column.header)
            if (cell.row, cell.column) in sheet.sheet.comments:
                message = f"A comment is attached to {cell.text!r}; comments are not read."
                self.ledger.note(spot, "I210", message, name.patient, f"{name.patient}/patients")
            if column.names_row:
                continue
            if column.names_patient:
                self.ledger.record(spot, f"{name.patient}/patients", "patients", "patient_id")
                continue
            if column.targets[0].field.kind == "reference":
                self.references.note_cell(spot, column.targets[0], name.patient, name(column.targets[0]))
                continue
            parts, refused = self._parts(cell, column, name)
            parts, conflicts = fill_own_fields(self.rows, parts, name.patient, cell, column, again=again)
            later.append((spot, parts, [*refused, *conflicts]))
            for part in parts:
                self.references.note_links(column, part.target.field.table, part.row_id, name)
        for spot, parts, refused in later:
            extra = fill_further_fields(self.rows, parts, spot.cell)
            account(self.ledger, spot, name.patient, parts, [*refused, *extra])

    def _given_row_id(self, number: int, sheet: PlannedSheet, patient: str, cells: list[Cell]) -> str | None:
        """Return the row id that the sheet itself gives, unless another row has it already."""
        for cell in cells:
            column = sheet.columns[cell.column]
            if not column.names_row:
                continue
            table = column.targets[0].field.table
            if table == "patients":
                self.ledger.record(Spot(number, cell, column.header), f"{patient}/patients", table, "row_id")
                return None
            row_id = f"{patient}/{table}/{cell.text}" if cell.text in self._shared_ids else cell.text
            if cell.text and (table, row_id) not in self.rows:
                self.rows[table, row_id] = Row(table, patient, row_id)
                self.ledger.record(Spot(number, cell, column.header), row_id, table, "row_id")
                return row_id
            message = f"The row id {cell.text!r} stands above already, so this row has one made from its order."
            self.ledger.set_aside(Spot(number, cell, column.header), "I209", message, patient)
        return None

    def _parts(self, cell: Cell, column: PlannedColumn, name: RowNamer) -> tuple[list[Part], list[Refused]]:
        parts, refused = [], []
        for target in column.targets:
            reads = self._read(cell, column, target)
            for count, read in enumerate(reads, start=1):
                if isinstance(read, Refused):
                    refused.append(read)
                else:
                    parts.append(Part(target, name(target, count if column.split else None), read))
        return parts, refused

    def _read(self, cell: Cell, column: PlannedColumn, target: Target) -> tuple[Read | Refused, ...]:
        key = (id(column), target.field.path, type(cell.value), cell.value, cell.number_format, cell.is_formula)
        if key not in self._memo:
            self._memo[key] = read_parts(cell, target.field, column.options, column.split)
        return self._memo[key]
