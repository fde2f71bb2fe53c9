"""When a milestone that examinations show was reached: one row per person."""

import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.disability.series import runs

STATUSES = ("reached", "not reached", "cannot tell")


def reaching(people: pl.DataFrame, examined: pl.DataFrame, vague: pl.Series, definitions: Definitions) -> pl.LazyFrame:
    """Return what `derive_milestones` says of one milestone, without its name: one row per person of `people`, in their order.

    `examined` has one row per person and day, sorted: `patient_id`, `row_id`, `day`, `earliest_day`, `latest_day`,
    `days_since_attack` and `met`, none of them null but `days_since_attack`.
    `vague` are the people of `people_with_vague_attacks`.
    """
    found = _places(examined, definitions)
    joined = _for_all(people["patient_id"], found).lazy()
    reached, pending, examined_ever = (pl.col(name).is_not_null() for name in ("day", "pending_day", "last_day"))
    rule = (
        pl.when(reached)
        .then(pl.lit("milestones.confirmed"))
        .when(pending)
        .then(pl.lit("milestones.met_unconfirmed"))
        .when(examined_ever)
        .then(pl.lit("milestones.not_met"))
        .otherwise(pl.lit("milestones.no_record"))
    )
    is_over, last = examined_ever & ~pending, pl.col("last_confirmable_day")
    status = pl.when(reached).then(told("reached")).when(is_over).then(told("not reached")).otherwise(told("cannot tell"))
    return joined.with_columns(
        rule=rule,
        status=status,
        censor_day=pl.when(~reached).then(pl.coalesce("pending_day", "last_day")),
        confirmable_until_day=pl.when(~reached & last.is_not_null()).then(pl.min_horizontal("pending_day", last)),
        confirmed=pl.when(pl.col("first_met_day").is_not_null()).then(reached),
        row_ids=pl.when(reached).then(pl.concat_list("deciding", "confirming")).when(examined_ever).then(pl.concat_list("last")),
        date_dependent=pl.col("patient_id").is_in(_imprecise(examined, vague)) & examined_ever,
    ).drop("pending_day", "last_day", "last_confirmable_day", "deciding", "confirming", "last")


def told(status: str) -> pl.Expr:
    """Return what is said of a milestone: one of `STATUSES`."""
    return pl.lit(status, pl.Enum(STATUSES))


def _for_all(people: pl.Series, found: pl.DataFrame) -> pl.DataFrame:
    if found["patient_id"].equals(people):
        return found
    return people.to_frame().join(found, on="patient_id", how="left", maintain_order="left")


def _places(examined: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return one row per person who was examined, with the days and rows that decide."""
    from nmosd.course.disability import kernel

    people, begins = runs(examined["patient_id"])
    found = kernel.confirmed_milestones(
        begins,
        examined["day"].to_numpy(),
        examined["met"].to_numpy(),
        examined["days_since_attack"].fill_null(kernel.LONG_AGO).to_numpy(),
        definitions.milestone_confirmation_days,
        definitions.milestone_unstable_days + 1,
    )
    first_met, reached, confirming, held, pending = (pl.Series(column, dtype=pl.Int64) for column in found.T)
    first, last = pl.Series(begins[:-1]), pl.Series(begins[1:] - 1)
    day, row_id = examined["day"], examined["row_id"]
    no = pl.Series([None], dtype=pl.Int64)

    def at(values: pl.Series, places: pl.Series) -> pl.Series:
        return values.gather(places.set(places < 0, no.item()))

    clear = examined.filter(pl.col("days_since_attack").fill_null(kernel.LONG_AGO) > definitions.milestone_unstable_days)
    in_time = pl.col("day") <= pl.col("day").last() - definitions.milestone_confirmation_days
    confirmable = clear.group_by("patient_id").agg(last_confirmable_day=pl.col("day").filter(in_time).last())
    places = pl.DataFrame(
        {
            "patient_id": people,
            "day": at(day, reached),
            "confirmed_day": at(day, confirming),
            "first_met_day": at(day, first_met),
            "sustained": (held == last).set(reached < 0, None),
            "at_first_examination": (reached == first).set(reached < 0, None),
            "pending_day": at(day, pending.set(reached >= 0, -1)),
            "last_day": day.gather(last),
            "deciding": at(row_id, reached),
            "confirming": at(row_id, confirming),
            "last": row_id.gather(last),
        }
    )
    return places.join(confirmable, on="patient_id", how="left", maintain_order="left")


def _imprecise(examined: pl.DataFrame, vague: pl.Series) -> pl.Series:
    """Return the people with an examination or an attack whose day is not known exactly, as one list."""
    seen = examined.filter(pl.col("earliest_day") < pl.col("latest_day"))["patient_id"]
    return pl.concat([seen, vague]).unique().implode()


def people_with_vague_attacks(attacks: pl.DataFrame) -> pl.Series:
    """Return the people with an attack whose day is not known exactly."""
    return attacks.filter("undated" | (pl.col("onset_earliest_day") < pl.col("onset_latest_day")))["patient_id"].unique()
