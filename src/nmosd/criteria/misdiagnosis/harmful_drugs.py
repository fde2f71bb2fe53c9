"""Drugs reported to harm in NMOSD, in people who are called so or whose record meets or nearly meets it."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from nmosd.course import Course
from nmosd.criteria.misdiagnosis.material import Material
from nmosd.record.vocabulary import vocabulary


def harmful_drugs(material: Material) -> Iterator[dict[str, Any]]:
    """Yield a row for each episode of such a drug, with its days and the attacks that began on them."""
    terms = vocabulary("drugs")
    evidence = material.definitions.harmful_evidence
    harmful = [name for name, term in terms.items() if term.attributes.get("harmful_in_nmosd") in evidence]
    episodes = _with_attacks(material.course, harmful)
    called = material.called_nmosd
    standing = material.standing(material.judgement.by_id["ipnd2015"], set(episodes["patient_id"]) - called.keys())
    for episode in episodes.iter_rows(named=True):
        patient = episode["patient_id"]
        if patient in called:
            why = f"called {', '.join(dict.fromkeys(label for label, _ in called[patient]))}"
        elif patient in standing:
            why = f"IPND 2015 {standing[patient].verdict or 'nearly met'}"
        else:
            continue
        facts = terms[episode["drug"]].attributes
        yield {
            "patient_id": patient,
            "matter": "drug reported harmful",
            "about": episode["drug"],
            "finding": why,
            "evidence": f"{facts['harmful_note']} ({facts['harmful_source']}: {facts['harmful_mark']})",
            "question": "Why was it given, and what followed?",
            **{name: episode[name] for name in ("from_day", "until_day", "attacks")},
            "row_ids": [episode["row_id"]],
        }


def _with_attacks(course: Course, drugs: list[str]) -> pl.DataFrame:
    """Return the episodes of some drugs with how many attacks began on their days: null where those days are not known."""
    drug = pl.col("drug").cast(pl.String)
    episodes = course.exposure.filter(drug.is_in(drugs)).select("patient_id", "row_id", drug, "from_day", "until_day")
    dated = course.attacks.filter(~pl.col("undated")).select("patient_id", "onset_day")
    meanwhile = (
        episodes.join(dated, on="patient_id")
        .filter(pl.col("onset_day").is_between("from_day", "until_day"))
        .group_by("row_id", "from_day")
        .agg(attacks=pl.len())
    )
    known = pl.col("from_day").is_not_null() & pl.col("until_day").is_not_null()
    return episodes.join(meanwhile, on=("row_id", "from_day"), how="left", maintain_order="left").with_columns(
        attacks=pl.when(known).then(pl.col("attacks").fill_null(0))
    )
