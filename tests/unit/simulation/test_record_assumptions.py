"""The assumptions of the simulated records: each has a reason, fits its bounds, and can be changed where that makes sense."""

import pytest

from nmosd.errors import SimulationError
from nmosd.record.vocabulary import names
from nmosd.simulation.citing import citation_of
from nmosd.simulation.records.assumptions import assumptions, declared_assumptions
from nmosd.simulation.records.natural_history import published

VOCABULARIES = {
    "leaving": "vital_status",
    "death_cause": "death_cause",
    "assay": "assay",
    "first_acute": "acute_treatment",
    "second_acute": "acute_treatment",
    "first_prevention": "drugs",
    "later_prevention": "drugs",
    "available_from": "drugs",
    "multiple_sclerosis_drug": "drugs",
    "dose_every": "drugs",
    "stop_reason": "stop_reason",
    "wrong_label_optic": "label",
    "wrong_label_cord": "label",
    "wrong_label_brain": "label",
    "walking_aid_from": "walking_aid",
    "coexisting_disease": "diseases",
    "lasting_symptom": "symptoms",
}


def test_every_value_has_a_source_that_exists_and_a_mark():
    for one in [*declared_assumptions().values(), *published().values()]:
        assert citation_of(one.source), one.name
        assert one.mark in {"read", "recalled", "inferred"}, one.name
        assert one.mark == "inferred" or one.source != "own-reasoning", one.name


def test_every_value_lies_in_its_own_range():
    for one in declared_assumptions().values():
        if one.low is not None:
            assert one.low <= one.entries[""] <= one.high, one.name


@pytest.mark.parametrize(("name", "vocabulary"), VOCABULARIES.items())
def test_names_of_the_record_are_those_of_its_vocabularies(name, vocabulary):
    assert set(assumptions().table(name)) <= set(names(vocabulary))


def test_kinds_of_attacks_are_the_same_in_every_table_and_named_by_sites():
    kinds = assumptions().table("kind_at_onset")
    for name in ("kind_later", "kind_odds_per_ten_years", "attack_death"):
        assert list(assumptions().table(name)) == list(kinds)
    assert {site for kind in kinds for site in kind.split(" and ")} <= set(names("sites"))


def test_complete_lacks_nothing_and_errs_in_nothing():
    missing = [one for one in declared_assumptions().values() if one.subject == "missing"]
    assert missing
    for one in missing:
        assert one.entries["complete"] == 0 < one.entries["clinic"]


def test_changed_values_are_used_and_the_others_stay():
    changed = assumptions().replace({"visit_every": 91, "leaving.lost": 0})
    assert changed.number("visit_every") == 91
    assert "lost" not in changed.shares("leaving")[0]
    assert changed.table("female") == assumptions().table("female")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"visit_evry": 91}, "There is no assumption visit_evry; did you mean 'visit_every'?"),
        ({"leaving": 1}, "There is no assumption leaving"),
        ({"walking_aid_from.none": 1}, "walking_aid_from.none is part of how examinations are scored: leave it as it is."),
        ({"treated": 1.1}, "The assumption treated is 1.1: give 0 or more, 1 at most"),
        ({"false_reports": -0.1}, "The assumption false_reports is -0.1: give 0 or more"),
        ({"days_to_diagnosis": float("nan")}, "The assumption days_to_diagnosis is nan"),
        ({"ancestry.European": 0, "ancestry.Asian": 0, "ancestry.African": 0}, "The weights of ancestry are all 0"),
    ],
)
def test_impossible_values_are_refused(changes, sentence):
    with pytest.raises(SimulationError, match=sentence.replace("?", r"\?").replace("'", ".")):
        assumptions().replace(changes)
