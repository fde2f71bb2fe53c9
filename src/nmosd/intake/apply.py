"""From a source and its mapping to a record: every cell is recorded, set aside with a reason, or ignored by decision."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nmosd.intake.cells import Cell, Source
from nmosd.intake.frames import assembled
from nmosd.intake.headers import cells_below
from nmosd.intake.ledger import PARTLY, Counts, Ledger, Spot
from nmosd.intake.mapping import ImportMapping, with_answers
from nmosd.intake.parts import read_parts
from nmosd.intake.patients import NoPatient, patient_of
from nmosd.intake.plan import PlannedColumn, PlannedSheet, Target, planned_sheets
from nmosd.intake.rows import Row, agreed, contradiction, fill
from nmosd.intake.same_person import merge_repeated_rows
from nmosd.intake.values import Read, Refused
from nmosd.record import FIELDS, Record


@dataclass(frozen=True)
class Imported:
    """A record and the account of the cells that it was made from."""

    record: Record
    counts: Counts


def import_source(source: Source, mapping: ImportMapping) -> Imported:
    """Return the record that a mapping makes of a source, and what became of each cell.

    Every cell below the header of a named sheet is in the record (with a row of `origins` for each field that it filled), set
    aside (one row of `problems`), ignored by the mapping, or in a row that the mapping skips; `Counts` adds up.

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
    work.settle_references()
    work.settle_links()
    merge_repeated_rows(work.rows, work.ledger)
    if len(sheets) > 1:
        work.note_people_of_one_sheet(sheets)
    work.note_people_with_two_ids()
    record = assembled(work.rows, work.patients, work.ledger, mapping)
    counts = work.ledger.counts(sheets)
    counts.balance()
    return Imported(record, counts)


@dataclass(frozen=True)
class _Part:
    """What one part of a cell says for one target, and the row that it belongs to."""

    target: Target
    row_id: str
    read: Read


