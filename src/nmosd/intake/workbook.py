"""Opening the file that a clinic has: a workbook or a text table, or one sentence that says why not."""

import hashlib
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from nmosd.errors import SourceError
from nmosd.intake.cells import Cell, Range, Sheet, Source
from nmosd.intake.comments import commented_cells
from nmosd.intake.delimited import read_delimited

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_TEXT_ENDINGS = {".csv": None, ".tsv": "\t", ".txt": None}
_WORKBOOK_ENDINGS = (".xlsx", ".xlsm")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LARGEST_FILE = 200 * 2**20
_LARGEST_UNPACKED = 500 * 2**20
_SAVE_AS = "open it in the spreadsheet program and save it as .xlsx"


def open_source(path: Path) -> Source:
    """Return the sheets of a workbook (.xlsx, .xlsm) or a text table (.csv, .tsv, .txt) with every cell that is not empty.

    Hidden sheets and rows are read like others; of merged cells the top left one holds the value. A formula gives the result that
    was stored with it.

    Raises:
        SourceError: the file is missing, a directory, encrypted, damaged, in an old format, too large, or empty.
    """
    path = Path(path)
    raw = _bytes_of(path)
    digest = hashlib.sha256(raw).hexdigest()
    ending = path.suffix.lower()
    if raw.startswith(_OLE):
        raise SourceError(_ole_sentence(path.name, raw))
    if ending in _TEXT_ENDINGS:
        if raw.startswith(b"PK\x03\x04"):
            raise SourceError(f"{path.name} is a workbook under the name of a text table; rename it to end in .xlsx.")
        return Source(path, path.name, digest, (read_delimited(raw, path.name, delimiter=_TEXT_ENDINGS[ending]),))
    if ending not in _WORKBOOK_ENDINGS:
        raise SourceError(f"{path.name} ends in none of .xlsx, .xlsm, .csv, .tsv, .txt; {_SAVE_AS}.")
    sheets = tuple(_sheets(path))
    if not any(sheet.cells for sheet in sheets):
        raise SourceError(f"{path.name} has no sheet with a value in it; choose the file with the patients.")
    return Source(path, path.name, digest, sheets)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SourceError(f"{path} is a directory; name the workbook or the text table in it.")
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise SourceError(
                f"{path.name} has {size / 2**20:.0f} MB, more than the {_LARGEST_FILE // 2**20} that can be read; split it."
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}; check the name and the folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(
            f"{path} cannot be opened ({reason}); check that it is closed elsewhere and that you may read it."
        ) from None
    if not raw:
        raise SourceError(f"{path.name} is empty (0 bytes); choose the file with the patients.")
    return raw


def _ole_sentence(name: str, raw: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return f"{name} is protected by a password; open it in the spreadsheet program and save a copy without one."
    return f"{name} is a workbook in the old .xls format; {_SAVE_AS}."


def _sheets(path: Path) -> Iterator[Sheet]:
    _refuse_bad_archive(path)
    from openpyxl.reader.excel import ExcelReader

    try:
        with warnings.catch_warnings():
            # Styles, validations and extensions that openpyxl does not know change no value.
            warnings.simplefilter("ignore")
            reader = ExcelReader(path, read_only=True, data_only=True, keep_links=False)
            reader.read()
            try:
                yield from [_sheet(worksheet) for worksheet in reader.wb.worksheets]
            finally:
                reader.archive.close()
    except Exception as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"{path.name} is damaged and cannot be read as a workbook; {_SAVE_AS} anew.") from error


def _refuse_bad_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise SourceError(f"{path.name} is no workbook, or only a part of one; fetch it again, or {_SAVE_AS}.") from None
    if unpacked > _LARGEST_UNPACKED:
        raise SourceError(
            f"{path.name} unpacks to {unpacked / 2**20:.0f} MB, more than the {_LARGEST_UNPACKED // 2**20} that can be read; "
            "split it."
        )
    if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
        raise SourceError(f"{path.name} is a packed file but no .xlsx workbook; {_SAVE_AS}.")


def _sheet(worksheet: "ReadOnlyWorksheet") -> Sheet:
    from openpyxl.cell.read_only import ReadOnlyCell

    book: Any = worksheet.parent
    cells: dict[tuple[int, int], Cell] = {}
    merged: list[Range] = []
    for found in _found_cells(worksheet, merged):
        value = found["value"]
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        row, column = found["row"], found["column"]
        if not isinstance(value, str | int | float):
            value = value if hasattr(value, "isoformat") else str(value)  # a duration has no calendar: keep what it says
        number_format = ReadOnlyCell(worksheet, row, column, value, style_id=found["style_id"]).number_format
        cells[row, column] = Cell(
            value,
            number_format or "General",
            worksheet.title,
            row,
            column,
            book.epoch.date(),
            is_formula=found.get("is_formula", False),
        )
    n_rows, n_columns = (max((place[axis] for place in cells), default=0) for axis in (0, 1))
    place: str = getattr(worksheet, "_worksheet_path")  # noqa: B009 (openpyxl's own, which its stubs leave out)
    comments = frozenset(commented_cells(book._archive, place))
    return Sheet(worksheet.title, MappingProxyType(cells), n_rows, n_columns, tuple(sorted(merged)), comments)


def _found_cells(worksheet: "ReadOnlyWorksheet", merged: list[Range]) -> Iterator[dict[str, Any]]:
    """Yield the cells of a sheet one by one: openpyxl's own parser, which pads no empty rows and tells unstored results.

    When the last cell is out, `merged` holds the ranges of merged cells, which stand behind the cells in the file.
    """
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

    class Parser(WorkSheetParser):
        def parse_cell(self, element: Any) -> dict[str, Any]:
            cell: dict[str, Any] = super().parse_cell(element)
            formula = element.find(FORMULA_TAG)
            # A stored empty text has t="str"; without it nothing was ever calculated.
            if cell["value"] is None and formula is not None and element.get("t") != "str":
                cell["value"] = f"={formula.text or ''}"
                cell["is_formula"] = True
            return cell

    source: Any = worksheet
    with source._get_source() as stream:
        parser = Parser(
            stream,
            source._shared_strings,
            data_only=True,
            epoch=source.parent.epoch,
            date_formats=source.parent._date_formats,
            timedelta_formats=source.parent._timedelta_formats,
        )
        for _, row in parser.parse():
            yield from row
        found: Any = getattr(parser, "merged_cells", None)
        merged.extend((area.min_row, area.min_col, area.max_row, area.max_col) for area in (found.mergeCell if found else ()))
