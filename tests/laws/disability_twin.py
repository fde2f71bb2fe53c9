"""Slow, obvious twin of disability over time: plain Python, one person at a time, written from the text of the rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product, takewhile

from nmosd.course import Definitions
from nmosd.record import Record
from tests.laws.course_twins import Attack, Days, Row, attacks_of, days, rows_of
from tests.laws.vision_twin import exams_of, struck

SYSTEMS = {
    "visual_function": (0, 1, 2, 2, 3, 3, 4),
    "brainstem_function": (0, 1, 2, 3, 4, 5),
    "pyramidal_function": (0, 1, 2, 3, 4, 5, 5),
    "cerebellar_function": (0, 1, 2, 3, 4, 5),
    "sensory_function": (0, 1, 2, 3, 4, 5, 5),
    "bowel_bladder_function": (0, 1, 2, 3, 3, 4, 5),
    "cerebral_function": (0, 1, 2, 3, 4, 5),
}
"""What each grade of a system counts as."""
AIDS = ("none", "one side", "both sides", "wheelchair", "bed")
DISTANCES = (0, 2, 5, 10, 20, 30, 50, 99, 100, 110, 120, 150, 199, 200, 299, 300, 499, 500, 2000)
"""One distance at least between any two at which the rules turn."""
STEPS = {
    "msprog": lambda score: 1.5 if score < 1 else 1.0 if score < 5.5 else 0.5,
    "one point up to 5.0": lambda score: 1.0 if score < 5.5 else 0.5,
    "NMOSD trials": lambda score: 2.0 if score < 1 else 1.0 if score < 5.5 else 0.5,
}


def score_of_systems(grades: Sequence[int]) -> float:
    """The EDSS of somebody who walks 500 metres, from the seven converted grades: the highest of what any of them says."""
    fives, fours, threes, twos, ones = (sum(grade == value for grade in grades) for value in (5, 4, 3, 2, 1))
    said = {
        5.0: fives or fours >= 2 or (fours and threes >= 3) or threes >= 6,
        4.5: (fours and (threes or twos)) or threes == 5,
        4.0: fours or threes >= 3 or (threes == 2 and twos) or (threes and twos >= 3) or twos >= 6,
        3.5: threes == 2 or (threes and twos) or twos == 5,
        3.0: threes or twos >= 3,
        2.5: twos == 2,
        2.0: twos,
        1.5: ones > 1,
        1.0: ones,
        0.0: True,
    }
    return max(score for score, holds in said.items() if holds)


def scores_of_walking(aid: str, metres: float, systems: float, rules: str) -> tuple[float, ...]:
    """The lowest and the highest EDSS that a walk allows."""
    if aid == "none":
        fully = (systems, max(2.0, systems)) if rules == "Neurostatus" else (systems,)
        alone = {500: fully, 300: (max(4.5, systems),), 200: (5.0,), 100: (5.5,)}
        alone[0] = (6.0,) if rules == "Neurostatus" else (5.5, 6.0)
        return next(scores for least, scores in alone.items() if metres >= least)
    if aid == "one side" and rules == "Neurostatus":
        return (6.0,) if metres >= 50 else (6.5,)
    if aid == "one side":
        return (6.0,) if metres >= 100 else (6.0, 6.5)
    if aid == "both sides" and metres >= 5:
        return ((6.0,) if metres >= 120 else (6.5,)) if rules == "Neurostatus" else (6.5,) if metres >= 20 else (6.5, 7.0)
    return (8.0, 9.5) if aid == "bed" else (7.0, 8.0)


@cache
def scores_of_grades(grades: tuple[tuple[int, ...], ...]) -> set[float]:
    """Every EDSS that the possible grades of the seven systems give."""
    order = {tuple(sorted(each)) for each in product(*grades)}
    return {score_of_systems(each) for each in order}


def bounds_of(visit: Row, definitions: Definitions) -> tuple[float, float] | None:
    """The least and greatest EDSS that systems and walking allow: every grade, aid and distance that is not stated is tried."""
    aid = None if visit["walking_aid"] == "unknown" else visit["walking_aid"]
    metres = visit["walking_distance"]
    if aid is None and metres is None and all(visit[system] is None for system in SYSTEMS):
        return None
    grades = {system: visit[system] for system in SYSTEMS}
    systems = scores_of_grades(
        tuple(converted if grades[system] is None else (converted[grades[system]],) for system, converted in SYSTEMS.items())
    )
    aids = AIDS if aid is None else (aid,)
    distances = DISTANCES if metres is None else (metres,)
    if aid is None and metres is None and definitions.walking_unstated == "unrestricted":
        return min(systems), max(systems)
    found = [
        score
        for one in aids
        for walked in distances
        for system in systems
        for score in scores_of_walking(one, walked, system, definitions.edss_walking_rules)
    ]
    return min(found), max(found)


@dataclass(frozen=True)
class Visit:
    """A visit with what its score is and which attack was the last before it."""

    row: Row
    date: Days | None
    score: float | None
    last: Attack | None

    @property
    def since(self) -> int | None:
        return None if self.last is None else self.date.day - self.last.onset.day


def visits_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, tuple[Visit, Row]]:
    """Each visit of a person by its row id, and what is derived of it."""
    attacks = attacks_of(record, patient_id, definitions)
    found = {}
    for row in rows_of(record, "visits", patient_id):
        date, bounds = days(row, "visited", definitions), bounds_of(row, definitions)
        known = bounds[0] if bounds is not None and bounds[0] == bounds[1] else None
        score = row["edss"]
        if score is None and definitions.edss_from_systems_counts:
            score = known
        begun = [one for one in attacks if one.onset is not None and date is not None and one.onset.day <= date.day]
        # Of attacks of one day the last by number counts.
        last = max(begun, key=lambda attack: (attack.onset.day, attacks.index(attack)), default=None)
        visit = Visit(row, date, score, last)
        inside = in_window(visit, attacks, definitions.edss_unstable_days)
        found[row["row_id"]] = (
            visit,
            {
                "score": score,
                "edss_from_systems": known,
                "edss_at_least": None if bounds is None else bounds[0],
                "edss_at_most": None if bounds is None else bounds[1],
                "edss_mismatch": mismatch(row["edss"], bounds, definitions),
                "attack": None if visit.last is None else attacks.index(visit.last) + 1,
                "days_since_attack": visit.since,
                "in_attack_window": inside,
                "is_stable": None if inside is None else not inside,
            },
        )
    return found


def in_window(visit: Visit, attacks: Sequence[Attack], window: int) -> bool | None:
    if visit.date is None:
        return None
    if any(one.onset is not None and 0 <= visit.date.day - one.onset.day <= window for one in attacks):
        return True
    return None if any(one.onset is None for one in attacks) else False


def mismatch(edss: float | None, bounds: tuple[float, float] | None, definitions: Definitions) -> bool | None:
    if edss is None or bounds is None or edss == 10:
        return None
    if max(bounds[0] - edss, edss - bounds[1]) >= definitions.edss_mismatch_half_points / 2:
        return True
    return False if bounds[0] == bounds[1] else None


@dataclass(frozen=True)
class Change:
    """A confirmed change: places among the visits, +1 for worsening and -1 for improvement."""

    reference: int
    onset: int
    confirmed: int
    held: int
    direction: int


@dataclass
class Walk:
    """The search for confirmed changes among days and scores of one person, in order, one a day.

    `ends_early`: end where no later visit differs from the reference, even if an attack would make the reference a new one.
    """

    days: Sequence[int]
    scores: Sequence[float]
    onsets: Sequence[int]
    definitions: Definitions
    ends_early: bool = False

    def clear(self, place: int, window: int) -> bool:
        return not any(0 <= self.days[place] - onset <= window for onset in self.onsets)

    def differs(self, place: int, reference: int, direction: int) -> bool:
        step = STEPS[self.definitions.worsening_steps](self.scores[reference])
        return (self.scores[place] - self.scores[reference]) * direction >= step

    def changes(self) -> list[Change]:
        rules = self.definitions
        found: dict[int, Change] = {}
        reference, at, looked = 0, 1, False
        last = len(self.days) - 1
        while True:
            while reference <= last and not self.clear(reference, rules.edss_unstable_days):
                reference += 1
            at = max(at, reference + 1)
            if at > last:
                break
            onset = next((one for one in range(at, last + 1) if self.begins(one, reference)), None)
            past = self.past_an_attack(at, reference) if rules.new_reference_after_attack else None
            if onset is None and self.ends_early and not (looked and past is not None and past[0] == at):
                break
            if past is not None and (onset is None or past[0] <= onset):
                reference, at, looked = past[1], past[1] + 1, False
                continue
            if onset is None:
                break
            looked = True
            direction = 1 if self.scores[onset] > self.scores[reference] else -1
            confirmed = self.confirmation(onset, reference, direction)
            if confirmed is None:
                at = onset + 1
                continue
            held = confirmed
            while held < last and self.differs(held + 1, reference, direction):
                held += 1
            kept = held == last or self.days[held + 1] - self.days[onset] >= rules.worsening_held_days
            if kept:
                found[onset] = Change(reference, onset, confirmed, held, direction)
                if direction > 0 and rules.worsening_events == "first":
                    break
            moves = "roving after worsening" if direction > 0 else "roving after improvement"
            if rules.worsening_reference in ("roving", moves):
                reference, at = confirmed, confirmed + 1
            else:
                at = confirmed + 1 if kept else onset + 1
        return [found[onset] for onset in sorted(found)]

    def begins(self, place: int, reference: int) -> bool:
        return self.clear(place, self.definitions.worsening_onset_unstable_days) and (
            self.differs(place, reference, 1) or self.differs(place, reference, -1)
        )

    def past_an_attack(self, at: int, reference: int) -> tuple[int, int] | None:
        """The first visit that is past an attack since the reference, and the first visit since that attack."""
        since = [onset for onset in self.onsets if onset > self.days[reference]]
        if not since:
            return None
        limit = min(since) + self.definitions.attack_associated_days
        past = next((one for one in range(at, len(self.days)) if self.days[one] > limit), None)
        return None if past is None else (past, next(one for one in range(len(self.days)) if self.days[one] >= min(since)))

    def confirmation(self, onset: int, reference: int, direction: int) -> int | None:
        held = onset
        while held + 1 < len(self.days) and self.differs(held + 1, reference, direction):
            held += 1
        return next(self.confirming(onset, held), None)

    def confirming(self, onset: int, held: int) -> Iterator[int]:
        """The visits that confirm a change which held until a visit."""
        rules = self.definitions
        for place in range(onset + 1, held + 1):
            days_since = self.days[place] - self.days[onset]
            early = rules.confirmation_days - rules.confirmation_early_days
            in_time = early <= days_since <= rules.confirmation_days + rules.confirmation_late_days
            if in_time and self.clear(place, rules.edss_unstable_days):
                yield place

    def free_of_attacks(self, change: Change) -> bool:
        """Whether for one of the visits that confirm it no attack begins in the windows."""
        day = self.days
        for confirmed in self.confirming(change.onset, change.held):
            onset, end = day[change.onset], day[confirmed]
            windows = {
                "reference to onset, around confirmation": [(day[change.reference], onset + 30), (end - 30, end + 30)],
                "before onset to confirmation": [(onset - 90, end)],
                "around onset, around confirmation": [(onset - 90, onset + 30), (end - 90, end + 30)],
                "reference to confirmation": [(day[change.reference], end)],
                "last visit to onset, before confirmation": [(day[change.onset - 1], onset), (end - 30, end)],
            }[self.definitions.independence_windows]
            if not any(first <= one <= last for one in self.onsets for first, last in windows):
                return True
        return False

    def is_associated(self, change: Change) -> bool:
        return not self.clear(change.onset, self.definitions.attack_associated_days)


def one_a_day(dated: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """Days and values in order; of several on one day the highest."""
    worst: dict[int, float] = {}
    for day, value in dated:
        worst[day] = max(value, worst.get(day, value))
    return sorted(worst.items())


def worsening_of(record: Record, patient_id: str, definitions: Definitions) -> list[Row]:
    """The confirmed worsening of one person."""
    attacks = attacks_of(record, patient_id, definitions)
    onsets = sorted(one.onset.day for one in attacks if one.onset is not None)
    visits = [visit for visit, _ in visits_of(record, patient_id, definitions).values()]
    scored = one_a_day([(one.date.day, one.score) for one in visits if one.date is not None and one.score is not None])
    walk = Walk([day for day, _ in scored], [score for _, score in scored], onsets, definitions)
    found = []
    for change in walk.changes():
        if change.direction < 0:
            continue
        if walk.is_associated(change):
            kind = "relapse-associated"
        elif attacks and len(onsets) == len(attacks) and walk.free_of_attacks(change):
            kind = "independent"
        else:
            kind = "undetermined"
        begun = [onset for onset in onsets if onset <= walk.days[change.onset]]
        found.append(
            {
                "event": len(found) + 1,
                "reference_day": walk.days[change.reference],
                "onset_day": walk.days[change.onset],
                "confirmed_day": walk.days[change.confirmed],
                "held_until_day": walk.days[change.held],
                "held_to_last_visit": change.held == len(scored) - 1,
                "from_edss": walk.scores[change.reference],
                "to_edss": walk.scores[change.onset],
                "confirmed_edss": min(walk.scores[change.onset : change.confirmed + 1]),
                "kind": kind,
                "days_since_attack": walk.days[change.onset] - max(begun) if begun else None,
            }
        )
    return found


@dataclass(frozen=True)
class Examination:
    """A day on which it was seen whether a milestone is met, and whether that day is clear of attacks."""

    day: int
    met: bool
    clear: bool


def reached_of(examined: Sequence[Examination], definitions: Definitions) -> Row:
    """When the examinations of one person reach a milestone."""
    found: Row = dict.fromkeys(("day", "confirmed_day", "first_met_day", "sustained", "at_first_examination", "confirmed"))
    if not examined:
        return found | {"status": "cannot tell", "censor_day": None, "confirmable_until_day": None}
    found["first_met_day"] = next((one.day for one in examined if one.met), None)
    for number, first in enumerate(examined):
        later = examined[number + 1 :]
        held = list(takewhile(lambda one: one.met, later))
        confirming = [one for one in held if one.clear and one.day - first.day >= definitions.milestone_confirmation_days]
        if first.met and first.clear and confirming:
            return found | {
                "status": "reached",
                "censor_day": None,
                "confirmable_until_day": None,
                "day": first.day,
                "confirmed_day": confirming[0].day,
                "sustained": len(held) == len(later),
                "at_first_examination": number == 0,
                "confirmed": True,
            }
    unbroken = list(takewhile(lambda one: one.met, reversed(examined)))
    clear = [one.day for one in examined if one.clear]
    in_time = [day for day in clear if max(clear) - day >= definitions.milestone_confirmation_days]
    confirmable = min([max(in_time), *(one.day for one in unbroken)]) if in_time else None
    return found | {
        "status": "cannot tell" if unbroken else "not reached",
        "censor_day": unbroken[-1].day if unbroken else examined[-1].day,
        "confirmable_until_day": confirmable,
        "confirmed": None if found["first_met_day"] is None else False,
    }


def examinations(dated: Sequence[tuple[int, bool]], attacks: Sequence[Attack], definitions: Definitions) -> list[Examination]:
    onsets = [one.onset.day for one in attacks if one.onset is not None]
    return [
        Examination(day, met, not any(0 <= day - onset <= definitions.milestone_unstable_days for onset in onsets))
        for day, met in one_a_day(dated)
    ]


def shows(visit: Visit, milestone: float, definitions: Definitions) -> bool | None:
    """Whether a visit shows an EDSS as high as the milestone: by its score, else by all that systems and walking allow."""
    if visit.score is not None:
        return visit.score >= milestone
    bounds = bounds_of(visit.row, definitions) if definitions.edss_from_systems_counts else None
    if bounds is None or bounds[0] < milestone <= bounds[1]:
        return None
    return bounds[0] >= milestone


def milestones_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, Row]:
    """The milestones of one person by name."""
    attacks = attacks_of(record, patient_id, definitions)
    visits = [visit for visit, _ in visits_of(record, patient_id, definitions).values() if visit.date is not None]
    dead, from_disease, death, contact = death_of(record, patient_id, definitions)
    found = {}
    for score in (4, 6, 8):
        seen = [(one.date.day, shows(one, score, definitions)) for one in visits]
        seen = [(day, met) for day, met in seen if met is not None]
        row = reached_of(examinations(seen, attacks, definitions), definitions)
        if dead and row["status"] != "reached" and from_disease:
            first_met = death if row["first_met_day"] is None else row["first_met_day"]
            row |= {"status": "reached", "day": death, "censor_day": None, "confirmed": True, "confirmed_day": death}
            row |= {"confirmable_until_day": None}
            row |= {"first_met_day": first_met, "sustained": True, "at_first_examination": False}
        elif dead and row["status"] == "not reached" and from_disease is None:
            row["status"] = "cannot tell"
        found[f"EDSS {score}"] = row
    for name, aids in (("walking aid", ("one side", "both sides", "wheelchair", "bed")), ("wheelchair", ("wheelchair", "bed"))):
        aid = [(one.date.day, one.row["walking_aid"]) for one in visits if one.row["walking_aid"] not in (None, "unknown")]
        seen = [(day, needed in aids) for day, needed in aid]
        found[name] = reached_of(examinations(seen, attacks, definitions), definitions)
    found |= blindness_of(record, patient_id, definitions)
    for name, counts in (("EDSS 10", from_disease), ("death", True)):
        reached = counts if dead else dead
        until = death if reached is False and dead else contact
        found[name] = {
            "status": {True: "reached", False: "not reached", None: "cannot tell"}[reached],
            "day": death if reached else None,
            "censor_day": None if reached else until,
            "confirmable_until_day": None if reached else until,
        }
    return found


def death_of(
    record: Record, patient_id: str, definitions: Definitions
) -> tuple[bool | None, bool | None, int | None, int | None]:
    """Whether somebody is dead, from the disease, when, and when last seen."""
    person = rows_of(record, "patients", patient_id)[0]
    death, contact = (days(person, name, definitions) for name in ("death", "last_contact"))
    dead: bool | None = None
    if person["status"] == "dead" or death is not None:
        dead = True
    elif person["status"] not in (None, "unknown") or contact is not None:
        dead = False
    cause = person["death_cause"]
    from_disease = None if cause in (None, "unknown") else cause == "NMOSD"
    return dead, from_disease, death and death.day, contact and contact.day


def blindness_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, Row]:
    """Blindness of one eye and of both, from what the two eyes reach."""
    attacks = attacks_of(record, patient_id, definitions)
    own = {}
    for eye in ("right", "left"):
        concerned = [attack for attack in attacks if struck(attack, eye) is not False]
        exams = exams_of(record, patient_id, definitions).values()
        told = [
            (exam["_day"], exam[definitions.blindness_threshold])
            for exam in exams
            if exam["eye"] == eye and exam["_day"] is not None and exam[definitions.blindness_threshold] is not None
        ]
        own[eye] = reached_of(examinations(told, concerned, definitions), definitions)
    eyes = list(own.values())
    reached = [eye["day"] for eye in eyes if eye["status"] == "reached"]
    states = [eye["status"] for eye in eyes]
    until = [eye["censor_day"] for eye in eyes if eye["censor_day"] is not None]
    confirmable = [eye["confirmable_until_day"] for eye in eyes if eye["confirmable_until_day"] is not None]
    met = [eye["first_met_day"] for eye in eyes if eye["first_met_day"] is not None]
    one_open = "cannot tell" if "cannot tell" in states else "not reached"
    both_open = "not reached" if "not reached" in states else "cannot tell"
    return {
        "blind in one eye": {
            "status": "reached" if reached else one_open,
            "day": min(reached, default=None),
            "censor_day": min(until) if not reached and len(until) == 2 else None,
            "confirmable_until_day": min(confirmable) if not reached and len(confirmable) == 2 else None,
            "first_met_day": min(met, default=None),
        },
        "blind in both eyes": {
            "status": "reached" if len(reached) == 2 else both_open,
            "day": max(reached) if len(reached) == 2 else None,
            "censor_day": max(until, default=None) if len(reached) < 2 else None,
            "confirmable_until_day": max(confirmable, default=None) if len(reached) < 2 else None,
            "first_met_day": max(met) if len(met) == 2 else None,
        },
    }


def visual_subscore(exam: Row, definitions: Definitions) -> int | None:
    """The opticospinal visual subscore of one examination of an eye."""
    category = exam["acuity_category"] or "measured"
    below = {"counting fingers": 5, "hand motion": definitions.opticospinal_hand_motion}
    below |= {"light perception": 6, "no light perception": 7}
    if category != "measured" or exam["acuity"] is None:
        return below.get(category)
    feet = round(20 / exam["acuity"])
    if feet < 30:
        unstated = 0 if definitions.opticospinal_scotoma_unstated == "no scotoma" else None
        return {"yes": 1, "no": 0}.get(exam["scotoma"], unstated)
    return 2 if feet < 60 else 3 if feet < 200 else 4 if feet <= 800 else definitions.opticospinal_beyond_20_800
