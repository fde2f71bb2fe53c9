"""Slow, obvious twin of MOGAD 2023: plain Python, one person at a time, from the text of the criteria."""

import datetime as dt
from typing import Any

from nmosd.course import Course, Definitions
from nmosd.record import Record
from tests.laws.criteria_twin import Answer, Row, both, either

EPOCH = dt.date(1970, 1, 1)
CELL_BASED = ("live cell-based", "fixed cell-based", "cell-based", "flow cytometry")
LIVE = ("live cell-based", "flow cytometry")
YES_NO = {"yes": True, "no": False}
BRAIN = ("deep_grey_lesion", "ill_defined_lesions", "cerebral_cortex_lesion", "ill_defined_brainstem_lesion")


def people(record: Record, course: Course) -> dict[str, "Person"]:
    """Return everybody in a record by pseudonym."""
    tables = {
        "own": record.patients,
        "reports": record.attacks,
        "attacks": course.attacks.join(course.attack_features, on=["patient_id", "attack"], maintain_order="left"),
        "scans": record.mri_scans.join(
            course.imaging.select("row_id", "extensive_cord_lesion", any_cord_lesion="cord_lesion", number="attack"),
            on="row_id",
            maintain_order="left",
        ),
        "eyes": record.eye_exams,
        "tests": record.antibody_tests,
        "labels": record.diagnoses,
        "serostatus": course.serostatus,
    }
    own: dict[str, dict[str, list[Row]]] = {name: {table: [] for table in tables} for name in record.patients["patient_id"]}
    for name, table in tables.items():
        for row in table.iter_rows(named=True):
            own[row["patient_id"]][name].append(row)
    return {name: Person(rows, course.definitions) for name, rows in own.items()}


