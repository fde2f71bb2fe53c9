"""An empty workbook to fill: one sheet per table, drop-downs where a list of words is allowed, and a help sheet.

Everything in it comes from the declarations of the tables, so it cannot differ from what `nmosd import` reads.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from nmosd.intake.tables_out import ABOUT, ABOUT_COLUMNS, fields_of_table
from nmosd.intake.writing import HEAD_FILL, bold, print_wide, save_workbook, write_cell, write_heads, write_wrapped
from nmosd.record import CLINICAL_TABLES, FIELDS, Field
from nmosd.record.described import allowed_text, checks_text, example

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

HELP, COLUMNS, LISTS = "Help", "Columns", "Lists"
_LAST_ROW = 2_000
_LONGEST_LIST_IN_HELP = 16
_CORE_FILL, _OTHER_FILL = HEAD_FILL, "F2F2F2"
_HELP_WIDTH = 130
_NARROWEST, _WIDEST = 14, 34
_WIDTHS = {
    "table": 18,
    "column": 24,
    "what it means": 50,
    "kind": 14,
    "unit": 18,
    "allowed": 60,
    "core": 7,
    "example": 34,
}
_HOW_TO = (
    "One row per thing: a person in 'patients', an attack in 'attacks', a test in 'antibody_tests'. patient_id links them.",
    "Use a pseudonym. Never write a name, a hospital number or a full date of birth.",
    "Dates: 2014-03-12, 2014-03 or 2014, as exactly as it is known; also 'spring 2014' or 2014-03-01 to 2014-05-31.",
    "Never make up a day or a month.",
    "No calendar dates (case reports): choose 'relative' on the sheet 'about', and write day 0, day 12 or 6 months from onset.",
    "Blank means that nothing is known. It never means no, and never negative: write no, unknown or not done where you can.",
    "Several values in one cell (sites): join them with a semicolon, such as optic nerve right; spinal cord.",
    "row_id may stay blank. Give one (P017-a1), unlike any other, where another row refers to it: a treatment to its attack.",
    "Columns with a blue head belong to the core dataset: fill these first. Leave out what you do not have.",
    f"What each column means and allows stands on the sheet '{COLUMNS}', and in the note on its head.",
)


def write_template(path: Path) -> Path:
    """Write the empty workbook and return its path. The same version of nmosd writes the same bytes.

    Raises:
        SourceError: the file cannot be written.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _write_help(workbook.create_sheet(HELP))
    _write_columns(workbook.create_sheet(COLUMNS))
    lists = _Lists(workbook)
    _write_about(workbook.create_sheet(ABOUT), lists)
    for table in CLINICAL_TABLES:
        _write_table(workbook.create_sheet(table), fields_of_table(table), lists)
    lists.write()
    return save_workbook(workbook, path)


class _Lists:
    """The hidden sheet that the drop-downs point to: a list written into a drop-down itself may have 255 signs at most."""

    def __init__(self, workbook: "Workbook") -> None:
        self._workbook = workbook
        self._places: dict[tuple[str, ...], str] = {}

    def place(self, values: tuple[str, ...]) -> str:
        """Return the address of a list of values, which is entered at its first use."""
        from openpyxl.utils import get_column_letter

        if values not in self._places:
            letter = get_column_letter(len(self._places) + 1)
            self._places[values] = f"{LISTS}!${letter}$1:${letter}${len(values)}"
        return self._places[values]

    def write(self) -> None:
        sheet = self._workbook.create_sheet(LISTS)
        for column, values in enumerate(self._places, start=1):
            for row, value in enumerate(values, start=1):
                write_cell(sheet, row, column, value)
        sheet.sheet_state = "hidden"


def _write_help(sheet: "Worksheet") -> None:
    write_cell(sheet, 1, 1, "How to fill this workbook").font = bold(14)
    for row, line in enumerate(_HOW_TO, start=2):
        write_wrapped(sheet, row, (line,), (_HELP_WIDTH,))
    sheet.column_dimensions["A"].width = _HELP_WIDTH
    sheet.sheet_view.showGridLines = False
    print_wide(sheet)


