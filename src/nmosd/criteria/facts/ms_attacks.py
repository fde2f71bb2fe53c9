"""Which attacks of a person are typical of multiple sclerosis, how many, and which are not.

Rule. An optic neuritis of one eye, a partial myelitis, a brainstem or cerebellar and a cerebral syndrome are typical. An attack
of both optic nerves, one with a complete myelitis, and one with a feature that the record names as atypical are not, whatever
else they struck; nor are attacks of the area postrema or the diencephalon alone. Where the side of an optic neuritis or the
completeness of a myelitis is not stated it cannot be told, unless `mcdonald_unstated_is_typical`. Which attacks count, and what
a person without one had, is the same for all criteria (`attack_facts`).

A person whose attacks are not all on record may have had any number of them.

Sources: Thompson 2018 as reproduced in a glossary (`mcdonald_2017_tool`); nothing read says that 2024 changed what is typical.
"""

import numpy as np
import polars as pl

from nmosd.criteria.facts.asking import any_row, rows_that_say
from nmosd.criteria.facts.material import Material


def with_typical(material: Material, attacks: pl.DataFrame) -> pl.DataFrame:
    """Return `counted_attacks` with `typical` and `not_typical` of multiple sclerosis: true, false or null."""
    unstated = pl.lit(True if material.definitions.mcdonald_unstated_is_typical else None, pl.Boolean)
    one_eye = pl.col("optic_nerve") & pl.coalesce(~pl.col("bilateral"), unstated)
    partial = pl.col("cord") & pl.coalesce("partial_myelitis", unstated)
    struck = one_eye | partial | pl.col("brainstem") | pl.col("cerebellum") | pl.col("cerebrum")
    against = _stated(pl.col("bilateral")) | _stated(pl.col("cord") & ~pl.col("partial_myelitis")) | _stated(pl.col("atypical"))
    return attacks.with_columns(
        typical=pl.col("counts") & struck & ~against,
        not_typical=pl.col("counts") & against,
    )


def _stated(answer: pl.Expr) -> pl.Expr:
    return answer.fill_null(value=False)


def ms_attack_facts(material: Material, attacks: pl.DataFrame) -> pl.DataFrame:
    """Return the facts that attacks carry, for everybody, given the rows of `with_typical`."""
    asked = {"typical_ms_attack": pl.col("typical"), "atypical_attack": pl.col("not_typical")}
    facts = any_row(material, attacks, asked, without_rows=material.without_attacks)
    return pl.concat([facts, _two(material, attacks)], how="horizontal")


def _two(material: Material, attacks: pl.DataFrame) -> pl.DataFrame:
    """Return whether there were at least two typical attacks."""
    name, people = "two_ms_attacks", material.people.height
    typical = attacks["typical"]
    possible = typical.fill_null(value=True).to_numpy() * np.where(attacks["attack"].is_null().to_numpy(), 2, 1)
    patients = attacks["patient_id"].to_numpy()
    sure = np.bincount(patients, weights=typical.fill_null(value=False).to_numpy(), minlength=people)
    most = np.bincount(patients, weights=possible, minlength=people)
    had_any = np.bincount(patients, minlength=people) > 0
    none = pl.lit(material.without_attacks, pl.Boolean)
    answer = (
        pl.when(~pl.Series(had_any))
        .then(none)
        .when(pl.Series(sure >= 2))
        .then(statement=True)
        .when(pl.Series(most < 2))
        .then(statement=False)
    )
    facts = pl.select(answer.alias(name))
    if not material.reasons:
        return facts
    return pl.concat([facts, rows_that_say(material, attacks, name, pl.col("typical"))], how="horizontal")
