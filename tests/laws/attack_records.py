"""Random records for the laws of attacks and diagnosis: few people, dates close together, answers that the rules speak of."""

import polars as pl
from hypothesis import strategies as st

from nmosd.course import Definitions
from nmosd.record import Record
from nmosd.record.strategies import records
from tests.laws.course_records import crowded

ANSWERS = ("objective_change", "new_mri_lesion", "over_24_hours", "other_cause", "fever_infection_or_heat")
SYSTEMS = ("visual", "brainstem", "pyramidal", "cerebellar", "sensory", "bowel_bladder", "cerebral")


def attack_definitions() -> st.SearchStrategy[Definitions]:
    """Definitions of every preset, with the settings that speak of attacks and diagnosis drawn anew."""
    presets = st.sampled_from(Definitions.presets()).map(Definitions.preset)
    changes = st.fixed_dictionaries(
        {},
        optional={
            "date_reading": st.sampled_from(("midpoint", "earliest", "latest")),
            "merge_before_days": st.sampled_from((1, 5, 30)),
            "not_attacks": st.sampled_from(((), ("pseudo-attack", "not an attack"))),
            "certainty_rule": st.sampled_from(("lesion and examination", "pseudo by fever", "examination without fever")),
            "attack_hours": st.sampled_from((12, 24, 48)),
            "exact_attack_hours_suffice": st.booleans(),
            "objective_change_from": st.sampled_from(("stated, else scores", "scores", "stated")),
            "objective_change_scores": st.sampled_from(("EDSS or functional systems", "SAkura", "N-MOmentum")),
            "attack_examined_within_days": st.sampled_from((0, 7, 30, 60)),
            "edss_unstable_days": st.sampled_from((0, 10, 30)),
            "value_before_attack_within_days": st.sampled_from((30, 365)),
            "unimpaired_before_onset_attack": st.booleans(),
            "severity_rule": st.sampled_from(("rise of 2", "nadir of 7", "mild, moderate, severe")),
            "area_postrema_as_stated": st.booleans(),
            "monophasic_after_years": st.sampled_from((1, 5)),
            "inadequate_negative_counts": st.booleans(),
        },
    )
    return st.builds(lambda preset, changed: preset.replace(**changed), presets, changes)


def evidence_records() -> st.SearchStrategy[Record]:
    """Records of attacks with what was recorded of them, visits and scans around them."""
    answered = [f"attacks.{question}" for question in ANSWERS]
    scored = ["visits.edss", "visits.visited", *(f"visits.{system}_function" for system in SYSTEMS)]
    told = records(
        tables=["attacks", "visits", "mri_scans"],
        always=["attacks.onset", "attacks.sites", *answered, *scored, "mri_scans.scanned"],
        max_rows=3,
        max_patients=4,
    )
    any_record = records(tables=["attacks", "visits", "mri_scans"], always=["attacks.onset"], max_rows=3, max_patients=4)
    return st.one_of(told.map(crowded), any_record.map(crowded), any_record)


def diagnosis_records() -> st.SearchStrategy[Record]:
    """Records of labels, tests and treatments, mostly dated and close to each other."""
    tables = ["diagnoses", "antibody_tests", "therapies", "attacks"]
    told = records(
        tables=tables,
        always=[
            "patients.onset",
            "diagnoses.label",
            "diagnoses.diagnosed",
            "antibody_tests.sampled",
            "therapies.start",
            "therapies.drug",
        ],
        max_rows=4,
        max_patients=4,
    )
    any_record = records(tables=tables, always=["diagnoses.label"], max_rows=3, max_patients=4)
    return st.one_of(told.map(crowded), told.map(crowded), any_record).map(_about_nmosd)


LABELS = ("NMOSD", "multiple sclerosis", "myelitis", "NMO", "unknown", "psychiatric disease")
DRUGS = ("rituximab", "interferon beta", "other", "natalizumab", "oral steroid", "glatiramer acetate", "siponimod")


def _about_nmosd(record: Record) -> Record:
    """Turn labels, analytes and drugs into those that the rules speak of, by the number of the row."""

    def turned(frame: pl.DataFrame, column: str, words: tuple[str, ...]) -> pl.DataFrame:
        chosen = pl.Series(column, [words[number % len(words)] for number in range(frame.height)], dtype=frame.schema[column])
        return frame.with_columns(chosen)

    return Record.cast(
        record.to_dict()
        | {
            "diagnoses": turned(record.diagnoses, "label", LABELS),
            "antibody_tests": turned(record.antibody_tests, "analyte", ("AQP4-IgG", "AQP4-IgG", "MOG-IgG")),
            "therapies": turned(record.therapies, "drug", DRUGS),
        }
    )
