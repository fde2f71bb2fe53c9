"""The pages written from declarations: nothing declared is missing, every mark is carried, and the pages on disk are current."""

import re

import pytest

from docs import generate
from docs.rules_page import rules_page
from nmosd.record import CLINICAL_TABLES, FIELDS, Record, finding_kinds
from nmosd.record.vocabulary import vocabulary
from nmosd.record.vocabulary.codes import codes
from nmosd.report.dictionary import dictionary_page, markdown_table
from nmosd.report.problem_codes import problem_codes_page


@pytest.fixture(scope="module")
def page() -> str:
    return dictionary_page()


@pytest.fixture(scope="module")
def made_once() -> dict[str, str]:
    return generate.pages()


@pytest.fixture
def _pages_made_once(made_once: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all that asks for the generated pages have the same, which take seconds to make."""
    monkeypatch.setattr(generate, "pages", lambda: made_once)


def section(page: str, heading: str) -> str:
    found = re.search(rf"^#+ {re.escape(heading)}$(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


@pytest.mark.parametrize("table", Record.member_schemas())
def test_every_table_says_what_a_row_is_and_names_every_column(page, table):
    text = section(page, table)
    schema = Record.member_schemas()[table]
    assert schema.__doc__.strip().splitlines()[0] in text
    columns = [field.name for field in FIELDS.values() if field.table == table] if table in CLINICAL_TABLES else schema.columns()
    assert re.findall(r"^\| `(\w+)`", text, re.MULTILINE) == list(columns)


@pytest.mark.parametrize("path", FIELDS)
def test_a_field_s_row_says_what_it_means_and_whether_it_is_core(page, path):
    field = FIELDS[path]
    row = next(line for line in section(page, field.table).splitlines() if line.startswith(f"| `{field.name}`"))
    assert field.description in row
    assert ("●" in row) is field.core
    assert field.unit is None or field.unit in row


def test_every_name_and_every_word_of_a_vocabulary_is_listed(page):
    for name in {field.vocabulary for field in FIELDS.values() if field.vocabulary}:
        text = section(page, f"Words of {name.replace('_', ' ')}")
        for term in vocabulary(name).values():
            row = next(line for line in text.splitlines() if line.startswith(f"| {term.name.replace('|', chr(92) + '|')} |"))
            assert all(word.replace("|", "\\|") in row for word in term.synonyms)


def test_every_link_within_the_page_arrives(page):
    anchors = {heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors


def test_every_code_stands_with_its_mark(page):
    rows = [line.split(" | ") for line in section(page, "Codes of terminologies").splitlines() if "`" in line]
    assert [(row[0].removeprefix("| "), row[1].strip("`"), row[4]) for row in rows] == list(
        codes().select("system", "code", "mark").iter_rows()
    )


def test_a_claim_carries_its_sources_and_its_mark(page):
    row = next(line for line in section(page, "Words of drugs").splitlines() if line.startswith("| adalimumab |"))
    assert "harmful in NMOSD: reported" in row
    assert "[antitnf; recalled]" in row


def test_every_row_of_every_table_has_as_many_cells_as_its_head(page):
    for block in re.split(r"\n\n+", page + "\n\n" + problem_codes_page()):
        lines = [line for line in block.splitlines() if line.startswith("|")]
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) <= 1, lines[0]


def test_a_bar_and_a_line_break_do_not_break_a_table():
    assert markdown_table(("a",), [("x|y\nz",)]).splitlines()[-1] == "| x\\|y z |"


def test_every_problem_code_is_listed_with_what_to_do():
    page = problem_codes_page()
    for kind in finding_kinds().values():
        assert f"| {kind.code} | {kind.severity} |" in page
        assert kind.remedy.replace("|", "\\|") in page


def test_the_pages_are_the_same_every_time(page):
    assert dictionary_page() == page


@pytest.mark.usefixtures("_pages_made_once")
def test_the_generated_pages_are_current():
    assert generate.stale() == [], "run `make docs`"


@pytest.mark.usefixtures("_pages_made_once")
def test_a_page_that_differs_is_found_and_written_anew(tmp_path):
    assert set(generate.stale(tmp_path)) == set(generate.pages())
    generate.write(tmp_path)
    assert generate.stale(tmp_path) == []
    (tmp_path / "problem_codes.md").write_text("old", "utf-8")
    assert generate.stale(tmp_path) == ["problem_codes.md"]


@pytest.mark.usefixtures("_pages_made_once")
def test_check_says_which_pages_are_stale_and_fails(tmp_path, monkeypatch, capsys):
    generate.write(tmp_path)
    (tmp_path / "rules.md").unlink()
    monkeypatch.setattr(generate, "stale", lambda original=generate.stale: original(tmp_path))
    assert generate.main(["--check"]) == 1
    assert capsys.readouterr().out == "docs/reference/rules.md is stale: run `make docs`\n"
    assert generate.main(["--wrong"]) == 2


def test_the_rules_are_read_from_the_spec_tests(tmp_path):
    chapter = tmp_path / "attacks"
    chapter.mkdir()
    (chapter / "test_merging.py").write_text(
        '''"""Attacks close together are one.

Onsets less than 30 days apart count once.
"""

def test_onsets_18_days_apart_are_one_attack(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2011-03-10
        """,
        definitions="sakura",
        expect_attacks="""
            patient | reported
            P1      | 2
        """,
    )

def helper():
    pass
''',
        "utf-8",
    )
    assert rules_page(tmp_path).split("\n", 5)[5].strip() == (
        "## Attacks\n\n### Attacks close together are one\n\nOnsets less than 30 days apart count once.\n\n"
        "**Onsets 18 days apart are one attack.**\n\n"
        "attacks\n\n```\npatient | onset\nP1      | 2011-03-10\n```\n\n"
        "definitions: sakura\n\n"
        "derived: attacks\n\n```\npatient | reported\nP1      | 2\n```"
    )
