"""Take the picture of the report that the README shows: `python -m docs.picture REPORT`; needs Chromium and playwright."""

import shutil
import sys
from pathlib import Path

TARGET = Path(__file__).parent / "images" / "report.png"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def take(report: Path, target: Path = TARGET) -> None:
    """Write the top of a report as a picture."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.goto(report.resolve().as_uri())
        page.screenshot(path=target)
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
