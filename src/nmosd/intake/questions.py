"""The query sheet for the clinic: a workbook with one row per question and an empty column for the answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nmosd.intake.writing import bold, print_wide, save_workbook, write_cell, write_heads, write_wrapped
from nmosd.record import finding_kinds

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SUMMARY, QUESTIONS = "Summary", "Questions"
_WIDTHS = {
    "code": 8,
    "patient": 14,
    "question": 60,
    "what stood there": 34,
    "where": 34,
    "what to do": 50,
    "the clinic's answer": 40,
}
_MOST_PATIENTS_NAMED = 8


@dataclass(frozen=True)
class Question:
    """One question to the clinic; `patient_id` is None where it concerns no one in particular."""

    code: str
    patient_id: str | None
    question: str
    text: str
    place: str
    remedy: str


def write_questions(problems: pl.DataFrame, path: Path, *, title: str = "") -> Path:
    """Write the query sheet and return its path.

    `problems` has the rows of the record's table `problems`, from the importer, from `course.queries`, or both together. The
    first sheet counts the questions by code, the second has one row per question, as `question_rows` returns them.

    Raises:
        SourceError: the file cannot be written.
    """
    from openpyxl import Workbook

    asked = question_rows(problems)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _write_summary(workbook.create_sheet(SUMMARY), asked, title)
    _write_rows(workbook.create_sheet(QUESTIONS), asked)
    return save_workbook(workbook, path)


def question_rows(problems: pl.DataFrame) -> list[Question]:
    """Return one question per problem, by patient, then code, then place; those about no one in particular last.

    The cells of a sheet row that was set aside whole (it has a row, but no patient) are one question together. A problem that
    stands there twice, for the same cell or rows, is asked once.
    """
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in problems.iter_rows(named=True):
        if row["patient_id"] is None and row["row"] is not None:
            key: tuple[Any, ...] = (row["code"], row["file"], row["sheet"], row["row"])
        else:
            key = (row["code"], row["patient_id"], *row["row_ids"], row["file"], row["sheet"], row["cell"], row["message"])
        groups.setdefault(key, []).append(row)
    asked = [_question(rows) for rows in groups.values()]
    return sorted(asked, key=lambda one: (one.patient_id is None, one.patient_id or "", one.code))


def _question(rows: Sequence[dict[str, Any]]) -> Question:
    first = rows[0]
    whole_row = first["patient_id"] is None and first["row"] is not None
    texts = [f"{row['cell']}: {row['text'] or ''}" if whole_row and row["cell"] else row["text"] for row in rows]
    sheet = " · ".join(part for part in (first["file"], first["sheet"]) if part)
    spot = f"row {first['row']}" if whole_row else first["cell"]
    header = f"({first['column']})" if first["column"] and not whole_row else None
    place = " · ".join(part for part in (sheet, " ".join(part for part in (spot, header) if part)) if part)
    return Question(
        first["code"],
        first["patient_id"],
        _joined(row["message"] for row in rows),
        _joined(texts, "; "),
        place,
        _joined(row["remedy"] for row in rows),
    )


def _joined(parts: Iterable[str | None], separator: str = " ") -> str:
    return separator.join(dict.fromkeys(part for part in parts if part))


def _write_summary(sheet: "Worksheet", asked: Sequence[Question], title: str) -> None:
    people = {one.patient_id for one in asked} - {None}
    write_cell(sheet, 1, 1, f"Questions to the clinic: {title}" if title else "Questions to the clinic").font = bold(14)
    counted = f"{_counted(len(asked), 'question')} about {_counted(len(people), 'patient')}. " if asked else ""
    ending = f"Please answer in the last column of the sheet '{QUESTIONS}'." if asked else "There is nothing to ask."
    write_cell(sheet, 2, 1, counted + ending)
    kinds = finding_kinds()
    heads = {"code": 10, "questions": 11, "patients": 10, "what": 64, "severity": 12, "whom": 64}
    write_heads(sheet, 4, heads)
    for row, code in enumerate(sorted({one.code for one in asked}), start=5):
        concerned = [one.patient_id for one in asked if one.code == code]
        named = list(dict.fromkeys(name for name in concerned if name))
        more = f" and {len(named) - _MOST_PATIENTS_NAMED} more" if len(named) > _MOST_PATIENTS_NAMED else ""
        whom = ", ".join(named[:_MOST_PATIENTS_NAMED]) + more
        values = (code, len(concerned), len(named), kinds[code].title, kinds[code].severity, whom)
        write_wrapped(sheet, row, values, heads.values())
    print_wide(sheet, head=4)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _write_rows(sheet: "Worksheet", asked: Sequence[Question]) -> None:
    from openpyxl.styles import Alignment, PatternFill

    write_heads(sheet, 1, _WIDTHS)
    for row, one in enumerate(asked, start=2):
        said = (one.code, one.patient_id, one.question, one.text, one.place, one.remedy)
        write_wrapped(sheet, row, said, _WIDTHS.values())
        answer = write_cell(sheet, row, len(_WIDTHS), None)
        answer.fill = PatternFill("solid", fgColor="FFF8E1")
        answer.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:G{len(asked) + 1}"
    print_wide(sheet, head=1)