def _write_columns(sheet: "Worksheet") -> None:
    write_heads(sheet, 1, _WIDTHS)
    for row, field in enumerate(FIELDS.values(), start=2):
        allowed = "; ".join(part for part in (allowed_text(field, longest=_LONGEST_LIST_IN_HELP), checks_text(field)) if part)
        core = "core" if field.core else ""
        values = (field.table, field.name, field.description, field.kind, field.unit, allowed, core, example(field))
        write_wrapped(sheet, row, values, _WIDTHS.values())
    sheet.auto_filter.ref = f"A1:{_letter(len(_WIDTHS))}{len(FIELDS) + 1}"
    sheet.freeze_panes = "C2"
    print_wide(sheet, head=1)


def _write_about(sheet: "Worksheet", lists: _Lists) -> None:
    prompts = {
        "title": "The cohort's name",
        "calendar": "absolute; relative where day 0 is the onset of disease and no date is known",
        "synthetic": "yes where the people are invented",
    }
    for column, name in enumerate(ABOUT_COLUMNS, start=1):
        _write_head(sheet, column, name, core=True, note=prompts[name])
    _limit(sheet, 2, _drop_down(lists, ("absolute", "relative")))
    _limit(sheet, 3, _drop_down(lists, ("no", "yes")))
    sheet.freeze_panes = "A2"


def _write_table(sheet: "Worksheet", fields: tuple[Field, ...], lists: _Lists) -> None:
    for column, field in enumerate(fields, start=1):
        notes = (field.description, field.unit and f"unit: {field.unit}", allowed_text(field, longest=_LONGEST_LIST_IN_HELP))
        _write_head(sheet, column, field.name, core=field.core, note="\n".join(note for note in notes if note))
        if field.kind not in ("number", "whole number"):
            # As text, or the spreadsheet program makes the first of March out of 2014-03.
            sheet.column_dimensions[_letter(column)].number_format = "@"
        validation = _validation(field, lists)
        if validation is not None:
            _limit(sheet, column, validation)
        sheet.column_dimensions[_letter(column)].width = _width(field)
    sheet.freeze_panes = "C2"
    print_wide(sheet, head=1)


def _width(field: Field) -> int:
    """Return how wide a column is: wide enough for its head, its longest word and a remark."""
    if field.kind in ("text", "choices"):
        return max(_WIDEST if field.name in ("note", "source", "sites") else 18, len(field.name) + 3)
    return max(_NARROWEST, len(field.name) + 3, *(min(len(name) + 3, _WIDEST) for name in field.allowed), 0)


def _write_head(sheet: "Worksheet", column: int, name: str, *, core: bool, note: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    head = write_cell(sheet, 1, column, name)
    if core:
        head.font = bold()
    head.fill = PatternFill("solid", fgColor=_CORE_FILL if core else _OTHER_FILL)
    head.comment = Comment(note + ("\ncore dataset" if core else ""), "nmosd", width=320, height=150)
    sheet.column_dimensions[_letter(column)].width = max(14, len(name) + 3)


def _validation(field: Field, lists: _Lists) -> "DataValidation | None":
    """Return what a column's cells are held to; None for text, dates and references, which a drop-down cannot judge."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if field.kind in ("choice", "choices"):
        return _drop_down(lists, field.allowed, several=field.kind == "choices")
    if field.kind not in ("number", "whole number") or field.high is None:
        return None
    return DataValidation(
        type="whole" if field.kind == "whole number" else "decimal",
        operator="between",
        formula1=f"{field.low:g}",
        formula2=f"{field.high:.15g}",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=field.name,
        error=f"{allowed_text(field)}; or leave it blank.",
    )


def _drop_down(lists: _Lists, values: tuple[str, ...], *, several: bool = False) -> "DataValidation":
    from openpyxl.worksheet.datavalidation import DataValidation

    return DataValidation(
        type="list",
        formula1=lists.place(values),
        allow_blank=True,
        showErrorMessage=not several,
        errorTitle="Not in the list",
        error="Choose from the list, or leave it blank.",
        showInputMessage=several,
        promptTitle="Several" if several else None,
        prompt="Choose one, or write several joined by a semicolon." if several else None,
    )


def _limit(sheet: "Worksheet", column: int, validation: "DataValidation") -> None:
    validation.add(f"{_letter(column)}2:{_letter(column)}{_LAST_ROW}")
    sheet.add_data_validation(validation)


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)
