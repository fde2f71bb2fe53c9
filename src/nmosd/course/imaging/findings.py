"""What one scan shows, by region and geometry, in three-valued logic.

Rule. A question left blank, answered `unknown` or `not done` is unknown and never no.
- A cord lesion: if the record says so, gives it a length or segments, calls it extensive, or names a kind of it; none if the
  record says no or measures 0 segments.
- A longitudinally extensive cord lesion covers `extensive_cord_segments` contiguous segments or more: as stated; else as
  measured; else as spanned by its first and last segment, both counted; there is none without a cord lesion. Radiologists count
  vertebrae, and the record may name segments of the cord. Where counting with and without the segments that no vertebra is
  named after (C8, those below the end of the cord) gives different answers, as from C7 to T1, it cannot be told.
- An optic nerve lesion: of the right or left nerve or of the chiasm; none if both nerves have none. It is extensive over more
  than half of a nerve or into the chiasm.
- Lesions of area postrema, brainstem, diencephalon and cerebrum: as stated; none where the brain as a whole is normal.
- The brain is unremarkable if it is normal or shows only nonspecific lesions; it is not if any of its lesions is stated.
- New or enhancing: either; none if both were denied.

Source: Wingerchuk 2015, doi 10.1212/WNL.0000000000001729.
"""

from itertools import accumulate

import polars as pl

from nmosd.course.answers import answered
from nmosd.course.definitions import Definitions
from nmosd.record.vocabulary import vocabulary

FINDINGS = (
    "cord_lesion",
    "extensive_cord_lesion",
    "extensive_cord_atrophy",
    "optic_nerve_lesion",
    "optic_nerve_right_lesion",
    "optic_nerve_left_lesion",
    "optic_nerve_extensive",
    "area_postrema_lesion",
    "brainstem_lesion",
    "diencephalic_lesion",
    "cerebral_lesion",
    "brain_unremarkable",
)
ANSWERS = (
    "enhancing_lesion",
    "nonenhancing_lesion",
    "new_lesion",
    "enhancing_over_3_months",
    "periventricular_lesion",
    "cortical_lesion",
    "infratentorial_lesion",
    "temporal_lobe_lesion",
    "dawson_fingers",
    "central_vein_sign",
    "paramagnetic_rim_lesion",
    "typical_cord_lesion",
    "central_cord_lesion",
    "cord_h_sign",
    "peripheral_cord_lesion",
    "indistinct_cord_lesion",
    "bright_spotty_lesion",
    "conus_lesion",
    "optic_nerve_over_half",
    "optic_nerve_other_cause",
    "perineural_enhancement",
    "deep_grey_lesion",
    "ill_defined_lesions",
    "cerebral_cortex_lesion",
    "ill_defined_brainstem_lesion",
)
"""Questions of the record that are kept as they were answered."""
AS_RECORDED = ("brain_pattern", "white_matter_lesions", "central_vein_lesions", "lesions_without_central_vein")
"""What else of the record is kept as it stands."""


