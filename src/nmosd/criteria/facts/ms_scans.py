"""What the scans of a person show of multiple sclerosis: lesions of its regions, new ones, central veins, rims.

Rule of the regions. A periventricular, a cortical or juxtacortical and an infratentorial lesion are as stated; there is none
where the brain is normal or shows only nonspecific lesions. A cord lesion is typical as stated; else if it is short, and neither
central, H-shaped nor bright and spotty; a lesion that is not typical of multiple sclerosis is none. That one part of the cord is
free says nothing of the other. A lesion of an optic nerve is one if it is neither over more than half of the nerve nor of the
chiasm. Where `mcdonald_lesions_of_nmosd_count`, the kind of lesion does not matter.

Rule of time. Lesions are of two ages where, on scans of one day, one takes up gadolinium and one does not. A lesion is new as
stated against the scan before. On a scan that shows a lesion typical of NMOSD, neither counts unless it shows one of multiple
sclerosis too.

Rule of the central vein sign (select-6). As stated; else from `central_vein_lesions_from` lesions with a central vein on; else,
with fewer than `central_vein_few_lesions_below` white matter lesions in all, if those with a central vein outnumber those
without. Fewer lesions in all than were judged say nothing. A
normal brain has no lesion with a central vein, and none with a rim.

Sources: Montalban 2025, doi 10.1016/S1474-4422(25)00270-4, in summaries; Thompson 2018 as reproduced; `Definitions.explain()`.
"""

import numpy as np
import polars as pl

from nmosd.course import Definitions
from nmosd.criteria.facts.asking import any_row, any_that_answers
from nmosd.criteria.facts.material import Material
from nmosd.record.vocabulary import vocabulary

REGIONS = ("ms_periventricular", "ms_cortical", "ms_infratentorial", "ms_cord", "ms_optic_nerve")
"""The regions as columns of `with_ms_lesions`; of all but the optic nerve, scans are all that shows them."""


def with_ms_lesions(material: Material, scans: pl.DataFrame) -> pl.DataFrame:
    """Return `scan_rows` with a three-valued column for each of `REGIONS`, and `nmosd_brain_lesion`: one typical of NMOSD.

    `ms_cord_seen` is null for a scan that says nothing of a cord lesion, or of one part alone that it has none.
    """
    counts = pl.lit(material.definitions.mcdonald_lesions_of_nmosd_count)
    none = pl.when(pl.col("brain_unremarkable")).then(statement=False)
    kinds = (pl.col(kind).fill_null(value=False) for kind in ("central_cord_lesion", "cord_h_sign", "bright_spotty_lesion"))
    of_nmosd = pl.any_horizontal(pl.col("extensive_cord_lesion"), *kinds)
    pattern = (pl.col("brain_pattern") == "typical of NMOSD").fill_null(value=False)
    found = scans.with_columns(
        ms_periventricular=pl.coalesce("periventricular_lesion", none),
        ms_cortical=pl.coalesce("cortical_lesion", none),
        ms_infratentorial=pl.coalesce("infratentorial_lesion", none),
        ms_cord=pl.coalesce("typical_cord_lesion", pl.col("cord_lesion") & (counts | ~of_nmosd)),
        ms_optic_nerve=pl.col("optic_nerve_lesion") & (counts | ~pl.col("optic_nerve_extensive")),
        nmosd_brain_lesion=pl.any_horizontal(pattern, *_LESIONS_OF_NMOSD),
    )
    one_part_free = (_of_a_part_of_the_cord() & ~pl.col("ms_cord") & ~_free_in_all_parts(material, found)).fill_null(value=False)
    seen = pl.coalesce("typical_cord_lesion", "cord_lesion")
    return found.with_columns(ms_cord=pl.when(~one_part_free).then("ms_cord"), ms_cord_seen=pl.when(~one_part_free).then(seen))


_LESIONS_OF_NMOSD = ("area_postrema_lesion", "brainstem_lesion", "diencephalic_lesion", "cerebral_lesion")


def _parts_of_the_cord() -> tuple[str, ...]:
    return tuple(name for name, term in vocabulary("mri_region").items() if term.attributes.get("part_of") == "spinal cord")


def _of_a_part_of_the_cord() -> pl.Expr:
    return pl.col("region").is_in(list(_parts_of_the_cord()))


def _free_in_all_parts(material: Material, scans: pl.DataFrame) -> pl.Series:
    """Return for each scan whether its person's cord was seen in all its parts, and each was free."""
    free = np.ones(material.people.height, dtype=bool)
    for part in _parts_of_the_cord():
        of_part = np.zeros(material.people.height, dtype=bool)
        of_part[scans.filter((pl.col("region") == part) & ~pl.col("ms_cord"))["patient_id"].to_numpy()] = True
        free &= of_part
    return pl.Series(free[scans["patient_id"].to_numpy()])


