"""A mapping held against its source: what is to be done with each column, or the one sentence that says why it cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nmosd.errors import MappingError
from nmosd.intake.cells import Cell, Sheet, Source
from nmosd.intake.headers import header_names, texts_of_row
from nmosd.intake.mapping import ColumnMapping, Constant, ImportMapping, SheetMapping
from nmosd.intake.values import ReadOptions, Refused, date_order_of, read_value
from nmosd.nearest import did_you_mean, nearest_or_all
from nmosd.record import FIELDS, Field

PATIENT_ID = "patients.patient_id"


@dataclass(frozen=True)
class Target:
    """A field that a column fills, in which row of its table; `row` is None for the one row of `patients`."""

    field: Field
    row: str | None

    @property
    def place(self) -> tuple[str, str | None]:
        """The table and the row's name."""
        return self.field.table, self.row


@dataclass(frozen=True)
class PlannedColumn:
    """What is done with the cells of one column.

    `constants` and `links` hold, by table, what is set in a row wherever a cell of this column says something; `blanks` what is
    set where the cell is blank and the row says something.
    """

    header: str
    targets: tuple[Target, ...] = ()
    options: ReadOptions = field(default_factory=ReadOptions)
    split: tuple[str, ...] = ()
    constants: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    blanks: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    names_patient: bool = False
    names_row: bool = False


@dataclass(frozen=True)
class PlannedSheet:
    """A sheet with its columns by number; a column that is not in `columns` is ignored.

    `long`: one row of one table per sheet row, so that rows are numbered 1, 2, 3 within a patient.
    """

    sheet: Sheet
    header_row: int
    skip_rows: frozenset[int]
    columns: Mapping[int, PlannedColumn]
    long: bool = False


def planned_sheets(source: Source, mapping: ImportMapping) -> tuple[PlannedSheet, ...]:
    """Return what a mapping wants done with a source.

    Raises:
        MappingError: the mapping is for another file, has open questions, or names a sheet, column, row or field that does not
            exist or cannot be filled so.
    """
    if mapping.source != source.name:
        raise MappingError(
            f"The mapping is for {mapping.source!r}, not for {source.name!r}; if the columns are the same, write "
            f"source = {source.name!r} into it."
        )
    if not mapping.sheets:
        raise MappingError("The mapping names no sheet, so there is nothing to import; `nmosd import` proposes one.")
    seen: set[str | None] = set()
    plans = []
    for described in mapping.sheets:
        if described.name in seen:
            raise MappingError(f"The mapping names the sheet {described.name!r} twice; put its columns into one entry.")
        seen.add(described.name)
        plans.append(_planned_sheet(_find_sheet(source, described), described, mapping))
    return tuple(plans)


def _find_sheet(source: Source, described: SheetMapping) -> Sheet:
    for sheet in source.sheets:
        if sheet.name == described.name:
            return sheet
    if described.name is None and len(source.sheets) == 1:
        return source.sheets[0]
    names = [sheet.name for sheet in source.sheets if sheet.name is not None]
    if not names:
        raise MappingError(f"{source.name} is a text file without sheets; leave out name = {described.name!r} in the mapping.")
    if described.name is None:
        raise MappingError(f"{source.name} has several sheets; say which with name = in the mapping: {', '.join(names)}.")
    near = nearest_or_all(described.name, names, "its sheets are")
    raise MappingError(f"{source.name} has no sheet {described.name!r}{near}")


