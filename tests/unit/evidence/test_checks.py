"""Every planted error is caught by its code and by no other; the sound records pass; our own base passes."""

import datetime as dt
from typing import Any

import pytest

from nmosd.evidence.base import evidence_of, load_evidence
from nmosd.evidence.checks import CHECKS, check_codes, check_evidence
from nmosd.evidence.models import Study
from tests.unit.evidence.records import SOURCES, base_of, claim, effect, finding, trial

TODAY = dt.date(2026, 1, 1)
RETRACTED = {"paper": SOURCES["paper"] | {"retracted": "Retraction of 2021"}}
TWICE = SOURCES | {"again": SOURCES["paper"] | {"doi": "10.1000/INVENTED"}}
ANOTHER_CENTRE: dict[str, Any] = {"centre": "Elsewhere", "source": "second", "findings": []}


def other(**changes: Any) -> dict[str, Any]:
    """A second trial with other people, and no result that could be the first's."""
    return trial(id="other", **(ANOTHER_CENTRE | changes))


PLANTED: list[tuple[str, str, list[dict[str, Any]]]] = [
    ("E101", "estimate above its interval", [effect(estimate=0.9, interval=[0.2, 0.8])]),
    ("E101", "limits swapped", [effect(estimate=0.4, interval=[0.8, 0.2])]),
    ("E101", "median outside its quartiles", [finding("EDSS", arms={"drug": {"median": 3, "iqr": [4, 6]}})]),
    (
        "E101",
        "Kaplan-Meier share outside",
        [finding("relapse-free", arms={"drug": {"kaplan_meier_percent": 94, "interval": [50, 90]}})],
    ),
    ("E102", "ratio near its lower limit on the log scale", [effect(estimate=5.1, interval=[3.9, 66.4])]),
    (
        "E102",
        "difference off the middle",
        [finding("EDSS change", effects=[{"type": "mean difference", "estimate": -0.1, "interval": [-2.0, 0.2]}])],
    ),
    ("E103", "significant p, interval over 1", [effect(estimate=0.7, interval=[0.4, 1.22], p="0.01")]),
    ("E103", "p of 0.4, interval under 1", [effect(estimate=0.21, interval=[0.08, 0.55], p="0.4")]),
    (
        "E104",
        "fewer events, ratio above 1",
        [
            finding(
                arms={"drug": {"events": 5}, "placebo": {"events": 20}},
                effects=[{"type": "hazard ratio", "estimate": 4.8, "arm": "drug", "versus": "placebo"}],
            )
        ],
    ),
    (
        "E104",
        "risk reduction of the arm with more events",
        [
            finding(
                arms={"drug": {"events": 20}, "placebo": {"events": 5}},
                effects=[{"type": "relative risk reduction", "estimate": 75, "arm": "drug", "versus": "placebo"}],
            )
        ],
    ),
    ("E111", "more events than people", [finding(arms={"drug": {"n": 12, "events": 13}})]),
    ("E111", "more events than the arm has people", [finding(arms={"drug": {"events": 51}})]),
    ("E112", "80 % of 13", [finding("relapse-free", arms={"drug": {"n": 13, "crude_percent": 80}})]),
    ("E113", "4 of 50 printed as 10 %", [finding(arms={"drug": {"n": 50, "events": 4, "crude_percent": 10}})]),
    (
        "E114",
        "20 in 46.9 years printed as 0.35",
        [finding("annualised relapse rate", arms={"placebo": {"rate": 0.35, "events": 20, "person_years": 46.9}})],
    ),
    ("E115", "share of 120 %", [finding("relapse-free", arms={"drug": {"kaplan_meier_percent": 120}})]),
    ("E116", "arms of 50 and 50 in a trial of 110", [trial(population={"serostatus": "positive", "n": 110})]),
    ("E121", "EDSS of 11", [finding("EDSS", arms={"drug": {"n": 50, "mean": 11.0}})]),
    ("E121", "SD of 6 about an EDSS of 4", [finding("EDSS", arms={"drug": {"n": 50, "mean": 4.0, "sd": 6.0}})]),
    ("E121", "impossible before", [finding("EDSS", arms={"drug": {"before": {"mean": -1.0}, "after": {"mean": 2.0}}})]),
    ("E201", "randomised against an external arm", [trial(control="external")]),
    ("E201", "external control called randomised", [trial(design="trial with an external control")]),
    (
        "E202",
        "hazard ratio in a single-arm trial",
        [effect(estimate=0.4, interval=[0.2, 0.8]) | {"design": "single-arm trial", "control": "none"}],
    ),
    (
        "E203",
        "fall of the rate as a rate ratio",
        [
            finding(
                "annualised relapse rate",
                arms={"drug": {"before": {"mean": 1.9}, "after": {"mean": 0.3}}},
                effects=[{"type": "rate ratio", "estimate": 0.16}],
            )
        ],
    ),
    (
        "E204",
        "placebo arm taken from another trial",
        [
            trial(),
            other(
                arms={"new": {"given": ["eculizumab"], "n": 50}, "placebo": trial()["arms"]["placebo"]},
                findings=trial()["findings"][1:2],
            ),
        ],
    ),
    (
        "E205",
        "shares an arm of another size",
        [
            trial(),
            other(
                arms={"new": {"given": ["eculizumab"], "n": 53}, "placebo": {"given": ["placebo"], "n": 47}},
                shares_arm_with=[{"arm": "placebo", "study": "trial", "their_arm": "placebo"}],
            ),
        ],
    ),
    ("E205", "shares an arm with nobody", [trial(shares_arm_with=[{"arm": "placebo", "study": "gone", "their_arm": "placebo"}])]),
    (
        "E206",
        "same hospital, years, treatment and women",
        [
            trial(),
            other(
                centre="somewhere", recruited=["2016", "2017"], population={"n": 96, "women": 80}, design="cohort", control="none"
            ),
        ],
    ),
    ("E206", "same source and size", [trial(), other(source="paper", centre=None)]),
    ("E207", "seen in the positive, claimed for the negative", [trial(), claim(population={"serostatus": "negative"})]),
    ("E207", "seen in the positive, claimed for both", [trial(), claim(population={"serostatus": "both"})]),
    (
        "E207",
        "multiple sclerosis passed off as NMOSD",
        [trial(population={"disease": "multiple sclerosis", "serostatus": "positive", "n": 100}), claim()],
    ),
    ("E208", "rests on a finding that is not there", [trial(), claim(rests_on=["trial/gone"])]),
    ("E208", "supersedes nothing", [trial(supersedes=["gone"])]),
    ("E209", "rests on what was superseded", [trial(), other(supersedes=["trial"]), claim()]),
    ("E302", "status of 2020", [trial(as_of="2020-05")]),
    ("E303", "read, but not by anybody", [trial(source="unseen")]),
    ("E303", "read, nobody says where", [trial(source=None)]),
    ("E305", "mark for a field that is not filled", [trial(recalled=["population.positive"])]),
    ("E901", "reason for nothing", [trial(allow={"E112": "printed so"})]),
]


