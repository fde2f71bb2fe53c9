"""Reading `mapping.toml`, and applying the answers that stand in it; what is wrong with it is said in one clear sentence."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from nmosd.errors import MappingError
from nmosd.intake.mapping import ColumnMapping, ImportMapping, SheetMapping
from nmosd.nearest import did_you_mean


def read_mapping(path: Path | str) -> ImportMapping:
    """Return the mapping in a TOML file, with the answers that stand in it applied.

    Raises:
        MappingError: no such file, not TOML, an unknown key or an impossible value; the sentence says where and what is near.
    """
    path = Path(path)
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise MappingError(f"There is no mapping {path}; `nmosd import` writes one for a sheet.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"The mapping {path} cannot be read ({type(error).__name__}); it must be text in UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"The mapping {path} is not valid TOML: {error}.") from None
    return with_answers(mapping_from(raw, str(path)))


def mapping_from(raw: dict[str, Any], where: str) -> ImportMapping:
    """Return the mapping that plain tables and lists describe; `where` names it in errors.

    Raises:
        MappingError: an unknown key or an impossible value.
    """
    try:
        return ImportMapping.model_validate(raw)
    except ValidationError as error:
        raise MappingError(f"{where}: {_first_sentence(error)}") from None


def with_answers(mapping: ImportMapping) -> ImportMapping:
    """Return the mapping with each `answer` replaced by the settings that its choice stands for."""
    sheets = []
    for sheet in mapping.sheets:
        columns = {
            header: settled(column, column.answer, f"column {header!r}") if column.answer is not None else column
            for header, column in sheet.columns.items()
        }
        sheets.append(sheet.model_copy(update={"columns": columns}))
    return mapping.model_copy(update={"sheets": tuple(sheets)})


def settled(column: ColumnMapping, answer: str, where: str) -> ColumnMapping:
    """Return a column with one of its choices applied, its question closed.

    Raises:
        MappingError: the choice does not exist, or holds a setting that does not.
    """
    if answer not in column.choices:
        raise MappingError(f"{where}: {answer!r} is not one of the answers; they are {', '.join(column.choices) or 'none'}.")
    keep = {"row": column.row, "split": column.split, "set": column.constants, "link": column.link, "values": column.values}
    keep |= {
        "other_rows": column.other_rows,
        "date_order": column.date_order,
        "date_cells": column.date_cells,
        "unit": column.unit,
        "blank": column.blank,
    }
    raw = {**keep, "seen": column.seen, "to": "ignore", **column.choices[answer]}
    try:
        return ColumnMapping.model_validate(raw)
    except ValidationError as error:
        raise MappingError(f"{where}, choice {answer!r}: {_first_sentence(error)}") from None


_WORDS = {
    "missing": "is missing",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "string_type": "must be text in quotation marks",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
}


def _first_sentence(error: ValidationError) -> str:
    """Return the first error of a validation as one plain sentence with its place and the nearest allowed word."""
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    where = _place(list(first["loc"]))
    kind = first["type"]
    if kind == "extra_forbidden":
        model = _model_at(first["loc"])
        allowed = [about.alias or name for name, about in model.model_fields.items() if not about.exclude]
        where = _place(list(first["loc"][:-1]))
        return f"{where} has the unknown key {place[-1]!r}{did_you_mean(place[-1], allowed) or '.'}"
    if kind == "value_error":
        sentence = f"{where}: {str(first['msg']).removeprefix('Value error, ')}"
        return sentence if sentence.endswith("?") else f"{sentence}."
    if kind == "literal_error":
        return f"{where} is {first['input']!r}, but must be {first['ctx']['expected']}."
    return f"{where} {_WORDS.get(kind, first['msg'])}."


def _model_at(place: tuple[int | str, ...]) -> type[BaseModel]:
    if "columns" in place[:-1]:
        return ColumnMapping
    return SheetMapping if place[0] == "sheet" and len(place) > 1 else ImportMapping


def _place(place: list[int | str]) -> str:
    """Return where in the file an error stands, in words: `sheet 1, column 'Rel1', set`."""
    words: list[str] = []
    for part in place:
        if isinstance(part, int) and words and words[-1] == "sheet":
            words[-1] = f"sheet {part + 1}"
        elif words and words[-1] == "columns":
            words[-1] = f"column {part!r}"
        elif part not in ("str", "int", "float"):  # the branches of a union, which say nothing to a person
            words.append(str(part))
    return ", ".join(words) or "the mapping"
