"""The page of virtual trials: every number of it stands in the results, and what lies outside the papers is said."""

import re

import polars as pl
import pytest

from docs import generate
from nmosd.report.trials.page import answer, trial_html
from nmosd.report.trials.reference import trials_reference
from nmosd.report.trials.summary import about_design, sets_of, summary_table
from nmosd.report.trials.tables import design_lines, outside_sentences, published_titles
from nmosd.simulation.trials import against_publication, operating_characteristics, shipped_designs, trial_design
from nmosd.stats import results_frame

SETS = ("mixed", "event_dependence")


@pytest.fixture(scope="module")
def results() -> pl.DataFrame:
    return operating_characteristics(trial_design("prevent"), trials=80, seed=1, sets=SETS)


def test_a_cell_runs_from_the_lowest_to_the_highest_estimate_over_the_sets(results: pl.DataFrame) -> None:
    heads, rows = summary_table(results)
    assert heads[1] == ("", "without drift", "with drift", "without drift", "with drift")
    cells = {label: own for label, *own in rows}
    own = results.filter((pl.col("variable") == "person-years, placebo") & pl.col("group").is_in(SETS))
    estimates = own.filter(pl.col("level") == "the drug works, without drift")["estimate"]
    assert cells["person-years, placebo"][0] == f"{estimates.min():.1f} to {estimates.max():.1f}"
    assert cells["power"][2:] == ["", ""]
    assert cells["type I error"][:2] == ["", ""]
    assert sets_of(results) == list(SETS)


def test_of_one_set_a_cell_is_the_estimate_with_its_limits() -> None:
    alone = operating_characteristics(trial_design("n-momentum"), trials=50, seed=1, sets=("mixed",))
    _, rows = summary_table(alone)
    power = next(own for label, *own in rows if label == "power")[0]
    assert re.fullmatch(r"0\.\d{3} \(0\.\d{3} to [01]\.\d{3}\)", power)


def test_the_formula_stands_in_the_results_and_is_no_parameter_set(results: pl.DataFrame) -> None:
    formula = results.filter(pl.col("group") == "Schoenfeld's formula")
    assert formula["variable"].to_list() == ["power"]
    assert formula["estimate"].item() > 0.9
    assert "Schoenfeld's formula" not in sets_of(results)


def test_the_page_says_where_every_value_of_the_design_comes_from(results: pl.DataFrame) -> None:
    design = trial_design("prevent")
    page = trial_html(design, results, None, trials=80, seed=1)
    lines = design_lines(design)
    assert ("drug.people", "96", "read, prevent-aao") in lines
    for name, _, whence in lines:
        assert name in page
        assert whence.split(",", 1)[0] in {"", "read", "recalled", "inferred", "chosen", "as stated below"}
    assert "2 attacks in 12 months, or 3 attacks in 24 months and 1 attack in 12 months" in page
    assert about_design(design) in page
    assert answer(results)[0] in page
    assert "Against the publication" not in page


def test_a_published_figure_outside_is_said_with_its_distance() -> None:
    row = {"analysis": "x", "variable": "people attacked", "level": "kept, read", "measure": "count", "unit": "people"}
    found = results_frame(
        [
            row | {"group": "published", "estimate": 20.0, "method": "a source, read"},
            row
            | {
                "group": "mixed",
                "estimate": 12.0,
                "lower": 8.0,
                "upper": 17.0,
                "warnings": ["the published figure lies 3 above"],
            },
            row | {"group": "event_dependence", "estimate": 18.0, "lower": 14.0, "upper": 22.0},
        ]
    )
    where = f"({published_titles()['mixed']}: the published figure lies 3 above)"
    sentence = f"People attacked (kept, read): outside the central 95 % under 1 of 2 parameter sets {where}."
    assert outside_sentences(found, published_titles()) == [sentence]


@pytest.mark.parametrize("name", shipped_designs())
def test_a_warning_stands_exactly_where_the_published_figure_lies_outside(name: str) -> None:
    found = against_publication(name, trials=60, seed=1, sets=("mixed",))
    for _, rows in found.group_by("variable", "level", maintain_order=True):
        published, simulated = rows.to_dicts()
        if simulated["lower"] is None:
            assert simulated["warnings"] == ["no virtual trial lasted long enough to tell"]
            continue
        inside = simulated["lower"] <= published["estimate"] <= simulated["upper"]
        assert inside == (simulated["warnings"] is None)


def test_the_reference_tells_every_key_and_every_design() -> None:
    page = trials_reference(trials=20)
    for name in shipped_designs():
        assert f"## {trial_design(name).title}" in page
    for key in ("years_from_onset", "weeks_each", "leaves_after", "false_reports_per_year", "looks", "external", "lowest"):
        assert f"`{key}`" in page
    assert "recalled" in page


@pytest.mark.long
def test_the_page_of_the_reference_is_current() -> None:
    for name, text in generate.long_pages().items():
        assert (generate.REFERENCE / name).read_text("utf-8") == text, "run `make docs`"
