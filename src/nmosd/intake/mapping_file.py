"""Writing `mapping.toml`: readable, commented, and gentle to what a person has written into it."""

import os
import tempfile
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable, Item, Table

from nmosd.errors import MappingError
from nmosd.intake.mapping import ColumnMapping, ImportMapping, SheetMapping

_HEAD = """\
What each column of {source} means. `nmosd import` wrote this proposal; correct it, then run the import again.
The same sheet with the same mapping always gives the same record.

to         the field that the column fills (nmosd dictionary lists them), "ignore", or "todo" where you have to decide;
           to decide, write answer = "..." with one of the choices, or set `to` yourself
row        columns with the same table and the same row fill one row of that table for each patient
other_rows further rows that the column fills too, such as one date for both eyes
set        what holds for that row wherever the column says something; a column that fills the field itself goes before it
blank      what holds for that row where the column's cell is blank, but the row says something
values     what a text of the column means; "" says nothing
split      the sign, or the list of signs, between several values in one cell
link       the row of the other table that this row belongs to"""
_ORDER = (
    "to",
    "row",
    "other_rows",
    "date_order",
    "date_cells",
    "unit",
    "split",
    "set",
    "blank",
    "link",
    "values",
    "question",
    "choices",
    "answer",
)


def write_mapping(mapping: ImportMapping, path: Path | str) -> Path:
    """Write a mapping and return its path; the file is replaced in one step.

    Where a mapping stands there already, only what differs is changed, so that comments and order stay.

    Raises:
        MappingError: the file cannot be written, or what stands there is not a mapping.
    """
    path = Path(path)
    try:
        document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else None
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise MappingError(
            f"{path} is not a mapping and is left as it is ({error}); move it away or give another name."
        ) from None
    text = mapping_text(mapping) if document is None else _updated(document, mapping)
    try:
        _replace(path, text)
    except OSError as error:
        raise MappingError(f"The mapping cannot be written to {path} ({error.strerror}); give a folder that is yours.") from None
    return path


def mapping_text(mapping: ImportMapping) -> str:
    """Return the text of a new `mapping.toml`."""
    document = tomlkit.document()
    for line in _HEAD.format(source=mapping.source).splitlines():
        _comment(document, line)
    if mapping.left_out:
        _comment(document, "")
        _comment(document, f"No column names the patient in these sheets, so they are left out: {', '.join(mapping.left_out)}")
    document.add(tomlkit.nl())
    for key, value in _top(mapping).items():
        document.add(key, value)
    sheets = tomlkit.aot()
    for sheet in mapping.sheets:
        sheets.append(_sheet_table(sheet))
    document.add("sheet", sheets)
    return tomlkit.dumps(document)


def _top(mapping: ImportMapping) -> dict[str, Any]:
    top: dict[str, Any] = {"source": mapping.source, "title": mapping.title, "calendar": mapping.calendar}
    top["synthetic"] = mapping.synthetic
    if mapping.latest_year is not None:
        top["latest_year"] = mapping.latest_year
    if mapping.same_person:
        top["same_person"] = [list(group) for group in mapping.same_person]
    if mapping.not_same_person:
        top["not_same_person"] = [list(group) for group in mapping.not_same_person]
    return top


def _sheet_table(sheet: SheetMapping) -> Table:
    table = tomlkit.table()
    for key, value in _sheet_settings(sheet).items():
        table.add(key, value)
    columns = tomlkit.table(is_super_table=True)
    for header, column in sheet.columns.items():
        columns.add(header, _column_table(column))
    table.add("columns", columns)
    return table


def _sheet_settings(sheet: SheetMapping) -> dict[str, Any]:
    """Return the settings of a sheet beside its columns, in the order of the file."""
    settings: dict[str, Any] = {} if sheet.name is None else {"name": sheet.name}
    settings["header_row"] = sheet.header_row
    if sheet.header_above:
        settings["header_above"] = list(sheet.header_above)
    settings["skip_rows"] = list(sheet.skip_rows)
    if sheet.other_columns is not None:
        settings["other_columns"] = sheet.other_columns
    return settings


