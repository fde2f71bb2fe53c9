"""Questions about coexisting diseases."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.checks.asking import Check, Material, Question, rows
from nmosd.record.vocabulary import vocabulary

_SYNDROME = "antiphospholipid syndrome"


def misread_abbreviation(material: Material) -> Iterator[Question]:
    """Q701: an antiphospholipid syndrome without a positive antibody that goes with it; APS is also area postrema syndrome."""
    antibodies = list(vocabulary("diseases")[_SYNDROME].attributes["antibodies"])
    tests = material.record.antibody_tests
    positive = tests.filter(pl.col("analyte").cast(pl.String).is_in(antibodies) & (pl.col("result") == "positive"))
    on_record = material.record.comorbidities.filter(pl.col("disease") == _SYNDROME)
    for row in rows(on_record.join(positive, on="patient_id", how="anti", maintain_order="left")):
        message = (
            f"The {_SYNDROME} ({material.show(row, 'began') or 'no date'}) has no positive antiphospholipid antibody on record."
        )
        yield Question("Q701", row["patient_id"], (row["row_id"],), "disease", message)


def two_beginnings(material: Material) -> Iterator[Question]:
    """Q702: one disease on record with two dates that cannot be the same day."""
    dated = material.record.comorbidities.filter(pl.col("began_earliest").is_not_null() & pl.col("disease").is_not_null())
    unspecified = [name for name, term in vocabulary("diseases").items() if term.attributes.get("unspecified")]
    named = dated.filter(~pl.col("disease").cast(pl.String).is_in(unspecified)).sort("patient_id", "disease", "row_id")
    pairs = named.join(named, on=["patient_id", "disease"], suffix="_other", maintain_order="left_right")
    apart = (pl.col("began_latest") < pl.col("began_earliest_other")) | (pl.col("began_latest_other") < pl.col("began_earliest"))
    for row in rows(pairs.filter(apart & (pl.col("row_id") < pl.col("row_id_other")))):
        other = {name.removesuffix("_other"): value for name, value in row.items() if name.endswith("_other")}
        name = row["disease"][0].upper() + row["disease"][1:]
        message = f"{name} began {material.show(row, 'began')} and {material.show(other, 'began')}."
        yield Question("Q702", row["patient_id"], (row["row_id"], row["row_id_other"]), "began", message)


CHECKS: tuple[Check, ...] = (misread_abbreviation, two_beginnings)
