"""A cohort on disk: read back as written, the same record in the same bytes, the old one whole after a killed run."""

import json
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from nmosd.errors import CohortError
from nmosd.record import Record, SourceFile, new_record, read_cohort, read_manifest, write_cohort


def _record(*patients: str) -> Record:
    people = pl.DataFrame({"row_id": [f"{p}/patients" for p in patients], "patient_id": list(patients)})
    visits = pl.DataFrame(
        {
            "row_id": [f"{p}/visits/1" for p in patients],
            "patient_id": list(patients),
            "edss": [3.5 for _ in patients],
        }
    )
    return new_record({"patients": people, "visits": visits}, title="a cohort")


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    record = _record("P1", "P2")
    write_cohort(record, tmp_path / "cohort")
    again = read_cohort(tmp_path / "cohort")
    for name in Record.member_schemas():
        assert getattr(again, name).equals(getattr(record, name)), name
        assert getattr(again, name).schema == getattr(record, name).schema, name


def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    sources = [SourceFile("clinic.xlsx", "ab" * 32)]
    write_cohort(_record("P1", "P2"), tmp_path / "one", sources=sources)
    write_cohort(_record("P2", "P1"), tmp_path / "two", sources=sources)
    write_cohort(_record("P2", "P1"), tmp_path / "two", sources=sources)
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")


class _Killed(BaseException):
    """Stands for a process that is gone: nothing catches it, and nothing reaches the disk after it."""


def _kill_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first `step` calls that change the disk through, and none after them."""
    calls = 0

    def guarded(function):
        def wrapper(*args, **kwargs):
            nonlocal calls
            calls += 1
            if calls > step:
                raise _Killed
            return function(*args, **kwargs)

        return wrapper

    for owner, names in (
        (Path, ("rename", "replace", "unlink", "mkdir", "chmod")),
        (pl.DataFrame, ("write_parquet",)),
        (shutil, ("rmtree",)),
        (tempfile, ("mkdtemp", "mkstemp")),
        (os, ("fsync",)),
    ):
        for name in names:
            monkeypatch.setattr(owner, name, guarded(getattr(owner, name)))


def test_a_run_killed_at_any_step_leaves_the_old_cohort_or_the_new_one_whole(tmp_path: Path) -> None:
    old, new = _record("P1"), _record("P1", "P2")
    heights = set()
    for step in range(60):
        folder = tmp_path / f"cohort{step}"
        write_cohort(old, folder)
        finished = False
        with pytest.MonkeyPatch.context() as monkeypatch:
            _kill_at(step, monkeypatch)
            try:
                write_cohort(new, folder)
                finished = True
            except _Killed:
                pass
        height = read_cohort(folder).patients.height
        heights.add(height)
        assert height in (1, 2)
        write_cohort(new, folder)
        assert read_cohort(folder).patients.height == 2
        assert sorted(path.name for path in folder.iterdir()) == sorted(["manifest.json", read_manifest(folder)["tables"]])
        if finished:
            assert height == 2
            break
    else:
        pytest.fail("the write never came to its end")
    assert heights == {1, 2}
    assert step > len(Record.member_schemas())


def test_a_first_run_that_was_killed_can_simply_be_run_again(tmp_path: Path) -> None:
    folder = tmp_path / "cohort"
    with pytest.MonkeyPatch.context() as monkeypatch:
        _kill_at(5, monkeypatch)
        with pytest.raises(_Killed):
            write_cohort(_record("P1"), folder)
    with pytest.raises(CohortError, match="is no cohort"):
        read_cohort(folder)
    write_cohort(_record("P1"), folder)
    assert read_cohort(folder).patients.height == 1


def test_a_folder_that_holds_something_else_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(CohortError, match=r"thesis\.docx"):
        write_cohort(_record("P1"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cohort").write_text("a file")
    with pytest.raises(CohortError, match="is a file"):
        write_cohort(_record("P1"), tmp_path / "cohort")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda folder, tables: (folder / "manifest.json").write_text("{"), "damaged"),
        (lambda folder, tables: (folder / "manifest.json").write_text("[1]"), "damaged"),
        (lambda folder, tables: (folder / tables / "visits.parquet").write_bytes(b"PAR1"), "was changed"),
        (lambda folder, tables: (folder / tables / "visits.parquet").unlink(), "missing"),
        (
            lambda folder, tables: (folder / "manifest.json").write_text(
                json.dumps(json.loads((folder / "manifest.json").read_text()) | {"schema_version": 99})
            ),
            "version 99",
        ),
    ],
)
def test_a_damaged_cohort_is_refused_in_one_sentence_with_the_remedy(damage, sentence: str, tmp_path: Path) -> None:
    folder = write_cohort(_record("P1"), tmp_path / "cohort")
    damage(folder, read_manifest(folder)["tables"])
    with pytest.raises(CohortError, match=sentence) as refusal:
        read_cohort(folder)
    assert "import the sheet again" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_runs_that_write_the_same_folder_at_once_take_turns(tmp_path: Path) -> None:
    folder = write_cohort(_record("P0"), tmp_path / "cohort")

    def write_and_read(patient: str) -> None:
        for _ in range(15):
            write_cohort(_record(patient), folder)
            assert read_cohort(folder).patients.height == 1

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(write_and_read, patient) for patient in ("P1", "P2", "P3")]:
            done.result()
    assert sorted(entry.name for entry in folder.iterdir()) == ["manifest.json", read_manifest(folder)["tables"]]
