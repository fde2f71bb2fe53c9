"""What the antibody tests of a person amount to.

Rule. AQP4-IgG is positive where `serostatus` has one of `aqp4_positive_tiers`, negative where it is adequately negative (or
inadequately, under `inadequate_negative_counts`), else it cannot be told: borderline, positive in CSF only, not tested, or
positive in a tier that does not count. Antibodies of class IgM or IgA against AQP4 are an analyte of their own, and say nothing
of AQP4-IgG.
"""

import polars as pl

from nmosd.criteria.facts.asking import LISTS, any_row
from nmosd.criteria.facts.material import Material


def antibody_facts(material: Material) -> pl.DataFrame:
    """Return the facts that antibody tests carry, for everybody."""
    definitions = material.definitions
    aqp4, mog = pl.col("aqp4").cast(pl.String), pl.col("mog").cast(pl.String)
    negative = ["negative, cell-based assay"] + ["negative, inadequate"] * definitions.inadequate_negative_counts
    positive = aqp4.is_in(list(definitions.aqp4_positive_tiers))
    tested = aqp4 != "unknown"
    asked = {
        "aqp4_positive": (pl.when(positive).then(statement=True).when(aqp4.is_in(negative)).then(statement=False), "row_ids"),
        "aqp4_by_cell_based_assay": (
            pl.when(aqp4 == "positive, cell-based assay").then(statement=True).when(aqp4.is_in(negative)).then(statement=False),
            "row_ids",
        ),
        "aqp4_unconfirmed": (pl.when(tested).then(positive & (aqp4 != "positive, cell-based assay")), "row_ids"),
        "aqp4_csf_only": (pl.when(tested).then(aqp4 == "CSF only"), "row_ids"),
        "mog_positive": (
            pl.when(mog == "positive").then(statement=True).when(mog == "negative").then(statement=False),
            "mog_row_ids",
        ),
    }
    serostatus = material.derived("serostatus").sort("patient_id")
    columns = [column.alias(name) for name, (column, _) in asked.items()]
    other_class = _other_class(material)
    if not material.reasons:
        return pl.concat([serostatus.select(columns), other_class], how="horizontal")
    lists = [one for name, (column, rows) in asked.items() for one in _lists(name, column, rows)]
    return pl.concat([serostatus.select(*columns, *lists), other_class], how="horizontal")


def _other_class(material: Material) -> pl.DataFrame:
    result = pl.col("result")
    answer = pl.when(result.is_in(["positive", "negative"])).then(result == "positive").alias("answer")
    tests = material.recorded("antibody_tests", answer, where=pl.col("analyte") == "AQP4-IgM or IgA")
    return any_row(material, tests, {"aqp4_other_class": pl.col("answer")})


def _lists(name: str, answer: pl.Expr, rows: str) -> list[pl.Expr]:
    ways = zip(LISTS, (answer.fill_null(value=False), ~answer.fill_null(value=True), answer.is_null()), strict=True)
    nothing = pl.lit([], pl.List(pl.String))
    return [pl.when(way).then(pl.col(rows)).otherwise(nothing).alias(f"{name}_{end}") for end, way in ways]
