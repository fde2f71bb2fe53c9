"""The words of the evidence base: those of the record (drugs, attack treatments, diseases) and those that come on top of them."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from nmosd.errors import EvidenceError
from nmosd.record.vocabulary import Term
from nmosd.record.vocabulary import vocabulary as words_of_the_record


@cache
def evidence_words(name: str) -> Mapping[str, Term]:
    """Return the terms of one list of `vocabulary.toml` by name, in the order of the file.

    Raises:
        EvidenceError: no list has that name.

    >>> list(evidence_words("serostatus"))
    ['positive', 'negative', 'both', 'not stated']
    """
    lists = _read("vocabulary.toml")
    if name not in lists:
        raise EvidenceError(f"The evidence base has no list of words {name!r}: the lists are {', '.join(lists)}.")
    return _terms(lists[name])


@cache
def interventions() -> Mapping[str, Term]:
    """Return everything that can be given or done: the drugs and attack treatments of the record, then what this base adds."""
    record = {**words_of_the_record("drugs"), **words_of_the_record("acute_treatment")}
    known = {name: term for name, term in record.items() if name not in ("none", "other")}
    return MappingProxyType(known | dict(_terms(_read("interventions.toml"))))


@cache
def coexisting_diseases() -> Mapping[str, Term]:
    """Return the diseases that may stand beside NMOSD, as the record knows them."""
    return words_of_the_record("diseases")


def resolve_intervention(word: str) -> tuple[str, ...]:
    """Return the names that a person may mean by a word: the thing itself and every group that holds it; none if unknown.

    Names and synonyms count, case, accents and punctuation do not.

    >>> resolve_intervention("no such thing")
    ()
    """
    wanted = plain(word)
    named = [name for name, words in _words_for_interventions().items() if wanted in words]
    groups = [name for name, term in interventions().items() if set(named) & set(term.attributes.get("members", ()))]
    members = [member for name in named for member in interventions()[name].attributes.get("members", ())]
    return tuple(dict.fromkeys([*named, *groups, *members]))


@cache
def _words_for_interventions() -> Mapping[str, frozenset[str]]:
    """Return all words for each thing that can be given or done, as words are compared."""
    return {name: frozenset(map(plain, (name, *term.synonyms))) for name, term in interventions().items()}


def plain(text: str) -> str:
    """Return a text as words are compared: lower case, without accents, punctuation and repeated spaces.

    >>> plain("Sjögren’s  (primary)")
    'sjogren s primary'
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    if not bare.isascii():
        bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", " ", bare).strip()


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("nmosd.evidence").joinpath(name).read_text("utf-8"))


def _terms(raw: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Term]:
    return MappingProxyType(
        {
            name: Term(
                name,
                tuple(entry.get("synonyms", ())),
                MappingProxyType({key: value for key, value in entry.items() if key != "synonyms"}),
            )
            for name, entry in raw.items()
        }
    )
