"""The page holds what the results hold, says what it is, asks for nothing, and survives hostile texts."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nmosd.errors import NmosdError
from nmosd.record import Record, new_record
from nmosd.report import write_report
from nmosd.report.colours import ROLES
from nmosd.report.study.answer import answer
from nmosd.report.study.page import report_html
from nmosd.study import Study

STYLE = Path(__file__).parents[3] / "src" / "nmosd" / "report" / "templates" / "style.css"


class Reader(HTMLParser):
    """Collects elements with their attributes, and the text of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] != "style":
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def html(clinic: Study) -> str:
    return report_html(clinic)


@pytest.fixture(scope="module")
def page(html: str) -> Reader:
    return Reader(html)


def test_sections_stand_in_the_order_in_which_a_reviewer_reads(page: Reader) -> None:
    sections = [attributes["id"] for attributes in page.all("section")]
    assert sections == [
        "answer", "linter", "flow", "table-one", "sensitivity", "milestones", "attacks", "rates", "criteria", "courses",
            "methods", "strobe",
            "definitions", "published", "sources", "problems", "people-behind", "manifest",
    ]  # fmt: skip
    links = [str(attributes["href"]) for attributes in page.all("a") if str(attributes["href"]).startswith("#")]
    named = dict.fromkeys(link for link in links if link[1:] in sections and link != "#answer")
    assert list(named) == [f"#{name}" for name in sections[1:]]


def test_every_inner_link_has_its_place_and_ids_are_unique(page: Reader) -> None:
    targets = {str(attributes["href"])[1:] for attributes in page.all("a") if str(attributes["href"]).startswith("#")}
    assert targets <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    described = {word for _, attributes in page.elements for word in (attributes.get("aria-labelledby") or "").split()}
    assert described <= set(page.ids)


def test_the_page_asks_for_nothing(page: Reader) -> None:
    assert not {"script", "img", "iframe", "object", "embed"} & {tag for tag, _ in page.elements}
    assert all(str(link["href"]).startswith("data:") for link in page.all("link"))
    assert "url(" not in STYLE.read_text("utf-8")
    assert "@import" not in STYLE.read_text("utf-8")


def test_every_table_has_a_caption_and_headers(page: Reader) -> None:
    tables = len(page.all("table"))
    assert tables >= 7
    assert len(page.all("caption")) == tables
    assert len([header for header in page.all("th") if header.get("scope") == "col"]) >= 2 * tables
    assert all(header.get("scope") in ("col", "row", "rowgroup") for header in page.all("th"))


def test_the_answer_holds_rate_interval_people_and_events_of_the_results(clinic: Study, page: Reader) -> None:
    rates = clinic.results.filter(
        (pl.col("analysis") == "rates") & (pl.col("measure") == "rate") & (pl.col("group") == "everyone")
    )
    rate = rates.row(by_predicate=pl.col("variable").str.contains("not counted"), named=True)
    assert f"{rate['estimate']:.2f} ({rate['lower']:.2f} to {rate['upper']:.2f}) per person-year" in page.text
    assert f"{rate['events']} attacks in {rate['person_years']:.1f} person-years of {rate['n']} people" in page.text
    assert f"of {rate['unknown']} people it cannot be told" in page.text


def test_every_rate_of_the_results_is_in_a_table(clinic: Study, html: str) -> None:
    rates = clinic.results.filter((pl.col("analysis") == "rates") & (pl.col("measure") == "rate"))
    assert rates.height > 4
    for row in rates.iter_rows(named=True):
        whole, decimals = f"{row['estimate']:.2f}".split(".")
        assert f"<span>{whole}</span>.{decimals} ({row['lower']:.2f} to {row['upper']:.2f})</a></td>" in html


def test_the_flow_adds_up_on_the_page(clinic: Study, page: Reader) -> None:
    flow = clinic.results.filter(pl.col("analysis") == "flow")
    for row in flow.filter(pl.col("level").is_not_null()).iter_rows(named=True):
        assert f"{int(row['estimate'])} {row['level']}" in page.text
    boxes = flow.filter(pl.col("level").is_null())["estimate"].to_list()
    assert boxes[0] - boxes[-1] == flow.filter(pl.col("level").is_not_null())["estimate"].sum()


def test_each_number_says_what_it_means(page: Reader) -> None:
    cells = [
        attributes
        for attributes in page.all("td")
        if "number" in str(attributes.get("class")) and "cannot" not in str(attributes.get("class"))
    ]
    linked = [link for link in page.all("a") if str(link["href"]).startswith("#people-") and link.get("title")]
    told = [cell for cell in [*cells, *linked] if len(str(cell.get("title") or "")) > 20]
    assert len(linked) > 100
    kinds_of_problems = [header for header in page.all("th") if header.get("scope") == "row" and header.get("class") == "tag"]
    assert len(told) > 100
    assert len(told) == len(cells) - len(kinds_of_problems)  # a count of problems is explained by its row


