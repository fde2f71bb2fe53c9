"""The reporting checklist: all items, filled only by what the run says, and every link leads to a section that is there."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from nmosd.record import Record
from nmosd.report.strobe import checklist
from nmosd.report.study.page import report_html
from nmosd.study import Study
from tests.unit.report.invented import compared
from tests.unit.report.test_page import Reader

ITEMS = ["1a", "1b", *map(str, range(2, 6)), "6a", "6b", *map(str, range(7, 12)), "12a", "12b", "12c", "12d", "12e"]
ITEMS += ["13a", "13b", "13c", "14a", "14b", "14c", "15", "16a", "16b", "16c", *map(str, range(17, 23))]
DESCRIBED = ("flow", "table 1", "attack kinds", "rates", "criteria")
AUTHORS = {"1a", "1b", "2", "5", "8", "10", "12b", "18", "19", "20", "21", "22"}


@pytest.fixture(scope="module")
def plain(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> Study:
    study = study_of(record_of(20))
    return replace(study, results=study.results.filter(pl.col("analysis").is_in(DESCRIBED)))


def test_all_22_items_stand_there_once(plain: Study) -> None:
    assert [item.number for item in checklist(plain) if item.list == "STROBE"] == ITEMS


def test_what_only_authors_can_say_is_left_to_them(plain: Study) -> None:
    for study in (plain, compared(plain)):
        gaps = {item.number for item in checklist(study) if not item.filled}
        assert gaps >= AUTHORS
        assert all(item.answer for item in checklist(study))


def test_an_item_is_filled_once_the_run_answers_it(plain: Study) -> None:
    def filled(study: Study) -> set[str]:
        return {item.number for item in checklist(study) if item.filled}

    assert {"12e", "16c"} <= filled(compared(plain)) - filled(plain)
    without = replace(plain, results=plain.results.filter(pl.col("analysis") != "rates"))
    assert "12d" in filled(plain) - filled(without)


def test_answers_hold_the_figures_of_the_run(plain: Study) -> None:
    answers = {item.number: item.answer for item in checklist(compared(plain))}
    assert answers["13a"] == "20 people in the record; 20 people included."
    assert answers["15"] == "first attack: azathioprine 28; rituximab 15."
    assert answers["16c"] == "Absolute risks after 1, 2, 5 years."
    assert answers["12e"] == "The main figure under 6 other choices, all shown."


def test_every_place_is_a_section_of_the_page_under_its_own_title(plain: Study) -> None:
    for study in (plain, compared(plain), compared(replace(plain, findings=()))):
        html = report_html(study)
        ids = set(Reader(html).ids)
        for item in checklist(study):
            for place in item.places:
                assert place.id in ids, item.number
                assert f'<h2 id="{place.id}-title">{place.title}</h2>' in html
