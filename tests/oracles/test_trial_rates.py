"""Rates and proportions of published NMOSD trials and cohorts, from `data/expected_values.csv`, one test for each paper."""

import csv
import math
import re
from pathlib import Path

import pytest

from nmosd.stats import Estimate, proportion, rate, two_by_two

DATA = Path(__file__).parent / "data"
NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = {row["input"]: row for row in _read("expected_values.csv")}
MARKS = {row["input"]: row["inputs"] for row in _read("expected_values_sources.csv")}
COMPARED: set[str] = set()


def row(source: str) -> pytest.MarkDecorator:
    """Hand a row of the file to a test, and remember that it is compared."""
    COMPARED.add(source)
    return pytest.mark.parametrize("row", [ROWS[source]], ids=[source])


def printed(figure: float | None, text: str) -> None:
    """Assert that a figure rounds to a printed one: half a unit of its last digit, and no more."""
    decimals = -math.floor(math.log10(abs(float(text)))) + 2 if "e" in text else len(text.partition(".")[2])
    assert figure == pytest.approx(float(text), abs=0.5001 * 10**-decimals, rel=0)


def interval(estimate: Estimate, name: str, text: str) -> None:
    match = re.search(rf"{name} \(({NUMBER})-({NUMBER})\)", text)
    assert match, f"no {name} interval in {text!r}"
    printed(estimate.lower, match[1])
    printed(estimate.upper, match[2])


def check_rate(row: dict[str, str]) -> tuple[Estimate, Estimate | None]:
    events, person_years = re.fullmatch(rf"({NUMBER}) events / ({NUMBER}) PY", row["input"]).groups()
    exact = rate(int(events), float(person_years))
    printed(exact.estimate, row["expected"].split()[0])
    interval(exact, "exact", row["expected"])
    if "log-normal" not in row["expected"]:
        return exact, None
    log_normal = rate(int(events), float(person_years), method="log-normal")
    interval(log_normal, "log-normal", row["expected"])
    return exact, log_normal


def check_table(row: dict[str, str]) -> None:
    a, b, c, d = (int(digits) for digits in re.search(r"\[\[(\d+), (\d+)\], \[(\d+), (\d+)\]\]", row["input"]).groups())
    result = two_by_two([[a, b], [c, d]])
    expected = dict(re.findall(rf"(Fisher p|chi2 p|OR|RR|RD)=({NUMBER})", row["expected"]))
    assert len(expected) == 5
    for name, p in (("Fisher p", result.fisher_p), ("chi2 p", result.chi2_p)):
        assert p == pytest.approx(float(expected[name]), rel=0.005), name
    printed(result.odds_ratio.estimate, expected["OR"])
    printed(result.risk_ratio.estimate, expected["RR"])
    # The file prints the absolute reduction; here the difference is first group less second, as the ratio is.
    printed(-result.risk_difference.estimate, expected["RD"])


def check_proportion(row: dict[str, str]) -> Estimate:
    events, n = (int(part) for part in row["input"].split("/"))
    wilson = proportion(events, n)
    percent = re.match(rf"({NUMBER})% Wilson \(({NUMBER})-({NUMBER})\) exact \(({NUMBER})-({NUMBER})\)", row["expected"])
    exact = proportion(events, n, method="exact")
    for figure, text in zip(
        (wilson.estimate, wilson.lower, wilson.upper, exact.lower, exact.upper), percent.groups(), strict=True
    ):
        printed(100 * figure, text)
    return wilson


@row("0 events / 84.0 PY")
def test_rate_against_champion_nmosd_paper(row):
    exact, _ = check_rate(row)
    assert row["published"] == "CHAMPION ravulizumab ARR: 0.00 (upper 0.044)"
    printed(exact.estimate, "0.00")
    printed(exact.upper, "0.044")
    one_sided = rate(0, 84.0, confidence=0.975, sides="upper")
    assert one_sided.lower is None
    assert one_sided.upper == pytest.approx(-math.log(0.025) / 84.0, rel=1e-12)


@row("0 events / 189.7 PY")
def test_rate_against_champion_nmosd_extension_2025_abstract(row):
    exact, _ = check_rate(row)
    assert row["published"] == "CHAMPION LTE: 0"
    assert exact.estimate == 0


