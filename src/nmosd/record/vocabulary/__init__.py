"""The words of the record: every enumeration is a data file here, with what else people write for each name.

`answers.toml` holds the short lists (sex, results, assays ...), one table per list. Each longer list has a file of its own
(`drugs.toml`, `sites.toml`, `diseases.toml`, `symptoms.toml`, `instruments.toml`). The codes of terminologies stand in
`codes.csv`, each with its mark.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from nmosd.errors import NmosdError

_OWN_FILE = ("drugs", "sites", "diseases", "symptoms", "instruments")


@dataclass(frozen=True)
class Term:
    """One name of a vocabulary.

    `synonyms` are other words for it (brands, abbreviations, other languages, usual typing errors); `attributes` is
    whatever else its data file says (a drug's class, a disease's group).
    """

    name: str
    synonyms: tuple[str, ...]
    attributes: Mapping[str, Any]


@cache
def _answers() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(files(__name__).joinpath("answers.toml").read_text("utf-8"))


@cache
def vocabulary(name: str) -> Mapping[str, Term]:
    """Return the terms of one vocabulary by name, in the order of its data file.

    Raises:
        NmosdError: no vocabulary has that name.

    >>> vocabulary("sex")["female"].synonyms[:2]
    ('f', 'w')
    """
    if name in _OWN_FILE:
        raw = tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
    elif name in _answers():
        raw = _answers()[name]
    else:
        raise NmosdError(f"There is no vocabulary {name!r}: the names are {', '.join(vocabularies())}.")
    terms = {}
    for term, entry in raw.items():
        attributes = {key: value for key, value in entry.items() if key not in ("synonyms", "typos")}
        words = (*entry.get("synonyms", ()), *entry.get("typos", ()))
        terms[term] = Term(term, words, MappingProxyType(attributes))
    return MappingProxyType(terms)


def vocabularies() -> tuple[str, ...]:
    """Return the names of all vocabularies."""
    return (*_OWN_FILE, *_answers())


def names(name: str) -> tuple[str, ...]:
    """Return the names that a vocabulary allows, in the order of its data file.

    >>> names("eye")
    ('right', 'left', 'better', 'worse')
    """
    return tuple(vocabulary(name))
