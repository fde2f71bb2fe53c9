"""Pregnancies: the drugs on board at conception, and attacks and person-time before, during and after.

Rule. The first and the second trimester last `trimester_days` each from the recorded conception, the third lasts until the end of
the pregnancy; one that ended earlier has no later trimester. The year before is `pregnancy_before_days`; after the end come
`postpartum_early_days` and then until `postpartum_late_days`. Of a pregnancy that is stated to be ongoing, without an end, the
trimesters run until last contact or death, the third at most `trimester_days` too; nothing comes after it. A pregnancy without a
known conception has no trimesters, one without an end and not stated to be ongoing has none either, and nothing is assumed about
its length. Where the end lies before the conception one of the two is wrong: there is no length and no period. Attacks and
person-time are counted in follow-up only (`periods`).

Sources: the periods are those of the project's core dataset (`Definitions.explain()`).
"""

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.people.periods import observed
from nmosd.course.treatment.last_dose import days_since_last_dose
from nmosd.course.treatment.on_board import on_board
from nmosd.record import Record

PERIODS = ("year before", "first trimester", "second trimester", "third trimester", "early after", "late after")
_TRIMESTERS = PERIODS[1:4]


def derive_pregnancies(
    record: Record, people: pl.DataFrame, exposure: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per pregnancy, sorted by patient, conception, end and row.

    `on_board` and `perhaps_on_board` are the drugs at conception, null without a conception date (see `on_board`).
    `days_since_last_dose` counts from the last day on any of the drugs to conception, 0 for somebody who was on one that day;
    null where no drug was given before it, or where that day cannot be told (see `days_since_last_dose`). `length_days` is null
    unless both ends are known, the end not before the conception. With `reasons`: `rule` and `row_ids`.
    """
    known = _known(record, definitions)
    treated = on_board(known, exposure, "conception_day")
    since = days_since_last_dose(known, "conception_day", record, people, definitions)
    joined = treated.join(since, on="row_id", how="left", maintain_order="left")
    dated = pl.col("conception_day").is_not_null()
    rule = pl.when(dated).then(pl.lit("pregnancy.dated")).otherwise(pl.lit("pregnancy.undated"))
    return joined.select(
        "patient_id",
        "row_id",
        "conception_day",
        "end_day",
        "outcome",
        "on_board",
        "perhaps_on_board",
        "days_since_last_dose",
        length_days=pl.when(~_contradicts()).then(pl.col("end_day") - pl.col("conception_day")),
        **({"rule": rule, "row_ids": pl.concat_list("row_id")} if reasons else {}),
    )


def derive_pregnancy_periods(
    record: Record, person_time: pl.DataFrame, attacks: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per pregnancy and period that its dates define, in the order of `PERIODS`.

    `from_day` and `until_day` bound the period, `attacks` and `person_years` are what follow-up saw of it, null without stated
    follow-up. `date_dependent`: the pregnancy, the last contact where the pregnancy is ongoing, or an attack near a bound, has an
    imprecise date. With `reasons`: `rule` and `row_ids` (the pregnancy and the reported attacks counted).
    """
    sound = _known(record, definitions).filter(~_contradicts().fill_null(value=False))
    periods = _periods(_with_last_seen_day(sound, record, definitions), definitions)
    defined = periods.filter(pl.col("until_day") > pl.col("from_day"))
    in_order = defined.sort("patient_id", "conception_day", "row_id", "period", nulls_last=True)
    counted = observed(in_order.drop("conception_day"), person_time, attacks)
    rule = (
        pl.when(pl.col("attacks").is_null())
        .then(pl.lit("pregnancy.cannot_tell"))
        .when(pl.col("ongoing") & pl.col("period").is_in(_TRIMESTERS))
        .then(pl.lit("pregnancy.ongoing"))
        .otherwise(pl.lit("pregnancy.period"))
    )
    rows = pl.concat_list("row_id").list.concat(pl.col("attack_row_ids").fill_null([]))
    uncertain = pl.any_horizontal(pl.col("vague", "straddled").fill_null(value=False))
    return counted.with_columns(rule=rule, row_ids=rows, date_dependent=uncertain).select(
        "patient_id",
        "row_id",
        "period",
        "from_day",
        "until_day",
        "person_years",
        "attacks",
        "date_dependent",
        *(["rule", "row_ids"] if reasons else []),
    )


def _contradicts() -> pl.Expr:
    return pl.col("end_day") < pl.col("conception_day")


def _known(record: Record, definitions: Definitions) -> pl.DataFrame:
    dated = with_days(record.pregnancies, "conception", "end", definitions=definitions)
    return dated.sort("patient_id", "conception_day", "end_day", "row_id", nulls_last=True)


def _with_last_seen_day(known: pl.DataFrame, record: Record, definitions: Definitions) -> pl.DataFrame:
    """Add `ongoing`, whether the pregnancy is stated to go on, and the day of last contact or death as `seen_day`."""
    people = with_days(record.patients, "last_contact", "death", definitions=definitions)
    ends = {
        f"seen_{one}": pl.min_horizontal(f"last_contact_{one}", f"death_{one}") for one in ("day", "earliest_day", "latest_day")
    }
    joined = known.join(people.select("patient_id", **ends), on="patient_id", how="left", maintain_order="left")
    return joined.with_columns(ongoing=(pl.col("outcome") == "ongoing").fill_null(value=False) & pl.col("end_day").is_null())


def _periods(known: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return every pregnancy with every period, whose bounds are null where the dates do not define it."""
    begun, ended, length = pl.col("conception_day"), pl.col("end_day"), definitions.trimester_days
    seen = pl.col("seen_day")
    last = pl.coalesce(ended, pl.when(pl.col("ongoing") & seen.is_not_null()).then(pl.min_horizontal(seen, begun + 3 * length)))

    def trimester(number: int) -> tuple[pl.Expr, pl.Expr]:
        over = last if number == 3 else pl.when(last.is_not_null()).then(pl.min_horizontal(begun + number * length, last))
        return begun + (number - 1) * length, over

    bounds = {
        "year before": (begun - definitions.pregnancy_before_days, begun),
        **{name: trimester(number) for number, name in enumerate(_TRIMESTERS, start=1)},
        "early after": (ended, ended + definitions.postpartum_early_days),
        "late after": (ended + definitions.postpartum_early_days, ended + definitions.postpartum_late_days),
    }
    vague_in = {one: pl.col(f"{one}_earliest_day") < pl.col(f"{one}_latest_day") for one in ("conception", "end", "seen")}
    vague = vague_in["conception"] | vague_in["end"] | (pl.col("ongoing") & vague_in["seen"])
    return pl.concat(
        known.select(
            "patient_id",
            "row_id",
            "conception_day",
            "ongoing",
            vague=vague,
            period=pl.lit(name, pl.Enum(PERIODS)),
            from_day=start.cast(pl.Int32),
            until_day=until.cast(pl.Int32),
        )
        for name, (start, until) in bounds.items()
    )
