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
