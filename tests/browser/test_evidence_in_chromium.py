"""The evidence page in a real browser: silent, searched by keyboard, readable at two widths and in the dark, open to all."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nmosd.evidence import load_evidence, search
from nmosd.report import write_evidence

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


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_evidence(tmp_path_factory.mktemp("page") / "evidence.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Any, written: Path) -> Iterator[Any]:
    """The page, opened; `messages` and `requests` hold what the browser said and asked for."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce")
    opened.messages, opened.requests = [], []
    opened.on("console", lambda message: opened.messages.append(message.text))
    opened.on("pageerror", lambda error: opened.messages.append(str(error)))
    opened.on("request", lambda request: opened.requests.append(request.url))
    opened.goto(written.as_uri())
    yield opened
    opened.close()


def _shown(page: Any) -> set[str]:
    return set(page.eval_on_selector_all(".card:not([hidden])", "cards => cards.map(card => card.id)"))


def test_the_page_is_silent_and_asks_for_nothing_but_itself(page: Any, written: Path) -> None:
    page.wait_for_load_state("networkidle")
    page.locator("#words").fill("rituximab")
    assert page.messages == []
    assert [url for url in page.requests if not url.startswith("data:")] == [written.as_uri()]


def test_the_keyboard_reaches_the_search_and_finds_what_the_terminal_finds(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#find"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "words"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.type("Scrambler")
    found = {record.id for record in search(load_evidence(), ["scrambler"])}
    assert len(found) > 1
    assert _shown(page) == found
    assert page.locator("#found").inner_text().startswith(f"{len(found)} of ")


def test_filters_narrow_by_keyboard_and_rows_of_tables_follow(page: Any) -> None:
    page.locator("#topic").focus()
    page.keyboard.type("Drugs")
    found = {record.id for record in search(load_evidence(), topic="harm")}
    assert _shown(page) == found
    page.locator("#mark").focus()
    page.keyboard.type("recalled")
    recalled = {record.id for record in search(load_evidence(), topic="harm", mark="recalled")}
    assert _shown(page) == recalled
    rows = page.eval_on_selector_all("#harm-table tbody tr:not([hidden])", "rows => rows.map(row => row.dataset.of.split(' '))")
    assert rows
    assert all(recalled & set(row) for row in rows)
    page.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Enter")
    page.locator(".card[hidden]").first.wait_for(state="detached")


def test_a_card_unfolds_by_keyboard_and_by_its_link(page: Any) -> None:
    page.evaluate("document.querySelector('#prevent summary').focus()")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    assert page.evaluate("document.getElementById('prevent').open")
    page.evaluate("location.hash = '#champion'")
    page.locator("#champion[open] dl").wait_for()


def test_every_inner_link_leads_to_a_place_that_shows(page: Any) -> None:
    links = page.eval_on_selector_all("a[href^='#']", "links => [...new Set(links.map(link => link.getAttribute('href')))]")
    assert len(links) > 200
    places = "links => links.filter(link => !(document.getElementById(link.slice(1))?.getClientRects().length > 0))"
    assert page.evaluate(places, links) == []


def test_tables_have_headers(page: Any) -> None:
    without = "tables => tables.filter(t => !t.caption || !t.querySelector('th[scope=col]')).length"
    assert page.eval_on_selector_all("table", without) == 0
    assert page.eval_on_selector_all("tbody tr", "rows => rows.filter(row => !row.querySelector('th[scope=row]')).length") == 0


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_overflows_the_page_also_with_every_card_open(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('details.card').forEach(card => { card.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("scheme", "rules"), [("light", None), ("dark", ["color-contrast"])])
def test_axe_finds_no_violation(page: Any, scheme: str, rules: list[str] | None) -> None:
    """All rules in the light; in the dark only colours are different."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install 'nmosd[dev]'").Axe()
    page.emulate_media(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('#harm details.card').forEach(card => { card.open = true; })")
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found = axe.run(page, options=options).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []


def test_without_script_everything_is_there(browser: Any, written: Path) -> None:
    plain = browser.new_page(java_script_enabled=False)
    plain.goto(written.as_uri())
    assert plain.locator(".card").count() == len(load_evidence().records)
    assert "needs JavaScript" in plain.locator("noscript").inner_text()
    plain.close()


def test_on_paper_the_search_is_gone_and_the_purpose_stands(page: Any, tmp_path: Path) -> None:
    page.locator("#words").fill("scrambler")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.find')).display") == "none"
    assert page.pdf(path=tmp_path / "evidence.pdf", format="A4").startswith(b"%PDF")
    assert "recommends nothing" in page.evaluate("document.querySelector('style').textContent")
