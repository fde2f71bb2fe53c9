"""One person's page in a real browser: questions first, rules and rows on demand, and what paper holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.opening import opened


@pytest.fixture
def page(browser: Any, pages: dict[str, Path]) -> Iterator[Any]:
    shown = opened(browser, pages["patient"])
    yield shown
    shown.close()


def test_what_is_open_stands_in_amber_above_every_result(page: Any) -> None:
    heights = page.evaluate("[...document.querySelectorAll('section')].map(one => [one.id, one.getBoundingClientRect().top])")
    assert [name for name, _ in sorted(heights, key=lambda one: one[1])][:2] == ["open", "course"]
    colour = "getComputedStyle(document.querySelector('.open li')).backgroundColor"
    red, green, blue = (int(part) for part in page.evaluate(colour).removeprefix("rgb(").removesuffix(")").split(","))
    assert red > green > blue, "amber"


def test_the_keyboard_reaches_what_is_open_first(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#open"


def test_a_rule_unfolds_and_its_row_link_leads_to_the_row(page: Any) -> None:
    rule = page.locator("#attacks td details").first
    rule.locator("summary").click()
    link = rule.locator("a[href^='#row-']").first
    assert link.is_visible()
    link.click()
    target = link.get_attribute("href").removeprefix("#")
    assert page.evaluate("name => document.getElementById(name).matches(':target')", target)


def test_paper_holds_what_shows_unasked_and_leaves_the_rows_out(page: Any) -> None:
    page.emulate_media(media="print")
    shown = "name => document.getElementById(name).getClientRects().length > 0"
    assert page.evaluate(shown, "attacks")
    assert not page.evaluate(shown, "rows")
    assert not page.evaluate(shown, "person_time")
