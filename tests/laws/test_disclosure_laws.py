"""What a shared table hides cannot be worked out from what it shows: an attack that solves for it fails, and is no sham."""

import datetime as dt
import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmosd.intake import read
from nmosd.record import Record, new_record
from nmosd.study import Protocol, run
from nmosd.study.disclosure.suppressed import suppressed
from tests.laws.disclosure_attack import COUNTS, narrowed

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PROFILES = (3, 5, 11)
FEWER = settings(max_examples=max(6, settings().max_examples // 5))
"""A study with an attack on it is a thousand times the work of one figure."""

STUDIES = (
    {},
    {"population": {"labels": ["NMOSD"], "age_at_onset": {"at_least": 18}}},
    {"table_1": {"by": "sex"}, "rates": {"by": "sex"}, "population": {"serostatus": ["AQP4-IgG positive"]}},
    {
        "comparison": {"of": "column", "column": "people.sex", "groups": {"women": ["female"], "men": ["male"]}},
        "outcomes": [{"of": "first attack"}, {"of": "all attacks"}],
        "adjustment": {"covariates": ["age at time zero"], "imputations": 2},
        "sensitivity": {"presets": False},
    },
)


def people(seed: int, number: int, unknown: float) -> Record:
    """Some invented people, the more of whom is unknown the larger `unknown` is."""
    chance = random.Random(seed)
    tables: dict[str, list[dict[str, object]]] = {}

    def add(table, patient, **fields):
        rows = tables.setdefault(table, [])
        rows.append({"row_id": f"{patient}/{table}/{len(rows)}", "patient_id": patient} | fields)

    def told(value):
        return value if chance.random() >= unknown else None

    def day(name, value):
        return {f"{name}_earliest": value, f"{name}_latest": value}

    for patient in (f"P{place}" for place in range(number)):
        onset = dt.date(2005, 1, 1) + dt.timedelta(chance.randrange(3000))
        add(
            "patients",
            patient,
            sex=told(chance.choice(["female"] * 5 + ["male"])),
            ancestry=told(chance.choice("aaaabbc")),
            age_at_onset=told(float(chance.randrange(10, 80))),
            status=told(chance.choice(["alive"] * 9 + ["dead", "lost"])),
            **day("onset", onset),
            **day("first_contact", onset + dt.timedelta(chance.choice((0, 30, 900)))),
            **day("last_contact", told(onset + dt.timedelta(1000 + chance.randrange(3000)))),
        )
        for place in range(chance.choice((1, 1, 2, 3, 4))):
            site = chance.choice(("optic nerve right", "optic nerve left", "spinal cord", "area postrema", "brainstem"))
            later = onset + dt.timedelta(200 * place + (chance.randrange(100) if place else 0))
            add("attacks", patient, sites=told([site]), **day("onset", later))
        result, assay = chance.choice(["positive"] * 4 + ["negative"]), chance.choice(("cell-based", "ELISA", None))
        add("antibody_tests", patient, analyte="AQP4-IgG", assay=assay, result=told(result))
        if chance.random() > 0.6:
            add("antibody_tests", patient, analyte="MOG-IgG", assay="cell-based", result=chance.choice(("positive", "negative")))
        add("diagnoses", patient, label=told(chance.choice(["NMOSD"] * 6 + ["MOGAD"])))
        for _ in range(chance.choice((0, 1, 2))):
            add("therapies", patient, drug=chance.choice(("rituximab", "azathioprine", "eculizumab")))
    frames = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in tables.items()}
    return new_record(frames, title="Some people")


@given(
    seed=st.integers(0, 10_000),
    number=st.sampled_from((6, 14, 25, 40)),
    unknown=st.sampled_from((0.02, 0.1, 0.3)),
    study=st.sampled_from(STUDIES),
    smallest_cell=st.sampled_from(PROFILES),
)
@FEWER
def test_no_attack_narrows_a_hidden_count_in_any_cohort(seed, number, unknown, study, smallest_cell):
    results = run(Protocol(title="law", **study), people(seed, number, unknown)).results
    shared = suppressed(results, smallest_cell)
    assert narrowed(shared, results, smallest_cell) == []
    nothing_small_or_changed(shared, results, smallest_cell)


def nothing_small_or_changed(shared: pl.DataFrame, results: pl.DataFrame, smallest_cell: int) -> None:
    """No count is small, no difference of two counts of a figure is, and what is shown is what was found."""
    for shown, true in zip(shared.iter_rows(named=True), results.iter_rows(named=True), strict=True):
        counts = {column: shown[column] for column in COUNTS if shown[column] is not None}
        assert all(value == true[column] for column, value in counts.items())
        assert not any(0 < value < smallest_cell for value in counts.values()), shown
        if {"n", "events"} <= counts.keys() and shown["measure"] in ("count", "proportion") and shown["unit"] != "attacks":
            assert not 0 < counts["n"] - counts["events"] < smallest_cell, shown
        if shown["measure"] in ("proportion", "rate") and shown["estimate"] is not None:
            assert {"n", "events"} <= counts.keys(), shown
        if shown["person_years"] is not None:
            assert "n" in counts, shown


@pytest.fixture(scope="module")
def examples() -> dict[str, pl.DataFrame]:
    """The figures of two example cohorts."""
    clinic, emg = EXAMPLES / "clinic_sheet", EXAMPLES / "emg_study"
    record = read(clinic / "clinic.xlsx", mapping=clinic / "mapping.toml")
    return {
        "clinic": run(Protocol.read(clinic / "protocol.toml"), record).results,
        "electromyography": run(Protocol.read(emg / "protocol.toml"), read(emg / "tables")).results,
    }


@pytest.fixture(scope="module")
def shared(examples) -> dict[tuple[str, int], pl.DataFrame]:
    """The same as they may be shared."""
    return {(name, smallest): suppressed(results, smallest) for name, results in examples.items() for smallest in PROFILES}


@pytest.mark.parametrize("smallest_cell", PROFILES)
@pytest.mark.parametrize("cohort", ["clinic", "electromyography"])
def test_no_attack_narrows_a_hidden_count_of_the_examples(examples, shared, cohort, smallest_cell):
    assert narrowed(shared[cohort, smallest_cell], examples[cohort], smallest_cell) == []
    nothing_small_or_changed(shared[cohort, smallest_cell], examples[cohort], smallest_cell)


def test_the_attack_solves_what_hiding_small_counts_alone_leaves_open(examples):
    results = examples["clinic"].filter((pl.col("analysis") == "table 1") & pl.col("variable").is_in(["people", "sex"]))
    naive = results.with_columns(
        pl.when(pl.col(column).is_between(1, 4)).then(None).otherwise(pl.col(column)).alias(column) for column in COUNTS
    )
    found = {(figure["group"], figure["level"]): (figure["events"], ends) for figure, column, ends in narrowed(naive, results, 5)}
    few = results.filter(pl.col("events").is_between(1, 4))
    assert few.height > 0
    for row in few.filter(pl.col("n") >= 5).iter_rows(named=True):
        assert found[row["group"], row["level"]] == (row["events"], (row["events"], row["events"]))


def test_the_attack_reads_a_count_from_a_share_and_its_base(examples):
    results = examples["electromyography"]
    hidden = pl.col("events").is_between(1, 4) & (pl.col("measure") == "proportion")
    leaking = results.with_columns(pl.when(hidden).then(None).otherwise(pl.col("events")).alias("events"))
    found = narrowed(leaking, results, 5)
    assert found
    assert all(ends == (figure["events"], figure["events"]) for figure, _, ends in found)


def test_the_same_figures_are_hidden_again(examples, shared):
    assert suppressed(examples["clinic"], 3).equals(shared["clinic", 3])
    assert suppressed(examples["clinic"], 0).equals(examples["clinic"])


def test_what_everybody_wants_to_know_is_still_shown(shared):
    everyone = shared["clinic", 5].filter(pl.col("group") == "everyone")
    size = everyone.filter(pl.col("variable") == "people").row(0, named=True)
    rate = everyone.filter((pl.col("analysis") == "rates") & (pl.col("measure") == "rate")).row(0, named=True)
    age = everyone.filter(pl.col("variable") == "age at onset").row(0, named=True)
    assert size["n"] == 118
    assert rate["estimate"] is not None
    assert age["estimate"] is not None