def test_purpose_invention_and_privacy_are_said(page: Reader) -> None:
    assert "not a medical device" in page.text
    assert "gives no directive" in page.text
    assert "Invented people." in page.text
    assert "not for sharing" in page.text


def test_real_people_are_not_called_invented(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> None:
    invented = record_of(2)
    real = new_record({"patients": invented.patients, "attacks": invented.attacks}, title="A clinic")
    assert "nvented" not in Reader(report_html(study_of(real, title="Real"))).text


def test_hostile_texts_stay_texts(hostile_study: Study) -> None:
    html = report_html(hostile_study)
    assert "<script" not in html.lower()
    assert "&lt;script&gt;" in html
    assert '<script>alert("1")</script>' in Reader(html).text


def test_the_same_study_gives_the_same_bytes(clinic: Study, html: str) -> None:
    assert report_html(clinic) == html


def test_every_colour_of_the_figures_has_a_value_for_light_and_dark() -> None:
    light, dark = STYLE.read_text("utf-8").split("prefers-color-scheme: dark", 1)
    for role in ROLES:
        assert f"--{role}:" in light
        assert f"--{role}:" in dark


def _cases(record_of: Callable[..., Record]) -> dict[str, tuple[Record, dict[str, Any]]]:
    five = record_of(5)
    without_entry = five.patients.drop("first_contact_earliest", "first_contact_latest")
    one = pl.DataFrame({"row_id": ["a/patients"], "patient_id": ["a"]})
    return {
        "nobody in the record": (new_record({}, title="Empty"), {}),
        "nobody included": (five, {"population": {"labels": ["stroke"]}}),
        "one person without anything": (new_record({"patients": one}, title="One"), {}),
        "no attacks": (new_record({"patients": five.patients}, title="Quiet"), {}),
        "no person-time": (new_record({"patients": without_entry, "attacks": five.attacks}, title="No time"), {}),
        "no swimmer": (five, {"report": {"swimmer": False}}),
        "relative calendar": (record_of(3, calendar="relative"), {}),
    }


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("nobody in the record", "Nobody is in the study"),
        ("nobody included", "Nobody is in the study"),
        ("one person without anything", "cannot be told"),
        ("no attacks", "0 attacks"),
        ("no person-time", "How often attacks came cannot be told"),
        ("no swimmer", "Attack rates"),
        ("relative calendar", "Years from onset"),
    ],
)
def test_a_poor_record_still_gives_a_readable_page(
    case: str, says: str, study_of: Callable[..., Study], record_of: Callable[..., Record]
) -> None:
    record, protocol = _cases(record_of)[case]
    reader = Reader(report_html(study_of(record, **protocol)))
    assert says in reader.text
    assert not re.search(r"\b(nan|None|inf)\b", reader.text)
    assert ("courses" in reader.ids) == (case != "no swimmer")


def test_a_report_appears_whole_or_not_at_all(clinic: Study, html: str, tmp_path: Path) -> None:
    path = write_report(clinic, tmp_path / "new" / "report.html")
    assert path.read_text("utf-8") == html
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]
    (tmp_path / "taken").mkdir()
    with pytest.raises(NmosdError, match="cannot be written"):
        write_report(clinic, tmp_path / "taken")
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


def test_the_answer_says_that_an_interval_is_too_narrow_only_where_it_is(
    clinic: Study, study_of: Callable[..., Study], record_of: Callable[..., Record]
) -> None:
    uneven = [
        "too narrow" in " ".join(figure["warnings"] or ())
        for figure in clinic.results.filter((pl.col("measure") == "rate") & (pl.col("group") == "everyone")).iter_rows(named=True)
    ]
    assert ("too narrow" in answer(clinic)[1]) == uneven[0]
    assert "too narrow" not in answer(study_of(record_of(1)))[1]


def test_the_answer_of_one_person_is_in_the_singular(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> None:
    assert "on record was included" in answer(study_of(record_of(1)))[0]


def test_a_confidence_that_is_no_whole_number_is_not_rounded(
    study_of: Callable[..., Study], record_of: Callable[..., Record]
) -> None:
    study = study_of(record_of(9), rates={"confidence": 0.975})
    text = report_html(study)
    assert "97.5\u202f% interval" in text
    assert "98\u202f% interval" not in text
