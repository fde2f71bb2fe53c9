"""Where an attack struck: site words, sides and cord levels, in the languages of clinics."""

import re

from nmosd.intake.values.choices import not_understood, remark_note
from nmosd.intake.values.outcomes import Read, Refused, quoted
from nmosd.intake.values.words import Match, caution, exact, find, has_signs, names_in, normalise, reading_words, word_meanings
from nmosd.record import Field

_LEVEL = r"(?:c[1-8]|(?:th|t|d)(?:1[0-2]|[1-9])|l[1-5]|s[1-5])"
_LEVELS = re.compile(rf"(?<![a-z0-9]){_LEVEL}(?:\s*(?:-|/|to|bis)\s*(?:{_LEVEL}|[0-9]{{1,2}}))?(?![a-z0-9])")
_PARTS = re.compile(r"\s*(?:[+;,&\n]|\s/\s|/|\band\b|\bund\b|\bet\b|\by\b|\bplus\b|\bwith\b|\bmit\b)\s*")
_REMARK = re.compile(r"\((?P<remark>[^()]*)\)")
_NERVE, _NERVE_RIGHT, _NERVE_LEFT = "optic nerve", "optic nerve right", "optic nerve left"
_SIDES = {"right": {_NERVE_RIGHT}, "left": {_NERVE_LEFT}, "both": {_NERVE_RIGHT, _NERVE_LEFT}}
_LONGEST = 5


class _NotUnderstoodError(Exception):
    """A word that is no site, no side and no cord level."""


def read_sites(text: str, field: Field) -> Read | Refused:
    """Return the sites that a text names, as a tuple in the vocabulary's order.

    A side belongs to the optic nerve named beside it; `ON bds` and `BON` are both nerves. A cord level alone means the cord, and
    the reading is then not certain. Every word must be understood, save a remark in brackets that names no other site and
    holds no negation or doubt (`brainstem (dizziness)`): it stays unread, and the reading is not certain.
    """
    plain = normalise(text)
    notes: list[str] = []
    remarks = [one["remark"] for one in _REMARK.finditer(plain)]
    try:
        sites, sure = _sites_of(_whole_sides(_REMARK.sub(" ", plain)))
        for remark in remarks:
            sites, note = _with_remark(sites, remark)
            notes += [note] if note else []
    except _NotUnderstoodError:
        return _refusal(text, field)
    if not sites:
        return not_understood(text, field)
    if {_NERVE_RIGHT, _NERVE_LEFT} & sites:
        sites = sites - {_NERVE}
    if not sure:
        notes.insert(0, f"{quoted(text)} was taken for {', '.join(name for name in field.allowed if name in sites)}.")
    return Read({field.name: tuple(name for name in field.allowed if name in sites)}, not notes, " ".join(notes) or None)


def _refusal(text: str, field: Field) -> Refused:
    kind = caution(text)
    if kind in ("negation", "doubt"):
        code, what = ("I125", "holds a negation that cannot be read") if kind == "negation" else ("I122", "is in doubt")
        return Refused(code, f"{quoted(text)} {what} for {field.path}.")
    if names_in(text, str(field.vocabulary)) or _LEVELS.search(normalise(text)):
        return Refused("I124", f"{quoted(text)} is understood only in part for {field.path}.")
    return not_understood(text, field)


def _whole_sides(text: str) -> str:
    """Return the text with sides that hold a joining sign (`r+l`, `b/l`) written as one word."""
    return re.sub(
        r"(?<![a-z0-9])(?:r\s?[/+]\s?l|l\s?[/+]\s?r|re\s?[/+]\s?li|li\s?[/+]\s?re|b/l|od\s?[/+]\s?os)(?![a-z0-9])", "both", text
    )


def _with_remark(sites: frozenset[str], remark: str) -> tuple[frozenset[str], str | None]:
    """Return the sites with what a remark adds to them (`myelitis (C2-C5)`, `ON (left)`), or unchanged with a note."""
    if not re.search(r"\w", remark) or caution(remark) is not None or has_signs(remark):
        raise _NotUnderstoodError
    side = word_meanings("laterality").get(remark.strip())
    if side and _NERVE in sites:
        return (sites - {_NERVE}) | _SIDES[side], None
    if _LEVELS.fullmatch(remark.strip()) and "spinal cord" in sites:
        return sites, None
    if exact(remark, "sites") in sites:
        return sites, None
    another_side = any(word in word_meanings("laterality") for word in re.findall(r"\w+", remark))
    if (names_in(remark, "sites") - sites) or another_side or _LEVELS.search(remark):
        raise _NotUnderstoodError
    return sites, remark_note(remark)


def _sites_of(text: str) -> tuple[frozenset[str], bool]:
    """Return the sites of a text without brackets, and whether every word of it was exact."""
    sites: set[str] = set()
    sure = True
    nerve_before = False
    for part in _PARTS.split(_LEVELS.sub(" \x00 ", text)):
        named, sides, level, exactly = _one_part(part)
        if level and not named:
            named, exactly = {"spinal cord"}, False
        if not named and sides and not nerve_before:
            raise _NotUnderstoodError
        if _NERVE in named or (not named and sides):
            named = (named - {_NERVE}) | set().union(*(_SIDES[side] for side in sides)) if sides else named
        elif sides & {"right", "left", "both"} and named & {_NERVE_RIGHT, _NERVE_LEFT}:
            named = named | set().union(*(_SIDES[side] for side in sides))
        if named or sides:
            nerve_before = bool(named & {_NERVE, _NERVE_RIGHT, _NERVE_LEFT})
        sites |= named
        sure = sure and exactly
    return frozenset(sites), sure


def _one_part(part: str) -> tuple[set[str], set[str], bool, bool]:
    """Return the sites, the sides, whether a cord level stands there, and whether every word was exact."""
    words = [word for word in (piece.strip(".:'\"") for piece in re.split(r"\s+", part)) if word and word != "-"]
    named: set[str] = set()
    sides: set[str] = set()
    level, sure, position = False, True, 0
    filler = reading_words("sites")["filler"]
    while position < len(words):
        length, match = _longest(words, position)
        if words[position] == "\x00":
            level = True
        elif words[position] in reading_words("sites")["both_optic_nerves"]:
            named |= _SIDES["both"]
        elif match is not None:
            named.add(match.name)
            sure = sure and match.certain
        elif (side := word_meanings("laterality").get(words[position])) is not None:
            sides.add(side)
        elif words[position] not in filler:
            raise _NotUnderstoodError
        position += length
    return named, sides, level, sure


def _longest(words: list[str], position: int) -> tuple[int, Match | None]:
    reach = range(min(_LONGEST, len(words) - position), 0, -1)
    for length in reach:
        phrase = " ".join(words[position : position + length])
        if "\x00" not in phrase and (name := exact(phrase, "sites")):
            return length, Match(name)
    if words[position] in word_meanings("laterality") or words[position] in reading_words("sites")["filler"]:
        return 1, None
    for length in reach:
        phrase = " ".join(words[position : position + length])
        if "\x00" not in phrase and (match := find(phrase, "sites")):
            return length, match
    return 1, None
