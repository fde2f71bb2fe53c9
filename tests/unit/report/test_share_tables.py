"""The tables of shares on the page and in the files."""

from pathlib import Path

import pytest

from nmosd.report import write_tables
from nmosd.report.study.page import report_html
from nmosd.report.study.share_tables import share_tables, share_text
from nmosd.study import Protocol, Study, run

CANCER = {"title": "Coexisting diseases", "of": {"cancer": "comorbidity.cancer"}}
STARTS = {"title": "Dates", "of": {"a vague onset": "person_time.date_dependent"}, "by": "serostatus", "note": "Dates are vague."}


@pytest.fixture(scope="module")
def with_shares(clinic: Study) -> Study:
    protocol = Protocol.model_validate({"title": "Shares", "shares": [CANCER, STARTS], "report": {"swimmer": False}})
    return run(protocol, clinic.record)


def test_each_block_is_a_table_and_each_group_has_its_rows(with_shares: Study) -> None:
    cancer, dates = share_tables(with_shares.results)
    assert (cancer.caption, dates.caption) == ("Coexisting diseases", "Dates")
    assert [row.label for row in cancer.rows] == ["Cancer"]
    assert cancer.rows[0].cells[-1].text == "cannot tell"
    groups = with_shares.results.filter(analysis="shares", variable="Dates", level="people")["group"].to_list()
    heads = [row.label.rpartition(", in ")[0] for row in dates.rows if row.kind == "head"]
    assert [head.casefold() for head in heads] == [name.casefold() for name in groups]


def test_the_page_has_the_section_its_note_and_an_answer_only_where_shares_are_asked_for(
    with_shares: Study, clinic: Study
) -> None:
    page = report_html(with_shares)
    assert '<section id="shares"' in page
    assert "<li>Dates are vague.</li>" in page
    assert "they do not add up" in page
    assert "Coexisting diseases: cancer: cannot tell." in page
    assert '<section id="shares"' not in report_html(clinic)


def test_the_shares_are_a_file_of_their_own(with_shares: Study, tmp_path: Path) -> None:
    assert "shares.csv" in [path.name for path in write_tables(with_shares, tmp_path)]


def test_a_share_is_written_in_percent_with_its_interval() -> None:
    figure = {"estimate": 13 / 59, "lower": 0.12286, "upper": 0.34726}
    assert share_text(figure) == "22.0\u202f% (12.3 to 34.7)"
    assert share_text({"estimate": None, "lower": None, "upper": None, "method": None}) == "cannot tell"
