"""The evidence in the terminal: what is found is shown with its mark, exit codes say what happened, errors name the remedy."""

import csv
import json
from pathlib import Path

import pytest

import nmosd
from nmosd.cli import run
from nmosd.evidence import load_evidence, search

Captured = pytest.CaptureFixture[str]


def test_a_word_that_is_no_command_is_searched_for(capsys: Captured) -> None:
    assert run(["evidence", "scrambler"]) == 0
    direct = capsys.readouterr().out
    assert run(["evidence", "search", "scrambler"]) == 0
    assert capsys.readouterr().out == direct
    assert "randomised trial" in direct
    assert direct.rstrip().endswith("nothing is ranked or recommended")


def test_what_was_not_read_says_so(capsys: Captured) -> None:
    assert run(["evidence", "--topic", "guidance", "--mark", "recalled"]) == 0
    shown = capsys.readouterr().out
    found = search(load_evidence(), topic="guidance", mark="recalled")
    assert shown.count("recalled, not read") >= len(found) > 3


def test_json_holds_the_records_that_the_search_finds(capsys: Captured) -> None:
    assert run(["evidence", "--drug", "Soliris", "--design", "randomised trial", "--format", "json"]) == 0
    records = json.loads(capsys.readouterr().out)["records"]
    assert [record["id"] for record in records] == ["prevent"]
    assert records[0]["verified"] == "read"


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("nothing-of-that-name", 1, "that is not the same as nothing known"),
        ("--topic harms", 2, "did you mean 'harm'?"),
        ("--drug rituximabb", 2, "did you mean 'rituximab'?"),
        ("symptoms toothache", 1, "nmosd evidence symptoms lists them"),
        ("check --base no-such-folder", 2, "give the folder that holds sources.yaml"),
        ("export -o a.txt", 2, "ends neither in .csv nor in .bib"),
        ("pool no-such-file.csv", 2, "give a CSV file, or a table of nmosd"),
        ("pool", 2, "give a table, or --outcome and --drug"),
        ("pool cell_therapy_konen_2022", 2, "leave the series out (--leave-out)"),
        ("pool --outcome relaps --drug rituximab", 2, "did you mean 'relapse'?"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence_with_the_remedy(command: str, code: int, said: str, capsys: Captured) -> None:
    assert run(["evidence", *command.split()]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert printed.err.count("\n") == 1


def test_check_finds_nothing_that_no_record_gives_a_reason_for(capsys: Captured) -> None:
    assert run(["evidence", "check", "--today", "2026-06-01"]) == 0
    assert ": 0 problems, " in capsys.readouterr().out
    assert run(["evidence", "check", "--today", "2030-01-01", "--format", "json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert "E302" in {problem["code"] for problem in problems}


def test_check_names_the_planted_error_and_the_remedy(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "sources.yaml").write_text("paper: {citation: A paper, kind: article, read: abstract, year: 2020}\n", "utf-8")
    record = (
        "id: trial\nkind: study\ntopics: [relapse prevention]\ntitle: A trial\ndesign: cohort\ncontrol: none\n"
        "arms: {drug: {given: [rituximab], n: 10}}\nverified: read\nsource: paper\n"
        "findings:\n  - {id: relapse, outcome: relapse, verified: read, arms: {drug: {events: 11}}}\n"
    )
    (tmp_path / "records.yaml").write_text(record, "utf-8")
    assert run(["evidence", "check", "--base", str(tmp_path)]) == 1
    shown = capsys.readouterr().out
    assert "trial/relapse E111 more events than people: drug: 11 of 10" in shown
    assert "remedy: " in shown


def test_the_map_of_symptoms_and_one_of_them(capsys: Captured) -> None:
    assert run(["evidence", "symptoms"]) == 0
    table = capsys.readouterr().out
    assert [name for name in ("drug", "neuromodulation", "restorative") if name not in table.splitlines()[0]] == []
    assert run(["evidence", "symptoms", "spasms"]) == 0
    one = capsys.readouterr().out
    assert one.startswith("painful tonic spasms\n")
    assert "caution" in one
    assert "not known  No randomised trial." in one
    assert run(["evidence", "symptoms", "fatigue", "--format", "json"]) == 0
    assert [row["symptom"] for row in json.loads(capsys.readouterr().out)["symptoms"]] == ["fatigue"]


def test_pool_from_a_table_and_from_the_base(capsys: Captured) -> None:
    assert run(["evidence", "pool", "cell_therapy_konen_2022", "--leave-out", "Burt"]) == 0
    table = capsys.readouterr().out
    assert table.startswith("Cell therapy in NMOSD")
    assert "15 studies, 52 events in 60 people" in table
    asked = ["evidence", "pool", "--outcome", "meningococcal infection", "--drug", "C5 inhibitors"]
    assert run(asked) == 2
    assert "--leave-out" in capsys.readouterr().err
    assert run([*asked, "--leave-out", "prevent-ole"]) == 0
    pooled = capsys.readouterr().out
    assert "2 studies, 2 events in 195 people" in pooled
    assert "champion: arm ravulizumab, finding champion/meningococcal" in pooled


def test_the_worked_case_table_and_a_table_to_fill(tmp_path: Path, capsys: Captured) -> None:
    assert run(["evidence", "cases"]) == 0
    shown = capsys.readouterr().out
    assert "SSc01 and EN111776 are one person" in shown
    assert "bollo2022 counts 7 articles" in shown
    assert "what was read\n  SSc01     abstract" in shown
    assert run(["evidence", "cases", "--cohort", str(tmp_path / "cohort")]) == 0
    assert "5 people, each with the publication as source" in capsys.readouterr().out
    assert nmosd.read(tmp_path / "cohort").patients.height == 5
    (tmp_path / "list.ris").write_text("TY  - JOUR\nAU  - Deeb, Khaled\nTI  - A case\nPY  - 2019\nER  -\n", "utf-8")
    assert run(["evidence", "cases", str(tmp_path / "list.ris"), "-o", str(tmp_path / "fill.csv")]) == 0
    rows = list(csv.DictReader((tmp_path / "fill.csv").read_text("utf-8").splitlines()))
    assert [(row["case"], row["sex"]) for row in rows] == [("DEEB2019", "")]
    capsys.readouterr()
    two = "case,disease,country,sex,age\nA,systemic sclerosis,Iran,female,40\nB,systemic sclerosis,Iran,female,41\n"
    (tmp_path / "two.csv").write_text(two, "utf-8")
    assert run(["evidence", "cases", str(tmp_path / "two.csv")]) == 1
    assert "A and B may be one person" in capsys.readouterr().out


def test_exports_and_page_are_the_same_each_time(tmp_path: Path, capsys: Captured) -> None:
    for name in ("e.csv", "e.bib"):
        for folder in ("one", "two"):
            (tmp_path / folder).mkdir(exist_ok=True)
            assert run(["evidence", "export", "-o", str(tmp_path / folder / name), "--drug", "rituximab"]) == 0
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert run(["evidence", "page", "-o", str(tmp_path / "page.html")]) == 0
    assert capsys.readouterr().out.rstrip().endswith("page.html")
    assert (tmp_path / "page.html").read_text("utf-8").startswith("<!doctype html>")
