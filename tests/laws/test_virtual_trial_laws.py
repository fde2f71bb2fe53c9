"""Virtual trials: held to a slow twin, to the attack histories that they go on with, to closed forms, to their own numbers."""

import math

import numpy as np
import pytest

from nmosd.simulation.histories import attack_histories, enrol, people
from nmosd.simulation.histories import given as treated
from nmosd.simulation.histories.attacks import course_of
from nmosd.simulation.parameters import PARAMETER_SETS, DrugEffect, ParameterSet, parameter_set
from nmosd.simulation.parameters.drugs import background_immunotherapy
from nmosd.simulation.trials import Scenario, TrialDesign, play, playing, trial_design
from nmosd.simulation.trials.people_kernel import play_people
from nmosd.simulation.trials.pools import eligible_people
from nmosd.stats import group_sequential_bounds, log_rank_drift, power_of_events
from tests.laws.virtual_trial_twin import WEEKS, figures_of_trial, rate_ratio

NO_EFFECT = Scenario(effect=False)


def flat_rate(per_year: float = 0.8) -> ParameterSet:
    """Return a course in which everybody has attacks at one constant rate."""
    flat = {"frailty_variance": 0, "attack_factor": 1, "clustering": 0, "merged_days": 0, "immunotherapy_ratio": 1}
    return parameter_set("mixed").replace(attacks_per_year=per_year, **flat)


def design(
    people: int = 60, ratio: float = 0.5, follow_up: str = "weeks = 200", analysis: str = "", confirmed: str = "confirmed = 1.0"
) -> TrialDesign:
    return TrialDesign.parse(
        f"""
        title = "a trial"
        [entry]
        years_from_onset = [0, 8]
        [drug]
        name = "a drug"
        people = {people}
        hazard_ratio = {ratio}
        [control]
        people = {people}
        [follow_up]
        accrual_weeks = 52
        {follow_up}
        [adjudication]
        {confirmed}
        [analysis]
        {analysis}
        """,
        "trial.toml",
    )


def near(share: float, expected: float, trials: int, beside: float = 0.0) -> bool:
    """Whether a share is what is expected, within four Monte Carlo errors and what a closed form itself leaves out."""
    return abs(share - expected) < 4 * math.sqrt(expected * (1 - expected) / trials) + beside


