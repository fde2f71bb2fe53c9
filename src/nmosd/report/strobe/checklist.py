"""The reporting checklist of a study: each item answered from the run, or left to the authors in plain sight."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from nmosd.report.strobe.answers import ANSWERS

if TYPE_CHECKING:
    from nmosd.study import Study

_PLACES = {
    "answer": "Question and answer",
    "linter": "What the linter said",
    "flow": "Flow of people",
    "table-one": "Table 1",
    "curves": "Over time",
    "models": "Comparison",
    "sensitivity": "Sensitivity",
    "before-after": "Before and after treatment",
    "milestones": "Milestones of disability",
    "shares": "Shares",
    "attacks": "Attacks",
    "rates": "Attack rates",
    "missing": "What is not known",
    "criteria": "Diagnostic criteria",
    "methods": "Methods",
    "definitions": "Definitions in use",
    "published": "What is published",
    "sources": "Sources",
    "problems": "Problems found",
    "manifest": "Manifest",
}
_ANALYSIS_OF = {
    "curves": "curves",
    "models": "models",
    "sensitivity": "sensitivity",
    "before-after": "before and after",
    "milestones": "milestones",
    "shares": "shares",
    "missing": "missing",
}
"""Sections that a study has only if it has that analysis."""


@dataclass(frozen=True)
class Place:
    """A section of the report."""

    id: str
    title: str


@dataclass(frozen=True)
class Item:
    """One item of a checklist, what it asks for in our own words, and the answer, or what the authors still have to write."""

    number: str
    list: str
    section: str
    asks: str
    filled: bool
    answer: str
    places: tuple[Place, ...]
    source: str


def checklist(study: "Study") -> tuple[Item, ...]:
    """Return the items of STROBE for cohort studies, then those of RECORD, in their order.

    An item is filled only where the run itself answers it. All else is left to the authors, with a hint, and the sections that
    may help.
    """
    known = _known()
    analyses = set(study.results["analysis"].unique().to_list())
    there = [place for place in _PLACES if _ANALYSIS_OF.get(place) in (None, *analyses)]
    if study.protocol.disclosure.sharing:
        there.remove("published")
    return tuple(_item(study, entry, set(there), known["sources"]) for entry in known["items"])


def _item(study: "Study", entry: dict[str, Any], there: set[str], sources: dict[str, Any]) -> Item:
    answered = ANSWERS.get(entry["number"])
    answer = answered(study) if answered else None
    name = entry.get("list", "STROBE")
    places = tuple(Place(place, _PLACES[place]) for place in entry.get("places", ()) if place in there)
    return Item(
        number=entry["number"],
        list=name,
        section=entry["section"],
        asks=entry["asks"],
        filled=answer is not None,
        answer=answer if answer is not None else entry.get("todo", "Write it."),
        places=places,
        source=f"doi {sources[name]['doi']}",
    )


@cache
def _known() -> dict[str, Any]:
    return tomllib.loads((files("nmosd.report.strobe") / "items.toml").read_text("utf-8"))
