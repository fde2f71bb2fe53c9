"""Whether MRI shows a lesion where the motor neurons of a denervated muscle lie.

Rule. A lesion lies there if, on a scan of any date, the longest cord lesion covers one of the muscle's segments (one end alone:
that segment), or if one of them is the brainstem and a lesion of the brainstem or of the area postrema is recorded. There is none
if each segment is shown by a scan, and every scan that shows it has no lesion there: no cord lesion at all, or, where
`longest_cord_lesion_is_the_only_one`, one whose two ends are known and lie elsewhere. Which segments a region shows stands in the
vocabulary `mri_region`. Segments are those of the cord; a vertebra is not the segment of its name in the lower cord.
"""

import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.record import Record
from nmosd.record.vocabulary import names, vocabulary

_PLACES = {name: place for place, name in enumerate(names("innervation"))}
_BRAINSTEM = _PLACES["brainstem"]


def lesions_at_segments(muscles: pl.DataFrame, record: Record, imaging: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return `row_id`, `lesion` and `scan_row_ids` for each muscle whose denervation is not, or may not be, explained.

    `muscles` have `patient_id`, `row_id`, `segments` and `unexplained`. `lesion` is null where it cannot be told, also without a
    stated segment. `scan_row_ids` are the scans that show a lesion there, else those that show the segments.
    """
    open_ones = muscles.filter(pl.col("unexplained").fill_null(value=True))
    places = (
        open_ones.select("patient_id", muscle="row_id", place=pl.col("segments").cast(pl.List(pl.String)))
        .explode("place")
        .with_columns(pl.col("place").replace_strict(_PLACES, return_dtype=pl.Int32))
    )
    scans = _scans(imaging.join(places, on="patient_id", how="semi"), record)
    looked_at = _looked_at(places.join(scans, on="patient_id"), definitions)
    by_place = looked_at.group_by("muscle", "place").agg(lesion=pl.col("lesion").any(ignore_nulls=False))
    everywhere = places.join(by_place, on=["muscle", "place"], how="left").group_by("muscle")
    deciding = pl.col("scan").filter(pl.col("lesion").fill_null(value=False))
    scan_ids = looked_at.group_by("muscle").agg(
        scan_row_ids=pl.when(pl.col("lesion").any()).then(deciding.implode()).otherwise(pl.col("scan").implode())
    )
    verdicts = everywhere.agg(lesion=pl.col("lesion").any(ignore_nulls=False))
    return verdicts.join(scan_ids, on="muscle", how="left").rename({"muscle": "row_id"})


def _scans(imaging: pl.DataFrame, record: Record) -> pl.DataFrame:
    """Return the scans with what they show of brainstem and cord, and the first and last segment that their region shows."""
    shown = {name: term.attributes.get("shows_segments") for name, term in vocabulary("mri_region").items()}
    region = pl.col("region").cast(pl.String)
    ends = {
        name: region.replace_strict(
            {key: _PLACES[pair[end]] for key, pair in shown.items() if pair}, default=None, return_dtype=pl.Int32
        )
        for name, end in (("shown_from", 0), ("shown_to", -1))
    }
    segments = {
        name: pl.col(name).cast(pl.String).replace_strict(_PLACES, return_dtype=pl.Int32)
        for name in ("cord_first_segment", "cord_last_segment")
    }
    stretch = record.mri_scans.select("row_id", **segments).join(imaging, on="row_id", how="semi")
    return imaging.join(stretch, on="row_id", how="left").select(
        "patient_id",
        "cord_lesion",
        "cord_first_segment",
        "cord_last_segment",
        scan="row_id",
        brainstem=pl.col("brainstem_lesion") | pl.col("area_postrema_lesion"),
        **ends,
    )


def _looked_at(pairs: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the pairs of a muscle's place and a scan that says or could say something of it, with `lesion`."""
    place, first, last = pl.col("place"), pl.col("cord_first_segment"), pl.col("cord_last_segment")
    shown = place.is_between(pl.col("shown_from"), pl.col("shown_to")).fill_null(value=False)
    covered = place.is_between(pl.coalesce(first, last), pl.coalesce(last, first)).fill_null(value=False)
    elsewhere = pl.lit(definitions.longest_cord_lesion_is_the_only_one) & (first <= last)
    free = pl.when(~pl.col("cord_lesion") | elsewhere).then(pl.lit(value=False))
    in_cord = pl.when(covered).then(pl.lit(value=True)).when(shown).then(free)
    in_brainstem = pl.when(pl.col("brainstem") | shown).then(pl.col("brainstem"))
    judged = pairs.with_columns(lesion=pl.when(place == _BRAINSTEM).then(in_brainstem).otherwise(in_cord))
    return judged.filter(shown | pl.col("lesion").fill_null(value=False))
