"""Random patients for the laws of the MOGAD criteria: MOG-IgG of every grade, and most of what supports it looked for."""

import random
from collections.abc import Callable
from typing import Any

Add = Callable[..., str]
Day = Callable[[str, int | None], dict[str, Any]]
ANSWERS = ("yes", "no", "no", "no", "no", "no", None)
SITES = (
    ["optic nerve right"],
    ["optic nerve left"],
    ["optic nerve"],
    ["optic nerve right", "optic nerve left"],
    ["spinal cord"],
    ["cerebrum"],
    ["brainstem"],
    ["cerebellum"],
    ["spinal cord", "cerebrum"],
    None,
)
LESIONS = {
    "orbit": ("optic_nerve_over_half", "perineural_enhancement"),
    "spinal cord": ("longitudinally_extensive", "conus_lesion", "central_cord_lesion"),
    "brain": ("deep_grey_lesion", "ill_defined_lesions", "cerebral_cortex_lesion", "ill_defined_brainstem_lesion"),
}


def add_person_of_mogad(add: Add, on_day: Day, draw: random.Random) -> None:
    """Add a person's rows; `add` writes a row of a table, `on_day` gives the columns of a date."""
    add("patients", age_at_onset=draw.choice((9, 30)))
    for place in range(draw.choice((1, 1, 2))):
        _add_attack(add, on_day, draw, place * 400)
    assay = draw.choice(("fixed cell-based", "live cell-based", "flow cytometry", "cell-based", None))
    for specimen in draw.choice((("serum",), ("serum",), ("serum", "CSF"), ("plasma", "CSF"), ("CSF",))):
        add("antibody_tests", analyte="MOG-IgG", specimen=specimen, assay=assay, **_a_result(draw))
    aqp4 = draw.choice(("negative", "negative", "negative", "negative", "positive", "not done"))
    add("antibody_tests", analyte="AQP4-IgG", specimen="serum", assay="fixed cell-based", result=aqp4)
    add(
        "diagnoses",
        label=draw.choice(("MOGAD", "MOGAD", "NMOSD", None)),
        alternatives_excluded=draw.choice(("yes", "no", None, None)),
    )


def _add_attack(add: Add, on_day: Day, draw: random.Random, day: int) -> None:
    def reported(after: int) -> str:
        syndrome = draw.choice((None, None, "ADEM", "neither", "cerebral cortical encephalitis"))
        return add("attacks", sites=draw.choice(SITES), syndrome=syndrome, over_24_hours="yes", **on_day("onset", day + after))

    name = reported(0)
    if draw.random() < 0.3:
        # Ten days apart, the two are one.
        reported(10)
    for region, lesions in LESIONS.items():
        if draw.random() < 0.8:
            found = {lesion: draw.choice(ANSWERS) for lesion in lesions}
            add("mri_scans", region=region, attack=draw.choice((name, None)), **on_day("scanned", day + 5), **found)
    for eye in draw.choice((("right", "left"), ("right", "left"), ("left",), ("better",), ())):
        seen = on_day("examined", draw.choice((day + 5, day + 5, day + 5, day + 300, None)))
        add("eye_exams", eye=eye, disc_oedema=draw.choice(ANSWERS), **seen)


def _a_result(draw: random.Random) -> dict[str, object]:
    return {
        "result": draw.choice(("positive", "positive", "positive", "borderline", "negative")),
        "titre": draw.choice((None, None, 5, 20, 20, 20, 320)),
        "lab_call": draw.choice((None, None, None, "low positive", "low positive", "clear positive")),
    }
