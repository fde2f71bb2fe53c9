"""Attacks before and after the start of an inert drug, in people who start as those of a record did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nmosd.errors import SimulationError
from nmosd.simulation.histories.attacks import DAYS_PER_YEAR, AttackHistories, attack_histories
from nmosd.simulation.histories.persons import people
from nmosd.simulation.parameters.sets import PARAMETER_SETS, ParameterSet, parameter_set
from nmosd.stats.arrays import Floats, Integers

if TYPE_CHECKING:
    import polars as pl

_PEOPLE = 20_000
_YEARS = 40.0
"""How long a simulated course is; who would start later is not found in it."""
_MOST_COHORTS, _LEAST_COHORTS, _ALTOGETHER = 400, 100, 100_000
_UNITS = 1_000_000
"""More people than a record has, so that every cohort draws numbers of its own."""
_NEAR, _LEAST_NEAR = 0.02, 25
"""Who has the last attack about as long after the onset: this share of those with as many attacks, on either side."""
_ATTEMPTS = 60
_DAYS = int(_YEARS * DAYS_PER_YEAR)
_OUTSIDE = (2.5, 97.5)


@dataclass(frozen=True)
class Starts:
    """How people of a record started a treatment, one entry per person in every column.

    `attacks`: how many attacks they had had, the onset attack counted; `days_from_onset` and `days_since`: whole days from the
    first and from the last of them to the start; `before_days` and `after_days`: how long attacks were counted before and after,
    a window before that reaches beyond the onset ending there. `onset_attack`: whether the onset attack counts where it lies in
    the time before.
    """

    attacks: Sequence[int]
    days_from_onset: Sequence[int]
    days_since: Sequence[int]
    before_days: Sequence[int]
    after_days: Sequence[int]
    onset_attack: bool = False

    def __post_init__(self) -> None:
        least = {"attacks": 1, "days_from_onset": 1, "days_since": 0, "before_days": 1, "after_days": 1}
        columns = [getattr(self, name) for name in least]
        if len({len(column) for column in columns}) != 1 or not len(self.attacks):
            raise SimulationError("Starts need one entry of each column per person, and at least one person.")
        for (name, low), column in zip(least.items(), columns, strict=True):
            if min(column) < low:
                raise SimulationError(f"Starts need {name} of {low} or more, not {min(column)}: leave out who did not start so.")


def inert_drug(starts: Starts, *, worlds: Sequence[ParameterSet] | None = None, seed: int) -> "pl.DataFrame":
    """Return what a comparison of attacks before and after shows in worlds where the drug does nothing.

    Each simulated person starts after as many attacks, about as long after the onset, and as long after the last attack, as a
    person of the record; attacks are counted as long before and after. One row per `world` and `measure` (`rate before`, `rate
    after`, `rate ratio`): `value` over all simulated people, `lower` and `upper` around 95 % of cohorts of the record's size,
    `starts` for how many of the record's starts such people were found. Null where nobody starts so, or where a ratio has no
    attack before.

    All named parameter sets unless told which worlds. The same seed gives the same figures.
    """
    import polars as pl

    chosen = [parameter_set(name) for name in PARAMETER_SETS] if worlds is None else worlds
    rows = []
    for world in chosen:
        histories = attack_histories(world, people(_PEOPLE), _YEARS, seed=seed)
        rows += [(world.title, *row) for row in _shown(histories, starts, seed)]
    schema = {"world": pl.String, "measure": pl.String, "value": pl.Float64, "lower": pl.Float64, "upper": pl.Float64}
    return pl.DataFrame(rows, schema=schema | {"starts": pl.Int64}, orient="row")


_Shown = tuple[str, float | None, float | None, float | None, int]


def _shown(histories: AttackHistories, starts: Starts, seed: int) -> list[_Shown]:
    found, person, day = _started(histories, starts, seed)
    if not found.size:
        return [(measure, None, None, None, 0) for measure in _MEASURES]
    before_days = np.minimum(np.asarray(starts.before_days)[found], day)
    after_days = np.broadcast_to(np.asarray(starts.after_days)[found], day.shape)
    relapses = _relapses(histories)
    before = relapses.between(person, day - before_days, day)
    # The window before reaches back to the onset where it is as long as the disease.
    before += np.where((before_days == day) & starts.onset_attack, 1, 0)
    after = relapses.between(person, day, day + after_days)
    of_all = _measures(before.sum(), before_days.sum(), after.sum(), after_days.sum())
    of_cohorts = _measures(before.sum(1), before_days.sum(1), after.sum(1), after_days.sum(1))
    rows: list[_Shown] = []
    for measure, value, spread in zip(_MEASURES, of_all, of_cohorts, strict=True):
        known = spread[np.isfinite(spread)]
        low, high = np.percentile(known, _OUTSIDE) if known.size == spread.size else (np.nan, np.nan)
        rows.append((measure, _number(value), _number(low), _number(high), int(found.size)))
    return rows


_MEASURES = ("rate before", "rate after", "rate ratio")


def _measures(before: Floats, before_days: Floats, after: Floats, after_days: Floats) -> tuple[Floats, Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = before / before_days * DAYS_PER_YEAR, after / after_days * DAYS_PER_YEAR
        return np.asarray(first), np.asarray(second), np.asarray(np.where(first > 0, second / first, np.nan))


def _number(value: Floats | float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _started(histories: AttackHistories, starts: Starts, seed: int) -> tuple[Integers, Integers, Integers]:
    """Return which starts somebody was found for, and for each cohort a simulated person and the day of the start.

    Who was found has had the attacks, the last about as long after the onset, and none since, and the simulated course goes on
    until the end of the time after.
    """
    attacks, onset, since, after = (
        np.asarray(one) for one in (starts.attacks, starts.days_from_onset, starts.days_since, starts.after_days)
    )
    cohorts = _cohorts(attacks.size)
    person = np.full((cohorts, attacks.size), -1)
    day = np.zeros((cohorts, attacks.size), np.int64)
    for count in np.unique(attacks):
        own = np.flatnonzero(attacks == count)
        candidates = _with_attacks(histories, int(count))
        if candidates.person.size:
            number = np.arange(cohorts)[:, None] * _UNITS + own
            wanted = (np.broadcast_to(one, number.shape).ravel() for one in ((onset - since)[own], since[own], after[own]))
            chosen = candidates.near(*wanted, number=number.ravel(), seed=seed).reshape(number.shape)
            person[:, own] = np.where(chosen >= 0, candidates.person[chosen], -1)
            day[:, own] = candidates.last[chosen] + since[own]
    which = np.flatnonzero((person >= 0).all(axis=0))
    return which, person[:, which], day[:, which]


def _cohorts(starts: int) -> int:
    """Return how many cohorts are played: fewer of large ones, whose figures vary less."""
    return min(_MOST_COHORTS, max(_LEAST_COHORTS, _ALTOGETHER // starts))


@dataclass(frozen=True)
class _Candidates:
    """People with some number of attacks, sorted by the day of the last of these: that day, and the days until the next."""

    person: Integers
    last: Integers
    gap: Integers

    def near(self, target: Integers, since: Integers, after: Integers, *, number: Integers, seed: int) -> Integers:
        """Return for each start, which a number names, the place of a candidate whose last attack came about on the target day.

        The candidate has no attack in the days since, and a course that goes on for the time after; -1 where none was met.
        """
        from nmosd.simulation.draws import stream, uniforms

        half = max(_LEAST_NEAR, int(_NEAR * self.last.size))
        low = np.clip(np.searchsorted(self.last, target) - half, 0, max(self.last.size - 2 * half, 0))
        width = min(2 * half, self.last.size)
        chosen = np.full(target.size, -1)
        left = np.arange(target.size)
        for attempt in range(_ATTEMPTS):
            chance = uniforms(seed, stream("null world: who starts"), number[left], attempt)
            tried = low[left] + (chance * width).astype(np.int64)
            fits = (self.gap[tried] > since[left]) & (self.last[tried] + since[left] + after[left] <= _DAYS)
            chosen[left[fits]] = tried[fits]
            left = left[~fits]
            if not left.size:
                break
        return chosen


def _with_attacks(histories: AttackHistories, count: int) -> _Candidates:
    number = np.diff(histories.first)
    person = np.flatnonzero(number >= count)
    last = histories.day[histories.first[person] + count - 1].astype(np.int64)
    following = np.minimum(histories.first[person] + count, histories.day.size - 1)
    gap = np.where(number[person] > count, histories.day[following], _DAYS + 1) - last
    order = np.argsort(last, kind="stable")
    return _Candidates(person[order], last[order], gap[order])


@dataclass(frozen=True)
class _Relapses:
    """The attacks of people but for the onset, as sorted numbers that say whose and on which day."""

    keys: Integers

    def between(self, person: Integers, low: Integers, high: Integers) -> Integers:
        """Return how many each person has after day `low` and up to `high`."""
        upper = np.searchsorted(self.keys, person * _SPAN + high, side="right")
        return upper - np.searchsorted(self.keys, person * _SPAN + low, side="right")


_SPAN = 1 << 20
"""More days than a course has."""


def _relapses(histories: AttackHistories) -> _Relapses:
    later = np.ones(histories.day.size, np.bool_)
    later[histories.first[:-1]] = False
    return _Relapses((histories.person() * _SPAN + histories.day)[later])
