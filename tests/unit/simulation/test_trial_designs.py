"""Designs: what ships says where each value comes from, and what cannot be is refused in one sentence."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nmosd.errors import NmosdError, SimulationError
from nmosd.evidence import load_evidence
from nmosd.simulation.calibration import cohorts
from nmosd.simulation.parameters import drug_effect, parameter_set
from nmosd.simulation.trials import Scenario, TrialDesign, play, shipped_designs, trial_design
from nmosd.simulation.trials.parts import MOST_PEOPLE, usual_drift
from nmosd.simulation.trials.people_kernel import UNITS_PER_TRIAL
from nmosd.simulation.trials.playing import looks_of
from nmosd.simulation.trials.published import published_figures
from nmosd.simulation.trials.shipped import design_text
from nmosd.simulation.trials.sourced import Sourced

LEAST = """
title = "a trial"
[entry]
years_from_onset = [0, 8]
[drug]
name = "eculizumab"
people = 50
[control]
people = 50
[follow_up]
accrual_weeks = 50
weeks = 100
"""


def sourced_values(part: Any) -> Iterator[Sourced[Any]]:
    if isinstance(part, Sourced):
        yield part
    elif hasattr(part, "model_fields_set"):
        for name in part.model_fields_set:
            yield from sourced_values(getattr(part, name))


@pytest.mark.parametrize("name", shipped_designs())
def test_every_value_that_ships_has_a_mark_and_a_source_of_the_evidence_base(name: str) -> None:
    design, sources = trial_design(name), load_evidence().sources
    values = [*sourced_values(design), *sourced_values(usual_drift())]
    assert len(values) > 10
    for value in values:
        assert value.mark in {"read", "recalled", "inferred"}, value
        assert value.source in sources, value


@pytest.mark.parametrize("name", shipped_designs())
def test_sizes_are_those_of_the_evidence_base(name: str) -> None:
    design, study = trial_design(name), load_evidence().record(name)
    assert study.arms[design.drug.name].n == design.drug.people.value
    if design.control.people:
        assert study.arms["placebo"].n == design.control.people.value


@pytest.mark.parametrize(("name", "cohort"), [("prevent", "prevent"), ("n-momentum", "momentum"), ("sakura-sky", "sky")])
def test_people_enter_as_in_the_calibration(name: str, cohort: str) -> None:
    entry, calibrated = trial_design(name).entry, cohorts()[cohort]
    assert entry.years_from_onset.value == calibrated.years_from_onset
    assert entry.background.value == calibrated.background_share
    if entry.background.value:
        assert -entry.background_years.value == calibrated.background_from
    ours, theirs = entry.eligibility().any_of, calibrated.eligibility.any_of
    assert [[attacks for attacks, _ in windows] for windows in ours] == [
        [attacks for attacks, _ in windows] for windows in theirs
    ]
    days = [day for windows in ours for _, day in windows]
    assert days == pytest.approx([day for windows in theirs for _, day in windows], abs=1)


def test_allocation_runs_from_one_to_one_to_three_to_one() -> None:
    shares = {
        name: design.drug.people.value / design.control.people.value
        for name in shipped_designs()
        if (design := trial_design(name)).control.people
    }
    assert {name: round(share) for name, share in shares.items()} == {"n-momentum": 3, "prevent": 2, "sakura-sky": 1}


def test_a_plain_value_is_chosen_and_a_read_one_needs_its_source() -> None:
    assert TrialDesign.parse(LEAST, "x.toml").drug.people == Sourced(value=50)
    with pytest.raises(SimulationError, match="marked read needs its source"):
        TrialDesign.parse(LEAST.replace("people = 50", 'people = {value = 50, mark = "read"}', 1), "x.toml")


def test_the_drug_does_what_is_on_file_unless_told_otherwise() -> None:
    on_file = drug_effect("satralizumab")
    assert trial_design("sakura-sky").drug.ratios() == (on_file.positive, on_file.negative)
    own = TrialDesign.parse(LEAST.replace('name = "eculizumab"', 'name = "eculizumab"\nhazard_ratio = 0.5'), "x.toml").drug
    assert own.ratios() == (0.5, 0.5)
    assert own.days_to_effect() == drug_effect("eculizumab").onset_days > 0


IMPOSSIBLE = [
    ("people = 50", "people = -50", r"drug.people is -50, .* greater than or equal to 1"),
    ("people = 50", "people = 50.5", "drug.people"),
    ("people = 50", "peple = 50", r"\[drug\] has no key 'peple'; did you mean 'people'"),
    ("[drug]", "[drugs]", "'drugs'; did you mean 'drug'"),
    ('name = "eculizumab"', 'name = "aspirin"', "no effect of 'aspirin' is on file; give its hazard_ratio"),
    ('name = "eculizumab"', 'name = "eculizumab"\nhazard_ratio = -0.1', "drug.hazard_ratio is -0.1"),
    ('name = "eculizumab"', 'name = "eculizumab"\ndropout_per_year = -1', "drug.dropout_per_year is -1"),
    ("[control]\npeople = 50", '[control]\npeople = 50\nexternal = "prevent"', "the arms overlap"),
    ("[control]\npeople = 50", "[control]", "there is nobody in it"),
    ("weeks = 100", "weeks = 40", "people would still enter after the end"),
    ("weeks = 100", "weeks = 100\nevents = 101", "101 events cannot come from 100 people"),
    ("weeks = 100", "weeks = 100\nevents = 0", "follow_up.events is 0"),
    ("weeks = 100", 'weeks = 100\nleaves_after = "a confirmd attack"', "did you mean 'confirmed attack'"),
    ("weeks = 100", "weeks = 100\n[adjudication]\nconfirmed = 0.0", "no events are possible"),
    ("weeks = 100", "weeks = 100\n[adjudication]\nconfirmed = 1.2", "adjudication.confirmed is 1.2"),
    ("weeks = 100", "weeks = 100\n[adjudication]\nfalse_reports_per_year = -0.2", "false_reports_per_year is -0.2"),
    ("weeks = 100", "weeks = 100\n[analysis]\nlooks = [0.5]", "looks need follow_up.events"),
    ("weeks = 100", "weeks = 100\nevents = 20\n[analysis]\nlooks = [0.7, 0.5]", "the looks should rise"),
    ("weeks = 100", 'weeks = 100\n[analysis]\ntest = "t-test"', "there is no test 't-test'"),
    ("[0, 8]", "[5, 1]", "the first number should not be more than the second"),
    ("[0, 8]", "[0, 8]\nhistory = [[{attacks = 0, months = 12}]]", "attacks is 0"),
    ("[0, 8]", "[0, 8]\nbackground = 0.5", "needs background_years"),
    ("[entry]\nyears_from_onset = [0, 8]", "", "the key 'entry' is missing"),
    ("weeks = 100", "weeks = 100\n[drift]\nlowest = 2\nhighest = 1", "lowest should not be more than highest"),
    ('title = "a trial"', "title = a trial", "is not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "words"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_in_one_sentence(old: str, new: str, words: str) -> None:
    assert old in LEAST
    with pytest.raises(SimulationError, match=words) as refused:
        TrialDesign.parse(LEAST.replace(old, new, 1), "x.toml")
    said = str(refused.value)
    assert said.startswith("x.toml")
    assert said.endswith(".")
    assert "\n" not in said
    assert ".value" not in said


def test_an_external_control_with_looks_or_events_is_refused() -> None:
    text = LEAST.replace("[control]\npeople = 50", '[control]\nexternal = "prevent"')
    with pytest.raises(SimulationError, match="no events in it to wait for"):
        TrialDesign.parse(text.replace("weeks = 100", "weeks = 100\nevents = 10"), "x.toml")
    with pytest.raises(SimulationError, match=r"no design 'prevnt'; did you mean 'prevent'\?"):
        play(
            TrialDesign.parse(text.replace('"prevent"', '"prevnt"'), "x.toml"),
            parameter_set("mixed"),
            Scenario(),
            trials=1,
            seed=1,
        )


def test_an_external_control_that_is_external_itself_is_refused() -> None:
    text = LEAST.replace("[control]\npeople = 50", '[control]\nexternal = "champion"')
    with pytest.raises(SimulationError, match="has no control arm of its own"):
        play(TrialDesign.parse(text, "x.toml"), parameter_set("mixed"), Scenario(), trials=1, seed=1)


def test_looks_at_one_and_the_same_event_are_refused() -> None:
    text = LEAST.replace("weeks = 100", "weeks = 100\nevents = 3\n[analysis]\nlooks = [0.3, 0.4]")
    with pytest.raises(SimulationError, match="Of 3 events the looks come at 1, 1, 3"):
        looks_of(TrialDesign.parse(text, "x.toml"))


def test_nobody_who_may_enter_is_refused() -> None:
    text = LEAST.replace("[0, 8]", "[0, 8]\nhistory = [[{attacks = 40, months = 1}]]")
    with pytest.raises(SimulationError, match="meet the rule of entry"):
        play(TrialDesign.parse(text, "x.toml"), parameter_set("mixed"), Scenario(), trials=1, seed=1)


def test_no_two_people_can_share_their_random_numbers() -> None:
    assert 2 * MOST_PEOPLE <= UNITS_PER_TRIAL


@pytest.mark.parametrize("trials", [0, -5])
def test_no_trials_are_refused(trials: int) -> None:
    with pytest.raises(SimulationError, match="There are to be"):
        play(trial_design("prevent"), parameter_set("mixed"), Scenario(), trials=trials, seed=1)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NmosdError, match="cannot be read as text"):
        trial_design(tmp_path / "none.toml")
    with pytest.raises(NmosdError, match="did you mean 'prevent'"):
        trial_design("prevnt")


@pytest.mark.parametrize("name", shipped_designs())
def test_a_written_design_reads_back_as_the_one_that_ships(name: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(design_text(name), "utf-8")
    assert trial_design(path) == trial_design(name)
    assert tomllib.loads(design_text(name))["about"] == shipped_designs()[name]


@pytest.mark.parametrize("name", shipped_designs())
def test_published_figures_come_from_the_evidence_base_with_their_marks(name: str) -> None:
    figures = published_figures(name)
    assert len(figures) >= 5
    assert {figure.use for figure in figures} <= {"fitted", "input", "kept"}
    for figure in figures:
        assert figure.source in load_evidence().sources
        assert figure.checks == (figure.use == "kept" and figure.mark == "read")


def test_a_recalled_figure_checks_nothing() -> None:
    recalled = [figure for name in shipped_designs() for figure in published_figures(name) if figure.mark == "recalled"]
    assert recalled
    assert not any(figure.checks for figure in recalled)
