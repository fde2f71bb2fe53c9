"""Death as an end of disability: EDSS 10 where it is from NMOSD, else no score at all."""

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.disability.reaching import told
from nmosd.record import Record

_FROM_DISEASE = "NMOSD"


def deaths(record: Record, definitions: Definitions) -> pl.LazyFrame:
    """Return one row per person: whether `dead`, `from_disease` (null: cause not known), and the days.

    Without a status and a date of death a person is alive until the last contact; `dead` is null where there is none either.
    """
    people = record.patients.select(
        "patient_id", "row_id", "status", "death_cause", pl.selectors.matches("^(last_contact|death)_(earliest|latest)$")
    )
    dated = with_days(people, "last_contact", "death", definitions=definitions)
    status, cause = pl.col("status").cast(pl.String), pl.col("death_cause").cast(pl.String)
    alive = (status != "unknown").fill_null(value=False) | pl.col("last_contact_day").is_not_null()
    is_dead = (status == "dead").fill_null(value=False) | pl.col("death_day").is_not_null()
    return dated.lazy().select(
        "patient_id",
        "death_day",
        "last_contact_day",
        dead=pl.when(is_dead).then(True).when(alive).then(False),
        from_disease=pl.when(cause != "unknown").then(cause == _FROM_DISEASE),
        imprecise=(pl.col("death_earliest_day") < pl.col("death_latest_day")).fill_null(value=False),
        person_row_ids=pl.concat_list("row_id"),
    )


def with_death(found: pl.LazyFrame, dead: pl.LazyFrame) -> pl.LazyFrame:
    """Return a milestone of the EDSS with what death makes of it. Both tables have the same people in one order."""
    joined = pl.concat([found, dead.drop("patient_id")], how="horizontal")
    open_at_death = pl.col("dead").fill_null(value=False) & (pl.col("status") != "reached")
    dies = open_at_death & pl.col("from_disease").fill_null(value=False)
    unclear = open_at_death & pl.col("from_disease").is_null() & (pl.col("status") == "not reached")

    def instead(column: str, value: pl.Expr, otherwise: pl.Expr | None = None) -> pl.Expr:
        return pl.when(dies).then(value).otherwise(pl.col(column) if otherwise is None else otherwise).alias(column)

    death_day = pl.col("death_day")
    return joined.with_columns(
        instead("status", told("reached"), pl.when(unclear).then(told("cannot tell")).otherwise("status")),
        instead(
            "rule",
            pl.lit("milestones.death_from_disease"),
            pl.when(unclear).then(pl.lit("milestones.cause_of_death_unknown")).otherwise("rule"),
        ),
        instead("day", death_day),
        instead("censor_day", pl.lit(None, pl.Int32)),
        instead("confirmable_until_day", pl.lit(None, pl.Int32)),
        instead("confirmed", pl.lit(value=True)),
        instead("confirmed_day", death_day),
        instead("first_met_day", pl.coalesce("first_met_day", death_day)),
        instead("sustained", pl.lit(value=True)),
        instead("at_first_examination", pl.lit(value=False)),
        instead("date_dependent", pl.col("date_dependent") | pl.col("imprecise")),
        instead("row_ids", pl.col("person_row_ids")),
    )


def as_milestone(dead: pl.LazyFrame, cause: str) -> pl.LazyFrame:
    """Return death (of `any` cause, or from NMOSD alone) as a milestone: see `derive_milestones`."""
    counts = pl.lit(value=True) if cause == "any" else pl.col("from_disease")
    # A cause of death says nothing of somebody of whom nobody says that he died.
    reached = pl.when(pl.col("dead").is_not_null()).then(pl.col("dead") & counts)
    rule = (
        pl.when(reached)
        .then(pl.lit("milestones.death" if cause == "any" else "milestones.death_from_disease"))
        .when(pl.col("dead").is_null())
        .then(pl.lit("milestones.no_record"))
        .when(reached.is_null())
        .then(pl.lit("milestones.cause_of_death_unknown"))
        .when("dead")
        .then(pl.lit("milestones.death_from_another_cause"))
        .otherwise(pl.lit("milestones.alive"))
    )
    known_until = pl.when(pl.col("dead") & ~reached).then("death_day").otherwise("last_contact_day")
    day = pl.when(reached).then("death_day")
    status = pl.when(reached).then(told("reached")).when(~reached).then(told("not reached"))
    return dead.select(
        "patient_id",
        rule=rule,
        status=status.otherwise(told("cannot tell")),
        day=day,
        censor_day=pl.when(~reached.fill_null(value=False)).then(known_until),
        confirmable_until_day=pl.when(~reached.fill_null(value=False)).then(known_until),
        confirmed=pl.when(reached).then(True),
        confirmed_day=day,
        first_met_day=day,
        sustained=pl.when(reached).then(True),
        at_first_examination=pl.when(reached).then(False),
        date_dependent="imprecise",
        row_ids="person_row_ids",
    )
