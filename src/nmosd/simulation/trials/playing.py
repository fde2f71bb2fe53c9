"""Virtual trials of a design: thousands of them, each with its own people, the same on any number of cores."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from nmosd.errors import SimulationError
from nmosd.simulation.histories.attacks import DAYS_PER_YEAR, course_of
from nmosd.simulation.parameters import ParameterSet
from nmosd.simulation.trials.design import TrialDesign
from nmosd.simulation.trials.parts import DAYS_PER_WEEK
from nmosd.simulation.trials.pools import eligible_people
from nmosd.simulation.trials.shipped import trial_design
from nmosd.stats import group_sequential_bounds
from nmosd.stats.arrays import Floats

if TYPE_CHECKING:
    from nmosd.simulation.trials.kernel import Judging
    from nmosd.simulation.trials.people_kernel import Plan

_BLOCK = 250
"""Trials played by one thread at a time; no result depends on it."""
MOST_TRIALS = 10_000_000


@dataclass(frozen=True)
class Scenario:
    """What is true in the virtual trials: whether the drug works, and whether the level of attacks differs between trials."""

    effect: bool = True
    drift: bool = False

    def __str__(self) -> str:
        return f"{'the drug works' if self.effect else 'the drug does nothing'}, {'with' if self.drift else 'without'} drift"


SCENARIOS = (Scenario(), Scenario(drift=True), Scenario(effect=False), Scenario(effect=False, drift=True))


@dataclass(frozen=True)
class Trials:
    """What each virtual trial showed: one entry per trial, in the order of their numbers.

    `columns` are those of `kernel.COLUMNS`; `free` has the shares free of confirmed attacks by Kaplan-Meier, by arm ("control",
    "drug") and week, not a number where nobody was followed for so long.
    """

    design: TrialDesign
    parameters: ParameterSet
    scenario: Scenario
    columns: dict[str, Floats]
    free: dict[tuple[str, float], Floats]

    def __len__(self) -> int:
        return self.columns["decision"].size

    def __getitem__(self, column: str) -> Floats:
        return self.columns[column]


def play(
    design: TrialDesign,
    parameters: ParameterSet,
    scenario: Scenario,
    *,
    trials: int,
    seed: int,
    weeks: Sequence[float] = (),
    cores: int | None = None,
    progress: Callable[[int], object] = lambda _done: None,
) -> Trials:
    """Return this many virtual trials of a design under a parameter set.

    A trial's figures depend on the seed and its number alone: not on the cores, and not on how many trials there are. `weeks`:
    when shares free of attacks are wanted. `progress` is told how many trials more are done.

    Raises:
        SimulationError: no trials, or a design under which nobody may enter.
    """
    if not 1 <= trials <= MOST_TRIALS:
        raise SimulationError(f"There are to be {trials} virtual trials: give 1 to {MOST_TRIALS:,}.")
    from concurrent.futures import ThreadPoolExecutor

    from nmosd.simulation.trials.kernel import COLUMNS, play_trials

    outside = _outside(design)
    own_plan, judging = _plan(design, parameters), _judging(design, scenario, weeks)
    other_plan = _plan(outside, parameters) if outside else own_plan._replace(control=0)
    pool = eligible_people(design, parameters, seed=seed, effect=scenario.effect)
    other_pool = eligible_people(outside, parameters, seed=seed, effect=True) if outside else pool
    course = course_of(parameters)

    def block(first: int) -> Floats:
        numbers = np.arange(first, min(first + _BLOCK, trials))
        found: Floats = play_trials(seed, numbers, own_plan, pool, other_plan, other_pool, course, judging)
        progress(numbers.size)
        return found

    with ThreadPoolExecutor(cores or os.cpu_count()) as threads:
        found = np.concatenate(list(threads.map(block, range(0, trials, _BLOCK))))
    columns = {name: np.ascontiguousarray(found[:, place]) for place, name in enumerate(COLUMNS)}
    places = [(arm, float(week)) for arm in ("control", "drug") for week in weeks]
    free = {place: np.ascontiguousarray(found[:, len(COLUMNS) + number]) for number, place in enumerate(places)}
    return Trials(design, parameters, scenario, columns, free)


def _outside(design: TrialDesign) -> TrialDesign | None:
    """Return the design whose control arm a trial is compared with, None where it has its own."""
    if design.control.external is None:
        return None
    outside = trial_design(design.control.external)
    if outside.control.people is None:
        raise SimulationError(
            f"{outside.title} has no control arm of its own: name a trial that has one as the external control."
        )
    return outside


def _plan(design: TrialDesign, parameters: ParameterSet) -> "Plan":
    from nmosd.simulation.trials.people_kernel import LEAVES_CONFIRMED, LEAVES_NEVER, LEAVES_REPORTED, Plan

    leaving = {"never": LEAVES_NEVER, "confirmed attack": LEAVES_CONFIRMED, "reported attack": LEAVES_REPORTED}
    ends, judged, each = design.follow_up, design.adjudication, design.follow_up.weeks_each
    return Plan(
        control=design.control.people.value if design.control.people else 0,
        drug=design.drug.people.value,
        accrual=float(ends.accrual_weeks.value * DAYS_PER_WEEK),
        last_day=float(ends.weeks.value * DAYS_PER_WEEK),
        each=float(each.value * DAYS_PER_WEEK if each else np.inf),
        events=ends.events.value if ends.events else 0,
        leaves=leaving[ends.leaves_after.value],
        confirmed=float(judged.confirmed.value if judged.confirmed else parameters.adjudicated_share),
        false_rate=float(judged.false_reports_per_year.value / DAYS_PER_YEAR),
        false_confirmed=float(judged.false_confirmed.value),
        control_dropout=float(design.control.dropout_per_year.value / DAYS_PER_YEAR),
        drug_dropout=float(design.drug.dropout_per_year.value / DAYS_PER_YEAR),
        onset_days=float(design.drug.days_to_effect()),
    )


def _judging(design: TrialDesign, scenario: Scenario, weeks: Sequence[float]) -> "Judging":
    from nmosd.simulation.trials.kernel import ATTACK_RATE, LOG_RANK, Judging

    events, bounds = looks_of(design)
    return Judging(
        look_events=np.array(events, dtype=np.int64),
        bounds=np.array(bounds),
        test=ATTACK_RATE if design.analysis.test.value == "attack rate" else LOG_RANK,
        weeks=np.array(weeks, dtype=np.float64),
        half_width=design.drift.half_width if scenario.drift else 0.0,
    )


def looks_of(design: TrialDesign) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the number of events at each look, the end included (0: the end is no number of events), and the bounds there.

    Raises:
        SimulationError: looks so near each other that they come at the same event.
    """
    planned, analysis = design.follow_up.events, design.analysis
    if planned is None or not analysis.looks.value:
        bounds = group_sequential_bounds([1.0], one_sided=analysis.two_sided.value / 2)
        return (planned.value if planned else 0,), bounds.bounds
    events = [max(1, round(share * planned.value)) for share in analysis.looks.value] + [planned.value]
    if any(before >= after for before, after in pairwise(events)):
        raise SimulationError(
            f"Of {planned.value} events the looks come at {', '.join(map(str, events))}: leave out one of the same event."
        )
    shares = [number / planned.value for number in events]
    found = group_sequential_bounds(shares, one_sided=analysis.two_sided.value / 2, spending=analysis.spending.value)
    return tuple(events), found.bounds
