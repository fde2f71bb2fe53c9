"""Which attacks of a person are typical of multiple sclerosis, how many, and which are not.

Rule. An optic neuritis of one eye, a partial myelitis, a brainstem or cerebellar and a cerebral syndrome are typical. An attack
of both optic nerves, one with a complete myelitis, one with a feature that the record names as atypical, and one that is called
acute disseminated encephalomyelitis or cerebral cortical encephalitis are not, whatever else they struck; nor are attacks of the
area postrema or the diencephalon alone, nor one that did not last (`lasting` in `attack_features`). With fever or infection, and
without a changed examination or a new lesion, it cannot be told; nor can it of a cerebral attack of a child, or of somebody whose
age is not known, that may have been acute disseminated encephalomyelitis. Where the side of an optic neuritis or the
completeness of a myelitis is not stated it cannot be told, unless `mcdonald_unstated_is_typical`. Which attacks count, and what
a person without one had, is the same for all criteria (`attack_facts`).

A person whose attacks are not all on record may have had any number of them.

Sources: Thompson 2018 as reproduced in a glossary (`mcdonald_2017_tool`); nothing read says that 2024 changed what is typical.
"""

from functools import reduce
from operator import or_

import numpy as np
import polars as pl

from nmosd.criteria.facts.asking import any_row, rows_that_say
from nmosd.criteria.facts.material import Material
from nmosd.criteria.facts.mogad_events import SYNDROMES


def with_typical(material: Material, attacks: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `with_mogad_events` with `typical` and `not_typical` of multiple sclerosis: true, false or null."""
    unstated = pl.lit(True if material.definitions.mcdonald_unstated_is_typical else None, pl.Boolean)
    one_eye = pl.col("optic_nerve") & pl.coalesce(~pl.col("bilateral"), unstated)
    partial = pl.col("cord") & pl.coalesce("partial_myelitis", unstated)
    struck = one_eye | partial | pl.col("brainstem") | pl.col("cerebellum") | pl.col("cerebrum")
    named = [_stated(pl.col(name)) for name in ("bilateral", "atypical", *(f"called_{name}" for name in SYNDROMES))]
    against = reduce(or_, named, _stated(pl.col("cord") & ~pl.col("partial_myelitis")))
    feverish = _stated(pl.col("fever_infection_or_heat")) & ~_stated(pl.col("objective_change") | pl.col("new_lesion"))
    doubtful = feverish | (pl.col("called_adem").is_null() & _may_be_child(material, attacks))
    return attacks.with_columns(
        typical=pl.col("counts") & struck & ~against & ~_stated(~pl.col("lasting")) & pl.when(~doubtful).then(statement=True),
        not_typical=pl.col("counts") & against,
    )


def _may_be_child(material: Material, attacks: pl.DataFrame) -> pl.Series:
    ages = attacks.select("patient_id").join(
        material.derived("people").select("patient_id", "age_at_onset"), on="patient_id", how="left", maintain_order="left"
    )
    return (ages["age_at_onset"] < material.definitions.child_below_age).fill_null(value=True)


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
    return pl.concat([facts, rows_that_say(material, attacks, {name: pl.col("typical")})], how="horizontal")