def _planned_sheet(sheet: Sheet, described: SheetMapping, mapping: ImportMapping) -> PlannedSheet:
    where = f"sheet {described.name!r}" if described.name else mapping.source
    _check_header_above(sheet, described, where)
    numbers = {name: number for number, name in header_names(sheet, described.header_row, described.header_above).items()}
    for header in described.columns:
        if header not in numbers:
            near = did_you_mean(header, numbers) or "; correct the name or the header_row, or take the column out of the mapping."
            raise MappingError(f"{where} has no column {header!r} in row {described.header_row}{near}")
    unnamed = [name for name in numbers if name not in described.columns]
    if unnamed and described.other_columns != "ignore":
        raise MappingError(
            f"{where} has the column {unnamed[0]!r}, which the mapping does not name; add it with to = 'ignore', or write "
            "other_columns = 'ignore' for the sheet."
        )
    columns = {
        numbers[header]: _planned_column(header, _with_date_order(column, sheet, numbers[header], described), where, mapping)
        for header, column in described.columns.items()
        if not column.is_ignored
    }
    columns = _with_constants_that_no_column_fills({number: columns[number] for number in sorted(columns)})
    _check_patient(list(columns.values()), where)
    _check_filled_once(list(columns.values()), where)
    _check_links(list(columns.values()), where)
    return PlannedSheet(sheet, described.header_row, frozenset(described.skip_rows), columns)


def _with_date_order(column: ColumnMapping, sheet: Sheet, number: int, described: SheetMapping) -> ColumnMapping:
    """Return the column with the order of day and month that its unambiguous cells show, where the mapping states none."""
    if column.date_order is not None or not any(FIELDS[to].kind == "date" for to in column.to if to in FIELDS):
        return column
    below = [cell for (row, place), cell in sheet.cells.items() if place == number and row > described.header_row]
    return column.model_copy(update={"date_order": date_order_of(below)})


def _planned_column(header: str, column: ColumnMapping, where: str, mapping: ImportMapping) -> PlannedColumn:
    place = f"{where}, column {header!r}"
    if column.to == ("todo",):
        raise MappingError(f"{place} is still marked todo ({column.question or 'what is it?'}); decide it in the mapping.")
    rows = tuple(dict.fromkeys((column.row or "1", *column.other_rows)))
    targets = tuple(
        Target(FIELDS[address], row)
        for address in column.to
        for row in ((None,) if FIELDS[address].table == "patients" else rows)
    )
    if PATIENT_ID in column.to:
        if len(column.to) > 1:
            raise MappingError(f"{place} names the patient and can fill nothing else; give it to = {PATIENT_ID!r} alone.")
        return PlannedColumn(header, targets, names_patient=True)
    for target in targets:
        if target.field.name == "patient_id":
            raise MappingError(f"{place}: the patient is named by {PATIENT_ID!r} in every sheet; write that instead.")
    options = ReadOptions(
        date_order=column.date_order,
        cells_swapped=column.date_cells == "swapped",
        values=dict(column.values),
        calendar=mapping.calendar,
        unit=column.unit,
        latest_year=ReadOptions.latest_year if mapping.latest_year is None else mapping.latest_year,
    )
    return PlannedColumn(
        header,
        targets,
        options,
        column.split,
        _constants(column.constants, targets, place, "set"),
        _constants(column.blank, targets, place, "blank"),
        _links(column.link, targets, place),
    )


def _field_named(name: str, targets: Sequence[Target], place: str, setting: str) -> Field:
    """Return the field that a key of `set` or `link` means: a full address, or a name in the tables that the column fills."""
    tables = list(dict.fromkeys(target.field.table for target in targets))
    for address in (name, *(f"{table}.{name}" for table in tables)):
        if address in FIELDS and FIELDS[address].table in tables:
            return FIELDS[address]
    if name in FIELDS:
        raise MappingError(f"{place}, {setting}: {name!r} is in a table that the column does not fill ({', '.join(tables)}).")
    known = [about.name for about in FIELDS.values() if about.table in tables]
    raise MappingError(f"{place}, {setting}: {' and '.join(tables)} has no field {name!r}{did_you_mean(name, known) or '.'}")


def _constants(
    constants: Mapping[str, Constant], targets: Sequence[Target], place: str, setting: str
) -> dict[str, dict[str, object]]:
    by_table: dict[str, dict[str, object]] = {}
    for name, constant in constants.items():
        about = _field_named(name, targets, place, setting)
        if about.kind in ("identifier", "reference"):
            raise MappingError(f"{place}, {setting}: {about.path} names a row; use link for a reference to another row.")
        if about.kind == "choice" and constant not in about.allowed:
            near = nearest_or_all(str(constant), about.allowed, "it may be")
            raise MappingError(f"{place}, {setting}: {about.path} cannot be {constant!r}{near}")
        read = read_value(Cell(constant, "General", None, 1, 1), about, ReadOptions())
        if isinstance(read, Refused) or read.fields.get(about.name) is None:
            why = f" ({read.message})" if isinstance(read, Refused) else ""
            raise MappingError(f"{place}, {setting}: {constant!r} is no value of {about.path}{why.rstrip('.')}.")
        by_table.setdefault(about.table, {})[about.name] = read.fields[about.name]
    return by_table


