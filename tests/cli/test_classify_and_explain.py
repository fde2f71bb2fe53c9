"""`nmosd classify` and `nmosd explain`: the files that they write, what they say, and what they refuse."""

import json
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

import nmosd
from nmosd.cli import run
from nmosd.course import Definitions
from nmosd.criteria import known_criteria

ROWS = [
    ["Pat-ID", "Sex", "First seen", "Last seen", "Rel1", "Rel1 type", "Rel2", "Rel2 type", "AQP4", "MRI brain"],
    ["P1", "f", "01.02.2014", "01.02.2018", "01.03.2014", "ON re", None, None, "pos (CBA)", None],
    ["P2", "m", "13.05.2015", "01.02.2018", "20.04.2015", "ON li", "20.04.2016", "TM", "neg (CBA)", "normal"],
    ["P3", "f", "13.05.2015", "01.02.2018", "20.04.2015", "ON li", None, None, "neg (CBA)", None],
]


@pytest.fixture
def cohort(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    workbook = Workbook()
    for row in ROWS:
        workbook.active.append(row)
    workbook.save(tmp_path / "clinic.xlsx")
    assert run(["import", str(tmp_path / "clinic.xlsx"), "-o", str(tmp_path / "cohort")]) == 0
    capsys.readouterr()
    return tmp_path / "cohort"


def _printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(list(arguments)) == 0
    return capsys.readouterr().out


def test_classify_counts_verdicts_and_writes_a_row_per_person_and_criterion(
    cohort: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = _printed(capsys, "classify", str(cohort))
    line = next(line for line in printed.splitlines() if line.startswith("IPND 2015"))
    assert line.split()[2:] == ["0", "1", "1", "1"]
    assert f"nmosd explain {cohort} P2" in printed
    written = pl.read_csv(cohort / "criteria" / "verdicts.csv")
    assert written.filter(criterion="IPND 2015")["verdict"].to_list() == [
        "met if alternatives are excluded",
        "cannot tell",
        "not met",
    ]
    assert written["verdict"].to_list() == nmosd.classify(nmosd.read(cohort))["verdict"].cast(pl.String).to_list()
    assert (cohort / "criteria" / "red_flags.csv").is_file()


def test_classify_counts_labels_and_writes_a_row_per_person(cohort: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = _printed(capsys, "classify", str(cohort))
    counts = dict(
        line.rsplit(maxsplit=1) for line in printed.splitlines() if line.startswith(("NMOSD with AQP4", "cannot tell "))
    )
    assert counts == {"NMOSD with AQP4-IgG": "1", "cannot tell": "2"}
    written = pl.read_csv(cohort / "criteria" / "labels.csv")
    assert written["patient_id"].to_list() == ["P1", "P2", "P3"]
    assert written["label"].to_list() == nmosd.labels(nmosd.read(cohort))["label"].cast(pl.String).to_list()
    assert written["waits_for"].to_list() == ["", "MOG-IgG", "MOG-IgG"]


def test_classify_gives_the_same_counts_to_a_machine_and_clauses_on_request(
    cohort: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = json.loads(_printed(capsys, "classify", str(cohort), "--clauses", "--format", "json"))
    assert said["people"] == 3
    assert said["verdicts"]["IPND 2015"]["cannot tell"] == 1
    assert said["labels"]["NMOSD with AQP4-IgG"] == 1
    clauses = pl.read_csv(cohort / "criteria" / "verdicts.csv").filter(criterion="IPND 2015")
    assert clauses["optic_neuritis"].to_list() == ["yes", "yes", "yes"]
    assert clauses["myelitis_extensive"].to_list() == ["no", None, "no"]


def test_explain_shows_what_decided_and_what_would_decide(cohort: Path, capsys: pytest.CaptureFixture[str]) -> None:
    met = _printed(capsys, "explain", str(cohort), "P1", "--criterion", "ipnd2015")
    assert met.startswith("P1 · IPND 2015 · met if alternatives are excluded\n")
    assert "yes AQP4-IgG is positive" in met
    assert "attack 2014-03-01" in met
    assert "10.1212/WNL.0000000000001729" in met
    open_ = _printed(capsys, "explain", str(cohort), "P2", "--criterion", "ipnd2015")
    assert "nothing known: length of the cord lesion; extent of cord atrophy" in open_
    (could,) = (line for line in open_.splitlines() if line.startswith("  could decide: "))
    assert "a cord lesion over three or more contiguous segments" in could
    assert could.endswith("? yes: met if alternatives are excluded")


def test_explain_says_which_table_nobody_has_rows_of(cohort: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = _printed(capsys, "explain", str(cohort), "P1", "--criterion", "ipnd2015")
    assert "nobody in this cohort has diagnoses" in printed


def test_explain_begins_with_the_label(cohort: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = _printed(capsys, "explain", str(cohort), "P1")
    assert printed.startswith("P1 · label · NMOSD with AQP4-IgG, if alternatives are excluded\n")
    open_ = _printed(capsys, "explain", str(cohort), "P2").splitlines()
    assert open_[0] == "P2 · label · cannot tell: MOG-IgG"
    assert open_[1].startswith("  can be: MOGAD; NMOSD without AQP4-IgG")
    said = json.loads(_printed(capsys, "explain", str(cohort), "P2", "--format", "json"))
    assert said["label"]["waits_for"] == ["MOG-IgG"]


def test_what_is_unknown_throughout_is_one_line_and_the_whole_tree_is_within_reach(
    tmp_path: Path, cohort: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbook = Workbook()
    for row in [*ROWS, ["P4", "f", "01.02.2014", "01.02.2018", *[None] * 6]]:
        workbook.active.append(row)
    workbook.save(tmp_path / "clinic.xlsx")
    assert run(["import", str(tmp_path / "clinic.xlsx"), "-o", str(cohort)]) == 0
    capsys.readouterr()
    short = _printed(capsys, "explain", str(cohort), "P4").splitlines()
    assert len(short) <= 40
    (line,) = (line for line in short if "NMOSD by the criteria of 2015" in line)
    assert "nothing known: where the attacks struck; " in line
    assert short[-1] == f"every clause: nmosd explain {cohort} P4 --all"
    whole = _printed(capsys, "explain", str(cohort), "P4", "--all")
    for criterion in known_criteria(Definitions()):
        for clause in criterion.requires.parts:
            assert clause.says in whole
    assert "MRI requirement of optic neuritis" in whole
    assert len(whole.splitlines()) > 3 * len(short)


def test_explain_gives_the_tree_to_a_machine(cohort: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = json.loads(_printed(capsys, "explain", str(cohort), "P2", "--format", "json"))
    assert said["criteria"]["ipnd2015"]["verdict"] == "cannot tell"
    assert said["criteria"]["ipnd2015"]["requires"]["id"] == "ipnd2015"
    on_record = set(nmosd.read(cohort).attacks["row_id"])
    assert set(_rows_of(said["criteria"]["nmo2006"]["requires"], "optic_neuritis")) <= on_record


def _rows_of(node: dict, name: str) -> list[str]:
    own = node["rows"] if node["id"] == name else []
    return [*own, *(row for part in node["parts"] for row in _rows_of(part, name))]


def test_settings_change_verdicts_and_are_named(cohort: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = _printed(
        capsys, "explain", str(cohort), "P1", "--criterion", "ipnd2015", "--set", "aqp4_positive_tiers=['CSF only']"
    )
    assert printed.startswith("P1 · IPND 2015 · cannot tell")
    assert "Definitions: default, with aqp4_positive_tiers" in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["P9"], "Nobody in"),
        (["P1", "--criterion", "ipnd"], "there is no criterion 'ipnd': there are ipnd2015"),
        (["P1", "--set", "without_attacks=none"], "without_attacks"),
    ],
)
def test_explain_refuses_what_is_not_there(
    cohort: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(cohort), *arguments]) == 2
    assert said in capsys.readouterr().err
