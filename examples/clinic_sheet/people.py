"""118 people who never lived: who they are, when they were ill, what they were given.

The numbers below only make the sheet look like a clinic's (mostly women, onset about 40, attacks in clusters, treatment as it
was in each era). They are estimates of nothing, and no result of this cohort says anything about the disease.
"""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

SITES = {
    ("optic nerve right",): 0.19,
    ("optic nerve left",): 0.19,
    ("optic nerve right", "optic nerve left"): 0.06,
    ("spinal cord",): 0.38,
    ("optic nerve right", "spinal cord"): 0.03,
    ("optic nerve left", "spinal cord"): 0.02,
    ("area postrema",): 0.06,
    ("brainstem",): 0.04,
    ("diencephalon",): 0.01,
    ("cerebrum",): 0.02,
}
CLINIC_OPENED = dt.date(2009, 3, 2)
SHEET_CLOSED = dt.date(2025, 10, 10)
LEAST_GAP, MOST_ATTACKS = 50, 10
FRAILTY_SHAPE = 1.1  # of a gamma with mean 1: the smaller, the fewer people have most of the attacks
ATTACKS_A_YEAR, CLUSTER = 0.5, 2.8
EFFECT = {"rituximab": 0.22, "azathioprine": 0.5, "mycophenolate": 0.5, "interferon beta": 1.3, "other antibody": 0.12}


@dataclass
class Attack:
    """Day of onset, where it struck, and whether the sheet must show the exact day."""

    day: dt.date
    sites: tuple[str, ...]
    exact: bool = False


@dataclass
class Episode:
    """A drug from a day to a day; `stop` is None while it goes on."""

    drug: str
    start: dt.date
    stop: dt.date | None


@dataclass
class Person:
    """What is true of one invented person."""

    number: int
    sex: str
    birth: dt.date
    first_seen: dt.date
    last_seen: dt.date
    attacks: list[Attack]
    aqp4: str
    mog: str
    rituximab: Episode | None = None
    other: Episode | None = None
    status: str = "alive"
    edss: float | None = None
    acuity: dict[str, float] = field(default_factory=dict)
    exact_last_seen: bool = False


def invent(generator: np.random.Generator, how_many: int) -> list[Person]:
    """Return that many people, in the order in which the clinic first saw them."""
    people = [_person(generator) for _ in range(how_many)]
    people.sort(key=lambda person: (person.first_seen, person.birth))
    for number, person in enumerate(people, start=1):
        person.number = number + (number > 40) + (number > 77) + (number > 101)  # numbers that were given out and not used
    return people


def _person(generator: np.random.Generator) -> Person:
    age = float(np.clip(generator.normal(40, 14), 11, 79))
    onset = dt.date(2004, 1, 1) + dt.timedelta(int(365 * 20.7 * generator.beta(1.7, 1.2)))
    birth = onset - dt.timedelta(int(age * 365.25))
    delay = int(generator.lognormal(5.6, 1.2)) + 5
    first_seen = max(onset + dt.timedelta(delay), CLINIC_OPENED + dt.timedelta(int(generator.integers(0, 500))))
    first_seen = min(first_seen, SHEET_CLOSED - dt.timedelta(int(generator.integers(200, 500))))
    left = generator.random() < 0.22
    years_there = (SHEET_CLOSED - first_seen).days
    stay = int(years_there * (generator.uniform(0.25, 0.9) if left else 1)) - int(generator.integers(0, 190))
    last_seen = first_seen + dt.timedelta(max(stay, 150))
    aqp4 = "positive" if generator.random() < 0.745 else "negative"
    mog = "positive" if aqp4 == "negative" and generator.random() < 0.15 else "negative"
    person = Person(0, "f" if generator.random() < 0.84 else "m", birth, first_seen, last_seen, [], aqp4, mog)
    _treat(generator, person)
    _attacks(generator, person, onset)
    person.last_seen = max(person.last_seen, person.attacks[-1].day + dt.timedelta(80))
    _outcome(generator, person, left=left)
    return person


