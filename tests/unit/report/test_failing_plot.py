"""The picture of clauses that fail together says what its table says."""

from xml.etree import ElementTree

import pytest

from nmosd.report.study.criteria_tables import criteria_tables
from nmosd.report.study.failing_plot import MOST, failing_plot
from nmosd.report.study.result_tables import figures_of
from nmosd.study import Protocol, Study, run
from tests.laws.criteria_records import random_patients

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def study() -> Study:
    return run(Protocol.model_validate({"title": "criteria", "report": {"swimmer": False}}), random_patients(300, seed=3))


def drawn(study: Study, shown: int) -> ElementTree.Element:
    figures = figures_of(study.results, "clauses failing together")[:shown]
    return ElementTree.fromstring(failing_plot("plot", figures))


def test_every_combination_has_its_bar_and_its_dots(study: Study) -> None:
    figures = figures_of(study.results, "clauses failing together")
    titles = [element.text for element in drawn(study, MOST).iter(f"{SVG}title")][1:]
    for figure in figures[:MOST]:
        clauses = figure["level"].split(" + ")
        noun = "person" if figure["events"] == 1 else "people"
        said = f"{figure['events']} {noun}: {'; '.join(clauses)}"
        # One for the bar, and one for each dot.
        assert titles.count(said) == 1 + len(clauses)
    assert len(titles) == sum(1 + len(figure["level"].split(" + ")) for figure in figures[:MOST])


def test_the_picture_has_a_name_and_says_how_much_of_the_table_it_shows(study: Study) -> None:
    figures = figures_of(study.results, "clauses failing together")
    root = drawn(study, len(figures))
    assert root.get("role") == "img"
    title, description = (root.find(f"{SVG}{tag}") for tag in ("title", "desc"))
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "IPND 2015: clauses that fail together"
    assert f"{min(len(figures), MOST)} of {len(figures)} combinations" in description.text


def test_numbers_above_the_bars_are_the_counts(study: Study) -> None:
    figures = figures_of(study.results, "clauses failing together")[:MOST]
    texts = [element.text for element in drawn(study, MOST).iter(f"{SVG}text")]
    assert [text for text in texts if text and text.isdigit()] == [str(figure["events"]) for figure in figures]


def test_the_same_figures_give_the_same_picture(study: Study) -> None:
    assert ElementTree.tostring(drawn(study, 5)) == ElementTree.tostring(drawn(study, 5))


def test_the_tables_are_verdicts_labels_clauses_and_what_fails(study: Study) -> None:
    tables = criteria_tables(study.results)
    assert [table.caption for table in tables] == [
        "Verdicts on the criteria",
        "Labels by all criteria together",
        "IPND 2015, clause by clause",
        "IPND 2015: clauses that fail together",
    ]
    verdicts = {row.label: [cell.text for cell in row.cells] for row in tables[0].rows}
    assert all(sum(int(text) for text in cells) == 300 for cells in verdicts.values())
    clauses = tables[2].rows
    assert all(sum(int(cell.text) for cell in row.cells) == 300 for row in clauses)
