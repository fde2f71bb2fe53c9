"""The table of what each attack was, put together from evidence, sites, scans and scores."""

import polars as pl

from nmosd.course.attack_features.certainty import certainty, certainty_rule
from nmosd.course.attack_features.changes import graded, objective_change_by_scores
from nmosd.course.attack_features.evidence import EVIDENCE, reports_together, with_evidence
from nmosd.course.attack_features.kinds import PLACES, area_postrema_rule, core_characteristics, kind, places_struck
from nmosd.course.attack_features.scores import scores_around
from nmosd.course.definitions import Definitions
from nmosd.record import Record


def derive_attack_features(
    record: Record, attacks: pl.DataFrame, attack_imaging: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per merged attack, in the order of the attacks.

    `attacks` and `attack_imaging` are what `derive_attacks` and `derive_attack_imaging` returned. Every yes-or-no column is true,
    false, or null for unknown.

    - The evidence: `lasting`, `objective_change`, `new_lesion`, `other_cause`, `fever_infection_or_heat`. `certainty` is
      definite, probable, pseudo or undetermined; `adjudication` is what a reviewer decided (null: nothing, or the reports
      differ), and `contradicts_adjudication` says whether one is for an attack and the other against (null: one of them does
      not say).
    - Where it struck: `optic_nerve`, `cord`, `area_postrema`, `brainstem`, `diencephalon`, `cerebrum`, `elsewhere` (the
      `cerebellum` among others), `bilateral` (both optic nerves), `extensive_myelitis`, and the `kind`; null where no site is
      stated. `partial_myelitis` as stated, and whether it is `atypical` of multiple sclerosis: any feature that the record names.
    - `core` lists the core characteristics that it stands for, `core_open` those of which it cannot be told.
    - `nadir_edss` is the worst EDSS in the attack, stated or seen; `severity` the grade under `severity_rule`.
    - `trigger` lists what came before, as stated (`none` where that was stated).

    `date_dependent`: other days inside the dates of the attack or of a visit could choose other visits for the scores. Which
    scans other days would tie otherwise is marked in `imaging`, which reports would merge otherwise in `attacks`.

    With `reasons`: `rule` and `row_ids` say what the certainty rests on (its reports and scans), `severity_rule` and
    `severity_row_ids` what the severity rests on (the visits before and in it, and reports that state a nadir),
    `area_postrema_rule` whether an attack of the area postrema is the syndrome.
    """
    reports = reports_together(record, attacks, definitions)
    scores = scores_around(record, attacks, reports["stated_nadir"], definitions, reasons=reasons)
    scans = attack_imaging.select(
        "extensive_cord_lesion",
        "cord_lesion",
        "area_postrema_lesion",
        "brainstem_lesion",
        "diencephalic_lesion",
        "cerebral_lesion",
        lesion_on_scans="new_lesion",
        **({"scan_row_ids": "row_ids"} if reasons else {}),
    )
    own = attacks.select("patient_id", "attack", "row_ids")
    known = pl.concat([own, places_struck(attacks["sites"]), reports, scores, scans], how="horizontal")
    known = with_evidence(known, objective_change_by_scores(definitions.objective_change_scores), definitions)
    judged = known.with_columns(
        certainty_rule=certainty_rule(definitions.certainty_rule),
        area_postrema_rule=area_postrema_rule(definitions),
        kind=kind(),
        extensive_myelitis=pl.col("cord") & pl.col("extensive_cord_lesion"),
        severity=graded(definitions.severity_rule),
    ).with_columns(certainty(definitions.certainty_rule).alias("certainty"), *core_characteristics())
    judged = judged.with_columns(
        contradicts_adjudication=_contradicts(),
        nadir_edss="edss_in_attack",
        date_dependent="visits_depend_on_dates",
    )
    return judged.select(*_COLUMNS, *(_reasons() if reasons else ()))


_COLUMNS = (
    "patient_id",
    "attack",
    "certainty",
    "adjudication",
    "contradicts_adjudication",
    *EVIDENCE,
    *PLACES,
    "cerebellum",
    "bilateral",
    "partial_myelitis",
    "atypical",
    "extensive_myelitis",
    "kind",
    "core",
    "core_open",
    "nadir_edss",
    "severity",
    "trigger",
    "date_dependent",
)
_FOR_AN_ATTACK = ("definite", "probable")


def _contradicts() -> pl.Expr:
    """Return whether certainty and adjudication say the opposite; null where one of them is missing or undetermined."""
    stated = pl.col("adjudication").cast(pl.String)
    reviewer = pl.when(stated != "undetermined").then(stated.is_in(_FOR_AN_ATTACK))
    computed = pl.col("certainty").cast(pl.String)
    rule = pl.when(computed != "undetermined").then(computed.is_in(_FOR_AN_ATTACK))
    return reviewer != rule


def _reasons() -> tuple[pl.Expr | str, ...]:
    severity = pl.when(pl.col("severity").is_null()).then(pl.lit("severity.unknown")).otherwise(pl.lit("severity.graded"))
    with_nadir = pl.when(pl.col("stated_nadir").is_not_null()).then("row_ids")
    return (
        pl.col("certainty_rule").alias("rule"),
        pl.concat_list("row_ids", "scan_row_ids", "score_row_ids").alias("row_ids"),
        severity.alias("severity_rule"),
        pl.concat_list("score_row_ids", with_nadir.fill_null([])).alias("severity_row_ids"),
        "area_postrema_rule",
    )