def _column_table(column: ColumnMapping) -> Table:
    table = tomlkit.table()
    seen = column.seen
    if not column.is_ignored and (seen.examples or seen.reads):
        examples = " · ".join(seen.examples)
        _comment(table, "; ".join(part for part in (examples and f"such as {examples}", seen.reads) if part))
    for remark in seen.remarks:
        _comment(table, remark)
    settings = column_settings(column)
    for key in _ORDER:
        if key in settings and key not in ("values", "choices"):
            table.add(key, _inline(settings[key]) if isinstance(settings[key], dict) else settings[key])
    if column.values or (seen.unread and not column.is_ignored and column.to != ("todo",)):
        table.add("values", _values_table(column))
    if column.choices:
        table.add("choices", _choices_table(column))
    table.add(tomlkit.nl())
    return table


def _values_table(column: ColumnMapping) -> Table:
    table = tomlkit.table()
    for text, meaning in column.values.items():
        item = tomlkit.string(meaning)
        if text in column.seen.similar:
            item.comment("by similarity: please check")
        table.add(text, item)
    for text, suggestion in column.seen.unread.items():
        line = " ".join(f"{tomlkit.key([text]).as_string()} = {tomlkit.string(suggestion).as_string()}".split())
        _comment(table, f"not understood: {line}")
    return table


def _choices_table(column: ColumnMapping) -> Table:
    table = tomlkit.table()
    for name, settings in column.choices.items():
        table.add(name, _inline(settings))
    return table


def column_settings(column: ColumnMapping) -> dict[str, Any]:
    """Return the settings of a column as they stand in the file, those that say nothing left out."""
    settings = column.model_dump(by_alias=True, exclude_defaults=True)
    if "other_rows" in settings:
        settings["other_rows"] = list(settings["other_rows"])
    for key in ("to", "split"):
        if key in settings:
            settings[key] = settings[key][0] if len(settings[key]) == 1 else list(settings[key])
    return {key: settings[key] for key in _ORDER if key in settings}


def _inline(values: Mapping[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    for key, value in values.items():
        if isinstance(value, Mapping):
            table.add(key, _inline(value))
        else:
            table.add(key, list(value) if isinstance(value, tuple) else value)
    return table


def _comment(container: TOMLDocument | Table, text: str) -> None:
    """Add a comment line; signs that a comment cannot hold become spaces."""
    clean = "".join(letter if letter.isprintable() else " " for letter in text)
    container.add(tomlkit.comment(clean))


def _updated(document: TOMLDocument, mapping: ImportMapping) -> str:
    """Return a mapping's text with only what differs changed."""
    _update(document, {**_top(mapping)}, keep=("sheet",))
    old_sheets = {sheet.get("name"): sheet for sheet in document.get("sheet", [])}
    for sheet in mapping.sheets:
        old = old_sheets.get(sheet.name)
        if old is None:
            document["sheet"].append(_sheet_table(sheet))
            continue
        _update(old, _sheet_settings(sheet), keep=("columns",))
        for header in [header for header in old.get("columns", {}) if header not in sheet.columns]:
            del old["columns"][header]
        for header, column in sheet.columns.items():
            if header in old.get("columns", {}):
                _update(old["columns"][header], column_settings(column))
            else:
                old.setdefault("columns", tomlkit.table())[header] = _column_table(column)
    return tomlkit.dumps(document)


def _update(old: MutableMapping[str, Any], new: Mapping[str, Any], keep: tuple[str, ...] = ()) -> None:
    for key in [key for key in old if key not in new and key not in keep]:
        if old[key] != {}:  # a table of comments only is the person's, and says nothing
            del old[key]
    for key, value in new.items():
        before = old.get(key)
        before = before.unwrap() if isinstance(before, Item) else before
        if before != value:
            old[key] = _inline(value) if isinstance(value, Mapping) else value


def _replace(path: Path, text: str) -> None:
    """Write a text beside its place and move it there, so that a killed run leaves the old file whole."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    scratch = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        scratch.chmod(0o644)
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
