"""The study report in a real browser: silent, self-contained, linked, readable at two widths, in the dark and on paper."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nmosd.record import new_record
from nmosd.report import write_report
from nmosd.study import Protocol, run

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.skipif(
        CHROMIUM is None, reason="no `chromium` on the PATH: install Debian's chromium to test the pages in a browser"
    ),
    pytest.mark.skipif(
        importlib.util.find_spec("playwright") is None, reason="playwright is not installed: pip install 'nmosd[dev]'"
    ),
]


def _attacks(people: int) -> pl.DataFrame:
    sites = ["optic nerve right", "spinal cord", "area postrema"]
    rows = [
        {
            "row_id": f"P{person}/attacks/{number}",
            "patient_id": f"P{person}",
            "day": 700 * number + 13 * person,
            "site": sites[number % 3],
        }
        for person in range(people)
        for number in range(1 + person % 4)
    ]
    day = pl.date(2008, 1, 1) + pl.duration(days="day")
    frame = pl.DataFrame(rows).with_columns(
        sites=pl.concat_list("site"), onset_earliest=day, onset_latest=day + pl.duration(days=30)
    )
    return frame.drop("day", "site")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of 70 invented people, of whom some have no stated follow-up."""
    people = pl.DataFrame({"patient_id": [f"P{number}" for number in range(70)], "number": range(70)})
    entry = pl.when(pl.col("number") % 5 > 0).then(pl.date(2010, 1, 1))
    patients = people.select(
        "patient_id",
        row_id=pl.format("{}/patients", "patient_id"),
        status=pl.when(pl.col("number") % 7 == 0).then(pl.lit("dead")).otherwise(pl.lit("alive")),
        first_contact_earliest=entry,
        first_contact_latest=entry,
        last_contact_earliest=pl.date(2021, 1, 1),
        last_contact_latest=pl.date(2021, 1, 1),
    )
    record = new_record({"patients": patients, "attacks": _attacks(70)}, title="A page to look at", synthetic=True)
    study = run(Protocol(title="A page to look at"), record)
    return write_report(study, tmp_path_factory.mktemp("page") / "report.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Any, report: Path) -> Iterator[Any]:
    """The report, opened; `messages` and `requests` hold what the browser said and asked for."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    opened.messages, opened.requests = [], []
    opened.on("console", lambda message: opened.messages.append(message.text))
    opened.on("pageerror", lambda error: opened.messages.append(str(error)))
    opened.on("request", lambda request: opened.requests.append(request.url))
    opened.goto(report.as_uri())
    yield opened
    opened.close()


def test_the_page_is_silent_and_asks_for_nothing_but_itself(page: Any, report: Path) -> None:
    page.wait_for_load_state("networkidle")
    assert page.messages == []
    assert [url for url in page.requests if not url.startswith("data:")] == [report.as_uri()]


def test_every_inner_link_leads_to_a_place_that_shows(page: Any) -> None:
    links = page.eval_on_selector_all("a[href^='#']", "links => links.map(link => link.getAttribute('href'))")
    assert len(links) > 20
    for link in sorted(set(links)):
        page.evaluate("link => { location.hash = link }", link)
        assert page.evaluate("link => document.querySelector(link)?.getClientRects().length > 0", link), link


def test_tables_have_headers(page: Any) -> None:
    without = page.eval_on_selector_all(
        "table", "tables => tables.filter(t => !t.caption || !t.querySelector('th[scope=col]')).length"
    )
    assert without == 0
    rows = "rows => rows.filter(row => !row.querySelector('th')).length"
    assert page.eval_on_selector_all("tbody tr", rows) == 0


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_overflows_the_page(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_dark_mode_changes_page_and_figures(page: Any) -> None:
    colours = (
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('.drawing svg text')).fill]"
    )
    light = page.evaluate(colours)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(colours)
    assert light[0] == "rgb(255, 255, 255)"
    assert dark[0] != light[0]
    assert dark[1] != light[1]


def test_contrast_of_text_is_enough_in_light_and_dark(page: Any) -> None:
    contrast = """name => {
        const probe = document.createElement('span'); document.body.append(probe);
        const level = value => { probe.style.color = value;
            const [r, g, b] = getComputedStyle(probe).color.match(/[0-9.]+/g).map(c => c / 255)
                .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b };
        const [high, low] = [level(`var(${name})`), level('var(--page)')].sort((a, b) => b - a);
        probe.remove(); return (high + 0.05) / (low + 0.05) }"""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for name in ("--ink", "--muted", "--accent", "--error"):
            assert page.evaluate(contrast, name) >= 4.5, (scheme, name)
        for name in ("--optic-nerve", "--spinal-cord", "--area-postrema", "--other-site", "--unknown-site"):
            assert page.evaluate(contrast, name) >= 3, (scheme, name)


def test_the_keyboard_reaches_the_answer_first_and_then_the_contents(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#answer"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('nav') !== null")


def test_every_person_is_in_the_plot(page: Any) -> None:
    words = page.eval_on_selector_all("#courses .drawing text", "texts => texts.map(text => text.firstChild.textContent)")
    assert {f"P{number}" for number in range(70)} <= set(words)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_on_paper_each_page_says_that_the_people_are_invented(page: Any, paper: str, tmp_path: Path) -> None:
    printed = page.pdf(path=tmp_path / "report.pdf", format=paper)
    assert printed.startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert page.evaluate("getComputedStyle(document.querySelector('.banner.invented')).display") != "none"
    style = page.evaluate("document.querySelector('style').textContent")
    assert '@top-left { content: "Invented people.' in style
