"""What the base holds on what a record names, as citations; and what a choice depends on that the record does not hold."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from nmosd.evidence.base import Evidence
from nmosd.evidence.citing import Citation, citations
from nmosd.evidence.models import Statement
from nmosd.evidence.searching import search
from nmosd.evidence.vocabulary import evidence_words, interventions, plain

if TYPE_CHECKING:
    import polars as pl

    from nmosd.record import Record

_NO_DRUG = ("none", "other", "unknown")


@dataclass(frozen=True)
class Related:
    """One treatment, symptom or disease that a record names, with its sources and what nobody knows of it.

    Without sources nothing is in the base, which is not the same as nothing known.
    """

    subject: str
    kind: str
    citations: tuple[Citation, ...]
    gaps: tuple[str, ...]

    @property
    def compared_at_random(self) -> int:
        """How many of the sources compared at random."""
        return sum(citation.certainty == "compared at random" for citation in self.citations)


@dataclass(frozen=True)
class NotOnRecord:
    """Something that a choice depends on, why, how many people it is not on record for, and the records that say so."""

    name: str
    why: str
    mark: str
    without: int
    people: int
    records: tuple[str, ...]


def related_to(base: Evidence, record: "Record", *, patients: Collection[str] | None = None) -> tuple[Related, ...]:
    """Return what is published on the treatments, symptoms and coexisting diseases that a record names.

    They come by kind and then by name, so that no order says what is better; no dose and no list of options is in them.
    `patients` narrows the record to some people. What is named `none`, `other` or `unknown` is left out.
    """
    given = _named(record, "acute_treatments", "treatment", patients) | _named(record, "therapies", "drug", patients)
    symptoms = {name for word in _named(record, "symptoms", "symptom", patients) for name in _symptoms(word)}
    kinds = (
        ("treatment", "about", given & set(interventions())),
        ("symptom", "symptom", symptoms),
        ("coexisting disease", "disease", _named(record, "comorbidities", "disease", patients)),
    )
    return tuple(_related(base, kind, key, name) for kind, key, names in kinds for name in sorted(names, key=str.casefold))


def not_on_record(base: Evidence, record: "Record", *, patients: Collection[str] | None = None) -> tuple[NotOnRecord, ...]:
    """Return what a choice of treatment depends on and the record does not hold of everyone, in the order of the data file.

    A test without a result, and an answer `unknown`, are not on record. `patients` narrows the record to some people.
    """
    everyone = set(record.patients["patient_id"]) if patients is None else set(patients)
    found = []
    for name, entry in _before_choice().items():
        without = everyone - _holders(record, entry)
        if without:
            rests_on = tuple(entry["rests_on"])
            marks = {base.record(place.partition("/")[0]).verified for place in rests_on}
            mark = next(mark for mark in ("inferred", "recalled", "read") if mark in marks)
            found.append(NotOnRecord(name, entry["why"], mark, len(without), len(everyone), rests_on))
    return tuple(found)


def _related(base: Evidence, kind: str, key: str, name: str) -> Related:
    asked: dict[str, Any] = {key: name}
    gaps = (r.text for r in search(base, **asked) if isinstance(r, Statement) and r.category == "gap")
    return Related(name, kind, citations(base, **asked), tuple(gaps))


def _named(record: "Record", table: str, column: str, patients: Collection[str] | None) -> set[str]:
    """Return the names in a column; none where this version of the record has no such table."""
    frame: pl.DataFrame | None = getattr(record, table, None)
    if frame is None:
        return set()
    rows = frame if patients is None else frame.filter(_among(patients))
    if "present" in rows.columns:
        rows = rows.filter(_was_there())
    return {str(name) for name in rows[column].drop_nulls().unique() if name not in _NO_DRUG}


def _symptoms(word: str) -> Iterator[str]:
    for name, term in evidence_words("symptom").items():
        if plain(word) in {plain(other) for other in (name, *term.synonyms)}:
            yield name


def _holders(record: "Record", entry: Mapping[str, Any]) -> set[str]:
    import polars as pl

    frame: pl.DataFrame = getattr(record, entry["table"])
    if "column" in entry:
        held = pl.col(entry["column"]).is_not_null() & ~pl.col(entry["column"]).cast(pl.String).is_in(["unknown", ""])
    else:
        held = pl.all_horizontal(pl.col(part["column"]).cast(pl.String).is_in(part["values"]) for part in entry["holds"])
    return set(frame.filter(held)["patient_id"])


def _among(patients: Collection[str]) -> "pl.Expr":
    import polars as pl

    return pl.col("patient_id").is_in(sorted(patients))


def _was_there() -> "pl.Expr":
    import polars as pl

    return pl.col("present").cast(pl.String).ne_missing("no")


@cache
def _before_choice() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("nmosd.evidence") / "before_choice.toml").read_text("utf-8"))
