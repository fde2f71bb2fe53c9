"""Visual acuity as clinics write it: a fraction, a decimal, logMAR or letters if it says so, or a category below any chart."""

import re
from collections.abc import Callable, Mapping

from nmosd.intake.cells import Cell
from nmosd.intake.values.choices import similarity_note
from nmosd.intake.values.outcomes import Read, Refused, Value, is_date, is_number, quoted
from nmosd.intake.values.words import exact, find, normalise, reading_words
from nmosd.record import FIELDS, Field
from nmosd.record.vocabulary.letter_chart import letter_chart

ACUITY_FIELDS = ("eye_exams.acuity", "eye_exams.acuity_category")
_ACUITY = FIELDS["eye_exams.acuity"]
_NUMBER = r"(?:[0-9]{1,4}(?:[.,][0-9]{1,4})?|[.,][0-9]{1,4})"
_PARTLY = r"(?P<partly>\s*(?:[+-]\s*[0-9]|\(\s*[+-]?\s*[0-9]\s*\)|p{1,3}|part(?:ly|iell)?))?"
_FRACTION = re.compile(rf"(?P<distance>{_NUMBER})\s*/\s*(?P<line>{_NUMBER}){_PARTLY}")
_DECIMAL = re.compile(rf"(?P<decimal>{_NUMBER}){_PARTLY}")
_LOGMAR = re.compile(rf"logmar\s*[:=]?\s*(?P<after>[+-]?{_NUMBER})|(?P<before>[+-]?{_NUMBER})\s*logmar")
_DISTANCE = re.compile(r"\s*(?:@|at|in|a|aus|from|-)?\s*[0-9]+(?:[.,][0-9]+)?\s*(?:cm|m|ft|feet|foot|meters?|metres?|in)\.?$")
_TEST_DISTANCES = (20, 10, 6, 5, 4, 3, 2.5, 2, 1, 0.5)
_RANGE = re.compile(r"[<>≤≥~?]|[0-9]\s*(?:-|to|bis)\s*[0-9]*[.,][0-9]")


def read_acuity(cell: Cell, field: Field = _ACUITY, unit: str | None = None) -> Read | Refused:
    """Return `acuity_category` and `acuity`, and the `eye` if the cell names one.

    A fraction is divided out (20/200 is 0.1, 5/10 is 0.5), a comma may be the decimal point, logMAR x is 10^-x, and the
    letters read on a chart have their logMAR (`letter_chart`); logMAR and letters are read only if the cell or the `unit` of
    its column says so. A category (CF, HM, LP, NLP) keeps its name and gets no number. Letters more or fewer than the line
    (`20/20-2`, `0,8p`) are left out: the line is read, and the reading is not certain. The distance of a category (`CF 1m`)
    is not kept. `measured` alone is a category, and says nothing in a column of numbers.
    """
    if is_date(cell):
        return Refused("I141", f"{quoted(cell.text)} is a date of the spreadsheet program where an acuity is wanted.")
    if is_number(cell):
        assert isinstance(cell.value, int | float)
        return _SCALES.get(unit or "", _measured)(cell.value, cell.text)
    eye, text = _without_eye(normalise(cell.text))
    if field.name == "acuity_category" and exact(text, "acuity_category") == "measured":
        return Read({"acuity_category": "measured", **({"eye": eye} if eye else {})})
    text, said = _without_words(text)
    outcome = (
        _on_scale("letters" if "letters" in said else unit, text, cell.text)
        or _category(text)
        or _logmar(text, cell.text)
        or _fraction(text, cell.text)
        or _decimal(text, cell.text)
    )
    if isinstance(outcome, Read):
        return _completed(outcome, eye, said.get("uncorrected"), cell)
    if outcome is None and _RANGE.search(text):
        return Refused("I114", f"{quoted(cell.text)} is a range, a limit or an estimate where one acuity is wanted.")
    return outcome or Refused("I140", f"{quoted(cell.text)} is no acuity.")


def _completed(outcome: Read, eye: str | None, uncorrected: str | None, cell: Cell) -> Read:
    fields: dict[str, Value] = {**outcome.fields, **({"eye": eye} if eye else {})}
    if uncorrected:
        return Read(
            fields,
            certain=False,
            note=f"{quoted(cell.text)} was read as an acuity like any other, though it says {uncorrected!r}.",
        )
    return Read(fields, outcome.certain, outcome.note)


