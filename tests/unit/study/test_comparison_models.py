"""What a comparison shows: which models under which names, gaps, weights, many tests, milestones and naive designs."""

import numpy as np
import polars as pl
import pytest

from nmosd.course import derive
from nmosd.record import new_record
from nmosd.stats import StatisticsError
from nmosd.study import Protocol, run
from nmosd.study.comparison.compared import comparison_rows
from nmosd.study.comparison.curves import CURVE_COLUMNS, curve_rows
from nmosd.study.comparison.gaps import complete_cases
from nmosd.study.comparison.main_model import main_plan, main_ratio, plan_rows, plans
from nmosd.study.comparison.models import fit_model
from nmosd.study.comparison.multiplicity import multiplicity_rows
from nmosd.study.comparison.naive import EVER, NO_CLUSTERS, NO_DELAYED_ENTRY, NO_LAG, ONSET_COUNTED
from nmosd.study.comparison.terms import terms_of
from nmosd.study.comparison.weights import balance_rows, overlap_rows, weigh, weighted_curve_rows
from nmosd.study.design.subjects import subjects
from tests.laws.worlds_of_two_drugs import world
from tests.unit.study.comparisons import adjusted, cohort, data_of, readable
from tests.unit.study.conftest import attack, day, person, rows

AGES = [float(20 + (7 * number) % 41) for number in range(60)]
SEXES = ["female" if number % 3 else "male" for number in range(60)]
EVENTS = {"old": (30, 18), "new": (30, 12)}


def names(data, adjustment) -> list[str]:
    return [plan.name for plan in plans(data, adjustment)]


def test_which_models_are_made_and_which_is_the_main_one() -> None:
    plain, whole = data_of(cohort(EVENTS)), data_of(cohort(EVENTS), {"age": AGES})
    gaps = data_of(cohort(EVENTS), {"age": [None, *AGES[1:]]})
    assert names(plain, adjusted()) == ["Cox"]
    assert names(whole, adjusted("age", weighting="overlap")) == ["Cox", "Cox, adjusted", "Cox, overlap weights"]
    assert names(gaps, adjusted("age")) == ["Cox", "Cox, adjusted, complete cases", "Cox, adjusted, multiple imputation"]
    assert main_plan(plain, adjusted()).name == "Cox"
    assert main_plan(whole, adjusted("age", weighting="overlap")).name == "Cox, overlap weights"
    assert main_plan(gaps, adjusted("age", missing="multiple imputation")).name == "Cox, adjusted, multiple imputation"
    often = data_of(cohort(EVENTS), of="all attacks")
    assert names(often, adjusted()) == ["Andersen-Gill", "Prentice-Williams-Peterson, gap time"]


def test_a_category_has_a_term_for_each_level_but_the_most_frequent() -> None:
    rows = pl.DataFrame({"number": range(6), "site": ["b", "a", "c", "b", "a", "b"]})
    terms = terms_of(rows, ["site"], {})
    assert list(terms.columns) == ["site: a", "site: c"]
    assert terms.columns["site: a"].tolist() == [0, 1, 0, 0, 1, 0]
    assert list(terms_of(rows.with_columns(site=pl.Series(list("babaab"))), ["site"], {}).columns) == ["site: b"]


def test_recurrent_events_are_robust_over_people_and_few_of_them_are_firths() -> None:
    people = [(f"p{n}", "old" if n < 12 else "new", 0.0, 1.0 + n / 100, 1) for n in range(24)]
    again = [(name, group, stop, stop + 1, int(n % 2)) for n, (name, group, _start, stop, _event) in enumerate(people)]
    fit = fit_model(data_of([*people, *again], of="all attacks"), "Andersen-Gill")
    assert "over 24 clusters" in fit.fit.method
    few = fit_model(data_of(people[:4] + people[20:], of="all attacks"), "Andersen-Gill")
    assert "Firth" in few.fit.method


