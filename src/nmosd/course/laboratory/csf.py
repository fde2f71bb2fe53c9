"""Cerebrospinal fluid: cells and bands of each lumbar puncture, and the attack that it belongs to (`attack_windows`).

Rule. More than `pleocytosis_above` white cells per µL are a pleocytosis, more than `marked_pleocytosis_above` a marked one; the
number of neutrophils is their share of the white cells. Bands are specific to the fluid in the patterns 2 and 3 of isoelectric
focusing; bands that stand in serum as well (4), one clone (5) or none (1) are not. The index of kappa free light chains is
positive as stated; else if it reaches the limit of the laboratory that measured it; else, as limits differ between methods, it
cannot be told, unless `kappa_without_limit` reads it against `kappa_general_limit_tenths`.

Sources: `Definitions.explain()` for the limits; the patterns are data (`oligoclonal_bands` in the vocabulary).
"""

import polars as pl

from nmosd.course.answers import answered
from nmosd.course.attacks.windows import tied, with_tie_reasons
from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.sorting import sorted_by
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary


def derive_csf(record: Record, attacks: pl.DataFrame, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per lumbar puncture, sorted by patient, day and row; those without a date last.

    `attack` is the number of the merged attack that it belongs to (null: none, or it cannot be told). `pleocytosis`,
    `marked_pleocytosis`, `raised_neutrophils`, `csf_specific_bands`, `kappa_positive` and `mrz_reaction` are true, false or null
    (unknown). `date_dependent`: other days inside the dates could tie it to another attack, or to none. With `reasons`, `rule`
    says how it got its attack, and `row_ids` are the puncture and the reported attacks of its attack.
    """
    samples = tied(
        with_days(record.csf_samples, "sampled", definitions=definitions),
        attacks,
        "sampled",
        before=0,
        after=definitions.csf_days_after_onset,
    )
    specific = {name: term.attributes.get("csf_specific") for name, term in vocabulary("oligoclonal_bands").items()}
    cells = pl.col("white_cells")
    found = samples.with_columns(
        answered("mrz_reaction"),
        kappa_positive=pl.coalesce(answered("kappa_positive"), pl.col("kappa_index") >= _kappa_limit(definitions)),
        pleocytosis=cells > definitions.pleocytosis_above,
        marked_pleocytosis=cells > definitions.marked_pleocytosis_above,
        raised_neutrophils=_neutrophils_above(definitions.neutrophils_above),
        csf_specific_bands=pl.col("oligoclonal_bands").replace_strict(specific, return_dtype=pl.Boolean),
    )
    found = sorted_by(found, "patient_id", "sampled_day", "row_id")
    if not reasons:
        return found.select(_COLUMNS)
    return with_tie_reasons(found, attacks, "csf").select(*_COLUMNS, "rule", "row_ids")


_COLUMNS = (
    "patient_id",
    "row_id",
    "sampled_day",
    "sampled_earliest_day",
    "sampled_latest_day",
    "attack",
    "days_from_onset",
    "pleocytosis",
    "marked_pleocytosis",
    "raised_neutrophils",
    "csf_specific_bands",
    "kappa_positive",
    "mrz_reaction",
    "date_dependent",
)


def _kappa_limit(definitions: Definitions) -> pl.Expr:
    if definitions.kappa_without_limit == "cannot tell":
        return pl.col("kappa_limit")
    return pl.col("kappa_limit").fill_null(definitions.kappa_general_limit_tenths / 10)


def _neutrophils_above(limit: int) -> pl.Expr:
    """Few cells hold few neutrophils, whatever their share."""
    cells = pl.col("white_cells")
    return pl.when(cells <= limit).then(pl.lit(value=False)).otherwise(cells * pl.col("neutrophils") / 100 > limit)
