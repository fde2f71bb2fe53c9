"""Columns that belong to a row which their own header does not name: the examination, the infusion or the attack beside them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from nmosd.intake.cells import Cell
from nmosd.intake.mapping import ColumnMapping
from nmosd.record import FIELDS
from nmosd.record.vocabulary import names
from nmosd.record.vocabulary.headers import header_words

_PATIENT_ID = "patients.patient_id"
_OF_BOTH_EYES = ("eye_exams.examined", "eye_exams.oct_device", "eye_exams.oct_quality_passed")
_NAMING = ("eye_exams.eye", "mri_scans.region", "neurophysiology.study")
_OF_AN_ATTACK = ("acute_treatments", "eye_exams", "mri_scans", "csf_samples")

_Columns = dict[str, ColumnMapping]


def rows_of(columns: Mapping[str, ColumnMapping]) -> set[tuple[str, str]]:
    """Return the rows that columns fill or may fill, as table and name."""
    rows = set()
    for column in columns.values():
        for settings in (column.model_dump(by_alias=True), *column.choices.values()):
            to = settings["to"]
            for address in (to,) if isinstance(to, str) else to:
                if address in FIELDS and FIELDS[address].table != "patients":
                    for row in (settings.get("row") or "1", *settings.get("other_rows", ())):
                        rows.add((FIELDS[address].table, row))
    return rows


def with_the_rows_they_belong_to(columns: _Columns, cells: Mapping[str, Sequence[Cell]]) -> _Columns:
    """Return the columns of a sheet, each in the row that the columns beside it show; what is assumed stands in a remark."""
    columns = _of_both_eyes(_of_what_the_row_is_about(columns))
    for table, is_part in (("visits", _is_part_of_a_visit), ("cell_therapies", _is_outcome_of_cells)):
        columns = _beside_the_only_row(columns, table, is_part)
    return _of_the_attack(columns) if _has_a_row_for_each_attack(columns, cells) else columns


def _of_what_the_row_is_about(columns: _Columns) -> _Columns:
    """Let all columns of a table belong to the row in which one of them says what it is about: the eye, the region, the study."""
    changed = dict(columns)
    for named in _NAMING:
        table, _, name = named.partition(".")
        row = next((column.row for column in columns.values() if column.to == (named,)), None)
        for header, column in columns.items() if row is not None else ():
            of_an_eye = named == "eye_exams.eye" and "eye" in column.constants  # its header names one
            if column.to[0].startswith(f"{table}.") and not of_an_eye:
                constants = {key: value for key, value in column.constants.items() if key != name}
                changed[header] = column.model_copy(update={"row": row, "constants": constants})
    return changed


def _of_both_eyes(columns: _Columns) -> _Columns:
    """Let a date or a device that names no eye hold for the eyes that the columns of the same examination name."""
    known = {row for table, row in rows_of(columns) if table == "eye_exams"}
    changed = dict(columns)
    for header, column in columns.items():
        if column.to[0] in _OF_BOTH_EYES and "eye" not in column.constants:
            before = "" if column.row in (None, "1") else f"{column.row} "
            eyes = [f"{before}{eye}" for eye in names("eye") if f"{before}{eye}" in known]
            if eyes:
                changed[header] = column.model_copy(update={"row": eyes[0], "other_rows": tuple(eyes[1:])})
    return changed


def _is_part_of_a_visit(name: str) -> bool:
    return name not in ("visited", "edss", "mrs")


def _is_outcome_of_cells(name: str) -> bool:
    return name not in ("product", "given")


def _beside_the_only_row(columns: _Columns, table: str, is_part: Callable[[str], bool]) -> _Columns:
    """Move columns that say only a part of a row to the only row of the table that has more than such parts."""
    own = {header: column for header, column in columns.items() if column.to[0] in FIELDS and FIELDS[column.to[0]].table == table}
    parts = {header for header, column in own.items() if all(is_part(FIELDS[to].name) for to in column.to)}
    rows = {own[header].row or "1" for header in own if header not in parts}
    if len(rows) != 1 or rows == {"1"}:
        return columns
    (row,) = rows
    remark = f"it stands beside the row {row!r} and is taken for a part of it"
    return {
        header: _remarked(column, remark, row=row) if header in parts and column.row in (None, "1") else column
        for header, column in columns.items()
    }


def _has_a_row_for_each_attack(columns: _Columns, cells: Mapping[str, Sequence[Cell]]) -> bool:
    """Return whether people stand in several rows of the sheet, and each row dates one attack."""
    onsets = {column.row for column in columns.values() if "attacks.onset" in column.to}
    people = [cell.text for header, column in columns.items() if column.to == (_PATIENT_ID,) for cell in cells[header]]
    attacks = {row for table, row in rows_of(columns) if table == "attacks"}
    return onsets == attacks == {"1"} and len(set(people)) < len(people)


def _of_the_attack(columns: _Columns) -> _Columns:
    """Give the attack of the sheet's row what has no date of its own: the score, treatments and findings."""
    filled = {(to, row) for column in columns.values() for to in column.to for row in (column.row, *column.other_rows)}
    changed = dict(columns)
    for header, column in columns.items():
        if column.to[0] not in FIELDS:
            continue
        table = FIELDS[column.to[0]].table
        if column.to == ("visits.edss",) and column.row == "1" and not filled & set(_SCORED_ELSEWHERE):
            remark = "each row is an attack: taken for the worst score in it; a score of another day needs its own date column"
            changed[header] = _remarked(column, remark, to=("attacks.nadir_edss",))
        elif table in _OF_AN_ATTACK and not column.link and not _is_dated(table, column, filled):
            remark = "each row is an attack: taken for a finding or treatment of it"
            changed[header] = _remarked(column, remark, link={"attack": "1"})
    return changed


_SCORED_ELSEWHERE = (("visits.visited", "1"), ("attacks.nadir_edss", "1"))


def _is_dated(table: str, column: ColumnMapping, filled: set[tuple[str, str | None]]) -> bool:
    """Return whether the row has a date, or its header says when it was (`last`)."""
    moments = set(header_words().moments)
    dates = set(_dates_of(table))
    by_constant = any(f"{table}.{name}" in dates for name in column.constants)
    return by_constant or any((date, column.row) in filled for date in dates) or bool(moments & set((column.row or "").split()))


def _dates_of(table: str) -> Iterator[str]:
    return (path for path, about in FIELDS.items() if about.table == table and about.kind == "date")


def _remarked(column: ColumnMapping, remark: str, **changes: object) -> ColumnMapping:
    return column.model_copy(update={**changes, "seen": replace(column.seen, remarks=(*column.seen.remarks, remark))})
