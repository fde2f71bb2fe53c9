"""What must hold of simulated attacks, whoever is simulated."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from nmosd.simulation.draws import stream
from nmosd.simulation.histories import attack_histories, people
from nmosd.simulation.histories import given as treat
from nmosd.simulation.histories.attacks import factors
from nmosd.simulation.parameters import PARAMETER_SETS, DrugEffect, parameter_set
from tests.laws import history_twin

WHOLE = parameter_set("mixed")
SEEDS = st.integers(-(2**63), 2**63 - 1)


@st.composite
def parameters(draw):
    return WHOLE.replace(
        attacks_per_year=draw(st.floats(0.05, 5)),
        frailty_variance=draw(st.sampled_from([0.0, 0.3, 1.0, 2.5])),
        attack_factor=draw(st.floats(0.5, 1.2)),
        attacks_counted=draw(st.integers(0, 8)),
        clustering=draw(st.sampled_from([0.0, 1.0, 20.0])),
        clustering_days=draw(st.floats(5, 500)),
        clustering_fades=draw(st.booleans()),
        merged_days=draw(st.sampled_from([0, 31, 90])),
    )


@st.composite
def effects(draw, most=1.0):
    return DrugEffect(draw(st.floats(0, most)), 1.0, draw(st.sampled_from([0.0, 30.0])), draw(st.sampled_from([0.0, 90.0])))


@st.composite
def spells(draw, everyone, most=1.0):
    """Up to three treatments, each given to everybody from some day on, for good or for a time."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, 2500))
        stop = draw(st.sampled_from([math.inf, start + 10.0, start + 800.0]))
        found.append(treat(everyone, draw(effects(most)), start=start, stop=stop))
    return found


@given(st.data(), parameters(), SEEDS, st.integers(0, 2**40))
def test_the_slow_twin_has_the_same_attacks(data, world, seed, first):
    everyone = people(3, first=first, rate_ratio=data.draw(st.sampled_from([0.0, 0.5, 2.0])))
    treatments = data.draw(spells(everyone, most=2.0))
    until = data.draw(st.integers(0, 4000))
    histories = attack_histories(world, everyone, until / 365.25, treatments=treatments, seed=seed)
    streams = (stream("frailty"), stream("attacks"))
    for person in range(3):
        rows = [(one.start[person], one.stop[person], one.ratio[person], one.onset_days, one.return_days) for one in treatments]
        wanted = history_twin.attacks(world, seed, first + person, everyone.rate_ratio[person], until, rows, streams)
        assert histories.day[histories.first[person] : histories.first[person + 1]].tolist() == wanted


@given(parameters(), SEEDS, st.integers(1, 50))
def test_a_person_has_the_same_attacks_alone_or_among_others(world, seed, number):
    everyone = people(number)
    together = attack_histories(world, everyone, 8, seed=seed)
    alone = attack_histories(world, everyone.subset(np.array([number - 1])), 8, seed=seed)
    assert together.day[together.first[-2] :].tolist() == alone.day.tolist()


def test_blocks_and_cores_change_nothing(monkeypatch):
    whole = attack_histories(WHOLE, people(5000), 10, seed=5)
    monkeypatch.setattr("nmosd.simulation.histories.attacks._BLOCK", 377)
    parts = attack_histories(WHOLE, people(5000), 10, seed=5)
    assert np.array_equal(whole.first, parts.first)
    assert np.array_equal(whole.day, parts.day)


@given(st.data(), parameters(), SEEDS)
def test_a_treatment_changes_nothing_before_its_start(data, world, seed):
    everyone = people(30)
    treatments = data.draw(spells(everyone, most=3.0))
    start = min((float(one.start[0]) for one in treatments), default=0.0)
    without = attack_histories(world, everyone, 9, seed=seed)
    treated = attack_histories(world, everyone, 9, treatments=treatments, seed=seed)
    assert without.keep(without.day < start).table().equals(treated.keep(treated.day < start).table())


@given(st.data(), SEEDS)
def test_where_attacks_do_not_depend_on_each_other_a_good_treatment_only_takes_attacks_away(data, seed):
    world = WHOLE.replace(attack_factor=1.0, clustering=0.0, merged_days=0)
    everyone = people(30)
    treatments = data.draw(spells(everyone))
    without = attack_histories(world, everyone, 9, seed=seed)
    treated = attack_histories(world, everyone, 9, treatments=treatments, seed=seed)
    for person in range(30):
        untreated = set(without.day[without.first[person] : without.first[person + 1]])
        assert untreated.issuperset(treated.day[treated.first[person] : treated.first[person + 1]])


