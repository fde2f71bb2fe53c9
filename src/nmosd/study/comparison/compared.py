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
from nmosd.study.comparison.imputed import imputed
from nmosd.study.comparison.left_out import OF_ALL, left_out_rows
from nmosd.study.comparison.log_rank import log_rank_rows
from nmosd.study.comparison.main_model import IMPUTED, main_plan, plan_rows, plans
from nmosd.study.comparison.multiplicity import multiplicity_rows
from nmosd.study.comparison.naive import naive_rows
from nmosd.study.comparison.outcome_data import OutcomeData, outcome_data
from nmosd.study.comparison.outcome_rates import outcome_rate_rows
from nmosd.study.comparison.rows import with_warnings
from nmosd.study.comparison.weights import (
    balance_rows,
    filled_balance_rows,
    no_overlap_row,
    overlap_rows,
    weigh,
    weighted_curve_rows,
)
from nmosd.study.description.summaries import Row
from nmosd.study.design.subjects import Subjects

if TYPE_CHECKING:
    from nmosd.study.protocol import Protocol
    from nmosd.study.protocol.comparison import Adjustment


@dataclass(frozen=True)
class Compared:
    """What was compared.

    `rows` are rows of results; `curves` has the columns of `CURVE_COLUMNS`, a row for each step; `tables` holds the analysis
    table of each outcome by its name (`AtRisk.table`, the covariates, and with weighting a `score` and a `weight` for each
    group); `main` names the level of `models` that is the main model of each outcome.
    """

    rows: list[Row]
    curves: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    main: Mapping[str, str]


def comparison_rows(record: Record, course: Course, protocol: "Protocol", subjects: Subjects) -> Compared:
    """Return all analyses of a protocol's outcomes, with or without a comparison.

    `record` is the whole record, `course` holds the people of the study, `subjects` are who is compared. The analyses are
    `left out` (of the comparison, then of each outcome), `outcome rates`, `curves`, `log-rank`, `models`, `model terms`,
    `proportional hazards`, `balance`, `overlap` and `weighted curves` (outcome by outcome, with `missing` after the first), then
    `multiplicity` and `naive`.
    """
    adjustment, apart = protocol.adjustment, not protocol.disclosure.smallest_cell
    rows: list[Row] = []
    if protocol.comparison is not None:
        rows += left_out_rows(OF_ALL, subjects.left_out, apart=apart)
    curves, tables, main = [pl.DataFrame(schema=CURVE_COLUMNS)], {}, {}
    first: OutcomeData | None = None
    for outcome in protocol.outcomes:
        data = outcome_data(record, course, protocol, subjects, outcome)
        rows += left_out_rows(data.name, data.left_out, apart=apart)
        shown, steps = curve_rows(data)
        rows += [*outcome_rate_rows(data), *shown, *log_rank_rows(data, adjustment.seed)]
        curves.append(steps)
        tables[data.name] = _exported(data.rows)
        if not data.others:
            continue
        main[data.name] = main_plan(data, adjustment).name
        rows += [row for plan in plans(data, adjustment) for row in plan_rows(data, plan, adjustment)]
        if adjustment.weighting != "none":
            shown, weighted, tables[data.name] = _weighted(data, adjustment, first)
            rows += shown
            curves += weighted
        if first is None:
            rows += missing_rows(data.people(), data.groups, data.covariates)
            first = data
    answers = [row for row in rows if row["analysis"] == "models" and main.get(str(row["variable"])) == row["level"]]
    rows += multiplicity_rows(answers, protocol.multiplicity.method)
    rows += naive_rows(record, course, protocol, subjects)
    return Compared(rows, pl.concat(curves), tables, main)


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
            rows += [no_overlap_row(data, group, error, among)] if known else []
            continue
        if known:
            rows += [*balance_rows(weighed, cases.covariates, among), *overlap_rows(weighed, among)]
            rows += _balance_over_fillings(data, group, adjustment, cases, among)
        own, steps = weighted_curve_rows(weighed, f"{adjustment.weighting} weights")
        rows += [with_warnings(row, cases.warnings) for row in own]
        curves.append(steps)
        suffix = "" if len(data.others) == 1 else f" of {group}"
        named = weighed.people.select(
            "number", pl.col("score").alias(f"score{suffix}"), pl.col("weight").alias(f"weight{suffix}")
        )
        table = table.join(named, on="number", how="left", maintain_order="left")
    return rows, curves, _exported(table)


def _balance_over_fillings(
    data: OutcomeData, group: str, adjustment: "Adjustment", cases: CompleteCases, among: str
) -> list[Row]:
    """Return the balance of everybody whose gaps were filled, where the main model rests on that and not on complete cases."""
    if adjustment.missing != IMPUTED or not cases.left_out:
        return []
    copies = imputed(data, cases.covariates, adjustment.imputations, adjustment.seed)
    try:
        each = [weigh(copy, group, cases.covariates, adjustment.weighting) for copy in copies]
    except StatisticsError:  # the row of the model says why
        return []
    return list(filled_balance_rows(each, cases.covariates, among))


def _exported(table: pl.DataFrame) -> pl.DataFrame:
    return table.drop("number", "stop_day").sort("patient_id", "subject", "start")


def _same_people(one: CompleteCases, other: CompleteCases) -> bool:
    return set(one.data.rows["subject"]) == set(other.data.rows["subject"])