def with_findings(scans: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the scans with `extensive_rule` and a three-valued column for each of `FINDINGS`, `new_or_enhancing`, `ANSWERS`."""
    length, enough = pl.col("longest_cord_lesion"), definitions.extensive_cord_segments
    segments = pl.col("cord_first_segment").is_not_null() | pl.col("cord_last_segment").is_not_null()
    answers = scans.with_columns(answered(question) for question in dict.fromkeys((*_QUESTIONS, *ANSWERS)))
    regions = answers.with_columns(
        cord_lesion=_stated(*_KINDS_OF_CORD_LESION) | (length > 0).fill_null(value=False) | segments | _cord_lesion(length),
        optic_nerve_lesion=_stated(*_FAR_OPTIC_LESIONS) | pl.col("optic_nerve_right_lesion") | pl.col("optic_nerve_left_lesion"),
        brain_unremarkable=~_stated(*_BRAIN_LESIONS, *_LESIONS_OF_OTHER_DISEASES) & _pattern("unremarkable"),
        new_or_enhancing=pl.col("new_lesion") | pl.col("enhancing_lesion"),
        extensive_cord_atrophy=pl.col("cord_atrophy") >= enough,
        measured=length >= enough,
        spanned=_spans(enough),
        **{
            lesion: pl.coalesce(lesion, pl.when(_pattern("without_lesion")).then(pl.lit(value=False)))
            for lesion in _BRAIN_LESIONS
        },
    )
    none = pl.lit(value=False)
    ways = [("longitudinally_extensive", "stated"), ("measured", "measured"), ("spanned", "spanned")]
    rule = pl.coalesce(pl.when(pl.col(way).is_not_null()).then(pl.lit(f"imaging.extensive_{name}")) for way, name in ways)
    without = pl.when(~pl.col("cord_lesion"))
    return regions.with_columns(
        extensive_cord_lesion=pl.coalesce(*(way for way, _ in ways), without.then(none)),
        extensive_rule=pl.coalesce(rule, without.then(pl.lit("imaging.no_cord_lesion")), pl.lit("imaging.extent_unknown")),
        optic_nerve_extensive=pl.when(~pl.col("optic_nerve_lesion"))
        .then(none)
        .otherwise(pl.col("optic_nerve_over_half") | pl.col("chiasm_lesion")),
    )


_KINDS_OF_CORD_LESION = (
    "longitudinally_extensive",
    "central_cord_lesion",
    "peripheral_cord_lesion",
    "indistinct_cord_lesion",
    "bright_spotty_lesion",
    "conus_lesion",
    "cord_h_sign",
    "typical_cord_lesion",
)
_FAR_OPTIC_LESIONS = ("optic_nerve_over_half", "chiasm_lesion")
_BRAIN_LESIONS = ("area_postrema_lesion", "brainstem_lesion", "diencephalic_lesion", "cerebral_lesion")
_LESIONS_OF_OTHER_DISEASES = (
    "periventricular_lesion",
    "cortical_lesion",
    "infratentorial_lesion",
    "temporal_lobe_lesion",
    "dawson_fingers",
    "deep_grey_lesion",
    "ill_defined_lesions",
    "cerebral_cortex_lesion",
    "ill_defined_brainstem_lesion",
    "central_vein_sign",
    "paramagnetic_rim_lesion",
)
_QUESTIONS = (
    "cord_lesion",
    *_KINDS_OF_CORD_LESION,
    "optic_nerve_right_lesion",
    "optic_nerve_left_lesion",
    *_FAR_OPTIC_LESIONS,
    *_BRAIN_LESIONS,
    *_LESIONS_OF_OTHER_DISEASES,
    "new_lesion",
    "enhancing_lesion",
)


def _stated(*questions: str) -> pl.Expr:
    """Return whether any of the questions was answered with yes; never null."""
    return pl.any_horizontal(pl.col(questions).fill_null(value=False))


def _cord_lesion(length: pl.Expr) -> pl.Expr:
    return pl.coalesce("cord_lesion", length > 0)


def _pattern(attribute: str) -> pl.Expr:
    """Return what the pattern of the brain as a whole implies; null where it implies nothing."""
    known = {name: term.attributes.get(attribute) for name, term in vocabulary("brain_pattern").items()}
    return pl.col("brain_pattern").replace_strict(known, default=None, return_dtype=pl.Boolean)


def _spans(enough: int) -> pl.Expr:
    """Return whether the stretch from the first to the last segment is extensive; null if it cannot be told, or runs upwards."""
    vertebrae = [0, *accumulate(int(term.attributes.get("vertebra", True)) for term in vocabulary("cord_segment").values())]
    above = dict(enumerate(vertebrae))
    first, last = pl.col("cord_first_segment").to_physical(), pl.col("cord_last_segment").to_physical()
    of_cord = last.cast(pl.Int32) - first.cast(pl.Int32) + 1
    beside = [place.replace_strict(above, return_dtype=pl.Int32) for place in (last + 1, first)]
    counts = (of_cord >= enough, beside[0] - beside[1] >= enough)
    return pl.when((of_cord > 0) & (counts[0] == counts[1])).then(counts[0])