def test_eyes_of_a_person_are_one_cluster_in_every_figure() -> None:
    people = cohort(EVENTS)
    patients = [f"{person[1]} {place // 2}" for place, person in enumerate(people)]
    data = data_of(people, of="first attack", patients=patients)
    row = next(plan_rows(data, main_plan(data, adjusted()), adjusted()))
    assert "over 30 clusters" in str(row["method"])
    shown = readable(curve_rows(data)[0])
    assert shown.filter(measure="difference of restricted means")["estimate"].to_list() == [None]
    alone = readable(curve_rows(data_of(people))[0])
    lower = [table.filter(measure="cumulative incidence", group="new", at_years=1.0)["lower"].item() for table in (shown, alone)]
    assert lower[0] != lower[1]


def test_gaps_are_left_out_or_filled_and_both_are_told() -> None:
    known = {"age": [None if n % 6 == 0 else age for n, age in enumerate(AGES)], "sex": SEXES}
    data, adjustment = data_of(cohort(EVENTS), known), adjusted("age", "sex", imputations=5)
    found = readable([row for plan in plans(data, adjustment) for row in plan_rows(data, plan, adjustment)])
    complete = found.filter(level="Cox, adjusted, complete cases", analysis="models").row(0, named=True)
    filled = found.filter(level="Cox, adjusted, multiple imputation").row(0, named=True)
    assert (complete["n"], complete["unknown"]) == (50, 10)
    assert filled["n"] == 60
    assert "Rubin's rules over 5 imputations" in filled["method"]
    assert filled["warnings"][-1] == "Gaps in covariates of 10 subjects were filled 5 times."
    assert complete_cases(data, data.covariates).data.rows["age"].null_count() == 0
    again = readable([row for plan in plans(data, adjustment) for row in plan_rows(data, plan, adjustment)])
    assert again.equals(found)


def test_where_gaps_are_filled_balance_is_that_of_everybody(two_drugs) -> None:
    adjustment = {"covariates": ["age at time zero", "sex"], "weighting": "overlap", "imputations": 3}
    unknown = pl.col("patient_id").str.ends_with("3")
    patients = two_drugs.patients.with_columns(age_at_onset=pl.when(~unknown).then("age_at_onset"))
    record = new_record({"patients": patients, "attacks": two_drugs.attacks, "therapies": two_drugs.therapies}, title="gaps")
    found = {}
    for missing in ("complete cases", "multiple imputation"):
        protocol = asked(adjustment=adjustment | {"missing": missing})
        course = derive(record, protocol.course_definitions())
        found[missing] = readable(comparison_rows(record, course, protocol, subjects(course, protocol)).rows)
    ways = {missing: rows.filter(analysis="balance")["level"].unique().sort().to_list() for missing, rows in found.items()}
    assert ways["complete cases"] == ["after weighting", "before weighting"]
    assert ways["multiple imputation"] == sorted(
        [*ways["complete cases"], *(f"{way}, gaps filled" for way in ways["complete cases"])]
    )
    balance = found["multiple imputation"].filter(analysis="balance", variable="age at time zero")
    told = {row["level"]: row for row in balance.iter_rows(named=True)}
    assert told["before weighting, gaps filled"]["n"] > told["before weighting"]["n"]
    assert abs(told["after weighting, gaps filled"]["estimate"]) < 1e-8
    curves = found["complete cases"].filter(analysis="weighted curves")
    assert all(any("no complete cases" in said for said in row) for row in curves["warnings"])


def test_weights_of_groups_that_change_with_time_are_refused_for_that_reason() -> None:
    people = [("A", "old", 0.0, 1.0, 0), ("A", "new", 1.0, 2.0, 1), ("B", "old", 0.0, 1.5, 1), ("B", "new", 1.5, 2.0, 0)]
    data = data_of(people, {"age": [30.0, 40.0]})
    with pytest.raises(StatisticsError, match="changes with time"):
        weigh(data, "new", data.covariates, "overlap")


