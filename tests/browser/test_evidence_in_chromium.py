"""The evidence page in a real browser: silent, searched by keyboard, readable at two widths and in the dark, open to all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nmosd.evidence import load_evidence, search
from tests.browser.opening import opened


@pytest.fixture
def page(browser: Any, pages: dict[str, Path]) -> Iterator[Any]:
    shown = opened(browser, pages["evidence"])
    yield shown
    shown.close()


def _shown(page: Any) -> set[str]:
    return set(page.eval_on_selector_all(".card:not([hidden])", "cards => cards.map(card => card.id)"))


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


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_overflows_the_page_also_with_every_card_open(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('details.card').forEach(card => { card.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_script_everything_is_there(browser: Any, pages: dict[str, Path]) -> None:
    plain = browser.new_page(java_script_enabled=False)
    plain.goto(pages["evidence"].as_uri())
    assert plain.locator(".card").count() == len(load_evidence().records)
    assert "needs JavaScript" in plain.locator("noscript").inner_text()
    plain.close()


def test_on_paper_the_search_is_gone_and_the_purpose_stands(page: Any, tmp_path: Path) -> None:
    page.locator("#words").fill("scrambler")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.find')).display") == "none"
    assert page.pdf(path=tmp_path / "evidence.pdf", format="A4").startswith(b"%PDF")
    assert "recommends nothing" in page.evaluate("document.querySelector('style').textContent")
