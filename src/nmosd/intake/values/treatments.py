"""A drug or an attack treatment, with the dose or the number of sessions that stands beside it."""

import re

from nmosd.intake.values.choices import match_with_remark, not_understood, similarity_note
from nmosd.intake.values.numbers import check
from nmosd.intake.values.outcomes import Read, Refused, Value, quoted
from nmosd.intake.values.words import normalise
from nmosd.record import FIELDS, Field

TREATMENT_FIELDS = ("therapies.drug", "acute_treatments.treatment")
_UNIT = r"(?P<unit>(?:mg|g|mcg|ug|iu|ie)(?:/(?:kg|m2|m²|d|day|tag|die|wk|week|woche|mo|month))*)"
_AMOUNT = rf"(?P<amount>[0-9]{{1,5}}(?:[.,][0-9]{{1,3}})?)\s*{_UNIT}"
_BESIDE = (
    re.compile(rf"(?P<name>.+?)\s+(?P<sessions>[0-9]{{1,2}})\s?x\s?{_AMOUNT}"),
    re.compile(rf"(?P<name>.+?)\s+{_AMOUNT}\s?x\s?(?P<sessions>[0-9]{{1,2}})(?:\s?(?:d|days?|tage?))?"),
    re.compile(r"(?P<name>.+?)\s*x\s?(?P<sessions>[0-9]{1,2})"),
    re.compile(r"(?P<name>.+?)\s+(?P<sessions>[0-9]{1,2})\s?x"),
    re.compile(r"(?P<sessions>[0-9]{1,2})\s?x\s?(?P<name>[a-z].+)"),
    re.compile(rf"(?P<name>.+?)\s+{_AMOUNT}"),
)


def read_treatment(text: str, field: Field) -> Read | Refused:
    """Return the treatment with what stands beside it: for an attack `sessions` and `total_dose`, for a preventive drug `dose`.

    `PLEX x5` is five sessions; `IVMP 5x1g` five of 1 g each, 5 g in all. A dose that may be of a day or in all (`IVMP 1g`) and
    the count of infusions of a preventive drug stay unread, and the reading is not certain.
    """
    plain = normalise(text)
    match, note = match_with_remark(text, str(field.vocabulary))
    if match is not None:
        return Read({field.name: match.name}, match.certain and note is None, note or similarity_note(text, match))
    for pattern in _BESIDE:
        found = pattern.fullmatch(plain)
        match, note = match_with_remark(found["name"], str(field.vocabulary)) if found else (None, None)
        if found and match is not None:
            beside = _beside(found.groupdict(), field)
            unread = note or beside is None
            if isinstance(beside, Refused):
                return beside
            notes = [words for words in (note, similarity_note(found["name"], match)) if words]
            notes += [f"Only the name was read of {quoted(text)}."] if beside is None else []
            return Read({field.name: match.name, **(beside or {})}, match.certain and not unread, " ".join(notes) or None)
    return not_understood(text, field)


def _beside(said: dict[str, str | None], field: Field) -> dict[str, Value] | Refused | None:
    """Return the fields that stand beside the name, None if they cannot be told, or why their numbers cannot be."""
    sessions = int(str(said["sessions"])) if said.get("sessions") else None
    amount = float(str(said["amount"]).replace(",", ".")) if said.get("amount") else None
    values: dict[str, Value]
    if field.path == "therapies.drug":
        if sessions is not None or amount is None:
            return None
        values = {"dose": amount, "dose_unit": said["unit"]}
    elif sessions is None:
        return None
    elif amount is None:
        values = {"sessions": sessions}
    elif "/" in str(said["unit"]).removesuffix("/d"):
        return None
    else:
        values = {
            "sessions": sessions,
            "total_dose": round(sessions * amount, 4),
            "dose_unit": str(said["unit"]).removesuffix("/d"),
        }
    for name, value in values.items():
        refusal = check(float(value), f"{value:g}", FIELDS[f"{field.table}.{name}"]) if isinstance(value, int | float) else None
        if refusal is not None:
            return refusal
    return values