def test_overlap_weights_balance_every_covariate_exactly_and_tables_say_so() -> None:
    older_get_old = [age + (8 if n < 30 else 0) for n, age in enumerate(AGES)]
    data = data_of(cohort(EVENTS), {"age": older_get_old, "sex": SEXES})
    weighed = weigh(data, "new", data.covariates, "overlap")
    balance = readable(list(balance_rows(weighed, data.covariates)))
    assert balance.filter(level="after weighting")["estimate"].abs().max() < 1e-8
    assert balance.filter(level="before weighting", variable="age")["estimate"].item() < -0.5
    overlap = readable(list(overlap_rows(weighed)))
    shares = overlap.filter(measure="proportion").group_by("group").agg(pl.col("events").sum(), pl.col("estimate").sum())
    assert shares["events"].to_list() == [30, 30]
    assert shares["estimate"].to_list() == pytest.approx([1, 1])
    rows, steps = weighted_curve_rows(weighed, "overlap weights")
    assert readable(rows).filter(group="new").height == 2
    assert dict(steps.schema) == CURVE_COLUMNS
    model = fit_model(weighed.data, "Cox", weights=weighed.weights)
    assert "robust" in model.fit.method


def test_inverse_probability_weights_of_three_groups_are_made_pair_by_pair() -> None:
    people = cohort({"old": (30, 18), "new": (30, 12), "newer": (30, 9)})
    ages = [float(20 + (7 * number) % 41) for number in range(90)]
    data = data_of(people, {"age": ages}, groups=("old", "new", "newer"))
    adjustment = adjusted("age", weighting="inverse probability")
    found = readable(list(plan_rows(data, main_plan(data, adjustment), adjustment)))
    assert found.select("group", "n").rows() == [("new", 60), ("newer", 60)]


def test_curves_begin_at_zero_and_end_with_follow_up() -> None:
    rows, steps = curve_rows(data_of(cohort(EVENTS)))
    assert dict(steps.schema) == CURVE_COLUMNS
    own = steps.filter(group="new")
    assert own.row(0)[3:] == (0.0, 0.0, None, None, 30)
    assert own["years"].is_sorted()
    assert own["estimate"].is_sorted()
    assert own["years"][-1] == max(person[3] for person in cohort(EVENTS))
    counted = readable(rows).filter(measure="number at risk", group="new").select("at_years", "estimate").rows()
    assert counted == [(0.0, 30.0), (1.0, 20.0), (2.0, 10.0)]


def test_deaths_compete_and_are_said_where_they_do_not() -> None:
    early = {f"{group} {number}" for group in EVENTS for number in range(4)}
    died = [(name, group, start, stop, 2 if name in early else event) for name, group, start, stop, event in cohort(EVENTS)]
    lost = [(name, group, start, stop, 0 if name in early else event) for name, group, start, stop, event in cohort(EVENTS)]
    competing = readable(curve_rows(data_of(died))[0])
    plain = readable(curve_rows(data_of(lost))[0])
    last = [
        table.filter(measure="cumulative incidence", group="new", at_years=2.0)["estimate"].item() for table in (competing, plain)
    ]
    assert last[0] < last[1]
    mean = readable(curve_rows(data_of(died, of="all attacks"))[0]).filter(measure="mean cumulative count", at_years=2.0)
    assert all(any("4 subjects died" in text for text in warnings) for warnings in mean["warnings"].to_list())


def test_tests_are_adjusted_for_each_other_and_those_not_made_are_named() -> None:
    where = {"level": "Cox", "group": "new", "compared_with": "old", "n": 60, "events": 30}
    main = [where | {"variable": name, "p_value": p} for name, p in (("one", 0.01), ("two", 0.04), ("three", None))]
    found = readable(multiplicity_rows(main, "Holm"))
    assert found["estimate"].to_list() == [pytest.approx(0.03), pytest.approx(0.08), None]
    assert found["p_value"].to_list() == [0.01, 0.04, None]
    assert found["variable"].to_list() == ["one", "two", "three"]
    assert multiplicity_rows(main, "none") == []
    assert multiplicity_rows(main[:1], "Holm") == []
    assert multiplicity_rows(main[2:] * 2, "Holm")[0]["estimate"] is None


def asked(**others: object) -> Protocol:
    comparison = {"of": "treatment", "groups": {"old": ["azathioprine"], "new": ["rituximab"]}, "lag_days": 60}
    usual = {"title": "two drugs", "comparison": comparison, "time": {"zero": "episode start"}}
    return Protocol.model_validate(usual | {"outcomes": [{"of": "all attacks"}, {"of": "first attack"}]} | others)