def _without_eye(text: str) -> tuple[str | None, str]:
    found = re.fullmatch(r"(?P<eye>[a-z]+)\s*[:=]?\s+(?P<rest>\S.*)|(?P<eye2>[a-z]+)\s*[:=]\s*(?P<rest2>\S.*)", text)
    eye = exact(found["eye"] or found["eye2"], "eye") if found else None
    return (eye, found["rest"] or found["rest2"]) if found and eye in ("right", "left") else (None, text)


def _without_words(text: str) -> tuple[str, dict[str, str]]:
    """Return the text without words such as `BCVA`, and the words by what they say (`sc`: without correction)."""
    said: dict[str, str] = {}
    for meaning, words in reading_words("acuity").items():
        for word in sorted(words, key=len, reverse=True):
            bare = re.sub(rf"^{re.escape(word)}\b\.?\s*[:=]?\s*|\s+\(?{re.escape(word)}\)?$", "", text)
            if bare != text and bare:
                text, said[meaning] = bare, word
    return text, said


def _category(text: str) -> Read | None:
    if exact(text, "acuity_category") == "measured":
        return None
    bare = _DISTANCE.sub("", text)
    match = find(text, "acuity_category") or (find(bare, "acuity_category") if bare else None)
    if match is None or match.name == "measured":
        return None
    return Read({"acuity_category": match.name, "acuity": None}, match.certain, similarity_note(text, match))


def _logmar(text: str, shown: str) -> Read | Refused | None:
    found = _LOGMAR.fullmatch(text)
    if not found:
        return None
    return _from_logmar(_float(found["after"] or found["before"]), shown)


def _on_scale(scale: str | None, text: str, shown: str) -> Read | Refused | None:
    if scale not in _SCALES or not re.fullmatch(rf"[+-]?{_NUMBER}", text):
        return None
    return _SCALES[scale or ""](_float(text), shown)


def _from_logmar(value: float, shown: str) -> Read | Refused:
    if not -1 <= value <= 4:
        return Refused("I111", f"{quoted(shown)} lies outside what a logMAR acuity can be.")
    return _measured(round(10**-value, 6), shown)


def _from_letters(value: float, shown: str) -> Read | Refused:
    most = letter_chart().most
    if value == 0:
        return Refused("I140", f"{quoted(shown)} is no acuity: no letter was read.", "Write CF, HM, LP or NLP.")
    if not 0 < value <= most or value != int(value):
        return Refused("I111", f"{quoted(shown)} is no score of letters: it is a whole number from 1 to {most}.")
    return _from_logmar(letter_chart().logmar(value), shown)


def _fraction(text: str, shown: str) -> Read | Refused | None:
    found = _FRACTION.fullmatch(text)
    if not found:
        return None
    distance, line = _float(found["distance"]), _float(found["line"])
    if distance not in _TEST_DISTANCES or line == 0:
        return Refused(
            "I140", f"{quoted(shown)} is no acuity: nobody tests at a distance of {distance:g} for a line of {line:g}."
        )
    return _measured(round(distance / line, 6), shown, partly=found["partly"])


def _decimal(text: str, shown: str) -> Read | Refused | None:
    found = _DECIMAL.fullmatch(text)
    return _measured(_float(found["decimal"]), shown, partly=found["partly"]) if found else None


def _measured(value: float, shown: str, *, partly: str | None = None) -> Read | Refused:
    low, high = _ACUITY.low or 0.0, _ACUITY.high or 0.0
    if value == 0:
        return Refused(
            "I140", f"{quoted(shown)} is no decimal acuity; it may mean no light perception.", "Write NLP if that is meant."
        )
    if not low <= value <= high:
        return Refused("I111", f"{quoted(shown)} lies outside what a decimal acuity can be: {low:g} to {high:g}.")
    note = f"{quoted(shown)} was read as its line; the letters more or fewer were left out." if partly else None
    return Read({"acuity_category": "measured", "acuity": float(value)}, note is None, note)


# How a bare number is read where the cell or its column names a scale.
_SCALES: Mapping[str, Callable[[float, str], Read | Refused]] = {"logMAR": _from_logmar, "letters": _from_letters}


def _float(written: str) -> float:
    return float(written.replace(",", "."))
