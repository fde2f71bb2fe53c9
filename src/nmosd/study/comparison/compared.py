"""Everything that a study compares, as rows of results, curves for drawing and tables to be analysed elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course
from nmosd.record import Record
from nmosd.stats import StatisticsError
from nmosd.study.comparison.curves import CURVE_COLUMNS, curve_rows
from nmosd.study.comparison.gaps import CompleteCases, complete_cases, missing_rows
from nmosd.study.comparison.log_rank import log_rank_rows
from nmosd.study.comparison.main_model import main_plan, plan_rows, plans
from nmosd.study.comparison.multiplicity import multiplicity_rows
from nmosd.study.comparison.outcome_data import OutcomeData, outcome_data
from nmosd.study.comparison.outcome_rates import outcome_rate_rows
from nmosd.study.comparison.weights import balance_rows, no_overlap_row, overlap_rows, weigh, weighted_curve_rows
from nmosd.study.description.summaries import Row
from nmosd.study.design.subjects import Subjects

if TYPE_CHECKING:
    from nmosd.study.protocol import Protocol
    from nmosd.study.protocol.comparison import Adjustment, Outcome


@dataclass(frozen=True)
class Compared:
    """What was compared.

    `rows` are rows of results; `curves` has the columns of `CURVE_COLUMNS`, a row for each step; `tables` holds the analysis table
    of each outcome by its name (`AtRisk.table`, the covariates, and with weighting a `score` and a `weight` for each group);
    `main` names the level of `models` that is the main model of each outcome.
    """

    rows: list[Row]
    curves: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    main: Mapping[str, str]


def comparison_rows(record: Record, course: Course, protocol: "Protocol", subjects: Subjects) -> Compared:
    """Return all analyses of a protocol's outcomes, with or without a comparison.

    `record` is the whole record, `course` holds the people of the study, `subjects` are who is compared. The analyses are
    `outcome rates`, `curves`, `log-rank`, `models`, `model terms`, `proportional hazards`, `balance`, `overlap`, `weighted curves`
    (outcome by outcome), then `missing` and `multiplicity`.
    """
    rows: list[Row] = []
    curves, tables, main = [pl.DataFrame(schema=CURVE_COLUMNS)], {}, {}
    everybody: OutcomeData | None = None
    for outcome in protocol.outcomes:
        data = outcome_data(record, course, protocol, subjects, outcome)
        own, steps = curve_rows(data)
        rows += [*outcome_rate_rows(data), *own, *log_rank_rows(data, protocol.adjustment.seed)]
        curves.append(steps)
        tables[data.name] = data.rows.drop("number")
        if data.others:
            main[data.name] = main_plan(data, protocol.adjustment).name
            rows += [row for plan in plans(data, protocol.adjustment) for row in plan_rows(data, plan, protocol.adjustment)]
            if protocol.adjustment.weighting != "none":
                own, steps, tables[data.name] = _weighted(data, protocol.adjustment, everybody)
                rows += own
                curves += steps
            rows += missing_rows(data.people(), data.groups, data.covariates) if everybody is None else ()
            everybody = everybody or data
    answers = [row for row in rows if row["analysis"] == "models" and main.get(str(row["variable"])) == row["level"]]
    method = protocol.multiplicity.method
    rows += multiplicity_rows(answers, None if method == "none" else method)
    return Compared(rows, pl.concat(curves), tables, main)


def main_ratio(
    record: Record, course: Course, protocol: "Protocol", subjects: Subjects, outcome: "Outcome | None" = None
) -> list[Row]:
    """Return the ratios of the main model of an outcome (the first, unless told otherwise), and nothing else."""
    data = outcome_data(record, course, protocol, subjects, outcome or protocol.outcomes[0])
    if not data.others:
        return []
    return list(plan_rows(data, main_plan(data, protocol.adjustment), protocol.adjustment, details=False))


def _weighted(
    data: OutcomeData, adjustment: "Adjustment", first: OutcomeData | None
) -> tuple[list[Row], list[pl.DataFrame], pl.DataFrame]:
    """Return balance, overlap and weighted curves of each group and the reference; and the analysis table with the weights.

    Balance is that of the first outcome's subjects; of another outcome it is told only if other people are at risk of it.
    """
    cases = complete_cases(data, data.covariates)
    known = first is None or not _same_people(cases, complete_cases(first, first.covariates))
    among = "" if first is None else f", among those at risk of {data.name}"
    rows: list[Row] = []
    curves: list[pl.DataFrame] = []
    table = data.rows
    for group in data.others:
        try:
            weighed = weigh(cases.data, group, cases.covariates, adjustment.weighting)
        except StatisticsError as error:
            rows.append(no_overlap_row(data, group, error))
            continue
        if known:
            rows += [*balance_rows(weighed, cases.covariates, among), *overlap_rows(weighed, among)]
        own, steps = weighted_curve_rows(weighed, f"{adjustment.weighting} weights")
        rows += own
        curves.append(steps)
        suffix = "" if len(data.others) == 1 else f" of {group}"
        named = weighed.people.select(
            "number", pl.col("score").alias(f"score{suffix}"), pl.col("weight").alias(f"weight{suffix}")
        )
        table = table.join(named, on="number", how="left", maintain_order="left")
    return rows, curves, table.drop("number")


def _same_people(one: CompleteCases, other: CompleteCases) -> bool:
    return set(one.data.rows["subject"]) == set(other.data.rows["subject"])
