"""How each attack was treated: delays, the order of treatments, and what came of it.

Rule. A treatment belongs to the attack that the record names. Where none is named, it belongs to the attack that began last, on
or before its first day and at most `acute_treatment_within_days` before it. The delay to a group of treatments (steroid,
apheresis, immunoglobulin ...) is the days from the onset to the first of them. The order of escalation is the order of the first
days; treatments begun on one day are one step. Where a treatment has no date or no name, the order of several is unknown, and
the delay to its group too: nothing is put in its place. An attack is untreated only where the record says so; without an entry
nobody knows.

The response is the recovery from the attack as the clinician stated it, else the worst of the recoveries that could be measured.
It is that of the whole attack after all its treatments. Recovery after a first course is another figure (Kleiter 2016, doi
10.1002/ana.24554, gives it by course), and the record holds none per course.

Sources: days from onset to apheresis and the order of treatments as in Kleiter 2018, doi 10.1212/NXI.0000000000000504.
"""

import polars as pl

from nmosd.course.attacks.windows import numbered, tied
from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.disability.series import starts
from nmosd.course.keys import at_places, no_rows
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary

_ATTACK = ("patient_id", "attack")
_UNTREATED = "none"


def derive_acute_care(
    record: Record, attacks: pl.DataFrame, recovery: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per attack, sorted by patient and attack.

    `attacks` and `recovery` are what `derive_attacks` and `derive_recovery` returned. `treated` is true, false where the record
    says that nothing was given, else null; `courses` counts the treatments on record. `days_to_first` and `days_to_<group>` are
    days from the onset; null where nothing of the group is on record, where its first day is not known, or where the dates put
    it before the onset. `escalation` lists the steps, `first_treatment` is the first; both are null where the order is unknown.
    `response` is complete, partial or none, `response_from` says whether it was stated or measured.

    `date_dependent`: an imprecise date could change a delay, the order, which attack a treatment belongs to, or the response that
    was measured; an upper bound.
    With `reasons`, `rule` names the rule and `row_ids` the treatments.
    """
    courses = _courses(record, attacks, definitions)
    placed = courses.drop_nulls("place")
    given = placed.filter(pl.col("group").is_null() | (pl.col("group") != _UNTREATED))
    parts = (_entered(placed, reasons=reasons), _delays(given), _steps(given))
    of_attacks = (at_places(part, attacks.height) for part in parts)
    rows = pl.concat([attacks.select(_ATTACK), *of_attacks, _response(recovery)], how="horizontal")
    movable = pl.col("patient_id").is_in(courses.filter("movable")["patient_id"].unique().implode())
    any_given = pl.col("courses").fill_null(0) > 0
    rows = rows.with_columns(
        pl.col("courses").fill_null(0),
        treated=pl.when(any_given).then(statement=True).when("said_untreated").then(statement=False),
        date_dependent=pl.any_horizontal("imprecise", movable, "measure_doubtful").fill_null(value=False),
    )
    columns = (*_ATTACK, "treated", "courses", "first_treatment", "days_to_first", *map(_delay, _groups()), *_LAST_COLUMNS)
    return rows.select(*columns, *((_rule(), _row_ids(record, rows)) if reasons else ()))


_LAST_COLUMNS = ("escalation", "response", "response_from", "date_dependent")


def _rule() -> pl.Expr:
    return (
        pl.when(pl.col("treated") & pl.col("escalation").is_null())
        .then(pl.lit("acute_care.order_unknown"))
        .when(pl.col("treated") & (pl.col("escalation").list.len() > 1))
        .then(pl.lit("acute_care.escalated"))
        .when(pl.col("treated"))
        .then(pl.lit("acute_care.one_step"))
        .when(~pl.col("treated"))
        .then(pl.lit("acute_care.untreated"))
        .otherwise(pl.lit("acute_care.not_recorded"))
        .alias("rule")
    )


def _row_ids(record: Record, rows: pl.DataFrame) -> pl.Expr:
    return pl.coalesce("row_ids", no_rows(record)) if rows.height else no_rows(record).alias("row_ids")


def _groups() -> list[str]:
    groups = dict.fromkeys(str(term.attributes["group"]) for term in vocabulary("acute_treatment").values())
    return [group for group in groups if group != _UNTREATED]


def _delay(group: str) -> str:
    return "days_to_" + group.lower().replace(" ", "_").replace("-", "_")


def _courses(record: Record, attacks: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the treatments with the attack that each belongs to (`place`, its row) and the days from its onset.

    `imprecise`: a date is not exact; `movable`: other days inside the dates could tie it to another attack.
    """
    dated = with_days(
        record.acute_treatments.select("row_id", "patient_id", "attack", "treatment", "start_earliest", "start_latest"),
        "start",
        definitions=definitions,
    )
    reach = definitions.acute_treatment_within_days
    placed = tied(dated, attacks, "start", before=0, after=reach).rename({"date_dependent": "movable"})
    people = attacks["patient_id"].unique(maintain_order=True)
    first = pl.Series(starts(attacks["patient_id"], people)[:-1], dtype=pl.Int64).gather(numbered(placed, people))
    place = first + placed["attack"].cast(pl.Int64) - 1  # Attacks are numbered from 1 in each person.
    span = attacks["onset_latest_day"] - attacks["onset_earliest_day"]
    placed = placed.with_columns(place=place.cast(pl.UInt32), onset_span=span.gather(place))
    group = {name: term.attributes["group"] for name, term in vocabulary("acute_treatment").items()}
    start_span = pl.col("start_latest_day") - pl.col("start_earliest_day")
    days = pl.col("days_from_onset")
    told = (start_span <= reach) & (pl.col("onset_span") <= reach) & (days >= 0)
    return placed.filter(pl.col("attack").is_not_null() | pl.col("movable")).select(
        "patient_id",
        "place",
        "row_id",
        "treatment",
        "movable",
        pl.col("treatment").replace_strict(group, default=None, return_dtype=pl.String).alias("group"),
        start_day=pl.when(start_span <= reach).then("start_day"),
        days=pl.when(told).then(days),
        imprecise=(start_span + pl.col("onset_span") > 0).fill_null(value=False),
    )


def _entered(courses: pl.DataFrame, *, reasons: bool) -> pl.DataFrame:
    """Return per attack what is on record: the rows, whether a date is imprecise, whether it is said that nothing was given."""
    return courses.group_by("place").agg(
        *([pl.col("row_id").alias("row_ids")] if reasons else []),
        pl.col("imprecise").any(),
        (pl.col("group") == _UNTREATED).any().alias("said_untreated"),
    )


def _delays(given: pl.DataFrame) -> pl.DataFrame:
    """Return per attack the number of courses, the delay to the first and to the first of each group."""
    found = given["group"].drop_nulls().unique()
    of_group = {_delay(group): pl.col("group") == group for group in _groups() if group in found}
    shown = {"days_to_first": pl.lit(value=True)} | of_group
    days, unknown = pl.col("days"), pl.col("days").is_null()
    columns = given.select(
        "place",
        *(pl.when(own).then(days).alias(name) for name, own in shown.items()),
        *((own & unknown).alias(f"{name}_unknown") for name, own in shown.items()),
    )
    counted = columns.group_by("place").agg(
        pl.len().alias("courses"), pl.col(*shown).min(), pl.col(*(f"{name}_unknown" for name in shown)).any()
    )
    never_given = {_delay(group): pl.lit(None, pl.Int32) for group in _groups() if group not in found}
    known = (pl.when(~pl.col(f"{name}_unknown").fill_null(value=False)).then(name) for name in shown)
    return counted.select("place", "courses", *known, **never_given)


def _steps(given: pl.DataFrame) -> pl.DataFrame:
    """Return per attack the treatments in the order of their first days; attacks whose order is unknown are left out."""
    in_order = given.select("place", "start_day", pl.col("treatment").cast(pl.String).alias("step"), by="treatment").sort(
        "place", "start_day", "by"
    )
    first_times = in_order.unique(["place", "step"], keep="first", maintain_order=True)
    same_day = pl.struct("place", "start_day") == pl.struct("place", "start_day").shift()
    together = (same_day | same_day.shift(-1)).fill_null(value=False)
    first_times = first_times.with_columns(together=together)
    joined = first_times.filter("together").group_by("place", "start_day").agg(pl.col("step").str.join(" + "))
    steps = pl.concat([first_times.filter(~pl.col("together")).select(joined.columns), joined]).sort("place", "start_day")
    several = given.group_by("place").agg(
        unordered=pl.col("treatment").has_nulls() | (pl.col("start_day").has_nulls() & (pl.len() > 1))
    )
    listed = steps.group_by("place", maintain_order=True).agg(pl.col("step").alias("escalation"))
    return (
        listed.join(several, on="place")
        .filter(~pl.col("unordered"))
        .select("place", "escalation", first_treatment=pl.col("escalation").list.first())
    )


def _response(recovery: pl.DataFrame) -> pl.DataFrame:
    """Return what came of each attack, in order; the rows of an attack in `recovery` begin with the one of EDSS."""
    of_disability = pl.col("measure") == "EDSS"
    rows = recovery.select("stated", "recovery", "measure", "date_dependent", place=of_disability.cum_sum() - 1)
    doubtful = rows.filter(pl.col("date_dependent") & pl.col("stated").is_null())["place"].unique()
    worst = rows.filter(pl.col("recovery").is_not_null()).group_by("place").agg(measured=pl.col("recovery").max())
    joined = rows.filter(of_disability).select("place", "stated").join(worst, on="place", how="left", maintain_order="left")
    source = pl.when(pl.col("stated").is_not_null()).then(pl.lit("stated")).when(pl.col("measured").is_not_null())
    return joined.select(
        response=pl.coalesce("stated", "measured"),
        response_from=source.then(pl.lit("measured")),
        measure_doubtful=pl.col("place").is_in(doubtful.implode()),
    )
