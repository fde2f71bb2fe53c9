"""The linter in the terminal: each finding with its line and remedy, allowed ones with their reason, exit codes 0, 1 and 2."""

import json
from pathlib import Path

import pytest

from nmosd.cli import run
from nmosd.record.store import write_cohort
from tests.laws.lint_cohorts import Change, cohort

Captured = pytest.CaptureFixture[str]

EVER = """\
title = "ever against never"
cohort = "cohort"

[comparison]
of = "treatment"
exposure = "ever"
groups = { rituximab = ["rituximab"], azathioprine = ["azathioprine"] }

[[outcomes]]
of = "first attack"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("lint")
    write_cohort(cohort(Change()), made / "cohort")
    return made


def written(folder: Path, text: str) -> str:
    (folder / "protocol.toml").write_text(text, "utf-8")
    return str(folder / "protocol.toml")


def test_a_finding_names_its_line_whom_it_concerns_and_a_remedy(folder: Path, capsys: Captured) -> None:
    assert run(["lint", written(folder, EVER)]) == 1
    first, second, last = capsys.readouterr().out.splitlines()
    assert first.startswith("protocol.toml:6 B101 immortal time: 160 people count as treated from onset, ")
    assert first.endswith(" person-years before their first dose")
    assert second.strip().startswith("remedy: comparison.exposure = ")
    assert last.startswith('1 error. Allow one with [lint.allow] B101 = "reason"')


def test_an_allowed_finding_stays_listed_with_its_reason(folder: Path, capsys: Captured) -> None:
    assert run(["lint", written(folder, EVER + '[lint.allow]\nB101 = "to show what goes wrong"\n')]) == 0
    first, second, last = capsys.readouterr().out.splitlines()
    assert "B101 immortal time (allowed): " in first
    assert second.strip() == "reason: to show what goes wrong"
    assert last == "no finding, 1 allowed."


def test_json_holds_every_field_of_a_finding(folder: Path, capsys: Captured) -> None:
    assert run(["lint", written(folder, EVER), "--format", "json"]) == 1
    (one,) = json.loads(capsys.readouterr().out)["findings"]
    assert (one["code"], one["severity"], one["line"], one["people"], one["allowed"]) == ("B101", "error", 6, 160, None)
    assert 100 < one["person_years"] < 200


def test_a_sound_design_is_told_so(folder: Path, capsys: Captured) -> None:
    sound = EVER.replace('exposure = "ever"', "lag_days = 90") + '[time]\nzero = "episode start"\n'
    assert run(["lint", written(folder, sound)]) == 0
    assert capsys.readouterr().out == "no finding.\n"


def test_a_code_that_does_not_exist_is_refused_with_the_nearest(folder: Path, capsys: Captured) -> None:
    assert run(["lint", written(folder, EVER + '[lint.allow]\nB110 = "why not"\n')]) == 2
    said = capsys.readouterr().err
    assert "there is no finding 'B110'; did you mean 'B101'" in said


def test_no_protocol_is_one_line(tmp_path: Path, capsys: Captured) -> None:
    assert run(["lint", str(tmp_path / "none.toml")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
