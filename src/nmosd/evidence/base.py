"""The evidence base as one object, read from its files."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from nmosd.errors import EvidenceError
from nmosd.evidence.documents import documents
from nmosd.evidence.models import Cited, Finding, Record, Source, Statement, Study
from nmosd.nearest import did_you_mean

_SOURCES = "sources.yaml"
_KINDS: dict[str, type[Study] | type[Statement]] = {"study": Study, "statement": Statement}


@dataclass(frozen=True)
class Evidence:
    """Records by their id and sources by their key, each in the order of its file."""

    records: Mapping[str, Record]
    sources: Mapping[str, Source]

    @property
    def studies(self) -> tuple[Study, ...]:
        """The studies, in the order of the files."""
        return tuple(record for record in self.records.values() if isinstance(record, Study))

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements, in the order of the files."""
        return tuple(record for record in self.records.values() if isinstance(record, Statement))

    def findings(self) -> Iterator[tuple[Study, Finding]]:
        """Yield every finding with its study."""
        for study in self.studies:
            for finding in study.findings:
                yield study, finding

    def source_of(self, record: Record, part: Cited | None = None) -> Source | None:
        """Return the source of a finding, or of its record where the finding names none; None where nobody named one."""
        key = (part.source if part is not None else None) or record.source
        return self.sources.get(key) if key else None

    def record(self, name: str) -> Record:
        """Return a record by its id.

        Raises:
            EvidenceError: no record has that id.
        """
        if name not in self.records:
            raise EvidenceError(f"There is no record {name!r}{did_you_mean(name, self.records)}.")
        return self.records[name]


@cache
def load_evidence() -> Evidence:
    """Return the evidence base that comes with nmosd.

    >>> base = load_evidence()
    >>> len(base.studies) > 50, len(base.statements) > 200
    (True, True)
    """
    return _load(files("nmosd.evidence") / "data")


def read_evidence(folder: Path | str) -> Evidence:
    """Return an evidence base from a folder: `sources.yaml` and any number of files of records.

    Raises:
        EvidenceError: a file that is no YAML, a record with an unknown or impossible field, an id used twice, or a source that
            is named and not listed; the sentence names file, record and field.
    """
    path = Path(folder)
    if not path.is_dir():
        raise EvidenceError(f"{path} is no folder: give the folder that holds sources.yaml and the records.")
    return _load(path)


def evidence_of(records: Iterable[Record], sources: Mapping[str, Source]) -> Evidence:
    """Return an evidence base made of records in memory."""
    return Evidence(MappingProxyType({record.id: record for record in records}), MappingProxyType(dict(sources)))


def _load(folder: Traversable | Path) -> Evidence:
    sources: dict[str, Source] = {}
    records: dict[str, Record] = {}
    for file in sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name):
        text = file.read_text("utf-8")
        if file.name == _SOURCES:
            sources |= dict(_sources(text))
            continue
        for record in _records(text, file.name):
            if record.id in records:
                raise EvidenceError(
                    f"{file.name}, record {record.id}: the id stands in {records[record.id].file} already; give it another."
                )
            records[record.id] = record
    if not sources:
        raise EvidenceError(f"{folder} has no {_SOURCES}: list there what the records rest on.")
    _check_sources(records.values(), sources)
    return Evidence(MappingProxyType(records), MappingProxyType(sources))


def _sources(text: str) -> Iterator[tuple[str, Source]]:
    for document in documents(text, _SOURCES):
        for key, entry in document.items():
            try:
                yield key, Source.model_validate(entry)
            except ValidationError as error:
                raise EvidenceError(_sentence(error, f"{_SOURCES}, source {key}")) from error


def _records(text: str, name: str) -> Iterator[Record]:
    """Yield the records of one file; a document with `defaults` gives every record after it what it does not say itself."""
    defaults: dict[str, Any] = {}
    for position, document in enumerate(documents(text, name), start=1):
        if "defaults" in document:
            defaults = document["defaults"]
            continue
        where = f"{name}, record {document.get('id', f'number {position}')}"
        named = document.get("kind", defaults.get("kind"))
        kind = _KINDS.get(str(named))
        if kind is None:
            raise EvidenceError(f"{where}, kind: it is {named!r}; write study or statement.")
        try:
            record = kind.model_validate({key: value for key, value in defaults.items() if key in kind.model_fields} | document)
        except ValidationError as error:
            raise EvidenceError(_sentence(error, where)) from error
        record._file = name
        yield record


def _sentence(error: ValidationError, where: str) -> str:
    """Return the first thing that is wrong as one sentence with the field's path."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        message = "there is no such field; see nmosd.evidence.models for those there are"
    elif first["type"] == "missing":
        message = "the field is missing"
    return f"{where}{f', {field}' if field else ''}: {message[:1].lower()}{message[1:]}."


def _check_sources(records: Iterable[Record], sources: Mapping[str, Source]) -> None:
    for record in records:
        parts = (record, *(record.findings if isinstance(record, Study) else ()))
        for part in parts:
            if part.source is not None and part.source not in sources:
                raise EvidenceError(
                    f"{record.file}, record {record.id}, source: there is no source {part.source!r}"
                    f"{did_you_mean(part.source, sources)}; list it in {_SOURCES}."
                )
