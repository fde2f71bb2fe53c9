"""Scores on scales and questionnaires: the first and the last on each, and what became of it.

Rule. The first and last score are those of the first and the last dated row of an instrument; where two scores of that day
differ, it cannot be told. Which end of a scale is good stands in the vocabulary `instruments`, where a source was read; without
it a change has no direction. `date_dependent`: other days inside the dates could make another score the first or the last.
"""

import polars as pl

from nmosd.course.agreement import agreed
from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.record import Record
from nmosd.record.vocabulary import names, vocabulary

DIRECTIONS = ("better", "same", "worse")
"""What became of a score from the first to the last."""


def derive_symptom_scores(record: Record, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per person and instrument with a score, sorted so; instruments in the order of the vocabulary.

    `symptom` is what the instrument asks about, `scores` how many there are, `undated` how many of them have no date and are
    neither first nor last. `first_score`, `last_score` are on the instrument's scale, null where none is dated or two of that day
    differ; `first_day`, `last_day` are their days on the days in use. `change` is last minus first, null with fewer than two days
    with a score; `direction` is one of `DIRECTIONS`, null also where it is not known which end is good. With `reasons`, `rule`
    and `row_ids`.
    """
    scored = record.symptoms.filter(pl.col("score").is_not_null() & pl.col("instrument").is_not_null())
    rows = with_days(scored, "reported", definitions=definitions).sort("patient_id", "instrument", "reported_day", "row_id")
    day, earliest, latest = (pl.col(f"reported_{end}") for end in ("day", "earliest_day", "latest_day"))
    score = pl.col("score")
    could_be_first, could_be_last = earliest <= latest.min(), latest >= earliest.max()
    found = rows.group_by("patient_id", "instrument", maintain_order=True).agg(
        scores=pl.len().cast(pl.UInt32),
        undated=day.null_count().cast(pl.UInt32),
        first_day=day.min(),
        last_day=day.max(),
        first_score=agreed(score.filter(day == day.min())),
        last_score=agreed(score.filter(day == day.max())),
        date_dependent=(score.filter(could_be_first).n_unique() > 1) | (score.filter(could_be_last).n_unique() > 1),
        row_ids=pl.col("row_id"),
    )
    exact = rows.group_by("patient_id", "instrument").agg(exact=(earliest == latest).drop_nulls().all())
    told = found.join(exact, on=["patient_id", "instrument"], maintain_order="left").with_columns(
        pl.col("date_dependent") & ~pl.col("exact"),
        symptom=_attribute("about").cast(pl.Enum(names("symptoms"))),
        change=pl.when(pl.col("last_day") > pl.col("first_day")).then(pl.col("last_score") - pl.col("first_score")),
    )
    reason: tuple[pl.Expr, ...] = ()
    if reasons:
        dated = pl.when(pl.col("first_day").is_null()).then(pl.lit("symptoms.no_dated_score"))
        reason = (dated.otherwise(pl.lit("symptoms.scores")).alias("rule"), pl.col("row_ids"))
    return told.with_columns(direction=_direction()).select(*_COLUMNS, *reason)


_COLUMNS = (
    "patient_id",
    "instrument",
    "symptom",
    "scores",
    "undated",
    "first_day",
    "first_score",
    "last_day",
    "last_score",
    "change",
    "direction",
    "date_dependent",
)


def _attribute(name: str) -> pl.Expr:
    known = {word: term.attributes.get(name) for word, term in vocabulary("instruments").items()}
    return pl.col("instrument").cast(pl.String).replace_strict(known, default=None, return_dtype=pl.String)


def _direction() -> pl.Expr:
    good = _attribute("better")
    gain = pl.when(good == "high").then(pl.col("change")).when(good == "low").then(-pl.col("change"))
    word = pl.when(gain > 0).then(pl.lit("better")).when(gain < 0).then(pl.lit("worse")).when(gain == 0).then(pl.lit("same"))
    return word.cast(pl.Enum(DIRECTIONS))
