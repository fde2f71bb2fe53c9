"""Settings of attack histories that cannot be, and choosing people by their history."""

import numpy as np
import pytest

from nmosd.errors import SimulationError
from nmosd.simulation.histories import AttackHistories, Eligibility, attack_histories, enrol, given, people
from nmosd.simulation.histories.attacks import factors
from nmosd.simulation.parameters import DrugEffect, drug_effect, parameter_set

MIXED = parameter_set("mixed")
EVERYONE = people(4)
HALF = DrugEffect(0.5, 0.5, 0, 0)


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda: people(0), "There are to be 0 people"),
        (lambda: people(3, rate_ratio=-1.0), "rate_ratio is negative or no number"),
        (lambda: people(3, factor=np.array([1, np.nan, 1])), "factor is negative or no number"),
        (lambda: attack_histories(MIXED, EVERYONE, -1, seed=1), "give 0 to 150"),
        (lambda: attack_histories(MIXED, EVERYONE, float("nan"), seed=1), "give 0 to 150"),
        (lambda: given(EVERYONE, HALF, start=10, stop=5), "ends before it starts"),
        (lambda: given(EVERYONE, HALF, start=-1), "starts before the onset"),
        (lambda: given(people(2, aqp4_positive=False), drug_effect("eculizumab"), start=0), "in which it was not studied"),
        (lambda: Eligibility((((0, 365),),)), "at least 1 attack"),
        (lambda: Eligibility((((1, 0),),)), "more than 0 days"),
    ],
)
def test_impossible_settings_are_refused_in_one_sentence(attempt, words):
    with pytest.raises(SimulationError, match=words) as refused:
        attempt()
    assert str(refused.value).count(". ") == 0


def test_a_treatment_that_overlaps_itself_is_refused():
    first, second = given(EVERYONE, HALF, start=0, stop=100), given(EVERYONE, HALF, start=50)
    both = type(first)(
        np.concatenate([first.person, second.person]),
        np.concatenate([first.start, second.start]),
        np.concatenate([first.stop, second.stop]),
        np.concatenate([first.ratio, second.ratio]),
        0,
        0,
    )
    with pytest.raises(SimulationError, match="two spells of one treatment at the same time"):
        attack_histories(MIXED, EVERYONE, 5, treatments=[both], seed=1)


def test_a_treatment_of_other_people_is_refused():
    with pytest.raises(SimulationError, match="not among the people"):
        attack_histories(MIXED, EVERYONE, 5, treatments=[given(people(9), HALF, start=0)], seed=1)


def test_who_does_not_respond_is_treated_without_effect():
    no_attacks = DrugEffect(0, 0, 0, 0)
    treated = given(people(1000), no_attacks, start=0, not_responding=np.arange(1000) < 300)
    relapses = attack_histories(MIXED, people(1000), 10, treatments=[treated], seed=1).relapses()
    without = attack_histories(MIXED, people(1000), 10, seed=1).relapses()
    assert relapses[:300].tolist() == without[:300].tolist()
    assert not relapses[300:].any()


def test_a_factor_that_is_given_is_not_drawn():
    everyone = people(500, factor=np.zeros(500))
    assert not attack_histories(MIXED, everyone, 50, seed=1).relapses().any()
    assert not factors(MIXED, everyone, seed=1).any()


def make(first, number):
    return people(number, first=first)


def test_people_who_may_enter_have_the_attacks_that_entry_asks_for():
    rule = Eligibility((((2, 365),),))
    entered, day = enrol(MIXED, 300, rule, years_from_onset=(0.5, 8), seed=2, make=make)
    assert len(entered) == len(set(entered.unit)) == 300
    histories = attack_histories(MIXED, entered, 12, seed=2)
    assert rule.met(histories, day).all()
    assert histories.count_between(day - 365, day).min() >= 2


def test_entry_keeps_a_factor_that_is_given():
    entered, _ = enrol(
        MIXED,
        10,
        Eligibility(()),
        years_from_onset=(1, 1),
        seed=1,
        make=lambda first, number: people(number, first=first, factor=np.ones(number)),
    )
    assert entered.factor.tolist() == [1.0] * 10


def test_entry_that_nobody_meets_is_refused():
    with pytest.raises(SimulationError, match="ask for fewer attacks, or for longer windows"):
        enrol(MIXED, 5, Eligibility((((99, 365),),)), years_from_onset=(0, 5), seed=1, make=make)
    with pytest.raises(SimulationError, match="the smaller first"):
        enrol(MIXED, 5, Eligibility(()), years_from_onset=(5, 1), seed=1, make=make)


def test_a_table_of_attacks():
    histories = AttackHistories(np.array([0, 1, 3]), np.array([0, 0, 90], np.int32))
    assert histories.table().rows() == [(0, 0, 0), (1, 0, 0), (1, 1, 90)]
    assert histories.first_between(1, 1000).tolist() == [np.inf, 90.0]
    assert histories.keep(histories.day == 0).relapses().tolist() == [0, 0]
