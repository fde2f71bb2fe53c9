"""The nearest allowed word to one that does not exist, for error messages."""

from collections.abc import Iterable

_MOST_SHOWN = 40


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
    """Return the nearest allowed word as `did_you_mean` does, or where none is like it all of them, of a long list the first.

    >>> nearest_or_all("zzz", ["title", "calendar"], "the keys are")
    '; the keys are title, calendar.'
    """
    allowed = tuple(allowed)
    shown = [*allowed[:_MOST_SHOWN], *([f"... ({len(allowed)} in all)"] if len(allowed) > _MOST_SHOWN else [])]
    return did_you_mean(word, allowed) or f"; {they_are} {', '.join(shown) or 'none'}."


def nearest(word: str, allowed: Iterable[str], threshold: float = 70) -> str | None:
    """Return the allowed word most like `word` (letters only, case ignored), or None where none is like it."""
    from rapidfuzz import fuzz, process

    threshold = min(threshold, 60) if len(word) <= 4 else threshold  # two letters swapped in a short word
    found = process.extractOne(word, sorted(allowed), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=threshold)
    return found[0] if found else None
