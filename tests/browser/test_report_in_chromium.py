"""The study report in a real browser: everybody in the plot, the keyboard, and paper."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.opening import opened


@pytest.fixture
def page(browser: Any, pages: dict[str, Path]) -> Iterator[Any]:
    shown = opened(browser, pages["report"])
    yield shown
    shown.close()


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


@pytest.fixture
def comparison(browser: Any, pages: dict[str, Path]) -> Iterator[Any]:
    shown = opened(browser, pages["comparison"])
    yield shown
    shown.close()


def test_a_number_unfolds_the_people_behind_it(page: Any) -> None:
    number = page.locator("#table-1 td.number a").first
    number.click()
    target = number.get_attribute("href").removeprefix("#")
    people = page.locator(f"[id='{target}']")
    assert people.evaluate("one => one.matches(':target')")
    assert people.evaluate("one => one.closest('details').open")  # by the link alone
    assert people.locator("p").first.is_visible()


def test_the_keyboard_shows_what_a_number_means(comparison: Any) -> None:
    number = comparison.locator("#models-table td.number a").first
    number.focus()
    comparison.keyboard.press("Shift+Tab")
    comparison.keyboard.press("Tab")
    said = "one => getComputedStyle(one, '::after').content"
    assert "An invented hazard ratio" in number.evaluate(said)


def test_lines_are_named_where_they_end_and_told_apart_without_colour(comparison: Any) -> None:
    texts = comparison.eval_on_selector_all("#curves svg text", "all => all.map(one => one.textContent)")
    figures = comparison.locator("#curves figure").count()
    assert figures
    assert texts.count("rituximab") >= 2 * figures  # at the line and beside the number at risk
    assert "Number at risk" in texts
    dashes = comparison.eval_on_selector_all(
        "#curves svg path[stroke-dasharray]", "all => all.map(one => one.getAttribute('stroke-dasharray'))"
    )
    assert len(set(dashes)) >= 2


def test_paper_leaves_out_the_people_behind_the_numbers(page: Any) -> None:
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('#people-behind')).display") == "none"
