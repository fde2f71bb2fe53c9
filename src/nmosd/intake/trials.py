"""How well the cells of a column can be read as a field: the values' vote on what a header means."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

from nmosd.intake.cells import Cell
from nmosd.intake.parts import read_parts
from nmosd.intake.stated import Guess
from nmosd.intake.values import Read, ReadOptions, Refused, date_order_of, read_value
from nmosd.intake.values.words import normalise, reading_words
from nmosd.record import FIELDS, DateInterval, Field
from nmosd.record.vocabulary import vocabulary
from nmosd.record.vocabulary.units import UnitOfField, units

ENOUGH = 0.5  # less than this share of readable cells contradicts a header
_SEPARATORS = (";", "\n", ",", "+", "/", "|")
_YES_NO = FIELDS["attacks.over_24_hours"]
_MOST_TEXTS = 400  # distinct texts that are tried: enough to judge a column of any length


@dataclass(frozen=True)
class Sight:
    """What the whole source says about each of its columns: calendar, last year of any date, and the sheet's name.

    `names_eyes`: a column of the sheet says which eye a row is about.
    """

    calendar: Literal["absolute", "relative"] = "absolute"
    latest_year: int | None = None
    sheet_name: str | None = None
    names_eyes: bool = False


@dataclass(frozen=True)
class Trial:
    """What came of reading a column as one field.

    `said` counts the cells that say something; `read` those of them that were understood. `similar` maps texts that were
    understood by similarity to their meaning, `unread` counts the texts that were not. `order_matters`: some date could be read
    both ways and no other cell of the column decides; `if_ordered` counts what is read
    once somebody did. `values` is the dictionary that the column needs.
    """

    guess: Guess
    options: ReadOptions
    split: tuple[str, ...]
    said: int
    read: int
    similar: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)
    order_matters: bool = False
    if_ordered: int = 0
    by_month: int = 0
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The share of cells that were understood; 1 for a column that says nothing."""
        return self.read / self.said if self.said else 1.0

    @property
    def score(self) -> float:
        """Header and values together."""
        return self.guess.score * (0.4 + 0.6 * self.share)

    def settings(self) -> dict[str, Any]:
        """Return the settings of a column that this trial stands for, those that say nothing left out."""
        guess, about = self.guess, FIELDS[self.guess.to]
        settings: dict[str, Any] = {"to": guess.to}
        if about.table != "patients":
            settings["row"] = guess.row or "1"
        if self.options.date_order and about.kind == "date":
            settings["date_order"] = self.options.date_order
        if guess.unit and (about.unit == "years" or (about.kind == "date" and self.options.calendar == "relative")):
            settings["unit"] = guess.unit
        if guess.unit in ("logMAR", "letters", *_measure(about).factors):
            settings["unit"] = guess.unit
        if self.split:
            settings["split"] = self.split[0] if len(self.split) == 1 else list(self.split)
        for key, table in (("set", guess.constants), ("link", guess.link), ("values", {**self.values, **self.similar})):
            if table:
                settings[key] = dict(table)
        return settings


def tried(guess: Guess, cells: Sequence[Cell], sight: Sight) -> Trial:
    """Return what comes of reading a column's cells as a guessed field, with the settings under which most can be read."""
    about = FIELDS[guess.to]
    if guess.unit is None and len(fitting := units_that_fit(guess, cells)) == 1:
        guess = replace(guess, unit=fitting[0])
    options = ReadOptions(calendar=sight.calendar, unit=guess.unit)
    if sight.latest_year is not None:
        options = replace(options, latest_year=sight.latest_year)
    if guess.flag is not None:
        return _flag(guess, cells, options)
    if about.kind == "date" and sight.calendar == "absolute":
        return _date(guess, cells, options)
    if about.kind == "text" and about.table != "patients":
        return _text(guess, cells, options)
    trial = _plain(guess, cells, options)
    several = about.kind == "choice" and about.table not in ("patients", "antibody_tests")  # neg/pos is one doubtful result
    if several and trial.read < trial.said:
        for separator in _SEPARATORS:
            if any(separator in cell.text for cell in cells):
                other = _plain(guess, cells, options, (*trial.split, separator))
                trial = other if other.read > trial.read else trial
    return trial


