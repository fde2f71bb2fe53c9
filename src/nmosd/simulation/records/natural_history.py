"""What attacks leave behind in the simulation, beside what is published on it."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from nmosd.course.vision.scales import thresholds
from nmosd.record.vocabulary.letter_chart import letter_chart
from nmosd.simulation.histories.attacks import DAYS_PER_YEAR
from nmosd.simulation.parameters.sets import parameter_set
from nmosd.simulation.records.assumptions import assumptions
from nmosd.simulation.records.features import RESPONSES
from nmosd.simulation.records.kernel import OPTIC, left_by_attacks
from nmosd.simulation.records.lives import Lives, simulate_lives
from nmosd.simulation.records.scoring import EDSS, Halves, scores, scoring
from nmosd.stats.arrays import Booleans, Floats

SEED = 20_260
PEOPLE = 4_000
_YEARS = 15
_MONTHS_75 = 75 * 365.25 / 12


@dataclass(frozen=True)
class Published:
    """A published figure. `use`: "in view" where an assumption was set by it, "kept" where none was."""

    name: str
    title: str
    figure: str
    value: float
    low: float | None
    high: float | None
    use: str
    source: str
    mark: str
    note: str


@dataclass(frozen=True)
class Left:
    """What people of one simulation are left with: the lives, and the state after each attack."""

    lives: Lives
    lost: Floats
    scored: Halves

    def after(self) -> Floats:
        """Return the EDSS after each attack."""
        return self.scored[:, EDSS] / 2

    def first_day(self, met: Booleans) -> Floats:
        """Return the day of each person's first attack after which something holds, infinite where it never does."""
        found = np.full(len(self.lives.persons), np.inf)
        where = np.flatnonzero(met)
        np.minimum.at(found, self.lives.histories.person()[where], self.lives.histories.day[where].astype(np.float64))
        return found


@cache
def published() -> Mapping[str, Published]:
    """Return the published figures by name, in the order of their file."""
    text = files("nmosd.simulation.records").joinpath("natural_history.toml").read_text("utf-8")
    return {name: _published(name, entry) for name, entry in tomllib.loads(text).items()}


@cache
def simulated_natural_history(parameters: str) -> Mapping[str, float]:
    """Return the figures under a parameter set by name, from people observed for 15 years after onset; always the same."""
    assumed = assumptions()
    lives = simulate_lives(PEOPLE, _YEARS, parameter_set(parameters), assumed, SEED)
    lost = left_by_attacks(lives.histories.first, lives.features.lasting)
    left = Left(lives, lost, scores(lost, scoring(assumed)))
    return {name: _FIGURES[one.figure](left) for name, one in published().items()}


def _published(name: str, entry: Mapping[str, Any]) -> Published:
    from nmosd.stats import proportion

    low, high = entry.get("low"), entry.get("high")
    if "people" in entry:
        found = proportion(entry["events"], entry["people"], method="exact")
        low, high = found.lower, found.upper
    kept = {key: entry[key] for key in ("title", "figure", "value", "use", "source", "mark")}
    return Published(name=name, low=low, high=high, note=entry.get("note", ""), **kept)


def _share(response: str) -> Callable[[Left], float]:
    return lambda left: float(np.mean(left.lives.features.response == RESPONSES.index(response)))


def _again(left: Left) -> float:
    """Return the odds ratio of complete remission by that of the attack before, all attacks together."""
    complete = left.lives.features.response == RESPONSES.index("complete")
    person = left.lives.histories.person()
    pairs = person[1:] == person[:-1]
    before, now = complete[:-1][pairs], complete[1:][pairs]
    counts = np.array([[np.sum((before == one) & (now == other)) for other in (False, True)] for one in (False, True)], float)
    return float(counts[0, 0] * counts[1, 1] / (counts[0, 1] * counts[1, 0]))


def _rise(of: Callable[[Lives], Booleans]) -> Callable[[Left], float]:
    def mean(left: Left) -> float:
        after = left.after()
        rise = np.diff(after, prepend=0)
        relapse = left.lives.number_of_attacks() > 0
        return float(rise[relapse & of(left.lives)].mean())

    return mean


def _by_75_months(met: Callable[[Left], Booleans]) -> Callable[[Left], float]:
    return lambda left: float(np.mean(left.first_day(met(left)) <= _MONTHS_75))


def _both_eyes(left: Left) -> Booleans:
    line = next(one for one in thresholds() if one.name == "blind_worse_than_6_36")
    return np.asarray(np.round(left.lost[:, OPTIC:], 1).min(axis=1) >= line.logmar + letter_chart().letter / 2)


def _motor(table: str, entry: str) -> Callable[[Left], Booleans]:
    """Return what tells who has lost as much as an entry of a table says, in whole half points."""
    return lambda left: np.round(2 * left.lost[:, 0]) >= 2 * assumptions().table(table)[entry]


def _years_to_edss_3(left: Left) -> float:
    """Return the median under death as an end of observation, by the product-limit estimate, in people with AQP4-IgG."""
    from nmosd.stats.curves.survival import kaplan_meier

    lives = left.lives
    day = left.first_day(left.after() >= 3)
    until = np.minimum(np.minimum(day, lives.death), lives.persons.observed.astype(np.float64))
    positive = lives.persons.aqp4_positive
    # What holds from the onset on is reached on day 0, before anybody is at risk: it counts for the first day.
    median = kaplan_meier(None, np.maximum(until, 1)[positive], (day <= until)[positive])["everyone"].median.estimate
    return np.inf if median is None else median / DAYS_PER_YEAR


_FIGURES: dict[str, Callable[[Left], float]] = {
    **{name: _share(name) for name in RESPONSES},
    "again": _again,
    "edss_rise": _rise(lambda lives: np.ones(lives.histories.day.size, np.bool_)),
    "edss_rise_both": _rise(
        lambda lives: lives.features.kinds.struck("optic nerve") & lives.features.kinds.struck("spinal cord")
    ),
    "edss_rise_brain": _rise(
        lambda lives: np.any([lives.features.kinds.struck(site) for site in ("brainstem", "diencephalon", "cerebrum")], axis=0)
    ),
    "blind": _by_75_months(_both_eyes),
    "walking": _by_75_months(_motor("metres_from", "100")),
    "wheelchair": _by_75_months(_motor("walking_aid_from", "wheelchair")),
    "dead": lambda left: float(np.mean(left.lives.death <= _MONTHS_75)),
    "years_to_edss_3": _years_to_edss_3,
}
