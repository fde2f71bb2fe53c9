"""Tables as they are: a folder of CSV files, or a workbook with one sheet per table, whose headers are the fields' names."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from nmosd.errors import MappingError
from nmosd.intake.apply import Imported, import_sheets
from nmosd.intake.cells import Sheet, Source
from nmosd.intake.headers import cells_below, header_names
from nmosd.intake.mapping import ImportMapping
from nmosd.intake.mapping_reading import mapping_from
from nmosd.intake.plan import PATIENT_ID, PlannedColumn, PlannedSheet, Target
from nmosd.intake.values import ReadOptions, date_order_of
from nmosd.intake.workbook import open_source
from nmosd.nearest import nearest_or_all
from nmosd.record import CLINICAL_TABLES, FIELDS

_ABOUT = "about"  # the sheet that says title, calendar and whether the people are invented
_NOT_READ = ("help", "columns", "lists")  # the template's own sheets
_SUFFIXES = (".csv", ".tsv", ".txt")


def tables_at(path: Path) -> tuple[Source, ...]:
    """Return the tables that stand at a path, opened: a folder's text files that are named after tables, or a workbook or a file
    whose sheets are; empty where there are none.

    A sheet counts as a table if it is named after one and has the column `patient_id`.

    Raises:
        MappingError: in a folder of tables, a file that is named after none.
        SourceError: the path or a file cannot be read.
    """
    if path.is_dir():
        return _tables_in_folder(path)
    source = open_source(path)
    tables = [sheet for sheet in source.sheets if _name(source, sheet) in CLINICAL_TABLES]
    return (source,) if any("patient_id" in header_names(sheet, 1).values() for sheet in tables) else ()


def _tables_in_folder(folder: Path) -> tuple[Source, ...]:
    found = [path for path in sorted(folder.iterdir()) if path.suffix.casefold() in _SUFFIXES and path.is_file()]
    paths = {path.stem.casefold(): path for path in found}
    if not set(paths) & set(CLINICAL_TABLES):
        return ()
    known = (_ABOUT, *CLINICAL_TABLES)
    for name, path in paths.items():
        if name not in known:
            raise MappingError(f"{path} is named after no table{nearest_or_all(name, known, 'the tables are')}")
    return tuple(open_source(paths[name]) for name in known if name in paths)


def read_tables(sources: Sequence[Source], *, title: str) -> Imported:
    """Return the record of sheets named after tables, and what became of each cell.

    Headers are field names (`onset`, `sites`). `row_id` may be left out: rows are then numbered within each patient. A row id
    that several patients share (`a1`) counts within the patient. `title` is used where no sheet `about` gives one.

    Raises:
        MappingError: a column or a sheet that no table has, with the nearest name; an `about` that says something impossible.
    """
    sheets = {_name(source, sheet): (source, sheet) for source in sources for sheet in source.sheets}
    known = (_ABOUT, *CLINICAL_TABLES)
    for name, (source, _) in sheets.items():
        if name not in (*known, *_NOT_READ):
            near = nearest_or_all(name, known, "the tables are")
            raise MappingError(f"{source.name} has the sheet {name!r}, which is named after no table{near}")
    mapping = _about(*sheets[_ABOUT], title) if _ABOUT in sheets else _mapping(sources[0].name, {"title": title})
    planned = [
        (sheets[table][0].name, _planned(sheets[table][1], table, f"{sheets[table][0].name}, {table}", mapping))
        for table in CLINICAL_TABLES
        if table in sheets and header_names(sheets[table][1], 1)
    ]
    return import_sheets([file for file, _ in planned], [sheet for _, sheet in planned], mapping)


def _name(source: Source, sheet: Sheet) -> str:
    return (sheet.name or Path(source.name).stem).strip().casefold()


def _mapping(source: str, settings: Mapping[str, object]) -> ImportMapping:
    return mapping_from({"source": source, "title": source, **settings}, f"{source}, about")


def _about(source: Source, sheet: Sheet, title: str) -> ImportMapping:
    names = {number: name.casefold() for number, name in header_names(sheet, 1).items()}
    given = {names[cell.column]: cell.text for cell in cells_below(sheet, 1) if cell.row == 2}
    allowed = ("title", "calendar", "synthetic")
    for name in given:
        if name not in allowed:
            raise MappingError(f"{source.name}, about has the column {name!r}{nearest_or_all(name, allowed, 'it may have')}")
    return _mapping(source.name, {"title": title, **given})


def _planned(sheet: Sheet, table: str, where: str, mapping: ImportMapping) -> PlannedSheet:
    own = {field.name: field for field in FIELDS.values() if field.table == table}
    columns: dict[int, PlannedColumn] = {}
    for number, header in header_names(sheet, 1).items():
        field = own.get(header.casefold().replace(" ", "_"))
        if field is None:
            near = nearest_or_all(header, own, "its columns are")
            raise MappingError(f"{where} has the column {header!r}, which the table has not{near}")
        cells = [cell for cell in cells_below(sheet, 1) if cell.column == number]
        order = date_order_of(cells) if field.kind == "date" and mapping.calendar == "absolute" else None
        target = Target(field, None if table == "patients" else "1")
        if field.name == "patient_id":
            target = Target(FIELDS[PATIENT_ID], None)
        columns[number] = PlannedColumn(
            header,
            (target,),
            ReadOptions(date_order=order, calendar=mapping.calendar, own_notation=True),
            names_patient=field.name == "patient_id",
            names_row=field.name == "row_id",
        )
    if not any(column.names_patient for column in columns.values()):
        raise MappingError(f"{where} has no column 'patient_id', so its rows belong to nobody; add it.")
    return PlannedSheet(sheet, 1, frozenset(), columns, long=table != "patients")
