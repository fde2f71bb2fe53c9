"""Random valid records for property tests, drawn from the declarations: a new field is drawn the day it is declared.

Needs hypothesis (`pip install 'nmosd[testing]'`). Rows lie inside their patient's life and follow-up, references point to rows of
the same patient, dates have every precision that people write, and any field may be blank. Shrinking goes to few patients with
few rows that say little.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from functools import cache
from math import ceil, floor
from typing import Any, cast

import polars as pl

from nmosd.record import dates
from nmosd.record.dates import DateInterval
from nmosd.record.fields import Field
from nmosd.record.record import CLINICAL_TABLES, FIELDS, Record, assemble, unvalidated
from nmosd.record.vocabulary import vocabulary

try:
    from hypothesis import strategies as st
except ModuleNotFoundError as error:  # pragma: no cover - the project's own environments have it
    raise ModuleNotFoundError("Random records need hypothesis: install it with `pip install 'nmosd[testing]'`.") from error

# A date is drawn without knowing whose it is, as one number: how it is written and a position, wrapped later into the days that
# are open to it. One number and not three keeps records within Hypothesis' budget, and it shrinks to the first open day.
_RawDate = int
_PRECISIONS = ("day", "month", "year", "season", "span")
_LONGEST_SPAN = 120
_AT_ONCE = 16  # Hypothesis draws numbers evenly up to 2 ** 24 only
_POSITIONS = 36_525
_Row = dict[str, Any]

_ABSOLUTE = DateInterval(dt.date(1940, 1, 1), dt.date(2025, 12, 31))
_RELATIVE = dates.relative(-80 * 365, 60 * 365)
_DAY_ZERO = dates.relative(0)


def fields(path: str, *, blank: bool = False) -> st.SearchStrategy[Any]:
    """Return a strategy for the values of one field, by its address (`attacks.onset`).

    A date comes back as a `DateInterval` between 1940 and 2025, a choice as its name, a set of choices as a list in the
    vocabulary's order, numbers as numbers on their grid. `blank`: None as well.

    Raises:
        KeyError: no field has that address.
        ValueError: an identifier or a reference, which mean nothing outside a record.
    """
    field = FIELDS[path]
    if field.kind in ("identifier", "reference"):
        raise ValueError(f"{path} means nothing outside a record: draw it with records().")
    values = _raw(field)
    if field.kind == "date":
        values = values.map(lambda raw: _place(raw, _ABSOLUTE, "absolute"))
    return st.none() | values if blank else values


@st.composite
def records(
    draw: st.DrawFn,
    *,
    min_patients: int = 1,
    max_patients: int = 3,
    max_rows: int = 2,
    tables: Collection[str] | None = None,
    always: Collection[str] = (),
    calendar: str | None = None,
) -> Record:
    """Draw a valid record.

    `max_rows` bounds the rows of one patient in one table; `tables` names the tables that get rows besides `patients` (all
    unless told otherwise); `always` names fields that are never blank (`["attacks.onset"]`); `calendar` is drawn unless given.

    Dates: birth, onset, first contact, last contact and death follow each other; whatever happens to a person lies between birth
    (or first contact) and last contact or death, as far as these are known; a stop follows its start. "Follow" leaves imprecise
    dates their overlap: a stop in March 2014 may stand beside a start in 2014.
    """
    reckoning = calendar or draw(st.sampled_from(("absolute", "relative")))
    filled = [name for name in CLINICAL_TABLES if name != "patients" and (tables is None or name in tables)]
    people = st.fixed_dictionaries(
        {"patients": _row("patients", frozenset(always))}
        | {name: st.lists(_row(name, frozenset(always)), max_size=max_rows) for name in filled}
    )
    drawn: dict[str, list[_Row]] = {name: [] for name in ("patients", *filled)}
    for number, person in enumerate(draw(st.lists(people, min_size=min_patients, max_size=max_patients)), start=1):
        _add_person(drawn, f"P{number:03d}", person, reckoning)
    frames = {
        name: pl.DataFrame(rows, schema={column: declared.dtype for column, declared in CLINICAL_TABLES[name].columns().items()})
        for name, rows in drawn.items()
        if rows
    }
    # Neither validated nor cast here: that takes longer than everything else, and a test says that what is drawn is valid.
    return unvalidated(assemble(frames, title="random record", calendar=reckoning, synthetic=True))


def _add_person(drawn: dict[str, list[_Row]], patient_id: str, person: Mapping[str, Any], calendar: str) -> None:
    patient: _Row = person["patients"]
    everywhere = _ABSOLUTE if calendar == "absolute" else _RELATIVE
    _place_dates("patients", patient, patient, everywhere, calendar)
    drawn["patients"].append(_flat("patients", patient, patient_id, f"{patient_id}/patients", {}))
    window = _follow_up(patient, everywhere)
    children = [(table, rows) for table, rows in person.items() if table != "patients"]
    row_ids = {table: [f"{patient_id}/{table}/{number}" for number in range(1, len(rows) + 1)] for table, rows in children}
    for table, rows in children:
        for row, row_id in zip(rows, row_ids[table], strict=True):
            _place_dates(table, row, patient, window, calendar)
            drawn[table].append(_flat(table, row, patient_id, row_id, row_ids))


@cache
def _fields_of(table: str) -> list[Field]:
    return [field for field in FIELDS.values() if field.table == table and field.kind != "identifier"]


@cache
def _row(table: str, always: frozenset[str]) -> st.SearchStrategy[_Row]:
    """Return a strategy for one row by field name, dates and references still raw."""
    open_fields = [field for field in _fields_of(table) if field.path not in always]
    said = [field for field in _fields_of(table) if field.path in always]
    chunks = [open_fields[start : start + _AT_ONCE] for start in range(0, len(open_fields), _AT_ONCE)]
    masks = [st.integers(0, 2 ** len(chunk) - 1) for chunk in chunks]

    @st.composite
    def row(draw: st.DrawFn) -> _Row:
        # Which fields are filled is drawn as a few numbers, not field by field: a third of the choices, and it shrinks to none.
        filled = list(said)
        for chunk, mask in zip(chunks, masks, strict=True):
            bits = draw(mask)
            filled += [field for place, field in enumerate(chunk) if bits >> place & 1]
        values: _Row = dict.fromkeys(field.name for field in _fields_of(table))
        values |= {field.name: draw(_raw(field)) for field in filled}
        return _with_conditions(table, values, always)

    return row()


def _with_conditions(table: str, row: _Row, always: frozenset[str]) -> _Row:
    """Keep a field that goes with one value of another where the other has that value or is blank, which then gets it."""
    for field in _fields_of(table):
        if field.only_with and row[field.name] is not None:
            other, value = field.only_with
            if field.path in always or row[other] is None:
                row[other] = value
            elif row[other] != value:
                row[field.name] = None
    return row


@cache
def _raw(field: Field) -> st.SearchStrategy[Any]:
    return _KINDS[field.kind](field)


def _choices(field: Field) -> st.SearchStrategy[list[str]]:
    chosen = st.lists(st.sampled_from(field.allowed), min_size=1, max_size=3, unique=True)
    return chosen.map(lambda names: sorted(_without_wholes(names, field), key=field.allowed.index))


def _without_wholes(names: list[str], field: Field) -> list[str]:
    """Leave out a name whose part is there: `optic nerve` says nothing beside `optic nerve right`, and readers drop it."""
    terms = vocabulary(field.vocabulary or "")
    wholes = {terms[name].attributes.get("part_of") for name in names}
    return [name for name in names if name not in wholes]


def _whole_number(field: Field) -> st.SearchStrategy[int]:
    return st.integers(*(int(bound) for bound in _bounds(field)))


def _number(field: Field) -> st.SearchStrategy[float]:
    low, high = _bounds(field)
    step = field.step or 0.001
    on_grid = st.integers(ceil(low / step), floor(high / step)).map(lambda count: round(count * step, 3))
    return on_grid.filter(lambda value: value not in field.excluded)


def _bounds(field: Field) -> tuple[float, float]:
    return (field.low if field.low is not None else 0), (field.high if field.high is not None else 1_000)


@cache
def _text() -> st.SearchStrategy[str]:
    """Return a strategy for remarks: words of several alphabets, none of those that mean "nothing is known here"."""
    unknown = {word for term in vocabulary("missing").values() for word in (term.name, *term.synonyms)}
    letters = st.sampled_from("abcdefgz 0189,;'\"äöéßñ日本β-")
    words = st.text(letters, min_size=1, max_size=20).map(lambda text: " ".join(text.split()))
    return words.map(lambda text: f"it {text}".strip()).filter(lambda text: text.casefold() not in unknown)


def _date(_: Field) -> st.SearchStrategy[_RawDate]:
    return st.integers(0, _POSITIONS * len(_PRECISIONS) - 1)


_KINDS: dict[str, Callable[[Field], st.SearchStrategy[Any]]] = {
    "text": lambda _: _text(),
    "choice": lambda field: st.sampled_from(field.allowed),
    "choices": _choices,
    "whole number": _whole_number,
    "number": _number,
    "date": _date,
    "reference": lambda _: st.integers(0, 9),
}


def _place_dates(table: str, row: _Row, patient: _Row, window: DateInterval, calendar: str) -> None:
    """Turn the raw dates of a row into intervals inside the window and not before what they should follow."""
    for field in _fields_of(table):
        if field.kind != "date" or row[field.name] is None:
            continue
        if calendar == "relative" and field.path == "patients.onset":
            row[field.name] = _DAY_ZERO
            continue
        earliest = max(window.earliest, _floor(field, row, patient) or window.earliest)
        latest = window.latest
        if calendar == "relative" and field.path == "patients.birth":
            latest = _DAY_ZERO.latest
        row[field.name] = _place(row[field.name], DateInterval(min(earliest, latest), latest), calendar)


def _floor(field: Field, row: _Row, patient: _Row) -> dt.date | None:
    """Return the first day open to a date: that of what it should follow, or of what that should follow."""
    if field.not_before is None:
        return None
    path = field.not_before if "." in field.not_before else f"{field.table}.{field.not_before}"
    followed = FIELDS[path]
    known = (patient if followed.table == "patients" else row)[followed.name]
    own = known.earliest if isinstance(known, DateInterval) else None
    further = _floor(followed, row, patient)
    return max((day for day in (own, further) if day is not None), default=None)


def _follow_up(patient: _Row, everywhere: DateInterval) -> DateInterval:
    starts = [patient[name].earliest for name in ("birth", "first_contact") if patient[name] is not None]
    ends = [patient[name].latest for name in ("last_contact", "death") if patient[name] is not None]
    latest = min(ends, default=everywhere.latest)
    return DateInterval(min(starts[0] if starts else everywhere.earliest, latest), latest)


def _place(raw: _RawDate, window: DateInterval, calendar: str) -> DateInterval:
    """Return the interval that a raw date is inside a window; one that its precision would push outside is a day."""
    position, written_as = divmod(raw, len(_PRECISIONS))
    precision = _PRECISIONS[written_as]
    day = window.earliest + dt.timedelta(position % ((window.latest - window.earliest).days + 1))
    written = {
        "month": lambda: dates.month(day.year, day.month),
        "year": lambda: dates.year(day.year),
        "season": lambda: _season(day),
        "span": lambda: DateInterval(day, day + dt.timedelta(1 + position % _LONGEST_SPAN)),
    }
    exact = DateInterval(day, day)
    if precision == "day" or (calendar == "relative" and precision != "span"):
        return exact
    interval = written[precision]()
    return interval if window.earliest <= interval.earliest and interval.latest <= window.latest else exact


def _season(day: dt.date) -> DateInterval:
    first = dates.month(day.year, max(3, day.month // 3 * 3))
    last = dates.month(day.year + first.earliest.month // 12, (first.earliest.month + 1) % 12 + 1)
    return DateInterval(first.earliest, last.latest)


def _flat(table: str, row: _Row, patient_id: str, row_id: str, row_ids: Mapping[str, list[str]]) -> _Row:
    """Return a row by column: dates as their two days, references as ids of the same patient's rows, null where there is none."""
    flat: _Row = {"row_id": row_id, "patient_id": patient_id}
    for field in _fields_of(table):
        value = row[field.name]
        if field.kind == "date":
            interval = cast("DateInterval | None", value)
            flat |= dict(zip(field.columns, (interval.earliest, interval.latest) if interval else (None, None), strict=True))
        elif field.kind == "reference":
            candidates = row_ids.get(field.refers_to or "", [])
            flat[field.name] = candidates[value % len(candidates)] if candidates and value is not None else None
        else:
            flat[field.name] = value
    return flat
