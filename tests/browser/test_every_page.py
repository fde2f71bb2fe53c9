"""Every page in a real browser: silent, self-contained, linked, open to all, readable at two widths and in the dark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.opening import opened


@pytest.fixture(scope="module", params=["report", "comparison", "patient", "evidence", "trial"])
def path(request: pytest.FixtureRequest, pages: dict[str, Path]) -> Path:
    return pages[request.param]


@pytest.fixture(scope="module")
def open_page(browser: Any, path: Path) -> Iterator[Any]:
    """The page, opened once for all tests that leave it as it was."""
    shown = opened(browser, path)
    yield shown
    shown.close()


@pytest.fixture
def page(open_page: Any) -> Any:
    """The page in the light, at its top and of usual width, whatever the test before looked at."""
    open_page.set_viewport_size({"width": 1280, "height": 900})
    open_page.emulate_media(color_scheme="light")
    open_page.evaluate("location.hash = ''")
    return open_page


@pytest.fixture(scope="module")
def few_alike(browser: Any, path: Path) -> Iterator[Any]:
    """The page with the first few of neighbours of one kind."""
    shown = opened(browser, path)
    shown.evaluate(_FEW_ALIKE)
    yield shown
    shown.close()


def test_the_page_is_silent_and_asks_for_nothing_but_itself(page: Any, path: Path) -> None:
    page.wait_for_load_state("networkidle")
    assert page.messages == []
    assert [url for url in page.requests if not url.startswith("data:")] == [path.as_uri()]


def test_every_inner_link_leads_to_a_place_that_shows(page: Any) -> None:
    links = page.eval_on_selector_all("a[href^='#']", "links => [...new Set(links.map(link => link.getAttribute('href')))]")
    assert len(links) > 10
    lost = """links => links.filter(link => {
        location.hash = link;
        return !(document.getElementById(decodeURIComponent(link.slice(1)))?.getClientRects().length > 0) })"""
    assert page.evaluate(lost, links) == []


def test_no_name_of_a_place_is_given_twice(page: Any) -> None:
    names = page.eval_on_selector_all("[id]", "places => places.map(place => place.id)")
    assert len(names) == len(set(names))


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
    colours = """[getComputedStyle(document.body).backgroundColor,
        ...[...document.querySelectorAll('.drawing svg text')].slice(0, 1).map(text => getComputedStyle(text).fill)]"""
    light = page.evaluate(colours)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(colours)
    assert light[0] == "rgb(255, 255, 255)"
    assert all(one != other for one, other in zip(light, dark, strict=True))


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


_FEW_ALIKE = """() => {
    for (const parent of document.querySelectorAll('body, body *')) {
        if (parent.closest('svg')) continue;
        const met = {};
        for (const child of [...parent.children]) {
            const kind = `${child.tagName} ${child.className}`;
            met[kind] = (met[kind] ?? 0) + 1;
            if (met[kind] > 4) child.remove();
        } } }"""


@pytest.mark.parametrize(("scheme", "rules"), [("light", None), ("dark", ["color-contrast"])])
def test_axe_finds_no_violation(few_alike: Any, scheme: str, rules: list[str] | None) -> None:
    """All rules in the light; in the dark only colours are different."""
    few_alike.emulate_media(color_scheme=scheme)
    assert _violations(few_alike, rules) == []


@pytest.mark.long
def test_axe_finds_no_violation_on_the_whole_page(page: Any) -> None:
    assert _violations(page, None) == []


def _violations(page: Any, rules: list[str] | None) -> list[tuple[str, str]]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install 'nmosd[dev]'").Axe()
    page.evaluate("[...document.querySelectorAll('details')].slice(0, 12).forEach(one => { one.open = true; })")
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found = axe.run(page, options=options).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found]
