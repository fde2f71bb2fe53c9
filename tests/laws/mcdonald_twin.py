"""Slow, obvious twin of McDonald 2024: plain Python, one person at a time, from the text of the summaries and the settings."""

from collections.abc import Iterable
from typing import Any

from nmosd.course import Course, Definitions
from nmosd.record import Record
from tests.laws.criteria_twin import Answer, Row, both, either

KAPPA, CELL_BASED = "kappa_index", "positive, cell-based assay"


def people(record: Record, course: Course) -> dict[str, "Person"]:
    """Return everybody in a record by pseudonym."""
    tables = {
        "patients": record.patients,
        "ages": course.people,
        "reports": record.attacks,
        "members": course.attacks,
        "attacks": course.attack_features,
        "scans": record.mri_scans,
        "imaging": course.imaging,
        "exams": record.eye_exams,
        "eyes": course.eyes,
        "potentials": record.neurophysiology,
        "fluids": record.csf_samples,
        "diseases": record.comorbidities,
        "labels": record.diagnoses,
        "tests": record.antibody_tests,
        "serostatus": course.serostatus,
    }
    own: dict[str, dict[str, list[Row]]] = {name: {table: [] for table in tables} for name in record.patients["patient_id"]}
    for name, table in tables.items():
        for row in table.iter_rows(named=True):
            own[row["patient_id"]][name].append(row)
    return {name: Person(rows, course.definitions, record.attacks.height > 0) for name, rows in own.items()}


def said(answer: str | None) -> Answer:
    return {"yes": True, "no": False}.get(answer or "")


def opposite(answer: Answer) -> Answer:
    return None if answer is None else not answer


def first_known(*answers: Answer) -> Answer:
    return next((answer for answer in answers if answer is not None), None)


def any_that_answers(answers: Iterable[Answer]) -> Answer:
    told = [answer for answer in answers if answer is not None]
    return True in told if told else None


def any_found(rows: Iterable[tuple[Answer, Answer]]) -> Answer:
    """Whether anything counts, of rows that say whether something was found and whether it counts."""
    counts = [answer for found, answer in rows if found is not None]
    return either(counts) if counts else None


