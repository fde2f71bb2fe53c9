"""What the MOGAD criteria ask of attacks, scans and eyes: events that no other criterion asks for, and what supports each event.

Rule of the features. A feature supports an event that the attack is if it is found: the rule of the lesions in `attack_facts`.
Both optic nerves are struck at once as `attack_features` says; oedema of the disc stands in `disc_oedema`. What follows from
the rest of a scan is known: a normal brain has no lesion; one without a lesion of or next to the cortex has none of the cortex;
a cord that was scanned whole and has no lesion has neither a central one nor one of the conus; optic nerves without a lesion have
no long one. An H-sign is a central lesion, and where no lesion is central there is none.

Source: Banwell 2023, doi 10.1016/S1474-4422(22)00431-8.
"""

import numpy as np
import polars as pl

from nmosd.criteria.facts.asking import any_row, code, rows_that_say
from nmosd.criteria.facts.attack_facts import required_lists
from nmosd.criteria.facts.disc_oedema import disc_oedema, oedema_seen
from nmosd.criteria.facts.material import Material
from nmosd.criteria.facts.mogad_events import EVENTS
from nmosd.criteria.facts.required_findings import Found, places_of_attacks, required_findings
from nmosd.record.vocabulary import vocabulary

_EVENT_OF = {"optic nerve": "optic_neuritis", "spinal cord": "acute_myelitis", "cerebrum": "mogad_brain_event"}
_SHOWN = {
    "mogad_long_optic_nerve": ("optic nerve", "optic_nerve_over_half"),
    "mogad_perineural": ("optic nerve", "perineural_enhancement"),
    "mogad_extensive": ("spinal cord", "extensive_cord_lesion"),
    "mogad_conus": ("spinal cord", "conus_lesion"),
    "mogad_central_cord": ("spinal cord", "central_cord_lesion"),
    "mogad_deep_grey": ("cerebrum", "deep_grey_lesion"),
    "mogad_ill_defined": ("cerebrum", "ill_defined_lesions"),
    "mogad_cortex": ("cerebrum", "cerebral_cortex_lesion"),
    "mogad_ill_defined_brainstem": ("cerebrum", "ill_defined_brainstem_lesion"),
}
"""The features that a scan shows: the site of the event that each supports, and the finding of the scan."""


def mogad_facts(material: Material, attacks: pl.DataFrame, scans: pl.DataFrame) -> pl.DataFrame:
    """Return these facts for everybody, given the rows of `with_mogad_events` and of `scan_rows`."""
    shown = scans.with_columns(_implied())
    event_of = {site: _event(material, site) for site in _EVENT_OF}
    exams = oedema_seen(material, attacks)
    places, people = places_of_attacks(material, attacks, shown), shown["patient_id"].to_numpy().astype(np.int64)
    wanted = {site: attacks.select(code(pl.col(event))).to_series().to_numpy() for site, event in event_of.items()}
    required = {"mogad_disc_oedema": (wanted["optic nerve"], disc_oedema(exams))}
    features = _features(material)
    for name, (site, finding) in features.items():
        required[name] = (wanted[site], Found.among(people, places, shown[finding]))
    bilateral = pl.col(event_of["optic nerve"]) & pl.col("bilateral")
    questions = {**{event: pl.col(event) for event in EVENTS}, "mogad_bilateral": bilateral}
    facts = [
        any_row(material, attacks, questions, without_rows=material.without_attacks),
        required_findings(material, attacks, required),
    ]
    if material.reasons:
        asked = {name: (event_of[site], finding, site) for name, (site, finding) in features.items()}
        facts += [required_lists(material, attacks, shown, asked), _oedema_lists(material, exams)]
    return pl.concat(facts, how="horizontal")


def _features(material: Material) -> dict[str, tuple[str, str]]:
    """Return the features that a scan shows; an extensive lesion of a myelitis is a fact of its own already."""
    known = {"mogad_extensive"} if material.definitions.mogad_supporting_features_of == "same site" else set()
    return {name: feature for name, feature in _SHOWN.items() if name not in known}


def _event(material: Material, site: str) -> str:
    return _EVENT_OF[site] if material.definitions.mogad_supporting_features_of == "same site" else "mogad_event"


def _implied() -> list[pl.Expr]:
    """Return the findings of a scan with what follows from the rest of it."""
    patterns = [name for name, term in vocabulary("brain_pattern").items() if term.attributes.get("without_lesion")]
    normal = pl.col("brain_pattern").is_in(patterns)
    whole_cord_free = ~pl.col("cord_lesion") & (pl.col("region") == "spinal cord")
    none = pl.lit(value=False)
    central = pl.when("cord_h_sign").then(statement=True).otherwise("central_cord_lesion")
    of_brain = ("deep_grey_lesion", "ill_defined_lesions", "ill_defined_brainstem_lesion")
    return [
        pl.coalesce("optic_nerve_over_half", pl.when(~pl.col("optic_nerve_lesion")).then(none)),
        pl.coalesce("conus_lesion", pl.when(whole_cord_free).then(none)),
        pl.coalesce(central, pl.when(whole_cord_free).then(none)).alias("central_cord_lesion"),
        pl.coalesce("cerebral_cortex_lesion", pl.when(normal | ~pl.col("cortical_lesion")).then(none)),
        *(pl.coalesce(lesion, pl.when(normal).then(none)) for lesion in of_brain),
    ]


def _oedema_lists(material: Material, exams: pl.DataFrame) -> pl.DataFrame:
    """Return the examinations that saw oedema of the disc, and those that saw none in the eye that an attack struck."""
    of_attack = pl.col("place") >= 0
    seen = pl.col("oedema") & (of_attack | (material.definitions.required_lesion_on == "any scan"))
    said = exams.filter(pl.col("struck")).filter(seen | (~pl.col("oedema") & of_attack))
    return rows_that_say(material, said, {"mogad_disc_oedema": pl.col("oedema")})
