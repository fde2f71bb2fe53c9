"""`nmosd diff`: which numbers changed between two runs, and what moved them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from nmosd.cli import run
from nmosd.intake import read
from nmosd.report import write_tables
from nmosd.report.documents.manifest import write_manifest
from nmosd.study import Protocol
from nmosd.study import run as run_study
from nmosd.study.differences.rows import row_fingerprints

HEADER = ["Pat-ID", "Sex", "Diagnosis", "First seen", "Last seen", "Rel1", "Rel1 type", "Rel2", "Rel2 type", "AQP4"]
ROWS = [
    ["P1", "f", "NMOSD", "01.02.2014", "01.02.2018", "01.03.2014", "TM", "20.03.2014", "ON li", "pos (CBA)"],
    ["P2", "m", "NMOSD", "13.05.2015", "01.02.2018", "20.04.2015", "ON li", "01.06.2016", "TM", "pos (CBA)"],
]
OTHER_ROWS = [ROWS[0], [*ROWS[1][:4], "01.02.2019", *ROWS[1][5:]]]
PROTOCOL = 'title = "Attacks"\ncohort = "cohort"\n'
RULE = "[definitions]\nmerge_before_days = 10\n"
SHARING = "[disclosure]\nsmallest_cell = 3\nsharing = true\n"

Runs = Callable[..., Path]
Diff = Callable[..., tuple[int, str]]


def made(folder: Path, protocol: str, rows: list[list[str]]) -> Path:
    """Import rows and write a protocol beside their cohort; return its path."""
    folder.mkdir()
    workbook = Workbook()
    for row in (HEADER, *rows):
        workbook.active.append(row)
    workbook.save(folder / "clinic.xlsx")
    (folder / "protocol.toml").write_text(protocol, "utf-8")
    assert run(["import", str(folder / "clinic.xlsx"), "-o", str(folder / "cohort")]) == 0
    return folder / "protocol.toml"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Run a protocol on rows, and keep of the report what runs are compared by; the same study is run once."""
    runs: dict[str, Path] = {}

    def make(protocol: str = PROTOCOL, rows: list[list[str]] = ROWS) -> Path:
        name = f"{protocol}{rows}"
        if name not in runs:
            path = made(tmp_path_factory.mktemp("run") / "study", protocol, rows)
            found, folder = run_study(Protocol.read(path)), path.parent / "report"
            written = write_tables(found, folder)
            if not found.protocol.disclosure.sharing:
                (folder / "private").mkdir()
                row_fingerprints(read(path.parent / "cohort")).write_parquet(folder / "private" / "rows.parquet")
            write_manifest(found, folder, written)
            runs[name] = folder
        return runs[name]

    return make


@pytest.fixture
def copy(tmp_path: Path) -> Callable[[Path], Path]:
    """Copy a run, so that it can be changed."""
    return lambda folder: Path(shutil.copytree(folder, tmp_path / "copy"))


