"""Which episodes of treatment other days inside imprecise dates could change."""

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.record import Record


def with_date_marks(
    episodes: pl.DataFrame,
    record: Record,
    people: pl.DataFrame,
    definitions: Definitions,
    *,
    person_time: pl.DataFrame,
    attacks: pl.DataFrame,
) -> pl.DataFrame:
    """Add `date_dependent` to episodes with their follow-up (`entry_day`, `exit_day`): an upper bound.

    Marked are all episodes of a person with an imprecise date of treatment (`imprecise`); those that began before the last
    possible day of an imprecise entry into follow-up, or acted after the first possible day of its end; those that an attack of
    imprecise date could have begun in or out of; and all where the attacks themselves, or whether there was follow-up, could be
    others.
    """
    bounds = _bounds(record, people, definitions).join(
        person_time.select("patient_id", placing_depends="date_dependent"), on="patient_id", how="left", maintain_order="left"
    )
    vague = attacks.filter(pl.col("onset_earliest_day") < pl.col("onset_latest_day"))
    changeable = attacks.filter("date_dependent")["patient_id"].unique().implode()
    joined = episodes.join(bounds, on="patient_id", how="left", maintain_order="left").with_row_index("place")
    straddled = _straddled(joined, vague)
    return joined.with_columns(
        date_dependent=pl.any_horizontal(
            "imprecise",
            "placing_depends",
            pl.col("effective_from_day") < pl.col("vague_entry_until"),
            pl.col("known_until_day") > pl.col("vague_exit_from"),
            pl.col("patient_id").is_in(changeable),
            pl.col("place").is_in(straddled.implode()),
        ).fill_null(value=False)
    ).drop("place")


def _bounds(record: Record, people: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return, where a bound of follow-up is not exact, the last day that its entry and the first that its end can have."""
    names = ("first_contact", "last_contact", "death")
    ends = [f"{name}_{end}" for name in names for end in ("earliest", "latest")]
    dated = with_days(record.patients.select("patient_id", *ends), *names, definitions=definitions)
    onset = people.select("patient_id", "onset_earliest_day", "onset_latest_day")
    joined = dated.join(onset, on="patient_id", how="left", maintain_order="left")
    entry = [pl.max_horizontal(f"first_contact_{end}_day", f"onset_{end}_day") for end in ("earliest", "latest")]
    leave = [pl.min_horizontal(f"last_contact_{end}_day", f"death_{end}_day") for end in ("earliest", "latest")]
    return joined.select(
        "patient_id",
        vague_entry_until=pl.when(entry[0] < entry[1]).then(entry[1]),
        vague_exit_from=pl.when(leave[0] < leave[1]).then(leave[0]),
    )


def _straddled(episodes: pl.DataFrame, vague: pl.DataFrame) -> pl.Series:
    """Return the places of the episodes with an attack whose dates lie on both sides of a bound, or which may be the onset."""
    onsets = vague.select("patient_id", "onset_earliest_day", "onset_latest_day", "is_onset_attack")
    pairs = episodes.select("patient_id", "place", "entry_day", "exit_day").join(onsets, on="patient_id")

    def across(bound: str) -> pl.Expr:
        return (pl.col("onset_earliest_day") <= pl.col(bound)) & (pl.col(bound) < pl.col("onset_latest_day"))

    may_be_onset = pl.col("is_onset_attack").fill_null(value=True) & (pl.col("onset_latest_day") > pl.col("entry_day"))
    return pairs.filter(across("entry_day") | across("exit_day") | may_be_onset)["place"].unique()
