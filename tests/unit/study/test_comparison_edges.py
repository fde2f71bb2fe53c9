"""Comparisons in which something is missing: a readable row each time, never a traceback or a figure that is none."""

import polars as pl
import pytest

from nmosd.record import new_record
from nmosd.study import Protocol, run
from nmosd.study.comparison.curves import curve_rows
from nmosd.study.comparison.gaps import missing_rows
from nmosd.study.comparison.log_rank import log_rank_rows
from nmosd.study.comparison.main_model import main_plan, plan_rows, plans
from nmosd.study.comparison.outcome_data import OutcomeData
from nmosd.study.comparison.outcome_rates import outcome_rate_rows
from nmosd.study.protocol.comparison import Adjustment
from tests.unit.study.comparisons import adjusted, cohort, data_of, readable
from tests.unit.study.conftest import attack, day, person, rows

EVENTS = {"old": (30, 15), "new": (30, 12)}
AGES = [float(20 + 7 * number % 41) for number in range(60)]


def everything(data: OutcomeData, adjustment: Adjustment | None = None) -> pl.DataFrame:
    adjustment = adjustment or adjusted(*data.covariates)
    rows = [*outcome_rate_rows(data), *curve_rows(data)[0], *log_rank_rows(data, 1)]
    rows += [row for plan in plans(data, adjustment) for row in plan_rows(data, plan, adjustment)]
    rows += missing_rows(data.people(), data.groups, data.covariates)
    return readable(rows)


def main(data: OutcomeData, adjustment: Adjustment | None = None) -> dict[str, object]:
    adjustment = adjustment or adjusted(*data.covariates)
    rows = list(plan_rows(data, main_plan(data, adjustment), adjustment, details=False))
    return readable(rows).filter(analysis="models").row(0, named=True)


WRONG = {
    "nobody at all": {},
    "nobody in the group": {"old": (20, 12)},
    "nobody in the reference": {"new": (20, 12)},
    "a group of one": {"old": (30, 15), "new": (1, 1)},
    "a group of one without an event": {"old": (30, 15), "new": (1, 0)},
    "one event": {"old": (20, 1), "new": (20, 0)},
    "all censored": {"old": (20, 0), "new": (20, 0)},
    "no event in a group": {"old": (30, 20), "new": (30, 0)},
    "everybody has the event": {"old": (9, 9), "new": (9, 9)},
    "one person each": {"old": (1, 1), "new": (1, 1)},
}


@pytest.mark.parametrize("of", ["first attack", "all attacks", "death"])
@pytest.mark.parametrize("sizes", WRONG.values(), ids=WRONG.keys())
def test_whatever_is_missing_every_row_is_readable(sizes, of) -> None:
    found = everything(data_of(cohort(sizes), of=of))
    assert found.filter(analysis="models").height >= 1
    assert found.filter(analysis="outcome rates", measure="rate").height == 2


@pytest.mark.parametrize("weighting", ["inverse probability", "overlap"])
@pytest.mark.parametrize("sizes", WRONG.values(), ids=WRONG.keys())
def test_whatever_is_missing_weights_are_readable(sizes, weighting) -> None:
    people = cohort(sizes)
    ages = {"age": AGES[: len(people)], "sex": [None if n % 5 == 0 else "fm"[n % 2] for n in range(len(people))]}
    everything(data_of(people, ages), adjusted("age", "sex", weighting=weighting, imputations=3))


def test_nobody_in_a_group_is_said_of_the_group() -> None:
    found = everything(data_of(cohort({"old": (20, 12)})))
    assert found.filter(analysis="curves", group="new", at_years=1.0)["warnings"][0].to_list() == [
        "Nobody in this group is at risk of it, so there is no curve."
    ]
    assert main(data_of(cohort({"old": (20, 12)})))["warnings"] == ["Everybody at risk is in old, so there is nobody to compare."]


def test_of_three_groups_the_empty_one_alone_has_no_ratio() -> None:
    data = data_of(cohort(EVENTS), groups=("old", "new", "none"))
    found = everything(data).filter(analysis="models", level="Cox")
    assert found.filter(group="none")["estimate"].to_list() == [None]
    assert found.filter(group="new")["estimate"][0] > 0


def test_one_event_gives_firth_limits_and_no_p_value() -> None:
    row = main(data_of(cohort({"old": (20, 1), "new": (20, 0)})))
    assert "Firth" in str(row["method"])
    assert 0 < row["lower"] < row["estimate"] < row["upper"] < float("inf")
    assert row["p_value"] is None


@pytest.mark.parametrize(("events", "given"), [(4, False), (5, True)])
def test_no_asymptotic_p_value_under_five_events_in_a_group(events, given) -> None:
    data = data_of(cohort({"old": (30, 20), "new": (30, events)}))
    assert (main(data)["p_value"] is not None) == given
    test = readable(log_rank_rows(data, 1)).row(0, named=True)
    assert test["level"] == ("log-rank test" if given else "exact log-rank test")
    drift = everything(data).filter(analysis="proportional hazards").row(0, named=True)
    assert (drift["p_value"] is not None) == given