@pytest.fixture(scope="module")
def two_drugs():
    return world(4, people=150, ratio=0.5, frailty=0.6)


def test_naive_designs_stand_beside_the_proper_one(two_drugs) -> None:
    protocol = asked()
    course = derive(two_drugs, protocol.course_definitions())
    found = readable(comparison_rows(two_drugs, course, protocol, subjects(course, protocol)).rows)
    naive = found.filter(analysis="naive")
    assert naive.filter(variable="all attacks")["level"].to_list() == [EVER, NO_LAG, NO_CLUSTERS]
    assert naive.filter(variable="first attack")["level"].to_list() == [EVER, NO_LAG]
    wide, narrow = (
        np.log(table["upper"].item() / table["lower"].item())
        for table in (found.filter(analysis="models", level="Andersen-Gill"), naive.filter(level=NO_CLUSTERS))
    )
    assert narrow < wide
    lag = naive.filter(level=NO_LAG, variable="all attacks")
    assert lag["person_years"].item() - found.filter(analysis="models", level="Andersen-Gill")[
        "person_years"
    ].item() == pytest.approx(150 * 60 / 365.25)


def test_from_onset_on_naive_designs_count_what_nobody_saw_and_the_onset_attack(two_drugs) -> None:
    comparison = {"of": "treatment", "groups": {"old": ["azathioprine"], "new": ["rituximab"]}, "exposure": "ever"}
    protocol = asked(comparison=comparison, time={"zero": "onset"}, outcomes=[{"of": "all attacks"}])
    course = derive(two_drugs, protocol.course_definitions())
    found = readable(comparison_rows(two_drugs, course, protocol, subjects(course, protocol)).rows)
    naive = found.filter(analysis="naive")
    assert naive["level"].to_list() == [NO_DELAYED_ENTRY, NO_CLUSTERS, ONSET_COUNTED]
    counted = dict(naive.select("level", "events").iter_rows())
    seen_at_onset = course.people.filter(pl.col("first_contact_day") == pl.col("onset_day")).height
    assert counted[ONSET_COUNTED] - counted[NO_CLUSTERS] == seen_at_onset
    assert (
        naive.filter(level=NO_DELAYED_ENTRY)["person_years"].item()
        > found.filter(analysis="models", level="Andersen-Gill")["person_years"].item()
    )


def test_comparisons_of_people_have_no_naive_rows(two_drugs) -> None:
    protocol = asked(
        comparison={"of": "column", "column": "people.sex", "groups": {"women": ["female"], "men": ["male"]}},
        time={"zero": "onset"},
    )
    course = derive(two_drugs, protocol.course_definitions())
    found = comparison_rows(two_drugs, course, protocol, subjects(course, protocol))
    assert not [row for row in found.rows if row["analysis"] == "naive"]
    assert found.main == {"all attacks": "Andersen-Gill", "first attack": "Cox"}


@pytest.mark.parametrize("exposure", ["time-varying", "sequential"])
def test_other_exposures_give_answers_robust_over_people(two_drugs, exposure) -> None:
    comparison = {"of": "treatment", "groups": {"none": ["no treatment"], "new": ["rituximab"]}, "exposure": exposure}
    protocol = asked(comparison=comparison, time={"zero": "onset"})
    course = derive(two_drugs, protocol.course_definitions())
    rows = main_ratio(two_drugs, course, protocol, subjects(course, protocol))
    assert readable(rows)["estimate"].null_count() == 0
    assert "robust" in rows[0]["method"]


def test_the_main_ratio_is_the_row_that_the_study_calls_main(two_drugs) -> None:
    protocol = asked(adjustment={"covariates": ["age at time zero"], "weighting": "overlap"})
    course = derive(two_drugs, protocol.course_definitions())
    who = subjects(course, protocol)
    found = comparison_rows(two_drugs, course, protocol, who)
    quick = main_ratio(two_drugs, course, protocol, who)
    assert quick == [row for row in found.rows if row["analysis"] == "models" and row["level"] == found.main["all attacks"]][:1]
    assert set(found.tables) == {"all attacks", "first attack"}
    assert found.tables["first attack"].columns[-3:] == ["age at time zero", "score", "weight"]


