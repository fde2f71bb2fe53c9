"""Files are written whole or not at all, the same contents give the same bytes, and text stays text."""

import os
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from nmosd.errors import NmosdError, SourceError
from nmosd.intake.writing import replace_file, save_workbook, write_cell


def workbook() -> Workbook:
    made = Workbook()
    write_cell(made.worksheets[0], 1, 1, "onset")
    return made


def test_the_same_workbook_gives_the_same_bytes(tmp_path):
    first = save_workbook(workbook(), tmp_path / "first.xlsx").read_bytes()
    assert save_workbook(workbook(), tmp_path / "second.xlsx").read_bytes() == first


def test_no_time_of_writing_stands_in_the_file(tmp_path):
    path = save_workbook(workbook(), tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        assert {member.date_time for member in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2000-01-01T00:00:00Z") == 2


def test_a_file_that_stands_there_is_replaced_whole(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    save_workbook(workbook(), path)
    assert load_workbook(path).worksheets[0]["A1"].value == "onset"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_run_that_is_killed_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def killed(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        save_workbook(workbook(), path)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_workbook_is_not_written_under_a_name_that_no_program_opens_as_one(tmp_path):
    for name in ("questions.csv", "template.docx", "questions"):
        with pytest.raises(SourceError, match=r"ends in \.xlsx\.$"):
            save_workbook(workbook(), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(SourceError, match=r"no folder .*missing: make it, or give another path\.$") as refused:
        save_workbook(workbook(), tmp_path / "missing" / "a.xlsx")
    assert "\n" not in str(refused.value)


def test_a_folder_is_no_place_for_a_file(tmp_path):
    with pytest.raises(SourceError, match="is a folder"):
        replace_file(tmp_path, b"")


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(NmosdError, match="No space left on device"):
        replace_file(tmp_path / "a.csv", b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["=1+1", "+49", "-", "@cmd", '=HYPERLINK("http://x")', "plain", "日本", "'quoted"])
def test_text_is_never_taken_for_a_formula(tmp_path, text):
    made = Workbook()
    write_cell(made.worksheets[0], 1, 1, text)
    read = load_workbook(save_workbook(made, tmp_path / "a.xlsx")).worksheets[0]["A1"]
    assert (read.value, read.data_type) == (text, "s")


def test_signs_that_no_workbook_can_hold_are_shown_as_lost(tmp_path):
    made = Workbook()
    write_cell(made.worksheets[0], 1, 1, "a\x00b")
    assert load_workbook(save_workbook(made, tmp_path / "a.xlsx")).worksheets[0]["A1"].value == "a\N{REPLACEMENT CHARACTER}b"