PLANS = {
    "events": design(12, follow_up="weeks = 200\nevents = 9"),
    "looks": design(15, 0.1, "weeks = 150\nevents = 14", "looks = [0.4, 0.7]\nspending = 'Pocock'"),
    "each": design(10, follow_up="weeks = 120\nweeks_each = 40\nleaves_after = 'reported attack'", confirmed="confirmed = 0.6"),
    "rates": design(
        9,
        follow_up="weeks = 110\nleaves_after = 'never'",
        analysis="test = 'attack rate'",
        confirmed="confirmed = 0.8\nfalse_reports_per_year = 0.7\nfalse_confirmed = 0.5",
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_trials_are_ended_and_judged_as_by_the_slow_twin(name: str) -> None:
    plan, parameters = PLANS[name], parameter_set("mixed")
    found = play(plan, parameters, Scenario(), trials=12, seed=4, weeks=WEEKS)
    pool = eligible_people(plan, parameters, seed=4, effect=True)
    for trial in range(12):
        played = play_people(4, 0, trial, 1.0, playing._plan(plan, parameters), pool, course_of(parameters))
        expected = figures_of_trial(played, plan)
        ours = {column: found[column][trial] for column in found.columns}
        ours |= {f"free_{arm}_{week}": shares[trial] for (arm, week), shares in found.free.items()}
        for column, value in expected.items():
            assert ours[column] == pytest.approx(value, rel=1e-6, abs=1e-9), (trial, column)
        for column in set(ours) - set(expected):
            # What the twin leaves out cannot be told: no ratio without events in both arms, no share after the last person seen.
            told = {"weeks", "log_rate_ratio", "rate_error"}
            assert column in told or not math.isfinite(ours[column]), (trial, column)
        if name == "rates":
            assert (ours["log_rate_ratio"], ours["rate_error"]) == pytest.approx(rate_ratio(played), rel=1e-6)


# --- the numbers of a trial are its own ---------------------------------------------------------------------------------------


def test_results_depend_on_neither_cores_nor_blocks_nor_the_number_of_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    plan, parameters = PLANS["looks"], parameter_set("long_clustering")
    drift = Scenario(drift=True)
    many = play(plan, parameters, drift, trials=70, seed=9, cores=2)
    monkeypatch.setattr(playing, "_BLOCK", 7)
    few = play(plan, parameters, drift, trials=30, seed=9, cores=1)
    for column in many.columns:
        np.testing.assert_array_equal(many[column][:30], few[column])
    other = play(plan, parameters, drift, trials=30, seed=10)
    assert not np.array_equal(other["statistic"], few["statistic"])


def test_progress_is_told_of_every_trial() -> None:
    told: list[int] = []
    play(PLANS["events"], flat_rate(), Scenario(), trials=601, seed=1, progress=told.append)
    assert sum(told) == 601


# --- the attacks are those of the histories -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PARAMETER_SETS)
def test_attacks_after_entry_are_those_of_the_attack_histories(name: str) -> None:
    """With the same entry, background treatment and drug, the share free of attacks is that of histories simply gone on with."""
    parameters = parameter_set(name)
    drug = DrugEffect(positive=0.3, negative=0.3, onset_days=60, return_days=0)
    plan = TrialDesign.parse(
        """
        title = "a trial"
        [entry]
        history = [[{attacks = 1, months = 12}]]
        years_from_onset = [0.1, 10]
        background = 1.0
        background_years = 1.0
        [drug]
        name = "a drug"
        people = 2000
        hazard_ratio = 0.3
        onset_days = 60
        [control]
        people = 2000
        [follow_up]
        accrual_weeks = 0
        weeks = 52.2
        [adjudication]
        confirmed = 1.0
        """,
        "trial.toml",
    )
    played = play(plan, parameters, Scenario(), trials=8, seed=3, weeks=(12, 48))

    def before(everyone, day):
        return (treated(everyone, background_immunotherapy(parameters), start=np.maximum(day - 365.25, 0)),)

    n = 16_000
    who, day = enrol(
        parameters,
        n,
        plan.entry.eligibility(),
        years_from_onset=(0.1, 10),
        seed=77,
        make=lambda first, number: people(number, first=first),
        before=before,
    )
    for arm, treatments in (("control", before(who, day)), ("drug", (*before(who, day), treated(who, drug, start=day)))):
        followed = attack_histories(parameters, who, (day + 400) / 365.25, treatments=treatments, seed=77)
        wait = followed.first_between(day, day + 400) - day
        for week in (12, 48):
            # Days of the histories are whole.
            free = float((np.floor(wait) >= week * 7).mean())
            assert near(float(played.free[arm, week].mean()), free, n / 2, beside=0.002), (arm, week)


def test_false_reports_come_at_their_rate_and_are_confirmed_as_often_as_stated() -> None:
    judged = "confirmed = 0.5\nfalse_reports_per_year = 2.0\nfalse_confirmed = 0.25"
    plan = design(500, follow_up="weeks = 120\nleaves_after = 'never'", confirmed=judged)
    found = play(plan, flat_rate(1.0), NO_EFFECT, trials=20, seed=2)
    attacks, years = found["attacks_control"].sum(), found["all_years_control"].sum()
    assert attacks / years == pytest.approx(1.0 * 0.5 + 2.0 * 0.25, abs=4 * math.sqrt(attacks) / years)


def test_people_leave_after_what_they_are_said_to_leave_after() -> None:
    years = {}
    for leaves in ("never", "confirmed attack", "reported attack"):
        plan = design(200, follow_up=f"weeks = 150\nleaves_after = '{leaves}'", confirmed="confirmed = 0.5")
        found = play(plan, flat_rate(), NO_EFFECT, trials=5, seed=2)
        years[leaves] = found["all_years_control"].sum()
        rate = found["events_control"].sum() / found["years_control"].sum()
        assert rate == pytest.approx(0.4, abs=4 * math.sqrt(found["events_control"].sum()) / found["years_control"].sum())
    assert years["never"] > years["confirmed attack"] > years["reported attack"]


def test_without_drift_a_trial_has_the_rate_of_its_set_and_with_drift_one_between_the_limits() -> None:
    plan = design(2000, follow_up="weeks = 60")
    for drift, low, high in ((False, 0.8, 0.8), (True, 0.8 * math.sqrt(0.35), 0.8 / math.sqrt(0.35))):
        found = play(plan, flat_rate(), Scenario(effect=False, drift=drift), trials=60, seed=5)
        rate = found["events_control"] / found["years_control"]
        error = 4 * rate / np.sqrt(found["events_control"])
        assert np.all((rate > low - error) & (rate < high + error))
        assert (rate.std() > 0.1) == drift


# --- closed forms -------------------------------------------------------------------------------------------------------------


def test_power_is_schoenfelds_where_hazards_are_proportional() -> None:
    trials = 3000
    found = play(design(150, 0.7, "weeks = 400\nevents = 180"), flat_rate(), Scenario(), trials=trials, seed=6)
    assert near(float((found["decision"] == 1).mean()), power_of_events(180, 0.7), trials, beside=0.01)
    assert np.median(found["log_hazard_ratio"]) == pytest.approx(math.log(0.7), abs=0.01)
    assert np.mean(found["standard_error"] ** 2) == pytest.approx(4 / 180, rel=0.05)


@pytest.mark.parametrize("test", ["log-rank", "attack rate"])
def test_type_one_error_is_within_monte_carlo_error(test: str) -> None:
    trials = 3000
    plan = design(60, follow_up="weeks = 150", analysis=f"test = '{test}'")
    if test == "attack rate":
        plan = design(60, follow_up="weeks = 150\nleaves_after = 'never'", analysis=f"test = '{test}'")
    found = play(plan, parameter_set("mixed"), NO_EFFECT, trials=trials, seed=7)
    assert near(float((found["decision"] != 0).mean()), 0.05, trials)
    assert near(float((found["decision"] == 1).mean()), 0.025, trials)


@pytest.mark.parametrize("spending", ["O'Brien-Fleming", "Pocock"])
def test_looks_are_crossed_as_often_as_the_bounds_say(spending: str) -> None:
    trials = 3000
    bounds = group_sequential_bounds([60 / 120, 90 / 120, 1], spending=spending)
    plan = design(120, 0.65, "weeks = 400\nevents = 120", f'looks = [0.5, 0.75]\nspending = "{spending}"')
    for scenario, drift in ((NO_EFFECT, 0.0), (Scenario(), log_rank_drift(120, 0.65))):
        found = play(plan, flat_rate(), scenario, trials=trials, seed=8)
        crossing = bounds.crossing(drift)
        for look in range(3):
            crossed = float(((found["look"] == look) & (found["decision"] == 1)).mean())
            assert near(crossed, crossing[look], trials, beside=0.015 if drift else 0.002), (look, drift)


# --- an external control ------------------------------------------------------------------------------------------------------


def test_an_external_control_is_the_control_arm_of_the_other_trial() -> None:
    parameters = parameter_set("mixed")
    found = play(trial_design("champion"), parameters, Scenario(), trials=400, seed=1, weeks=(48,))
    own = play(trial_design("prevent"), parameters, Scenario(), trials=400, seed=1, weeks=(48,))
    for column in ("people_control", "events_control", "years_control"):
        error = 4 * math.sqrt((found[column].var() + own[column].var()) / 400)
        assert found[column].mean() == pytest.approx(own[column].mean(), abs=error)
    assert (found["people_drug"] == 58).all()


def test_drift_between_trials_inflates_the_type_one_error_of_an_external_control_and_of_no_randomised_one() -> None:
    trials, parameters = 1500, parameter_set("event_dependence")
    external, randomised = trial_design("champion"), trial_design("prevent")

    def error(plan: TrialDesign, drift: bool) -> float:
        found = play(plan, parameters, Scenario(effect=False, drift=drift), trials=trials, seed=2)
        return float((found["decision"] != 0).mean())

    assert error(external, True) > error(external, False) + 0.05
    assert near(error(randomised, True), 0.05, trials, beside=0.01)
