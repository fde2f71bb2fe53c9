"""Which preventive drugs people get from when to when, and the attacks that they have on them."""

from dataclasses import dataclass

import numpy as np

from nmosd.simulation.histories.attacks import DAYS_PER_YEAR, AttackHistories, attack_histories
from nmosd.simulation.histories.treatments import Treatments
from nmosd.simulation.parameters.drugs import DrugEffect, background_immunotherapy, drug_effect, drug_names
from nmosd.simulation.parameters.sets import ParameterSet
from nmosd.simulation.records.assumptions import Assumptions
from nmosd.simulation.records.labels import Labels
from nmosd.simulation.records.persons import Persons
from nmosd.stats.arrays import Booleans, Floats, Integers

BY_ATTACK, FOR_THE_DIAGNOSIS = -1, -2
"""Reasons for which a drug is stopped beside those of `stop_reason`: an attack; a drug for multiple sclerosis, the diagnosis."""


@dataclass(frozen=True)
class Episodes:
    """Drugs given to people, sorted by person and start, one entry of each column per episode.

    `person` is a place among the people, `number` counts an episode in the person from 0, `drug` is a place in `drugs`. `start`
    and `stop` are days since the onset of the disease; `stop` is infinite where the drug is never stopped. `reason` is a place in
    `stop_reason`, or one of the two below 0.
    """

    drugs: tuple[str, ...]
    person: Integers
    number: Integers
    drug: Integers
    start: Floats
    stop: Floats
    reason: Integers

    def where(self, chosen: Booleans) -> "Episodes":
        """Return some of the episodes."""
        return Episodes(
            drugs=self.drugs,
            person=self.person[chosen],
            number=self.number[chosen],
            drug=self.drug[chosen],
            start=self.start[chosen],
            stop=self.stop[chosen],
            reason=self.reason[chosen],
        )


@dataclass
class _Lines:
    """The lines of treatment of all people, one array of people per line: what was given (-1: nothing), from when to when."""

    drug: list[Integers]
    start: list[Floats]
    stop: list[Floats]
    reason: list[Integers]

    def add(self, number: int) -> None:
        self.drug.append(np.full(number, -1))
        self.start.append(np.full(number, np.inf))
        self.stop.append(np.full(number, np.inf))
        self.reason.append(np.full(number, -1))


def treated_histories(
    parameters: ParameterSet, persons: Persons, labels: Labels, assumed: Assumptions, seed: int
) -> tuple[AttackHistories, Episodes]:
    """Return the attacks of people under the treatment that they get, and that treatment.

    Each line of treatment is chosen, its attacks are simulated, and the first one after which it is changed ends it. A treatment
    changes nothing before its start, so that all that was decided before stands.
    """
    care = _Care(parameters, persons, assumed, seed)
    lines = _Lines([], [], [], [])
    lines.add(len(persons))
    ms = np.flatnonzero(np.isfinite(labels.drug_start))
    lines.drug[0][ms] = care.place_of_ms_drug[labels.drug[ms]]
    lines.start[0][ms], lines.stop[0][ms] = labels.drug_start[ms], labels.drug_stop[ms]
    lines.reason[0][ms] = FOR_THE_DIAGNOSIS
    who = np.flatnonzero(persons.draws.chance("treated", assumed.number("treated")))
    wait = persons.draws.where(who).days("start", assumed.number("start_days"))
    start: Floats = (persons.diagnosed[who] + wait).astype(np.float64)
    for line in range(1, len(care.preventive) + 1):
        in_time = start < persons.observed[who]
        who, start = who[in_time], start[in_time]
        drug = care.chosen(who, start, line, lines)
        who, start, drug = who[drug >= 0], start[drug >= 0], drug[drug >= 0]
        if not who.size:
            break
        lines.add(len(persons))
        lines.drug[line][who], lines.start[line][who] = drug, start
        draws = persons.draws.numbered(who, np.full(who.size, line))
        rate = assumed.number("stopped_otherwise") / DAYS_PER_YEAR
        lines.stop[line][who] = start + np.floor(draws.exponential("stopped") / rate) + 1 if rate else np.inf
        lines.reason[line][who] = draws.choice("reason to stop", assumed.shares("stop_reason")[1])
        care.end_by_attack(who, line, lines)
        stop = lines.stop[line][who]
        by_attack = lines.reason[line][who] == BY_ATTACK
        again = np.isfinite(stop) & (by_attack | draws.chance("goes on", assumed.number("goes_on")))
        mean = assumed.table("next_days")
        gap = draws.days("next drug", np.where(by_attack, mean["after an attack"], mean["otherwise"]))
        who, start = who[again], (stop + gap)[again]
    return care.histories(np.arange(len(persons)), lines), care.episodes(lines)