class Person:
    """What is on record and derived of one person."""

    def __init__(self, rows: dict[str, list[Row]], definitions: Definitions) -> None:
        self.rows, self.definitions = rows, definitions
        self.tests = [
            test
            for test in rows["tests"]
            if test["analyte"] == "MOG-IgG"
            and test["result"] in ("positive", "negative", "borderline")
            and test["assay"] in (*CELL_BASED, None, "unknown")
        ]

    # What the tests amount to.

    def grade(self, test: Row) -> str | None:
        """Clear, low, without titre, none; None where it cannot be told."""
        definitions = self.definitions
        if test["assay"] not in CELL_BASED and definitions.mogad_unstated_assay == "cannot tell":
            return None
        if test["result"] == "negative":
            return "none"
        titre = test["titre"]
        if test["assay"] in LIVE and definitions.mogad_live_titre == "no titre":
            titre = None
        called = {"clear positive": "clear", "low positive": "low"}.get(test["lab_call"])
        measured = None
        if titre is not None and titre >= definitions.mogad_low_titre:
            measured = "clear" if titre >= definitions.mogad_clear_titre and test["result"] == "positive" else "low"
        for graded in (measured, called) if definitions.mogad_titre_before_call else (called, measured):
            if graded:
                return graded
        if test["result"] == "borderline":
            return {"cannot tell": None, "low positive": "low", "negative": "none"}[definitions.mogad_borderline]
        return "without titre" if titre is None else None

    def grades(self, *, fluid: bool) -> list[str | None]:
        return [self.grade(test) for test in self.tests if (test["specimen"] == "CSF") is fluid]

    def in_blood(self, wanted: str) -> Answer:
        answers: list[Answer] = []
        for grade in self.grades(fluid=False):
            may_be_clear = grade == "without titre" and self.definitions.mogad_positive_without_titre == "may be clear"
            answers.append(None if grade is None or (wanted == "clear" and may_be_clear) else grade == wanted)
        return either(answers) if answers else None

    def in_fluid(self) -> Answer:
        grades = self.grades(fluid=True)
        if grades:
            return either([None if grade is None else grade != "none" for grade in grades])
        blood_has_a_result = any(grade is not None for grade in self.grades(fluid=False))
        return False if blood_has_a_result and self.definitions.mogad_fluid_not_tested == "negative" else None

    def aqp4_negative(self) -> Answer:
        tier = self.rows["serostatus"][0]["aqp4"]
        if tier in self.definitions.aqp4_positive_tiers:
            return False
        enough = tier == "negative, inadequate" and self.definitions.inadequate_negative_counts
        return True if tier == "negative, cell-based assay" or enough else None

    # What the attacks were.

    def over_attacks(self, question: Any) -> Answer:
        answers = [question(attack) for attack in self.rows["attacks"]]
        if self.rows["own"][0]["attacks_complete"] == "no":
            answers.append(None)
        elif not self.rows["reports"]:
            return False if self.definitions.without_attacks == "no attack" else None
        return either(answers)

    def counts(self, attack: Row) -> Answer:
        if attack["certainty"] in self.definitions.criteria_certainties:
            return True
        return False if attack["certainty"] == "pseudo" else None

    def event(self, attack: Row, place: str) -> Answer:
        """Whether an attack is an event of the optic nerve, the cord or the brain."""
        struck = {"optic nerve": attack["optic_nerve"], "cord": attack["cord"], "brain": self.of_brain(attack)}[place]
        return both(self.counts(attack), struck)

    def of_brain(self, attack: Row) -> Answer:
        sites = attack["sites"]
        found: list[Answer] = [None if not sites else site in sites for site in ("cerebrum", "brainstem", "cerebellum")]
        if self.definitions.mogad_diencephalon_is_cerebral:
            found.append(None if not sites else "diencephalon" in sites)
        if self.definitions.mogad_area_postrema_is_brainstem:
            found.append(self.area_postrema(attack))
        return either([*found, self.named(attack, "ADEM"), self.named(attack, "cerebral cortical encephalitis")])

    def area_postrema(self, attack: Row) -> Answer:
        if not attack["sites"] or "area postrema" not in attack["sites"]:
            return False if attack["sites"] else None
        if "C3" in attack["core"] or self.shown(attack, "area_postrema_lesion") is True:
            return True
        return None if "C3" in attack["core_open"] else False

    def named(self, attack: Row, syndrome: str) -> Answer:
        said = [report["syndrome"] for report in self.rows["reports"] if report["row_id"] in attack["row_ids"]]
        if syndrome in said:
            return True
        if all(word not in (None, "unknown") for word in said):
            return False
        return False if attack["sites"] and "cerebrum" not in attack["sites"] else None

    # What supports them.

    def support(self, place: str, feature: str) -> Answer:
        places = [place] if self.definitions.mogad_supporting_features_of == "same site" else ["optic nerve", "cord", "brain"]

        def of(attack: Row) -> Answer:
            is_event = either([self.event(attack, one) for one in places])
            return both(is_event, attack["bilateral"] if feature == "bilateral" else self.shown(attack, feature))

        return self.over_attacks(of)

    def shown(self, attack: Row, feature: str) -> Answer:
        if feature == "disc_oedema":
            anywhere, own = self.oedema(attack)
        else:
            told = [(scan["number"], finding(scan, feature)) for scan in self.rows["scans"]]
            anywhere = any(answer is True for _, answer in told)
            answers = [answer for number, answer in told if number == attack["attack"] and answer is not None]
            own = either(answers) if answers else None
        if anywhere and self.definitions.required_lesion_on == "any scan":
            return True
        return own

    def oedema(self, attack: Row) -> tuple[bool, Answer]:
        """Whether any examination saw it, and what those of this attack say."""
        exams = [exam for exam in self.rows["eyes"] if exam["disc_oedema"] in YES_NO]
        anywhere, here, free = False, False, set()
        for exam in exams:
            theirs = self.attack_of(exam)
            saw = exam["disc_oedema"] == "yes"
            if saw and (theirs is None or may_have_struck(theirs, exam["eye"])):
                anywhere = True
                here = here or (theirs is not None and theirs["attack"] == attack["attack"])
            if not saw and theirs is not None and theirs["attack"] == attack["attack"] and exam["eye"] in ("right", "left"):
                free.add(exam["eye"])
        if here:
            return anywhere, True
        every_eye_free = all(side in free for side in ("right", "left") if may_have_struck(attack, side))
        return anywhere, False if free and every_eye_free else None

    def attack_of(self, exam: Row) -> Row | None:
        """The attack that is named, else the nearest in reach."""
        if exam["attack"]:
            return next((attack for attack in self.rows["attacks"] if exam["attack"] in attack["row_ids"]), None)
        day, definitions = exam["examined_earliest"], self.definitions
        if day is None:
            return None
        day = (day - EPOCH).days
        dated = [attack for attack in self.rows["attacks"] if attack["onset_day"] is not None]
        within = range(-definitions.scan_days_before_onset, definitions.scan_days_after_onset + 1)
        reached = [attack for attack in dated if day - attack["onset_day"] in within]
        return min(reached, key=lambda attack: (abs(day - attack["onset_day"]), attack["onset_day"] > day), default=None)

    def excluded(self) -> Answer:
        labels = (*self.definitions.mogad_labels, None, "unknown")
        said = [row for row in self.rows["labels"] if row["label"] in labels and row["alternatives_excluded"] in YES_NO]
        if len({row["alternatives_excluded"] for row in said}) > 1:
            last = max((row["diagnosed_latest"] for row in said if row["diagnosed_latest"]), default=None)
            said = [row for row in said if row["diagnosed_latest"] in (None, last)]
        answers = {row["alternatives_excluded"] for row in said}
        return answers == {"yes"} if len(answers) == 1 else None