@given(parameters(), SEEDS)
def test_attacks_are_apart_by_at_least_the_days_that_merge(world, seed):
    histories = attack_histories(world, people(50), 12, seed=seed)
    same = np.diff(histories.person()) == 0
    assert np.all(np.diff(histories.day)[same] >= world.merged_days)
    assert np.all(histories.day[histories.first[:-1]] == 0)


@given(parameters(), SEEDS)
def test_longer_follow_up_only_adds_attacks(world, seed):
    short, long = (attack_histories(world, people(40), years, seed=seed) for years in (4, 8))
    assert short.table().equals(long.keep(long.day < 4 * 365.25).table())


@given(SEEDS, st.integers(2, 30))
def test_chosen_people_keep_their_attacks(seed, number):
    histories = attack_histories(WHOLE, people(number), 9, seed=seed)
    chosen = np.arange(0, number, 2)
    again = attack_histories(WHOLE, people(number).subset(chosen), 9, seed=seed)
    assert histories.of(chosen).table().equals(again.table())


@pytest.mark.parametrize("variance", [0.0, 0.4, 1.0, 2.6])
def test_without_memory_counts_are_negative_binomial(variance):
    """Poisson where people are alike: mean 4, and a variance that grows with the square of the mean."""
    world = WHOLE.replace(attacks_per_year=0.8, frailty_variance=variance, attack_factor=1.0, clustering=0.0, merged_days=0)
    counts = attack_histories(world, people(20_000), 5, seed=11).relapses()
    law = stats.nbinom(1 / variance, 1 / (1 + 4 * variance)) if variance else stats.poisson(4)
    highest = int(law.isf(1e-3))
    seen = np.bincount(np.minimum(counts, highest), minlength=highest + 1)
    expected = 20_000 * np.append(law.pmf(np.arange(highest)), law.sf(highest - 1))
    assert stats.chisquare(seen, expected).pvalue > 1e-4


def test_an_effect_that_grows_and_wears_off_takes_away_what_its_integral_says():
    world = WHOLE.replace(attacks_per_year=1.0, frailty_variance=0.0, attack_factor=1.0, clustering=0.0, merged_days=0)
    everyone = people(40_000)
    drug = DrugEffect(0.3, None, 200.0, 100.0)
    histories = attack_histories(world, everyone, 10, treatments=[treat(everyone, drug, start=365.25, stop=1461)], seed=3)
    on, after = 1461 - 365.25, 3652.5 - 1461
    full = 1 - math.exp(-on / 200)
    lost = on - 200 * full + full * 100 / math.log(2) * (1 - 0.5 ** (after / 100))
    expected = 10 - 0.7 * lost / 365.25
    assert abs(histories.relapses().mean() - expected) < 4 * math.sqrt(expected / 40_000)


def test_raised_rates_after_an_attack_bring_the_next_one_as_their_integral_says():
    world = WHOLE.replace(attacks_per_year=0.5, frailty_variance=0.0, attack_factor=1.0, clustering=6.0, clustering_days=60.0)
    first = attack_histories(world, people(40_000), 20, seed=4).first_between(1, math.inf)
    for days in (60, 180, 720):
        raised = 6 * 60 * (math.exp(-31 / 60) - math.exp(-days / 60))
        expected = math.exp(-0.5 / 365.25 * (days - 31 + raised))
        assert abs(np.mean(first >= days) - expected) < 4 * math.sqrt(expected * (1 - expected) / 40_000)


@pytest.mark.parametrize("shape", [0.3, 1.0, 4.0])
def test_gamma_values_are_gamma_distributed(shape):
    world = WHOLE.replace(frailty_variance=1 / shape)
    assert stats.kstest(factors(world, people(20_000), seed=8) * shape, stats.gamma(shape).cdf).pvalue > 1e-3


@settings(max_examples=10)
@given(SEEDS, st.sampled_from(PARAMETER_SETS))
def test_the_shipped_sets_have_attacks(seed, name):
    assert 0.5 < attack_histories(parameter_set(name), people(500), 10, seed=seed).relapses().mean() < 20
