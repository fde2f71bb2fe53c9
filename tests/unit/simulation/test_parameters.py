"""The named parameter sets, the drugs, and where their values come from."""

import pytest

from nmosd.errors import SimulationError
from nmosd.record.vocabulary import names
from nmosd.simulation.citing import citation_of
from nmosd.simulation.parameters import PARAMETER_SETS, DrugEffect, drug_effect, drug_names, parameter_set
from nmosd.simulation.parameters.reading import data_file
from nmosd.simulation.parameters.sets import parameters_of


def test_there_are_at_least_four_sets():
    assert len(PARAMETER_SETS) >= 4


@pytest.mark.parametrize("name", PARAMETER_SETS)
def test_every_value_of_a_set_has_a_source_and_a_mark(name):
    shown = parameters_of(name)
    assert [one.name for one in shown] == list(data_file("declared.toml"))
    for one in shown:
        assert citation_of(one.source), one.name
        assert one.mark in {"read", "recalled", "inferred", "fitted"}, one.name
        assert one.value == getattr(parameter_set(name), one.name), one.name
        assert (one.low is None) == (one.mark != "fitted"), one.name
        if one.low is not None and one.high is not None:
            assert one.low <= one.value <= one.high, one.name


def test_the_sets_explain_clustering_differently():
    sets = {name: parameter_set(name) for name in PARAMETER_SETS}
    assert sets["event_dependence"].clustering == 0
    assert sets["event_dependence"].attack_factor < 1
    assert sets["brief_clustering"].attack_factor == sets["long_clustering"].attack_factor == 1
    assert 0 < sets["brief_clustering"].clustering_days < sets["long_clustering"].clustering_days / 2
    assert sets["mixed"].clustering > 0
    assert sets["mixed"].attack_factor != 1


def test_every_value_of_a_drug_has_a_source_a_mark_and_a_range():
    for drug in drug_names():
        for field, entry in data_file("drugs.toml")[drug].items():
            assert citation_of(entry["source"]), (drug, field)
            assert entry["mark"] in {"read", "recalled", "inferred"}, (drug, field)
            assert entry["low"] <= entry["value"] <= entry["high"], (drug, field)


def test_drugs_are_called_as_in_records():
    assert set(drug_names()) <= set(names("drugs"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"attacks_per_year": -1}, "attacks_per_year is -1"),
        ({"frailty_variance": float("nan")}, "frailty_variance is nan"),
        ({"clustering_days": 0}, "clustering_days is 0"),
        ({"clustering_fades": 1}, "either true or false"),
        ({"clusterin": 1}, "did you mean 'clustering'"),
    ],
)
def test_impossible_values_are_refused(change, words):
    with pytest.raises(SimulationError, match=words):
        parameter_set("mixed").replace(**change)


def test_unknown_names_are_refused():
    with pytest.raises(SimulationError, match="There is no parameter set mixd; did you mean 'mixed'"):
        parameter_set("mixd")
    with pytest.raises(SimulationError, match="No effect of rituximb is on file; did you mean 'rituximab'"):
        drug_effect("rituximb")
    with pytest.raises(SimulationError, match="There is no source akaishi202; did you mean 'akaishi2020'"):
        citation_of("akaishi202")


@pytest.mark.parametrize(
    "impossible", [{"positive": -0.1}, {"negative": float("nan")}, {"onset_days": -1}, {"return_days": float("inf")}]
)
def test_impossible_effects_are_refused(impossible):
    with pytest.raises(SimulationError, match="give a number that is not negative"):
        DrugEffect(**{"positive": 0.5, "negative": 0.5, "onset_days": 0, "return_days": 0} | impossible)
