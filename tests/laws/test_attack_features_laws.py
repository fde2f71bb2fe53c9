"""What each attack was agrees with its slow twin, and holds what must hold of it, on random records under random definitions."""

import polars as pl
from hypothesis import given

from nmosd.course import derive
from nmosd.record import CLINICAL_TABLES
from tests.laws import attack_features_twin as twin
from tests.laws.attack_records import ANSWERS, attack_definitions, evidence_records
from tests.laws.course_records import with_tables

TABLES = ["attacks", "attack_imaging", "attack_features"]


@given(record=evidence_records(), rules=attack_definitions())
def test_attack_features_agree_with_their_slow_twin(record, rules):
    course = derive(record, rules, only=TABLES)
    for patient_id in record.patients["patient_id"]:
        own = {name: getattr(course, name).filter(pl.col("patient_id") == patient_id).rows(named=True) for name in TABLES}
        slow = twin.features_of(record, patient_id, own["attacks"], own["attack_imaging"], rules)
        fast = [{name: row[name] for name in wanted} for row, wanted in zip(own["attack_features"], slow, strict=True)]
        assert fast == slow


@given(record=evidence_records(), rules=attack_definitions())
def test_without_any_answer_nothing_is_certain(record, rules):
    questions = [*ANSWERS, "hours", "hours_to_nadir", "area_postrema_hours", "nadir_edss"]
    silent = with_tables(
        record,
        {
            "attacks": record.attacks.with_columns(
                pl.lit(None).cast(record.attacks.schema[name]).alias(name) for name in questions
            ),
            "visits": record.visits.clear(),
            "mri_scans": record.mri_scans.clear(),
        },
    )
    features = derive(silent, rules, only=["attack_features"]).attack_features
    assert set(features["certainty"]) <= {"undetermined"}
    evidence = ("lasting", "objective_change", "new_lesion", "other_cause", "fever_infection_or_heat", "extensive_myelitis")
    told = features.select(pl.col(evidence[:-1]).is_not_null().any()).row(0)
    assert not any(told)
    assert features["extensive_myelitis"].fill_null(value=False).any() is False


@given(record=evidence_records())
def test_an_infection_alone_takes_no_attack_away(record):
    with_fever = record.attacks.with_columns(
        pl.lit("yes").cast(record.attacks.schema["fever_infection_or_heat"]).alias("fever_infection_or_heat")
    )
    before = derive(record, only=["attack_features"]).attack_features
    after = derive(with_tables(record, {"attacks": with_fever}), only=["attack_features"]).attack_features
    assert before["certainty"].to_list() == after["certainty"].to_list()


@given(record=evidence_records(), rules=attack_definitions())
def test_what_is_certain_is_never_open(record, rules):
    features = derive(record, rules, only=["attack_features"]).attack_features
    for row in features.iter_rows(named=True):
        assert not set(row["core"] or ()) & set(row["core_open"] or ())
        assert (row["core"] is None) == (row["kind"] is None)


@given(record=evidence_records())
def test_scores_of_one_person_say_nothing_of_another(record):
    whole = derive(record, only=["attack_features"]).attack_features
    for patient_id in record.patients["patient_id"]:
        alone = with_tables(
            record, {name: getattr(record, name).filter(pl.col("patient_id") == patient_id) for name in CLINICAL_TABLES}
        )
        assert derive(alone, only=["attack_features"]).attack_features.equals(whole.filter(pl.col("patient_id") == patient_id))
