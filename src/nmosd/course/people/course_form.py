"""Course form: whether the disease came once or came back.

Rule. Attacks count unless the evidence makes them pseudo-attacks. Two or more: relapsing. One: monophasic if AQP4-IgG is
negative and at least `monophasic_after_years` of follow-up passed after its onset without another; a single attack so far if
AQP4-IgG is positive, which keeps the risk of another for life, or if less time has passed; else it cannot be told. It cannot be
told either where no attack counts, or where the only one that does is not the onset attack, so that the first is missing.

AQP4-IgG is positive by the tiers of `aqp4_positive_tiers`, negative by an adequate negative (or an inadequate one, where
`inadequate_negative_counts`).

Source: Wingerchuk 2015, doi 10.1212/WNL.0000000000001729, as summarised for patients.
"""

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.keys import no_rows
from nmosd.record import Record
from nmosd.record.dates import YEARS_PER_DAY

FORMS = ("monophasic", "relapsing", "single attack so far", "cannot tell")


def derive_course_form(
    record: Record,
    attacks: pl.DataFrame,
    attack_features: pl.DataFrame,
    serostatus: pl.DataFrame,
    definitions: Definitions,
    *,
    reasons: bool = False,
) -> pl.DataFrame:
    """Return one row per person, sorted by patient.

    `form` is one of `FORMS`; `attacks` how many counted; `years_free` the years from the onset of the last dated one to the end
    of follow-up (last contact or death), null where one of the two is unknown, 0 where the attack is the later.
    `date_dependent`: other days inside the dates could make of all attacks one, or of one two, or move the time without an
    attack across its limit. With `reasons`, `rule` names the rule and `row_ids` are the attacks that counted.
    """
    counted = attacks.filter(attack_features["certainty"] != "pseudo")
    per_person = counted.group_by("patient_id", maintain_order=True).agg(
        pl.len().cast(pl.UInt32).alias("attacks"),
        pl.col("onset_day", "onset_earliest_day", "onset_latest_day").max(),
        pl.col("is_onset_attack").first(),
        surely_apart=(~pl.col("date_dependent") & ~pl.col("undated")).sum() + pl.col("date_dependent").any(),
        any_doubtful=pl.col("date_dependent").any(),
        row_ids=pl.col("row_ids").list.explode() if reasons else pl.len(),
    )
    people = _follow_up(record, definitions)
    joined = (
        people.join(per_person, on="patient_id", how="left", maintain_order="left")
        .join(serostatus.select("patient_id", "aqp4"), on="patient_id", how="left", maintain_order="left")
        .with_columns(pl.col("attacks").fill_null(0), **_years())
        .with_columns(_aqp4_positive(definitions).alias("positive"))
    )
    judged = joined.with_columns(rule=_rule(definitions)).with_columns(
        form=pl.col("rule").replace_strict(_FORM_OF_RULE, return_dtype=pl.Enum(FORMS)), date_dependent=_depends(definitions)
    )
    extra = ("rule", pl.col("row_ids").fill_null(no_rows(record))) if reasons else ()
    return judged.select("patient_id", "form", "attacks", "years_free", "date_dependent", *extra)


_FORM_OF_RULE = {
    "course_form.no_attack": "cannot tell",
    "course_form.onset_attack_missing": "cannot tell",
    "course_form.relapsing": "relapsing",
    "course_form.positive": "single attack so far",
    "course_form.not_long_enough": "single attack so far",
    "course_form.monophasic": "monophasic",
    "course_form.time_unknown": "cannot tell",
    "course_form.aqp4_unknown": "cannot tell",
}


def _follow_up(record: Record, definitions: Definitions) -> pl.DataFrame:
    names = ("last_contact", "death")
    columns = [f"{name}_{end}" for name in names for end in ("earliest", "latest")]
    people = with_days(record.patients.select("patient_id", *columns), *names, definitions=definitions).sort("patient_id")
    return people.select(
        "patient_id",
        *(
            pl.min_horizontal(f"last_contact{end}", f"death{end}").alias(f"exit{end}")
            for end in ("_day", "_earliest_day", "_latest_day")
        ),
    )


def _years() -> dict[str, pl.Expr]:
    def between(exit_end: str, onset_end: str) -> pl.Expr:
        return ((pl.col(f"exit{exit_end}") - pl.col(f"onset{onset_end}")) * YEARS_PER_DAY).clip(0)

    return {
        "years_free": between("_day", "_day"),
        "years_at_least": between("_earliest_day", "_latest_day"),
        "years_at_most": between("_latest_day", "_earliest_day"),
    }


def _aqp4_positive(definitions: Definitions) -> pl.Expr:
    """Return whether AQP4-IgG is positive; null where it is neither positive nor adequately negative."""
    aqp4 = pl.col("aqp4").cast(pl.String)
    negative = ["negative, cell-based assay"] + ["negative, inadequate"] * definitions.inadequate_negative_counts
    return (
        pl.when(aqp4.is_in(list(definitions.aqp4_positive_tiers)))
        .then(statement=True)
        .when(aqp4.is_in(negative))
        .then(statement=False)
    )


def _rule(definitions: Definitions) -> pl.Expr:
    enough = pl.col("years_free") >= definitions.monophasic_after_years
    return (
        pl.when(pl.col("attacks") == 0)
        .then(pl.lit("course_form.no_attack"))
        .when(pl.col("attacks") > 1)
        .then(pl.lit("course_form.relapsing"))
        .when(~pl.col("is_onset_attack"))
        .then(pl.lit("course_form.onset_attack_missing"))
        .when("positive")
        .then(pl.lit("course_form.positive"))
        .when(~enough)
        .then(pl.lit("course_form.not_long_enough"))
        .when(enough.is_null())
        .then(pl.lit("course_form.time_unknown"))
        .when(~pl.col("positive"))
        .then(pl.lit("course_form.monophasic"))
        .otherwise(pl.lit("course_form.aqp4_unknown"))
    )


def _depends(definitions: Definitions) -> pl.Expr:
    """Say whether other days could change the form.

    Attacks that other days would merge can only become one with each other; one without a date can be any of them.
    """
    limit = definitions.monophasic_after_years
    near_limit = (pl.col("years_at_least") < limit) & (pl.col("years_at_most") >= limit)
    several = (pl.col("attacks") > 1) & (pl.col("surely_apart") < 2)
    one = (pl.col("attacks") == 1) & (pl.col("any_doubtful") | (near_limit & ~pl.col("positive").fill_null(value=False)))
    return (several | one).fill_null(value=False)
