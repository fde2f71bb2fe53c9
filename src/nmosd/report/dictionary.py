"""The data dictionary as a page, written from the declarations of the tables and from the data files of the vocabulary."""

import tomllib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

from nmosd.record import CLINICAL_TABLES, FIELDS, SCHEMA_VERSION, Field, Record
from nmosd.record.described import allowed_text, checks_text
from nmosd.record.vocabulary import Term, vocabulary
from nmosd.record.vocabulary.codes import codes

_LONGEST_LIST_IN_TABLE = 8

_INTRODUCTION = """\
# Data dictionary

Written from the declarations of the tables (version {version}) by `python -m docs.generate`; do not edit.

Each table has one row per what its first sentence says. A field marked ● belongs to the core dataset.

- **Blank** is null and means that nothing was said: never "no", never "negative". `unknown` and `not done` are answers. Logic
  sees all three as unknown; the reason given says which it was.
- **A date** is a first and a last possible day (`onset_earliest`, `onset_latest`): equal for a day, a month's or a year's ends
  otherwise. Where the calendar is relative, day 0 is the onset of disease.
- **A row id** (`P017/attacks/3`) names a row and stays the same when the same sheet is imported again.
- **Checks** are asked of the clinic where they fail; they do not refuse a row. Bounds do.
"""

_WORDS = """\
## Vocabularies

What people write for each name; matching ignores case, accents, punctuation and spaces. Behind a claim stand its sources and
what it rests on: *read* (often an abstract: see the sources), *recalled* (not read: verify before use), *inferred* (our own
reasoning).
"""

_CODES = """\
## Codes of terminologies

Marks: *seen* (read in the source named), *partly seen*, *recalled* (not read: verify before use), *conflict* (two sources
disagree). A drug may have several live codes and former ones in old records: match on the set, never on one.
"""


def dictionary_page() -> str:
    """Return the data dictionary as Markdown: tables and fields, the words of every vocabulary, codes, sources."""
    used = list(dict.fromkeys(field.vocabulary for field in FIELDS.values() if field.vocabulary))
    parts = [_INTRODUCTION.format(version=SCHEMA_VERSION), _contents(used)]
    parts += [_clinical_table(name) for name in CLINICAL_TABLES]
    parts += [_other_table(name) for name in Record.member_schemas() if name not in CLINICAL_TABLES]
    parts += [_WORDS]
    parts += [_vocabulary(name) for name in used]
    parts += [_codes(), _sources()]
    return "\n".join(parts)


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a bar inside a cell is escaped, a line break becomes a space."""
    lines = [_line(head), _line(["---"] * len(head)), *(_line(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _anchor(heading: str) -> str:
    return heading.lower().replace(" ", "-").replace("`", "")


def _contents(vocabularies: Sequence[str]) -> str:
    tables = " · ".join(f"[{name}](#{_anchor(name)})" for name in Record.member_schemas())
    lists = " · ".join(f"[{name}](#{_anchor(_heading(name))})" for name in vocabularies)
    return f"Tables: {tables}\n\nVocabularies: {lists}\n\n[Codes](#codes-of-terminologies) · [Sources](#sources)\n"


def _clinical_table(name: str) -> str:
    rows = [
        (f"`{field.name}`" + (" ●" if field.core else ""), field.description, _kind(field), _allowed(field))
        for field in FIELDS.values()
        if field.table == name
    ]
    return f"## {name}\n\n{_first_line(name)}\n\n" + markdown_table(("field", "meaning", "kind", "allowed"), rows)


def _other_table(name: str) -> str:
    schema = Record.member_schemas()[name]
    rows = [(f"`{column}`", declared.description or "", str(declared.dtype)) for column, declared in schema.columns().items()]
    return f"## {name}\n\n{_first_line(name)}\n\n" + markdown_table(("column", "meaning", "type"), rows)


def _first_line(table: str) -> str:
    return (Record.member_schemas()[table].__doc__ or "").strip().splitlines()[0]


def _kind(field: Field) -> str:
    return f"{field.kind}, {field.unit}" if field.unit else field.kind


def _allowed(field: Field) -> str:
    if field.vocabulary and len(field.allowed) > _LONGEST_LIST_IN_TABLE:
        allowed = f"{len(field.allowed)} names: [{field.vocabulary}](#{_anchor(_heading(field.vocabulary))})"
    else:
        allowed = allowed_text(field)
    return "; ".join(part for part in (allowed, checks_text(field)) if part)


def _heading(vocabulary_name: str) -> str:
    return f"words of {vocabulary_name.replace('_', ' ')}"


def _vocabulary(name: str) -> str:
    rows = [(term.name, ", ".join(term.synonyms), _facts(term)) for term in vocabulary(name).values()]
    head: tuple[str, ...] = ("name", "also understood", "known of it")
    if not any(facts for *_, facts in rows):
        return f"### {_heading(name).capitalize()}\n\n" + markdown_table(head[:2], [row[:2] for row in rows])
    return f"### {_heading(name).capitalize()}\n\n" + markdown_table(head, rows)


def _facts(term: Term) -> str:
    """Return what a data file says of a term besides its words, each claim with its source and its mark."""
    facts = []
    for key, value in term.attributes.items():
        if key.endswith(("_source", "_mark")):
            continue
        family = key.split("_")[0]
        source, mark = (term.attributes.get(f"{family}_{part}") for part in ("source", "mark"))
        # The source stands once, behind the last claim of its family.
        last = [other for other in term.attributes if other.split("_")[0] == family and not other.endswith(("_source", "_mark"))][
            -1
        ]
        behind = f" [{source}; {mark}]" if source and key == last else ""
        facts.append(f"{_label(key)}: {_shown(value)}{behind}")
    return "; ".join(facts)


def _label(key: str) -> str:
    return key.replace("_", " ").replace("nmosd", "NMOSD").replace("b cell", "B-cell")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _codes() -> str:
    head = ("system", "code", "stands for", "label there", "mark", "note", "source")
    rows = [
        (
            row["system"],
            f"`{row['code']}`",
            f"{row['term']} ({row['vocabulary']})" if row["term"] else "",
            row["label"],
            row["mark"],
            row["note"] or "",
            row["source"] or "",
        )
        for row in codes().iter_rows(named=True)
    ]
    return f"{_CODES}\n" + markdown_table(head, rows)


def _sources() -> str:
    raw = tomllib.loads(files("nmosd.record.vocabulary").joinpath("sources.toml").read_text("utf-8"))
    rows = [(key, entry["citation"], entry.get("doi", ""), entry["read"]) for key, entry in sorted(raw.items())]
    return "## Sources\n\nWhat was read of each.\n\n" + markdown_table(("key", "citation", "DOI", "read"), rows)
