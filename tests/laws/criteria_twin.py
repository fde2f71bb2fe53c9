"""Slow, obvious twin of IPND 2015 and NMO 2006: plain Python, one person at a time, from the text of the papers."""

from collections.abc import Sequence
from typing import Any

from nmosd.course import Course, Definitions
from nmosd.record import Record

Answer = bool | None
Row = dict[str, Any]
KINDS = ("optic neuritis", "myelitis", "area postrema", "brainstem", "diencephalon", "cerebrum")
_READ = ("brain_pattern", "dawson_fingers", "periventricular_lesion", "cortical_lesion", "infratentorial_lesion")
PLACES = ("optic_nerve", "cord", "area_postrema", "brainstem", "diencephalon", "cerebrum")


def either(answers: Sequence[Answer]) -> Answer:
    if any(answer is True for answer in answers):
        return True
    return None if any(answer is None for answer in answers) else False


def both(*answers: Answer) -> Answer:
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def people(record: Record, course: Course) -> dict[str, "Person"]:
    """Return everybody in a record by pseudonym."""
    tables = {
        "reported": record.attacks,
        "attacks": course.attack_features,
        "scans": course.imaging.drop(_READ).join(record.mri_scans.select("row_id", *_READ), on="row_id", maintain_order="left"),
        "serostatus": course.serostatus,
        "labels": record.diagnoses,
        "patients": record.patients,
    }
    own: dict[str, dict[str, list[Row]]] = {name: {table: [] for table in tables} for name in record.patients["patient_id"]}
    for name, table in tables.items():
        for row in table.iter_rows(named=True):
            own[row["patient_id"]][name].append(row)
    return {name: Person(rows, course.definitions, record.attacks.height > 0) for name, rows in own.items()}


class Person:
    """What is on record and derived of one person."""

    def __init__(self, rows: dict[str, list[Row]], definitions: Definitions, somebody_has_attacks: bool) -> None:
        self.definitions, self.somebody_has_attacks = definitions, somebody_has_attacks
        self.reported, self.attacks, self.scans, self.labels = (rows[name] for name in ("reported", "attacks", "scans", "labels"))
        self.aqp4 = rows["serostatus"][0]["aqp4"]
        self.others_not_on_record = rows["patients"][0]["attacks_complete"] == "no"

    def had(self, kind: str) -> Answer:
        """Whether any attack was of a kind."""
        return self._over_attacks(lambda attack: self._of_kind(attack, kind))

    def had_with(self, kind: str, lesion: str) -> Answer:
        """Whether any attack was of a kind and a scan shows the lesion that is required of it."""
        return self._over_attacks(lambda attack: both(self._of_kind(attack, kind), self._shown(attack, lesion)))

    def _over_attacks(self, question: Any) -> Answer:
        if not self.reported and not self.others_not_on_record:
            return False if self.somebody_has_attacks and self.definitions.without_attacks == "no attack" else None
        return either([*(question(attack) for attack in self.attacks), *([None] if self.others_not_on_record else [])])

    def _of_kind(self, attack: Row, kind: str) -> Answer:
        certainty = attack["certainty"]
        if certainty in self.definitions.criteria_certainties:
            counts: Answer = True
        else:
            counts = False if certainty == "pseudo" else None
        struck = attack[PLACES[KINDS.index(kind)]]
        if kind == "area postrema" and struck:
            struck = True if "C3" in attack["core"] else None if "C3" in attack["core_open"] else False
            if struck is not True and self._shown(attack, "area_postrema_lesion") is True:
                struck = True
        return both(counts, struck)

    def _shown(self, attack: Row, lesion: str) -> Answer:
        told = [(scan["attack"], self._finding(scan, lesion)) for scan in self.scans]
        if self.definitions.required_lesion_on == "any scan" and any(answer is True for _, answer in told):
            return True
        own = [answer for number, answer in told if number == attack["attack"] and answer is not None]
        return either(own) if own else None

    def _finding(self, scan: Row, lesion: str) -> Answer:
        if lesion != "brain_allows":
            return scan[lesion]  # type: ignore[no-any-return]
        unremarkable: Answer = scan["brain_unremarkable"]
        if unremarkable or not self.definitions.ipnd_brain_lesion_with_optic_neuritis:
            return unremarkable
        lesions = [scan[f"{site}_lesion"] for site in ("area_postrema", "brainstem", "diencephalic", "cerebral")]
        typical = scan["brain_pattern"] == "typical of NMOSD" or True in lesions
        of_another_disease = scan["brain_pattern"] in ("typical of MS", "like ADEM", "other") or "yes" in [
            scan[name] for name in _READ[1:]
        ]
        return True if typical and not of_another_disease else unremarkable

    def alternatives_excluded(self) -> Answer:
        labels = (*self.definitions.labels_of_the_disease, None, "unknown")
        said = [row for row in self.labels if row["label"] in labels and row["alternatives_excluded"] in ("yes", "no")]
        if len({row["alternatives_excluded"] for row in said}) > 1:
            last = max((row["diagnosed_latest"] for row in said if row["diagnosed_latest"]), default=None)
            said = [row for row in said if row["diagnosed_latest"] in (None, last)]
        answers = {row["alternatives_excluded"] for row in said}
        return answers == {"yes"} if len(answers) == 1 else None


