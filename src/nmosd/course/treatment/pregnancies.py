"""Pregnancies: the drugs on board at conception, and attacks and person-time before, during and after.

Rule. The first and the second trimester last `trimester_days` each from the recorded conception, the third lasts until the end of
the pregnancy; one that ended earlier has no later trimester. The year before is `pregnancy_before_days`; after the end come
`postpartum_early_days` and then until `postpartum_late_days`. A pregnancy without a known conception has no trimesters, and
nothing is assumed about its length. Attacks and person-time are counted in follow-up only (`periods`).

Sources: the periods are those of the project's core dataset (`Definitions.explain()`).
"""

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.people.periods import observed
from nmosd.course.treatment.on_board import on_board
from nmosd.record import Record

PERIODS = ("year before", "first trimester", "second trimester", "third trimester", "early after", "late after")


def derive_pregnancies(
    record: Record, exposure: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per pregnancy, sorted by patient, conception, end and row.

    `on_board` and `perhaps_on_board` are the drugs at conception, null without a conception date (see `on_board`).
    `days_since_last_dose` counts from the last recorded start, infusion or last day of any of the drugs on or before conception;
    null where there is none or conception is unknown. `length_days` is null unless both ends are known. With `reasons`: `rule`
    and `row_ids`.
    """
    known = _known(record, definitions)
    treated = on_board(known, exposure, "conception_day")
    doses = _doses(record, definitions)
    pairs = known.select("patient_id", "row_id", "conception_day").join(doses, on="patient_id", maintain_order="left_right")
    last = pairs.filter(pl.col("dose_day") <= pl.col("conception_day")).group_by("row_id").agg(pl.col("dose_day").max())
    joined = treated.join(last, on="row_id", how="left", maintain_order="left")
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
        days_since_last_dose=pl.col("conception_day") - pl.col("dose_day"),
        length_days=pl.col("end_day") - pl.col("conception_day"),
        **({"rule": rule, "row_ids": pl.concat_list("row_id")} if reasons else {}),
    )


def derive_pregnancy_periods(
    record: Record, person_time: pl.DataFrame, attacks: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per pregnancy and period that its dates define, in the order of `PERIODS`.

    `from_day` and `until_day` bound the period, `attacks` and `person_years` are what follow-up saw of it, null without stated
    follow-up. `date_dependent`: the pregnancy, or an attack near a bound, has an imprecise date. With `reasons`: `rule` and
    `row_ids` (the pregnancy and the reported attacks counted).
    """
    known = _known(record, definitions)
    vague = pl.any_horizontal(pl.col(f"{one}_earliest_day") < pl.col(f"{one}_latest_day") for one in ("conception", "end"))
    begun, ended = pl.col("conception_day"), pl.col("end_day")
    third = 2 * definitions.trimester_days
    bounds = {
        "year before": (begun - definitions.pregnancy_before_days, begun),
        "first trimester": (begun, pl.min_horizontal(begun + definitions.trimester_days, ended)),
        "second trimester": (begun + definitions.trimester_days, pl.min_horizontal(begun + third, ended)),
        "third trimester": (begun + third, ended),
        "early after": (ended, ended + definitions.postpartum_early_days),
        "late after": (ended + definitions.postpartum_early_days, ended + definitions.postpartum_late_days),
    }
    needs_end = {"first trimester", "second trimester"}
    periods = pl.concat(
        known.select(
            "patient_id",
            "row_id",
            "conception_day",
            vague=vague,
            period=pl.lit(name, pl.Enum(PERIODS)),
            from_day=start.cast(pl.Int32),
            until_day=(pl.when(ended.is_not_null()).then(until) if name in needs_end else until).cast(pl.Int32),
        )
        for name, (start, until) in bounds.items()
    )
    defined = periods.filter(pl.col("until_day") > pl.col("from_day"))
    in_order = defined.sort("patient_id", "conception_day", "row_id", "period", nulls_last=True)
    counted = observed(in_order.drop("conception_day"), person_time, attacks)
    rule = pl.when(pl.col("attacks").is_null()).then(pl.lit("pregnancy.cannot_tell")).otherwise(pl.lit("pregnancy.period"))
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


def _known(record: Record, definitions: Definitions) -> pl.DataFrame:
    dated = with_days(record.pregnancies, "conception", "end", definitions=definitions)
    return dated.sort("patient_id", "conception_day", "end_day", "row_id", nulls_last=True)


def _doses(record: Record, definitions: Definitions) -> pl.DataFrame:
    episodes = with_days(record.therapies, "start", "stop", definitions=definitions)
    infusions = with_days(record.therapy_doses, "given", definitions=definitions)
    days = [(episodes, "start_day"), (episodes, "stop_day"), (infusions, "given_day")]
    return pl.concat(frame.select("patient_id", dose_day=name) for frame, name in days).drop_nulls()
