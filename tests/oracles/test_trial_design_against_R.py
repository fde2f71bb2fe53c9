"""Numbers of events and group-sequential bounds against R (frozen results in `data/`) and against closed forms."""

import json
import math
from pathlib import Path
from statistics import NormalDist

import pytest

from nmosd.stats import (
    StatisticsError,
    detectable_hazard_ratio,
    events_needed,
    group_sequential_bounds,
    log_rank_drift,
    power_of_events,
)

DATA = Path(__file__).parent / "data"


def expected(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))["expected"]


@pytest.mark.parametrize(
    ("name", "hazard_ratio", "share", "power"),
    [
        ("prevent_hr_0.24_2to1_90", 0.24, 2 / 3, 0.9),
        ("nmomentum_hr_0.4_3to1_90", 0.4, 3 / 4, 0.9),
        ("sakura_hr_0.25_1to1_80", 0.25, 0.5, 0.8),
        ("hr_0.4_1to1_90", 0.4, 0.5, 0.9),
    ],
)
def test_events_by_schoenfeld_against_R(name, hazard_ratio, share, power):
    theirs = expected("design_gs")["schoenfeld"][name]
    assert events_needed(hazard_ratio, share=share, power=power) == pytest.approx(theirs, rel=1e-10)
    assert events_needed(1 / hazard_ratio, share=1 - share, power=power) == pytest.approx(theirs, rel=1e-10)


@pytest.mark.parametrize("share", [0.5, 2 / 3, 0.75])
@pytest.mark.parametrize("power", [0.5, 0.8, 0.9])
def test_events_power_and_ratio_are_one_formula(share, power):
    events = events_needed(0.35, share=share, power=power)
    assert power_of_events(events, 0.35, share=share) == pytest.approx(power, abs=1e-12)
    assert detectable_hazard_ratio(events, share=share, power=power) == pytest.approx(0.35, rel=1e-12)


def test_without_a_difference_the_power_is_the_chance_of_a_false_finding():
    assert power_of_events(40, 1.0) == pytest.approx(0.025, abs=1e-12)
    assert log_rank_drift(40, 1.0) == 0


def test_bounds_against_R():
    for name in ("design_gs", "design_gs_more"):
        theirs = expected(name)
        looks = theirs.get("looks", theirs)
        # design_gs.json was solved to 1e-8.
        near = 1e-8 if name == "design_gs" else 1e-10
        cases = {"z2": ("t2", "O'Brien-Fleming"), "z3": ("t3", "O'Brien-Fleming"), "obf2": ("t2", "O'Brien-Fleming")}
        cases |= {"obf3": ("t3", "O'Brien-Fleming"), "obf_uneven": ("u3", "O'Brien-Fleming")}
        cases |= {"pocock2": ("t2", "Pocock"), "pocock3": ("t3", "Pocock"), "pocock_uneven": ("u3", "Pocock")}
        found = {key: case for key, case in cases.items() if key in theirs}
        assert len(found) >= 2
        for key, (at, spending) in found.items():
            assert group_sequential_bounds(looks[at], spending=spending).bounds == pytest.approx(theirs[key], abs=near), key


def test_spending_against_R():
    at = [1 / 3, 0.5, 2 / 3, 1]
    assert group_sequential_bounds(at).spent == pytest.approx(expected("design_gs")["spend"], rel=1e-10)
    assert group_sequential_bounds(at, spending="Pocock").spent == pytest.approx(
        expected("design_gs_more")["pocock_spend"], rel=1e-10
    )


def test_chances_of_crossing_against_R():
    theirs = expected("design_gs_more")
    looks = theirs["looks"]
    assert group_sequential_bounds(looks["t3"]).crossing(3) == pytest.approx(theirs["obf3_drift3"], abs=1e-11)
    assert group_sequential_bounds(looks["t2"]).crossing(3) == pytest.approx(theirs["obf2_drift3"], abs=1e-11)
    uneven = group_sequential_bounds(looks["u3"], spending="Pocock")
    assert uneven.crossing(2.5) == pytest.approx(theirs["pocock_uneven_drift2.5"], abs=1e-11)


@pytest.mark.parametrize("spending", ["O'Brien-Fleming", "Pocock"])
@pytest.mark.parametrize("looks", [1, 2, 5, 20])
def test_all_of_the_chance_is_spent_and_no_more(looks, spending):
    design = group_sequential_bounds([look / looks for look in range(1, looks + 1)], spending=spending)
    assert sum(design.crossing()) == pytest.approx(0.025, abs=1e-12)
    assert design.expected_information() == pytest.approx(1, abs=0.025)


def test_one_look_is_the_plain_test():
    design = group_sequential_bounds([1.0])
    assert design.bounds[0] == pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-12)
    assert design.crossing(3.24)[0] == pytest.approx(NormalDist().cdf(3.24 - 1.959963984540054), abs=1e-12)
    assert design.nominal == pytest.approx([0.025], abs=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: events_needed(1.0), "no difference"),
        (lambda: events_needed(-0.4), "above 0"),
        (lambda: events_needed(math.nan), "above 0"),
        (lambda: events_needed(0.4, share=2), "write 2 to 1 as 2/3"),
        (lambda: events_needed(0.4, power=90), "write 90 % as 0.9"),
        (lambda: events_needed(0.4, power=0.01), "between one_sided"),
        (lambda: events_needed(0.4, one_sided=0), "write 2.5 % as 0.025"),
        (lambda: power_of_events(0, 0.4), "more than 0"),
        (lambda: group_sequential_bounds([]), "must rise from above 0 to 1"),
        (lambda: group_sequential_bounds([0.5, 0.4, 1]), "must rise from above 0 to 1"),
        (lambda: group_sequential_bounds([0.5]), "must rise from above 0 to 1"),
        (lambda: group_sequential_bounds([1], one_sided=2.5), "write 2.5 % as 0.025"),
        (lambda: group_sequential_bounds([1], spending="Haybittle"), "use one of O'Brien-Fleming, Pocock"),
    ],
)
def test_what_is_no_design_is_refused_in_one_sentence(call, words):
    with pytest.raises(StatisticsError, match=words):
        call()
