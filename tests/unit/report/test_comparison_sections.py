"""The sections of a comparison: each only with its analysis, every number from the results, what is hidden never printed."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from nmosd.record import Record
from nmosd.report.study.answer import answer, question
from nmosd.report.study.comparison.models import difference_sentences, main_figure
from nmosd.report.study.methods import methods
from nmosd.report.study.page import report_html
from nmosd.report.study.result_tables import remarks
from nmosd.report.study.section import Section
from nmosd.report.study.sections import linter_section, sections_of
from nmosd.study import Study
from tests.unit.report.invented import DRUG, FINDINGS, OUTCOME, REFERENCE, compared
from tests.unit.report.test_page import Reader

PROTOCOL: dict[str, Any] = {
    "title": "Two drugs",
    "comparison": {"of": "treatment", "groups": {DRUG: [DRUG], REFERENCE: [REFERENCE]}, "reference": REFERENCE},
    "time": {"zero": "episode start"},
    "outcomes": [{"of": "first attack"}, {"of": "all attacks"}],
    "adjustment": {"covariates": ["age at time zero", "sex"], "weighting": "overlap"},
    "lint": {"allow": {"B401": "one centre, one protocol of care"}},
}
DESCRIBED = ("flow", "table 1", "attack kinds", "rates", "criteria", "clauses", "clauses failing together")
IN_ORDER = ["table-one", "curves", "models", "sensitivity", "before-after", "milestones", "frequency", "attacks", "rates"]


@pytest.fixture(scope="module")
def study(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> Study:
    described = study_of(record_of(40), **PROTOCOL)
    own = described.results.filter(pl.col("analysis").is_in(DESCRIBED))
    return compared(replace(described, results=own))


@pytest.fixture(scope="module")
def page(study: Study) -> Reader:
    return Reader(report_html(study))


def _section(study: Study, name: str) -> Section:
    return next(section for section in sections_of(study) if section.id == name)


def test_a_comparison_reads_in_the_order_of_a_reviewer(page: Reader) -> None:
    sections = [str(attributes["id"]) for attributes in page.all("section")]
    assert sections[:3] == ["answer", "linter", "flow"]
    assert [name for name in sections if name in IN_ORDER] == IN_ORDER
    assert sections.index("methods") < sections.index("definitions") < sections.index("sources") < sections.index("problems")


def test_a_section_appears_only_where_its_analysis_has_rows(study: Study) -> None:
    bare = replace(study, results=study.results.filter(pl.col("analysis") == "table 1"), curves=study.curves.clear())
    assert [section.id for section in sections_of(bare)] == ["table-one"]


def test_the_answer_is_the_main_ratio_with_interval_people_and_events(study: Study) -> None:
    first, second = answer(study)
    assert "people" in first
    assert second.startswith("The hazard ratio of first attack was 0.42 (95\u202f% interval 0.30 to 0.60)")
    assert "with rituximab against azathioprine (Cox, overlap weights; 43 events in 118 people)" in second
    assert question(study) == "How does first attack compare between rituximab and azathioprine?"


def test_the_main_figure_is_that_of_the_main_model_of_the_first_outcome(study: Study) -> None:
    for level in ("Cox", "Cox, adjusted"):
        figure = main_figure(study.results, {OUTCOME: level, "all attacks": "Andersen-Gill, adjusted"})
        assert figure is not None
        assert (figure["variable"], figure["level"]) == (OUTCOME, level)
    assert main_figure(study.results, {}) is None


def test_every_ratio_of_the_results_is_on_the_page(study: Study, page: Reader) -> None:
    ratios = study.results.filter(pl.col("analysis").is_in(["models", "sensitivity", "null world", "before and after"]))
    assert ratios.height > 12
    for row in ratios.filter(pl.col("estimate").is_not_null()).iter_rows(named=True):
        whole, decimals = f"{row['estimate']:.2f}".split(".")
        assert f"{whole} .{decimals} ({row['lower']:.2f} to {row['upper']:.2f})" in page.text.replace("\u202f", " ")


def test_what_the_linter_said_is_printed_with_remedy_and_reason(page: Reader) -> None:
    for finding in FINDINGS:
        assert finding.code in page.text
        assert finding.says in page.text
        assert (f"Allowed: {finding.allowed}" if finding.allowed else finding.remedy) in page.text
    assert "1 error, 1 warning; 1 finding was allowed" in page.text


def test_a_linter_that_found_nothing_says_so(study: Study) -> None:
    section = linter_section(replace(study, findings=(), results=study.results.filter(pl.col("analysis") != "naive")))
    assert section.sentences == ("The linter read the protocol together with the data and found nothing to argue with.",)


def test_the_page_says_by_how_much_the_naive_answer_misses(study: Study) -> None:
    (sentence,) = difference_sentences(study.results, study.main)
    assert "would have been 0.21 (0.15 to 0.30) instead of 0.42 (0.30 to 0.60): 0.50 times the answer given here." in sentence


def test_what_a_drug_that_does_nothing_shows_stands_beside_before_and_after(page: Reader) -> None:
    assert "observed 0.29 (0.18 to 0.45). A drug that does nothing" in page.text
    assert "shows 0.52 to 0.61 in 2 simulated worlds" in page.text


def test_the_sensitivity_forest_has_every_variant_even_one_that_cannot_be_told(study: Study) -> None:
    section = next(section for section in sections_of(study) if section.id == "sensitivity")
    variants = study.results.filter(pl.col("analysis") == "sensitivity")["level"].to_list()
    for variant in variants:
        assert f"{variant[:1].upper()}{variant[1:]}" in section.figures[0].svg
    assert "cannot tell" in section.figures[0].svg
    assert section.sentences == (
        "First attack: rituximab against azathioprine: hazard ratio from 0.39 to 0.55 over 6 runs; 1 more could not be told.",
    )


def test_the_number_at_risk_under_a_curve_is_that_of_the_table_beside_it(study: Study) -> None:
    first = study.results.filter((pl.col("analysis") == "curves") & (pl.col("at_years") == 2.0))
    risk = first.with_columns(measure=pl.lit("number at risk"), estimate=pl.Series([31.0, 47.0]), n=None, events=None)
    section = _section(replace(study, results=pl.concat([study.results, risk])), "curves")
    assert {text for text in re.findall(r">(\d+)</text>", section.figures[0].svg) if int(text) > 10} == {"31", "47"}
    assert "31 at risk" in {cell.under for row in section.tables[0].rows for cell in row.cells}


def test_events_of_a_curve_are_those_by_its_last_year(study: Study) -> None:
    at_years = pl.col("at_years")
    early = pl.when((pl.col("analysis") == "curves") & (at_years == 1.0)).then(pl.lit(3)).otherwise(pl.col("events"))
    table = _section(replace(study, results=study.results.with_columns(events=early)), "curves").tables[0]
    assert [column.detail for column in table.columns[1:]] == ["n = 59, 28 events by 5 years", "n = 59, 15 events by 5 years"]


def test_every_key_of_the_balance_plot_lies_inside_it(study: Study) -> None:
    again = study.results.filter(pl.col("analysis") == "balance")
    among = again.with_columns(level=pl.col("level") + ", among those at risk of blindness of an eye")
    svg = _section(replace(study, results=pl.concat([study.results, among])), "balance").figures[0].svg
    for way in among["level"].unique():
        assert way in svg
    places = {re.search(rf"translate\(([-\d.]+),[^>]*>{re.escape(way)}<", svg)[1] for way in among["level"].unique()}  # type: ignore[index]
    assert len(places) == 1


def test_a_remark_says_of_which_outcome_and_model_it_speaks() -> None:
    named = (("EDSS 6", "Cox, adjusted", ["Few."]), ("EDSS 6", "Cox", []), ("death", "Cox", ["Few."]))
    rows = [dict(zip(("variable", "level", "warnings"), row, strict=True)) for row in named]
    assert remarks(rows, ("variable", "level")) == ["EDSS 6 (Cox, adjusted), death (Cox): Few."]
    assert remarks(rows[:1], ("variable", "level")) == ["EDSS 6: Few."]


def test_the_methods_name_each_way_of_estimating_once(study: Study) -> None:
    alike = study.results.with_columns(
        method=pl.when(pl.col("analysis") == "models").then(pl.lit("Efron ties")).otherwise("method")
    )
    text = " ".join(methods(replace(study, results=alike)))
    assert "Models: Cox / Cox, adjusted / Cox, overlap weights / Andersen-Gill, adjusted (Efron ties)." in text


def test_an_analysis_without_a_form_of_its_own_is_shown_all_the_same(page: Reader) -> None:
    assert "an-analysis-of-tomorrow" in page.ids
    assert "−0 .30 (−0.50 to −0.10)" in page.text


def test_a_hidden_count_is_printed_as_less_than_the_smallest_that_may_be_shown(page: Reader) -> None:
    assert "EDSS at time zero" in page.text
    assert "< 5" in page.text


def test_methods_say_only_what_was_done(study: Study, page: Reader) -> None:
    done = ("The clock started at the start of the treatment episode", "(delayed entry)", "overlap weights", "one centre, one")
    for sentence in done:
        assert sentence in page.text
    bare = replace(study, results=study.results.filter(pl.col("analysis").is_in(["table 1", "flow"])))
    for sentence in ("Models:", "balance is shown", "inert drug", "made again under"):
        assert sentence not in " ".join(methods(bare))


def test_nothing_on_the_page_is_a_silent_gap(page: Reader) -> None:
    assert not re.search(r"\b(nan|None|inf)\b", page.text)


def test_ids_are_unique_and_links_lead_somewhere(page: Reader) -> None:
    targets = {str(attributes["href"])[1:] for attributes in page.all("a") if str(attributes["href"]).startswith("#")}
    assert targets <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