def test_a_constant_covariate_and_one_that_follows_from_others_are_left_out_and_named() -> None:
    known = {"age": AGES, "centre": ["A"] * 60, "age in months": [12 * age for age in AGES]}
    row = main(data_of(cohort(EVENTS), known))
    plain = main(data_of(cohort(EVENTS), {"age": AGES}))
    assert row["estimate"] == pytest.approx(plain["estimate"], rel=1e-9)
    assert "Centre is the same in everybody who counts, so it is left out of the model." in row["warnings"]
    assert "Age in months follows from the other terms, so it is left out of the model." in row["warnings"]


def test_the_comparison_itself_as_a_covariate_is_left_out_and_named() -> None:
    people = cohort(EVENTS)
    row = main(data_of(people, {"drug": [person[1] for person in people]}))
    assert row["estimate"] == pytest.approx(main(data_of(people))["estimate"])
    assert "Drug: old follows from the other terms, so it is left out of the model." in row["warnings"]


def test_covariates_known_of_nobody_are_left_out_instead_of_everybody() -> None:
    row = main(data_of(cohort(EVENTS), {"age": [None] * 60}))
    assert row["estimate"] == pytest.approx(main(data_of(cohort(EVENTS)))["estimate"])
    assert "Age is known of nobody, so it is left out." in row["warnings"]
    weighed = main(data_of(cohort(EVENTS), {"age": [None] * 60}), adjusted("age", weighting="overlap"))
    assert weighed["estimate"] is None


def test_a_covariate_known_in_one_group_alone_leaves_nobody_to_compare() -> None:
    row = main(data_of(cohort(EVENTS), {"age": [None] * 30 + AGES[30:]}))
    assert row["estimate"] is None
    assert row["unknown"] == 30


def test_groups_that_do_not_overlap_give_no_weighted_answer() -> None:
    data = data_of(cohort(EVENTS), {"age": [float(n) for n in range(30)] + [float(n) for n in range(60, 90)]})
    row = main(data, adjusted("age", weighting="overlap"))
    assert row["estimate"] is None
    assert "separated by age" in row["warnings"][0]


def test_many_terms_for_few_events_are_warned_of() -> None:
    known = {f"c{place}": [float((number * (place + 3)) % 11) for number in range(60)] for place in range(4)}
    assert any("events for 5 terms" in text for text in main(data_of(cohort(EVENTS), known))["warnings"])


def test_a_level_without_an_event_gives_a_finite_answer() -> None:
    people = cohort(EVENTS)
    rare = ["rare" if person[4] == 0 and number % 3 == 0 else "usual" for number, person in enumerate(people)]
    row = main(data_of(people, {"ancestry": rare}))
    assert 0 < row["lower"] < row["estimate"] < row["upper"]
    assert any("Firth" in text for text in row["warnings"])


NOBODY = {
    "title": "nobody",
    "comparison": {"of": "treatment", "groups": {"a": ["rituximab"], "b": ["azathioprine"]}},
    "time": {"zero": "episode start"},
    "outcomes": [{"of": "first attack"}, {"of": "all attacks"}, {"of": "blindness", "eyes": "each"}, {"of": "death"}],
    "adjustment": {"covariates": ["age at time zero", "sex"], "weighting": "overlap"},
}


@pytest.mark.parametrize("exposure", ["episodes", "ever", "time-varying", "sequential"])
def test_a_study_of_nobody_is_readable(exposure) -> None:
    asked = NOBODY | {"comparison": NOBODY["comparison"] | {"exposure": exposure}}
    asked |= {} if exposure == "episodes" else {"time": {"zero": "onset"}}
    study = run(Protocol.model_validate(asked), new_record({}, title="nobody"))
    told = study.results.filter(pl.col("analysis").is_in(["models", "milestones", "curves"]))
    assert told.height
    assert told.filter(pl.col("estimate").is_not_null() & (pl.col("measure") != "count")).is_empty()
    assert told.filter(pl.col("estimate").is_null() & pl.col("warnings").is_null()).is_empty()
    assert study.curves.is_empty()


@pytest.mark.parametrize("exposure", ["episodes", "ever", "time-varying", "sequential"])
def test_a_study_of_six_people_is_readable(exposure, six_people) -> None:
    asked = NOBODY | {"comparison": NOBODY["comparison"] | {"exposure": exposure}}
    asked |= {} if exposure == "episodes" else {"time": {"zero": "onset"}}
    results = run(Protocol.model_validate(asked), six_people).results
    assert results.filter(
        pl.col("estimate").is_null() & pl.col("warnings").is_null() & (pl.col("analysis") == "models")
    ).is_empty()


