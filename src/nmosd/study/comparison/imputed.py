"""Gaps in covariates filled many times, and the answers of all fillings made one."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from nmosd.stats import Estimate, StatisticsError, combine_imputations, mean_cumulative_count
from nmosd.stats.combining.chained import chained_imputations
from nmosd.study.comparison.models import Modelled, Models, measure_of_model
from nmosd.study.comparison.outcome_data import OutcomeData
from nmosd.study.design.at_risk import EVENT


def imputed(data: OutcomeData, covariates: Sequence[str], imputations: int, seed: int) -> list[OutcomeData]:
    """Return so many copies of the data without gaps in the covariates.

    The model of a gap holds the other covariates, the group, the number of events and the cumulative hazard over the time at risk
    (White and Royston 2009, doi 10.1002/sim.3618).
    """
    people = data.people()
    beside = _beside(data, people)
    found = chained_imputations(people.select(covariates), beside=beside, imputations=imputations, seed=seed)
    plain = data.rows.drop(covariates)
    filled = [copy.with_columns(people["number"]) for copy in found]
    joined = [plain.join(copy, on="number", how="left", maintain_order="left").select(data.rows.columns) for copy in filled]
    return [data.of(rows) for rows in joined]


def pooled(group: str, models: Sequence[Models]) -> tuple[Estimate, float | None]:
    """Return the ratio of a group to the reference over all fillings by Rubin's rules, and its p value if there may be one.

    Raises:
        StatisticsError: a filling has no answer.
    """
    fitted: list[Modelled] = []
    for each in models:
        one = each[group]
        if isinstance(one, StatisticsError):
            raise one
        fitted.append(one)
    first = fitted[0]
    subjects = sum(one.subjects for one in first.data.counts().values())
    found = combine_imputations(
        [one.log_ratio(group) for one in fitted],
        [one.variance(group) for one in fitted],
        complete_degrees_of_freedom=max(1, subjects - len(first.fit.terms)),
        measure=measure_of_model(first.kind),
        scale="log",
    )
    return found.estimate, found.p if first.may_test(group) else None


def _beside(data: OutcomeData, people: pl.DataFrame) -> pl.DataFrame:
    pace = mean_cumulative_count(**data.columns())["everyone"]
    times, mean = np.r_[-np.inf, pace.time], np.r_[0.0, pace.mean]

    def until(column: str) -> pl.Series:
        place = np.searchsorted(times, data.rows[column].to_numpy() * (1 + 1e-12), side="right") - 1
        return pl.Series(mean[place])

    rows = data.rows.select("number", happened=pl.col("event") == EVENT).with_columns(hazard=until("stop") - until("start"))
    of_subject = rows.group_by("number").agg(pl.col("happened").sum(), pl.col("hazard").sum())
    known = people.select("number", "group").join(of_subject, on="number", how="left", maintain_order="left")
    groups = {f"group {place}": (pl.col("group") == name).cast(pl.Float64) for place, name in enumerate(data.others)}
    return known.select(pl.col("happened").cast(pl.Float64), "hazard", **groups)
