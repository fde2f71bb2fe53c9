"""A large simulated cohort has the shares that are assumed: every one within four standard errors of chance."""

import polars as pl
import pytest

from nmosd.record.vocabulary import vocabulary
from nmosd.simulation.records import simulated_cohort
from nmosd.simulation.records.assumptions import assumptions

ASSUMED = assumptions()


@pytest.fixture(scope="module")
def cohort():
    return simulated_cohort(4_000, 8, parameters="mixed", seed=11)


def check(hits: pl.Series, share: float) -> None:
    number = hits.len()
    error = 4 * (share * (1 - share) / number) ** 0.5
    assert number > 30
    assert abs(hits.cast(pl.Float64).mean() - share) <= error


def test_serostatus_and_sex(cohort):
    people = cohort.truth.people.join(cohort.record.patients.select("patient_id", "sex"), on="patient_id")
    check(people["aqp4_positive"], ASSUMED.number("aqp4_positive"))
    for positive, words in ((True, "with AQP4-IgG"), (False, "without AQP4-IgG")):
        of_them = people.filter(pl.col("aqp4_positive") == positive)
        check(of_them["sex"] == "female", ASSUMED.table("female")[words])


@pytest.mark.parametrize("assay", ASSUMED.table("assay_sensitivity"))
def test_assays_err_as_often_as_assumed(cohort, assay):
    tests = cohort.record.antibody_tests.join(cohort.truth.people, on="patient_id")
    first = tests.filter((pl.col("analyte") == "AQP4-IgG") & (pl.col("assay") == assay)).unique("patient_id", keep="first")
    # A second test is made of some of those whose first is negative: only first tests have the assumed shares.
    first = first.filter(pl.col("row_id").str.ends_with("/001"))
    check(first.filter("aqp4_positive")["result"] == "positive", ASSUMED.table("assay_sensitivity")[assay])
    check(first.filter(~pl.col("aqp4_positive"))["result"] == "negative", ASSUMED.table("assay_specificity")[assay])


def test_what_the_clinic_lacks(cohort):
    record = cohort.record
    check(record.visits["edss"].is_null(), ASSUMED.table("edss_blank")["clinic"])
    check(record.visits["pyramidal_function"].is_null(), ASSUMED.table("systems_blank")["clinic"])
    check(record.antibody_tests["assay"].is_null(), ASSUMED.table("assay_blank")["clinic"])
    check(record.attacks["adjudication"].is_null(), ASSUMED.table("not_adjudicated")["clinic"])
    contacts = record.attacks.join(record.patients.select("patient_id", "first_contact_earliest"), on="patient_id")
    vague = pl.col("onset_earliest") < pl.col("onset_latest")
    recalled = pl.col("report_source") == "patient recall"
    check(contacts.filter(~recalled).select(vague).to_series(), ASSUMED.table("attack_day_unknown")["clinic"])
    check(contacts.filter(recalled).select(vague).to_series(), ASSUMED.table("past_attack_day_unknown")["clinic"])


def test_false_reports_come_at_their_rate(cohort):
    people, reports = cohort.truth.people, cohort.truth.reports
    days = (people["last_contact"] - people["first_contact"]).dt.total_days().sum()
    expected = ASSUMED.number("false_reports") * days / 365.25
    assert abs(reports["attack"].null_count() - expected) <= 4 * expected**0.5


def test_drugs_are_given_when_and_to_whom_they_can_be(cohort):
    exposures = cohort.truth.exposures.join(cohort.truth.people, on="patient_id")
    years = ASSUMED.table("available_from")
    for drug, first in years.items():
        given = exposures.filter(pl.col("drug") == drug)
        assert given.is_empty() or given["start"].dt.year().min() >= first
    complement = [name for name, term in vocabulary("drugs").items() if term.attributes.get("class") == "complement inhibitor"]
    given = exposures.filter(pl.col("drug").is_in(complement))
    assert given.height > 50
    assert given["aqp4_positive"].all()
    starts = exposures.group_by("patient_id").agg(again=pl.col("drug").n_unique() < pl.len())
    assert not starts["again"].any()
