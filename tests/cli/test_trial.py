"""`nmosd trial` as a person uses it."""

import json
from pathlib import Path

import polars as pl
import pytest

from nmosd.cli import run

FEW = ["--trials", "60", "--parameters", "mixed", "--parameters", "event_dependence"]


def test_without_a_design_those_that_ship_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trial"]) == 0
    said = capsys.readouterr().out
    assert [line.split()[0] for line in said.splitlines()] == ["champion", "n-momentum", "prevent", "sakura-sky"]


def test_a_design_is_played_and_its_figures_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trial", "prevent", *FEW]) == 0
    said = capsys.readouterr().out
    assert "60 virtual trials under each of 2 parameter sets, seed 1" in said
    for words in (
        "power",
        "type I error",
        "bias of the hazard ratio",
        "duration, weeks",
        "person-years, eculizumab",
        "with drift",
    ):
        assert words in said
    assert "-o FOLDER" in said
    assert max(map(len, said.splitlines())) <= 132


def test_a_shipped_design_is_written_edited_and_played(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "mine.toml"
    assert run(["trial", "--write", "prevent", "-o", str(mine)]) == 0
    assert run(["trial", "--write", "prevent", "-o", str(mine)]) == 2
    assert "exists already" in capsys.readouterr().err
    mine.write_text(mine.read_text("utf-8").replace("{value = 24,", "{value = 12,"), "utf-8")
    assert run(["trial", str(mine), *FEW, "--format", "json"]) == 0
    said = capsys.readouterr().out
    assert "Infinity" not in said
    printed = json.loads(said)
    figures = {(row["group"], row["variable"], row["level"]): row for row in printed["results"]}
    attacked = [
        figures["mixed", f"people attacked, {arm}", "the drug does nothing, without drift"] for arm in ("placebo", "eculizumab")
    ]
    assert sum(row["estimate"] for row in attacked) == pytest.approx(12, abs=1)


def test_the_page_and_the_numbers_are_the_same_every_time(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert run(["trial", "champion", *FEW, "-o", str(tmp_path / folder)]) == 0
    for file in ("trial.html", "results.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    page = (tmp_path / "one" / "trial.html").read_text("utf-8")
    assert "Nobody on this page exists" in page
    assert "<script" not in page
    numbers = pl.read_csv(tmp_path / "one" / "results.csv")
    assert set(numbers["analysis"]) == {"operating characteristics", "against the publication"}
    assert "read" in " ".join(numbers.filter(pl.col("group") == "published")["method"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["prevnt"], "did you mean 'prevent'"),
        (["prevent", "--parameters", "mixd"], "mixed"),
        (["prevent", "--trials", "0"], "There are to be 0 virtual trials"),
        (["--write", "prevnt"], "did you mean 'prevent'"),
        (["nowhere.toml"], "cannot be read as text"),
    ],
)
def test_a_mistake_is_one_line_with_its_remedy(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trial", *arguments]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert len(said.err.splitlines()) == 1
    assert not said.out