def units_that_fit(guess: Guess, cells: Sequence[Cell]) -> list[str]:
    """Return the units under which every bare number of a column is a plausible value of the field; see `units.toml`.

    All units if there is no bare number; none for a field of which nothing is known to be plausible.
    """
    about, measure = FIELDS[guess.to], _measure(FIELDS[guess.to])
    if measure.plausible is None:
        return []
    low, high = measure.plausible
    bare = [cell for cell, _ in _distinct(cells) if re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?", cell.text)]

    def fits(cell: Cell, unit: str) -> bool:
        read = read_value(cell, about, ReadOptions(unit=unit))
        value = read.fields.get(about.name) if isinstance(read, Read) else None
        return isinstance(value, int | float) and low <= value <= high

    return [unit for unit in (about.unit or "", *measure.factors) if all(fits(cell, unit) for cell in bare)]


def _measure(about: Field) -> UnitOfField:
    return units().get(about.unit or "", UnitOfField())


def _date(guess: Guess, cells: Sequence[Cell], options: ReadOptions) -> Trial:
    without = _plain(guess, cells, options)
    order = date_order_of(list(cells))
    either = _plain(guess, cells, replace(options, date_order=order or "day-month"))
    if either.read == without.read:
        return without
    return replace(either, order_matters=order is None) if order else replace(without, order_matters=True, if_ordered=either.read)


def _text(guess: Guess, cells: Sequence[Cell], options: ReadOptions) -> Trial:
    """Read a column of free text, in which `no` says that there was none and never names anything."""
    values = {cell.text: "" for cell, _ in _distinct(cells) if normalise(cell.text) in _says_nothing()}
    return replace(_plain(guess, cells, replace(options, values=values)), values=values)


@cache
def _says_nothing() -> frozenset[str]:
    words = vocabulary("yes_no")["no"]
    return frozenset(normalise(word) for word in (*reading_words("nothing")["words"], words.name, *words.synonyms))


def _plain(guess: Guess, cells: Sequence[Cell], options: ReadOptions, split: tuple[str, ...] = ()) -> Trial:
    about = FIELDS[guess.to]
    said = read = by_month = 0
    similar: dict[str, str] = {}
    unread: Counter[str] = Counter()
    for cell, count in _distinct(cells):
        parts = read_parts(cell, about, options, split)
        understood = [part for part in parts if isinstance(part, Read)]
        values = [part.fields.get(about.name) for part in understood]
        if len(understood) == len(parts) and not any(value is not None for part in understood for value in part.fields.values()):
            continue
        said += count
        if any(isinstance(part, Refused) for part in parts):
            unread[cell.text] += count
            continue
        read += count
        by_month += count * any(isinstance(value, DateInterval) and value.earliest != value.latest for value in values)
        uncertain = about.kind in ("choice", "choices") and not split and not all(part.certain for part in understood)
        if uncertain and all(set(part.fields) == {about.name} for part in understood):
            similar[cell.text] = _as_text(values[0])
    return Trial(guess, options, split, said, read, similar, unread, by_month=by_month)


def _as_text(value: object) -> str:
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _flag(guess: Guess, cells: Sequence[Cell], options: ReadOptions) -> Trial:
    """Read a column that is headed by a name (`RTX?`): yes is the name, no says nothing of it."""
    about, name = FIELDS[guess.to], guess.flag or ""
    said = read = 0
    values: dict[str, str] = {}
    unread: Counter[str] = Counter()
    for cell, count in _distinct(cells):
        as_itself = read_value(cell, about, options)
        if isinstance(as_itself, Read) and as_itself.fields.get(about.name) == name:
            said, read = said + count, read + count
            continue
        if cell.text.casefold() == "x":
            said += count
            unread[cell.text] += count
            continue
        answer = read_value(cell, _YES_NO, options)
        word = answer.fields.get(_YES_NO.name) if isinstance(answer, Read) and answer.certain else ""
        if word in (None, "unknown", "not done"):
            if isinstance(as_itself, Refused):
                values[cell.text] = ""
            continue
        said += count
        if word in ("yes", "no"):
            read += count
            values[cell.text] = name if word == "yes" else ""
        else:
            unread[cell.text] += count
    return Trial(guess, options, (), said, read, unread=unread, values=values)


def _distinct(cells: Sequence[Cell]) -> list[tuple[Cell, int]]:
    """Return one cell for each different content, with how often it stands there, in the order of the sheet."""
    first: dict[tuple[object, ...], Cell] = {}
    counts: Counter[tuple[object, ...]] = Counter()
    for cell in cells:
        key = (type(cell.value), cell.value, cell.number_format)
        first.setdefault(key, cell)
        counts[key] += 1
    return [(first[key], counts[key]) for key in list(first)[:_MOST_TEXTS]]
