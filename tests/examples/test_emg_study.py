"""The invented cohort with the published counts of the study of 59 people: derived and reported, it gives their shares."""

import csv
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from nmosd.course import Course, derive
from nmosd.intake import read
from nmosd.record import Record
from nmosd.report.study.page import report_html
from nmosd.stats import proportion
from nmosd.study import Protocol, Study
from nmosd.study import run as run_study

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "emg_study"
PUBLISHED = list(csv.DictReader((FOLDER / "published.csv").read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def invented() -> Record:
    return read(FOLDER / "tables")


@pytest.fixture(scope="module")
def course(invented: Record) -> Course:
    return derive(invented)


@pytest.fixture(scope="module")
def study(invented: Record) -> Study:
    return run_study(Protocol.read(FOLDER / "protocol.toml"), invented)


def test_the_committed_tables_are_what_the_script_builds(rebuilt: Callable[[str, str], Path]) -> None:
    built = rebuilt("emg_study/build.py", "tables")
    committed = {path.name: path.read_bytes() for path in (FOLDER / "tables").iterdir()}
    assert {path.name: path.read_bytes() for path in built.iterdir()} == committed


def test_everybody_is_said_to_be_invented(invented: Record, study: Study) -> None:
    assert invented.about["synthetic"].item() is True
    assert "Invented" in invented.about["title"].item()
    page = report_html(study)
    assert "<strong>Invented people.</strong>" in page
    assert 'content: "Invented people. Nobody on this page exists."' in page  # on every printed page


@pytest.mark.parametrize("finding", PUBLISHED, ids=lambda finding: finding["finding"])
def test_the_study_gives_the_published_share_with_its_exact_interval(finding: dict[str, str], study: Study) -> None:
    rows = study.results.filter((pl.col("analysis") == "shares") & (pl.col("level") == finding["finding"]))
    figure = rows.row(0, named=True)
    assert (figure["events"], figure["n"], figure["unknown"]) == (int(finding["count"]), int(finding["of"]), 0)
    assert f"{100 * figure['estimate']:.1f}" == finding["percent"]
    exact = proportion(int(finding["count"]), int(finding["of"]), method="exact")
    assert (figure["lower"], figure["upper"]) == (exact.lower, exact.upper)
    assert figure["method"] == "exact Clopper-Pearson interval"


@pytest.mark.parametrize("finding", PUBLISHED, ids=lambda finding: finding["finding"])
def test_the_page_shows_numerator_denominator_unknown_and_share(finding: dict[str, str], study: Study) -> None:
    page = report_html(study)
    row = page[page.index('<table id="shares-1"') :].partition(f">{finding['finding'][0].upper()}{finding['finding'][1:]}")[2]
    cells = row[: row.index("</tr>")]
    whole, decimals = finding["percent"].split(".")
    for expected in (f"<span>{finding['count']}</span>", f"<span>{finding['of']}</span>", f"<span>{whole}</span>.{decimals}"):
        assert expected in cells


def test_the_counts_are_no_partition_because_one_person_has_both_and_nothing_explains_it(course: Course, study: Study) -> None:
    """Denervation is 4 explained and 9 not; abnormal conduction is 4 explaining it, 2 alone, and 1 beside the unexplained."""
    people = course.neurophysiology
    both_unexplained = people.filter(pl.col("abnormal_conduction") & pl.col("lower_motor_neuron"))
    assert both_unexplained.height == 1
    columns = ("explained", "conduction_without_denervation", "lower_motor_neuron")
    counts = {name: int(people[name].sum()) for name in (*columns, "denervation", "abnormal_conduction")}
    assert counts["denervation"] == counts["explained"] + counts["lower_motor_neuron"]
    assert (
        counts["abnormal_conduction"] == counts["explained"] + counts["conduction_without_denervation"] + both_unexplained.height
    )
    # Who has either finding are 15 people; taking the published groups for parts of a whole gives another number.
    either = people.filter(pl.col("denervation") | pl.col("abnormal_conduction")).height
    assert either == sum(counts[name] for name in columns) == 15
    assert counts["denervation"] + counts["abnormal_conduction"] - counts["explained"] == either + both_unexplained.height
    several = study.results.filter(pl.col("level") == "people in more than one of these rows")
    assert several["events"].to_list() == [15]


def test_the_four_explained_and_the_four_with_a_lesion_are_different_people(course: Course) -> None:
    people = course.neurophysiology
    assert people.filter("explained").height == people.filter("matching_lesion").height == 4
    assert people.filter(pl.col("explained") & pl.col("matching_lesion")).is_empty()


def test_everybody_was_tested_because_something_called_for_it(course: Course) -> None:
    assert course.neurophysiology["called_for"].all()
    assert course.neurophysiology["both_done"].all()
    assert not course.neurophysiology["due_without_result"].any()
