"""Optical coherence tomography: how much thinner an eye's retina is than its fellow's.

Rule. Two eyes are compared if they were scanned on the same date with the same device as written, and neither scan failed its
quality control; each needs one value of its own. The nerve fibre layer swells in acute optic neuritis and hides a loss: an eye
with an oedema of the disc, or within `nerve_fibre_swollen_days` of an optic neuritis that struck or may have struck it, is not
compared. The difference is the fellow's thickness less the eye's own, and the eye is thinner from `nerve_fibre_difference_from`
and `ganglion_cell_difference_from` on.

Source: Saidha 2025, doi 10.1016/S1474-4422(25)00275-3; `Definitions.explain()`.
"""

import polars as pl

from nmosd.course.definitions import Definitions

_SCAN = ("patient_id", "examined_earliest_day", "examined_latest_day", "oct_device")
_LAYERS = ("nerve_fibre", "ganglion_cell")


def with_layers(exams: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the examinations in their order with the differences between the eyes.

    `exams` have `swollen` (within the days after an optic neuritis). For each layer come back `<layer>_difference` in µm,
    positive where this eye is the thinner, and `<layer>_thinner`: true, false, or null where the eyes cannot be compared.
    """
    passed = (pl.col("oct_quality_passed") != "no").fill_null(value=True)
    oedema = (pl.col("disc_oedema") == "yes").fill_null(value=False) | pl.col("swollen")
    sided = pl.col("eye").is_in(["right", "left"]) & pl.col("examined_earliest_day").is_not_null()
    usable = exams.with_columns(
        nerve_fibre=pl.when(passed & sided & ~oedema).then("nerve_fibre_layer"),
        ganglion_cell=pl.when(passed & sided).then("ganglion_cell_layer"),
    )
    scanned = usable.filter(pl.any_horizontal(pl.col(_LAYERS).is_not_null()))
    fellows = scanned.group_by(*_SCAN, "eye").agg(_one_value(layer).alias(f"{layer}_of_fellow") for layer in _LAYERS)
    other = pl.when(pl.col("eye") == "right").then(pl.lit("left")).otherwise(pl.lit("right"))
    fellows = fellows.with_columns(other.cast(exams.schema["eye"]).alias("eye"))
    paired = usable.join(fellows, on=[*_SCAN, "eye"], how="left", nulls_equal=True, maintain_order="left")
    enough = {"nerve_fibre": definitions.nerve_fibre_difference_from, "ganglion_cell": definitions.ganglion_cell_difference_from}
    compared = paired.with_columns(
        (pl.col(f"{layer}_of_fellow") - pl.col(layer)).alias(f"{layer}_difference") for layer in _LAYERS
    )
    return compared.with_columns(
        (pl.col(f"{layer}_difference") >= enough[layer]).alias(f"{layer}_thinner") for layer in _LAYERS
    ).drop(*_LAYERS, *(f"{layer}_of_fellow" for layer in _LAYERS))


def _one_value(layer: str) -> pl.Expr:
    return pl.when(pl.col(layer).min() == pl.col(layer).max()).then(pl.col(layer).min())
