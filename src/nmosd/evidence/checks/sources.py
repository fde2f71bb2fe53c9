"""Sources that were seen, not retracted and listed once; statuses that are not stale; marks for fields that exist."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from nmosd.evidence.base import Evidence
from nmosd.evidence.checks.finding import EvidenceProblem, setting
from nmosd.evidence.models import Cited, Record, Study
from nmosd.evidence.vocabulary import evidence_words


def sources_stand(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E301 for a retracted source in use, E303 where a figure is marked read and nobody saw or named its source."""
    for record, part, finding in _parts(base):
        source = base.source_of(record, part)
        if source is not None and source.retracted:
            yield EvidenceProblem("E301", record.id, finding, f"{source.citation}: {source.retracted}")
        seen = source is not None and evidence_words("source_read")[source.read].attributes["seen"]
        if part.verified == "read" and not seen:
            text = "no source is named" if source is None else f"{source.citation[:60]} was not read"
            yield EvidenceProblem("E303", record.id, finding, text)


def sources_listed_once(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E304 for two sources with the same DOI."""
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for key, source in base.sources.items():
        if source.doi is not None:
            keys[source.doi.casefold()].append(key)
    for doi, same in keys.items():
        if len(same) > 1:
            yield EvidenceProblem("E304", "sources", None, f"{' and '.join(same)}: {doi}")


def marks_name_fields(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E305 where `recalled` or `inferred` names a field that the record does not fill."""
    for study in base.studies:
        filled = study.model_dump(exclude_none=True)
        for path in (*study.recalled, *study.inferred):
            if not _reaches(filled, path):
                yield EvidenceProblem("E305", study.id, None, path)


def statuses_fresh(base: Evidence, today: dt.date) -> Iterator[EvidenceProblem]:
    """Yield E302 for a record whose `as_of` lies further back than the settings allow."""
    for record, part, finding in _parts(base):
        if part.as_of is None:
            continue
        year, month = (int(number) for number in (part.as_of + "-12")[:7].split("-"))
        months = 12 * (today.year - year) + today.month - month
        if months > setting("stale_months"):
            yield EvidenceProblem("E302", record.id, finding, f"as of {part.as_of}, {months} months ago")


def _parts(base: Evidence) -> Iterator[tuple[Record, Cited, str | None]]:
    for record in base.records.values():
        yield record, record, None
        for finding in record.findings if isinstance(record, Study) else ():
            yield record, finding, finding.id


def _reaches(value: Any, path: str) -> bool:
    """Return whether a path leads to something that is filled; names of arms may hold spaces but no dot."""
    for step in path.split("."):
        if not isinstance(value, dict) or step not in value or value[step] in (None, (), {}):
            return False
        value = value[step]
    return True
