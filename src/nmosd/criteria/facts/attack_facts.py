"""Which characteristics the attacks of a person stand for, and which lesions the scans show that the criteria require of them.

Rule of the attacks. Attacks count by their certainty (`criteria_certainties`): a pseudo-attack that does not count, and one that
a reviewer set aside, stand for nothing; of another one that does not count it cannot be told. What is not among the attacks on
record of a person who has any did not happen, unless the record says that it does not hold all their attacks
(`patients.attacks_complete`): then it cannot be told. A person without one is treated as `without_attacks` says.

Rule of the lesions. A lesion is required of an attack. It is there if a scan of the attack shows it, or, under
`required_lesion_on = "any scan"`, any scan of the person; it is not there if the scans of the attack that answer deny it and no
such scan shows it. No scan, or a blank, is unknown. That a brain allows an optic neuritis is the absence of lesions: of the
scans of the attack one that shows any outweighs those that show none. Where they are silent, a scan that belongs to no attack can
say that there is none, under `any scan`, and only if no scan of the person shows any.

Rule of the area postrema. The syndrome lasted, or a scan shows its lesion: see `attack_features`.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from nmosd.criteria.facts.asking import NO, UNKNOWN, YES, any_coded, any_row, code, decoded, rows_that_say
from nmosd.criteria.facts.material import Material
from nmosd.criteria.facts.required_findings import places_of_attacks
from nmosd.record.vocabulary import vocabulary

ATTACK = ["patient_id", "attack"]


def attack_facts(material: Material, attacks: pl.DataFrame, scans: pl.DataFrame) -> pl.DataFrame:
    """Return the facts that attacks and their scans carry, for everybody, given `counted_attacks` and `scan_rows`."""
    none = material.without_attacks
    places = any_row(material, attacks, {name: pl.col(name) for name in _PLACES}, without_rows=none)
    lesions = any_row(
        material,
        attacks,
        {name: pl.col(place) & shown(material, lesion) for name, (place, lesion, _) in REQUIRED.items()},
        without_rows=none,
    )
    if material.reasons:
        lesions = pl.concat([lesions.select(*REQUIRED), required_lists(material, attacks, scans, REQUIRED)], how="horizontal")
    return pl.concat([places, lesions], how="horizontal")


_PLACES = (
    "optic_neuritis",
    "acute_myelitis",
    "area_postrema_syndrome",
    "brainstem_syndrome",
    "diencephalic_symptoms",
    "cerebral_symptoms",
)
REQUIRED = {
    "optic_neuritis_brain": ("optic_neuritis", "brain_allows_optic_neuritis", "cerebrum"),
    "optic_neuritis_nerve": ("optic_neuritis", "optic_nerve_extensive", "optic nerve"),
    "myelitis_extensive": ("acute_myelitis", "extensive_cord_lesion", "spinal cord"),
    "myelitis_atrophy": ("acute_myelitis", "extensive_cord_atrophy", "spinal cord"),
    "area_postrema_shown": ("area_postrema_syndrome", "area_postrema_lesion", "area postrema"),
    "brainstem_shown": ("brainstem_syndrome", "brainstem_lesion", "brainstem"),
    "diencephalic_shown": ("diencephalic_symptoms", "diencephalic_lesion", "diencephalon"),
    "cerebral_shown": ("cerebral_symptoms", "cerebral_lesion", "cerebrum"),
}
"""The facts that a scan shows what is required of an attack: the attack, the finding of `scan_rows`, the site to be scanned."""
_ABSENCE = "brain_allows_optic_neuritis"


def counted_attacks(material: Material, scans: pl.DataFrame) -> pl.DataFrame:
    """Return a row per attack with what it stands for (`_PLACES`), what its scans show, and what any scan of the person shows.

    A finding `lesion` of `scan_rows` is `lesion` where the attack's own scans answer, `any_lesion` whether any scan shows it.
    Reports that a reviewer set aside are rows too: they stand for nothing. So is, for a person whose attacks are not all on
    record, one of which nothing is known.
    """
    rows = ["row_ids"] if material.reasons else []
    attacks = material.derived("attacks").select(*ATTACK, *rows)
    features = material.course.attack_features.select(*_STRUCK, *_FEATURES, "core", "core_open", "certainty")
    joined = pl.concat([attacks, features, _shown_by_scans(material, attacks, scans)], how="horizontal")
    judged = joined.with_columns(counts=_counts(material)).with_columns(_stands_for(material))
    return pl.concat([judged, _set_aside(material), _not_on_record(material)], how="diagonal")


_STRUCK = ("optic_nerve", "cord", "area_postrema", "brainstem", "diencephalon", "cerebrum", "bilateral")
_FEATURES = (
    "cerebellum",
    "partial_myelitis",
    "atypical",
    "lasting",
    "objective_change",
    "new_lesion",
    "fever_infection_or_heat",
)
_LESIONS = sorted({lesion for _, lesion, _ in REQUIRED.values()})


def _shown_by_scans(material: Material, attacks: pl.DataFrame, scans: pl.DataFrame) -> pl.DataFrame:
    """Return for each attack, in order, what its own scans answer, and whether any scan of the person shows it."""
    places = places_of_attacks(material, attacks, scans)
    of_attack = places >= 0
    own, anywhere = {}, {}
    for lesion in _LESIONS:
        codes = scans.select(code(pl.col(lesion))).to_series().to_numpy()
        own[lesion] = np.full(attacks.height, UNKNOWN)
        for answer in (YES, NO) if lesion == _ABSENCE else (NO, YES):
            own[lesion][places[of_attack & (codes == answer)]] = answer
        if lesion == _ABSENCE and material.definitions.required_lesion_on == "any scan":
            patients = scans["patient_id"].to_numpy()
            free = np.full(material.people.height, UNKNOWN)
            free[patients[~of_attack & (codes == YES)]] = YES
            free[patients[codes == NO]] = UNKNOWN
            own[lesion] = np.where(own[lesion] == UNKNOWN, free[attacks["patient_id"].to_numpy()], own[lesion])
        anywhere[f"any_{lesion}"] = np.where(codes == YES, YES, NO)
    of_person = any_coded(material, scans["patient_id"], anywhere, without_rows=False)
    answers = pl.DataFrame(own).select(decoded(pl.col(lesion)).alias(lesion) for lesion in _LESIONS)
    return pl.concat([answers, of_person[attacks["patient_id"]]], how="horizontal")


def shown(material: Material, lesion: str) -> pl.Expr:
    """Return whether a scan shows what is required of an attack: true, false or null."""
    if material.definitions.required_lesion_on == "scans of the attack" or lesion == _ABSENCE:
        return pl.col(lesion)
    return pl.col(lesion) | pl.col(f"any_{lesion}")


def required_lists(
    material: Material, attacks: pl.DataFrame, scans: pl.DataFrame, required: Mapping[str, tuple[str, str, str]]
) -> pl.DataFrame:
    """Return for everybody the scans that show what is required, those of the attack that deny it, and those that do not say."""
    places = sorted({place for place, _, _ in required.values()})
    of_attack = scans.join(attacks.select(*ATTACK, *places), on=ATTACK, how="left", maintain_order="left")
    had = attacks.group_by("patient_id").agg(pl.col(place).fill_null(value=True).any().alias(f"had_{place}") for place in places)
    asked = of_attack.join(had, on="patient_id", how="left", maintain_order="left")
    any_scan = pl.lit(material.definitions.required_lesion_on == "any scan")
    questions, among = {}, {}
    for name, (place, lesion, site) in required.items():
        of_such = pl.col("attack").is_not_null() & pl.col(place).fill_null(value=True)
        says = of_such & (pl.col(lesion).is_not_null() | pl.col("region").cast(pl.String).is_in(_regions(site)))
        may_show = any_scan & pl.col("attack").is_null() if lesion == _ABSENCE else any_scan
        shows = may_show & pl.col(f"had_{place}").fill_null(value=False) & pl.col(lesion).fill_null(value=False)
        questions[name], among[name] = pl.col(lesion), says | shows
    return rows_that_say(material, asked, questions, among=among)


def _regions(site: str) -> list[str]:
    """Return the regions of which a scan shows a site, whole or in part."""
    regions = vocabulary("mri_region")
    whole = [name for name, term in regions.items() if site in term.attributes.get("shows", ())]
    return whole + [name for name, term in regions.items() if term.attributes.get("part_of") in whole]


def _counts(material: Material) -> pl.Expr:
    certainty = pl.col("certainty").cast(pl.String)
    counting = list(material.definitions.criteria_certainties)
    return pl.when(certainty.is_in(counting)).then(statement=True).when(certainty == "pseudo").then(statement=False)


def _stands_for(material: Material) -> list[pl.Expr]:
    listed, open_ = (pl.col(column).list.contains("C3") for column in ("core", "core_open"))
    as_derived = pl.when(listed).then(statement=True).when(~open_).then(statement=False)
    syndrome = pl.col("area_postrema") & (as_derived | shown(material, "area_postrema_lesion"))
    struck = {
        "optic_neuritis": pl.col("optic_nerve"),
        "acute_myelitis": pl.col("cord"),
        "area_postrema_syndrome": syndrome,
        "brainstem_syndrome": pl.col("brainstem"),
        "diencephalic_symptoms": pl.col("diencephalon"),
        "cerebral_symptoms": pl.col("cerebrum"),
    }
    return [(pl.col("counts") & one).alias(name) for name, one in struck.items()]


def _set_aside(material: Material) -> pl.DataFrame:
    """Return the reports that a reviewer set aside, which stand for nothing."""
    aside = pl.col("adjudication").cast(pl.String).is_in(list(material.definitions.not_attacks))
    reports = material.recorded("attacks", where=aside)
    nothing = [pl.lit(value=False).alias(name) for name in ("counts", *_PLACES)]
    rows = [pl.concat_list("row_id").alias("row_ids")] if material.reasons else []
    return reports.select("patient_id", *rows, *nothing)


def _not_on_record(material: Material) -> pl.DataFrame:
    """Return a row for each person whose attacks are not all on record: one that may have struck anywhere."""
    incomplete = material.recorded("patients", where=pl.col("attacks_complete") == "no")
    return incomplete.select("patient_id", *([pl.concat_list("row_id").alias("row_ids")] if material.reasons else []))
