"""Comorbidity: what coexisting diseases and autoantibodies say of a person together.

Rule. A group of diseases is there if one of it is on record. That none is on record says that there is none only where the
record states that its list of coexisting diseases is complete, and none on it is without a name; else it is unknown. An
autoantibody is there if any is positive, and none was found if at least one was tested and every result known is negative. An
autoimmune disease is a disease on record; a positive autoantibody beside none on record is an antibody and no more, and says
nothing of whether there is such a disease: `autoimmune_disease` does, where the list is complete.

Source: see `coexisting`.
"""

import polars as pl

from nmosd.course.comorbidity.coexisting import all_listed
from nmosd.course.keys import no_rows
from nmosd.record import Record

AUTOIMMUNITY = ("disease", "antibody, no disease on record", "none found")
"""A person's autoimmunity beside NMOSD, as far as it is on record."""

_ANTIBODY = AUTOIMMUNITY[1]
_GROUPS = {
    "systemic_autoimmune": "autoimmune, systemic",
    "organ_autoimmune": "autoimmune, organ",
    "neurological_autoimmune": "autoimmune, neurological",
}


def derive_comorbidity(record: Record, coexisting: pl.DataFrame, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per person, sorted by patient; `coexisting` is what `derive_coexisting` returned, with the same `reasons`.

    True, false or null (cannot be told): `any_disease`, `autoimmune_disease` and its groups `systemic_autoimmune`,
    `organ_autoimmune` and `neurological_autoimmune`, `infection`, `cancer`, `autoimmune_before_onset`, `cancer_near_onset`,
    `any_autoantibody`. `diseases`, `autoantibodies` (positive) and `autoantibodies_tested` are counts of what is on record.
    `autoimmunity` is one of `AUTOIMMUNITY`, null where it cannot be told: `antibody, no disease on record` leaves open whether
    there is a disease unless `autoimmune_disease` is false, `none found` says that there is none and that the autoantibodies
    tested, if any, are negative. With `reasons`, `rule` and `row_ids`.
    """
    diseases, antibodies = coexisting.filter(kind="disease"), coexisting.filter(kind="autoantibody")
    found = diseases.group_by("patient_id").agg(diseases=pl.len(), **_of_diseases())
    tested = antibodies.group_by("patient_id").agg(
        autoantibodies=pl.col("present").sum(),
        autoantibodies_tested=pl.col("present").count(),
        any_autoantibody=pl.col("present").any(ignore_nulls=False),
    )
    people = all_listed(record, diseases).sort("patient_id")
    for part in (found, tested):
        people = people.join(part, on="patient_id", how="left", maintain_order="left")
    told = people.with_columns(
        *_absent_where_all_listed(), _known_before("autoimmune_before_onset"), _known_before("cancer_near_onset")
    )
    counts = pl.col("diseases", "autoantibodies", "autoantibodies_tested").fill_null(0).cast(pl.UInt32)
    summed = told.with_columns(counts, autoimmunity=_autoimmunity()).select(_COLUMNS)
    return _with_reasons(summed, coexisting, record) if reasons else summed


_COLUMNS = (
    "patient_id",
    "any_disease",
    "autoimmune_disease",
    *_GROUPS,
    "infection",
    "cancer",
    "autoimmune_before_onset",
    "cancer_near_onset",
    "any_autoantibody",
    "diseases",
    "autoantibodies",
    "autoantibodies_tested",
    "autoimmunity",
)
_PRESENCE = ("any_disease", "autoimmune_disease", *_GROUPS, "infection", "cancer")


def _of_diseases() -> dict[str, pl.Expr]:
    autoimmune, group = pl.col("autoimmune").fill_null(value=False), pl.col("group")
    return {
        "any_disease": pl.lit(value=True),
        "autoimmune_disease": autoimmune.any(),
        **{name: (autoimmune & (group == words)).any() for name, words in _GROUPS.items()},
        "infection": (group == "infection").any(),
        "cancer": (group == "cancer").any(),
        "autoimmune_before_onset": pl.col("before_onset").filter(autoimmune).any(ignore_nulls=False),
        "cancer_near_onset": pl.col("near_onset").filter(group == "cancer").any(ignore_nulls=False),
    }


def _absent_where_all_listed() -> list[pl.Expr]:
    """Return what is there as true, and what is not on record as false where everything is listed, else as null."""
    return [
        pl.when(pl.col(name).fill_null(value=False))
        .then(pl.lit(value=True))
        .when("all_listed")
        .then(pl.lit(value=False))
        .alias(name)
        for name in _PRESENCE
    ]


def _known_before(name: str) -> pl.Expr:
    """Return a time relation of some diseases: true if one has it, false if everything is listed and none does, else null."""
    no_disease = pl.col("diseases").is_null()
    return (
        pl.when(pl.col(name))
        .then(pl.lit(value=True))
        .when(pl.col("all_listed") & (no_disease | ~pl.col(name)))
        .then(pl.lit(value=False))
        .alias(name)
    )


def _autoimmunity() -> pl.Expr:
    untested_or_negative = (pl.col("autoantibodies_tested").is_null()) | ~pl.col("any_autoantibody")
    return (
        pl.when(pl.col("autoimmune_disease"))
        .then(pl.lit("disease"))
        .when(pl.col("any_autoantibody"))
        .then(pl.lit(_ANTIBODY))
        .when(~pl.col("autoimmune_disease") & untested_or_negative)
        .then(pl.lit("none found"))
        .cast(pl.Enum(AUTOIMMUNITY))
    )


def _with_reasons(people: pl.DataFrame, coexisting: pl.DataFrame, record: Record) -> pl.DataFrame:
    rules = {"disease": "autoimmune_disease", _ANTIBODY: "antibody_no_disease_on_record", "none found": "nothing_found"}
    name = pl.col("autoimmunity").cast(pl.String).replace_strict(rules, default="not_told")
    told = people.with_columns(rule=pl.lit("comorbidity.") + name)
    kept = coexisting.join(told.select("patient_id", "autoimmunity"), on="patient_id")
    is_disease, only_antibody = pl.col("autoimmunity") == "disease", pl.col("autoimmunity") == _ANTIBODY
    deciding = (
        pl.when(is_disease)
        .then("autoimmune")
        .when(only_antibody)
        .then((pl.col("kind") == "autoantibody") & pl.col("present"))
        .otherwise(pl.lit(value=True))
    )
    rows = (
        kept.filter(deciding)
        .select("patient_id", "row_ids")
        .explode("row_ids")
        .group_by("patient_id")
        .agg(pl.col("row_ids").sort())
    )
    return told.join(rows, on="patient_id", how="left", maintain_order="left").with_columns(
        pl.col("row_ids").fill_null(no_rows(record))
    )
