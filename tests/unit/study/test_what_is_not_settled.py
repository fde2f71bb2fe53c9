"""What a record leaves open stays open: no score is picked among several, nobody is left out for a test that was not done."""

import polars as pl
import pytest

from nmosd.record import new_record
from nmosd.study import Protocol, run
from nmosd.study.description.rates import TOO_NARROW


def tables(**children):
    names = sorted({entry["patient_id"] for entries in children.values() for entry in entries})
    made = {"patients": pl.DataFrame([{"row_id": f"{name}/patients", "patient_id": name} for name in names])}
    for table, entries in children.items():
        numbered = [{"row_id": f"{entry['patient_id']}/{table}/{number}"} | entry for number, entry in enumerate(entries, 1)]
        made[table] = pl.DataFrame(numbered, infer_schema_length=None)
    return made


def visit(patient, edss, on):
    day = pl.Series([on]).str.to_date().item() if on else None
    return {"patient_id": patient, "edss": edss, "visited_earliest": day, "visited_latest": day}


@pytest.mark.parametrize(
    ("visits", "known", "score"),
    [
        ([visit("A", 3.0, "2010-01-01"), visit("A", 6.0, "2010-01-01")], 0, None),
        ([visit("A", 3.0, "2010-01-01"), visit("A", 3.0, "2010-01-01")], 1, 3.0),
        ([visit("A", 3.0, "2010-01-01"), visit("A", 6.0, "2010-01-01"), visit("A", 4.0, "2011-01-01")], 1, 4.0),
        ([visit("A", 3.0, "2010-01-01"), visit("A", 6.0, None)], 1, 3.0),
        ([visit("A", 6.0, None)], 1, 6.0),
        ([visit("A", 6.0, None), visit("A", 6.0, None)], 0, None),
    ],
)
def test_the_last_score_is_the_last_dated_one_and_open_where_that_day_has_two(visits, known, score):
    study = run(Protocol(title="x"), new_record(tables(visits=visits), title="scores"))
    row = study.results.filter((pl.col("variable") == "last EDSS") & (pl.col("group") == "everyone")).row(0, named=True)
    assert (row["n"], row["estimate"]) == (known, score)


def test_one_value_alone_has_no_quartiles(figure):
    study = run(Protocol(title="x"), new_record(tables(visits=[visit("A", 6.0, None)]), title="one"))
    found = figure(study.results, variable="last EDSS", group="everyone")
    assert (found["estimate"], found["lower"], found["upper"], found["n"]) == (6.0, None, None, 1)


def antibody(patient, analyte, result, assay="cell-based"):
    return {"patient_id": patient, "analyte": analyte, "result": result, "assay": assay}


ONE_ANTIBODY = {
    "A positive, MOG never tested": [antibody("A", "AQP4-IgG", "positive")],
    "A positive, MOG borderline": [antibody("A", "AQP4-IgG", "positive"), antibody("A", "MOG-IgG", "borderline")],
    "MOG positive, AQP4 never tested": [antibody("A", "MOG-IgG", "positive")],
    "MOG positive, AQP4 inadequately negative": [
        antibody("A", "MOG-IgG", "positive"),
        antibody("A", "AQP4-IgG", "negative", "ELISA"),
    ],
}
BOTH_TESTED = {
    "A positive, MOG negative": [antibody("A", "AQP4-IgG", "positive"), antibody("A", "MOG-IgG", "negative")],
    "MOG positive, AQP4 negative": [antibody("A", "MOG-IgG", "positive"), antibody("A", "AQP4-IgG", "negative")],
}


def flow(tests, wanted):
    study = run(Protocol(title="x", population={"serostatus": wanted}), new_record(tables(antibody_tests=tests), title="tests"))
    return dict(
        study.results.filter(pl.col("analysis") == "flow").select(pl.coalesce("level", "variable"), "estimate").iter_rows()
    )


@pytest.mark.parametrize("tests", ONE_ANTIBODY.values(), ids=ONE_ANTIBODY)
def test_a_person_tested_for_one_antibody_may_have_both(tests):
    boxes = flow(tests, ["both positive"])
    assert boxes["serostatus not known well enough"] == 1
    assert boxes["serostatus other than both positive"] == 0


@pytest.mark.parametrize("tests", BOTH_TESTED.values(), ids=BOTH_TESTED)
def test_a_person_negative_for_one_antibody_has_not_both(tests):
    boxes = flow(tests, ["both positive"])
    assert boxes["serostatus other than both positive"] == 1
    assert boxes["serostatus not known well enough"] == 0


def test_a_person_positive_for_one_antibody_belongs_to_that_group_whatever_the_other_says():
    assert flow(ONE_ANTIBODY["A positive, MOG never tested"], ["AQP4-IgG positive"])["people included"] == 1


def test_the_warning_of_uneven_attacks_fits_every_kind_of_interval(six_people):
    study = run(Protocol(title="x", rates={"method": "log-normal"}), six_people)
    said = [warning for warnings in study.results["warnings"].drop_nulls() for warning in warnings]
    assert any(TOO_NARROW in warning for warning in said)
    assert not any("Poisson" in warning for warning in said)
