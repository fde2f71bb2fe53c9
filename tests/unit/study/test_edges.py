"""Empty and thin cohorts: a readable result each time, never a traceback and never a silent gap."""

import datetime as dt

import polars as pl
import pytest

from nmosd.record import new_record
from nmosd.record.dates import DAY_ZERO
from nmosd.study import Protocol, run
from nmosd.study.description.attack_kinds import kind_of_attack


def from_onset(days: int, name: str) -> dict[str, dt.date]:
    value = DAY_ZERO + dt.timedelta(days)
    return {f"{name}_earliest": value, f"{name}_latest": value}


def record_of(people, attacks=(), calendar="absolute"):
    tables = {"patients": pl.DataFrame(people, infer_schema_length=None)} if people else {}
    if attacks:
        tables["attacks"] = pl.DataFrame(attacks, infer_schema_length=None)
    return new_record(tables, title="thin", calendar=calendar)


def person(name="A", **facts):
    return {"row_id": f"{name}/patients", "patient_id": name} | facts


FOLLOWED = from_onset(0, "onset") | from_onset(0, "first_contact") | from_onset(1461, "last_contact")
ONSET = {"row_id": "A/attacks/1", "patient_id": "A", "sites": ["spinal cord"]} | from_onset(0, "onset")

COHORTS = {
    "nobody": record_of([]),
    "one person of whom nothing is known": record_of([person()]),
    "one person, everything relative to onset": record_of([person(**FOLLOWED)], [ONSET], "relative"),
    "one person with follow-up and no attack": record_of([person(**FOLLOWED)]),
    "follow-up of no length": record_of([person(**FOLLOWED | from_onset(0, "last_contact"))], [ONSET]),
    "an attack without a date": record_of([person(**FOLLOWED)], [ONSET, {"row_id": "A/attacks/2", "patient_id": "A"}]),
    "two people who never had person-time": record_of([person("A"), person("B")]),
}


@pytest.mark.parametrize("method", ["exact", "log-normal"])
@pytest.mark.parametrize("name", COHORTS)
def test_thin_cohorts_give_every_part_of_the_study(name, method):
    study = run(Protocol(title=name, rates={"method": method}), COHORTS[name])
    results = study.results
    assert results["analysis"].unique(maintain_order=True).to_list() == [
        "flow",
        "table 1",
        "attack kinds",
        "rates",
        "criteria",
        "clauses",
        "imprecise dates",
        "milestones",
        "sensitivity",
    ]
    told = results.filter(pl.col("estimate").is_null())
    assert set(told["method"]) <= {"cannot be told"}
    rates = results.filter((pl.col("analysis") == "rates") & (pl.col("measure") == "rate") & (pl.col("group") == "everyone"))
    assert rates.height == 2
    assert (
        rates["estimate"].is_null() == rates["warnings"].list.join(" ").str.contains("no person-time").fill_null(value=False)
    ).all()


@pytest.mark.parametrize("wanted", [{"labels": ["NMO"]}, {"age_at_onset": {"under": 1}}, {"serostatus": ["both positive"]}])
def test_a_population_without_anybody(wanted):
    record = COHORTS["one person, everything relative to onset"]
    study = run(Protocol(title="none", population=wanted), record)
    assert study.included.to_list() == []
    flow = study.results.filter(pl.col("analysis") == "flow")
    assert flow["estimate"].to_list() == [1, 0, 1, 0]


def test_a_relative_calendar_counts_years_like_any_other():
    study = run(Protocol(title="relative"), COHORTS["one person, everything relative to onset"])
    rate = study.results.filter((pl.col("measure") == "rate") & (pl.col("group") == "everyone"))
    assert rate["person_years"].to_list() == [4, 4]
    assert rate["events"].to_list() == [0, 1]
    assert study.manifest["cohort"]["calendar"] == "relative"


def test_follow_up_without_any_attack_on_record_is_said():
    results = run(Protocol(title="silent"), COHORTS["one person with follow-up and no attack"]).results
    rate = results.filter((pl.col("measure") == "rate") & (pl.col("group") == "everyone")).row(0, named=True)
    assert (rate["estimate"], rate["lower"]) == (0, 0)
    assert "1 person has follow-up but no attack on record" in rate["warnings"][0]


def test_an_attack_without_a_date_is_said_and_is_in_no_rate():
    results = run(Protocol(title="undated"), COHORTS["an attack without a date"]).results
    rate = results.filter((pl.col("measure") == "rate") & (pl.col("group") == "everyone")).row(1, named=True)
    assert rate["events"] == 1
    assert any("1 attack is not counted" in warning for warning in rate["warnings"])


