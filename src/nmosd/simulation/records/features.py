"""What each attack is like, how it is treated, what it leaves, and who dies."""

from dataclasses import dataclass

import numpy as np

from nmosd.record.vocabulary import vocabulary
from nmosd.simulation.histories.attacks import DAYS_PER_YEAR, AttackHistories
from nmosd.simulation.records.assumptions import Assumptions
from nmosd.simulation.records.drawing import Draws
from nmosd.simulation.records.kernel import (
    OPTIC,
    Codes,
    Kinds,
    Mortality,
    deaths,
    kinds_of_attacks,
    losses_of_attacks,
)
from nmosd.simulation.records.persons import Persons
from nmosd.simulation.records.scoring import scoring
from nmosd.stats.arrays import Booleans, Floats, Integers

RIGHT, LEFT, BOTH = 1, 2, 3
RESPONSES = ("complete", "partial", "none")
_PARTS = ("motor", "sensory", "sphincter", "brainstem", "cerebral", "optic", "optic")


@dataclass(frozen=True)
class AcuteCare:
    """The treatment of attacks, one entry of each column per attack; days count from its onset.

    `first` and `second` are places in `treatments` (-1: none).
    """

    treatments: tuple[str, ...]
    first: Integers
    first_day: Integers
    second: Integers
    second_day: Integers


@dataclass(frozen=True)
class AttackKinds:
    """The kind of each attack: a place in `names`. A kind is named by the sites that are struck."""

    names: tuple[str, ...]
    place: Codes

    def struck(self, site: str) -> Booleans:
        """Return which attacks struck a site."""
        return np.array([site in _sites(name) for name in self.names])[self.place]


@dataclass(frozen=True)
class Features:
    """What attacks are like, one entry of each column per attack of the histories.

    `eyes` says which optic nerves were struck (0: none), `nadir` is the day of the worst after the
    onset, `response` a place in `RESPONSES`. `worst` is what the attack adds at its worst and `lasting` what stays of it.
    """

    kinds: AttackKinds
    eyes: Integers
    nadir: Integers
    response: Integers
    worst: Floats
    lasting: Floats
    acute: AcuteCare


def draw_kinds(persons: Persons, histories: AttackHistories, assumed: Assumptions) -> AttackKinds:
    """Return the kind of each attack."""
    at_onset, later, odds = (assumed.table(name) for name in ("kind_at_onset", "kind_later", "kind_odds_per_ten_years"))
    names = tuple(at_onset)
    kinds = Kinds(
        at_onset=np.array(list(at_onset.values())),
        later=np.array([later[name] for name in names]),
        odds_per_ten_years=np.array([odds[name] for name in names]),
        is_brain=np.array([not {"optic nerve", "spinal cord"} & set(_sites(name)) for name in names]),
        same_odds=assumed.number("same_kind_odds"),
        same_within=assumed.number("same_kind_within"),
    )
    brain = persons.ancestral(assumed.table("brain_odds"))
    draws = persons.draws
    found = kinds_of_attacks(draws.seed, draws.unit, histories.first, histories.day, persons.age, brain, kinds)
    return AttackKinds(names, found)


def draw_features(persons: Persons, histories: AttackHistories, assumed: Assumptions) -> Features:
    """Return what the attacks of people are like."""
    person = histories.person()
    draws = persons.draws.numbered(person, np.arange(histories.day.size) - histories.first[person])
    kinds = draw_kinds(persons, histories, assumed)
    one = np.where(draws.uniform("side") < 0.5, RIGHT, LEFT)
    eyes = np.where(kinds.struck("optic nerve"), np.where(draws.chance("both eyes", assumed.number("both_eyes")), BOTH, one), 0)
    acute = _acute_care(draws, assumed)
    response = _responses(draws, persons, histories, kinds.struck("spinal cord"), acute=acute, assumed=assumed)
    mean = np.array([assumed.table("lasting_share")[name] for name in RESPONSES])[response]
    power = np.divide(1 - mean, mean, out=np.full(mean.size, np.inf), where=mean > 0)
    share = draws.uniform("lasting share") ** power
    severity = persons.ancestral(assumed.table("severity"))[person]
    losses = _losses(draws, kinds, eyes, severity, assumed=assumed)
    worst, lasting = losses_of_attacks(histories.first, losses, share, most_loss(assumed))
    days = np.exp(np.log(assumed.number("days_to_nadir")) + assumed.number("days_to_nadir_spread") * draws.normal("nadir"))
    nadir = np.clip(np.round(days), 1, assumed.number("latest_nadir")).astype(np.int64)
    return Features(kinds, eyes, nadir, response, worst, lasting, acute)