def test_one_attack_that_falls_in_many_trials_is_one_event() -> None:
    """Ten people, one attack each at most, four in all: counted once per trial they are dozens, and would carry a p value."""
    people, attacks, therapies = [], [], []
    for place in range(10):
        people.append(person(f"P{place}", "female", "2010-01-01", "2010-01-01", "2016-01-01", status="alive"))
        attacks.append(attack(f"P{place}", "2010-01-01"))
        if place < 4:
            attacks.append(attack(f"P{place}", f"2015-0{place + 1}-01"))
        if place in (0, 1, 5):
            therapies.append({"patient_id": f"P{place}", "drug": "rituximab", "ongoing": "yes"} | day("2012-06-01", "start"))
    record = new_record(
        {
            "patients": pl.DataFrame(people, infer_schema_length=None),
            "attacks": rows("attacks", *attacks),
            "therapies": rows("therapies", *therapies),
        },
        title="few",
    )
    comparison = {"of": "treatment", "groups": {"none": ["no treatment"], "rituximab": ["rituximab"]}, "exposure": "sequential"}
    asked = Protocol.model_validate({"title": "few", "comparison": comparison, "outcomes": [{"of": "all attacks"}]})
    results = run(asked, record).results
    model = results.filter(analysis="models", level="Andersen-Gill").row(0, named=True)
    assert model["events"] > 20
    assert model["p_value"] is None
    assert any("4 different ones" in said for said in model["warnings"])
    assert any("Firth" in said for said in model["warnings"])
    rate = results.filter(analysis="outcome rates", group="none").row(0, named=True)
    assert any("too narrow" in said for said in rate["warnings"])


def test_a_curve_that_one_of_the_first_few_decides_says_so() -> None:
    late = [(f"P{number}", "old", 2.0, 4.0 + number / 100, 0) for number in range(50)]
    first = [("A", "old", 0.0, 0.5, 1), ("B", "old", 0.0, 4.0, 0), ("C", "new", 0.0, 4.0, 0)]
    told = readable(curve_rows(data_of([*first, *late]))[0]).filter(measure="cumulative incidence", group="old")
    assert told["estimate"].max() == 0.5
    assert all(any("hardly known" in said for said in row) for row in told["warnings"])
    at_once = [(name, group, 0.0, stop, event) for name, group, _start, stop, event in [*first, *late]]
    told = readable(curve_rows(data_of(at_once))[0]).filter(measure="cumulative incidence", group="old")
    assert told["warnings"].null_count() == told.height


def test_who_is_left_out_is_counted_with_the_reason() -> None:
    people = [
        person("A", "female", "2010-01-01", "2012-01-01", "2016-01-01"),
        person("B", None, "2010-01-01", "2010-01-01", "2016-01-01"),
    ]
    people += [person("C", "male", "2010-01-01", "2010-01-01", "2016-01-01")]
    attacks = [attack("A", "2010-01-01"), attack("A", "2011-01-01"), attack("B", "2010-01-01"), attack("C", "2010-01-01")]
    record = new_record(
        {"patients": pl.DataFrame(people, infer_schema_length=None), "attacks": rows("attacks", *attacks)}, title="left out"
    )
    comparison = {"of": "column", "column": "people.sex", "groups": {"women": ["female"], "men": ["male"]}}
    asked = {"title": "left out", "comparison": comparison, "outcomes": [{"of": "first attack"}, {"of": "all attacks"}]}
    told = run(Protocol.model_validate(asked), record).results.filter(analysis="left out")
    assert told.select("variable", "level", "events").rows() == [
        ("the comparison", "the record does not tell the group", 1),
        ("first attack", "had it before the time at risk", 1),
    ]
    hidden = Protocol.model_validate(asked | {"disclosure": {"smallest_cell": 3}})
    told = run(hidden, record).results.filter(analysis="left out")
    assert told["level"].unique().to_list() == ["for any reason"]
    assert told["events"].null_count() == told.height


def test_where_people_die_the_mean_number_of_attacks_is_also_told_with_death_ending_it() -> None:
    people = [(f"P{number}", "old", 0.0, 1.0, 2) for number in range(5)]
    people += [(f"Q{number}", "old", 0.0, 1.5, 1) for number in range(5)] + [
        (f"Q{number}", "old", 1.5, 3.0, 0) for number in range(5)
    ]
    told = readable(curve_rows(data_of([*people, ("R", "new", 0.0, 3.0, 0)], of="all attacks"))[0]).filter(
        at_years=2.0, group="old"
    )
    found = dict(told.filter(pl.col("measure").str.contains("mean")).select("measure", "estimate").rows())
    assert found == {"mean cumulative count": pytest.approx(1.0), "mean cumulative count, death ending it": pytest.approx(0.5)}
