"""The mistakes that are put into the sheet on purpose, in the numbers in which a fellow meets them.

Each function changes people in place and returns what it planted; no two of them touch the same fact of the same person, so that
every count below can be compared with what `nmosd check` finds.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from people import MOST_ATTACKS, SHEET_CLOSED, Attack, Person

CLOSE_PAIRS, AFTER_LAST_CONTACT, EDSS_IN_ATTACK = 9, 4, 22
NEGATIVE_WITHOUT_ASSAY, NEVER_MOG_TESTED, EDSS_HALF, STOP_BEFORE_START, UNKNOWN_AQP4 = 17, 6, 2, 3, 3

# Cells that say nothing a machine should guess at: column, what stands there, and what the person must have for it to be planted.
UNREADABLE: tuple[tuple[str, str], ...] = (
    ("DOB", "19.13.1968"),
    ("Rel2", "31.02.2016"),
    ("Rel1", "before 2010"),
    ("Rel2", "Easter, in Spain"),
    ("RTX start", "see chart"),
    ("Drug start", "after the baby"),
    ("Drug", "study drug (blinded)"),
    ("EDSS last", "walks with stick"),
    ("EDSS last", "6.3"),
    ("VA OD", "s. letter"),
    ("VA OS", "reads headlines"),
    ("MOG", "sent to Oxford"),
)


@dataclass(frozen=True)
class Planted:
    """One planted mistake: its kind, whose it is, the column whose cell shows it, and what is wrong with it."""

    kind: str
    person: int
    column: str
    says: str


def plant(generator: np.random.Generator, people: list[Person]) -> tuple[list[Planted], dict[tuple[int, str], str]]:
    """Put every mistake in; return what was planted, and the texts that replace a cell of a person (number, column)."""
    busy: set[int] = set()
    planted = _close_pairs(generator, _take(generator, people, CLOSE_PAIRS, busy, _has_room_between_attacks))
    planted += _after_last_contact(generator, _take(generator, people, AFTER_LAST_CONTACT, busy, _left_early))
    planted += _edss_in_attack(generator, _take(generator, people, EDSS_IN_ATTACK, busy, _calm_at_the_end))
    planted += _stop_before_start(
        generator, _take(generator, people, STOP_BEFORE_START, busy, lambda person: person.rituximab is not None)
    )
    texts: dict[tuple[int, str], str] = {}
    for person, text in zip(_take(generator, people, EDSS_HALF, busy, _any), ("0,5", "0.5"), strict=True):
        texts[person.number, "EDSS last"] = text
        planted.append(Planted("EDSS 0.5", person.number, "EDSS last", "this score does not exist"))
    planted += _serology(generator, people, texts)
    for column, text in UNREADABLE:
        person = _take(generator, people, 1, busy, _can_lose(column))[0]
        texts[person.number, column] = text
        planted.append(Planted("cannot be read", person.number, column, "no value can be taken from it"))
    for person in people:
        person.attacks.sort(key=lambda attack: attack.day)
    return planted, texts


def _take(
    generator: np.random.Generator, people: list[Person], count: int, busy: set[int], fits: Callable[[Person], bool]
) -> list[Person]:
    free = [person for person in people if person.number not in busy and fits(person)]
    chosen = sorted(generator.choice(len(free), size=count, replace=False))
    busy.update(free[position].number for position in chosen)
    return [free[position] for position in chosen]


def _any(person: Person) -> bool:
    return True


def _has_room_between_attacks(person: Person) -> bool:
    return 2 <= len(person.attacks) <= MOST_ATTACKS and bool(_roomy(person))


def _roomy(person: Person) -> list[int]:
    """Return the positions of attacks after which another fits without coming near a third."""
    ends = [attack.day for attack in person.attacks[1:]] + [person.last_seen]
    gaps = [(end - attack.day).days for attack, end in zip(person.attacks, ends, strict=True)]
    return [position for position, gap in enumerate(gaps) if gap >= 140]


def _left_early(person: Person) -> bool:
    return person.status == "alive" and person.last_seen < dt.date(2025, 4, 1) and len(person.attacks) <= MOST_ATTACKS


def _calm_at_the_end(person: Person) -> bool:
    return (
        (person.last_seen - person.attacks[-1].day).days > 150 and len(person.attacks) <= MOST_ATTACKS and person.status != "dead"
    )


def _can_lose(column: str) -> Callable[[Person], bool]:
    """Return whether a person has something in this column, so that a text can stand in its place."""
    needs: dict[str, Callable[[Person], bool]] = {
        "Rel2": lambda person: len(person.attacks) >= 2,
        "RTX start": lambda person: person.rituximab is not None,
        "Drug start": lambda person: person.other is not None,
        "Drug": lambda person: person.other is not None,
        "MOG": lambda person: person.aqp4 == "positive",
    }
    return needs.get(column, _any)


def _close_pairs(generator: np.random.Generator, people: list[Person]) -> list[Planted]:
    planted = []
    for person in people:
        position = int(generator.choice(_roomy(person)))
        first, days = person.attacks[position], int(generator.integers(9, 28))
        first.exact = True
        cord = ("spinal cord",)
        second = Attack(first.day + dt.timedelta(days), ("optic nerve left",) if first.sites == cord else cord, exact=True)
        person.attacks.insert(position + 1, second)
        says = f"{days} days after Rel{position + 1}"
        planted.append(Planted("attack less than 30 days after another", person.number, f"Rel{position + 2}", says))
    return planted


def _after_last_contact(generator: np.random.Generator, people: list[Person]) -> list[Planted]:
    planted = []
    for person in people:
        days = int(generator.integers(40, min(180, (SHEET_CLOSED - person.last_seen).days)))
        person.exact_last_seen = True
        person.attacks.append(Attack(person.last_seen + dt.timedelta(days), ("spinal cord",), exact=True))
        column = f"Rel{len(person.attacks)}"
        planted.append(Planted("attack after last contact", person.number, column, f"{days} days after last seen"))
    return planted


def _edss_in_attack(generator: np.random.Generator, people: list[Person]) -> list[Planted]:
    planted = []
    for person in people:
        days = int(generator.integers(4, 27))
        person.exact_last_seen = True
        sites = ("optic nerve right",) if generator.random() < 0.4 else ("spinal cord",)
        person.attacks.append(Attack(person.last_seen - dt.timedelta(days), sites, exact=True))
        says = f"scored {days} days after Rel{len(person.attacks)}"
        planted.append(Planted("EDSS within 30 days of an attack", person.number, "EDSS last", says))
    return planted


def _stop_before_start(generator: np.random.Generator, people: list[Person]) -> list[Planted]:
    planted = []
    for person in people:
        assert person.rituximab is not None
        person.rituximab.stop = person.rituximab.start - dt.timedelta(int(generator.integers(70, 400)))
        planted.append(Planted("rituximab stopped before it started", person.number, "RTX stop", "before RTX start"))
    return planted


def _serology(generator: np.random.Generator, people: list[Person], texts: dict[tuple[int, str], str]) -> list[Planted]:
    """Leave out assays and MOG tests of people without AQP4-IgG; a few others were never tested or the result is lost."""
    negative = [person for person in people if person.aqp4 == "negative"]
    positive = [person for person in people if person.aqp4 == "positive"]
    planted = []
    for person in _take(generator, negative, NEGATIVE_WITHOUT_ASSAY, set(), _any):
        texts[person.number, "AQP4 (+/-)"] = str(generator.choice(["neg", "neg", "negative", "neg."]))
        planted.append(Planted("negative AQP4-IgG without an assay", person.number, "AQP4 (+/-)", "assay not stated"))
    untested = _take(generator, negative, NEVER_MOG_TESTED, set(), lambda person: person.mog == "negative")
    for person, text in zip(untested, ("", "nd", "", "not done", "", "nd"), strict=True):
        person.mog = "not done"
        texts[person.number, "MOG"] = text
        planted.append(Planted("seronegative, never tested for MOG-IgG", person.number, "MOG", "no result"))
    for person in _take(generator, positive, UNKNOWN_AQP4, set(), _any):
        person.aqp4 = "unknown"
        texts[person.number, "AQP4 (+/-)"] = "?"
    return planted