def _treat(generator: np.random.Generator, person: Person) -> None:
    """Give what the year of the first visit would have given: tablets first, then rituximab, then the licensed antibodies."""
    start = person.first_seen + dt.timedelta(int(generator.integers(5, 160)))
    year, draw = person.first_seen.year, generator.random()
    switch = start + dt.timedelta(int(generator.integers(200, 1500)))
    if year < 2014:
        drug = "interferon beta" if draw < 0.15 else "mycophenolate" if draw < 0.4 else "azathioprine"
        switches = generator.random() < 0.55 and switch < person.last_seen
        person.other = Episode(drug, start, switch if switches else None)
        if switches:
            person.rituximab = Episode("rituximab", switch + dt.timedelta(int(generator.integers(7, 60))), None)
    elif year < 2020:
        if draw < 0.62:
            person.rituximab = Episode("rituximab", start, None)
        elif draw < 0.9:
            person.other = Episode("azathioprine" if draw < 0.78 else "mycophenolate", start, None)
    elif draw < 0.38:
        person.rituximab = Episode("rituximab", start, None)
    elif draw < 0.85:
        person.other = Episode(str(generator.choice(["eculizumab", "ravulizumab", "satralizumab", "inebilizumab"])), start, None)
    elif draw < 0.95:
        person.other = Episode("azathioprine", start, None)
    if person.rituximab and generator.random() < 0.2:
        stop = person.rituximab.start + dt.timedelta(int(generator.integers(300, 1600)))
        person.rituximab.stop = stop if stop < person.last_seen else None


def _attacks(generator: np.random.Generator, person: Person, onset: dt.date) -> None:
    """Draw attacks month by month: a frailty of one's own, more for half a year after an attack, fewer on treatment."""
    frailty = generator.gamma(FRAILTY_SHAPE, 1 / FRAILTY_SHAPE)
    person.attacks.append(Attack(onset, _site(generator)))
    day = onset
    while (day := day + dt.timedelta(30)) < person.last_seen - dt.timedelta(80) and len(person.attacks) < MOST_ATTACKS:
        last = person.attacks[-1].day
        rate = ATTACKS_A_YEAR * frailty * (CLUSTER if (day - last).days < 180 else 1) * _effect(person, day)
        at = day + dt.timedelta(int(generator.integers(0, 30)))
        if generator.random() < 1 - np.exp(-rate / 12) and (at - last).days >= LEAST_GAP:
            person.attacks.append(Attack(at, _site(generator)))


def _effect(person: Person, day: dt.date) -> float:
    effects = [
        EFFECT.get(episode.drug, EFFECT["other antibody"])
        for episode in (person.rituximab, person.other)
        if episode and episode.start <= day and (episode.stop is None or day < episode.stop)
    ]
    return min(effects, default=1.0)


def _site(generator: np.random.Generator) -> tuple[str, ...]:
    kinds, weights = list(SITES), np.array(list(SITES.values()))
    return kinds[int(generator.choice(len(kinds), p=weights / weights.sum()))]


def _outcome(generator: np.random.Generator, person: Person, *, left: bool) -> None:
    """Set what was left after all attacks: EDSS on its grid, acuity per eye, and where the person is."""
    cords = sum("spinal cord" in attack.sites for attack in person.attacks)
    score = 1 + 0.9 * cords + 0.35 * (len(person.attacks) - cords) + generator.normal(0, 1.1)
    person.edss = max(0.0, min(9.0, round(score * 2) / 2))
    if person.edss == 0.5:
        person.edss = 1.0
    for eye in ("right", "left"):
        hits = sum(f"optic nerve {eye}" in attack.sites for attack in person.attacks)
        loss = sum(generator.exponential(0.45) for _ in range(hits)) + max(0.0, generator.normal(0, 0.05))
        person.acuity[eye] = loss  # logMAR; above 1.7 the sheet has CF, HM, LP or NLP
    if left:
        person.status = str(generator.choice(["alive", "lost", "moved", "dead"], p=[0.35, 0.35, 0.18, 0.12]))
