"""Oedema of the optic disc: what examinations of the eyes say of the attack that they belong to.

Rule. An examination belongs to the attack that the record names for it, else to the nearest one in reach, as a scan of its day
would (`scan_days_after_onset`, `scan_days_before_onset`). Oedema counts in an eye that its attack struck or may have struck, and
in any eye where the examination belongs to no attack. An attack was without it if every eye that it struck or may have struck was
examined in the attack and had none.
"""

import numpy as np
import polars as pl

from nmosd.course.answers import answered
from nmosd.course.attacks.windows import tied
from nmosd.course.days import with_days
from nmosd.course.keys import patient_numbers
from nmosd.criteria.facts.material import Material
from nmosd.criteria.facts.required_findings import Found, places_of_attacks

_SIDES = ("right", "left")


def oedema_seen(material: Material, attacks: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each examination that answers: `patient_id`, `row_id`, `place` of its attack (-1: none), `oedema`.

    `<side>_struck` says whether the attack struck that eye or may have, `struck` whether it did the eye examined; both are true
    where the examination belongs to no attack.
    """
    exams = material.record.eye_exams.filter(pl.col("disc_oedema").is_in(["yes", "no"]))
    own = material.course.attacks.filter(pl.col("patient_id").is_in(exams["patient_id"].unique().implode()))
    days = (material.definitions.scan_days_before_onset, material.definitions.scan_days_after_onset)
    belonging = tied(
        with_days(exams, "examined", definitions=material.definitions), own, "examined", before=days[0], after=days[1]
    )
    sites = belonging.join(
        own.select("patient_id", "attack", "sites"), on=["patient_id", "attack"], how="left", maintain_order="left"
    )
    site = pl.col("sites").list
    struck = {
        side: pl.col("sites").is_null() | site.contains(f"optic nerve {side}") | site.contains("optic nerve") for side in _SIDES
    }
    examined = pl.col("eye").cast(pl.String)
    numbered = sites.with_columns(
        answered("disc_oedema").alias("oedema"),
        **{f"{side}_struck": one for side, one in struck.items()},
        patient_id=patient_numbers(sites["patient_id"], material.people),
    ).with_columns(
        struck=pl.when(examined == "right")
        .then("right_struck")
        .when(examined == "left")
        .then("left_struck")
        .otherwise(statement=True)
    )
    places = places_of_attacks(material, attacks, numbered)
    columns = ["patient_id", "row_id", "eye", "oedema", "struck", "right_struck", "left_struck"]
    return numbered.select(*columns, place=pl.Series(places))


def disc_oedema(exams: pl.DataFrame) -> Found:
    """Return what these examinations say of oedema of the disc."""
    seen = exams.filter(pl.col("oedema") & pl.col("struck"))
    without = [
        (~pl.col("oedema") & (pl.col("eye") == side)).fill_null(value=False).any().alias(f"{side}_free") for side in _SIDES
    ]
    free = (
        exams.filter(pl.col("place") >= 0)
        .group_by("place", maintain_order=True)
        .agg(*without, *(pl.col(f"{side}_struck").first() for side in _SIDES))
        .filter(pl.all_horizontal(~pl.col(f"{side}_struck") | pl.col(f"{side}_free") for side in _SIDES))
        .filter(pl.any_horizontal(pl.col(f"{side}_free") for side in _SIDES))
    )
    people, places, free_places = (
        frame[name].to_numpy().astype(np.int64) for frame, name in ((seen, "patient_id"), (seen, "place"), (free, "place"))
    )
    return Found(people, places, free_places)
