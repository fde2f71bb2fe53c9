"""Workbooks and text files, written whole or not at all, and the same bytes for the same contents.

A spreadsheet program takes a text that begins with `=` for a formula; here text stays text. A file is written beside its place
and moved there in one step, so that a killed run leaves the old file whole.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from nmosd.errors import SourceError
from nmosd.writing import write_whole

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.styles import Font
    from openpyxl.worksheet.worksheet import Worksheet

_FIXED_TIME = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the document's times are part of its bytes and mean nothing
_FIXED_ZIP_TIME = (2000, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
LONGEST_CELL = 32_767
_FONT = "Calibri"  # of every cell that openpyxl writes
_LINE, _HIGHEST_ROW = 15.0, 400.0  # points
HEAD_FILL = "DCE9F5"


def save_workbook(workbook: "Workbook", path: Path) -> Path:
    """Write a workbook and return its path: in one step, and without the time of writing in it.

    Raises:
        NmosdError: its name does not end in .xlsx, its folder does not exist, or the file cannot be written there.
    """
    if path.suffix.casefold() != ".xlsx":
        raise SourceError(f"{path} is to be a workbook: give it a name that ends in .xlsx.")
    workbook.properties.creator = "nmosd"
    workbook.properties.created = _FIXED_TIME
    raw = io.BytesIO()
    workbook.save(raw)
    return replace_file(path, without_times(raw.getvalue()))


def replace_file(path: Path, content: bytes) -> Path:
    """Put a file with this content at a path in one step and return the path; what stood there is replaced.

    Raises:
        NmosdError: its folder does not exist, or the file cannot be written there.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise SourceError(f"{path} cannot be written, as there is no folder {path.parent}: make it, or give another path.")
    if path.is_dir():
        raise SourceError(f"{path} is a folder: give the name of a file.")
    return write_whole(path, content)


def write_cell(sheet: "Worksheet", row: int, column: int, value: str | float | None) -> "Cell":
    """Write one value and return its cell: text stays text whatever it begins with, and loses signs that no workbook can hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

    cell = sheet.cell(row=row, column=column)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)[:LONGEST_CELL]
        cell.data_type = "s"
        if value.startswith(("=", "+", "-", "@")):
            cell.quotePrefix = True
    else:
        cell.value = value
    return cell


def bold(size: int = 11) -> "Font":
    """Return the bold face of the font that the other cells have; without its name a program takes one of its own."""
    from openpyxl.styles import Font

    return Font(name=_FONT, size=size, bold=True)


def write_heads(sheet: "Worksheet", row: int, widths: Mapping[str, int]) -> None:
    """Write a head row, shaded, and make the columns as wide as told (in digits)."""
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter

    for column, (name, width) in enumerate(widths.items(), start=1):
        head = write_cell(sheet, row, column, name)
        head.font, head.fill = bold(), PatternFill("solid", fgColor=HEAD_FILL)
        head.alignment = Alignment(vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[row].height = 1.3 * _LINE


def write_wrapped(sheet: "Worksheet", row: int, values: Sequence[str | float | None], widths: Iterable[int]) -> None:
    """Write a row of texts that break at the width of their columns, as high as the longest needs.

    The height is stated because not every spreadsheet program makes room for the second line by itself.
    """
    from openpyxl.styles import Alignment

    lines = 1
    for column, (value, width) in enumerate(zip(values, widths, strict=False), start=1):
        if value not in (None, ""):
            cell = write_cell(sheet, row, column, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
            lines = max(lines, _lines(str(cell.value), width))
    sheet.row_dimensions[row].height = min(lines * _LINE, _HIGHEST_ROW)


def _lines(text: str, width: int) -> int:
    return sum(max(1, len(wrap(line, max(1, int(0.95 * width))))) for line in text.split("\n"))


def print_wide(sheet: "Worksheet", *, head: int | None = None) -> None:
    """Let a sheet be printed on landscape pages as wide as itself, with its head row on each of them."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if head is not None:
        sheet.print_title_rows = f"{head}:{head}"
    foot = sheet.oddFooter
    assert foot is not None  # every new sheet has its foot
    assert foot.center is not None
    foot.center.text = "&A, page &P of &N"


def without_times(content: bytes) -> bytes:
    """Return an Office document with every time in it replaced by a fixed one."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "docProps/core.xml":
                stamp = _FIXED_TIME.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                data = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", data)
            entry = zipfile.ZipInfo(member.filename, _FIXED_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, data)
    return fixed.getvalue()