class Person:
    """What is on record and derived of one person."""

    def __init__(self, rows: dict[str, list[Row]], definitions: Definitions, somebody_has_attacks: bool) -> None:
        self.rows, self.definitions, self.somebody_has_attacks = rows, definitions, somebody_has_attacks
        findings = {row["row_id"]: row for row in rows["imaging"]}
        self.scans = [scan | {"found": findings[scan["row_id"]]} for scan in rows["scans"]]

    # Attacks.

    def typical_attacks(self) -> list[Answer] | None:
        """Whether each attack is typical; None for a person without one."""
        incomplete = self.rows["patients"][0]["attacks_complete"] == "no"
        if not self.rows["reports"] and not incomplete:
            return None
        found = [self.typical(attack) for attack in self.rows["attacks"]]
        return [*found, None, None] if incomplete else found

    def typical(self, attack: Row) -> Answer:
        unstated: Answer = True if self.definitions.mcdonald_unstated_is_typical else None
        one_eye = both(attack["optic_nerve"], first_known(opposite(attack["bilateral"]), unstated))
        reports = self.reports_of(attack)
        partial = any_of_merged([said(report["partial_myelitis"]) for report in reports])
        myelitis = both(attack["cord"], first_known(partial, unstated))
        sites = None if attack["cord"] is None else {site for report in reports for site in report["sites"] or ()}
        cerebellum = None if sites is None else "cerebellum" in sites
        struck = either([one_eye, myelitis, attack["brainstem"], cerebellum, attack["cerebrum"]])
        features = {feature for report in reports for feature in report["atypical_features"] or () if feature != "none"}
        complete = attack["cord"] is True and partial is False
        if attack["bilateral"] is True or complete or features:
            struck = False
        return both(self.counts(attack), struck)

    def reports_of(self, attack: Row) -> list[Row]:
        ids = next(row["row_ids"] for row in self.rows["members"] if row["attack"] == attack["attack"])
        return [report for report in self.rows["reports"] if report["row_id"] in ids]

    def counts(self, attack: Row) -> Answer:
        if attack["certainty"] in self.definitions.criteria_certainties:
            return True
        return False if attack["certainty"] == "pseudo" else None

    def had_typical(self, least: int) -> Answer:
        attacks = self.typical_attacks()
        if attacks is None:
            return False if self.somebody_has_attacks and self.definitions.without_attacks == "no attack" else None
        if attacks.count(True) >= least:
            return True
        return False if len(attacks) - attacks.count(False) < least else None

    def adem(self) -> Answer:
        attacks = self.typical_attacks()
        if attacks is None:
            return self.had_typical(1)
        incomplete = len(attacks) > len(self.rows["attacks"])
        return either([*map(self.adem_in, self.rows["attacks"]), *([None] if incomplete else [])])

    def adem_in(self, attack: Row) -> Answer:
        reports = self.reports_of(attack)
        called = [report["syndrome"] for report in reports if report["syndrome"] not in (None, "unknown")]
        if "ADEM" in called:
            return self.counts(attack)
        other = len(called) == len(reports) or attack["cerebrum"] is False
        return False if other else both(self.counts(attack), None)

    # Regions.

    def regions(self) -> list[Answer]:
        brain = [
            any_that_answers(self.in_brain(scan, f"{name}_lesion") for scan in self.scans)
            for name in ("periventricular", "cortical", "infratentorial")
        ]
        found = [*brain, self.cord(), self.optic_nerve()]
        if self.definitions.mcdonald_region_from == "attacks as well":
            for attack in self.rows["attacks"]:
                if self.typical(attack) is True and attack["objective_change"] is True:
                    sites = {site for report in self.reports_of(attack) for site in report["sites"] or ()}
                    places = [attack["brainstem"] or "cerebellum" in sites, attack["cord"], attack["optic_nerve"]]
                    found[2:] = [True if place else shown for shown, place in zip(found[2:], places, strict=True)]
        return found

    def in_brain(self, scan: Row, lesion: str) -> Answer:
        return first_known(said(scan[lesion]), False if scan["found"]["brain_unremarkable"] is True else None)

    def cord_on(self, scan: Row) -> Answer:
        stated = said(scan["typical_cord_lesion"])
        if stated is not None or self.definitions.mcdonald_lesions_of_nmosd_count:
            return first_known(stated, scan["found"]["cord_lesion"])
        kinds = [scan["found"]["extensive_cord_lesion"]]
        kinds += [scan[kind] == "yes" for kind in ("central_cord_lesion", "cord_h_sign", "bright_spotty_lesion")]
        return both(scan["found"]["cord_lesion"], opposite(either(kinds)))

    def cord(self) -> Answer:
        parts = {"cervical cord", "thoracic cord"}
        told = [
            (scan["region"], first_known(said(scan["typical_cord_lesion"]), scan["found"]["cord_lesion"]), self.cord_on(scan))
            for scan in self.scans
        ]
        free = {region for region, _, answer in told if answer is False} & parts
        return any_found(
            (found, answer) for region, found, answer in told if answer is not False or region not in parts or free == parts
        )

    def nerve_on(self, scan: Row) -> Answer:
        lesion: Answer = scan["found"]["optic_nerve_lesion"]
        if self.definitions.mcdonald_lesions_of_nmosd_count:
            return lesion
        return both(lesion, opposite(scan["found"]["optic_nerve_extensive"]))

    def unexplained(self, other_cause: Answer) -> Answer:
        if other_cause is None:
            return True if self.definitions.mcdonald_optic_nerve_unanswered == "counts" else None
        return not other_cause

    def optic_nerve(self) -> Answer:
        told = [
            (
                scan["found"]["optic_nerve_lesion"],
                both(self.nerve_on(scan), self.unexplained(said(scan["optic_nerve_other_cause"]))),
            )
            for scan in self.scans
        ]
        exams = {exam["row_id"]: exam for exam in self.rows["exams"]}
        for eye in self.rows["eyes"]:
            tested = any_that_answers([eye["nerve_fibre_thinner"], eye["ganglion_cell_thinner"], eye["evoked_delayed"]])
            told.append((tested, both(tested, self.unexplained(said(exams[eye["row_id"]]["other_cause"])))))
        for potential in self.rows["potentials"]:
            if potential["study"] == "visual evoked potential":
                delayed = {"delayed": True, "normal": False}.get(potential["conduction"])
                told.append((delayed, both(delayed, self.unexplained(None))))
        return any_found(told)

    # Time, fluid, veins, rims.

    def may_be_of_ms(self, scan: Row) -> Answer:
        if self.definitions.mcdonald_lesions_of_nmosd_count:
            return True
        sites = ("area_postrema_lesion", "brainstem_lesion", "diencephalic_lesion", "cerebral_lesion")
        found = scan["found"]
        of_nmosd = [found[lesion] for lesion in (*sites, "extensive_cord_lesion", "optic_nerve_extensive")]
        of_nmosd += [scan["central_cord_lesion"] == "yes", scan["bright_spotty_lesion"] == "yes"]
        if True not in of_nmosd and scan["brain_pattern"] != "typical of NMOSD":
            return True
        brain = [self.in_brain(scan, f"{name}_lesion") for name in ("periventricular", "cortical", "infratentorial")]
        cord = self.cord_on(scan)
        parts = {"cervical cord", "thoracic cord"}
        free = {one["region"] for one in self.scans if self.cord_on(one) is False} & parts
        if cord is False and scan["region"] in parts and free != parts:
            cord = None
        return either([*brain, cord, self.nerve_on(scan)])

    def new_lesion(self) -> Answer:
        new = [said(scan["new_lesion"]) for scan in self.scans]
        return any_found((one, both(one, self.may_be_of_ms(scan))) for one, scan in zip(new, self.scans, strict=True))

    def two_ages(self) -> Answer:
        days: dict[Any, list[Row]] = {}
        for scan in self.scans:
            exact = scan["scanned_earliest"] is not None and scan["scanned_earliest"] == scan["scanned_latest"]
            if said(scan["enhancing_lesion"]) is not None or said(scan["nonenhancing_lesion"]) is not None:
                days.setdefault(scan["scanned_earliest"] if exact else scan["row_id"], []).append(scan)
        found = []
        for together in days.values():
            takes_up, does_not = (
                any_that_answers(both(said(scan[question]), self.may_be_of_ms(scan)) for scan in together)
                for question in ("enhancing_lesion", "nonenhancing_lesion")
            )
            found.append(both(takes_up, does_not))
        return either(found) if found else None

    def positive_fluid(self) -> Answer:
        return any_found(map(self.positive, self.rows["fluids"]))

    def positive(self, fluid: Row) -> tuple[Answer, Answer]:
        patterns = {"type 1": False, "type 2": True, "type 3": True, "type 4": False, "type 5": False}
        bands, kappa = patterns.get(fluid["oligoclonal_bands"]), said(fluid["kappa_positive"])
        limit = fluid["kappa_limit"]
        if limit is None and self.definitions.kappa_without_limit == "general limit":
            limit = self.definitions.kappa_general_limit_tenths / 10
        if kappa is None and fluid[KAPPA] is not None and limit is not None:
            kappa = fluid[KAPPA] >= limit
        either_test = any_that_answers([bands, kappa])
        return either_test, either_test if self.definitions.mcdonald_negative_fluid == "either test" else either([bands, kappa])

    def central_veins(self) -> Answer:
        found = [(said(scan["central_vein_sign"]), scan["central_vein_lesions"]) for scan in self.scans]
        none = [self.none_in(scan) for scan in self.scans]
        judged = [
            None if sign is None and counted is None and normal is None else True
            for (sign, counted), normal in zip(found, none, strict=True)
        ]
        signs = [
            first_known(sign, self.select_6(scan), normal)
            for (sign, _), scan, normal in zip(found, self.scans, none, strict=True)
        ]
        return any_found(zip(judged, signs, strict=True))

    def select_6(self, scan: Row) -> Answer:
        """Try every number that was not counted: the sign is known if all of them agree."""
        enough, few = self.definitions.central_vein_lesions_from, self.definitions.central_vein_few_lesions_below
        counted = [scan[name] for name in ("central_vein_lesions", "lesions_without_central_vein", "white_matter_lesions")]
        if counted[0] is None or counted[0] >= enough:
            return None if counted[0] is None else True
        possible = set()
        for without in range(25) if counted[1] is None else [counted[1]]:
            for whole in range(25) if counted[2] is None else [counted[2]]:
                if counted[0] + without <= whole:
                    possible.add(whole < few and counted[0] > without)
        return possible.pop() if len(possible) == 1 else None

    def rim(self) -> Answer:
        return any_that_answers(first_known(said(scan["paramagnetic_rim_lesion"]), self.none_in(scan)) for scan in self.scans)

    def none_in(self, scan: Row) -> Answer:
        return False if scan["brain_pattern"] == "normal" else None

    # The person.

    def older(self) -> Answer:
        age = self.rows["ages"][0]["age_at_onset"]
        return None if age is None else age >= self.definitions.mcdonald_older_from_age

    def other_disease(self) -> Answer:
        if any(row["disease"] in self.definitions.diseases_with_brain_lesions for row in self.rows["diseases"]):
            return True
        return False if self.rows["patients"][0]["coexisting_diseases_complete"] == "yes" else None

    def child(self) -> Answer:
        age = self.rows["ages"][0]["age_at_onset"]
        return None if age is None else age < self.definitions.child_below_age

    def aqp4(self) -> Answer:
        tier = self.rows["serostatus"][0]["aqp4"]
        negative = ["negative, cell-based assay"] + ["negative, inadequate"] * self.definitions.inadequate_negative_counts
        return True if tier == CELL_BASED else False if tier in negative else None

    def alternatives_excluded(self) -> Answer:
        labels = (*self.definitions.labels_of_multiple_sclerosis, None, "unknown")
        answers = [row for row in self.rows["labels"] if row["label"] in labels and row["alternatives_excluded"] in ("yes", "no")]
        if len({row["alternatives_excluded"] for row in answers}) > 1:
            last = max((row["diagnosed_latest"] for row in answers if row["diagnosed_latest"]), default=None)
            answers = [row for row in answers if row["diagnosed_latest"] in (None, last)]
        words = {row["alternatives_excluded"] for row in answers}
        return words == {"yes"} if len(words) == 1 else None


