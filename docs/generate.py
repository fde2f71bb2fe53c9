"""Write the generated pages of the reference: `python -m docs.generate`; `--check` only names stale ones (exit code 1)."""

import json
import sys
from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"
SPEC = Path(__file__).parent.parent / "tests" / "spec"


def pages() -> dict[str, str]:
    """Return every generated page and picture by its file name."""
    from docs.criteria_page import criteria_page
    from docs.definitions_page import definitions_page
    from docs.derived_page import derived_tables_page
    from docs.linter_page import linter_page
    from docs.rules_page import rules_page
    from docs.simulation_page import simulation_page
    from docs.statistics.pictures import pictures
    from nmosd.report.dictionary import dictionary_page
    from nmosd.report.evidence.reference import evidence_reference
    from nmosd.report.problem_codes import problem_codes_page
    from nmosd.study.protocol.start import protocol_schema

    return {
        "criteria.md": criteria_page(SPEC / "criteria"),
        "data_dictionary.md": dictionary_page(),
        "definitions.md": definitions_page(),
        "derived_tables.md": derived_tables_page(),
        "evidence.md": evidence_reference(),
        "protocol.schema.json": json.dumps(protocol_schema(), ensure_ascii=False, indent=2) + "\n",
        "problem_codes.md": problem_codes_page(),
        "linter.md": linter_page(),
        "rules.md": rules_page(SPEC),
        "simulation.md": simulation_page(),
        **pictures(),
    }


def long_pages() -> dict[str, str]:
    """Return the pages whose figures take a minute or more: written with the others, held to what is true now by a long test."""
    from nmosd.report.trials.reference import trials_reference

    return {"virtual_trials.md": trials_reference()}


def stale(folder: Path = REFERENCE) -> list[str]:
    """Return the names of the pages in a folder that are missing or differ from what would be written now."""
    return [name for name, text in pages().items() if not (folder / name).is_file() or (folder / name).read_text("utf-8") != text]


def write(folder: Path = REFERENCE, made: dict[str, str] | None = None) -> None:
    """Write the generated pages into a folder: those of `pages` unless others are given."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (pages() if made is None else made).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def refresh_consoles() -> None:
    """Put into the tutorial what its commands print now."""
    from docs.console import PAGES, refreshed

    for page in PAGES:
        page.write_text(refreshed(page.read_text("utf-8")), "utf-8")


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` compare them; return the exit code."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m docs.generate [--check]", file=sys.stderr)
        return 2
    if arguments:
        names = stale()
        for name in names:
            print(f"docs/reference/{name} is stale: run `make docs`")
        return 1 if names else 0
    made = pages() | long_pages()
    write(made=made)
    refresh_consoles()
    for name in made:
        print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
