"""What the documents show is what happens: outputs are as printed now, links lead somewhere, commands exist."""

import re
from pathlib import Path

import pytest

from docs.console import PAGES, ROOT, refreshed
from nmosd.cli import COMMANDS

DOCUMENTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md"), *ROOT.glob("tests/**/*.md")]
    if "out" not in path.parts
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_console_outputs_are_what_the_commands_print_now(page: Path) -> None:
    assert page.read_text("utf-8") == refreshed(page.read_text("utf-8")), "run `make docs`"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_a_document_names_exists(document: Path) -> None:
    make = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    text = document.read_text("utf-8")
    blocks = "\n".join(re.findall(r"^```(?:console)?\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL))
    for name in re.findall(r"^(?:\$ )?nmosd ([a-z]+) ", blocks, flags=re.MULTILINE) + re.findall(r"`nmosd ([a-z]+)[ `]", text):
        assert name in COMMANDS, name
    for name in re.findall(r"^make ([a-z-]+)", blocks, flags=re.MULTILINE) + re.findall(r"`make ([a-z-]+)`", text):
        assert name in make, name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_page_shows_a_command_that_was_mistyped(page: Path) -> None:
    assert "\nUsage: nmosd " not in page.read_text("utf-8")
