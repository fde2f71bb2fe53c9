"""Comparing what people write with the words of a vocabulary: exactly, or by a similarity that cannot be mistaken."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from nmosd.record.vocabulary import names, vocabulary

_DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’‘`´", "'") | {"×": "x", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"}
)
_BETWEEN = re.compile(r"(?<=[^\W_])[\s\-_/.,:;'()\[\]]+(?=[^\W_])")
_AROUND = re.compile(r"^[\s.,:;'\"()\[\]]+|[\s.,:;'\"()\[\]]+$")
_DECIMAL = re.compile(r"(?<=[0-9])[.,](?=[0-9])")
_PLAIN = re.compile(r"[^\W_]+")
_SHORTEST_FOR_SIMILARITY = 5
_SHORTEST_FOR_TWO_ERRORS = 8
_MARGIN = 2


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """Return a text without case, accents and superfluous spaces, its dashes and apostrophes made plain; signs stay.

    >>> normalise("  Grenzwertig – Französisch ")
    'grenzwertig - franzosisch'
    """
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_DASHES).split())


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """Return what two spellings of the same words share: no spaces, no punctuation, but every sign that changes a meaning.

    `+`, `?`, `<`, `>`, `=` and a hyphen that ends a word stay; so do decimal points. A text without letters and digits keeps all.

    >>> key("AQP4 - IgG"), key("AQP4-"), key("n. d."), key("(+)"), key("pos?")
    ('aqp4igg', 'aqp4-', 'nd', '(+)', 'pos?')
    """
    plain = normalise(text)
    if not _PLAIN.search(plain):
        return plain.replace(" ", "")
    kept = _DECIMAL.sub("\x00", plain)
    return _BETWEEN.sub("", _AROUND.sub("", kept)).replace(" ", "").replace("\x00", ".")


@cache
def reading_words(group: str) -> Mapping[str, frozenset[str]]:
    """Return one group of `reading_words.toml`: the normalised words by what they mean."""
    raw = tomllib.loads(files("nmosd.record.vocabulary").joinpath("reading_words.toml").read_text("utf-8"))
    return MappingProxyType({meaning: frozenset(normalise(word) for word in words) for meaning, words in raw[group].items()})


@cache
def word_meanings(group: str) -> Mapping[str, str]:
    """Return the same group the other way round: meaning by word."""
    return MappingProxyType({word: meaning for meaning, words in reading_words(group).items() for word in sorted(words)})


@dataclass(frozen=True)
class Match:
    """A name of a vocabulary that a text stands for; `certain` is False where it was found by similarity."""

    name: str
    certain: bool = True


@cache
def _index(vocabulary_name: str) -> Mapping[str, frozenset[str]]:
    index: dict[str, set[str]] = {}
    for name, term in vocabulary(vocabulary_name).items():
        for word in term.synonyms:
            index.setdefault(key(word), set()).add(name)
    for name in names(vocabulary_name):
        index[key(name)] = {name}  # a name stands for itself, whatever else lists it
    return MappingProxyType({word: frozenset(meant) for word, meant in index.items() if word})


@cache
def _unambiguous(vocabulary_name: str) -> Mapping[str, str]:
    """Return the names by every listed text, as written, that means only one of them."""
    listed = [text for name, term in vocabulary(vocabulary_name).items() for text in (name, *term.synonyms)]
    return MappingProxyType({normalise(text): name for text in listed if (name := exact(text, vocabulary_name)) is not None})


@lru_cache(maxsize=8192)
def exact(text: str, vocabulary_name: str) -> str | None:
    """Return the one name that the text is, or is a listed synonym of; None where there is none or more than one."""
    meant = _index(vocabulary_name).get(key(text), frozenset())
    return next(iter(meant)) if len(meant) == 1 else None


@lru_cache(maxsize=8192)
def find(text: str, vocabulary_name: str) -> Match | None:
    """Return the name that a text stands for, exactly or by a similarity that leaves no doubt.

    By similarity: word by word, only in words of five letters or more, one error (two from eight letters), the same first
    letter, the same digits, no other name nearly as close, and no word of negation or doubt in the text.
    """
    name = exact(text, vocabulary_name)
    if name is not None:
        return Match(name)
    if caution(text) or has_signs(text) or normalise(text) in reading_words("never_similar")["words"]:
        return None
    name = similar(normalise(text), _unambiguous(vocabulary_name))
    return Match(name, certain=False) if name else None


def similar(text: str, meanings: Mapping[str, str]) -> str | None:
    """Return the meaning of the listed text that differs from this one only by typing errors, if no other meaning is near."""
    from rapidfuzz.distance import OSA

    far = 2 + _MARGIN + 1
    squeezed = key(text)
    best: dict[str, int] = {}
    for listed, meaning in meanings.items():
        best[meaning] = min(best.get(meaning, far), OSA.distance(squeezed, key(listed), score_cutoff=far - 1))
    ranked = sorted((distance, meaning) for meaning, distance in best.items())
    if not ranked or (len(ranked) > 1 and ranked[1][0] < ranked[0][0] + _MARGIN):
        return None
    meaning = ranked[0][1]
    words = _PLAIN.findall(text)
    near = (_PLAIN.findall(listed) for listed, meant in meanings.items() if meant == meaning)
    return meaning if any(_differ_by_typing_errors(words, listed) for listed in near) else None


def _differ_by_typing_errors(words: list[str], listed: list[str]) -> bool:
    return len(words) == len(listed) and all(map(_may_be_a_typing_error, words, listed))


def _may_be_a_typing_error(word: str, listed: str) -> bool:
    from rapidfuzz.distance import OSA

    if word == listed:
        return True
    shorter = min(len(word), len(listed))
    if shorter < _SHORTEST_FOR_SIMILARITY or word[0] != listed[0]:
        return False
    if re.sub(r"[^0-9]", "", word) != re.sub(r"[^0-9]", "", listed):
        return False
    return OSA.distance(word, listed) <= (2 if shorter >= _SHORTEST_FOR_TWO_ERRORS else 1)


@cache
def _caution_patterns() -> Mapping[str, re.Pattern[str]]:
    return {
        kind: re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(words, key=len, reverse=True)))
        for kind, words in reading_words("caution").items()
    }


def caution(text: str) -> str | None:
    """Return `negation`, `doubt` or `past` if a word in the text says so, else None.

    >>> caution("no ON"), caution("RTX?"), caution("RTX or AZA"), caution("ON left")
    ('negation', 'doubt', 'doubt', None)
    """
    plain = normalise(text)
    kind = next((kind for kind, pattern in _caution_patterns().items() if pattern.search(plain)), None)
    return "doubt" if kind is None and "?" in plain else kind


def has_signs(text: str) -> bool:
    """Return whether a text holds a sign that may change its meaning (`+`, `<`, `?`, `=`, a hyphen that ends a word ...)."""
    return any(not (letter.isalnum() or letter in ".-/()' ,") for letter in normalise(text)) or key(text).endswith("-")


def names_in(text: str, vocabulary_name: str) -> frozenset[str]:
    """Return every name of which the name or a synonym stands somewhere in the text as whole words."""
    words = _PLAIN.findall(normalise(text))
    found: set[str] = set()
    for start in range(len(words)):
        for end in range(start + 1, min(start + 5, len(words)) + 1):
            found |= _index(vocabulary_name).get("".join(words[start:end]), frozenset())
    return frozenset(found)


def nearest_names(text: str, vocabulary_name: str, *, at_most: int = 2) -> tuple[str, ...]:
    """Return the names that look most like a text, best first, to be shown as a suggestion; none where nothing looks like it."""
    from rapidfuzz import fuzz, process

    word = key(text)
    listed = list(_index(vocabulary_name))
    found = process.extract(word, listed, scorer=fuzz.ratio, limit=5, score_cutoff=70) if len(word) > 2 else []
    ranked = [name for near, _, _ in found for name in sorted(_index(vocabulary_name)[near])]
    return tuple(dict.fromkeys(ranked))[:at_most]
