"""People: who they are, when the disease began, how long they were followed.

Rule of the onset. The stated onset and the first attack on record are two statements about one event. Where their dates can be
the same day, the days that fit both are the onset (the attack's own day where the stated onset holds all of its days). Where they
cannot, the stated onset stands, and the clinic is asked. Without a stated onset it is the onset of the first dated attack. In a
record whose calendar is relative, day 0 is the onset. Where dates are vague another attack may have come before the one that is
numbered first: the first attack began no earlier than the earliest day of any, and no later than the earliest of their last days.

Rule of the age. Age at onset is counted from birth where both have a date, else it is the age stated.
"""

import numpy as np
import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.record import Record
from nmosd.record.dates import YEARS_PER_DAY


def derive_people(record: Record, attacks: pl.DataFrame, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per person, sorted by patient.

    `attacks` is what `derive_attacks` returned. Days are null where no date is known; `age_at_onset` is in years;
    `first_label` is the label that was given first (null where different ones were given and one has no date), `labels` all
    of them in that order; `label_unknown`: one more is on record, and nobody knows which. `death_day` is kept for drawing.
    `earlier_onset_possible`: the onset is that of the first dated attack, and an attack without a date could have come before it.
    With `reasons`, `rule` and `row_ids` say what the onset rests on.
    """
    people = with_days(record.patients, "birth", "onset", "first_contact", "last_contact", "death", definitions=definitions).sort(
        "patient_id"
    )
    people = people.join(_first_attack(attacks), on="patient_id", how="left", maintain_order="left")
    has_undated = pl.col("patient_id").is_in(attacks.filter("undated")["patient_id"].unique().implode())
    people = _with_onset(people, record.calendar, definitions).join(
        _labels(record, definitions), on="patient_id", how="left", maintain_order="left"
    )
    age = (pl.col("onset_day") - pl.col("birth_day")) * YEARS_PER_DAY
    return people.with_columns(
        age_at_onset=pl.coalesce(age, "age_at_onset"),
        label_unknown=pl.col("label_unknown").fill_null(value=False),
        earlier_onset_possible=(pl.col("rule") == "onset.first_attack") & has_undated,
    ).select(*_COLUMNS, *(["rule", "row_ids"] if reasons else []))


_COLUMNS = (
    "patient_id",
    "sex",
    "onset_day",
    "onset_earliest_day",
    "onset_latest_day",
    "earlier_onset_possible",
    "age_at_onset",
    "first_label",
    "labels",
    "label_unknown",
    "first_contact_day",
    "last_contact_day",
    "death_day",
    "status",
)


def _first_attack(attacks: pl.DataFrame) -> pl.DataFrame:
    """Return between which days each person's first attack began, and the reports of the attacks that can be it."""
    dated = attacks.filter(~pl.col("undated"))
    if dated.is_empty():
        first = np.zeros(0, dtype=np.int64)
        bounds = dict.fromkeys(("earliest", "latest"), first)
    else:
        first = np.flatnonzero(dated["patient_id"].rle_id().diff().fill_null(1).to_numpy())
        bounds = {end: np.minimum.reduceat(dated[f"onset_{end}_day"].to_numpy(), first) for end in ("earliest", "latest")}
    attacks_of_each = np.diff(first, append=dated.height)
    can_be_first = dated["onset_earliest_day"].to_numpy() <= np.repeat(bounds["latest"], attacks_of_each)
    others = can_be_first.copy()
    others[first] = False
    found = dated[first].select(
        "patient_id",
        pl.Series("attack_earliest", bounds["earliest"], pl.Int32),
        pl.Series("attack_latest", bounds["latest"], pl.Int32),
        attack_day="onset_day",
        attack_row_ids="row_ids",
    )
    if not others.any():
        return found
    reports = dated.filter(pl.Series(others)).group_by("patient_id").agg(more=pl.col("row_ids").explode())
    joined = found.join(reports, on="patient_id", how="left", maintain_order="left")
    both = pl.when(pl.col("more").is_null()).then("attack_row_ids").otherwise(pl.col("attack_row_ids").list.concat("more"))
    return joined.with_columns(attack_row_ids=both).drop("more")


def _with_onset(people: pl.DataFrame, calendar: str, definitions: Definitions) -> pl.DataFrame:
    people = people.with_columns(stated=pl.col("onset_day").is_not_null())
    if calendar == "relative":
        people = people.with_columns(pl.col("onset_day", "onset_earliest_day", "onset_latest_day").fill_null(0))
    both_from = pl.max_horizontal("onset_earliest_day", "attack_earliest")
    both_to = pl.min_horizontal("onset_latest_day", "attack_latest")
    missing, no_attack = pl.col("onset_day").is_null(), pl.col("attack_day").is_null()
    agree = ~missing & ~no_attack & (both_from <= both_to)
    attack_is_narrower = (both_from == pl.col("attack_earliest")) & (both_to == pl.col("attack_latest"))
    both_day = pl.when(attack_is_narrower).then("attack_day").otherwise(_reading(both_from, both_to, definitions))
    rule = (
        pl.when(missing & no_attack)
        .then(pl.lit("onset.unknown"))
        .when(missing)
        .then(pl.lit("onset.first_attack"))
        .when(agree)
        .then(pl.lit("onset.stated_and_first_attack"))
        .when("stated")
        .then(pl.lit("onset.stated"))
        .otherwise(pl.lit("onset.day_zero"))
    )
    own_row, attack_rows = pl.concat_list("row_id"), pl.col("attack_row_ids").fill_null([])
    return people.with_columns(
        rule=rule,
        row_ids=pl.when(missing).then(attack_rows).when(agree).then(own_row.list.concat(attack_rows)).otherwise(own_row),
        onset_day=pl.when(missing).then("attack_day").when(agree).then(both_day).otherwise("onset_day"),
        onset_earliest_day=pl.when(missing).then("attack_earliest").when(agree).then(both_from).otherwise("onset_earliest_day"),
        onset_latest_day=pl.when(missing).then("attack_latest").when(agree).then(both_to).otherwise("onset_latest_day"),
    )


def _reading(earliest: pl.Expr, latest: pl.Expr, definitions: Definitions) -> pl.Expr:
    readings = {"earliest": earliest, "latest": latest, "midpoint": (earliest + latest) // 2}
    return readings[definitions.date_reading].cast(pl.Int32)


def _labels(record: Record, definitions: Definitions) -> pl.DataFrame:
    given = with_days(
        record.diagnoses.select(
            "row_id", "patient_id", "diagnosed_earliest", "diagnosed_latest", pl.when(pl.col("label") != "unknown").then("label")
        ),
        "diagnosed",
        definitions=definitions,
    ).sort("patient_id", "diagnosed_day", "row_id", nulls_last=True)
    label = pl.col("label")
    one_comes_first = pl.col("diagnosed_day").is_not_null().all() | (label.n_unique() == 1)
    per_person = given.group_by("patient_id", maintain_order=True).agg(
        pl.when(one_comes_first).then(label.first()).alias("first_label"),
        label.drop_nulls().unique(maintain_order=True).alias("labels"),
        label.is_null().any().alias("label_unknown"),
    )
    return per_person.with_columns(pl.when(pl.col("labels").list.len() > 0).then("labels"))
