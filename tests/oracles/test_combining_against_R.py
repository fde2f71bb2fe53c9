"""Rubin's rules against R mice, adjusted p values against R's p.adjust: frozen results in `data/`."""

import json
from pathlib import Path

import pytest

from nmosd.stats import adjust_p_values, combine_imputations

DATA = Path(__file__).parent / "data"


def expected(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))["expected"]


METHODS = {
    "bonferroni": "Bonferroni",
    "holm": "Holm",
    "hochberg": "Hochberg",
    "hommel": "Hommel",
    "BH": "Benjamini-Hochberg",
    "BY": "Benjamini-Yekutieli",
}


def test_rubins_rules_against_R_mice():
    theirs = expected("rubin_pool")
    ours = combine_imputations(theirs["Q"], theirs["U"], complete_degrees_of_freedom=theirs["n"] - theirs["k"])
    figures = [ours.value, ours.within, ours.between, ours.total, ours.degrees_of_freedom, ours.relative_increase]
    assert figures == pytest.approx([theirs[name] for name in ("qbar", "ubar", "b", "t", "df", "r")], rel=1e-10)
    assert ours.missing_information == pytest.approx(theirs["fmi"], rel=1e-10)


def test_rubins_rules_of_large_samples_against_their_formula_in_R():
    small, large = expected("rubin_pool"), expected("synthesis_more")["rubin_large"]
    ours = combine_imputations(small["Q"], small["U"])
    assert ours.degrees_of_freedom == pytest.approx(large["df"], rel=1e-10)
    assert [ours.estimate.lower, ours.estimate.upper] == pytest.approx(large["ci"], rel=1e-9)


def named(values: list[float]) -> dict[str, float]:
    return {f"test {i}": p for i, p in enumerate(values)}


@pytest.mark.parametrize("name", METHODS)
def test_adjusted_p_values_against_R_p_adjust(name):
    first, more = expected("padjust"), expected("synthesis_more")["padjust"]
    for p, planned, theirs in (
        (first["p"], None, first[name]),
        (more["p"], None, more["adjusted"][name]),
        (more["p"], more["planned"], more["adjusted_planned"][name]),
    ):
        ours = adjust_p_values(named(p), method=METHODS[name], planned=planned)
        assert list(ours.adjusted.values()) == pytest.approx(theirs, rel=1e-10)
