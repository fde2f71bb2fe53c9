"""The nearest allowed word to one that does not exist, for error messages."""

from collections.abc import Iterable


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest allowed word, else the empty string.

    >>> did_you_mean("attacks.onst", ["attacks.onset", "attacks.sites"])
    "; did you mean 'attacks.onset'?"
    >>> did_you_mean("zzz", ["attacks.onset"])
    ''
    """
    near = nearest(word, allowed)
    return f"; did you mean {near!r}?" if near else ""


def nearest_or_all(word: str, allowed: Iterable[str], they_are: str) -> str:
    """Return the nearest allowed word as `did_you_mean` does, or all of them where none is like it.

    >>> nearest_or_all("zzz", ["title", "calendar"], "the keys are")
    '; the keys are title, calendar.'
    """
    allowed = tuple(allowed)
    return did_you_mean(word, allowed) or f"; {they_are} {', '.join(allowed) or 'none'}."


def nearest(word: str, allowed: Iterable[str], threshold: float = 70) -> str | None:
    """Return the allowed word most like `word` (letters only, case ignored), or None where none is like it."""
    from rapidfuzz import fuzz, process

    threshold = min(threshold, 60) if len(word) <= 4 else threshold  # two letters swapped in a short word
    found = process.extractOne(word, sorted(allowed), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=threshold)
    return found[0] if found else None
