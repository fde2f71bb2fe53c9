"""The page traced: every number in it that speaks of a treatment stands in the record beside which it is shown."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from nmosd.evidence import case_figures, load_evidence, systemic_sclerosis_cases, systemic_sclerosis_reviews
from nmosd.evidence.models import Study
from nmosd.report import write_evidence
from nmosd.report.evidence.cards import card_of
from nmosd.report.evidence.page import evidence_html
from nmosd.stats import proportion

BASE = load_evidence()
PAGE = evidence_html(BASE)
NUMBER = re.compile(r"(?<![\w.])\d+(?:[,\u202f]\d{3})*(?:\.\d+)?(?!\d)")
VOID = {"meta", "link", "input", "br", "option"}


class Shown(HTMLParser):
    """The texts of the topics of a page, each with the record, finding or case that it is shown for."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, str, bool]] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        given = dict(attrs)
        _, place, topic = self.stack[-1] if self.stack else ("", "", False)
        topic = topic or (tag == "section" and "topic" in (given.get("class") or ""))
        if "card" in (given.get("class") or "").split():
            place = given["id"] or ""
        self.stack.append((tag, given.get("data-from") or place, topic and tag not in ("caption", "thead", "h2", "h3")))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1][2] and NUMBER.search(data):
            self.texts.append((self.stack[-1][1], data))


def numbers(text: str) -> Iterator[float]:
    for found in NUMBER.findall(text):
        yield float(re.sub(r"[,\u202f]", "", found))


def untraced(page: str) -> list[tuple[str, str]]:
    """Return every text with a number that its record does not hold."""
    shown = Shown()
    shown.feed(page)
    assert len(shown.texts) > 1000
    return [(place, text) for place, text in shown.texts if not set(numbers(text)) <= held(place)]


HELD: dict[str, set[float]] = {}


def held(place: str) -> set[float]:
    """Return the numbers that a place may show: those of its record and source, and intervals of its counts."""
    if place not in HELD:
        HELD[place] = set(_case_numbers(place) if place.startswith("case/") else _record_numbers(place))
    return HELD[place]


def _record_numbers(place: str) -> Iterator[float]:
    record = BASE.records.get(place.partition("/")[0])
    if record is None:
        return
    finding = place.partition("/")[2]
    whole = record.model_dump(mode="json")
    if finding:
        whole["findings"] = [f for f in whole["findings"] if f["id"] == finding]
    yield from _scalars(whole)
    keys = {record.source, *(f["source"] for f in whole.get("findings", ()))} - {None}
    for key in keys:
        yield from _scalars(BASE.sources[str(key)].model_dump(mode="json"))
    if isinstance(record, Study):
        for result in (r for f in record.findings if f.id == finding for r in f.arms.values()):
            if result.events is not None and result.n:
                for method in ("exact", "wilson"):
                    share = proportion(result.events, result.n, method=method)
                    yield from (round(100 * (limit or 0)) for limit in (share.lower, share.upper))


def _case_numbers(place: str) -> Iterator[float]:
    name = place.removeprefix("case/")
    cases = systemic_sclerosis_cases()
    if name == "figures":
        for figure in case_figures(cases):
            share = figure["measure"] == "proportion"
            values = (figure.get(key) for key in ("estimate", "lower", "upper"))
            yield from (float(f"{100 * v:.0f}") if share else v for v in values if isinstance(v, float))
            yield from _scalars([figure.get("events"), figure.get("n"), figure.get("unknown") or 0])
    elif name == "reviews":
        for review in systemic_sclerosis_reviews():
            yield from _scalars([vars(review), *range(review.counts)])
        yield from (float(case.year) for case in cases if case.year)
    else:
        yield from _scalars([vars(case) for case in cases if case.case == name])


def _scalars(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(key)
            yield from _scalars(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _scalars(inner)
    elif isinstance(value, str):
        yield from numbers(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield abs(float(value))


def test_every_number_on_the_page_stands_in_its_record() -> None:
    assert untraced(PAGE) == []


@pytest.mark.parametrize(
    ("printed", "planted"),
    [("3 of 96", "4 of 96"), ("0.06 (0.02 to 0.20)", "0.06 (0.02 to 0.21)"), ("1 g a day for 5 days", "2 g a day for 5 days")],
)
def test_a_number_that_no_record_holds_is_found(printed: str, planted: str) -> None:
    assert printed in PAGE
    assert untraced(PAGE.replace(printed, planted, 1))


def test_every_fact_has_its_mark_in_words_and_not_by_colour_alone() -> None:
    for record in BASE.records.values():
        card = card_of(BASE, record)
        assert (record.verified == "recalled") == ("recalled, not read" in card.mark_words)
        for line in card.lines:
            finding = line.place.partition("/")[2]
            if finding and isinstance(record, Study):
                own = next(f for f in record.findings if f.id == finding)
                assert own.verified == record.verified or own.verified in line.mark, line.place
    assert PAGE.count("recalled, not read") > 200


def test_statements_are_marked_wherever_a_table_shows_one() -> None:
    """A row that shows a statement which was not read says so in the row."""
    rows = re.findall(r'<tr data-of="([^"]*)">(.*?)</tr>', PAGE, flags=re.DOTALL)
    assert len(rows) > 200
    for ids, row in rows:
        named = [BASE.records[name] for name in ids.split()]
        for record in named:
            if record.verified != "read" and not isinstance(record, Study):
                assert record.verified in row, record.id


def test_the_page_ranks_and_recommends_nothing_and_says_what_it_is() -> None:
    assert "not a medical device" in PAGE
    assert "recommends nothing, and is not for emergencies" in PAGE
    words: Iterable[str] = ("first choice", "drug of choice", "best treatment", "most effective", "superior to")
    assert [word for word in words if word in re.sub(r"<[^>]+>", "", PAGE)] == []


def test_the_same_base_gives_the_same_bytes(tmp_path: Any) -> None:
    assert write_evidence(tmp_path / "page.html").read_text("utf-8") == PAGE
