"""Numbers, on the grid and within the bounds that their field declares."""

import re

from nmosd.intake.cells import Cell
from nmosd.intake.values.outcomes import Read, ReadOptions, Refused, is_date, is_number, quoted
from nmosd.intake.values.words import normalise, word_meanings
from nmosd.record import Field
from nmosd.record.dates import DAYS_PER_MONTH, DAYS_PER_YEAR
from nmosd.record.vocabulary.units import UnitOfField, units

UNIT_DAYS = {"days": 1.0, "weeks": 7.0, "months": DAYS_PER_MONTH, "years": DAYS_PER_YEAR}
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<mark>[.,' ])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?:[.,][0-9]+)?")
_RANGE = re.compile(r"[<>≤≥~≈]|[0-9]\s*(?:-|to|bis|a|/)\s*[0-9]|[0-9]\s*[+?]$|^ca\b|^about\b")
_MOST_DIGITS = 15


def read_number(cell: Cell, field: Field, options: ReadOptions) -> Read | Refused:
    """Return a number (float) or a whole number (int) for the field, or why it is none.

    A comma may be the decimal point. Separated thousands are read only where nothing else can be meant. The field's own unit
    may stand beside the number; a time, a concentration or a length in another unit is converted (`units.toml`). Cells counted
    in the three microlitres of a chamber (`12/3`) are divided, and a walk of more than is ever asked for (`>500 m`) is read as
    that much; both readings are not certain.
    """
    if is_date(cell):
        return Refused("I115", f"{quoted(cell.text)} is a date of the spreadsheet program where {field.path} wants a number.")
    if is_number(cell):
        assert isinstance(cell.value, int | float)
        return _checked([_in_unit(float(cell.value) if abs(cell.value) < 1e15 else 1e15, options.unit, field)], cell.text, field)
    text = normalise(cell.text)
    bare, unit = _without_unit(text, field, options)
    candidates = _candidates(bare)
    if candidates:
        return _checked([_in_unit(value, unit, field) for value in candidates], cell.text, field)
    uncertain = _counted_in_a_chamber(bare, field) or _at_least_enough(bare, unit, field)
    if uncertain is not None:
        outcome = _checked([uncertain], cell.text, field)
        note = f"{quoted(cell.text)} was read as {uncertain:g}{_unit_of(field)}."
        return Read(outcome.fields, certain=False, note=note) if isinstance(outcome, Read) else outcome
    if _RANGE.search(text):
        return Refused("I114", f"{quoted(cell.text)} is a range, a limit or an estimate where {field.path} wants one number.")
    return Refused("I110", f"{quoted(cell.text)} is no number for {field.path}{_unit_of(field)}.")


def _candidates(text: str) -> list[float]:
    """Return every number that a text may mean: 1,000 is one or a thousand; no thousands begin with 0, so 0.001 is one number."""
    values = []
    if len(text) <= _MOST_DIGITS + 3 and _PLAIN.fullmatch(text):
        values.append(float(text.replace(",", ".")))
    grouped = _GROUPED.fullmatch(text) if len(text) <= _MOST_DIGITS + 5 else None
    if grouped:
        whole, point, decimals = text, "", ""
        last = re.search(r"[.,][0-9]+$", text)
        if last and last[0][0] != grouped["mark"]:
            whole, point, decimals = text[: last.start()], ".", last[0][1:]
        values.append(float(whole.replace(grouped["mark"], "") + point + decimals))
    return values


def _without_unit(text: str, field: Field, options: ReadOptions) -> tuple[str, str | None]:
    """Return the text without the unit that stands beside the number, and that unit if it is one of time."""
    own = normalise(field.unit or "")
    if own == "1:n":
        return re.sub(r"^(?:1\s*[:/]\s*)", "", text), None
    if own in UNIT_DAYS:
        found = re.fullmatch(r"(?P<number>.*[0-9])\s*(?P<unit>[a-z]+)\.?(?: old| alt)?", text)
        unit = word_meanings("time_units").get(found["unit"]) if found else None
        return (found["number"].strip(), unit) if found and unit else (text, options.unit)
    about = units().get(field.unit or "", UnitOfField(words=(own,) if own else ()))
    listed: dict[str, str | None] = {normalise(word): name for name, words in about.other_words.items() for word in words}
    listed |= dict.fromkeys((own, *map(normalise, about.words)), field.unit)
    for word in sorted(set(listed) - {""}, key=len, reverse=True):
        pattern = rf"\s*\(?\s*{re.escape(word)}\s*\)?\.?\s*[:=]?\s*"
        bare = re.sub(rf"^{pattern}(?=[0-9.,<>≥])|(?<=[0-9]){pattern}$", "", text)
        if bare != text:
            return bare.strip(), listed[word]
    return text, options.unit if options.unit in about.factors else None


def _in_unit(value: float, unit: str | None, field: Field) -> float:
    about = units().get(field.unit or "")
    factor = about.factors.get(unit or "") if about else None
    if factor is not None:
        return round(value * factor, 6)
    if unit in UNIT_DAYS and field.unit in UNIT_DAYS and unit != field.unit:
        return round(value * UNIT_DAYS[unit] / UNIT_DAYS[field.unit], 4)
    return value


def _counted_in_a_chamber(text: str, field: Field) -> float | None:
    """Return the cells per microlitre of a count in three of them, as German laboratories write it."""
    found = re.fullmatch(r"([0-9]{1,5})\s*/\s*3", text) if field.unit == "cells/µL" else None
    return round(int(found[1]) / 3, 2) if found else None


def _at_least_enough(text: str, unit: str | None, field: Field) -> float | None:
    """Return a lower bound that is as good as the number: nobody asks how much more it was."""
    about = units().get(field.unit or "")
    enough = about.enough if about else None
    found = re.fullmatch(r"(?:>|≥|>=)\s*([0-9]+(?:[.,][0-9]+)?)|([0-9]+(?:[.,][0-9]+)?)\s*\+", text)
    if enough is None or not found:
        return None
    value = _in_unit(float((found[1] or found[2]).replace(",", ".")), unit, field)
    return value if value >= enough else None


def _checked(values: list[float], text: str, field: Field) -> Read | Refused:
    fitting = sorted({value for value in values if check(value, text, field) is None})
    if len(fitting) > 1:
        return Refused("I116", f"{quoted(text)} may mean {' or '.join(f'{value:g}' for value in fitting)} for {field.path}.")
    if fitting:
        return Read({field.name: int(fitting[0]) if field.kind == "whole number" else fitting[0]})
    refusal = check(values[0], text, field)
    assert refusal is not None  # no value fits, so the first does not
    return refusal


def check(value: float, text: str, field: Field) -> Refused | None:
    """Return why a number is none of the field's (bounds, grid, a value that the scale leaves out), None if it is one."""
    low, high, step = field.low, field.high, field.step
    if (low is not None and value < low) or (high is not None and value > high):
        return Refused("I111", f"{quoted(text)} lies outside what {field.path} can be: {low:g} to {high:g}{_unit_of(field)}.")
    if value in field.excluded:
        code = "I113" if field.unit == "EDSS" else "I112"
        return Refused(code, f"{quoted(text)} is no value of {field.path}: the scale leaves {value:g} out.")
    if (step is not None and not (value / step).is_integer()) or (field.kind == "whole number" and not value.is_integer()):
        return Refused("I112", f"{quoted(text)} is no value of {field.path}, which goes by steps of {step or 1:g}.")
    return None


def _unit_of(field: Field) -> str:
    return f" ({field.unit})" if field.unit else ""
