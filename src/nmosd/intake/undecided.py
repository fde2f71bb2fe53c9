"""What the importer could not decide: the questions, their answers, and an overview of what it did decide."""

from collections.abc import Iterator
from dataclasses import dataclass

from nmosd.errors import MappingError
from nmosd.intake.mapping import ColumnMapping, ImportMapping
from nmosd.intake.mapping_reading import settled
from nmosd.nearest import did_you_mean


@dataclass(frozen=True)
class OpenQuestion:
    """A column that a person has to decide: where it stands, what is asked, and the answers that are known."""

    sheet: str | None
    column: str
    question: str
    choices: tuple[str, ...]
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recognised:
    """One line of the overview: one column, or numbered columns of one kind together (`Rel1 ... Rel11`)."""

    sheet: str | None
    columns: tuple[str, ...]
    to: tuple[str, ...]
    reads: str

    @property
    def name(self) -> str:
        """The column, or the first and the last of several."""
        return self.columns[0] if len(self.columns) == 1 else f"{self.columns[0]} ... {self.columns[-1]}"


def open_questions(mapping: ImportMapping) -> list[OpenQuestion]:
    """Return the questions that are still open, in the order of the sheets."""
    return [
        OpenQuestion(sheet, header, column.question or "what is in this column?", tuple(column.choices), column.seen.examples)
        for sheet, header, column in _columns(mapping)
        if column.is_open
    ]


def answer(mapping: ImportMapping, question: OpenQuestion, choice: str) -> ImportMapping:
    """Return the mapping with one question answered by one of its choices, or by the address of a field.

    Raises:
        MappingError: the choice is neither.
    """
    sheets = []
    for sheet in mapping.sheets:
        if sheet.name == question.sheet and question.column in sheet.columns:
            column = _answered(sheet.columns[question.column], choice, f"column {question.column!r}")
            sheet = sheet.model_copy(update={"columns": {**sheet.columns, question.column: column}})  # noqa: PLW2901 (frozen models)
        sheets.append(sheet)
    return mapping.model_copy(update={"sheets": tuple(sheets)})


def _answered(column: ColumnMapping, choice: str, where: str) -> ColumnMapping:
    from nmosd.record import FIELDS

    if choice in column.choices:
        return settled(column, choice, where)
    if choice in FIELDS or choice == "ignore":
        given = ColumnMapping(to=(choice,), choices={choice: {"to": choice}}, row=column.row, seen=column.seen)
        return settled(given, choice, where)
    known = (*column.choices, *FIELDS)
    raise MappingError(f"{where}: {choice!r} is neither one of the answers nor a field{did_you_mean(choice, known) or '.'}")


def recognised(mapping: ImportMapping) -> list[Recognised]:
    """Return what each column that is read was taken for; numbered columns of one kind share a line."""
    groups: dict[tuple[object, ...], list[tuple[str, ColumnMapping]]] = {}
    for sheet, header, column in _columns(mapping):
        if not column.is_open and not column.is_ignored:
            numbered = column.row is not None and column.row.split(" ")[-1].isdecimal()
            key = (sheet, column.to, None if numbered else header)
            groups.setdefault(key, []).append((header, column))
    return [
        Recognised(key[0], tuple(header for header, _ in members), members[0][1].to, _together([column for _, column in members]))  # type: ignore[arg-type]  # the key's first part is the sheet
        for key, members in groups.items()
    ]


def _together(columns: list[ColumnMapping]) -> str:
    return columns[0].seen.reads if len(columns) == 1 else f"{len(columns)} columns"


def _columns(mapping: ImportMapping) -> Iterator[tuple[str | None, str, ColumnMapping]]:
    for sheet in mapping.sheets:
        for header, column in sheet.columns.items():
            yield sheet.name, header, column