@pytest.fixture
def diff(capsys: pytest.CaptureFixture[str]) -> Diff:
    """Run the command; return its exit code and what it printed on both streams."""

    def make(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        code = run(["diff", *map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return make


def without_the_last_figure(folder: Path) -> None:
    lines = (folder / "results.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "results.csv").write_text("".join(lines[:-1]), "utf-8")


def test_the_folders_of_two_whole_reports_are_compared(tmp_path: Path, diff: Diff) -> None:
    folders = [made(tmp_path / name, protocol, ROWS).parent for name, protocol in (("one", PROTOCOL), ("two", PROTOCOL + RULE))]
    for folder in folders:
        assert run(["study", str(folder / "protocol.toml"), "-o", str(folder / "report")]) == 0
    code, printed = diff(*(folder / "report" for folder in folders))
    assert code == 1
    assert printed.endswith("Nothing else differs, so what moved the numbers is the rule merge_before_days.\n")


def test_the_same_study_of_the_same_rows_changes_nothing(study: Runs, diff: Diff) -> None:
    assert diff(study(), study()) == (0, "No number changed.\n")


def test_another_title_moves_no_number(study: Runs, diff: Diff) -> None:
    assert diff(study(), study(PROTOCOL.replace("Attacks", "Other words"))) == (0, "No number changed.\n")


def test_a_rule_is_named_with_what_it_was_and_is(study: Runs, diff: Diff) -> None:
    code, printed = diff(study(), study(PROTOCOL + RULE))
    assert code == 1
    assert "rule  merge_before_days  30 → 10" in printed
    first, *lines = printed.splitlines()
    assert first == "31 figures changed"
    assert lines[0].startswith("  rates · attacks")
    assert lines[20] == "  and 11 more (--format json has all): attack kinds 8, imprecise dates 1, table 1 2"
    assert lines[0].endswith("rate 0.15 (0.00381 to 0.838) → 0.301 (0.0364 to 1.09); events 1 → 2")
    assert printed.endswith("Nothing else differs, so what moved the numbers is the rule merge_before_days.\n")


def test_a_row_is_named_with_the_columns_that_changed(study: Runs, diff: Diff) -> None:
    code, printed = diff(study(), study(rows=OTHER_ROWS))
    assert code == 1
    assert "P2/patients  patients  changed  last_contact_earliest, last_contact_latest" in printed
    assert "person_years" in printed
    assert "what moved the numbers is the row P2/patients (patients) changed: last_contact_earliest" in printed


def test_rows_that_came_and_went_are_told_apart(study: Runs, diff: Diff) -> None:
    few, more = study(rows=ROWS[:1]), study()
    added, removed = (json.loads(diff(*pair, "--format", "json")[1]) for pair in ((few, more), (more, few)))
    assert {row["how"] for row in added["rows"]} == {"added"}
    assert {row["how"] for row in removed["rows"]} == {"removed"}
    assert [row["row_id"] for row in added["rows"]] == [row["row_id"] for row in removed["rows"]]
    number = len(added["rows"])
    assert number > 1
    assert added["verdict"] == f"Nothing else differs, so what moved the numbers is {number} rows of the record."


def test_where_a_rule_and_rows_changed_all_are_named(study: Runs, diff: Diff) -> None:
    code, printed = diff(study(rows=ROWS[:1]), study(PROTOCOL + RULE + "[rates]\nby = 'sex'\n"))
    assert code == 1
    assert "Any of these may have moved the numbers: the key of the protocol rates.by; the rule merge_before_days; " in printed
    assert printed.endswith("rows of the record. Change one at a time to tell.\n")
    assert "only in the second run" in printed


def test_another_version_is_a_cause(study: Runs, diff: Diff, copy: Callable[[Path], Path]) -> None:
    after = copy(study())
    manifest = json.loads((after / "manifest.json").read_text("utf-8"))
    (after / "manifest.json").write_text(json.dumps(manifest | {"nmosd": "99.0"}), "utf-8")
    without_the_last_figure(after)
    code, printed = diff(study(), after)
    assert code == 1
    assert "only in the first run" in printed
    assert printed.endswith("what moved the numbers is the version nmosd.\n")


def test_a_changed_file_without_a_cause_is_said_to_be_one(study: Runs, diff: Diff, copy: Callable[[Path], Path]) -> None:
    after = copy(study())
    without_the_last_figure(after)
    assert "Nothing that the runs are made from differs" in diff(study(), after)[1]


def test_runs_made_for_sharing_tell_no_rows(study: Runs, diff: Diff) -> None:
    code, printed = diff(study(PROTOCOL + SHARING, ROWS[:1]), study(PROTOCOL + SHARING))
    assert code == 1
    assert "which rows cannot be told" in printed
    assert "P2" not in printed
    assert printed.endswith("what moved the numbers is the record.\n")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: (folder / "results.csv").unlink(), "holds no run of a study (results.csv is not there)"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "is not the manifest of a study"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "cannot be read: run nmosd study again"),
        (lambda folder: (folder / "private" / "rows.parquet").write_text("no"), "cannot be read: run nmosd study again"),
    ],
    ids=["no results", "another manifest", "half a manifest", "spoilt rows"],
)
def test_what_is_no_run_is_refused_in_one_line(study, diff, copy, spoil, says) -> None:
    folder = copy(study())
    spoil(folder)
    code, printed = diff(study(), folder)
    assert code == 2
    assert says in printed
    assert printed.count("\n") == 1
