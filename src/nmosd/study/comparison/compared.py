"""Everything that a study compares, as rows of results, curves for drawing and tables to be analysed elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course
from nmosd.record import Record
from nmosd.study.comparison.curves import CURVE_COLUMNS, curve_rows
from nmosd.study.comparison.log_rank import log_rank_rows
from nmosd.study.comparison.main_model import main_plan, plan_rows, plans
from nmosd.study.comparison.outcome_data import OutcomeData, outcome_data
from nmosd.study.comparison.outcome_rates import outcome_rate_rows
from nmosd.study.description.summaries import Row
from nmosd.study.design.subjects import Subjects

if TYPE_CHECKING:
    from nmosd.study.protocol import Protocol
    from nmosd.study.protocol.comparison import Outcome


@dataclass(frozen=True)
class Compared:
    """What was compared.

    `rows` are rows of results; `curves` has the columns of `CURVE_COLUMNS`, a row for each step; `tables` holds the analysis table
    of each outcome by its name; `main` names the level of `models` that is the main model of each outcome.
    """

    rows: list[Row]
    curves: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    main: Mapping[str, str]


def comparison_rows(record: Record, course: Course, protocol: "Protocol", subjects: Subjects) -> Compared:
    """Return all analyses of a protocol's outcomes, with or without a comparison.

    `record` is the whole record, `course` holds the people of the study, `subjects` are who is compared.
    """
    rows: list[Row] = []
    curves = [pl.DataFrame(schema=CURVE_COLUMNS)]
    tables: dict[str, pl.DataFrame] = {}
    main: dict[str, str] = {}
    for outcome in protocol.outcomes:
        data = outcome_data(record, course, protocol, subjects, outcome)
        found = _of_outcome(data, protocol)
        rows += found.rows
        curves.append(found.curves)
        tables |= found.tables
        main |= found.main
    return Compared(rows, pl.concat(curves), tables, main)


def _of_outcome(data: OutcomeData, protocol: "Protocol") -> Compared:
    adjustment = protocol.adjustment
    rows = list(outcome_rate_rows(data))
    shown, steps = curve_rows(data)
    rows += shown
    rows += log_rank_rows(data, adjustment.seed)
    main = {}
    if data.others:
        for plan in plans(data, adjustment):
            rows += plan_rows(data, plan, adjustment)
        main = {data.name: main_plan(data, adjustment).name}
    return Compared(rows, steps, {data.name: data.rows.drop("number")}, main)


def main_ratio(
    record: Record, course: Course, protocol: "Protocol", subjects: Subjects, outcome: "Outcome | None" = None
) -> list[Row]:
    """Return the ratios of the main model of an outcome (the first, unless told otherwise), and nothing else."""
    asked = outcome or protocol.outcomes[0]
    data = outcome_data(record, course, protocol, subjects, asked)
    if not data.others:
        return []
    return list(plan_rows(data, main_plan(data, protocol.adjustment), protocol.adjustment, details=False))