def codes(*records: dict[str, Any], **more: Any) -> set[str]:
    return {problem.code for problem in check_evidence(base_of(*records, **more), today=TODAY)}


@pytest.mark.parametrize(("code", "name", "records"), PLANTED, ids=[f"{code} {name}" for code, name, _ in PLANTED])
def test_each_planted_error_is_caught_and_nothing_else_is_said(code: str, name: str, records: list[dict[str, Any]]) -> None:
    assert codes(*records) == {code}, name


def test_a_retracted_source_and_one_listed_twice_are_caught() -> None:
    assert codes(trial(), sources=RETRACTED) == {"E301"}
    assert codes(trial(), sources=TWICE) == {"E304"}


def test_sound_records_pass() -> None:
    assert codes(trial(), claim(), other()) == set()
    shared = {"arms": {"new": {"given": ["eculizumab"], "n": 50}, "placebo": trial()["arms"]["placebo"]}}
    said = {
        "shares_arm_with": [{"arm": "placebo", "study": "trial", "their_arm": "placebo"}],
        "findings": trial()["findings"][1:2],
    }
    assert codes(trial(), other(**shared, **said)) == set()
    assert codes(trial(), other(centre="Somewhere", recruited=["2019", "2021"])) == set(), "other years, other people"


def test_rounding_is_granted() -> None:
    """0.06 (0.02 to 0.20) could be 0.0632 (0.02 to 0.20), the middle on the log scale; 36.7 % of 30 are 11 people."""
    assert codes(effect(estimate=0.06, interval=[0.02, 0.20])) == set()
    assert codes(finding(arms={"drug": {"n": 30, "crude_percent": 36.7}})) == set()


def test_every_code_has_a_planted_error() -> None:
    assert {code for code, _, _ in PLANTED} | {"E301", "E304"} == set(check_codes())


def test_an_allowed_problem_keeps_its_reason() -> None:
    spoiled = effect(estimate=5.1, interval=[3.9, 66.4])
    spoiled["findings"][0]["allow"] = {"E102": "printed so"}
    (problem,) = check_evidence(base_of(spoiled))
    assert (problem.code, problem.allowed, problem.place) == ("E102", "printed so", "trial/f")


def test_our_own_base_has_no_problem_without_a_written_reason() -> None:
    problems = check_evidence(load_evidence())
    assert [problem for problem in problems if problem.allowed is None] == []
    assert all(len(problem.allowed or "") > 20 for problem in problems)
    assert {problem.code for problem in problems} <= {"E102", "E112", "E113"}, "only what a source printed may be allowed"


def test_the_checks_read_our_own_base_and_can_fail_on_it() -> None:
    """Without what PREVENT and its followers say of their shared arm, the double use is found."""
    base = load_evidence()
    silent = [
        record.model_copy(update={"shares_arm_with": ()}) if isinstance(record, Study) else record
        for record in base.records.values()
    ]
    found = {(problem.code, problem.record) for problem in check_evidence(evidence_of(silent, base.sources))}
    assert ("E204", "champion") in found
    assert len(CHECKS) > 15
