"""The time that was lost: on a wrong label, and on drugs that were reported to harm in NMOSD.

Rule. A wrong label (`wrong_labels`) stands until the next label of any kind, and no longer than until the diagnosis. The time on
harmful drugs is all time from the onset on inside episodes of drugs that are called harmful (`harmful_evidence`), time on two of
them once. As everywhere, days are counted from the first day to the last: from day 10 to day 200 are 190.

Source: the rules are the project's own; which drugs were reported to harm stands with its sources in the vocabulary `drugs`.
"""

import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.keys import no_rows
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary


def with_wrong_labels(persons: pl.DataFrame, labels: pl.DataFrame, record: Record) -> pl.DataFrame:
    """Return the persons with `days_on_wrong_label`, its rule and rows, and `wrong_inexact`.

    `persons` have `onset_day` and `label_day`, the day of the diagnosis. The days are null without a diagnosis or where the date
    of a label is missing. `labels` have `_day` with its first and last possible day, and whether they are `wrong`.
    """
    diagnosed = persons.filter(pl.col("label_day").is_not_null()).select("patient_id", "label_day", "onset_day")
    theirs = labels.join(diagnosed, on="patient_id").filter(pl.col("_day").is_null() | (pl.col("_day") < pl.col("label_day")))
    stretches = (
        theirs.filter(pl.col("_day").is_not_null())
        .group_by("patient_id", "_day")
        .agg(pl.col("wrong").any(), pl.col("label_day", "onset_day").first())
        .sort("patient_id", "_day")
        .with_columns(next_day=pl.col("_day").shift(-1).over("patient_id"))
    )
    until, since = pl.coalesce("next_day", "label_day"), pl.max_horizontal("_day", "onset_day")
    days = stretches.filter("wrong").group_by("patient_id").agg(wrong_days=(until - since).clip(0).sum())
    told = theirs.group_by("patient_id").agg(
        any_wrong=pl.col("wrong").any(),
        any_undated=pl.col("_day").is_null().any(),
        wrong_inexact=(pl.col("_earliest_day") < pl.col("_latest_day")).any(),
        wrong_label_row_ids=pl.col("row_id").filter("wrong").sort(),
    )
    joined = persons.join(told, on="patient_id", how="left", maintain_order="left").join(
        days, on="patient_id", how="left", maintain_order="left"
    )
    rule = (
        pl.when(pl.col("label_day").is_null())
        .then(pl.lit("diagnosis.wrong_label_no_diagnosis"))
        .when(~pl.col("any_wrong").fill_null(value=False))
        .then(pl.lit("diagnosis.wrong_label_none"))
        .when("any_undated")
        .then(pl.lit("diagnosis.wrong_label_not_datable"))
        .otherwise(pl.lit("diagnosis.wrong_label_days"))
    )
    return joined.with_columns(
        days_on_wrong_label=pl.when(rule == "diagnosis.wrong_label_none")
        .then(0)
        .when(rule == "diagnosis.wrong_label_days")
        .then("wrong_days"),
        wrong_label_rule=rule,
        wrong_label_row_ids=pl.col("wrong_label_row_ids").fill_null(no_rows(record)),
        wrong_inexact=pl.col("wrong_inexact") & pl.col("any_wrong"),
    )


def with_harmful_drugs(persons: pl.DataFrame, exposure: pl.DataFrame, record: Record, definitions: Definitions) -> pl.DataFrame:
    """Return the persons with `harmful_drugs`, `days_on_harmful_drugs`, their rule and rows, and `harmful_inexact`.

    The list is empty and the days are 0 where there was none; the days are null where one has no start or no known end.
    """
    harmful = [
        name
        for name, term in vocabulary("drugs").items()
        if term.attributes.get("harmful_in_nmosd") in definitions.harmful_evidence
    ]
    drug = pl.col("drug").cast(pl.String)
    episodes = (
        exposure.filter(drug.is_in(harmful))
        .join(persons.select("patient_id", "onset_day"), on="patient_id", how="left", maintain_order="left")
        .filter((pl.col("until_day") >= pl.col("onset_day")).fill_null(value=True))
        .with_columns(since=pl.max_horizontal("from_day", "onset_day"))
        .sort("patient_id", "since", "episode", nulls_last=True)
    )
    covered = pl.col("until_day").cum_max().shift().over("patient_id")
    new_days = (pl.col("until_day") - pl.max_horizontal("since", covered)).clip(0)
    unknown = pl.col("from_day").is_null() | pl.col("until_day").is_null()
    told = (
        episodes.with_columns(new_days=new_days)
        .group_by("patient_id")
        .agg(
            harmful_drugs=drug.unique().sort(),
            days_on_harmful_drugs=pl.when(~unknown.any()).then(pl.col("new_days").sum()),
            harmful_inexact=pl.col("date_dependent").any(),
            harmful_row_ids=pl.col("row_id").sort(),
        )
    )
    joined = persons.join(told, on="patient_id", how="left", maintain_order="left")
    none = pl.col("harmful_drugs").is_null()
    days = pl.col("days_on_harmful_drugs")
    return joined.with_columns(
        harmful_drugs=pl.col("harmful_drugs").fill_null([]),
        days_on_harmful_drugs=pl.when(none).then(0).otherwise(days),
        harmful_row_ids=pl.col("harmful_row_ids").fill_null(no_rows(record)),
        harmful_rule=pl.when(none)
        .then(pl.lit("diagnosis.harmful_none"))
        .when(days.is_null())
        .then(pl.lit("diagnosis.harmful_not_datable"))
        .otherwise(pl.lit("diagnosis.harmful_days")),
    )
