"""Run the console blocks of a page and put in what they print, so that no page shows an output that nobody saw.

In a block that starts with ```console, each line after `$ ` is a command; all other lines are what it printed. Commands run
in one scratch folder, in which the examples lie. What a person would do in an editor stands in a comment of the page
(`<!-- $ sed ... -->`) and is run unseen. `make docs` rewrites the pages; a test holds them to what runs print now.
"""

import contextlib
import io
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = tuple(ROOT / "docs" / "tutorial" / name for name in ("from_a_sheet_to_table_1.md", "comparing_two_treatments.md"))


def refreshed(page: str) -> str:
    """Return a page with the outputs of its console blocks as they are now."""
    with _scratch_folder():
        return "\n".join(_lines(page.split("\n")))


def _lines(lines: list[str]) -> Iterator[str]:
    inside = False
    for line in lines:
        if line.startswith("```"):
            inside = line == "```console"
            yield line
        elif not inside:
            if line.startswith("<!-- $ "):
                _printed(line.removeprefix("<!-- $ ").removesuffix(" -->"))
            yield line
        elif line.startswith("$ "):
            yield line
            yield from _printed(line.removeprefix("$ "))


def _printed(command: str) -> list[str]:
    command, _, filters = command.partition(" | ")
    words = shlex.split(command)
    if words[0] == "nmosd":
        from nmosd.cli import run

        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            run(words[1:])
        text = said.getvalue()
    else:
        text = _shell(command)
    if filters:
        text = _shell(filters, text)
    return [line.rstrip() for line in text.rstrip("\n").split("\n")] if text else []


def _shell(command: str, given: str = "") -> str:
    return subprocess.run(command, shell=True, check=True, capture_output=True, text=True, input=given).stdout


@contextlib.contextmanager
def _scratch_folder() -> Iterator[None]:
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "examples", Path(folder) / "examples", ignore=shutil.ignore_patterns("out", "__pycache__"))
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)
