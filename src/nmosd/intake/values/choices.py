"""One word out of a vocabulary."""

import re

from nmosd.intake.values.outcomes import Read, Refused, quoted
from nmosd.intake.values.words import Match, caution, exact, find, key, names_in, nearest_names, normalise
from nmosd.record import Field

JOINERS = re.compile(r"\s*(?:[+/;,&|\n]|->|=>|→|\b(?:and|or|und|oder|et|ou|y|then|dann|puis)\b)\s*")
_REMARK = re.compile(r"^(?P<said>[^()]*[^()\s])\s*\((?P<remark>[^()]*)\)\s*$")


def read_choice(text: str, field: Field) -> Read | Refused:
    """Return the allowed value that a text stands for.

    A remark in brackets may stay unread if it holds no other value of the vocabulary and no word of negation or doubt; the
    reading is then not certain and says so.
    """
    if key(text) == "-" and exact("+", str(field.vocabulary)):
        return bare_dash(text, field)
    match, note = match_with_remark(text, str(field.vocabulary))
    if match is None:
        return not_understood(text, field)
    return Read({field.name: match.name}, match.certain and note is None, note or similarity_note(text, match))


def match_with_remark(text: str, vocabulary_name: str) -> tuple[Match | None, str | None]:
    """Return the match of a text, and a note on the remark in brackets that was left unread."""
    match = find(text, vocabulary_name)
    if match is not None:
        return match, None
    found = _REMARK.match(text)
    if found is None:
        return None, None
    said = find(found["said"], vocabulary_name)
    if said is None or (exact(found["remark"], vocabulary_name) == said.name):
        return said, None
    if is_harmless(found["remark"], vocabulary_name, said.name):
        return said, remark_note(found["remark"])
    return None, None


def is_harmless(remark: str, vocabulary_name: str, *said: str) -> bool:
    """Return whether a remark may stay unread: no negation, no doubt, nothing of the vocabulary but what was said anyway."""
    return bool(key(remark)) and caution(remark) is None and names_in(remark, vocabulary_name) <= set(said)


def remark_note(remark: str) -> str:
    """Return the note on a remark that was left unread."""
    return f"The remark {quoted(remark)} was not read."


def similarity_note(text: str, match: Match) -> str | None:
    """Return the note on a match by similarity, None for an exact one."""
    return None if match.certain else f"{quoted(text)} was taken for {match.name!r} because it looks like it."


def bare_dash(text: str, field: Field) -> Refused:
    """Return the refusal of a dash that stands alone."""
    return Refused("I123", f"{quoted(text)} alone may mean that {field.path} is negative or that nothing is known.")


def not_understood(text: str, field: Field) -> Refused:
    """Return the refusal of a text that is no word of the field's vocabulary, as exact about the reason as can be."""
    vocabulary_name = str(field.vocabulary)
    parts = [part for part in JOINERS.split(normalise(text)) if part]
    meant = {name for part in parts if (name := exact(part, vocabulary_name))}
    if len(meant) > 1:
        return Refused("I121", f"{quoted(text)} names several values of {field.path}: {', '.join(sorted(meant))}.")
    kind = caution(text)
    if kind == "negation":
        return Refused("I125", f"{quoted(text)} holds a negation that cannot be read for {field.path}.")
    if kind == "doubt":
        return Refused("I122", f"{quoted(text)} is in doubt about {field.path}.")
    if names_in(text, vocabulary_name):
        return Refused("I124", f"{quoted(text)} is understood only in part for {field.path}.")
    near = nearest_names(text, vocabulary_name)
    if near:
        return Refused(
            "I120", f"{quoted(text)} is no known word for {field.path}; it looks most like {' or '.join(map(repr, near))}."
        )
    return Refused("I120", f"{quoted(text)} is no known word for {field.path}.")
