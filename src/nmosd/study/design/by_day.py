"""Time at risk cut by what was taken on each day."""

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course
from nmosd.record.dates import YEARS_PER_DAY
from nmosd.study.design.at_risk import NONE, AtRisk
from nmosd.study.design.drug_groups import group_of_drug, spells
from nmosd.study.design.subjects import Subjects

if TYPE_CHECKING:
    from nmosd.study.protocol.comparison import Comparison


def by_day(course: Course, comparison: "Comparison", subjects: Subjects, at_risk: AtRisk) -> AtRisk:
    """Return time at risk with the group of each day: rows are cut where a drug begins or ends to act.

    Of drugs that act at once the one begun last decides. Days on a drug of no group are in no row, nor are those of which it
    cannot be told what was taken, nor those of the lag, on which a drug was given and nothing acts yet: the attacks that led to
    the drug would else be held against no treatment. Days on no preventive drug are in the group that names `no treatment`, if
    there is one. An event on a day belongs to what acted on that day.
    """
    from nmosd.study.protocol.comparison import NO_TREATMENT

    taken = _acting_or_waiting(spells(course)).with_columns(group=pl.when(~pl.col("waits")).then(group_of_drug(comparison)))
    zero = subjects.table.select("patient_id", "zero_day").unique("patient_id", maintain_order=True)
    rows = at_risk.table.join(zero, on="patient_id", how="left", maintain_order="left").with_columns(
        from_day=pl.col("zero_day") + (pl.col("start") / YEARS_PER_DAY).round().cast(pl.Int32),
        to_day=pl.col("zero_day") + (pl.col("stop") / YEARS_PER_DAY).round().cast(pl.Int32),
    )
    pieces = _cut(rows.with_row_index("row"), taken)
    on_drug = (
        pieces.join(taken.select("patient_id", "begins", "ends", "waits", "open", on="group"), on="patient_id", how="inner")
        .filter((pl.col("begins") <= pl.col("from_day")) & (pl.col("ends") >= pl.col("to_day")))
        .sort("row", "from_day", "waits", "begins", "open", "on", descending=[False, False, False, True, False, False])
        .unique(["row", "from_day"], keep="first", maintain_order=True)
        .select("row", "from_day", "on", treated=pl.lit(value=True))
    )
    untreated = comparison.group_of_word.get(NO_TREATMENT)
    group = pl.when(pl.col("treated")).then("on").otherwise(pl.lit(untreated, pl.String))
    told = (
        pieces.join(on_drug, on=["row", "from_day"], how="left", maintain_order="left")
        .with_columns(group=group)
        .filter(pl.col("group").is_not_null())
    )
    table = told.select(
        "subject",
        "patient_id",
        "group",
        start=(pl.col("from_day") - pl.col("zero_day")) * YEARS_PER_DAY,
        stop=(pl.col("to_day") - pl.col("zero_day")) * YEARS_PER_DAY,
        event="event",
        stop_day="to_day",
    ).sort("patient_id", "subject", "start")
    return replace(at_risk, table=table, groups=comparison.names)


def _acting_or_waiting(taken: pl.DataFrame) -> pl.DataFrame:
    """Return the time in which each spell acts, and before it the lag in which it `waits`."""
    acting = taken.filter(pl.col("acts_from") < pl.col("ends")).with_columns(begins="acts_from", waits=pl.lit(value=False))
    lag = taken.filter(pl.col("begins") < pl.col("acts_from"))
    waiting = lag.with_columns(ends=pl.min_horizontal("acts_from", "ends"), waits=pl.lit(value=True))
    return pl.concat([acting, waiting])


def _cut(rows: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """Cut rows where a spell begins or ends; the event of a row stays with its last piece."""
    edges = pl.concat([taken.select("patient_id", day="begins"), taken.select("patient_id", day="ends")]).unique()
    inside = rows.join(edges, on="patient_id", how="inner").filter(
        (pl.col("day") > pl.col("from_day")) & (pl.col("day") < pl.col("to_day"))
    )
    ends = pl.concat([inside.select("row", "day"), rows.select("row", day="to_day")]).unique().sort("row", "day")
    pieces = ends.join(rows, on="row", how="left", maintain_order="left")
    begins = pl.coalesce(pl.col("day").shift(1).over("row"), "from_day")
    event = pl.when(pl.col("day") == pl.col("to_day")).then("event").otherwise(NONE).cast(pl.Int8)
    return pieces.with_columns(from_day=begins, to_day=pl.col("day"), event=event)