class _Import:
    """The state of one import: rows in the making, and the ledger of cells."""

    def __init__(self, files: Sequence[str], mapping: ImportMapping) -> None:
        self.ledger = Ledger(files)
        self.rows: dict[tuple[str, str], Row] = {}
        self.patients: dict[str, None] = {}
        self.first_ids = {other: group[0] for group in mapping.same_person for other in group[1:]}
        self._links: list[tuple[str, str, str, tuple[str, str]]] = []
        self._references: list[tuple[int, Cell, PlannedColumn, str, str]] = []
        self._shared_ids: frozenset[str] = frozenset()
        self._memo: dict[tuple[object, ...], tuple[Read | Refused, ...]] = {}
        self._sheets_of: defaultdict[str, set[int]] = defaultdict(set)
        self._ids_of: defaultdict[str, dict[str, None]] = defaultdict(dict)

    # -- a sheet, a row, a cell

    def read_sheet(self, number: int, sheet: PlannedSheet) -> None:
        """Read every cell below the header of one sheet."""
        by_row: defaultdict[int, list[Cell]] = defaultdict(list)
        for cell in cells_below(sheet.sheet, sheet.header_row):
            if cell.row in sheet.skip_rows:
                self.ledger.skipped += 1
            elif cell.column not in sheet.columns:
                self.ledger.ignored += 1
            else:
                by_row[cell.row].append(cell)
        id_column = next(column for column, plan in sheet.columns.items() if plan.names_patient)
        named = []
        for row, cells in by_row.items():
            patient = patient_of(next((cell for cell in cells if cell.column == id_column), None))
            if isinstance(patient, NoPatient):
                for cell in cells:
                    header = sheet.columns[cell.column].header
                    self.ledger.set_aside(Spot(number, cell, header), patient.code, patient.message(row), None, patient.remedy)
            else:
                named.append((patient in self.first_ids, row, patient, cells))
        self._shared_ids = _shared_row_ids(sheet, [(patient, cells) for _, _, patient, cells in named])
        seen: defaultdict[str, int] = defaultdict(int)
        for again, _, patient, cells in sorted(named, key=lambda entry: entry[:2]):
            first = self.first_ids.get(patient, patient)
            self.patients[first] = None
            self._sheets_of[first].add(number)
            self._ids_of[first][patient] = None
            seen[first] += 1
            self._read_row(number, sheet, first, seen[first], cells, again=again)

    def _read_row(self, number: int, sheet: PlannedSheet, patient: str, nth: int, cells: list[Cell], *, again: bool) -> None:
        given = self._given_row_id(number, sheet, patient, cells)
        later: list[tuple[Cell, PlannedColumn, list[_Part], list[Refused]]] = []
        for cell in cells:
            column = sheet.columns[cell.column]
            if column.names_row:
                continue
            if column.names_patient:
                self.ledger.record(Spot(number, cell, column.header), f"{patient}/patients", "patients", "patient_id")
                continue
            name = _RowNamer(patient, nth, given, long=sheet.long)
            if column.targets[0].field.kind == "reference":
                row_id = name(column.targets[0])
                self._references.append((number, cell, column, patient, row_id))
                continue
            parts, refused = self._parts(cell, column, name)
            parts, conflicts = self._fill_own_fields(parts, patient, cell, column, again=again)
            later.append((cell, column, parts, [*refused, *conflicts]))
            self._note_links(column, parts, name)
        for cell, column, parts, refused in later:
            extra = self._fill_further_fields(parts, cell)
            self._account(Spot(number, cell, column.header), patient, parts, [*refused, *extra])

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

    def _parts(self, cell: Cell, column: PlannedColumn, name: "_RowNamer") -> tuple[list[_Part], list[Refused]]:
        parts, refused = [], []
        for target in column.targets:
            reads = self._read(cell, column, target)
            for count, read in enumerate(reads, start=1):
                if isinstance(read, Refused):
                    refused.append(read)
                else:
                    parts.append(_Part(target, name(target, count if column.split else None), read))
        return parts, refused

    def _read(self, cell: Cell, column: PlannedColumn, target: Target) -> tuple[Read | Refused, ...]:
        key = (id(column), target.field.path, type(cell.value), cell.value, cell.number_format, cell.is_formula)
        if key not in self._memo:
            self._memo[key] = read_parts(cell, target.field, column.options, column.split)
        return self._memo[key]

    # -- filling

    def _fill_own_fields(
        self, parts: list[_Part], patient: str, cell: Cell, column: PlannedColumn, *, again: bool
    ) -> tuple[list[_Part], list[Refused]]:
        """Write what each part says for its own field, and the column's constants; return the parts that could stand."""
        kept, refused = [], []
        for part in parts:
            if all(value is None for value in part.read.fields.values()):
                kept.append(part)
                continue
            table, own = part.target.field.table, part.target.field.name
            row = self.rows.get((table, part.row_id)) or Row(table, patient, part.row_id, again=again)
            values = {own: part.read.fields.get(own), **column.constants.get(table, {})}
            clash = contradiction(row, values)
            if clash is None:
                fill(row, values, f"{cell.text!r} in {cell.address}")
                self.rows[table, part.row_id] = row
                kept.append(part)
            else:
                first = row.said_by.get(clash, "another cell")
                message = f"{cell.text!r} contradicts {first}, which says {clash} of the same row first."
                refused.append(Refused("I204", message))
        return kept, refused

    def _fill_further_fields(self, parts: list[_Part], cell: Cell) -> list[Refused]:
        """Write what parts say beside their own field (the assay within a result), unless a column of its own says otherwise."""
        refused = []
        for part in parts:
            row = self.rows.get((part.target.field.table, part.row_id))
            for name, value in part.read.fields.items():
                if row is None or name == part.target.field.name or value is None:
                    continue
                if agreed(row.values.get(name), value)[0]:
                    fill(row, {name: value}, f"{cell.text!r} in {cell.address}")
                else:
                    first = row.said_by.get(name, "the mapping")
                    message = f"{cell.text!r} says {name} {value}, but {first} says {row.values[name]}."
                    refused.append(Refused(PARTLY, message))
        return refused

    def _account(self, spot: Spot, patient: str, parts: list[_Part], refused: list[Refused]) -> None:
        """Enter a cell into the ledger: recorded if any of it could stand, else set aside with one reason."""
        for part in parts:
            own = part.target.field
            names = dict.fromkeys([own.name, *(name for name, value in part.read.fields.items() if value is not None)])
            for name in names:
                self.ledger.record(spot, part.row_id, own.table, name)
            if not part.read.certain:
                said = ", ".join(str(value) for value in part.read.fields.values() if value is not None)
                message = part.read.note or f"{spot.cell.text!r} was read as {said}."
                self.ledger.note(spot, "I207", message, patient, part.row_id)
        if not refused:
            return
        message = " ".join(dict.fromkeys(why.message for why in refused))
        if parts:
            self.ledger.note(spot, PARTLY, message, patient, *dict.fromkeys(part.row_id for part in parts))
        else:
            self.ledger.set_aside(spot, refused[0].code, message, patient, refused[0].remedy)

    # -- what can only be settled when every row is known

    def _note_links(self, column: PlannedColumn, parts: list[_Part], name: "_RowNamer") -> None:
        for part in parts:
            table = part.target.field.table
            for link, row in column.links.get(table, {}).items():
                aim = FIELDS[f"{table}.{link}"].refers_to or ""
                self._links.append((table, part.row_id, link, (aim, name.row(aim, row))))

    def settle_links(self) -> None:
        """Write each link between two rows that were both made."""
        for table, row_id, link, aim in self._links:
            if (table, row_id) in self.rows and aim in self.rows:
                self.rows[table, row_id].values[link] = aim[1]

    def settle_references(self) -> None:
        """Record the cells that name another row, now that every row is known."""
        for number, cell, column, patient, row_id in self._references:
            about = column.targets[0].field
            aim = self._row_meant(cell.text, about.refers_to or "", patient)
            if aim is None:
                message = f"{patient} has no row {cell.text!r} in {about.refers_to}."
                self.ledger.set_aside(Spot(number, cell, column.header), "I208", message, patient)
                continue
            row = self.rows.setdefault((about.table, row_id), Row(about.table, patient, row_id))
            row.values[about.name] = aim
            self.ledger.record(Spot(number, cell, column.header), row_id, about.table, about.name)

    def _row_meant(self, text: str, table: str, patient: str) -> str | None:
        if (table, text) in self.rows and self.rows[table, text].patient == patient:
            return text
        own = [row_id for (at, row_id), row in self.rows.items() if at == table and row.patient == patient]
        for row_id in (
            f"{patient}/{table}/{text}",
            *([own[int(text) - 1]] if text.isdecimal() and 0 < int(text) <= len(own) else []),
        ):
            if row_id in own:
                return row_id
        return None

    def note_people_of_one_sheet(self, sheets: Sequence[PlannedSheet]) -> None:
        """Note each person whom no sheet with facts about people knows: most often a typing error in an id."""
        from nmosd.nearest import nearest

        main = {
            number
            for number, sheet in enumerate(sheets)
            if any(target.row is None and not plan.names_patient for plan in sheet.columns.values() for target in plan.targets)
        }
        known = [patient for patient in self.patients if self._sheets_of[patient] & main]
        for patient in self.patients if known else ():
            if not self._sheets_of[patient] & main:
                near = nearest(patient, known)
                message = f"{patient} is not in the sheet that describes the people{f'; {near} is' if near else ''}."
                self.ledger.note_person("I206", message, patient, f"{patient}/patients")

    def note_people_with_two_ids(self) -> None:
        """Note each person who stands in the sheets under several ids, as the mapping says."""
        for first, ids in self._ids_of.items():
            others = [name for name in ids if name != first]
            if others:
                message = f"{first} and {' and '.join(others)} are one person by the mapping: their rows were read as {first}."
                self.ledger.note_person("I302", message, first, f"{first}/patients")


def _shared_row_ids(sheet: PlannedSheet, rows: Sequence[tuple[str, list[Cell]]]) -> frozenset[str]:
    """Return the row ids that a sheet gives to more than one person: they count within the person only (`a1`, `a2`)."""
    naming = {column for column, plan in sheet.columns.items() if plan.names_row}
    pairs = {(cell.text, patient) for patient, cells in rows for cell in cells if cell.column in naming}
    counts = Counter(text for text, _ in pairs)
    return frozenset(text for text, count in counts.items() if count > 1)


@dataclass(frozen=True)
class _RowNamer:
    """Names the row of a table that a cell fills, the same at every import."""

    patient: str
    nth: int
    given: str | None
    long: bool

    def __call__(self, target: Target, part: int | None = None) -> str:
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