def any_of_merged(answers: list[Answer]) -> Answer:
    """Any yes is a yes; it is a no only if all reports say no."""
    return either(answers)


def mcdonald2024(person: Person, *, mog_clear: Answer) -> str:
    """Return the verdict, given what the twin of MOGAD says of MOG-IgG."""
    definitions = person.definitions
    regions, two = person.regions(), person.had_typical(2)
    sure, possible = regions.count(True), 5 - regions.count(False)

    def at_least(number: int) -> Answer:
        return True if sure >= number else False if possible < number else None

    time = either([two, person.two_ages(), person.new_lesion()])
    fluid, veins = person.positive_fluid(), person.central_veins()
    enough = either(
        [
            at_least(4),
            both(at_least(2), either([time, fluid, veins])),
            both(at_least(1), either([time, fluid]), either([veins, person.rim()])),
        ]
    )
    asked = definitions.mcdonald_more_evidence_for
    who = [person.older()] * ("age" in asked) + [person.other_disease()] * ("other disease" in asked)
    more = either([regions[3], fluid, veins, both(*(opposite(one) for one in who))])
    gates = [
        opposite(answer) if name in definitions.mcdonald_antibodies_needed else answer is not True
        for name, answer in (("AQP4-IgG", person.aqp4()), ("MOG-IgG", mog_clear))
    ]
    first_adem = both(person.child(), person.adem(), opposite(two))
    required = both(person.had_typical(1), enough, more, *gates, opposite(first_adem))
    excluded = person.alternatives_excluded()
    if required is False or excluded is False:
        return "not met"
    if required is None:
        return "cannot tell"
    return "met if alternatives are excluded" if excluded is None else "met"
