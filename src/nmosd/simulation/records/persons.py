"""Who the people are, and when the clinic comes to know them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nmosd.simulation.histories.attacks import DAYS_PER_YEAR
from nmosd.simulation.histories.persons import People, people
from nmosd.simulation.records.assumptions import Assumptions
from nmosd.simulation.records.drawing import Draws
from nmosd.stats.arrays import Booleans, Floats, Integers

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Persons:
    """People, one entry of each column per person.

    `onset` is the day of the onset of the disease and `birth` that of birth, in days since 1970; `age` is in years, at onset.
    `diagnosed`, `entered` (first contact with the centre) and `observed` (the first day after what can be observed) are in days
    since the onset. `ancestry` is a place in `ancestries`.
    """

    draws: Draws
    aqp4_positive: Booleans
    female: Booleans
    ancestry: Integers
    ancestries: tuple[str, ...]
    age: Floats
    onset: Integers
    birth: Integers
    diagnosed: Integers
    entered: Integers
    observed: Integers

    def __len__(self) -> int:
        return self.age.size

    def ancestral(self, values: Mapping[str, float]) -> Floats:
        """Return each person's value of a table by ancestry."""
        return np.array([values[name] for name in self.ancestries])[self.ancestry]

    def as_people(self) -> People:
        """Return the people as those whose attacks are simulated."""
        everyone = people(len(self), aqp4_positive=self.aqp4_positive)
        return People(self.draws.unit, everyone.aqp4_positive, everyone.rate_ratio)


def draw_persons(unit: Integers, years: float, assumed: Assumptions, seed: int) -> Persons:
    """Return the people of these units, who are observed until so many years after the onset of their disease."""
    draws = Draws.of_people(seed, unit)
    positive = draws.chance("AQP4-IgG", assumed.number("aqp4_positive"))
    women = assumed.table("female")
    female = draws.chance("sex", np.where(positive, women["with AQP4-IgG"], women["without AQP4-IgG"]))
    ancestries, shares = assumed.shares("ancestry")
    ancestry = draws.choice("ancestry", shares)
    age = _ages(draws, positive, ancestries, ancestry, assumed)
    observed = round(years * DAYS_PER_YEAR)
    last = (dt.date(int(assumed.number("closing_year")), 12, 31) - _EPOCH).days
    spread = assumed.number("onset_over") * DAYS_PER_YEAR
    onset = last - observed - np.floor(draws.uniform("onset") * spread).astype(np.int64)
    diagnosed, entered = _known_from(draws, observed / 2, assumed)
    return Persons(
        draws=draws,
        aqp4_positive=positive,
        female=female,
        ancestry=ancestry,
        ancestries=ancestries,
        age=age,
        onset=onset,
        birth=onset - np.round(age * DAYS_PER_YEAR).astype(np.int64),
        diagnosed=diagnosed,
        entered=entered,
        observed=np.full(unit.size, observed),
    )


def _ages(draws: Draws, positive: Booleans, ancestries: tuple[str, ...], ancestry: Integers, assumed: Assumptions) -> Floats:
    """Return ages of a normal distribution that is cut off where nobody falls ill."""
    from scipy.special import ndtr, ndtri

    by_ancestry = np.array([assumed.table("age_at_onset")[name] for name in ancestries])
    mean = by_ancestry[ancestry] - np.where(positive, 0.0, assumed.number("younger_without_aqp4"))
    spread = assumed.number("age_spread")
    low, high = (ndtr((assumed.number(f"{end}_at_onset") - mean) / spread) for end in ("youngest", "oldest"))
    return np.asarray(mean + spread * ndtri(low + (high - low) * draws.uniform("age")))


def _known_from(draws: Draws, latest: float, assumed: Assumptions) -> tuple[Integers, Integers]:
    """Return the day of the right diagnosis and that of the first contact, none of them later than the latest entry.

    Who is diagnosed at the centre comes there shortly before; the others are referred later.
    """
    from scipy.special import ndtr, ndtri

    middle, spread = np.log(assumed.number("days_to_diagnosis")), assumed.number("days_to_diagnosis_spread")
    share = ndtr((np.log(max(latest, 1)) - middle) / spread)
    diagnosed = np.floor(np.exp(middle + spread * ndtri(share * draws.uniform("diagnosis")))).astype(np.int64)
    shortly = np.floor(assumed.number("first_seen_before_diagnosis") * draws.uniform("before the diagnosis")).astype(np.int64)
    before = np.maximum(diagnosed - shortly, 0)
    after = np.minimum(diagnosed + draws.days("referral", assumed.number("referral_days")), int(latest))
    entered = np.where(draws.chance("referred", assumed.number("referred")), np.maximum(after, diagnosed), before)
    return diagnosed, entered
