"""Workbooks and text files, written whole or not at all, and the same bytes for the same contents.

A spreadsheet program takes a text that begins with `=` for a formula; here text stays text. A file is written beside its place
and moved there in one step, so that a killed run leaves the old file whole.
"""

import datetime as dt
import io
import os
import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from nmosd.errors import SourceError

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_FIXED_TIME = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the document's times are part of its bytes and mean nothing
_FIXED_ZIP_TIME = (2000, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_LONGEST_CELL = 32_767


def save_workbook(workbook: "Workbook", path: Path) -> Path:
    """Write a workbook and return its path: in one step, and without the time of writing in it.

    Raises:
        SourceError: its folder does not exist, or the file cannot be written there.
    """
    workbook.properties.creator = "nmosd"
    workbook.properties.created = _FIXED_TIME
    raw = io.BytesIO()
    workbook.save(raw)
    return replace_file(path, _without_times(raw.getvalue()))


def replace_file(path: Path, content: bytes) -> Path:
    """Put a file with this content at a path in one step and return the path; what stood there is replaced.

    Raises:
        SourceError: its folder does not exist, or the file cannot be written there.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise SourceError(f"{path} cannot be written, as there is no folder {path.parent}: make it, or give another path.")
    if path.is_dir():
        raise SourceError(f"{path} is a folder: give the name of a file.")
    temporary: str | None = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=".writing-", suffix=path.suffix, dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        raise SourceError(f"{path} cannot be written ({error.strerror}): close it elsewhere, or give another path.") from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
    return path


def write_cell(sheet: "Worksheet", row: int, column: int, value: str | float | None) -> "Cell":
    """Write one value and return its cell: text stays text whatever it begins with, and loses signs that no workbook can hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

    cell = sheet.cell(row=row, column=column)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)[:_LONGEST_CELL]
        cell.data_type = "s"
        if value.startswith(("=", "+", "-", "@")):
            cell.quotePrefix = True
    else:
        cell.value = value
    return cell


def _without_times(content: bytes) -> bytes:
    """Return the archive with every time in it replaced by a fixed one."""
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
