"""A cohort on disk: a folder of Parquet files, one per table, and a manifest that names them.

The tables lie in a subfolder that bears the hash of their contents, and the manifest names that subfolder. Writing makes the new
subfolder first, then replaces the manifest in one step, then removes what no manifest names. A run that is killed at any point
leaves the old cohort whole. Two runs that write the same folder take turns, and a reader waits for a writer. The same record
gives the same bytes.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import polars as pl

from nmosd import __version__
from nmosd.errors import CohortError
from nmosd.record.older import brought_up_to_date
from nmosd.record.record import SCHEMA_VERSION, Record, validated

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class SourceFile:
    """A file that a record was made from, by its name and the SHA-256 of its bytes."""

    name: str
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return the file's name and hash."""
        return cls(path.name, _sha256(path))


def write_cohort(record: Record, folder: Path, *, sources: Sequence[SourceFile] = ()) -> Path:
    """Write a record as a cohort folder and return the folder; a cohort that stands there is replaced in one step.

    Raises:
        CohortError: the folder holds something that is not a cohort, or cannot be written.
    """
    folder = Path(folder)
    _refuse_what_is_not_ours(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _in_turn(folder, writing=True):
            _write(record, folder, sources)
    except OSError as error:
        raise CohortError(
            f"The cohort cannot be written to {folder} ({error.strerror or error}): give a folder that is yours."
        ) from error
    return folder


def read_cohort(folder: Path) -> Record:
    """Return the record of a cohort folder, validated, every table typed.

    In a cohort that an older version wrote, the tables and columns that it did not have yet come back empty.

    Raises:
        CohortError: no cohort stands there, a newer version wrote it, or a file is damaged.
    """
    folder = Path(folder)
    read_manifest(folder)  # refuses what is no cohort before anything is locked
    with _in_turn(folder, writing=False):
        return _read(folder)


def _read(folder: Path) -> Record:
    manifest = read_manifest(folder)
    version = manifest["schema_version"]
    if not isinstance(version, int) or version > SCHEMA_VERSION:
        raise CohortError(
            f"{folder} was written with tables of version {version}, this nmosd reads up to {SCHEMA_VERSION}: use a newer nmosd, "
            "or import the sheet again."
        )
    if version == SCHEMA_VERSION:
        schemas = Record.member_schemas()
        return validated({name: schema.cast(_table(folder, manifest, name)) for name, schema in schemas.items()})
    held = {name: _table(folder, manifest, name) for name in manifest["files"]}
    lost = sorted(set(held) - set(Record.member_schemas()))
    if lost:
        raise CohortError(f"The table {lost[0]!r} of an older version has no place in this one: import the sheet again.")
    return validated({name: brought_up_to_date(name, held.get(name)) for name in Record.member_schemas()})


def _table(folder: Path, manifest: dict[str, Any], name: str) -> pl.DataFrame:
    path = folder / manifest["tables"] / f"{name}.parquet"
    if not path.is_file() or _sha256(path) != manifest["files"].get(name):
        raise CohortError(f"{path} is missing or was changed since it was written: import the sheet again.")
    return pl.read_parquet(path)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a cohort folder: versions, hashes of the source files and of the tables, counts of rows.

    Raises:
        CohortError: no cohort stands there, or its manifest cannot be read.
    """
    path = Path(folder) / MANIFEST
    if not path.is_file():
        raise CohortError(f"{folder} is no cohort (it has no {MANIFEST}): make one with `nmosd import`.")
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or not {"schema_version", "tables", "files"} <= manifest.keys():
        raise CohortError(f"{path} is damaged: import the sheet again.")
    return manifest


def is_cohort(folder: Path) -> bool:
    """Tell whether a cohort stands in a folder."""
    return (Path(folder) / MANIFEST).is_file()


@contextmanager
def _in_turn(folder: Path, *, writing: bool) -> Iterator[None]:
    """Hold the folder's lock: one writer alone, or readers together. A killed run gives it back; no file is left behind."""
    descriptor = None
    # Windows has no fcntl and some network drives no locks: there the manifest is still replaced in one step.
    with suppress(ImportError, OSError):
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX if writing else fcntl.LOCK_SH)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _write(record: Record, folder: Path, sources: Sequence[SourceFile]) -> None:
    scratch = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
    try:
        hashes = _write_tables(record, scratch)
        subfolder = "tables-" + hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()[:12]
        if not _holds(folder / subfolder, hashes):
            shutil.rmtree(folder / subfolder, ignore_errors=True)
            scratch.chmod(0o755)
            scratch.rename(folder / subfolder)
        _replace_manifest(record, folder, subfolder, hashes, sources)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    _remove_what_no_manifest_names(folder, keep=subfolder)


def _refuse_what_is_not_ours(folder: Path) -> None:
    if folder.is_dir() and not is_cohort(folder):
        strange = [entry.name for entry in sorted(folder.iterdir()) if not entry.name.startswith((".writing-", "tables-"))]
        if strange:
            raise CohortError(f"{folder} holds files that are no cohort ({strange[0]}): give a new or an empty folder.")
    elif folder.exists() and not folder.is_dir():
        raise CohortError(f"{folder} is a file: give a folder.")


def _write_tables(record: Record, folder: Path) -> dict[str, str]:
    hashes = {}
    for name in Record.member_schemas():
        path = folder / f"{name}.parquet"
        getattr(record, name).write_parquet(path, compression="zstd", statistics=False)
        hashes[name] = _sha256(path)
    return hashes


def _holds(folder: Path, hashes: dict[str, str]) -> bool:
    return all(
        (folder / f"{name}.parquet").is_file() and _sha256(folder / f"{name}.parquet") == expected
        for name, expected in hashes.items()
    )


def _replace_manifest(
    record: Record, folder: Path, subfolder: str, hashes: dict[str, str], sources: Sequence[SourceFile]
) -> None:
    manifest = {
        "nmosd": __version__,
        "schema_version": SCHEMA_VERSION,
        "title": record.about["title"].item(),
        "calendar": record.calendar,
        "synthetic": record.about["synthetic"].item(),
        "sources": [asdict(source) for source in sources],
        "tables": subfolder,
        "rows": {name: getattr(record, name).height for name in hashes},
        "files": hashes,
    }
    descriptor, temporary = tempfile.mkstemp(prefix=".writing-", dir=folder)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(manifest, file, indent=2, ensure_ascii=False)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(folder / MANIFEST)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _remove_what_no_manifest_names(folder: Path, *, keep: str) -> None:
    for entry in sorted(folder.iterdir()):
        if entry.name == keep or not entry.name.startswith((".writing-", "tables-")):
            continue
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