def ms_scan_facts(material: Material, scans: pl.DataFrame) -> pl.DataFrame:
    """Return the facts that scans alone carry, for everybody, given the rows of `with_ms_lesions`.

    A scan with something of which it cannot be told whether it counts keeps the answer open; one that is silent does not.
    """
    definitions = material.definitions
    without = _without_lesion()
    as_stated = {
        "ms_periventricular": pl.col("ms_periventricular"),
        "ms_cortical": pl.col("ms_cortical"),
        "rim_lesion": pl.coalesce("paramagnetic_rim_lesion", without),
        "nmosd_brain_lesion": pl.col("nmosd_brain_lesion"),
    }
    compared = scans.filter(pl.col("new_lesion").is_not_null())
    new = pl.col("new_lesion") & _may_be_of_ms(definitions)
    asked = [pl.col(name).is_not_null() for name in ("central_vein_sign", "central_vein_lesions")]
    judged = scans.filter(pl.any_horizontal(*asked, without.is_not_null()))
    sign = pl.coalesce("central_vein_sign", _select_6(definitions), without)
    return pl.concat(
        [
            any_that_answers(material, scans, as_stated),
            any_row(material, compared, {"new_ms_lesion": new}),
            any_row(material, judged, {"central_vein_sign": sign}),
            any_row(material, _by_day(scans, definitions), {"lesions_of_two_ages": pl.col("two_ages")}),
        ],
        how="horizontal",
    )


def _without_lesion() -> pl.Expr:
    """Return false where the brain is normal, and so has no lesion that could have a central vein or a rim; else null."""
    normal = [name for name, term in vocabulary("brain_pattern").items() if term.attributes.get("without_lesion")]
    return pl.when(pl.col("brain_pattern").cast(pl.String).is_in(normal)).then(statement=False)


def _may_be_of_ms(definitions: Definitions) -> pl.Expr:
    """Return whether what a scan shows may be a lesion of multiple sclerosis: it shows one, or none that is typical of NMOSD."""
    if definitions.mcdonald_lesions_of_nmosd_count:
        return pl.lit(value=True)
    elsewhere = ("extensive_cord_lesion", "central_cord_lesion", "bright_spotty_lesion", "optic_nerve_extensive")
    of_nmosd = pl.any_horizontal(pl.col(lesion).fill_null(value=False) for lesion in ("nmosd_brain_lesion", *elsewhere))
    return ~of_nmosd | pl.any_horizontal(*REGIONS)


def _by_day(scans: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the scans that say whether a lesion takes up gadolinium, with `two_ages`: what those of their day say together."""
    asked = scans.filter(pl.col("enhancing_lesion").is_not_null() | pl.col("nonenhancing_lesion").is_not_null())
    exact = pl.col("scanned_earliest_day") == pl.col("scanned_latest_day")
    # A scan without an exact date is a day of its own.
    day = pl.when(exact).then(pl.col("scanned_day").cast(pl.Int64)).otherwise(-(1 << 40) - pl.int_range(pl.len()))
    of_ms = _may_be_of_ms(definitions)
    rows = asked.with_columns(
        day=day, takes_up=pl.col("enhancing_lesion") & of_ms, does_not=pl.col("nonenhancing_lesion") & of_ms
    )
    together = [pl.col(one).max().over("patient_id", "day") for one in ("takes_up", "does_not")]
    return rows.with_columns(two_ages=together[0] & together[1])


def _select_6(definitions: Definitions) -> pl.Expr:
    """Return the sign from counts; null where they leave it open. Lesions that cannot be judged are neither with nor without."""
    enough, few = definitions.central_vein_lesions_from, definitions.central_vein_few_lesions_below
    with_vein, without, whole = (
        pl.col(name).cast(pl.Int64) for name in ("central_vein_lesions", "lesions_without_central_vein", "white_matter_lesions")
    )
    judged = with_vein + without.fill_null(0)
    outnumber = pl.coalesce(with_vein > without, pl.when(with_vein > whole - with_vein).then(statement=True))
    return (
        pl.when(with_vein >= enough)
        .then(statement=True)
        .when(with_vein.is_null() | (whole < judged))
        .then(None)
        .when((pl.max_horizontal(whole, judged) >= few) | ~outnumber | (with_vein == 0))
        .then(statement=False)
        .when(whole < few)
        .then(outnumber)
    )
