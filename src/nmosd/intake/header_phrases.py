"""The words of a header: how they are parted, compared with the words of the vocabulary, and taken out one by one."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from nmosd.intake.headers import plain
from nmosd.record.vocabulary.headers import header_words
from nmosd.record.vocabulary.units import units

_ABOUT_PATIENTS = frozenset({"patient", "patients", "pat", "of", "the", "s", "der", "des", "de", "du", "la", "le"})


def listed_as(header: str, lists: Mapping[str, Iterable[str]], *, within: bool = False) -> str | None:
    """Return the reason under which a header stands in lists of words by reason, or None.

    `within`: a single long word of the list inside a longer header counts as well (`Tel. Hausarzt`).
    """
    words = _but(words_of(header))
    for reason, phrases in lists.items():
        for phrase in phrases:
            listed = _listed(phrase)
            if words and (words == listed or (within and len(listed) == 1 and len(listed[0]) >= 5 and listed[0] in words)):
                return reason
    return None


@lru_cache(maxsize=2048)
def _listed(phrase: str) -> tuple[str, ...]:
    return _but(words_of(phrase))


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a header; `1st` is `1`."""
    words = plain(text).split()
    endings = {"st", "nd", "rd", "th", "er", "ere", "e", "eme", "te", "ter", "tes"}
    return tuple(word for place, word in enumerate(words) if not (place and words[place - 1].isdecimal() and word in endings))


def _but(words: Iterable[str]) -> tuple[str, ...]:
    """Return words in alphabetical order without articles and without the patient, whom every column is about."""
    words = tuple(words)
    return tuple(sorted(word for word in words if word not in _ABOUT_PATIENTS)) or tuple(sorted(words))


def telling(words: Iterable[str]) -> tuple[str, ...]:
    """Return words in alphabetical order without those that add nothing; all of them if none would be left."""
    idle = header_words().fillers
    words = tuple(words)
    return tuple(sorted(word for word in words if word not in idle)) or tuple(sorted(words))


def likeness(words: tuple[str, ...], phrases: Iterable[tuple[str, ...]]) -> float:
    """Return 1 if the words are one of the phrases; less for one that is only like it, and 0 for one that is not like it."""
    from rapidfuzz import fuzz

    text, best = " ".join(words), 0.0
    for phrase in phrases:
        if phrase == words:
            return 1.0
        if phrase and min(len(text), len(" ".join(phrase))) >= 5:
            best = max(best, fuzz.ratio(text, " ".join(phrase)) / 100)
    return 0.95 * best if best >= 0.8 else 0.0


def unit_in(words: Iterable[str]) -> str | None:
    """Return the unit of time that a word names, or None."""
    words = set(words)
    return next((unit for unit, names in header_words().units.items() if words & set(names)), None)


def without_measure(header: str) -> tuple[str, str | None, str | None]:
    """Return a header without the unit of measurement that it states, the field's own unit, and the one that is stated.

    A unit counts in brackets, or where a sign in it makes it unmistakable (`mg/dl`, `µm`).

    >>> without_measure("CSF protein (mg/dL)"), without_measure("Sex (m/f)")[1]
    (('CSF protein', 'g/L', 'mg/dL'), None)
    """
    for pattern, own, stated in _measures():
        found = pattern.search(header)
        if found:
            return (header[: found.start()] + header[found.end() :]).strip(), own, stated
    return header, None, None


@cache
def _measures() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Return how each unit stands in a header, the field's own unit and the unit itself; longer words first."""
    listed = [
        (word, own, stated)
        for own, about in units().items()
        for stated, words in {own: about.words, **about.other_words}.items()
        for word in words
    ]
    listed.sort(key=lambda entry: -len(entry[0]))
    patterns = []
    for word, own, stated in listed:
        spelt = re.escape(word).replace("/", r"\s*/\s*")
        alone = rf"|(?<![\w/]){spelt}(?![\w/])" if re.search("[/µ]", word[1:]) or word.startswith("µ") else ""
        patterns.append((re.compile(rf"[(\[]\s*(?:in\s+)?{spelt}\s*[)\]]{alone}", re.IGNORECASE), own, stated))
    return tuple(patterns)


def without(words: tuple[str, ...], phrase: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the words without a phrase that stands among them, or None where it does not."""
    for start in range(len(words) - len(phrase) + 1):
        if words[start : start + len(phrase)] == phrase:
            return words[:start] + words[start + len(phrase) :]
    return None


def dropped(words: tuple[str, ...], word: str) -> tuple[str, ...]:
    """Return the words without the first that is equal to `word`."""
    place = words.index(word)
    return words[:place] + words[place + 1 :]


def taken(words: tuple[str, ...], lists: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], str | None]:
    """Return the words without the longest phrase of the lists that stands among them, and the name of its list."""
    phrases = [(words_of(phrase), name) for name, listed in lists.items() for phrase in listed]
    phrases.sort(key=lambda entry: -len(entry[0]))
    idle = header_words().fillers - {"r", "l"}
    for kept in (words, tuple(word for word in words if word not in idle)):
        for phrase, name in phrases:
            rest = without(kept, phrase) if phrase else None
            if rest is not None:
                return rest, name
    return words, None


def number_in(words: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Return the number that the words hold (`2`, `second`, `II`), and the other words."""
    for word in words:
        if word.isdecimal() and len(word) <= 2:
            return str(int(word)), dropped(words, word)
    for number, names in header_words().ordinals.items():
        for name in names:
            if name in words:
                return number, dropped(words, name)
    return None, words
