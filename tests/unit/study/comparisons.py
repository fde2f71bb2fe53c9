"""Analysis tables written by hand, and the one thing that every row of results must be: told, or untold with a reason."""

from typing import Any

import polars as pl

from nmosd.stats.results import results_frame
from nmosd.study.comparison.outcome_data import OutcomeData, analysis_table
from nmosd.study.design.at_risk import AtRisk
from nmosd.study.protocol.comparison import Adjustment, Outcome

Person = tuple[str, str, float, float, int]
"""Name, group, start, stop, event."""


def data_of(
    people: list[Person],
    covariates: dict[str, list[Any]] | None = None,
    *,
    groups: tuple[str, ...] = ("old", "new"),
    of: str = "first attack",
    patients: list[str] | None = None,
) -> OutcomeData:
    """Return the analysis table of rows at risk; a name that stands in several rows is one subject with as many rows."""
    schema = {"subject": pl.String, "group": pl.String, "start": pl.Float64, "stop": pl.Float64, "event": pl.Int8}
    table = pl.DataFrame(people, schema=schema, orient="row")
    table = table.with_columns(patient_id=pl.Series(patients, dtype=pl.String) if patients is not None else pl.col("subject"))
    table = table.with_columns(stop_day=(pl.col("stop") * 1e6).round().cast(pl.Int64))
    outcome = Outcome(of=of, at_years=(1.0, 2.0))
    left_out = pl.DataFrame(schema={"subject": pl.String, "patient_id": pl.String, "reason": pl.String})
    found = AtRisk(
        outcome, table.select("subject", "patient_id", "group", "start", "stop", "event", "stop_day"), left_out, groups
    )
    if covariates is None:
        return analysis_table(found)
    names = table["subject"].unique(maintain_order=True)
    return analysis_table(found, pl.DataFrame({"subject": names, **covariates}, strict=False))


def cohort(sizes: dict[str, tuple[int, int]], years: float = 3.0) -> list[Person]:
    """Return people of groups: so many, of whom so many have the event, each a little later than the one before."""
    return [
        (f"{group} {number}", group, 0.0, years * (number + 1) / (size + 1), int(number < events))
        for group, (size, events) in sizes.items()
        for number in range(size)
    ]


def adjusted(*covariates: str, **others: Any) -> Adjustment:
    """Return an adjustment for covariates of any name."""
    return Adjustment().model_copy(update={"covariates": covariates, **others})


def readable(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Return rows as results, having looked that each is told, or says in a sentence why it is not."""
    results = results_frame(rows)
    assert results.select("definition", "method").null_count().row(0) == (0, 0), results.filter(pl.col("definition").is_null())
    for row in results.iter_rows(named=True):
        if row["estimate"] is None:
            said = row["warnings"]
            assert said, row
            assert all(not text[0].islower() and text.endswith(".") for text in said), row
            assert row["p_value"] is None, row
    return results
