"""Coexisting diseases and autoantibodies against their slow twins, and what must hold of them."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from nmosd.course import Definitions
from nmosd.course.attacks.attacks import derive_attacks
from nmosd.course.comorbidity.coexisting import derive_coexisting
from nmosd.course.comorbidity.comorbidity import derive_comorbidity
from nmosd.course.people.people import derive_people
from tests.laws.coexisting_twin import coexisting_of, comorbidity_of
from tests.laws.small_tables import a_date, row, small_tables, words

DISEASES = (
    "systemic lupus erythematosus",
    "myasthenia gravis",
    "autoimmune thyroid disease",
    "multiple sclerosis",
    "breast cancer",
    "other cancer",
    "tuberculosis",
    "migraine",
    "other",
    None,
)
ANALYTES = ("ANA", "TPO", "AChR", "AQP4-IgG", "other", None)
RECORDS = small_tables(
    row(words(coexisting_diseases_complete=("yes", "yes", None, "no")), a_date("onset", 8)),
    {
        "comorbidities": row(words(disease=DISEASES), a_date("began")),
        "antibody_tests": row(
            words(analyte=ANALYTES, result=("negative", "positive", "negative", "borderline", "not done", None)),
            a_date("sampled"),
        ),
    },
)
DEFINITIONS = st.builds(
    lambda reading, near, left_out: Definitions().replace(
        date_reading=reading, cancer_near_onset_days=near, not_coexisting_autoimmunity=left_out
    ),
    st.sampled_from(("midpoint", "earliest", "latest")),
    st.integers(0, 6),
    st.sampled_from((("multiple sclerosis",), (), ("myasthenia gravis",))),
)


def derived(record, rules):
    """Only what is needed: whole courses take ten times as long."""
    people = derive_people(record, derive_attacks(record, rules), rules)
    coexisting = derive_coexisting(record, people, rules, reasons=True)
    return coexisting, derive_comorbidity(record, coexisting, reasons=True)


@given(record=RECORDS, rules=DEFINITIONS)
def test_coexisting_diseases_and_autoantibodies_agree_with_their_slow_twin(record, rules):
    coexisting, _ = derived(record, rules)
    for patient_id in record.patients["patient_id"]:
        slow = {tuple(one["row_ids"]): one for one in coexisting_of(record, patient_id, rules)}
        fast = {tuple(one["row_ids"]): one for one in coexisting.filter(patient_id=patient_id).rows(named=True)}
        assert slow.keys() == fast.keys()
        for rows, one in slow.items():
            assert {name: fast[rows][name] for name in one} == one


@given(record=RECORDS, rules=DEFINITIONS)
def test_the_summary_agrees_with_its_slow_twin(record, rules):
    _, comorbidity = derived(record, rules)
    assert comorbidity["patient_id"].to_list() == record.patients["patient_id"].to_list()
    for fast in comorbidity.rows(named=True):
        slow = comorbidity_of(record, fast["patient_id"], rules)
        assert {name: fast[name] for name in slow} == slow


@given(record=RECORDS, rules=DEFINITIONS)
def test_every_disease_on_record_is_in_one_row_and_what_is_denied_was_listed(record, rules):
    coexisting, comorbidity = derived(record, rules)
    rows = coexisting.filter(kind="disease")["row_ids"].explode(empty_as_null=False).to_list()
    assert sorted(rows) == sorted(record.comorbidities["row_id"])
    denied = comorbidity.filter(pl.any_horizontal(~pl.col("autoimmune_disease"), ~pl.col("cancer")))
    complete = record.patients.filter(pl.col("coexisting_diseases_complete") == "yes")["patient_id"]
    assert set(denied["patient_id"]) <= set(complete)


@given(record=RECORDS, day=st.integers(0, 12))
def test_days_that_the_dates_leave_open_never_contradict_what_was_told(record, day):
    """Whatever reading is in use, before and near the onset are the same: they hold for all days."""
    told = [derived(record, Definitions().replace(date_reading=reading, cancer_near_onset_days=day))[0] for reading in READINGS]
    for other in told[1:]:
        assert other.select("row_ids", "before_onset", "near_onset").equals(
            told[0].select("row_ids", "before_onset", "near_onset")
        )


READINGS = ("midpoint", "earliest", "latest")