def may_have_struck(attack: Row, eye: str | None) -> bool:
    sites = attack["sites"]
    return eye not in ("right", "left") or not sites or "optic nerve" in sites or f"optic nerve {eye}" in sites


def finding(scan: Row, feature: str) -> Answer:
    """What one scan says, with what follows from the rest of it."""
    if feature == "extensive_cord_lesion":
        return scan[feature]  # type: ignore[no-any-return]
    said = {name: YES_NO.get(value) if isinstance(value, str) else None for name, value in scan.items()}
    if feature == "central_cord_lesion" and said["cord_h_sign"]:
        return True
    if said[feature] is not None:
        return said[feature]
    if feature == "area_postrema_lesion" or feature in BRAIN:
        none = scan["brain_pattern"] == "normal" or (feature == "cerebral_cortex_lesion" and said["cortical_lesion"] is False)
        return False if none else None
    if feature in ("conus_lesion", "central_cord_lesion"):
        return False if scan["any_cord_lesion"] is False and scan["region"] == "spinal cord" else None
    if feature == "optic_nerve_over_half":
        nerves = [said["optic_nerve_right_lesion"], said["optic_nerve_left_lesion"]]
        return False if nerves == [False, False] and not said["chiasm_lesion"] else None
    return None


FEATURES = {
    "optic nerve": {
        "mogad_bilateral": "bilateral",
        "mogad_long_optic_nerve": "optic_nerve_over_half",
        "mogad_disc_oedema": "disc_oedema",
        "mogad_perineural": "perineural_enhancement",
    },
    "cord": {
        "myelitis_extensive": "extensive_cord_lesion",
        "mogad_conus": "conus_lesion",
        "mogad_central_cord": "central_cord_lesion",
    },
    "brain": dict(
        zip(("mogad_deep_grey", "mogad_ill_defined", "mogad_cortex", "mogad_ill_defined_brainstem"), BRAIN, strict=True)
    ),
}
"""The features by site, each under the id of its clause."""


def answers(person: Person) -> dict[str, Answer]:
    """What every part of the criteria says of a person, by the id of its clause."""
    definitions = person.definitions
    grades = {"mog_clear": "clear", "mog_low": "low", "mog_without_titre": "without titre"}
    found = {name: person.in_blood(grade) for name, grade in grades.items()}
    blood, fluid = either(list(found.values())), person.in_fluid()
    fluid_only = both(fluid, None if blood is None else not blood)
    weak = either([found["mog_low"], found["mog_without_titre"], fluid if definitions.mogad_csf_without_serum else fluid_only])
    features = {name: person.support(place, one) for place, ones in FEATURES.items() for name, one in ones.items()}
    if definitions.mogad_supporting_features_of == "any site":
        features["mogad_extensive"] = features.pop("myelitis_extensive")
    support = either(list(features.values()))
    rule = either([found["mog_clear"], both(weak, person.aqp4_negative(), support)])
    core = either([person.over_attacks(lambda attack, place=place: person.event(attack, place)) for place in FEATURES])
    syndromes = {"adem": "ADEM", "cortical_encephalitis": "cerebral cortical encephalitis"}
    named = {
        name: person.over_attacks(lambda attack, word=word: both(person.counts(attack), person.named(attack, word)))
        for name, word in syndromes.items()
    }
    parts = {"mog_in_csf": fluid, "mog_weak": weak, "supporting_feature": support, "mog_rule": rule, "demyelinating_event": core}
    return {
        **found,
        **features,
        **named,
        **parts,
        "mogad2023": both(core, rule),
        "mogad_alternatives_excluded": person.excluded(),
    }


def verdict(found: dict[str, Answer]) -> str:
    """The verdict that these answers give."""
    required, excluded = found["mogad2023"], found["mogad_alternatives_excluded"]
    if required is False or excluded is False:
        return "not met"
    if required is None:
        return "cannot tell"
    return "met if alternatives are excluded" if excluded is None else "met"
