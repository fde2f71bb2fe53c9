"""The stretch of a cord lesion by its levels (`C3-T2`, `Th4 bis Th8`), with its length in segments if that is said too."""

import re

from nmosd.intake.values.choices import not_understood
from nmosd.intake.values.outcomes import Read, Refused, Value, quoted
from nmosd.intake.values.words import caution, exact, normalise, reading_words
from nmosd.record import FIELDS, Field

FIRST, LAST, LENGTH = "mri_scans.cord_first_segment", "mri_scans.cord_last_segment", "mri_scans.longest_cord_lesion"
SEGMENT_FIELDS = (FIRST, LAST, LENGTH)
_ORDER = FIELDS[FIRST].allowed
_LEVEL = r"(?:th|[ctdls])\s?(?:1[0-2]|[1-9])"
_STRETCH = re.compile(
    rf"(?<![a-z0-9])(?P<first>{_LEVEL})(?:\s*(?:-|/|to|through|bis|a|al|hasta|until)\s*(?P<last>{_LEVEL}|1[0-2]|[1-9]))?(?![a-z0-9])"
)
_COUNTED = re.compile(r"(?P<count>[0-9]{1,2})\s*(?:vertebral\s+)?(?:segments?|seg|segmente|vertebrae|wk|segmentos)\b\.?")
_Stretch = tuple[str, str]


def read_segments(text: str, field: Field) -> Read | Refused:
    """Return `cord_first_segment` and `cord_last_segment` of a stretch, and `longest_cord_lesion` if its length stands beside it.

    A stretch is given from above whichever end is written first. Of several stretches the one over most segments is read,
    because the fields are about the longest lesion; the reading is then not certain, and two of equal length are refused. One
    level alone says where, and not how far: it fills one field.
    """
    plain = normalise(text)
    stretches = [_ends(found) for found in _STRETCH.finditer(plain)]
    rest = _STRETCH.sub(" ", plain)
    counted = {int(found["count"]) for found in _COUNTED.finditer(rest)}
    words = set(re.findall(r"[^\W_]+", _COUNTED.sub(" ", rest))) - reading_words("segments")["filler"]
    known = [stretch for stretch in stretches if stretch is not None]
    if not known or len(known) < len(stretches) or words or len(counted) > 1 or caution(text):
        return _refused(text, field, bool(stretches))
    spans = sorted({stretch for stretch in known if stretch is not None}, key=_length)
    if len(spans) > 1 and _length(spans[-1]) == _length(spans[-2]):
        return Refused("I121", f"{quoted(text)} names several lesions of equal length for {field.path}.")
    first, last = spans[-1]
    fields: dict[str, Value] = {field.name: None} if field.path == LENGTH else {}
    if first == last:
        fields[field.name if field.path != LENGTH else "cord_first_segment"] = first
    else:
        fields |= {"cord_first_segment": first, "cord_last_segment": last}
    if counted:
        fields["longest_cord_lesion"] = float(counted.pop())
    if len(spans) > 1:
        return Read(fields, certain=False, note=f"{quoted(text)} was read as its longest lesion, {first} to {last}.")
    return Read(fields)


def read_innervation(text: str, field: Field) -> Read | None:
    """Return every segment that stretches name (`C5-7, T1`) for a set of segments, None if the text says something else as well.

    >>> read_innervation("L4-S1", FIELDS["neurophysiology.segments"]).fields
    {'segments': ('L4', 'L5', 'S1')}
    """
    plain = normalise(text)
    stretches = [_ends(found) for found in _STRETCH.finditer(plain)]
    words = set(re.findall(r"[^\W_]+", _STRETCH.sub(" ", plain))) - reading_words("segments")["filler"]
    if not stretches or None in stretches or words or caution(text):
        return None
    named: set[str] = set()
    for first, last in (stretch for stretch in stretches if stretch is not None):
        named.update(_ORDER[_ORDER.index(first) : _ORDER.index(last) + 1])
    return Read({field.name: tuple(name for name in field.allowed if name in named)})


def _ends(found: re.Match[str]) -> _Stretch | None:
    """Return the uppermost and the lowest segment of a stretch; None where there is no such level."""
    letter = re.sub(r"[^a-z]", "", found["first"])
    last = found["last"] or found["first"]
    ends = [
        exact(level.replace(" ", ""), "cord_segment") for level in (found["first"], last if last[0].isalpha() else letter + last)
    ]
    if ends[0] is None or ends[1] is None:
        return None
    first, second = sorted(ends, key=lambda name: _ORDER.index(str(name)))
    return str(first), str(second)


def _length(stretch: _Stretch) -> int:
    return _ORDER.index(stretch[1]) - _ORDER.index(stretch[0])


def _refused(text: str, field: Field, partly: bool) -> Refused:
    if caution(text) is None and (field.path == LENGTH or partly):
        return Refused("I124", f"{quoted(text)} is understood only in part for {field.path}.")
    return not_understood(text, field)
