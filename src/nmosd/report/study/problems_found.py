"""What the page says of the problems table: how many of each kind, what to do, and a few examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nmosd.record.problems import finding_kinds
from nmosd.report.numbers import counted, number

if TYPE_CHECKING:
    import polars as pl

_SEVERITIES = ("error", "warning", "note")
EXAMPLES = 5


@dataclass(frozen=True)
class Example:
    """One problem: the cell or person, what stood there, and what is wrong."""

    where: str
    text: str
    message: str


@dataclass(frozen=True)
class KindOfProblem:
    """One code with its count and its first few problems."""

    code: str
    severity: str
    title: str
    remedy: str
    count: str
    shown: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class ProblemsView:
    """The section: a sentence, and the kinds from the most severe to the least, the most frequent first."""

    sentence: str
    kinds: tuple[KindOfProblem, ...]

    @property
    def whole(self) -> int:
        """Signs of the longest count."""
        return max((len(kind.count) for kind in self.kinds), default=1)


def problems_view(problems: "pl.DataFrame", *, examples: bool = True, smallest: int = 0) -> ProblemsView:
    """Return the section on problems; `problems` has the columns of the record's table of that name, one row per problem.

    Examples name people and the texts of their sheet, and are left out of what is shared; counts below `smallest` are not shown,
    nor is any sum then.
    """
    by_code: dict[str, list[dict[str, Any]]] = {}
    for row in problems.iter_rows(named=True):
        by_code.setdefault(row["code"], []).append(row)
    order = sorted(by_code, key=lambda code: (_SEVERITIES.index(by_code[code][0]["severity"]), -len(by_code[code]), code))
    kinds = tuple(_kind(code, by_code[code], EXAMPLES if examples else 0, smallest) for code in order)
    return ProblemsView(_sentence(by_code) if not smallest else _BY_KIND, kinds)


_BY_KIND = "What was found in the whole record, by kind; small counts are not shown."


def _sentence(by_code: Mapping[str, list[dict[str, Any]]]) -> str:
    aside = sum(len(rows) for code, rows in by_code.items() if code.startswith("I"))
    asked = sum(len(rows) for code, rows in by_code.items() if not code.startswith("I"))
    parts = []
    if aside:
        parts.append(
            f"{counted(aside, 'finding', 'findings')} from reading the source; what could not be read was set aside, never "
            "guessed, and is in no figure"
        )
    if asked:
        parts.append(
            f"{counted(asked, 'question', 'questions')} to the clinic about entries that contradict each other or leave a gap"
        )
    if not parts:
        return "Nothing was set aside when the record was read, and there is nothing to ask the clinic."
    return f"In the whole record: {'; '.join(parts)}."


def _kind(code: str, rows: list[dict[str, Any]], most: int, smallest: int) -> KindOfProblem:
    known = finding_kinds().get(code)
    shown = "The example" if len(rows) == 1 else f"{'All' if len(rows) <= EXAMPLES else 'The first'} {min(len(rows), EXAMPLES)}"
    return KindOfProblem(
        code=code,
        severity=rows[0]["severity"],
        title=known.title if known else code,
        remedy=known.remedy if known else rows[0]["remedy"],
        count="few" if len(rows) < smallest else number(len(rows)),
        shown=shown,
        examples=tuple(Example(_where(row), row["text"] or "", row["message"]) for row in rows[:most]),
    )


def _where(row: Mapping[str, Any]) -> str:
    place = " ".join(part for part in (row["sheet"], row["cell"]) if part) or row["file"]
    return ", ".join(part for part in (row["patient_id"], place) if part)
