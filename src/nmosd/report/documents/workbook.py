"""The figures of a study as a workbook: a sheet for each analysis, then the definitions and the manifest."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmosd.intake.writing import print_wide, save_workbook, write_cell, write_heads, write_wrapped
from nmosd.report.study.about import definitions_and_sources, manifest_lines

if TYPE_CHECKING:
    from openpyxl import Workbook

    from nmosd.study import Study

_WIDTHS = {"variable": 34, "level": 34, "group": 26, "measure": 22, "method": 40, "definition": 60, "warnings": 60}
_USUAL_WIDTH = 13
_SHOWN_AS = "0.000"
"""How a figure that is no whole number and not tiny is shown; the cell keeps all its digits."""
_LONGEST_TITLE = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_workbook(study: "Study", path: Path | str) -> Path:
    """Write the workbook and return its path; columns that no figure of an analysis fills are left out of its sheet.

    The same study gives the same bytes.

    Raises:
        NmosdError: its name does not end in .xlsx, or it cannot be written there.
    """
    from openpyxl import Workbook

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for analysis in study.results["analysis"].unique(maintain_order=True):
        rows = [row for row in study.results.iter_rows(named=True) if row["analysis"] == analysis]
        _sheet(workbook, analysis, _filled(rows), rows)
    definitions, sources = definitions_and_sources(study)
    _words(
        workbook,
        "definitions",
        {"rule": 60, "name": 34, "value": 30, "source": 70, "mark": 24},
        [
            (line.meaning, line.name, line.value, sources[line.source - 1].text if line.source else "", line.mark)
            for line in definitions
        ],
    )
    _words(workbook, "manifest", {"name": 34, "value": 80}, manifest_lines(study.manifest))
    return save_workbook(workbook, path)


def _filled(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [name for name in rows[0] if name != "analysis" and any(row[name] is not None for row in rows)]


def _sheet(workbook: "Workbook", name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    sheet = workbook.create_sheet(_title(name))
    write_heads(sheet, 1, {column: _WIDTHS.get(column, _USUAL_WIDTH) for column in columns})
    for place, row in enumerate(rows, start=2):
        for column, key in enumerate(columns, start=1):
            value = _value(row[key])
            if value is not None:
                cell = write_cell(sheet, place, column, value)
                if isinstance(value, float):
                    cell.number_format = "General" if value.is_integer() or abs(value) < 0.001 else _SHOWN_AS
    sheet.freeze_panes = "A2"
    print_wide(sheet, head=1)


def _words(workbook: "Workbook", name: str, widths: Mapping[str, int], rows: Sequence[Sequence[str]]) -> None:
    sheet = workbook.create_sheet(_title(name))
    write_heads(sheet, 1, widths)
    for place, row in enumerate(rows, start=2):
        write_wrapped(sheet, place, row, widths.values())
    sheet.freeze_panes = "A2"
    print_wide(sheet, head=1)


def _title(name: str) -> str:
    return name.translate(_FORBIDDEN)[:_LONGEST_TITLE]


def _value(value: Any) -> Any:
    """Return a value that a cell can hold; a spreadsheet has no infinity."""
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, float) and math.isinf(value):
        return "infinite" if value > 0 else "minus infinite"
    return value
