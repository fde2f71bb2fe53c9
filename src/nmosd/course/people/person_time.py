"""Person-time: stated follow-up from delayed entry, and the attacks inside it.

Rule. Follow-up is the interval (entry, exit]. Entry is the later of first contact and onset of disease (delayed entry: what came
before first contact was survived to be seen, and is recalled, not observed). Exit is the earlier of last contact and death.
Nothing is assumed that was not stated: without first contact, an end or an onset there is no person-time, and `reason` says why.
The onset attack opens the disease; it counts only in `attacks_with_onset`, and only if the person entered no later than it. Where
the dates of the onset attack and of the stated onset agree, the attack is taken to have begun on the day of onset.
A person-year is 365.25 days.

`date_dependent`: other days inside the dates could change which attacks lie in follow-up, or whether it ends before it starts.
Undated attacks are counted apart and lie nowhere (`attacks.py`).

Sources: delayed entry as in left-truncated cohorts, doi 10.1186/s12874-022-01623-8; attacks over person-years with and without
the first, doi 10.3389/fneur.2022.875456.
"""

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.record import Record
from nmosd.record.dates import YEARS_PER_DAY


def derive_person_time(
    record: Record, people: pl.DataFrame, attacks: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per person, sorted by patient.

    `person_years` is null where it cannot be told, and `reason` says why in words; the counts of attacks are then null too,
    but for `undated_attacks` and `reports_set_aside` (reported attacks adjudicated as none). Else each attack is in exactly one
    of `attacks_with_onset`, `attacks_before_entry`, `attacks_after_exit` and `undated_attacks`; `attacks` leaves the onset
    attack out. With `reasons`, `rule` names the rule, and `row_ids` the reported attacks counted in `attacks_with_onset`.
    """
    follow_up = _follow_up(record, people, definitions)
    placed = _placed(attacks, follow_up)
    counts = placed.group_by("patient_id").agg(
        pl.col("inside").sum().alias("attacks"),
        (pl.col("inside") | pl.col("onset_inside")).sum().alias("attacks_with_onset"),
        pl.col("before").sum().alias("attacks_before_entry"),
        pl.col("after").sum().alias("attacks_after_exit"),
        pl.col("undated").sum().alias("undated_attacks"),
        pl.col("uncertain").any().alias("placing_depends"),
        pl.col("row_ids").filter(pl.col("inside") | pl.col("onset_inside")).explode(empty_as_null=False).alias("row_ids"),
    )
    set_aside = _set_aside(record, definitions)
    timed = follow_up.join(counts, on="patient_id", how="left", maintain_order="left").join(
        set_aside, on="patient_id", how="left", maintain_order="left"
    )
    known = pl.col("reason").is_null()
    return timed.with_columns(
        pl.when(known).then(pl.col(*_PLACED_COUNTS).fill_null(0)).cast(pl.UInt32),
        pl.col("undated_attacks", "reports_set_aside").fill_null(0).cast(pl.UInt32),
        person_years=pl.when(known).then((pl.col("exit_day") - pl.col("entry_day")) * YEARS_PER_DAY),
        date_dependent=pl.col("length_depends") | (known & pl.col("placing_depends").fill_null(value=False)),
        row_ids=pl.when(known).then(pl.col("row_ids")).fill_null([]),
        rule=pl.when(known).then(pl.lit("person_time.stated")).otherwise(pl.lit("person_time.cannot_tell")),
    ).select(*_COLUMNS, *(["rule", "row_ids"] if reasons else []))


_PLACED_COUNTS = ("attacks", "attacks_with_onset", "attacks_before_entry", "attacks_after_exit")
_COLUMNS = (
    "patient_id",
    "entry_day",
    "exit_day",
    "person_years",
    *_PLACED_COUNTS,
    "undated_attacks",
    "reports_set_aside",
    "reason",
    "date_dependent",
)


def _follow_up(record: Record, people: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return entry and exit with their first and last possible days, and in words why there is no person-time."""
    contacts = with_days(
        record.patients.select("patient_id", pl.selectors.matches("^(first_contact|last_contact|death)_(earliest|latest)$")),
        "first_contact",
        "last_contact",
        "death",
        definitions=definitions,
    )
    onset = people.select("patient_id", "onset_day", "onset_earliest_day", "onset_latest_day")
    joined = onset.join(contacts, on="patient_id", how="left", maintain_order="left")
    entered = pl.col("first_contact_day").is_not_null() & pl.col("onset_day").is_not_null()
    bounds = joined.with_columns(
        *(pl.when(entered).then(pl.max_horizontal(f"first_contact{end}", f"onset{end}")).alias(f"entry{end}") for end in _ENDS),
        *(pl.min_horizontal(f"last_contact{end}", f"death{end}").alias(f"exit{end}") for end in _ENDS),
    )
    ends_before = pl.col("exit_day") < pl.col("entry_day")
    possible = (pl.col("exit_earliest_day") < pl.col("entry_latest_day")) & (
        pl.col("exit_latest_day") >= pl.col("entry_earliest_day")
    )
    reasons = (
        pl.when(pl.col("first_contact_day").is_null()).then(pl.lit("no first contact stated")),
        pl.when(pl.col("exit_day").is_null()).then(pl.lit("no last contact or death stated")),
        pl.when(pl.col("onset_day").is_null()).then(pl.lit("no onset stated and no dated attack")),
        pl.when(ends_before).then(pl.lit("follow-up ends before it starts")),
    )
    return bounds.with_columns(
        reason=pl.concat_list(reasons).list.drop_nulls().list.join("; "),
        length_depends=possible.fill_null(value=False),
    ).with_columns(reason=pl.when(pl.col("reason") != "").then("reason"))


_ENDS = ("_day", "_earliest_day", "_latest_day")


def _placed(attacks: pl.DataFrame, follow_up: pl.DataFrame) -> pl.DataFrame:
    """Say of each attack whether it lies before, in or after follow-up, and whether other days inside the dates would move it."""
    joined = attacks.join(follow_up, on="patient_id", how="left", suffix="_of_disease", maintain_order="left")
    is_onset = pl.col("is_onset_attack").fill_null(value=False)
    same_day = (
        is_onset
        & (pl.col("onset_earliest_day") <= pl.col("onset_latest_day_of_disease"))
        & (pl.col("onset_latest_day") >= pl.col("onset_earliest_day_of_disease"))
    ).fill_null(value=False)
    joined = joined.with_columns(
        *(pl.when(same_day).then(f"onset{end}_of_disease").otherwise(f"onset{end}").alias(f"began{end}") for end in _ENDS),
        is_onset=is_onset,
        # Where attack and onset are one event, only first contact can come after it.
        gate_earliest=pl.when(same_day).then("first_contact_earliest_day").otherwise("entry_earliest_day"),
        gate_latest=pl.when(same_day).then("first_contact_latest_day").otherwise("entry_latest_day"),
    )
    began, entry, end = pl.col("began_day"), pl.col("entry_day"), pl.col("exit_day")
    entered = pl.when("is_onset").then(began >= entry).otherwise(began > entry)
    in_time = entered & (began <= end)
    slack = pl.when("is_onset").then(0).otherwise(1)
    surely_entered = pl.col("began_earliest_day") >= pl.col("gate_latest") + slack
    surely_before = pl.col("began_latest_day") < pl.col("gate_earliest") + slack
    surely_ended = pl.col("began_earliest_day") > pl.col("exit_latest_day")
    surely_in_time = pl.col("began_latest_day") <= pl.col("exit_earliest_day")
    certain = (surely_entered & surely_in_time) | surely_before | surely_ended
    return joined.select(
        "patient_id",
        "undated",
        "row_ids",
        inside=in_time & ~pl.col("is_onset"),
        onset_inside=in_time & pl.col("is_onset"),
        before=~entered,
        after=entered & (began > end),
        uncertain=~pl.col("undated") & (~certain.fill_null(value=False) | pl.col("date_dependent")),
    )


def _set_aside(record: Record, definitions: Definitions) -> pl.DataFrame:
    adjudicated = record.attacks.filter(pl.col("adjudication").is_in(list(definitions.not_attacks)))
    return adjudicated.group_by("patient_id").agg(pl.len().alias("reports_set_aside"))
