"""Cells that say only that nothing is known."""

from functools import cache

from nmosd.intake.values.outcomes import Read
from nmosd.intake.values.words import exact, key
from nmosd.record import Field
from nmosd.record.vocabulary import vocabulary

_FREE = ("text", "identifier", "reference")


@cache
def _missing() -> dict[str, str]:
    return {key(word): name for name, term in vocabulary("missing").items() for word in (name, *term.synonyms)}


def _may_be_a_name(text: str) -> bool:
    """`x`, `ka` or `ng` in free text may be initials; `k.A.`, `n/a` and `NA` are not."""
    return text.strip().isalnum() and len(text.strip()) <= 2 and key(text) != "na"


def read_missing(text: str, field: Field) -> Read | None:
    """Return what a cell that only says "not known" gives, or None if it says something else.

    A choice becomes its own `unknown` or `not done` where it has one; every other field becomes None. The words of the field's
    own vocabulary come first: `x` is a sex, and `nr` a recovery.
    """
    if field.vocabulary and field.kind in ("choice", "choices") and exact(text, field.vocabulary):
        return None
    kind = _missing().get(key(text))
    if kind is None or (field.kind in _FREE and _may_be_a_name(text)):
        return None
    if field.kind == "choice":
        known_as = next((name for name in (kind, "unknown") if name in field.allowed), None)
        if kind == "lost" and field.vocabulary != "result":
            known_as = "unknown" if "unknown" in field.allowed else None
        if kind == "not done" and "not done" not in field.allowed:
            known_as = None
        return Read({field.name: known_as})
    return Read({field.name: None})
