"""With and without a coexisting disease: demographics, attack kinds, treatment response and prognosis in one call."""

import polars as pl
import pytest

from nmosd.study import run
from nmosd.study.comparison.treatment_response import _rate
from nmosd.study.comparison.with_and_without import with_and_without
from tests.spec.conftest import make_record

RECORD = {
    "patients": """
        patient | sex    | onset      | first_contact | last_contact
        P1      | female | 2010-01-01 | 2010-01-01    | 2014-01-01
        P2      | female | 2010-01-01 | 2010-01-01    | 2014-01-01
        P3      | male   | 2010-01-01 | 2010-01-01    | 2014-01-01
    """,
    "attacks": """
        patient | id | onset      | sites             | recovery
        P1      | a1 | 2010-01-01 | spinal cord       | complete
        P1      | a2 | 2012-01-01 | optic nerve right | partial
        P2      | b1 | 2010-01-01 | spinal cord       | none
        P3      | c1 | 2010-01-01 | spinal cord       |
    """,
    "acute_treatments": """
        patient | treatment                      | start      | attack
        P1      | intravenous methylprednisolone | 2010-01-05 | a1
        P1      | intravenous methylprednisolone | 2012-01-03 | a2
        P2      | intravenous methylprednisolone | 2010-01-11 | b1
        P3      | none                           |            | c1
    """,
    "therapies": """
        patient | drug         | start      | stop
        P1      | azathioprine | 2011-01-01 | 2013-01-01
        P2      | azathioprine | 2011-01-01 | 2013-01-01
    """,
    "comorbidities": """
        patient | disease
        P1      | systemic sclerosis
    """,
}
WITH, WITHOUT = "with systemic sclerosis", "without systemic sclerosis"


@pytest.fixture(scope="module")
def study():
    return run(with_and_without("systemic sclerosis", unrecorded="absent"), make_record(RECORD, "absolute"))


def figure(study, group, variable, level=None):
    rows = study.results.filter(pl.col("analysis") == "treatment response", group=group, variable=variable).filter(
        pl.col("level").eq_missing(pl.lit(level, pl.String))
    )
    assert rows.height == 1
    return rows.row(0, named=True)


def test_the_groups_stand_in_table_one_and_attack_kinds(study):
    for analysis in ("table 1", "attack kinds", "treatment response"):
        assert {WITH, WITHOUT} <= set(study.results.filter(analysis=analysis)["group"])


def test_how_attacks_were_treated_and_recovered_from(study):
    treated = figure(study, WITHOUT, "attacks treated")
    assert (treated["events"], treated["n"]) == (1, 2)
    assert figure(study, WITH, "days from onset to the first attack treatment")["estimate"] == 3.0
    complete = figure(study, WITH, "recovery from treated attacks", "complete")
    assert (complete["events"], complete["n"], complete["lower"]) == (1, 2, None)


def test_attacks_and_failures_on_a_drug(study):
    with_it = figure(study, WITH, "attacks on preventive treatment", "antimetabolite")
    assert (with_it["events"], with_it["n"]) == (1, 1)
    assert with_it["person_years"] == pytest.approx(2.0, abs=0.01)
    assert figure(study, WITHOUT, "attacks on preventive treatment", "antimetabolite")["events"] == 0
    failed = figure(study, WITH, "first treatment failed", "antimetabolite")
    assert (failed["events"], failed["n"]) == (1, 1)


def test_a_yes_no_column_serves_as_well():
    protocol = with_and_without("comorbidity.autoimmune_disease")
    assert protocol.comparison.names == ("without autoimmune disease", "with autoimmune disease")


def test_rates_on_a_drug_let_attacks_come_in_clusters() -> None:
    attacks = pl.DataFrame(
        {"patient_id": [f"P{number}" for number in range(10)], "attacks": [9] + [0] * 9, "person_years": [2.0] * 10}
    )
    clustered, even = _rate(attacks), _rate(attacks.with_columns(attacks=pl.Series([1] * 9 + [0])))
    assert clustered.estimate == even.estimate == 0.45
    assert clustered.upper / clustered.lower > 4 * even.upper / even.lower
    assert "exact" in _rate(attacks.with_columns(attacks=pl.Series([4] + [0] * 9))).method
    assert _rate(attacks.clear()).estimate is None