@pytest.mark.parametrize(
    ("sites", "kind"),
    [
        (None, None),
        ([], None),
        (["optic nerve right"], "optic nerve, one side"),
        (["optic nerve right", "optic nerve left"], "optic nerve, both sides"),
        (["optic nerve"], "optic nerve, side not stated"),
        (["optic nerve", "optic nerve left"], "optic nerve, one side"),
        (["optic nerve left", "spinal cord"], "optic nerve and spinal cord"),
        (["optic nerve", "spinal cord"], "optic nerve and spinal cord"),
        (["spinal cord"], "spinal cord"),
        (["other"], "another site"),
        (["brainstem", "area postrema"], "several sites, another combination"),
        (["optic nerve left", "brainstem"], "several sites, another combination"),
        (["optic nerve left", "spinal cord", "brainstem"], "several sites, another combination"),
    ],
)
def test_kind_of_attack(sites, kind):
    frame = pl.DataFrame({"sites": [sites]}, schema={"sites": pl.List(pl.String)})
    assert frame.select(kind_of_attack(pl.col("sites"))).item() == kind


def levels_of(results, variable):
    rows = results.filter((pl.col("variable") == variable) & (pl.col("group") == "everyone"))
    return {row["level"]: (row["events"], row["n"], row["unknown"]) for row in rows.to_dicts()}


def test_ancestry_that_differs_in_capitals_alone_is_one_level():
    words = ("White", "white ", "White", "white british", " ", None)
    record = record_of([person(f"A{number}", ancestry=word) for number, word in enumerate(words)])
    assert levels_of(run(Protocol(title="words"), record).results, "ancestry") == {"White": (3, 4, 2), "white british": (1, 4, 2)}


def test_a_drug_of_no_stated_class_leaves_the_other_classes_open():
    drugs = [
        ("A", "rituximab"),
        ("A", "immunosuppressant, not specified"),
        ("B", "azathioprine"),
        ("C", None),
        ("C", "rituximab"),
    ]
    record = new_record(
        {
            "patients": pl.DataFrame([person(name) for name in "ABC"]),
            "therapies": pl.DataFrame(
                [{"row_id": f"{who}/t/{n}", "patient_id": who, "drug": drug} for n, (who, drug) in enumerate(drugs)]
            ),
        },
        title="drugs",
    )
    levels = levels_of(run(Protocol(title="drugs"), record).results, "preventive treatment ever")
    assert levels["anti-CD20"] == (2, 3, 0)  # A and C; B's one drug is another, and known
    assert levels["antimetabolite"] == (1, 1, 2)  # B; A's unnamed drug and C's could be one


@pytest.mark.parametrize(
    ("tests", "excluded"),
    [
        ([("AQP4-IgG", "cell-based", "borderline")], "serostatus not known well enough"),
        ([("AQP4-IgG", "ELISA", "negative")], "serostatus not known well enough"),
        ([], "serostatus not known well enough"),
        ([("AQP4-IgG", "cell-based", "negative")], "serostatus other than AQP4-IgG positive"),
        (
            [("AQP4-IgG", "cell-based", "negative"), ("MOG-IgG", "cell-based", "positive")],
            "serostatus other than AQP4-IgG positive",
        ),
    ],
)
def test_who_could_still_be_positive_is_left_out_for_want_of_knowing(tests, excluded):
    rows = [
        {"row_id": f"A/antibody_tests/{n}", "patient_id": "A", "analyte": analyte, "assay": assay, "result": result}
        for n, (analyte, assay, result) in enumerate(tests)
    ]
    given = {"antibody_tests": pl.DataFrame(rows)} if rows else {}
    record = new_record({"patients": pl.DataFrame([person()])} | given, title="serology")
    results = run(Protocol(title="x", population={"serostatus": ["AQP4-IgG positive"]}), record).results
    flow = results.filter((pl.col("analysis") == "flow") & pl.col("level").is_not_null() & (pl.col("estimate") == 1))
    assert flow["level"].to_list() == [excluded]


def test_an_end_before_the_onset_is_no_duration():
    backwards = from_onset(100, "onset") | from_onset(0, "first_contact") | from_onset(50, "last_contact")
    results = run(Protocol(title="x"), record_of([person(**backwards)])).results
    for variable in ("disease duration", "follow-up"):
        row = results.filter((pl.col("variable") == variable) & (pl.col("group") == "everyone")).row(0, named=True)
        assert (row["estimate"], row["n"], row["unknown"]) == (None, 0, 1)