def draw_deaths(
    persons: Persons, histories: AttackHistories, features: Features, assumed: Assumptions
) -> tuple[Floats, Booleans]:
    """Return the day of each person's death, were nobody to stop looking, and whether an attack was its cause."""
    fatal = assumed.table("attack_death")
    rates = assumed.table("death_rate_at_40")
    mortality = Mortality(
        of_attack=np.array([fatal[name] for name in features.kinds.names]),
        within=assumed.number("attack_death_days"),
        doubles=assumed.number("death_rate_doubles"),
        per_edss=assumed.number("death_times_per_edss"),
    )
    return deaths(
        persons.draws.seed,
        persons.draws.unit,
        histories.first,
        histories.day,
        features.kinds.place,
        features.lasting,
        persons.age,
        np.where(persons.female, rates["female"], rates["male"]),
        mortality,
        scoring(assumed),
    )


def most_loss(assumed: Assumptions) -> Floats:
    """Return the most that can be lost of each part of `worst` and `lasting`."""
    return np.array([assumed.table("most_loss")[part] for part in _PARTS])


def _sites(kind: str) -> list[str]:
    """Return the sites that a kind of attack is named by."""
    return kind.split(" and ")


def _acute_care(draws: Draws, assumed: Assumptions) -> AcuteCare:
    first_names, first_shares = assumed.shares("first_acute")
    second_names, second_shares = assumed.shares("second_acute")
    treatments = tuple(sorted({*first_names, *second_names}))
    first = np.array([treatments.index(name) for name in first_names])[draws.choice("first treatment", first_shares)]
    second = np.array([treatments.index(name) for name in second_names])[draws.choice("second treatment", second_shares)]
    treated_again = draws.chance("second course", assumed.number("second_course"))
    if "none" in treatments:
        treated_again &= first != treatments.index("none")
        first = np.where(first == treatments.index("none"), -1, first)
    first_day = draws.days("first treatment's delay", assumed.number("acute_delay"))
    second_day = first_day + draws.days("second treatment's delay", assumed.number("second_acute_delay"))
    return AcuteCare(treatments, first, first_day, np.where(treated_again, second, -1), second_day)


def _responses(
    draws: Draws, persons: Persons, histories: AttackHistories, cord: Booleans, *, acute: AcuteCare, assumed: Assumptions
) -> Integers:
    """Return the remission after the first course of each attack: a person who recovers well does so again."""
    person = histories.person()
    logit = assumed.number("complete_log_odds") + assumed.number("complete_spread") * persons.draws.normal("recovery")[person]
    age = persons.age[person] + histories.day / DAYS_PER_YEAR
    logit += np.log(assumed.number("complete_odds_per_year")) * (age - 40)
    logit += np.where(cord, np.log(assumed.number("complete_odds_myelitis")), 0)
    known = vocabulary("acute_treatment")
    is_apheresis = [place for place, name in enumerate(acute.treatments) if known[name].attributes["group"] == "apheresis"]
    logit += np.where(np.isin(acute.first, is_apheresis), np.log(assumed.number("complete_odds_apheresis_first")), 0)
    complete = draws.uniform("complete remission") < 1 / (1 + np.exp(-logit))
    none = draws.chance("no remission", assumed.number("none_of_incomplete"))
    return np.where(complete, 0, np.where(none, 2, 1))


def _losses(draws: Draws, kinds: AttackKinds, eyes: Integers, severity: Floats, *, assumed: Assumptions) -> Floats:
    """Return what each attack would add at its worst in somebody unimpaired."""
    table, spread = assumed.table("loss"), assumed.table("loss_spread")
    median = np.array(
        [[sum(table.get(f"{site}.{part}", 0.0) for site in _sites(name)) for part in _PARTS] for name in kinds.names]
    )
    times = np.exp(np.outer(draws.normal("severity"), [spread[part] for part in _PARTS])) * severity[:, None]
    losses: Floats = median[kinds.place] * times
    for column, side in ((OPTIC, RIGHT), (OPTIC + 1, LEFT)):
        losses[:, column] *= (eyes & side) > 0
    return losses