def _links(links: Mapping[str, str], targets: Sequence[Target], place: str) -> dict[str, dict[str, str]]:
    by_table: dict[str, dict[str, str]] = {}
    for name, row in links.items():
        about = _field_named(name, targets, place, "link")
        if about.refers_to is None:
            raise MappingError(f"{place}, link: {about.path} does not refer to another row; use set for a constant.")
        by_table.setdefault(about.table, {})[about.name] = row
    return by_table


def _with_constants_that_no_column_fills(columns: Mapping[int, PlannedColumn]) -> dict[int, PlannedColumn]:
    """Take out the constants of fields that a column of the same row fills: its cells go before what a header implies."""
    filled = {(*target.place, target.field.name) for column in columns.values() for target in column.targets}

    def kept(column: PlannedColumn) -> dict[str, dict[str, object]]:
        places = {target.place for target in column.targets}
        return {
            table: {
                name: value
                for name, value in values.items()
                if not any((*place, name) in filled for place in places if place[0] == table)
            }
            for table, values in column.constants.items()
        }

    return {number: replace(column, constants=kept(column)) for number, column in columns.items()}


def _check_header_above(sheet: Sheet, described: SheetMapping, where: str) -> None:
    above = texts_of_row(sheet, described.header_row - 1)
    for text in described.header_above:
        if text not in above:
            near = nearest_or_all(text, above, "it holds")
            raise MappingError(f"{where}, header_above: row {described.header_row - 1} holds no {text!r}{near}")


def _check_patient(columns: Sequence[PlannedColumn], where: str) -> None:
    named = [column.header for column in columns if column.names_patient]
    if not named:
        raise MappingError(f"{where}: no column has to = {PATIENT_ID!r}, so its rows belong to nobody; add it.")
    if len(named) > 1:
        raise MappingError(f"{where}: the columns {named[0]!r} and {named[1]!r} both name the patient; ignore one of them.")


def _check_filled_once(columns: Sequence[PlannedColumn], where: str) -> None:
    """Refuse two columns that fill the same field of the same row, and two constants that differ."""
    filled: dict[tuple[str, str | None, str], str] = {}
    for column in columns:
        for target in column.targets:
            key = (*target.place, target.field.name)
            if key in filled:
                raise MappingError(
                    f"{where}: the columns {filled[key]!r} and {column.header!r} both fill {target.field.path} of row "
                    f"{target.row or 'patients'!r}; give one of them another row."
                )
            filled[key] = column.header
    constants: dict[tuple[str, str | None, str], tuple[object, str]] = {}
    for column in columns:
        for target in column.targets:
            for name, value in column.constants.get(target.field.table, {}).items():
                key = (*target.place, name)
                if constants.setdefault(key, (value, column.header))[0] != value:
                    raise MappingError(
                        f"{where}: the columns {constants[key][1]!r} and {column.header!r} set {target.field.table}.{name} of "
                        f"row {target.row!r} to different values; give one of them another row."
                    )


def _check_links(columns: Sequence[PlannedColumn], where: str) -> None:
    rows = {target.place for column in columns for target in column.targets}
    for column in columns:
        for table, links in column.links.items():
            for name, row in links.items():
                aim = FIELDS[f"{table}.{name}"].refers_to or ""
                if (aim, row) not in rows:
                    known = [str(given) for given_table, given in rows if given_table == aim]
                    near = nearest_or_all(row, sorted(known), "its rows are")
                    raise MappingError(f"{where}, column {column.header!r}, link: no column fills row {row!r} of {aim}{near}")
