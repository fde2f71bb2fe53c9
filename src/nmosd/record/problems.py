"""Problems and questions: one shape for what the importer set aside and for what the clinic should be asked.

Every kind has a code whose severity, title and remedy stand in `vocabulary/import_problems.toml` (cells that were set aside) or
`vocabulary/clinic_questions.toml` (questions to the clinic); nothing else lists them.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from nmosd.record.tables import Problems


@dataclass(frozen=True)
class FindingKind:
    """What the data files say of one code."""

    code: str
    severity: str
    title: str
    remedy: str


@dataclass(frozen=True)
class Problem:
    """One thing that a person should look at.

    `message` says in one sentence what is wrong with this cell or these rows; `remedy` overrides the kind's own.
    `row` and `cell` count as the spreadsheet program does.
    """

    code: str
    message: str
    patient_id: str | None = None
    row_ids: tuple[str, ...] = ()
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    text: str | None = None
    remedy: str | None = None


@cache
def finding_kinds() -> Mapping[str, FindingKind]:
    """Return every kind of problem and question by its code."""
    kinds: dict[str, FindingKind] = {}
    for name in ("import_problems", "clinic_questions"):
        raw = tomllib.loads(files("nmosd.record.vocabulary").joinpath(f"{name}.toml").read_text("utf-8"))
        kinds |= {code: FindingKind(code, **entry) for code, entry in raw.items()}
    return kinds


def problems_frame(problems: Iterable[Problem]) -> pl.DataFrame:
    """Return problems as rows of the table `problems`, in the order given; severity and remedy come from their kind."""
    kinds = finding_kinds()
    types = {name: column.dtype for name, column in Problems.columns().items()}
    rows = [
        {
            **vars(problem),
            "severity": kinds[problem.code].severity,
            "row_ids": list(problem.row_ids),
            "remedy": problem.remedy or kinds[problem.code].remedy,
        }
        for problem in problems
    ]
    return pl.DataFrame(rows, schema=types)
