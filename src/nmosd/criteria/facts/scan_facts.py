"""What the scans of a person show: each scan with its findings, and the red flags among them."""

import polars as pl

from nmosd.criteria.facts.asking import any_that_answers
from nmosd.criteria.facts.material import Material
from nmosd.record.vocabulary import vocabulary


def scan_rows(material: Material) -> pl.DataFrame:
    """Return a row per scan: person, the attack that it belongs to, its findings as in `imaging`, and what the criteria ask more.

    - `brain_allows_optic_neuritis`: the brain is normal or shows only nonspecific lesions, or, where the definitions say that
      they do not speak against it, lesions typical of NMOSD;
    - `brain_diagnostic_of_ms`, `brain_like_adem`: the brain as a whole looks so.
    """
    scans = material.derived("imaging").drop("row_ids", strict=False)
    pattern = pl.col("brain_pattern").cast(pl.String)
    known = [name for name, term in vocabulary("brain_pattern").items() if "unremarkable" in term.attributes]
    return scans.with_columns(
        brain_allows_optic_neuritis=_allows_optic_neuritis(material, pattern),
        brain_like_adem=pl.when(pattern.is_in(known)).then(pattern == "like ADEM"),
        brain_diagnostic_of_ms=pl.when(pattern.is_in(known)).then(pattern == "typical of MS"),
        short_cord_lesion=pl.col("cord_lesion") & ~pl.col("extensive_cord_lesion"),
    )


def _allows_optic_neuritis(material: Material, pattern: pl.Expr) -> pl.Expr:
    if not material.definitions.ipnd_brain_lesion_with_optic_neuritis:
        return pl.col("brain_unremarkable")
    lesions = ("area_postrema_lesion", "brainstem_lesion", "diencephalic_lesion", "cerebral_lesion")
    of_ms = ("periventricular_lesion", "cortical_lesion", "infratentorial_lesion", "temporal_lobe_lesion", "dawson_fingers")
    typical = (pattern == "typical of NMOSD").fill_null(value=False) | pl.any_horizontal(
        pl.col(lesion).fill_null(value=False) for lesion in lesions
    )
    other = pattern.is_in(["typical of MS", "like ADEM", "other"]).fill_null(value=False) | pl.any_horizontal(
        pl.col(lesion).fill_null(value=False) for lesion in of_ms
    )
    return pl.col("brain_unremarkable") | pl.when(typical & ~other).then(statement=True)


def scan_facts(material: Material, scans: pl.DataFrame) -> pl.DataFrame:
    """Return the facts that scans carry whatever the attack, for everybody; without a scan they cannot be told."""
    asked = {
        "cord_lesion_extensive": pl.col("extensive_cord_lesion"),
        "brain_diagnostic_of_ms": pl.col("brain_diagnostic_of_ms"),
        "brain_like_adem": pl.col("brain_like_adem"),
        "dawson_fingers": pl.col("dawson_fingers"),
        "temporal_lobe_lesion": pl.col("temporal_lobe_lesion"),
        "cortical_lesion": pl.col("cortical_lesion"),
        "enhancing_over_3_months": pl.col("enhancing_over_3_months"),
        "short_cord_lesion": pl.col("short_cord_lesion"),
        "peripheral_cord_lesion": pl.col("peripheral_cord_lesion"),
        "indistinct_cord_lesion": pl.col("indistinct_cord_lesion"),
    }
    return any_that_answers(material, scans, asked)
