"""Random patients for the laws of the McDonald criteria: as they come to a clinic for multiple sclerosis, with much unknown."""

import random
from collections.abc import Callable
from typing import Any

Add = Callable[..., str]
Day = Callable[[str, int | None], dict[str, Any]]
YES_NO = ("yes", "no", "no", None)
SITES = (
    ["optic nerve right"],
    ["optic nerve left"],
    ["optic nerve"],
    ["optic nerve right", "optic nerve left"],
    ["spinal cord"],
    ["spinal cord"],
    ["brainstem"],
    ["cerebellum"],
    ["cerebrum"],
    ["cerebrum", "spinal cord"],
    ["area postrema"],
    ["other"],
    None,
)
LESIONS = {
    "brain": (
        "periventricular_lesion",
        "cortical_lesion",
        "infratentorial_lesion",
        "central_vein_sign",
        "paramagnetic_rim_lesion",
    ),
    "orbit": ("optic_nerve_right_lesion", "optic_nerve_left_lesion", "optic_nerve_over_half", "chiasm_lesion"),
    "spinal cord": ("typical_cord_lesion", "cord_lesion"),
    "cervical cord": ("cord_lesion",),
    "thoracic cord": ("cord_lesion",),
}
OF_NMOSD = ("area_postrema_lesion", "brainstem_lesion", "central_cord_lesion", "cord_h_sign", "bright_spotty_lesion")


def add_person_of_ms(add: Add, on_day: Day, draw: random.Random) -> None:
    """Add a person's rows; `add` writes a row of a table, `on_day` gives the columns of a date."""
    add(
        "patients",
        age_at_onset=draw.choice((9, 30, 30, 30, 50, 60, None)),
        coexisting_diseases_complete=draw.choice(("yes", "yes", "yes", None)),
    )
    for place in range(draw.choice((0, 1, 1, 1, 2, 3))):
        # Two that lie ten days apart are one.
        add("attacks", **on_day("onset", place * draw.choice((10, 100, 100))), **_an_attack(draw))
    for _ in range(draw.choice((1, 2, 3, 4))):
        add("mri_scans", **on_day("scanned", draw.choice((5, 5, 5, 400, None))), **_a_scan(draw))
    for _ in range(draw.choice((0, 1, 1, 2))):
        add("csf_samples", **_a_fluid(draw))
    for _ in range(draw.choice((0, 0, 1, 1, 2))):
        _add_eyes(add, on_day, draw)
    if draw.random() < 0.2:
        potential = draw.choice(("delayed", "normal", "absent", None))
        add("neurophysiology", study=draw.choice(("visual evoked potential", "nerve conduction")), conduction=potential)
    for analyte, results in (
        ("AQP4-IgG", ("negative",) * 9 + ("positive", "not done")),
        ("MOG-IgG", ("negative",) * 9 + ("positive",)),
    ):
        if draw.random() < 0.9:
            assay = draw.choice(("fixed cell-based",) * 9 + ("ELISA",))
            titre = draw.choice((None, 20, 320))
            add("antibody_tests", analyte=analyte, specimen="serum", assay=assay, result=draw.choice(results), titre=titre)
    if draw.random() < 0.3:
        add("comorbidities", disease=draw.choice(("migraine", "stroke", "vitiligo")))
    for _ in range(draw.choice((0, 1, 1, 2))):
        label = draw.choice(("multiple sclerosis", "clinically isolated syndrome", "NMOSD", None))
        answer = draw.choice(("yes", "yes", "no", None))
        add("diagnoses", label=label, alternatives_excluded=answer, **on_day("diagnosed", draw.choice((None, 300, 400))))


def _an_attack(draw: random.Random) -> dict[str, object]:
    return {
        "sites": draw.choice(SITES),
        "partial_myelitis": draw.choice(("yes", "yes", "no", None)),
        "atypical_features": draw.choice((None, None, None, ["none"], ["headache"], ["encephalopathy", "meningism"])),
        "objective_change": draw.choice(("yes", "yes", "no", None)),
        "over_24_hours": draw.choice(("yes", None)),
        "other_cause": draw.choice((None, None, None, None, "yes")),
        "syndrome": draw.choice((None, None, "ADEM", "neither")),
        "adjudication": draw.choice((None, None, None, None, "not an attack")),
    }


def _a_scan(draw: random.Random) -> dict[str, object]:
    region = draw.choice(("brain", "brain", "brain", *LESIONS))
    found: dict[str, object] = {lesion: draw.choice(("yes", "yes", "no", None)) for lesion in LESIONS[region]}
    found |= {question: draw.choice(YES_NO) for question in ("new_lesion", "enhancing_lesion", "nonenhancing_lesion")}
    if draw.random() < 0.15:
        found[draw.choice(OF_NMOSD)] = "yes"
    if region == "brain":
        found["brain_pattern"] = draw.choice((None, None, "normal", "nonspecific", "typical of MS", "typical of NMOSD"))
        found |= {
            name: draw.choice((None, 0, 1, 4, 5, 6, 9, 10))
            for name in ("central_vein_lesions", "lesions_without_central_vein", "white_matter_lesions")
            if draw.random() < 0.7
        }
    if region == "orbit":
        found["optic_nerve_other_cause"] = draw.choice((None, None, None, "no", "yes"))
    if region.endswith("cord"):
        found["longest_cord_lesion"] = draw.choice((None, 0.0, 1.0, 4.0))
    return {"region": region, **found}


def _a_fluid(draw: random.Random) -> dict[str, object]:
    return {
        "oligoclonal_bands": draw.choice((None, "type 1", "type 2", "type 3", "type 4", "not done")),
        "kappa_index": draw.choice((None, None, 5.0, 6.1, 12.0)),
        "kappa_limit": draw.choice((None, 6.1, 10.0)),
        "kappa_positive": draw.choice((None, None, None, "yes", "no", "not done")),
    }


def _add_eyes(add: Add, on_day: Day, draw: random.Random) -> None:
    day = draw.choice((3, 200, 200))
    for eye in ("right", "left"):
        add(
            "eye_exams",
            eye=eye,
            nerve_fibre_layer=draw.choice((None, 84.0, 90.0, 96.0)),
            ganglion_cell_layer=draw.choice((None, 80.0, 83.0, 84.0)),
            evoked_potential=draw.choice((None, None, "normal", "delayed", "asymmetric", "reduced amplitude", "absent")),
            other_cause=draw.choice((None, None, None, "no", "yes")),
            **on_day("examined", day),
        )
