"""A slow, obvious twin of the derivation of neurophysiology: one person at a time, written from the text of the rule."""

from typing import Any

from nmosd.course import Definitions
from nmosd.record import Record
from nmosd.record.vocabulary import names
from tests.laws.course_twins import Row, rows_of

Answer = bool | None
YES_NO = {"yes": True, "no": False}
PLACES = names("innervation")
SHOWN = {"brain": ("brainstem",), "cervical cord": PLACES[1:9], "thoracic cord": PLACES[9:21], "spinal cord": PLACES[1:]}
DENERVATION = {"none": (False, False), "acute": (True, False), "chronic": (False, True), "acute and chronic": (True, True)}
ABNORMAL = {"normal": False, "axonal": True, "delayed": True}


def any_of(answers: list[Answer]) -> Answer:
    """True if one is, false if all are and there is one, else unknown."""
    if True in answers:
        return True
    return False if answers and None not in answers else None


def both(one: Answer, other: Answer) -> Answer:
    return False if False in (one, other) else True if one and other else None


def no(one: Answer) -> Answer:
    return None if one is None else not one


def neurophysiology_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, Any] | None:
    """What is derived of one person, None where there is no row of it."""
    tests = rows_of(record, "neurophysiology", patient_id)
    muscles = [test for test in tests if test["study"] == "electromyography" or test["denervation"] in DENERVATION]
    nerves = [
        test
        for test in tests
        if test["study"] == "nerve conduction" or (test["study"] in ("electromyography", None) and test["conduction"] is not None)
    ]
    called_for = any_of([sign_of(visit, definitions) for visit in looked_for(record, patient_id, definitions)])
    if not muscles and not nerves and not called_for:
        return None
    examined_nerves = [nerve for nerve in nerves if nerve["study"] is None or nerve["conduction"] != "not done"]
    abnormal = any_of([ABNORMAL.get(nerve["conduction"]) if nerve["study"] else None for nerve in examined_nerves])
    examined = [muscle for muscle in muscles if muscle["denervation"] != "not done"]
    denervated = [None if (pair := DENERVATION.get(muscle["denervation"])) is None else any(pair) for muscle in examined]
    explained = [YES_NO.get(muscle["explained_by_conduction"], False if abnormal is False else None) for muscle in examined]
    unexplained = [both(one, no(other)) for one, other in zip(denervated, explained, strict=True)]
    lesions = [both(one, lesion_of(muscle, record, definitions)) for one, muscle in zip(unexplained, examined, strict=True)]
    neurons, denervation = any_of(unexplained), any_of(denervated)
    emg_done = None if not muscles else bool(examined)
    nerves_done = any_of([None if nerve["study"] is None else nerve["conduction"] != "not done" for nerve in nerves])
    return {
        "electromyography_done": emg_done,
        "conduction_done": nerves_done,
        "both_done": both(emg_done, nerves_done),
        "denervation": denervation,
        "acute_denervation": any_of([DENERVATION.get(muscle["denervation"], (None,))[0] for muscle in examined]),
        "chronic_denervation": any_of([DENERVATION.get(muscle["denervation"], (None, None))[1] for muscle in examined]),
        "abnormal_conduction": abnormal,
        "conduction_without_denervation": both(abnormal, no(denervation)),
        "explained": both(denervation, no(neurons)),
        "lower_motor_neuron": neurons,
        "matching_lesion": any_of(lesions),
        "called_for": called_for,
        "due_but_not_done": both(called_for, both(no(emg_done), no(nerves_done))),
        "due_without_result": both(called_for, denervation is None and abnormal is None),
    }


def looked_for(record: Record, patient_id: str, definitions: Definitions) -> list[Row]:
    signs = definitions.lower_motor_neuron_signs
    return [visit for visit in rows_of(record, "visits", patient_id) if any(visit[sign] is not None for sign in signs)]


def sign_of(visit: Row, definitions: Definitions) -> Answer:
    return any_of([YES_NO.get(visit[sign]) for sign in definitions.lower_motor_neuron_signs])


def lesion_of(muscle: Row, record: Record, definitions: Definitions) -> Answer:
    """Whether a lesion lies at one of a muscle's segments."""
    scans = rows_of(record, "mri_scans", muscle["patient_id"])
    at_places = []
    for place in muscle["segments"] or ["not stated"]:
        said = [lesion_at(place, scan, definitions) for scan in scans]
        at_places.append(any_of([answer for answer in said if answer != "not shown"]))
    return any_of(at_places)


def lesion_at(place: str, scan: Row, definitions: Definitions) -> Any:
    shown = place in SHOWN.get(scan["region"], ())
    if place == "brainstem":
        stated = [YES_NO.get(scan["brainstem_lesion"]), YES_NO.get(scan["area_postrema_lesion"])]
        lesion = any_of(stated)
        return lesion if lesion or shown else "not shown"
    ends = [PLACES.index(scan[name]) for name in ("cord_first_segment", "cord_last_segment") if scan[name] is not None]
    if ends and place in PLACES and ends[0] <= PLACES.index(place) <= ends[-1]:
        return True
    if not shown:
        return "not shown"
    elsewhere = len(ends) == 2 and ends[0] <= ends[1] and definitions.longest_cord_lesion_is_the_only_one
    return False if elsewhere or (scan["cord_lesion"] == "no" and not ends) else None