@row("20 events / 46.9 PY")
def test_rate_against_prevent_paper(row):
    _, log_normal = check_rate(row)
    assert row["published"] == "PREVENT placebo ARR: 0.42 (0.27-0.66)"
    # Not reproduced to the last digit: see data/README.md.
    assert log_normal.estimate == pytest.approx(0.42, abs=0.01)
    assert log_normal.lower == pytest.approx(0.27, abs=0.01)
    assert log_normal.upper == pytest.approx(0.66, abs=0.01)


@row("10 events / 449.2 PY")
def test_rate_against_prevent_open_label_extension_abstract(row):
    _, log_normal = check_rate(row)
    assert row["published"] == "PREVENT+OLE final ARR: 0.022 (0.012-0.041)"
    printed(log_normal.estimate, "0.022")
    printed(log_normal.lower, "0.012")
    printed(log_normal.upper, "0.041")


@row("191 events / 321 PY")
def test_rate_against_nemos_stellmann_2017_paper(row):
    exact, _ = check_rate(row)
    assert row["published"] == "NEMOS treated ARR: 0.60"
    printed(exact.estimate, "0.60")


@row("40 events / 23 PY")
def test_rate_against_n_momentum_before_the_study_abstract(row):
    exact, _ = check_rate(row)
    assert row["published"] == "N-MOmentum AQP4- pre-study: 1.72 (1.23-2.33)"
    # 23 person-years are rounded to a year, so the published rate is one of those that 22.5 to 23.5 give.
    assert rate(40, 23.5).estimate < 1.72 < rate(40, 22.5).estimate
    assert exact.lower == pytest.approx(1.23, abs=0.05)
    assert exact.upper == pytest.approx(2.33, abs=0.05)


@row("PREVENT placebo 20/46.9 PY -> 48 wk relapse-free")
def test_constant_rate_leaves_more_people_free_than_prevent_paper_shows(row):
    free = 100 * math.exp(-rate(20, 46.9).estimate * 48 * 7 / 365.25)
    printed(free, row["expected"].rstrip("%"))
    published = float(re.search(r"(\d+)%", row["published"])[1])
    assert free > published + 4


@row("TANGO [[8, 51], [28, 31]]")
def test_two_by_two_against_tango_paper(row):
    check_table(row)


@row("N-MOmentum [[21, 153], [22, 34]]")
def test_two_by_two_against_n_momentum_paper(row):
    check_table(row)


@row("PREVENT [[3, 93], [20, 27]]")
def test_two_by_two_against_prevent_paper(row):
    check_table(row)


@row("5/156")
def test_proportion_against_sepulveda_2018_paper(row):
    printed(100 * check_proportion(row).estimate, "3.2")


@row("24/569")
def test_proportion_against_du_2021_paper(row):
    printed(100 * check_proportion(row).estimate, "4.2")


@row("24/96")
def test_proportion_against_cabre_2009_paper(row):
    printed(100 * check_proportion(row).estimate, "25")


@row("30/427")
def test_proportion_against_mealy_2018_paper(row):
    check_proportion(row)


@row("18/106")
def test_proportion_blind_in_both_eyes_against_kitley_2012_paper(row):
    printed(100 * check_proportion(row).estimate, "17.0")


@row("34/106")
def test_proportion_walking_under_100_m_against_kitley_2012_paper(row):
    printed(100 * check_proportion(row).estimate, "32.1")


@row("23/106")
def test_proportion_in_a_wheelchair_against_kitley_2012_paper(row):
    printed(100 * check_proportion(row).estimate, "21.7")


@row("9/106")
def test_proportion_dead_against_kitley_2012_paper(row):
    printed(100 * check_proportion(row).estimate, "8.5")


def test_every_row_has_a_source_and_every_row_that_was_read_is_compared():
    assert set(MARKS) == set(ROWS)
    assert set(MARKS.values()) == {"read", "recalled"}
    assert {source for source, mark in MARKS.items() if mark == "read"} == COMPARED


def test_rin_1_is_left_out_because_its_counts_were_recalled():
    left_out = set(ROWS) - COMPARED
    assert left_out == {"RIN-1 (recalled counts) [[0, 19], [7, 12]]"}
    assert all(MARKS[source] == "recalled" and "recalled" in source for source in left_out)
