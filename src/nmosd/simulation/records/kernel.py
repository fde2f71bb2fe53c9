"""Compiled: what each attack of a person is like, what it leaves, and the state of a person on a day.

Everything that accumulates is walked through once per person, attack by attack. Imported only by what calls it, because the
compiler takes its time to load.
"""

from math import exp, inf, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nmosd.simulation.draws import stream, uniform
from nmosd.simulation.records.scoring import Scoring, lasting_edss
from nmosd.stats.arrays import Booleans, Floats, Integers
from nmosd.stats.compiled import compiled

Days = NDArray[np.int32]
Codes = NDArray[np.int8]
OPTIC = 5
"""Losses are motor, sensory, sphincter, brainstem, cerebral, and from this place on the right and the left eye."""
_KIND = stream("record: kind")
_DEATH, _FATAL, _FATAL_DAY = stream("record: death"), stream("record: fatal"), stream("record: day of a fatal attack")
_YEAR = 365.25


class Kinds(NamedTuple):
    """How likely each kind of attack is. One entry per kind, but for the last two."""

    at_onset: Floats
    later: Floats
    odds_per_ten_years: Floats
    is_brain: Booleans
    same_odds: float
    same_within: float


class Mortality(NamedTuple):
    """How people die: of an attack of each kind, and of anything else."""

    of_attack: Floats
    within: float
    doubles: float
    per_edss: float


@compiled
def kinds_of_attacks(
    seed: int, unit: Integers, first: Integers, day: Days, age: Floats, brain_odds: Floats, kinds: Kinds
) -> Codes:
    """Return the kind of each attack: by age, ancestry, and the kind of the attack before where that is not long ago."""
    found = np.empty(day.size, np.int8)
    weight = np.empty(kinds.at_onset.size)
    for person in range(unit.size):
        for place in range(first[person], first[person + 1]):
            number = place - first[person]
            decades = (age[person] + day[place] / _YEAR - 40) / 10
            again = -1
            if number and day[place] - day[place - 1] < kinds.same_within:
                again = found[place - 1]
            total = 0.0
            for kind in range(weight.size):
                base = kinds.later[kind] if number else kinds.at_onset[kind]
                weight[kind] = base * kinds.odds_per_ten_years[kind] ** decades
                if kinds.is_brain[kind]:
                    weight[kind] *= brain_odds[person]
                if kind == again:
                    weight[kind] *= kinds.same_odds
                total += weight[kind]
            left = total * uniform(seed, _KIND, unit[person], number)
            kind = 0
            while kind < weight.size - 1 and left >= weight[kind]:
                left -= weight[kind]
                kind += 1
            found[place] = kind
    return found


@compiled
def losses_of_attacks(first: Integers, loss: Floats, share: Floats, most: Floats) -> tuple[Floats, Floats]:
    """Return, for each attack, what it adds at its worst, and how much of that stays.

    `loss` is what it would add in somebody unimpaired; the less is left of `most`, the less it adds. `share` of it stays.
    """
    worst = np.zeros_like(loss)
    lasting = np.zeros_like(loss)
    lost = np.zeros(loss.shape[1])
    for person in range(first.size - 1):
        lost[:] = 0
        for place in range(first[person], first[person + 1]):
            for part in range(loss.shape[1]):
                worst[place, part] = min(loss[place, part], most[part]) * (1 - lost[part] / most[part])
                lasting[place, part] = worst[place, part] * share[place]
                lost[part] += lasting[place, part]
    return worst, lasting


@compiled
def left_by_attacks(first: Integers, lasting: Floats) -> Floats:
    """Return what each attack and all before it have left lost for good."""
    left = lasting.copy()
    for person in range(first.size - 1):
        for place in range(first[person] + 1, first[person + 1]):
            for part in range(left.shape[1]):
                left[place, part] += left[place - 1, part]
    return left


@compiled
def deaths(
    seed: int,
    unit: Integers,
    first: Integers,
    day: Days,
    kind: Codes,
    lasting: Floats,
    age: Floats,
    rate_at_40: Floats,
    mortality: Mortality,
    scoring: Scoring,
) -> tuple[Floats, Booleans]:
    """Return the day of each person's death, were nobody to stop looking, and whether an attack was its cause.

    The rate of other deaths doubles with age and rises with the EDSS that attacks have left behind.
    """
    found = np.full(unit.size, inf)
    in_attack = np.zeros(unit.size, np.bool_)
    lost = np.zeros(lasting.shape[1])
    per_day = log(2.0) / mortality.doubles / _YEAR
    for person in range(unit.size):
        lost[:] = 0
        left = -log(uniform(seed, _DEATH, unit[person], 0))
        for place in range(first[person], first[person + 1]):
            number = place - first[person]
            if uniform(seed, _FATAL, unit[person], number) < mortality.of_attack[kind[place]]:
                after = 1 + int(uniform(seed, _FATAL_DAY, unit[person], number) * mortality.within)
                found[person], in_attack[person] = day[place] + after, True
            for part in range(lost.size):
                lost[part] += lasting[place, part]
            edss = lasting_edss(lost, scoring) / 2
            rate = rate_at_40[person] / _YEAR * mortality.per_edss**edss
            rate *= exp(per_day * ((age[person] - 40) * _YEAR + day[place]))
            until = day[place + 1] - day[place] if place + 1 < first[person + 1] else inf
            wait = log(1 + left * per_day / rate) / per_day if rate > 0 else inf
            if wait < until:
                if day[place] + wait < found[person]:
                    found[person], in_attack[person] = np.floor(day[place] + wait) + 1, False
                break
            left -= rate * (exp(per_day * until) - 1) / per_day
            if in_attack[person] and found[person] <= day[place] + until:
                break
    return found, in_attack


@compiled
def states(
    first: Integers,
    day: Days,
    worst: Floats,
    lasting: Floats,
    nadir: Integers,
    recovery_days: float,
    most: Floats,
    asked_first: Integers,
    asked: Integers,
) -> Floats:
    """Return what each person has lost on each day that is asked for (sorted within the person).

    What stays of an attack counts from its onset; what recovers is there in full on the day of the worst, grows evenly until
    then and goes evenly until `recovery_days` after the onset. What attacks take at the same time adds up to `most` at the most.
    """
    found = np.zeros((asked.size, worst.shape[1]))
    lost = np.zeros(worst.shape[1])
    for person in range(first.size - 1):
        lost[:] = 0
        begun = first[person]
        for place in range(asked_first[person], asked_first[person + 1]):
            while begun < first[person + 1] and day[begun] <= asked[place]:
                for part in range(lost.size):
                    lost[part] += lasting[begun, part]
                begun += 1
            found[place] = lost
            for attack in range(begun - 1, first[person] - 1, -1):
                since = float(asked[place] - day[attack])
                if since >= recovery_days:
                    break
                if since <= nadir[attack]:
                    there = since / nadir[attack]
                else:
                    there = (recovery_days - since) / (recovery_days - nadir[attack])
                for part in range(lost.size):
                    found[place, part] += there * (worst[attack, part] - lasting[attack, part])
            for part in range(lost.size):
                found[place, part] = min(found[place, part], most[part])
    return found
