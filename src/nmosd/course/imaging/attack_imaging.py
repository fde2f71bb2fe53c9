"""Imaging of an attack: what the scans that belong to it show together.

Rule. A finding is true if any scan of the attack says so, false if every scan that answers says no, else unknown. A part of the
cord without a lesion says nothing of the other part, so that neither a lesion of the cord nor a long one is denied by it alone.
`new_lesion` is true if any of the scans shows a new or enhancing lesion, wherever it lies; it is false only if scans deny one for
every site that the attack struck, because a scan of the brain says nothing of a myelitis. The cord is seen whole on a scan of the
cord, or on one of its cervical and one of its thoracic part.

Source: the regions that a scan shows are data (`mri_region` in the vocabulary).
"""

import polars as pl

from nmosd.course.imaging.findings import FINDINGS
from nmosd.course.keys import no_rows
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary


def derive_attack_imaging(record: Record, attacks: pl.DataFrame, imaging: pl.DataFrame, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per merged attack, in the order of the attacks.

    `scans` counts the scans that belong to it; `FINDINGS` and `new_lesion` are true, false or null (unknown; all of them where
    there is no scan). Which scans other days inside the dates would tie otherwise is marked in `imaging`. With `reasons`, `rule`
    names the rule and `row_ids` are the scans.
    """
    theirs = imaging.filter(pl.col("attack").is_not_null())
    region, free = pl.col("region").cast(pl.String), ~pl.col("cord_lesion")
    free_in = [((region == part) & free).fill_null(value=False).alias(f"free_{part}") for part in _parts()]
    answers = theirs.with_columns(*free_in).with_columns(
        pl.when(~pl.any_horizontal(*_FREE_PARTS)).then(pl.col(finding)).alias(finding) for finding in _OF_THE_CORD
    )
    together = (
        answers.group_by("patient_id", "attack", maintain_order=True)
        .agg(
            pl.len().cast(pl.UInt32).alias("scans"),
            pl.col(*FINDINGS, "new_or_enhancing", *_FREE_PARTS).max(),
            *([pl.col("row_id").alias("row_ids")] if reasons else []),
        )
        .with_columns(
            pl.coalesce(finding, pl.when(pl.all_horizontal(*_FREE_PARTS)).then(pl.lit(value=False))).alias(finding)
            for finding in _OF_THE_CORD
        )
    )
    with_scans = attacks.select("patient_id", "attack").join(
        together, on=["patient_id", "attack"], how="left", maintain_order="left"
    )
    denied = _denied_at_every_site(theirs, attacks)
    joined = with_scans.join(denied, on=["patient_id", "attack"], how="left", maintain_order="left").with_columns(
        pl.col("scans").fill_null(0),
        new_lesion=pl.when("new_or_enhancing").then(pl.lit(value=True)).when("denied").then(pl.lit(value=False)),
    )
    if not reasons:
        return joined.select(_COLUMNS)
    none = pl.col("scans") == 0
    return joined.select(
        *_COLUMNS,
        pl.when(none).then(pl.lit("attack_imaging.no_scan")).otherwise(pl.lit("attack_imaging.scans")).alias("rule"),
        pl.col("row_ids").fill_null(no_rows(record)),
    )


_COLUMNS = ("patient_id", "attack", "scans", *FINDINGS, "new_lesion")
_OF_THE_CORD = ("cord_lesion", "extensive_cord_lesion")


def _parts() -> dict[str, str]:
    """Return the regions that are a part of another, with that other."""
    return {name: whole for name, term in vocabulary("mri_region").items() if (whole := term.attributes.get("part_of"))}


_FREE_PARTS = tuple(f"free_{part}" for part in _parts())


def _denied_at_every_site(scans: pl.DataFrame, attacks: pl.DataFrame) -> pl.DataFrame:
    """Return the attacks for which scans deny a new lesion at every site struck, with `denied`, which is always true."""
    attack = ["patient_id", "attack"]
    denials = scans.filter(~pl.col("new_or_enhancing")).select(*attack, region=pl.col("region").cast(pl.String)).unique()
    parts = _parts()
    in_parts = denials.filter(pl.col("region").is_in(list(parts))).with_columns(whole=pl.col("region").replace_strict(parts))
    whole = in_parts.group_by(*attack, region="whole").agg(pl.len().alias("seen"))
    needed = pl.col("region").replace_strict({name: list(parts.values()).count(name) for name in set(parts.values())})
    regions = pl.concat([denials, whole.filter(pl.col("seen") == needed).select(*attack, "region")])
    shown = pl.DataFrame(
        [(name, site) for name, term in vocabulary("mri_region").items() for site in term.attributes.get("shows", ())],
        schema={"region": pl.String, "site": pl.String},
        orient="row",
    )
    seen = regions.join(shown, on="region").select(*attack, "site").unique()
    unsided = {name: term.attributes.get("part_of", name) for name, term in vocabulary("sites").items()}
    struck = (
        attacks.select(*attack, site="sites")
        .join(denials.select(attack).unique(), on=attack, how="semi")
        .filter(pl.col("site").list.len() > 0)
        .explode("site")
        .with_columns(pl.col("site").cast(pl.String).replace_strict(unsided))
    )
    unseen = struck.join(seen, on=[*attack, "site"], how="anti")
    return struck.select(attack).unique().join(unseen, on=attack, how="anti").with_columns(denied=pl.lit(value=True))
