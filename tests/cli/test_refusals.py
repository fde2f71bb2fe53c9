"""Bad input at the door: one clear line that holds the remedy, exit code 2, nothing half-written, never a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from nmosd.cli import run

Make = Callable[[Path], Path]


def _sheet(path: Path, rows: list[list[object]]) -> Path:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


def _clinic(folder: Path) -> Path:
    return _sheet(folder / "clinic.xlsx", [["Pat-ID", "Sex", "Rel1"], ["P1", "f", "03/2014"], ["P2", "m", "04/2015"]])


def _encrypted(folder: Path) -> Path:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain, locked = _clinic(folder), folder / "locked.xlsx"
    with plain.open("rb") as source, locked.open("wb") as target:
        OOXMLFile(source).encrypt("secret", target)
    plain.unlink()
    return locked


def _truncated(folder: Path) -> Path:
    path = _clinic(folder)
    path.write_bytes(path.read_bytes()[:1500])
    return path


def _garbage(folder: Path) -> Path:
    path = folder / "garbage.xlsx"
    path.write_bytes(bytes(range(256)) * 40)
    return path


def _directory(folder: Path) -> Path:
    path = folder / "holiday"
    path.mkdir()
    (path / "beach.jpg").write_bytes(b"\xff\xd8")
    return path


BAD_SOURCES: dict[str, tuple[Make, str]] = {
    "a missing file": (lambda folder: folder / "nowhere.xlsx", "nowhere.xlsx"),
    "a directory that is no cohort": (_directory, "holiday"),
    "an encrypted workbook": (_encrypted, "password"),
    "a truncated workbook": (_truncated, "clinic.xlsx"),
    "garbage": (_garbage, "garbage.xlsx"),
    "an empty workbook": (lambda folder: _sheet(folder / "empty.xlsx", []), "empty.xlsx"),
    "a sheet without patients": (lambda folder: _sheet(folder / "prices.xlsx", [["item", "price"], ["tea", 3]]), "prices.xlsx"),
    "a header and nothing below": (lambda folder: _sheet(folder / "header.xlsx", [["Pat-ID", "Sex", "Rel1"]]), "header.xlsx"),
}


@pytest.mark.parametrize("case", BAD_SOURCES)
def test_import_refuses_bad_sources_in_one_line(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make, words = BAD_SOURCES[case]
    source = make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert run(["import", str(source), "-o", str(tmp_path / "cohort")]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.count("\n") == 1, said.err
    assert said.err.startswith("nmosd: ")
    assert "Traceback" not in said.err
    assert said.out == ""
    assert sorted(tmp_path.rglob("*")) == before


def test_import_refuses_a_mapping_that_names_a_missing_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = _clinic(tmp_path)
    assert run(["import", str(source), "-o", str(tmp_path / "cohort")]) == 0
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(mapping.read_text("utf-8").replace("Rel1", "Rell1"), "utf-8")
    capsys.readouterr()
    old = {path: path.read_bytes() for path in sorted((tmp_path / "cohort").rglob("*")) if path.is_file()}
    assert run(["import", str(source), "-o", str(tmp_path / "cohort")]) == 2
    said = capsys.readouterr()
    assert "Rell1" in said.err
    assert "Rel1" in said.err
    assert said.err.count("\n") == 1
    assert {path: path.read_bytes() for path in sorted((tmp_path / "cohort").rglob("*")) if path.is_file()} == old


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("source = ", "not valid TOML"),
        ('source = "clinic.xlsx"\ntitle = "t"\ncolour = 1\n', "colour"),
        (
            'source = "clinic.xlsx"\ntitle = "t"\n[[sheet]]\nname = "Sheet"\n[sheet.columns.Pat-ID]\nto = "patients.patientid"\n',
            "patients.patient_id",
        ),
        (
            'source = "other.xlsx"\ntitle = "t"\n[[sheet]]\nname = "Sheet"\n[sheet.columns.Pat-ID]\nto = "patients.patient_id"\n',
            "other.xlsx",
        ),
    ],
)
def test_import_refuses_a_broken_mapping_and_leaves_it_alone(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, mapping = _clinic(tmp_path), tmp_path / "mapping.toml"
    mapping.write_text(text, "utf-8")
    assert run(["import", str(source), "-o", str(tmp_path / "cohort")]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.count("\n") == 1
    assert mapping.read_text("utf-8") == text
    assert not (tmp_path / "cohort").exists()


def test_import_refuses_to_write_into_a_folder_that_holds_something_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(_clinic(tmp_path)), "-o", str(_directory(tmp_path))]) == 2
    assert "beach.jpg" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "study"])
def test_commands_refuse_what_is_not_there(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, str(tmp_path / "nothing")]) == 2
    said = capsys.readouterr().err
    assert "nothing" in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_check_refuses_an_unknown_preset_or_setting_with_the_nearest_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cohort = tmp_path / "cohort"
    assert run(["import", str(_clinic(tmp_path)), "-o", str(cohort)]) == 0
    capsys.readouterr()
    for arguments, word in (
        (["--definitions", "sakuro"], "sakura"),
        (["--set", "merge_before=60"], "merge_before_days"),
        (["--set", "merge_before_days"], "NAME=VALUE"),
        (["--set", "merge_before_days=sixty"], "merge_before_days"),
    ):
        assert run(["check", str(cohort), *arguments]) == 2
        said = capsys.readouterr().err
        assert word in said
        assert said.count("\n") == 1


def test_study_refuses_a_protocol_with_an_unknown_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    protocol = tmp_path / "protocol.toml"
    protocol.write_text('title = "t"\nquestoin = "?"\n', "utf-8")
    assert run(["study", str(protocol)]) == 2
    said = capsys.readouterr().err
    assert "question" in said
    assert said.count("\n") == 1


def test_template_does_not_replace_a_file_unless_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "template.xlsx"
    path.write_text("mine")
    assert run(["template", str(path)]) == 2
    assert "--force" in capsys.readouterr().err
    assert path.read_text() == "mine"
    assert run(["template", str(path), "--force"]) == 0
    assert path.read_bytes()[:2] == b"PK"


def test_an_unknown_command_or_option_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["improt"]) == 2
    assert run(["import", "--colour"]) == 2
    assert "Traceback" not in capsys.readouterr().err
