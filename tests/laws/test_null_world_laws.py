"""What must hold in worlds where a treatment does nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmosd.errors import SimulationError
from nmosd.simulation.histories import Eligibility, attack_histories, people
from nmosd.simulation.null_worlds import (
    AfterAttack,
    AtVisit,
    BeforeAfter,
    EverTreated,
    Starts,
    inert_drug,
    null_worlds,
    world_of_record,
)
from nmosd.simulation.parameters import PARAMETER_SETS, parameter_set

ALIKE = parameter_set("mixed").replace(frailty_variance=0.0, attack_factor=1.0, clustering=0.0, merged_days=0)
UNLIKE = ALIKE.replace(frailty_variance=1.0)
RECENT = BeforeAfter(AtVisit(Eligibility((((2, 365),),)), (1, 10)), after_years=2)
SOON = BeforeAfter(AfterAttack((0.5, 0.5), (0.0, 0.5)), after_years=2)


def values(shown, measure):
    return dict(shown.table.filter(measure=measure).select("world", "value").iter_rows())


def test_whoever_is_not_chosen_by_attacks_shows_no_change():
    nobody_chosen = BeforeAfter(AtVisit(Eligibility(()), (2, 10)), after_years=2)
    for world in (ALIKE, UNLIKE):
        row = (
            null_worlds(nobody_chosen, worlds=[world], seed=1).table.filter(measure="ratio to the last years").row(0, named=True)
        )
        assert abs(row["value"] - 1) < 4 * row["error"]


def test_whoever_is_chosen_by_attacks_gets_better_in_every_named_set():
    for design in (RECENT, SOON):
        ratios = values(null_worlds(design, seed=1), "ratio to the last years")
        assert sorted(ratios) == list(PARAMETER_SETS)
        assert max(ratios.values()) < 0.8


def test_where_people_are_alike_all_time_without_the_onset_shows_no_change():
    row = null_worlds(SOON, worlds=[ALIKE], number=60_000, seed=3).table.filter(measure="rate after").row(0, named=True)
    assert abs(row["value"] - ALIKE.attacks_per_year) < 4 * row["error"]


def test_waiting_for_a_treatment_looks_like_protection():
    """Counted from the change on it is none where people are alike, and selection of the lucky where they are not."""
    design = EverTreated(share=0.5, change_years=(0.5, 4), follow_years=(1, 6))
    shown = null_worlds(design, worlds=[ALIKE.replace(name="alike"), UNLIKE.replace(name="unlike")], number=60_000, seed=2)
    assert max(values(shown, "ratio, ever treated").values()) < 0.6
    fair = shown.table.filter(measure="ratio, treated from the change on", world="alike").row(0, named=True)
    assert abs(fair["value"] - 1) < 4 * fair["error"]
    assert values(shown, "ratio, treated from the change on")["unlike"] < 0.9


def test_the_spread_is_the_least_and_the_most_over_the_sets():
    shown = null_worlds(SOON, number=2000, seed=1)
    for row in shown.spread().iter_rows(named=True):
        found = values(shown, row["measure"]).values()
        assert (row["least"], row["most"]) == (min(found), max(found))


@settings(max_examples=10)
@given(st.integers(0, 2**32), st.floats(0.3, 2.0), st.sampled_from([0.3, 1.0, 2.0]))
def test_a_world_of_a_record_has_its_rates(seed, rate, variance):
    random = np.random.default_rng(seed)
    years = random.uniform(1, 8, 4000)
    world = world_of_record(random.poisson(rate * years * random.gamma(1 / variance, variance, 4000)), years)
    assert world.attacks_per_year == pytest.approx(rate, rel=0.15)
    assert world.frailty_variance == pytest.approx(variance, rel=0.25)
    assert (world.attack_factor, world.clustering) == (1, 0)


def test_a_record_without_spread_gives_people_who_are_alike():
    assert world_of_record([2] * 50, [4.0] * 50).frailty_variance < 1e-3


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda: world_of_record([1] * 9, [1.0] * 9), "9 attacks of 9 people are too few"),
        (lambda: world_of_record([0] * 40, [1.0] * 40), "0 attacks of 40 people are too few"),
        (lambda: world_of_record([1] * 20, [0.0] * 20), "0 or more attacks in more than 0 years"),
        (lambda: null_worlds(SOON, number=50, seed=1), "50 people are too few"),
        (lambda: AfterAttack((0.5, 0.4), (0, 1)), "add up to 1"),
        (lambda: AfterAttack((1.0,), (1, 0)), "the smaller first"),
        (lambda: AfterAttack((1.0,), (0, 1), latest_years=0), "more than 0"),
        (lambda: AtVisit(Eligibility(()), (3, 2)), "the smaller first"),
        (lambda: BeforeAfter(AtVisit(Eligibility(()), (1, 2)), after_years=0), "more than 0"),
        (lambda: EverTreated(1.0, (0, 1), (1, 2)), "less than 1"),
        (lambda: EverTreated(0.5, (2, 1), (1, 2)), "the smaller first"),
    ],
)
def test_impossible_designs_are_refused(attempt, words):
    with pytest.raises(SimulationError, match=words):
        attempt()


def test_where_nobody_starts_nothing_is_shown():
    never = BeforeAfter(AfterAttack((0.0, 1.0), (0, 0)), after_years=1)
    table = null_worlds(never, worlds=[ALIKE.replace(attacks_per_year=0.001)], number=200, seed=1).table
    assert table.filter(measure="ratio to all time, onset left out")["value"].to_list() == [None]
    no_relapse = [ALIKE.replace(attacks_per_year=0.001)]
    changes = null_worlds(EverTreated(0.5, (0, 0.1), (0.1, 0.2)), worlds=no_relapse, number=200, seed=1).table
    assert changes["value"].to_list() == [None, None]


def started_in(world, number):
    """Return how people of a world start who start after their first, second or third attack, and what they showed."""
    histories = attack_histories(world, people(number), 20, seed=9)
    day = AfterAttack((0.3, 0.5, 0.2), (0.05, 0.25), latest_years=10).days(people(number), histories, 9)
    who = np.flatnonzero(np.isfinite(day))
    own, start = histories.of(who), np.round(day[who])
    attacks = own.count_between(0, start + 1)
    last = own.day[own.first[:-1] + attacks - 1]
    before_days = np.minimum(365, start).astype(int)
    after = own.count_between(start + 1, start + 731).sum() / (who.size * 730)
    before = own.count_between(start - before_days + 1, start + 1).sum() / before_days.sum()
    usable = start > 0
    given = (attacks, start, start - last, np.full(who.size, 365), np.full(who.size, 730))
    columns = (column[usable].astype(int).tolist() for column in given)
    return Starts(*columns), float(after / before)


@pytest.mark.parametrize("world", [ALIKE, UNLIKE, UNLIKE.replace(clustering=2.0, clustering_days=365.25)])
def test_people_who_start_as_those_of_a_world_show_what_these_showed(world):
    starts, shown = started_in(world, 4_000)
    ratio = inert_drug(starts, worlds=[world], seed=3).filter(measure="rate ratio").row(0, named=True)
    assert ratio["starts"] == len(starts.attacks)
    assert ratio["lower"] < ratio["value"] < ratio["upper"]
    assert abs(ratio["value"] - shown) < 0.04


def test_the_onset_attack_in_the_time_before_makes_an_inert_drug_look_better():
    columns = ([1] * 50, [60] * 50, [60] * 50, [60] * 50, [730] * 50)
    with_onset, without = (
        inert_drug(Starts(*columns, onset_attack=counted), worlds=[UNLIKE], seed=4).filter(measure="rate ratio")["value"].item()
        for counted in (True, False)
    )
    assert with_onset < 0.2
    assert without is None


def test_nobody_starts_after_more_attacks_than_anybody_has():
    shown = inert_drug(Starts([2, 900], [500, 500], [30, 30], [365, 365], [365, 365]), worlds=[ALIKE], seed=1)
    assert shown["starts"].unique().to_list() == [1]
    nobody = inert_drug(Starts([900], [500], [30], [365], [365]), worlds=[ALIKE], seed=1)
    assert nobody["value"].to_list() == [None, None, None]


@pytest.mark.parametrize(
    "columns", [([],) * 5, ([1], [1], [1, 2], [1], [1]), ([0], [1], [1], [1], [1]), ([1], [1], [1], [0], [1])]
)
def test_starts_that_cannot_be_are_refused(columns):
    with pytest.raises(SimulationError, match="Starts need"):
        Starts(*columns)