class _Care:
    """How the drugs are chosen, and what they do."""

    def __init__(self, parameters: ParameterSet, persons: Persons, assumed: Assumptions, seed: int) -> None:
        self.parameters, self.persons, self.assumed, self.seed = parameters, persons, assumed, seed
        first, later = (assumed.table(f"{which}_prevention") for which in ("first", "later"))
        self.preventive = tuple(sorted({*first, *later}))
        ms = assumed.shares("multiple_sclerosis_drug")[0]
        self.drugs = (*self.preventive, *(drug for drug in ms if drug not in self.preventive))
        self.place_of_ms_drug = np.array([self.drugs.index(drug) for drug in ms])
        ratio = assumed.number("multiple_sclerosis_drug_ratio")
        none = DrugEffect(ratio, ratio, 0, 0)
        self.effects = [self._effect(drug) if drug in self.preventive else none for drug in self.drugs]
        self.weights = [np.array([table.get(drug, 0.0) for drug in self.preventive]) for table in (first, later)]
        self.from_year = np.array([assumed.table("available_from").get(drug, 0) for drug in self.preventive])
        self.studied = np.array([effect.negative is not None for effect in self.effects[: len(self.preventive)]])

    def _effect(self, drug: str) -> DrugEffect:
        return drug_effect(drug) if drug in drug_names() else background_immunotherapy(self.parameters)

    def chosen(self, who: Integers, start: Floats, line: int, lines: _Lines) -> Integers:
        """Return the drug that each of these people gets on this day, -1 where none is left."""
        day = (self.persons.onset[who] + start.astype(np.int64)).astype("datetime64[D]")
        year = day.astype("datetime64[Y]").astype(np.int64) + 1970
        weights = np.where(self.from_year <= year[:, None], self.weights[line > 1], 0.0)
        weights[~self.persons.aqp4_positive[who]] *= self.studied
        for given in lines.drug:
            had = (given[who] >= 0) & (given[who] < len(self.preventive))
            weights[had, given[who][had]] = 0
        total = weights.sum(axis=1)
        possible = total > 0
        found = np.full(who.size, -1)
        draws = self.persons.draws.numbered(who, np.full(who.size, line)).where(possible)
        found[possible] = draws.choice("drug", weights[possible] / total[possible, None])
        return found

    def end_by_attack(self, who: Integers, line: int, lines: _Lines) -> None:
        """End a line by the first attack on it after which it is changed, where that comes before its other end."""
        histories = self.histories(who, lines)
        place = histories.person()
        number = np.arange(histories.day.size) - histories.first[place]
        start, stop = lines.start[line][who], lines.stop[line][who]
        on_drug = (histories.day >= start[place] + self.assumed.number("breakthrough_from")) & (histories.day < stop[place])
        attacks = np.flatnonzero(on_drug)
        draws = self.persons.draws.numbered(who[place[attacks]], number[attacks])
        changed = draws.chance("switched after the attack", self.assumed.number("switched_after_attack"))
        attacks, draws = attacks[changed], draws.where(changed)
        places, firsts = np.unique(place[attacks], return_index=True)
        ends = histories.day[attacks[firsts]] + draws.where(firsts).days("switch", self.assumed.number("switch_days"))
        sooner = ends < stop[places]
        lines.stop[line][who[places[sooner]]] = ends[sooner]
        lines.reason[line][who[places[sooner]]] = BY_ATTACK

    def histories(self, who: Integers, lines: _Lines) -> AttackHistories:
        """Return the attacks of these people under the lines so far."""
        drug = np.stack([given[who] for given in lines.drug], axis=1)
        start, stop = (np.stack([days[who] for days in column], axis=1) for column in (lines.start, lines.stop))
        treatments = []
        for place, effect in enumerate(self.effects):
            person, line = np.nonzero(drug == place)
            if person.size:
                positive = self.persons.aqp4_positive[who[person]]
                ratio = np.where(positive, *(1.0 if one is None else one for one in (effect.positive, effect.negative)))
                given = (start[person, line], stop[person, line])
                treatments.append(Treatments(person, *given, ratio, effect.onset_days, effect.return_days))
        years = self.persons.observed[who] / DAYS_PER_YEAR
        return attack_histories(
            self.parameters, self.persons.as_people().subset(who), years, treatments=treatments, seed=self.seed
        )

    def episodes(self, lines: _Lines) -> Episodes:
        """Return the lines as episodes."""
        drug = np.stack(lines.drug, axis=1)
        person, line = np.nonzero(drug >= 0)
        counts = np.bincount(person, minlength=len(self.persons))
        return Episodes(
            drugs=self.drugs,
            person=person,
            number=np.arange(person.size) - np.repeat(np.cumsum(counts) - counts, counts),
            drug=drug[person, line],
            start=np.stack(lines.start, axis=1)[person, line],
            stop=np.stack(lines.stop, axis=1)[person, line],
            reason=np.stack(lines.reason, axis=1)[person, line],
        )
