"""The manual of the criteria, written from their clauses, the settings that read them, and the spec tests."""

from pathlib import Path

from docs.rules_page import examples_in
from nmosd.course import Definitions
from nmosd.course.definitions import settings_of, sources
from nmosd.criteria import LABELS, Criterion, known_criteria
from nmosd.criteria.clause import Clause, Fact, walked

_INTRODUCTION = """\
# The criteria, clause by clause

Written from the clauses, their settings and the tests in `tests/spec/criteria` by `python -m docs.generate`; do not edit. The
same clauses classify a cohort (`nmosd classify`, `nmosd.classify(record)`), explain one person (`nmosd explain`) and stand here.

Every clause is true, false, or cannot be told (blank, unknown, not done, not on record): unknown is never no. A verdict is
**met**; **met if alternatives are excluded**, which only a person can say; **not met**; or **cannot tell**. This is research
software: it classifies recorded data, makes no diagnosis and gives no directive.

A clause without a mark was read in its source; *recalled* was not read yet, *inferred* follows from what was read.

All criteria together speak for one **label** (`nmosd.labels(record)`): the first of {order} that holds, once those before
it are known not to. What else is met literally is told beside it. Where it cannot be told, what it can turn out to be is listed,
with the antibodies that it waits for. `nmosd review` lists what does not fit the labels and drugs on record.
"""


def criteria_page(spec: Path) -> str:
    """Return a section per criterion, the settings, the facts that they rest on, and the examples."""
    definitions = Definitions()
    criteria = known_criteria(definitions)
    introduction = _INTRODUCTION.replace("{order}", ", ".join(LABELS[:3] + LABELS[4:5]))
    parts = [introduction, *(_section(criterion) for criterion in criteria), _settings(definitions), _facts(criteria)]
    return "\n".join([*parts, "## Examples\n", *examples_in(spec)])


def _section(criterion: Criterion) -> str:
    source = sources()[criterion.source]
    doi = f" [doi:{source.doi}](https://doi.org/{source.doi})" if source.doi else ""
    shown: set[str] = set()
    lines = [f"## {criterion.title}\n", f"{source.citation}.{doi} {source.mark.capitalize()}: {source.read_where}.\n"]
    lines += _tree(criterion.requires, 0, shown)
    if criterion.alternatives:
        lines += [f"- and: {criterion.alternatives.says} (a person's answer)"]
    lines += _other_sources(criterion)
    if criterion.unconfirmed:
        lines += ["", f"A verdict of met is marked as unconfirmed where {criterion.unconfirmed.says}."]
    if criterion.warnings:
        lines += ["", "Red flags are told beside the verdict and exclude nothing:\n"]
        lines += [f"- `{flag.id}`: {flag.says}{_mark(flag)}" for flag in criterion.warnings]
    return "\n".join([*lines, ""])


def _other_sources(criterion: Criterion) -> list[str]:
    """Return what each source is that the clauses name beside the criterion's own, and where it was read."""
    named: dict[str, list[str]] = {}
    for clause in walked(criterion.requires):
        if clause.source not in (None, criterion.source):
            named.setdefault(str(clause.source), []).append(f"`{clause.id}`")
    if not named:
        return []
    known = sources()
    lines = [
        f"- {', '.join(clauses)}: {known[key].citation}. {known[key].mark.capitalize()}: {known[key].read_where}."
        for key, clauses in sorted(named.items())
    ]
    return ["", "Clauses that rest on other sources:\n", *lines]


def _tree(clause: Clause, depth: int, shown: set[str]) -> list[str]:
    """Return a list item for a clause and nested ones for its parts; what was shown once is not opened again."""
    again = clause.id in shown and clause.parts
    line = f"{'  ' * depth}- `{clause.id}`: {clause.says}{_joined(clause)}{_mark(clause)}{' (as above)' if again else ''}"
    if again or len(clause.parts) < 2:
        return [line]
    shown.add(clause.id)
    return [line, *(item for part in clause.parts for item in _tree(part, depth + 1, shown))]


def _joined(clause: Clause) -> str:
    words = {"Every": ": all of", "Some": ": one of", "AtLeast": ":"}
    return words.get(type(clause).__name__, "") if len(clause.parts) > 1 else ""


def _mark(clause: Clause) -> str:
    return "" if clause.mark == "read" else f" *({clause.mark})*"


def _settings(definitions: Definitions) -> str:
    names = settings_of("criteria")
    lines = [
        "## How their ambiguities are read\n",
        "Each is a setting (`--set NAME=VALUE`); the values are those of the preset `default`. Which results make an antibody",
        "positive or negative, how long an area postrema syndrome lasts and how long an extensive cord lesion is are settings of",
        "the derivations: see [definitions](definitions.md).\n",
        "| setting | value | meaning | source | mark |",
        "|---|---|---|---|---|",
    ]
    for setting in definitions.explain():
        if setting.name in names:
            value = "; ".join(setting.value) if isinstance(setting.value, tuple) else str(setting.value)
            unit = f" {setting.unit}" if setting.unit else ""
            lines.append(f"| `{setting.name}` | {value}{unit} | {setting.meaning} | {setting.citation} | {setting.mark} |")
    return "\n".join([*lines, ""])


def _facts(criteria: tuple[Criterion, ...]) -> str:
    lines = [
        "## The facts\n",
        "What a clinic would look up where a fact is not known, and the tables without which nobody's can be told.\n",
        "| fact | says | to be looked up | tables |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{fact.id}` | {fact.says} | {fact.missing} | {', '.join(fact.tables)} |"
        for fact in walked(*(clause for criterion in criteria for clause in criterion.clauses))
        if isinstance(fact, Fact)
    ]
    return "\n".join([*lines, ""])
