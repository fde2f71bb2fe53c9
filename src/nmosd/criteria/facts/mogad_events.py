"""The events of the MOGAD criteria that no other criterion asks for, attack by attack.

Rule. Attacks count as in `attack_facts`. An attack is acute disseminated encephalomyelitis or a cerebral cortical encephalitis if
a report calls it so; it is not if all its reports call it something else, or if its sites are stated and leave the cerebrum out.
"""

import polars as pl

from nmosd.criteria.facts.material import Material

SYNDROMES = {"adem": "ADEM", "cortical_encephalitis": "cerebral cortical encephalitis"}
EVENTS = ("cerebellar_deficits", *SYNDROMES)


def with_mogad_events(material: Material, attacks: pl.DataFrame) -> pl.DataFrame:
    """Return what `counted_attacks` returned, with `EVENTS`, `mogad_brain_event` and `mogad_event` as true, false or null.

    `mogad_brain_event`: the attack is an event of brain, brainstem or cerebellum; `mogad_event`: it is any core event.
    """
    definitions = material.definitions
    brain = ["cerebral_symptoms", "brainstem_syndrome", *EVENTS]
    brain += ["diencephalic_symptoms"] * definitions.mogad_diencephalon_is_cerebral
    brain += ["area_postrema_syndrome"] * definitions.mogad_area_postrema_is_brainstem
    own = _own_events(material)
    # Rows that are no attack come last: they count for nothing, or nothing is known of them.
    rest = attacks.height - own.height
    named = pl.concat([attacks, own.select(pl.all().extend_constant(None, rest))], how="horizontal")
    events = named.with_columns((pl.col("counts") & pl.col(event)).alias(event) for event in EVENTS)
    of_brain = events.with_columns(mogad_brain_event=pl.any_horizontal(brain))
    return of_brain.with_columns(mogad_event=pl.any_horizontal("optic_neuritis", "acute_myelitis", "mogad_brain_event"))


def _own_events(material: Material) -> pl.DataFrame:
    """Return the events of each attack by its sites and names, whether it counts or not."""
    features, attacks = material.course.attack_features, material.course.attacks
    elsewhere = features.select("elsewhere").with_row_index("place").filter("elsewhere")["place"]
    cerebellum = attacks["sites"].gather(elsewhere).list.contains("cerebellum")
    struck = features["elsewhere"].clone().scatter(elsewhere, cerebellum)
    # What leaves the cerebrum out is neither syndrome; what does not is one only if it is called so.
    not_cerebral = features.select(pl.when(~pl.col("cerebrum")).then(statement=False)).to_series()
    return pl.DataFrame(
        {"cerebellar_deficits": struck, **{event: _called(material, not_cerebral, name) for event, name in SYNDROMES.items()}}
    )


def _called(material: Material, by_site: pl.Series, name: str) -> pl.Series:
    """Return whether each attack is a syndrome, as its reports call it and else by its sites."""
    reports = material.record.attacks
    said = reports.select("row_id", "patient_id", pl.col("syndrome").cast(pl.String)).filter(
        pl.col("syndrome").is_not_null() & (pl.col("syndrome") != "unknown")
    )
    if not said.height:
        return by_site
    theirs = material.course.attacks.select("patient_id", "row_ids", "reported").with_row_index("place")
    theirs = theirs.filter(pl.col("patient_id").is_in(said["patient_id"].unique().implode()))
    together = (
        theirs.explode("row_ids")
        .join(said.select(row_ids="row_id", answer=pl.col("syndrome") == name), on="row_ids")
        .group_by("place", maintain_order=True)
        .agg(yes=pl.col("answer").any(), complete=pl.len() == pl.col("reported").first())
        .filter(pl.col("yes") | pl.col("complete"))
    )
    return by_site.clone().scatter(together["place"], together["yes"])
