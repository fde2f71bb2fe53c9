"""How a page is opened."""

from pathlib import Path
from typing import Any


def opened(browser: Any, path: Path) -> Any:
    """Open a page; its `messages` and `requests` hold what the browser said and asked for."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce")
    page.messages, page.requests = [], []
    page.on("console", lambda message: page.messages.append(message.text))
    page.on("pageerror", lambda error: page.messages.append(str(error)))
    page.on("request", lambda request: page.requests.append(request.url))
    page.goto(path.as_uri())
    return page
