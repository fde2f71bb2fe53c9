"""A report that is to be shared holds no row of a person, and prints no count that was hidden."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from nmosd.record import Record
from nmosd.report import write_study
from nmosd.report.study.page import report_html
from nmosd.study import Study
from tests.unit.report.conftest import some_problems
from tests.unit.report.invented import compared
from tests.unit.report.test_page import Reader

DESCRIBED = ("flow", "table 1", "attack kinds", "rates", "criteria", "clauses", "clauses failing together")
COUNTED = ("estimate", "lower", "upper", "n", "events", "person_years", "unknown", "p_value")


@pytest.fixture(scope="module")
def shared(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> Study:
    return study_of(record_of(30, problems=some_problems()), disclosure={"sharing": True, "smallest_cell": 5})


def _hidden(study: Study, rows: pl.Expr) -> Study:
    """Hide rows of the results as the disclosure rules do."""
    null = [pl.when(~rows).then(pl.col(name)).alias(name) for name in COUNTED]
    said = pl.when(rows).then(pl.lit("suppressed: fewer than 5")).otherwise("method").alias("method")
    why = pl.when(rows).then(pl.lit(["suppressed: fewer than 5 people"])).otherwise("warnings").alias("warnings")
    return replace(study, results=study.results.with_columns(*null, said, why))


def test_no_file_of_a_shared_report_names_a_person(shared: Study, tmp_path: Path) -> None:
    people = shared.record.patients["patient_id"].to_list()
    written = write_study(compared(shared, tables={}), tmp_path)
    texts = [path for path in written if path.suffix in (".html", ".csv", ".json", ".svg", ".R")]
    assert len(texts) > 20
    for path in texts:
        content = path.read_text("utf-8")
        assert not [person for person in people if person in content], path.name
    assert not (tmp_path / "private").exists()
    assert not (tmp_path / "tables").exists()


def test_a_shared_page_says_nothing_of_single_courses_and_problems(shared: Study) -> None:
    page = Reader(report_html(shared))
    assert not {"courses", "people-behind", "published"} & set(page.ids)
    assert "not for sharing" not in page.text
    assert "The report holds no row of a person." in page.text
    assert "NMO F4" not in page.text
    assert "Counts of fewer than 5 people are not shown" in page.text


@pytest.mark.parametrize(
    "analysis", ["flow", "table 1", "attack kinds", "rates", "criteria", "clauses", "clauses failing together"]
)
def test_a_page_stands_with_any_of_its_rows_hidden(shared: Study, analysis: str) -> None:
    rows = (pl.col("analysis") == analysis) & (pl.int_range(pl.len()).over("analysis") % 2 == 0)
    page = Reader(report_html(_hidden(shared, rows)))
    assert "< 5" in page.text


def test_a_page_stands_with_everything_hidden(shared: Study) -> None:
    page = Reader(report_html(_hidden(shared, pl.lit(value=True))))
    assert "< 5" in page.text
    assert "None" not in page.text


def test_a_page_stands_with_what_the_rules_of_disclosure_hide(shared: Study) -> None:
    page = Reader(report_html(shared))
    assert "not shown" in page.text
    assert "fewer than 5 could be worked out" in report_html(shared)


def test_what_protects_another_count_is_not_said_to_be_small(shared: Study) -> None:
    rows = pl.col("analysis") == "criteria"
    study = _hidden(shared, rows)
    results = study.results.with_columns(
        method=pl.when(rows).then(pl.lit("suppressed: protects another count")).otherwise("method")
    )
    page = Reader(report_html(replace(study, results=results)))
    assert "not shown" in page.text
    assert "< 5" not in page.text
