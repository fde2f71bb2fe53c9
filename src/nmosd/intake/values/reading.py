"""From one cell to the values of its field: the spreadsheet's errors, the column's dictionary, then the field's kind."""

from dataclasses import replace

from nmosd.intake.cells import Cell
from nmosd.intake.values.acuity import ACUITY_FIELDS, read_acuity
from nmosd.intake.values.choices import JOINERS, read_choice
from nmosd.intake.values.dates import read_date
from nmosd.intake.values.missing import read_missing
from nmosd.intake.values.numbers import read_number
from nmosd.intake.values.outcomes import Read, ReadOptions, Refused, as_cell, is_date, quoted
from nmosd.intake.values.own_notation import read_own_notation
from nmosd.intake.values.relative import read_time_from_onset
from nmosd.intake.values.segments import LENGTH, SEGMENT_FIELDS, read_innervation, read_segments
from nmosd.intake.values.serology import read_result
from nmosd.intake.values.sites import read_sites
from nmosd.intake.values.treatments import TREATMENT_FIELDS, read_treatment
from nmosd.intake.values.words import exact, key, normalise, reading_words
from nmosd.record import Field

_MAY_HAVE_NONE = ("therapies.drug", "comorbidities.disease")  # their vocabularies have no word for none: there is no row then
_AS_WRITTEN = ("text", "identifier", "reference")
_NOT_AVAILABLE = "#n/a"
_LONGEST = 32_767  # what a cell of a workbook can hold


def read_value(cell: Cell, field: Field, options: ReadOptions) -> Read | Refused:
    """Return what one cell says about one field, or why it cannot be read; it never raises.

    A cell may fill further fields of the same row (`pos (CBA)` fills result and assay). What comes back conforms to the fields'
    declarations. A cell that only says "not known" gives the choice's own `unknown` or `not done` where it has one, else None.

    >>> from nmosd.record import FIELDS
    >>> read_value(Cell("pos (CBA) 1:320"), FIELDS["antibody_tests.result"], ReadOptions()).fields
    {'titre': 320, 'result': 'positive', 'assay': 'cell-based'}
    """
    text = cell.text
    own = read_own_notation(cell, field, options) if options.own_notation else None
    settled = own or _refuse_cell(cell, text)
    if settled is not None:
        return settled
    said = _own_dictionary(options).get(normalise(text))
    if said is not None:
        if not said.strip():
            return _nothing(field)
        return read_value(as_cell(cell, said), field, replace(options, values={}))
    if not text or normalise(text) == _NOT_AVAILABLE:
        return _nothing(field)
    if isinstance(cell.value, str) and not _is_dash_of_a_choice(text, field):
        missing = read_missing(text, field)
        if missing is not None:
            return _nothing(field) if field.path in ACUITY_FIELDS else missing
    return _read_kind(cell, field, options)


def read_many(cell: Cell, field: Field, options: ReadOptions, separator: str) -> tuple[Read | Refused, ...]:
    """Return one outcome per part of a cell that holds several values, in their order: `IVMP; PLEX x5`.

    A cell that the column's dictionary lists as a whole, or that holds no separator, gives one outcome. Empty parts are left out.
    """
    if (
        isinstance(cell.value, str)
        and separator
        and separator in cell.value
        and normalise(cell.text) not in _own_dictionary(options)
    ):
        parts = [part.strip() for part in cell.value.split(separator) if part.strip()]
        if parts:
            return tuple(read_value(as_cell(cell, part), field, options) for part in parts)
    return (read_value(cell, field, options),)


def _own_dictionary(options: ReadOptions) -> dict[str, str]:
    return {normalise(written): said for written, said in options.values.items()}


def _refuse_cell(cell: Cell, text: str) -> Refused | None:
    if isinstance(cell.value, float) and (cell.value != cell.value or cell.value in (float("inf"), float("-inf"))):
        return Refused("I150", f"{quoted(text)} is no number.")
    if not isinstance(cell.value, str):
        return None
    if len(text) > _LONGEST:
        return Refused(
            "I110",
            f"{quoted(text)} has {len(text)} characters, too many for one value.",
            "Look at the cell: two columns may have run together.",
        )
    if text.startswith("=") and len(text) > 1:
        return Refused("I151", f"{quoted(text)} is a formula, and its result was never stored in the file.")
    if text.startswith("#") and normalise(text) != _NOT_AVAILABLE and text.endswith(("!", "?", "_DATA")):
        return Refused("I150", f"{quoted(text)} is an error of the spreadsheet program, not a value.")
    return None


def _nothing(field: Field) -> Read:
    if field.path in ACUITY_FIELDS:
        return Read({"acuity_category": None, "acuity": None})
    return Read({field.name: None})


def _is_dash_of_a_choice(text: str, field: Field) -> bool:
    """A dash means "not known", unless the field knows a plus sign: then it may also mean negative, or no."""
    return key(text) == "-" and field.kind == "choice" and exact("+", str(field.vocabulary)) is not None


def _read_kind(cell: Cell, field: Field, options: ReadOptions) -> Read | Refused:
    if field.path in ACUITY_FIELDS:
        return read_acuity(cell, field, options.unit)
    if field.kind == "date":
        reader = read_time_from_onset if options.calendar == "relative" else read_date
        return reader(cell, field, options)
    if field.kind in ("number", "whole number"):
        return _number_or_levels(cell, field, options)
    if is_date(cell) and field.kind != "text":
        return Refused("I152", f"{quoted(cell.text)} is a date of the spreadsheet program where {field.path} is wanted.")
    return Read({field.name: cell.text}) if field.kind in _AS_WRITTEN else _read_words(cell.text, field)


def _number_or_levels(cell: Cell, field: Field, options: ReadOptions) -> Read | Refused:
    """A column of lengths may say where the lesion lies instead."""
    outcome = read_number(cell, field, options)
    if field.path == LENGTH and isinstance(outcome, Refused) and isinstance(cell.value, str):
        levels = read_segments(cell.text, field)
        return levels if isinstance(levels, Read) else outcome
    return outcome


def _read_words(text: str, field: Field) -> Read | Refused:
    if field.kind == "choices":
        stretches = read_innervation(text, field) if field.vocabulary == "innervation" else None
        return read_sites(text, field) if field.vocabulary == "sites" else stretches or _read_set(text, field)
    if field.path == "antibody_tests.result":
        return read_result(text, field)
    if field.path in _MAY_HAVE_NONE and normalise(text) in reading_words("nothing")["words"]:
        return Read({field.name: None}, note=f"{quoted(text)} names none.")
    if field.path in SEGMENT_FIELDS:
        return read_segments(text, field)
    if field.path in TREATMENT_FIELDS:
        return read_treatment(text, field)
    return read_choice(text, field)


def _read_set(text: str, field: Field) -> Read | Refused:
    outcomes = [read_choice(part, field) for part in JOINERS.split(text) if part.strip()] or [read_choice(text, field)]
    refused = next((outcome for outcome in outcomes if isinstance(outcome, Refused)), None)
    if refused is not None:
        return refused
    read = [outcome for outcome in outcomes if isinstance(outcome, Read)]
    named = {outcome.fields[field.name] for outcome in read}
    notes = " ".join(outcome.note for outcome in read if outcome.note)
    return Read(
        {field.name: tuple(name for name in field.allowed if name in named)}, all(one.certain for one in read), notes or None
    )