def ipnd2015(person: Person) -> str:
    definitions = person.definitions
    syndromes = {"diencephalon": "diencephalic_lesion", "cerebrum": "cerebral_lesion"}
    core = {kind: person.had_with(kind, syndromes[kind]) if kind in syndromes else person.had(kind) for kind in KINDS}
    for kind, lesion in syndromes.items():
        core[kind] = both(person.had(kind), person.had_with(kind, lesion))
    extensive = person.had_with("myelitis", "extensive_cord_lesion")
    atrophy = person.had_with("myelitis", "extensive_cord_atrophy")
    nerve = person.had_with("optic neuritis", "optic_nerve_extensive")
    counted_mri = {
        "optic neuritis": either([person.had_with("optic neuritis", "brain_allows"), nerve]),
        "myelitis": either([extensive, atrophy]),
        "area postrema": person.had_with("area postrema", "area_postrema_lesion"),
        "brainstem": person.had_with("brainstem", "brainstem_lesion"),
    }
    counted = core | {kind: both(core[kind], shown) for kind, shown in counted_mri.items()}
    letm = either([extensive, atrophy]) if definitions.ipnd_atrophy_is_extensive_myelitis else extensive
    typical = either([counted["optic neuritis"], both(core["myelitis"], letm), counted["area postrema"]])
    sure = sum(answer is True for answer in counted.values())
    possible = sum(answer is not False for answer in counted.values())
    two: Answer = True if sure >= 2 else False if possible < 2 else None
    positive = _aqp4_positive(person)
    with_antibody = both(either(list(core.values())), positive)
    without = False if positive is True else both(two, typical)
    if definitions.ipnd_requirements_of == "every characteristic":
        kinds = ("optic neuritis", "myelitis", "area postrema", "brainstem")
        without = both(without, *(either([_opposite(core[kind]), counted_mri[kind]]) for kind in kinds))
    required = either([with_antibody, without])
    excluded = person.alternatives_excluded()
    if required is False or excluded is False:
        return "not met"
    if required is None:
        return "cannot tell"
    return "met if alternatives are excluded" if excluded is None else "met"


def nmo2006(person: Person) -> str:
    lengths = [scan["extensive_cord_lesion"] for scan in person.scans if scan["extensive_cord_lesion"] is not None]
    known = [scan["brain_pattern"] for scan in person.scans if scan["brain_pattern"] not in (None, "unknown", "not done")]
    of_three = [
        either(lengths) if lengths else None,
        None if not known else "typical of MS" not in known,
        _aqp4_positive(person),
    ]
    sure, possible = of_three.count(True), 3 - of_three.count(False)
    two: Answer = True if sure >= 2 else False if possible < 2 else None
    met = both(person.had("optic neuritis"), person.had("myelitis"), two)
    return "cannot tell" if met is None else "met" if met else "not met"


def _opposite(answer: Answer) -> Answer:
    return None if answer is None else not answer


def _aqp4_positive(person: Person) -> Answer:
    definitions: Definitions = person.definitions
    if person.aqp4 in definitions.aqp4_positive_tiers:
        return True
    negative = ["negative, cell-based assay"] + ["negative, inadequate"] * definitions.inadequate_negative_counts
    return False if person.aqp4 in negative else None
