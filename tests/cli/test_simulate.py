"""`nmosd simulate`: what it writes, what the other commands make of it, and what it refuses."""

import json
from pathlib import Path

import polars as pl
import pytest

from nmosd.cli import run
from nmosd.record import read_cohort


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated") / "sim"
    assert run(["simulate", "-o", str(folder), "--people", "60", "--parameters", "mixed", "--seed", "7", "--messy"]) == 0
    return folder


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(simulated, tmp_path, capsys):
    again, other = tmp_path / "again", tmp_path / "other"
    options = ["--people", "60", "--parameters", "mixed", "--messy"]
    assert run(["simulate", "-o", str(again), *options, "--seed", "7"]) == 0
    assert run(["simulate", "-o", str(other), *options, "--seed", "8"]) == 0
    assert files(again) == files(simulated)
    assert files(other)["truth/attacks.parquet"] != files(simulated)["truth/attacks.parquet"]


def test_the_other_commands_read_it_and_say_that_nobody_lived(simulated, tmp_path, capsys):
    assert run(["derive", str(simulated), "--table", "attacks", "-o", str(tmp_path / "derived")]) == 0
    assert run(["check", str(simulated), "--format", "json", "-o", str(tmp_path / "questions.xlsx")]) in {0, 1}
    assert run(["patient", str(simulated), "P0000003", "-o", str(tmp_path / "patient.html")]) == 0
    assert "invented" in (tmp_path / "patient.html").read_text("utf-8").casefold()
    assert json.loads((simulated / "manifest.json").read_text("utf-8"))["synthetic"] is True


def test_the_truth_lies_beside_the_cohort_and_names_its_rows(simulated):
    truth = {path.stem: pl.read_parquet(path) for path in (simulated / "truth").glob("*.parquet")}
    readme = (simulated / "truth" / "README.md").read_text("utf-8")
    assert set(truth) == {"people", "attacks", "reports", "exposures", "disability", "milestones"}
    assert all(f"| {name}.parquet | {table.height:,} |" in readme for name, table in truth.items())
    record = read_cohort(simulated)
    assert truth["reports"]["row_id"].to_list() == record.attacks["row_id"].to_list()
    assert set(truth["attacks"]["row_id"].drop_nulls()) <= set(record.attacks["row_id"])


def test_the_clinics_sheet_is_read_back_with_its_mapping(simulated, tmp_path, capsys):
    back = tmp_path / "back"
    assert run(["import", str(simulated / "clinic.xlsx"), "-o", str(back)]) == 0
    assert "0 cells set aside" in capsys.readouterr().out
    written, read = read_cohort(simulated), read_cohort(back)
    number = pl.col("row_id").str.extract(r"(\d+)$").cast(pl.Int64)
    shown = written.attacks.with_columns(n=number).filter(pl.col("n") <= 11)
    pairs = shown.join(read.attacks.with_columns(n=number), on=["patient_id", "n"], suffix="_back")
    assert pairs.height == shown.height == read.attacks.height
    holds = (pl.col("onset_earliest_back") <= pl.col("onset_earliest")) & (pl.col("onset_latest_back") >= pl.col("onset_latest"))
    assert pairs.select(holds.all()).item()
    assert pairs.select((pl.col("sites").list.sort() == pl.col("sites_back").list.sort()).all()).item()
    same = written.patients.join(read.patients, on="patient_id", suffix="_back")
    assert same.height == 60
    for column in ("sex", "status", "birth_earliest", "birth_latest", "last_contact_latest", "death_earliest"):
        assert same[column].equals(same[f"{column}_back"]), column
    scored = written.visits.filter(pl.col("visited_latest") == pl.col("visited_latest").max().over("patient_id"))
    both = scored.join(
        read.visits, left_on=["patient_id", "visited_latest"], right_on=["patient_id", "visited_latest"], suffix="_back"
    )
    assert both["edss"].equals(both["edss_back"], null_equal=True)


def test_what_it_prints_counts_what_it_wrote(tmp_path, capsys):
    folder = tmp_path / "sim"
    assert run(["simulate", "-o", str(folder), "--people", "20", "--parameters", "mixed", "--seed", "1", "--format", "json"]) == 0
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert counts["people"] == 20
    assert counts["reported"] == read_cohort(folder).attacks.height
    assert counts["attacks"] == pl.read_parquet(folder / "truth" / "attacks.parquet").height
    assert not (folder / "clinic.xlsx").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--parameters mixd", "There is no parameter set mixd; did you mean 'mixed'?"),
        ("--parameters mixed --missing some", "There is no level of missingness some; the levels are clinic, complete."),
        ("--parameters mixed --people 0", "There are to be 0 people: give 1 to 9,999,999."),
        ("--parameters mixed --years 0", "There are to be 0.0 years: give 1 to 60."),
        ("--parameters mixed --set attacks_per_year=-1", "The parameter attacks_per_year is -1.0"),
        ("--parameters mixed --set visits_every=90", "There is no assumption visits_every; did you mean 'visit_every'?"),
        ("--parameters mixed --set visit_every=often", "--set visit_every=often has no number"),
        ("--parameters mixed --set treated=1.5", "The assumption treated is 1.5: give 0 or more, 1 at most (share)."),
        ("--parameters mixed --set visit_every=0", "The assumption visit_every is 0: give 7 or more (days)."),
        ("--parameters mixed --people 6000 --years 1 --messy", "A clinic's sheet holds at most 5,000 people"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(options, sentence, tmp_path, capsys):
    assert run(["simulate", "-o", str(tmp_path / "sim"), "--seed", "1", *options.split()]) == 2
    complaint = capsys.readouterr().err
    assert sentence in complaint
    assert complaint.count("\n") == 1
