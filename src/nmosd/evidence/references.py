"""Lists of references from RIS and PubMed's nbib, to begin or extend a case table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nmosd.errors import EvidenceError
from nmosd.evidence.vocabulary import plain

_RIS = {
    "TI": "title",
    "T1": "title",
    "AU": "authors",
    "A1": "authors",
    "PY": "year",
    "Y1": "year",
    "DO": "doi",
    "JO": "journal",
    "T2": "journal",
    "JF": "journal",
    "LA": "language",
    "AB": "abstract",
}
_NBIB = {
    "TI": "title",
    "AU": "authors",
    "DP": "year",
    "LID": "doi",
    "AID": "doi",
    "JT": "journal",
    "LA": "language",
    "AB": "abstract",
    "PMID": "pmid",
}
_MANY = "authors"


@dataclass(frozen=True)
class Reference:
    """One publication of a list: what identifies it, and its abstract where the list has one."""

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str | None = None
    doi: str | None = None
    pmid: str | None = None
    language: str | None = None
    abstract: str | None = None

    @property
    def keys(self) -> frozenset[str]:
        """What makes two references the same publication: the DOI, the PubMed number, or the title with the year."""
        found = {f"doi:{self.doi.casefold()}"} if self.doi else set()
        found |= {f"pmid:{self.pmid}"} if self.pmid else set()
        return frozenset(found | ({f"title:{plain(self.title)} {self.year}"} if self.title and self.year else set()))


def read_references(path: Path | str) -> tuple[Reference, ...]:
    """Return the references of a RIS (.ris) or PubMed (.nbib) file, each publication once, in the order of the file.

    Raises:
        EvidenceError: a file that cannot be read, of another kind, or without a reference.
    """
    path = Path(path)
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{path} cannot be read as UTF-8 text ({error}): export the list again.") from error
    if path.suffix.casefold() not in (".ris", ".nbib"):
        raise EvidenceError(f"{path} is neither .ris nor .nbib: export the list as one of them.")
    entries = _entries(text, nbib=path.suffix.casefold() == ".nbib")
    found = [_reference(entry) for entry in entries]
    if not found:
        raise EvidenceError(f"{path} has no reference: look whether the export is empty.")
    return distinct_references(found)


def distinct_references(references: list[Reference]) -> tuple[Reference, ...]:
    """Return each publication once: the first of those that share a DOI, a PubMed number, or a title with its year.

    >>> same = [Reference("A case.", year=2019, doi="10.1/X"), Reference("A Case", year=2019, pmid="7")]
    >>> len(distinct_references(same))
    1
    """
    seen: set[str] = set()
    kept = []
    for reference in references:
        if not seen & reference.keys:
            kept.append(reference)
        seen |= reference.keys
    return tuple(kept)


def _entries(text: str, *, nbib: bool) -> Iterator[dict[str, list[str]]]:
    """Yield one dictionary per reference: field to values. A line without a tag goes on with the one before."""
    names, pattern = (_NBIB, r"([A-Z]{2,4}) *- (.*)") if nbib else (_RIS, r"([A-Z][A-Z0-9])  - ?(.*)")
    entry: dict[str, list[str]] = {}
    last: list[str] | None = None
    for line in text.splitlines():
        found = re.fullmatch(pattern, line)
        tag, value = (found[1], found[2].strip()) if found else ("", line.strip())
        if (tag == "PMID" and nbib) or tag in ("TY", "ER"):
            if entry:
                yield entry
            entry, last = {}, None
        if tag:
            last = entry.setdefault(names[tag], []) if tag in names else None
            if last is not None:
                last.append(value)
        elif value and last:
            last[-1] += f" {value}"
    if entry:
        yield entry


def _reference(entry: dict[str, list[str]]) -> Reference:
    year = re.search(r"\d{4}", " ".join(entry.get("year", ())))
    doi = next((found[0] for text in entry.get("doi", ()) if (found := re.search(r"10\.\d{4,9}/[^\s\[\]]+", text))), None)
    first = {name: values[0] for name, values in entry.items() if values}
    return Reference(
        title=first.get("title", ""),
        authors=tuple(entry.get(_MANY, ())),
        year=int(year[0]) if year else None,
        journal=first.get("journal"),
        doi=doi,
        pmid=first.get("pmid"),
        language=first.get("language"),
        abstract=first.get("abstract"),
    )
