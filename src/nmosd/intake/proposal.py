"""A mapping proposed for a sheet that nobody has described yet."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from nmosd.errors import MappingError
from nmosd.intake.belonging import rows_of
from nmosd.intake.cells import Cell, Sheet, Source
from nmosd.intake.guesses import SURE, guesses
from nmosd.intake.header_row import Headers, headers_of
from nmosd.intake.headers import cells_below, header_names, plain
from nmosd.intake.mapping import ColumnMapping, ImportMapping, SheetMapping
from nmosd.intake.pairing import together
from nmosd.intake.patients import NoPatient, patient_of
from nmosd.intake.plan import PATIENT_ID
from nmosd.intake.propose_column import proposed_column
from nmosd.intake.trials import Sight, tried
from nmosd.record import FIELDS
from nmosd.record.vocabulary.headers import header_words

_Columns = dict[str, list[Cell]]
_Calendar = Literal["absolute", "relative"]
_CALENDARS: tuple[_Calendar, ...] = ("absolute", "relative")


def propose(source: Source) -> ImportMapping:
    """Return a mapping of a source as far as headers and values decide it; what they do not decide is a question.

    Headers are compared with `headers.toml` and the fields' own names, and a header is believed only if most of its cells can be
    read so. Columns that may identify a person are left out. The same source gives the same proposal.

    Raises:
        MappingError: no sheet has a header row with a column that names the patient.
    """
    found = [(sheet, headers_of(sheet)) for sheet in source.sheets]
    tables = [(sheet, headers, _columns(sheet, headers)) for sheet, headers in found if headers is not None]
    latest = _latest_year([columns for _, _, columns in tables])
    calendar = _calendar([columns for _, _, columns in tables], latest)
    sheets: list[SheetMapping] = []
    left_out = [sheet.name or source.name for sheet, headers in found if headers is None]
    taken: dict[tuple[str, str], str] = {}
    for sheet, headers, by_header in tables:
        sight = Sight(calendar, latest, sheet.name, _names_eyes(sheet.name, by_header))
        proposed = {header: proposed_column(header, cells, sight) for header, cells in by_header.items()}
        columns = together(proposed, by_header, taken)
        if columns is None:
            left_out.append(sheet.name or source.name)
            continue
        prefix = re.sub(r"[^a-z0-9]+", "-", plain(sheet.name or "")).strip("-") or "sheet"
        taken.update(dict.fromkeys(rows_of(columns), f"x{prefix}" if prefix[0].isdecimal() else prefix))
        sheets.append(
            SheetMapping(
                name=sheet.name,
                header_row=headers.row,
                header_above=headers.above,
                skip_rows=_summary_rows(sheet, headers, columns),
                columns=columns,
            )
        )
    if not sheets:
        raise MappingError(
            f"{source.name} has no row of headers with a column that names the patient, such as 'Patient ID'; put one above "
            "pseudonyms (no names, no hospital numbers)."
        )
    return ImportMapping(
        source=source.name,
        title=_title(source, sheets[0]),
        calendar=calendar,
        synthetic=_is_invented(source, sheets),
        latest_year=latest if calendar == "absolute" else None,
        sheet=tuple(sheets),
        left_out=tuple(left_out),
    )


def _columns(sheet: Sheet, headers: Headers) -> _Columns:
    """Return the cells of each column, without those of rows that sum up others."""
    names = header_names(sheet, headers.row, headers.above)
    ids = [
        number for number, name in names.items() if any(guess.to == PATIENT_ID and guess.score >= SURE for guess in guesses(name))
    ]
    summed = {row for (row, column), cell in sheet.cells.items() if column in ids and row > headers.row and _sums_up(cell)}
    columns: _Columns = {name: [] for name in names.values()}
    for cell in cells_below(sheet, headers.row):
        if cell.row not in summed:
            columns[names[cell.column]].append(cell)
    return columns


def _sums_up(cell: Cell) -> bool:
    found = patient_of(cell)
    return isinstance(found, NoPatient) and found.code == "I203"


def _names_eyes(sheet_name: str | None, columns: _Columns) -> bool:
    best = (next(iter(guesses(header, sheet_name)), None) for header, cells in columns.items() if cells)
    return any(guess is not None and guess.to == "eye_exams.eye" and guess.score >= SURE for guess in best)


def _latest_year(tables: Sequence[_Columns]) -> int | None:
    """Return the last year that a cell certainly states: a date, four digits in a short text, a number under a date's header."""
    years: list[int] = []
    for columns in tables:
        for header, cells in columns.items():
            best = next(iter(guesses(header)), None)
            if best is not None and best.to == "patients.birth":
                continue  # a spreadsheet program makes 2029 of a birth in 29
            years += [cell.value.year for cell in cells if isinstance(cell.value, dt.date)]
            short = [cell.value for cell in cells if isinstance(cell.value, str) and len(cell.value) <= 20]
            years += [int(year) for text in short for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)]
            if best is not None and FIELDS[best.to].kind == "date":
                numbers = [cell.value for cell in cells if isinstance(cell.value, int | float)]
                years += [int(number) for number in numbers if number == int(number)]
    return max((year for year in years if 1900 <= year <= 2099), default=None)


def _calendar(tables: Sequence[_Columns], latest: int | None) -> _Calendar:
    """Return `relative` where more cells of date columns read as times from onset than as dates."""
    read: defaultdict[_Calendar, int] = defaultdict(int)
    for columns in tables:
        for header, cells in columns.items():
            guess = next((guess for guess in guesses(header) if guess.score >= SURE), None)
            if guess is not None and FIELDS[guess.to].kind == "date" and guess.flag is None:
                for calendar in _CALENDARS:
                    read[calendar] += tried(guess, cells, Sight(calendar, latest)).read
    return "relative" if read["relative"] > read["absolute"] else "absolute"


def _summary_rows(sheet: Sheet, headers: Headers, columns: dict[str, ColumnMapping]) -> tuple[int, ...]:
    """Return the rows whose id cell sums up others (`Total`, `n = 118`)."""
    names = {name: number for number, name in header_names(sheet, headers.row, headers.above).items()}
    ids = next(names[header] for header, column in columns.items() if column.to == (PATIENT_ID,))
    return tuple(cell.row for cell in cells_below(sheet, headers.row) if cell.column == ids and _sums_up(cell))


def _title(source: Source, sheet: SheetMapping) -> str:
    """Return a name for the cohort: the sheet's own, else the file's; never a title row, which may name people."""
    name = sheet.name or ""
    if re.fullmatch(r"(?:sheet|tabelle|feuil|hoja|table|blatt)?\s*\d*", name.casefold()):
        name = Path(source.name).stem.replace("_", " ")
    return name


def _is_invented(source: Source, sheets: Sequence[SheetMapping]) -> bool:
    rows = {sheet.name: sheet.header_row for sheet in sheets}
    texts = [source.name, *(sheet.name or "" for sheet in source.sheets)]
    for sheet in source.sheets:
        texts += [cell.text for (row, _), cell in sheet.cells.items() if row < rows.get(sheet.name, 0)]
    said = {word for text in texts for word in plain(text).split()}
    return any(set(plain(word).split()) <= said for word in header_words().invented)
