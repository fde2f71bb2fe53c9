"""The section of a study's or a person's page that cites what is published on what the record names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nmosd.evidence import NotOnRecord, Related, load_evidence, not_on_record, related_to
from nmosd.report.evidence.words import MARKS

if TYPE_CHECKING:
    from nmosd.record import Record


@dataclass(frozen=True)
class Published:
    """What is missing before a choice, and the sources by subject; the macro `cited` of `cited.html.j2` shows it."""

    missing: tuple[NotOnRecord, ...]
    related: tuple[Related, ...]
    marks: Mapping[str, str]


def published_on(record: "Record", *, patients: Collection[str] | None = None) -> Published:
    """Return what the evidence base has on what a record names of everyone, or of some people; it holds no dose."""
    base = load_evidence()
    return Published(not_on_record(base, record, patients=patients), related_to(base, record, patients=patients), MARKS)
