"""Cell therapy: what came before an infusion of cells and what came after it.

Rule. Before is from the entry into follow-up, or the infusion before, to the infusion; after is from the infusion to the next one
or to the end of follow-up. Attacks and person-time are counted in follow-up only (`periods`). Before and after are no comparison
by themselves: people are treated when they have had many attacks, and would have had fewer afterwards without any treatment.

The EDSS before is the last stable score in the `cell_therapy_edss_before_days` up to the infusion; the EDSS after is the last
stable score from `cell_therapy_edss_after_days` after it, before the next. AQP4-IgG is compared in blood: the last result up to
the infusion and the last one after it.

Sources: `Definitions.explain()` for the windows. Grades are as recorded (consensus grading of cytokine release and
neurotoxicity).
"""

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.people.periods import observed
from nmosd.record import Record

_GRADES = ("cytokine_release_grade", "neurotoxicity_grade", "cytopenia_grade")


def derive_cell_therapy(
    record: Record,
    person_time: pl.DataFrame,
    attacks: pl.DataFrame,
    disability: pl.DataFrame,
    definitions: Definitions,
    *,
    reasons: bool = False,
) -> pl.DataFrame:
    """Return one row per infusion, sorted by patient, day and row; infusions without a date last, with nothing counted.

    `attacks_before`, `person_years_before`, `attacks_after` and `person_years_after` are null without stated follow-up.
    `edss_before` and `edss_after` (with their days) are null where no stable score lies in the window. `worst_grade` is the
    highest of the three recorded grades (0 to 5), null where none is recorded. `b_cells_back_days` counts from the infusion.
    `aqp4_before`, `aqp4_after` are results in blood, null where there is none; `aqp4_lost` is true where positive became
    negative, false where it stayed positive, else null. `date_dependent`: the infusion, or an attack near a bound, has an
    imprecise date. With `reasons`: `rule` and `row_ids`.
    """
    infusions = _infusions(record, definitions)
    follow_up = person_time.select("patient_id", "entry_day", "exit_day")
    bounded = infusions.join(follow_up, on="patient_id", how="left", maintain_order="left")
    start = pl.coalesce("previous_day", "entry_day")
    before = observed(bounded.select("patient_id", from_day=start, until_day="given_day"), person_time, attacks)
    end = pl.coalesce("next_day", "exit_day")
    after = observed(bounded.select("patient_id", from_day="given_day", until_day=end), person_time, attacks)
    counted = (
        infusions.hstack(_named(before, "before"))
        .hstack(_named(after, "after"))
        .with_columns(
            date_dependent=(pl.col("given_earliest_day") < pl.col("given_latest_day")).fill_null(value=False)
            | pl.any_horizontal(pl.col("straddled_before", "straddled_after").fill_null(value=False))
        )
    )
    measured = _with_antibodies(_with_edss(counted, disability, definitions), record, definitions)
    told = pl.col("given_day").is_not_null() & pl.col("person_years_before").is_not_null()
    rule = pl.when(told).then(pl.lit("cell_therapy.followed")).otherwise(pl.lit("cell_therapy.cannot_tell"))
    rows = (
        pl.concat_list("row_id")
        .list.concat(pl.col("row_ids_before").fill_null([]))
        .list.concat(pl.col("row_ids_after").fill_null([]))
    )
    return measured.select(*_COLUMNS, *([rule.alias("rule"), rows.alias("row_ids")] if reasons else []))


_COLUMNS = (
    "patient_id",
    "row_id",
    "product",
    "given_day",
    "attacks_before",
    "person_years_before",
    "attacks_after",
    "person_years_after",
    "edss_before",
    "edss_before_day",
    "edss_after",
    "edss_after_day",
    *_GRADES,
    "worst_grade",
    "b_cells_back_days",
    "aqp4_before",
    "aqp4_after",
    "titre_before",
    "titre_after",
    "aqp4_lost",
    "date_dependent",
)


def _infusions(record: Record, definitions: Definitions) -> pl.DataFrame:
    given = with_days(record.cell_therapies, "given", "b_cells_back", definitions=definitions)
    dated = given.sort("patient_id", "given_day", "row_id", nulls_last=True, maintain_order=True)
    return dated.with_columns(
        previous_day=pl.col("given_day").shift(1).over("patient_id"),
        next_day=pl.col("given_day").shift(-1).over("patient_id"),
        worst_grade=pl.max_horizontal(_GRADES),
        b_cells_back_days=pl.col("b_cells_back_day") - pl.col("given_day"),
    )


def _named(period: pl.DataFrame, side: str) -> pl.DataFrame:
    return period.select(
        pl.col("attacks").alias(f"attacks_{side}"),
        pl.col("person_years").alias(f"person_years_{side}"),
        pl.col("attack_row_ids").alias(f"row_ids_{side}"),
        pl.col("straddled").alias(f"straddled_{side}"),
    )


def _with_edss(infusions: pl.DataFrame, disability: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    scores = disability.filter(pl.col("is_stable") & pl.col("edss").is_not_null()).select("patient_id", "visited_day", "edss")
    pairs = infusions.select("patient_id", "row_id", "given_day", "next_day").join(
        scores, on="patient_id", maintain_order="left_right"
    )
    since = pl.col("visited_day") - pl.col("given_day")
    before = pairs.filter((since <= 0) & (since >= -definitions.cell_therapy_edss_before_days))
    in_time = (pl.col("visited_day") <= pl.col("next_day")).fill_null(value=True)
    after = pairs.filter((since >= definitions.cell_therapy_edss_after_days) & in_time)
    for side, found in (("before", before), ("after", after)):
        last = found.sort("visited_day", maintain_order=True).group_by("row_id", maintain_order=True).last()
        named = last.select("row_id", pl.col("edss").alias(f"edss_{side}"), pl.col("visited_day").alias(f"edss_{side}_day"))
        infusions = infusions.join(named, on="row_id", how="left", maintain_order="left")
    return infusions


def _with_antibodies(infusions: pl.DataFrame, record: Record, definitions: Definitions) -> pl.DataFrame:
    result = pl.col("result").cast(pl.String)
    tests = with_days(
        record.antibody_tests.filter(
            (pl.col("analyte") == "AQP4-IgG")
            & (pl.col("specimen") != "CSF").fill_null(value=True)
            & result.is_in(["positive", "negative", "borderline"])
        ).select("patient_id", "row_id", "titre", "sampled_earliest", "sampled_latest", result.alias("aqp4")),
        "sampled",
        definitions=definitions,
    ).drop("row_id")
    pairs = infusions.select("patient_id", "row_id", "given_day", "next_day").join(
        tests, on="patient_id", maintain_order="left_right"
    )
    until_next = (pl.col("sampled_day") <= pl.col("next_day")).fill_null(value=True)
    before = pairs.filter(pl.col("sampled_day") <= pl.col("given_day"))
    after = pairs.filter((pl.col("sampled_day") > pl.col("given_day")) & until_next)
    for side, found in (("before", before), ("after", after)):
        last = found.sort("sampled_day", maintain_order=True).group_by("row_id", maintain_order=True).last()
        named = last.select("row_id", pl.col("aqp4").alias(f"aqp4_{side}"), pl.col("titre").alias(f"titre_{side}"))
        infusions = infusions.join(named, on="row_id", how="left", maintain_order="left")
    was_positive = pl.col("aqp4_before") == "positive"
    settled = pl.col("aqp4_after").is_in(["positive", "negative"])
    return infusions.with_columns(aqp4_lost=pl.when(was_positive & settled).then(pl.col("aqp4_after") == "negative"))
