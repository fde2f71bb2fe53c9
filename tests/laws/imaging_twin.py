"""Slow, obvious twin of imaging and cerebrospinal fluid: plain Python, person by person, from the text of the rules."""

from typing import Any

from nmosd.course import Definitions
from nmosd.record import Record
from tests.laws.course_twins import Attack, Days, Row, attacks_of, days, rows_of

SEGMENTS = [*(f"C{n}" for n in range(1, 9)), *(f"T{n}" for n in range(1, 13)), *(f"L{n}" for n in range(1, 6))]
SEGMENTS += [f"S{n}" for n in range(1, 6)]
WITHOUT_A_VERTEBRA = {"C8", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5"}


def yes_no(answer: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(answer or "")


def either(*answers: bool | None) -> bool | None:
    """True if any is, false if all are, else unknown."""
    if any(answer is True for answer in answers):
        return True
    return False if all(answer is False for answer in answers) else None


def belongs_to(event: Row, date: Days | None, attacks: list[Attack], before: int, after: int) -> tuple[int | None, str]:
    """The number of the attack that an event belongs to, and how that is known."""
    if event["attack"] is not None:
        named = [number for number, attack in enumerate(attacks, start=1) if event["attack"] in attack.row_ids]
        return (named[0], "stated_attack") if named else (None, "attack_set_aside")
    if date is None:
        return None, "undated"
    if date.last - date.first > before + after:
        return None, "vague_date" if any(possible(date, attack, before, after) for attack in attacks) else "between_attacks"
    return nearest(date, attacks, before, after)


def possible(date: Days, attack: Attack, before: int, after: int) -> bool:
    """Whether some days inside the two dates are in reach of each other."""
    onset = attack.onset
    return onset is not None and date.first - onset.last <= after and onset.first - date.last <= before


def nearest(date: Days, attacks: list[Attack], before: int, after: int) -> tuple[int | None, str]:
    in_reach = []
    for number, attack in enumerate(attacks, start=1):
        onset = attack.onset
        if onset is None or onset.last - onset.first > before + after:
            continue
        since = date.day - onset.day
        if -before <= since <= after:
            # The nearest; of two equally near the one that had begun; of those that began on one day the later in number.
            in_reach.append((abs(since), since < 0, -number if since >= 0 else number, number))
    return (min(in_reach)[-1], "nearest_attack") if in_reach else (None, "between_attacks")


def scan_of(scan: Row, definitions: Definitions) -> Row:
    """What one scan shows."""
    said = {name: yes_no(value) if value in ("yes", "no", "unknown", "not done") else None for name, value in scan.items()}
    length, enough = scan["longest_cord_lesion"], definitions.extensive_cord_segments
    first, last = scan["cord_first_segment"], scan["cord_last_segment"]
    kinds = (
        "longitudinally_extensive",
        "central_cord_lesion",
        "peripheral_cord_lesion",
        "indistinct_cord_lesion",
        "bright_spotty_lesion",
        "conus_lesion",
        "typical_cord_lesion",
        "cord_h_sign",
    )
    found: Row = {}
    if any(said[kind] for kind in kinds) or (length or 0) > 0 or first or last or said["cord_lesion"]:
        found["cord_lesion"] = True
    else:
        found["cord_lesion"] = False if said["cord_lesion"] is False or length == 0 else None
    found["extensive_cord_lesion"], found["extensive_rule"] = extensive(said, length, first, last, enough, found["cord_lesion"])
    found["extensive_cord_atrophy"] = None if scan["cord_atrophy"] is None else scan["cord_atrophy"] >= enough
    nerves = either(said["optic_nerve_right_lesion"], said["optic_nerve_left_lesion"])
    found["optic_nerve_lesion"] = True if said["chiasm_lesion"] or said["optic_nerve_over_half"] else nerves
    wide = either(said["optic_nerve_over_half"], said["chiasm_lesion"])
    found["optic_nerve_extensive"] = False if found["optic_nerve_lesion"] is False else wide
    pattern = scan["brain_pattern"]
    lesions = ("area_postrema_lesion", "brainstem_lesion", "diencephalic_lesion", "cerebral_lesion")
    of_ms = (
        "periventricular_lesion",
        "cortical_lesion",
        "infratentorial_lesion",
        "temporal_lobe_lesion",
        "dawson_fingers",
        "central_vein_sign",
        "paramagnetic_rim_lesion",
    )
    of_mogad = ("deep_grey_lesion", "ill_defined_lesions", "cerebral_cortex_lesion", "ill_defined_brainstem_lesion")
    for lesion in lesions:
        found[lesion] = False if said[lesion] is None and pattern == "normal" else said[lesion]
    if any(said[lesion] for lesion in (*lesions, *of_ms, *of_mogad)):
        found["brain_unremarkable"] = False
    else:
        found["brain_unremarkable"] = None if pattern in (None, "unknown", "not done") else pattern in ("normal", "nonspecific")
    found["new_or_enhancing"] = either(said["new_lesion"], said["enhancing_lesion"])
    return found


def extensive(said: Row, length: float | None, first: str | None, last: str | None, enough: int, lesion: bool | None) -> Any:
    if said["longitudinally_extensive"] is not None:
        return said["longitudinally_extensive"], "imaging.extensive_stated"
    if length is not None:
        return length >= enough, "imaging.extensive_measured"
    if first and last:
        covered = SEGMENTS[SEGMENTS.index(first) : SEGMENTS.index(last) + 1]
        of_cord, of_spine = len(covered), len([one for one in covered if one not in WITHOUT_A_VERTEBRA])
        if covered and (of_cord >= enough) == (of_spine >= enough):
            return of_cord >= enough, "imaging.extensive_spanned"
    return (False, "imaging.no_cord_lesion") if lesion is False else (None, "imaging.extent_unknown")


def scans_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, Row]:
    """One person's scans by row id."""
    attacks, found = attacks_of(record, patient_id, definitions), {}
    before, after = definitions.scan_days_before_onset, definitions.scan_days_after_onset
    for scan in rows_of(record, "mri_scans", patient_id):
        date = days(scan, "scanned", definitions)
        attack, tie = belongs_to(scan, date, attacks, before, after)
        onset = None if attack is None else attacks[attack - 1].onset
        found[scan["row_id"]] = scan_of(scan, definitions) | {
            "attack": attack,
            "rule": f"imaging.{tie}",
            "region": scan["region"],
            "days_from_onset": None if date is None or onset is None else date.day - onset.day,
        }
    return found


SHOWS = {
    "brain": {"area postrema", "brainstem", "diencephalon", "cerebrum"},
    "orbit": {"optic nerve", "optic nerve right", "optic nerve left"},
    "spinal cord": {"spinal cord"},
}


def attack_imaging_of(record: Record, patient_id: str, definitions: Definitions) -> list[Row]:
    """One person's attacks, each with what its scans show together."""
    scans, found = scans_of(record, patient_id, definitions), []
    for number, attack in enumerate(attacks_of(record, patient_id, definitions), start=1):
        theirs = {row_id: scan for row_id, scan in scans.items() if scan["attack"] == number}
        together: Row = {"scans": len(theirs), "row_ids": sorted(theirs)}
        for finding in (
            "cord_lesion",
            "extensive_cord_lesion",
            "optic_nerve_lesion",
            "area_postrema_lesion",
            "brain_unremarkable",
        ):
            answers = [scan[finding] for scan in theirs.values() if scan[finding] is not None]
            together[finding] = any(answers) if answers else None
        parts = {"cervical cord", "thoracic cord"}
        free = {scan["region"] for scan in theirs.values() if scan["cord_lesion"] is False} & parts
        whole = [scan for scan in theirs.values() if scan["cord_lesion"] is not False or scan["region"] not in parts]
        for finding in ("cord_lesion", "extensive_cord_lesion"):
            answers = [scan[finding] for scan in whole if scan[finding] is not None]
            together[finding] = any(answers) if answers else False if free == parts else None
        denied = {scan["region"] for scan in theirs.values() if scan["new_or_enhancing"] is False}
        if {"cervical cord", "thoracic cord"} <= denied:
            denied.add("spinal cord")
        seen = set().union(*(SHOWS.get(region or "", set()) for region in denied))
        if any(scan["new_or_enhancing"] for scan in theirs.values()):
            together["new_lesion"] = True
        else:
            together["new_lesion"] = False if attack.sites and attack.sites <= seen else None
        found.append(together)
    return found


def kappa_of(sample: Row, definitions: Definitions) -> bool | None:
    """Whether the index of kappa free light chains is positive: as stated, by its laboratory's limit, or by a general one."""
    stated, index, limit = yes_no(sample["kappa_positive"]), sample["kappa_index"], sample["kappa_limit"]
    if limit is None and definitions.kappa_without_limit == "general limit":
        limit = definitions.kappa_general_limit_tenths / 10
    if stated is not None or index is None or limit is None:
        return stated
    return bool(index >= limit)


def csf_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, Row]:
    """One person's lumbar punctures by row id."""
    attacks, found = attacks_of(record, patient_id, definitions), {}
    for sample in rows_of(record, "csf_samples", patient_id):
        attack, _ = belongs_to(sample, days(sample, "sampled", definitions), attacks, 0, definitions.csf_days_after_onset)
        cells, share = sample["white_cells"], sample["neutrophils"]
        bands = sample["oligoclonal_bands"]
        if cells is not None and cells <= definitions.neutrophils_above:
            neutrophils = False
        else:
            neutrophils = None if cells is None or share is None else cells * share / 100 > definitions.neutrophils_above
        found[sample["row_id"]] = {
            "attack": attack,
            "pleocytosis": None if cells is None else cells > definitions.pleocytosis_above,
            "marked_pleocytosis": None if cells is None else cells > definitions.marked_pleocytosis_above,
            "raised_neutrophils": neutrophils,
            "kappa_positive": kappa_of(sample, definitions),
            "csf_specific_bands": None if bands in (None, "unknown", "not done") else bands in ("type 2", "type 3"),
        }
    return found