def test_milestones_of_four_people() -> None:
    """A needs an aid a year after onset, B never does, C dies after two years without, D needed one when first seen."""
    people = [
        person("A", "female", "2010-01-01", "2010-01-01", "2016-01-01", status="alive"),
        person("B", "female", "2010-01-01", "2010-01-01", "2016-01-01", status="alive"),
        person("C", "female", "2010-01-01", "2010-01-01", "2012-01-01", status="dead") | day("2012-01-01", "death"),
        person("D", "female", "2009-01-01", "2010-01-01", "2016-01-01", status="alive"),
    ]
    seen = {
        "A": [("2010-07-01", "none"), ("2011-01-01", "one side"), ("2015-12-01", "one side")],
        "B": [("2010-07-01", "none"), ("2015-06-01", "none"), ("2015-12-31", "none")],
        "C": [("2011-12-31", "none")],
        "D": [("2010-01-01", "one side"), ("2015-12-31", "one side")],
    }
    visits = [
        {"patient_id": name, "walking_aid": aid} | day(when, "visited") for name, several in seen.items() for when, aid in several
    ]
    tables = {
        "patients": pl.DataFrame(people, infer_schema_length=None),
        "attacks": rows("attacks", *(attack(one["patient_id"], str(one["onset_earliest"])) for one in people)),
        "visits": rows("visits", *visits),
    }
    study = run(
        Protocol.model_validate({"title": "four", "milestones": {"at_years": [0.5, 5]}}), new_record(tables, title="four")
    )
    told = study.results.filter(analysis="milestones", variable="walking aid", group="everyone")
    assert told.filter(measure="count")["estimate"].to_list() == [1]
    shares = told.filter(measure="cumulative incidence")
    assert shares["estimate"].to_list() == pytest.approx([0, 1 / 3])
    assert shares["n"].to_list() == [3, 3]
    assert shares["unknown"].to_list() == [0, 0]
    died = study.results.filter(analysis="milestones", variable="death", measure="cumulative incidence")
    assert died["estimate"].to_list() == pytest.approx([0, 1 / 4])
    steps = study.curves.filter(outcome="walking aid, from onset").select("years", "estimate").rows()
    assert steps[0] == (0.0, 0.0)
    assert steps[1] == pytest.approx((1.0, 1 / 3), abs=0.01)


def test_a_milestone_that_no_examination_could_confirm_cannot_be_told() -> None:
    """One examination each: at 6.5, at 2.0; nobody was confirmed, which does not make it 0 %."""
    names = ("A", "B")
    people = [person(name, "female", "2010-01-01", "2010-01-01", "2016-01-01", status="alive") for name in names]
    visits = [
        {"patient_id": name, "edss": edss} | day("2014-01-01", "visited") for name, edss in zip(names, (6.5, 2.0), strict=True)
    ]
    later = [
        {"patient_id": name, "edss": edss} | day(when, "visited")
        for name, edss in zip(names, (6.5, 2.0), strict=True)
        for when in ("2015-03-01", "2015-12-01")
    ]
    tables = {
        "patients": pl.DataFrame(people, infer_schema_length=None),
        "attacks": rows("attacks", *(attack(name, "2010-01-01") for name in names)),
    }

    def share(*seen) -> dict[str, object]:
        record = new_record(tables | {"visits": rows("visits", *seen)}, title="two")
        results = run(Protocol.model_validate({"title": "two", "milestones": {"at_years": [5]}}), record).results
        return results.filter(analysis="milestones", variable="EDSS 6", measure="cumulative incidence").row(0, named=True)

    open_still = share(*visits)
    assert open_still["estimate"] is None
    assert (
        "1 person was seen at it, with no examination after that to confirm it: their time at risk ends before."
        in open_still["warnings"]
    )
    assert share(*visits, *later)["estimate"] == pytest.approx(0.5)
