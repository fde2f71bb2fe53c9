"""Columns of one sheet looked at together: who is named, which rows they share, and what only one of them may fill."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from nmosd.intake.belonging import rows_of, with_the_rows_they_belong_to
from nmosd.intake.blank_stops import asked_what_blanks_mean
from nmosd.intake.cells import Cell
from nmosd.intake.guesses import guesses
from nmosd.intake.headers import plain
from nmosd.intake.mapping import ColumnMapping, Seen
from nmosd.intake.plan import PATIENT_ID
from nmosd.record import FIELDS

_IN_PERSON = {
    "visit",
    "seen",
    "visite",
    "vorstellung",
    "erstvorstellung",
    "letztvorstellung",
    "consultation",
    "baseline",
    "kontrolle",
}


def together(
    columns: Mapping[str, ColumnMapping], cells: Mapping[str, Sequence[Cell]], taken_rows: Mapping[tuple[str, str], str]
) -> dict[str, ColumnMapping] | None:
    """Return the columns of a sheet fitted to each other, or None where no column names the person.

    `taken_rows` are the rows that earlier sheets fill; a row of the same name here gets another one.
    """
    fitted = _one_id(dict(columns), cells)
    if fitted is None:
        return None
    fitted = _dated_by_visit(with_the_rows_they_belong_to(fitted, cells))
    fitted = _asked_where_two_fill_one(fitted)
    fitted = asked_what_blanks_mean(fitted, cells)
    fitted = _renamed_rows(fitted, taken_rows)
    return _without_idle_links(fitted)


def _addresses(settings: Mapping[str, Any]) -> tuple[str, ...]:
    to = settings["to"]
    return (to,) if isinstance(to, str) else tuple(to)


def _changed(column: ColumnMapping, **changes: Any) -> ColumnMapping:
    return column.model_copy(update=changes)


def _one_id(columns: dict[str, ColumnMapping], cells: Mapping[str, Sequence[Cell]]) -> dict[str, ColumnMapping] | None:
    """Keep the column that names the person best: the surest header, then the fullest column."""
    naming = [header for header, column in columns.items() if column.to == (PATIENT_ID,) and cells[header]]
    if not naming:
        return None

    def quality(header: str) -> tuple[float, int, int]:
        texts = [cell.text for cell in cells[header]]
        score = next((guess.score for guess in guesses(header) if guess.to == PATIENT_ID), 0.0)
        listed_early = -_place_of_header(header)
        return score, listed_early, len(set(texts))

    best = max(naming, key=quality)
    for header in naming:
        if header != best:
            remark = f"left out: the column {best!r} names the person"
            columns[header] = ColumnMapping(to=("ignore",), seen=Seen(remarks=(remark,)))
    numbers = [cell.text for cell in cells[best] if cell.text.isdecimal() and len(cell.text) >= 7]
    if 2 * len(numbers) > len(cells[best]):
        remark = "these look like hospital numbers; make sure that they are pseudonyms"
        seen = columns[best].seen
        columns[best] = _changed(columns[best], seen=Seen(reads=seen.reads, remarks=(*seen.remarks, remark)))
    return columns


def _place_of_header(header: str) -> int:
    """Return how plainly a header says that it holds a pseudonym: `id` before `code`, `code` before `patient`."""
    words = plain(header).split()
    return next((place for place, word in enumerate(("id", "pid", "pseudonym", "code", "nr", "no")) if word in words), 9)


def _dated_by_visit(columns: dict[str, ColumnMapping]) -> dict[str, ColumnMapping]:
    """Let `Last visit` date the disability that is headed `last`: it was examined there."""
    filled = {(address, column.row) for column in columns.values() for address in column.to}
    for header, column in columns.items():
        for contact, row in (("patients.last_contact", "last"), ("patients.first_contact", "first")):
            examined = any((address, row) in filled for address in ("visits.edss", "visits.mrs"))
            if (
                column.to == (contact,)
                and examined
                and ("visits.visited", row) not in filled
                and set(plain(header).split()) & _IN_PERSON
            ):
                remark = f"it also dates the examination {row!r}; take visits.visited out if that was another day"
                seen = column.seen
                seen = Seen(seen.examples, seen.reads, (*seen.remarks, remark), seen.similar, seen.unread)
                columns[header] = _changed(column, to=(contact, "visits.visited"), row=row, seen=seen)
    return columns


def _asked_where_two_fill_one(columns: dict[str, ColumnMapping]) -> dict[str, ColumnMapping]:
    """Turn the second of two columns for the same field of the same row into a question."""
    first: dict[tuple[str, str | None], str] = {}
    decided = [header for header, column in columns.items() if column.to[0] in FIELDS]
    for header in decided:
        column = columns[header]
        places = [(address, row) for address in column.to for row in (column.row, *column.other_rows)]
        clash = next((first[place] for place in places if place in first), None)
        if clash is None:
            first.update(dict.fromkeys(places, header))
            continue
        settings = column.model_dump(by_alias=True, exclude_defaults=True)
        choices: dict[str, Any] = {}
        if column.row is not None:
            choices["another"] = settings
        choices["ignore"] = {"to": "ignore"}
        question = f"the column {clash!r} says the same ({', '.join(column.to)}); is this another one, or not to be read?"
        columns[header] = ColumnMapping.model_validate(
            {"to": "todo", "question": question, "choices": choices, "seen": column.seen}
        )
    return _choices_with_rows_of_their_own(columns, set(first))


def _choices_with_rows_of_their_own(
    columns: dict[str, ColumnMapping], taken: set[tuple[str, str | None]]
) -> dict[str, ColumnMapping]:
    """Give each answer that would fill an occupied field another row, so that every answer can be chosen."""
    for header, column in columns.items():
        offered: set[tuple[str, str | None]] = set()
        choices = {}
        for name, settings in column.choices.items():
            addresses, row = _addresses(settings), settings.get("row")
            if row is not None and any((to, row) in taken for to in addresses):
                free = (number for number in count(2) if not any((to, f"{row} {number}") in taken for to in addresses))
                settings = settings | {"row": f"{row} {next(free)}"}  # noqa: PLW2901 (the same settings, moved)
            offered.update((to, settings.get("row")) for to in addresses)
            choices[name] = settings
        taken |= offered
        if choices:
            columns[header] = _changed(column, choices=choices)
    return columns


def _renamed_rows(columns: dict[str, ColumnMapping], taken: Mapping[tuple[str, str], str]) -> dict[str, ColumnMapping]:
    """Give rows that an earlier sheet fills another name here, so that two sheets do not fill one row by accident."""
    if not taken:
        return columns
    new = {row: f"{taken[row]} {row[1]}" for row in rows_of(columns) if row in taken}

    def renamed(settings: Mapping[str, Any]) -> dict[str, Any]:
        table = next((FIELDS[address].table for address in _addresses(settings) if address in FIELDS), "")
        changed = dict(settings)
        if (table, settings.get("row") or "1") in new and table != "patients":
            changed["row"] = new[table, settings.get("row") or "1"]
        if table and settings.get("other_rows"):
            changed["other_rows"] = [new.get((table, row), row) for row in settings["other_rows"]]
        links = dict(settings.get("link") or {})
        for name, row in links.items():
            links[name] = new.get((FIELDS[f"{table}.{name}"].refers_to or "", row), row)
        return changed | ({"link": links} if links else {})

    result = {}
    for header, column in columns.items():
        settings = renamed(column.model_dump(by_alias=True, exclude_defaults=True))
        settings["choices"] = {name: renamed(choice) for name, choice in column.choices.items()}
        result[header] = ColumnMapping.model_validate(settings | {"seen": column.seen})
    return result


def _without_idle_links(columns: dict[str, ColumnMapping]) -> dict[str, ColumnMapping]:
    """Take out links to rows that no column fills."""
    rows = rows_of(columns)
    for header, column in columns.items():
        table = FIELDS[column.to[0]].table if column.to[0] in FIELDS else ""
        link = {name: row for name, row in column.link.items() if (FIELDS[f"{table}.{name}"].refers_to or "", row) in rows}
        columns[header] = _changed(column, link=link)
    return columns
