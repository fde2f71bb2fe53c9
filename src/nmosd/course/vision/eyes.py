"""Eye examinations: acuity on one scale, layers of the retina, evoked potentials, and whether an attack was going on.

Rule. The better and the worse eye are resolved to a side where rows of the same date tell (`which_eye`). Acuity becomes logMAR
under the named conversion (`scales`). Whether an attack was going on in that eye is said in `eye_windows`, what the retina lost
in `layers`.

Visual evoked potentials are delayed as stated by the laboratory, against its norm or against the other eye; without a response
there is no latency to judge.

Sources: `scales.toml`; `layers`; `Definitions.explain()`.
"""

import polars as pl

from nmosd.course.answers import answered
from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.keys import no_rows
from nmosd.course.sorting import sorted_by
from nmosd.course.vision.eye_windows import with_attack_windows
from nmosd.course.vision.layers import with_layers
from nmosd.course.vision.scales import conversions, logmar, severity, thresholds
from nmosd.course.vision.which_eye import with_eyes_resolved
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary


def derive_eyes(record: Record, attacks: pl.DataFrame, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per eye examination, sorted by patient, day, eye and row; those without a date last.

    `eye` is right or left, or better or worse where no side can be told (null: not named); `recorded_eye` is what stands in the
    record. `attack` is the number of the merged attack at whose worst point the record says that the eye was examined.
    `in_attack_window` is true, false, or null (cannot be told); `optic_neuritis_before` says whether that eye had an optic
    neuritis that began before or on the day. `acuity_severity` puts all acuities in one order, higher being worse; `logmar` is
    its number under `conversion`, null where the acuity is unknown or the conversion has no number for a category. There is one
    column for each threshold of blindness (`scales.thresholds`). For the layers of the retina see `layers`. `evoked_delayed`
    and `evoked_abnormal` are true, false or null, and so is `other_cause`: another disease explains what was found.

    `date_dependent`: other days inside the dates could change `in_attack_window`. With `reasons`, `rule` names what decided
    `in_attack_window`, `eye_rule` what decided `eye`, and `row_ids` are the examination and the reported attacks in question.
    """
    exams = with_days(record.eye_exams, "examined", definitions=definitions).with_columns(acuity_severity=severity())
    placed = with_attack_windows(with_eyes_resolved(exams), attacks, definitions)
    found = with_layers(placed, definitions).with_columns(
        answered("macular_oedema"),
        answered("other_cause"),
        logmar=logmar("acuity_severity", definitions.acuity_conversion),
        conversion=pl.lit(definitions.acuity_conversion, pl.Enum(list(conversions()))),
        evoked_delayed=_evoked("delayed"),
        evoked_abnormal=_evoked("abnormal"),
        **{threshold.name: threshold.met("acuity_severity") for threshold in thresholds()},
    )
    found = sorted_by(found, "patient_id", "examined_day", "eye", "row_id")
    if not reasons:
        return found.select(_COLUMNS)
    reports = attacks.select("patient_id", reason_attack="attack", reports="row_ids")
    explained = found.join(reports, on=["patient_id", "reason_attack"], how="left", maintain_order="left")
    return explained.select(
        *_COLUMNS,
        "rule",
        _eye_rule(),
        pl.concat_list("row_id", pl.col("reports").fill_null(no_rows(record))).alias("row_ids"),
    )


_COLUMNS = (
    "patient_id",
    "row_id",
    "examined_day",
    "examined_earliest_day",
    "examined_latest_day",
    "eye",
    "recorded_eye",
    "attack",
    "in_attack_window",
    "optic_neuritis_before",
    "acuity_severity",
    "logmar",
    "conversion",
    *(threshold.name for threshold in thresholds()),
    "nerve_fibre_layer",
    "nerve_fibre_difference",
    "nerve_fibre_thinner",
    "ganglion_cell_layer",
    "ganglion_cell_difference",
    "ganglion_cell_thinner",
    "macular_oedema",
    "evoked_delayed",
    "evoked_abnormal",
    "other_cause",
    "date_dependent",
)


def _evoked(attribute: str) -> pl.Expr:
    known = {name: term.attributes.get(attribute) for name, term in vocabulary("evoked_potential").items()}
    return pl.col("evoked_potential").replace_strict(known, return_dtype=pl.Boolean)


def _eye_rule() -> pl.Expr:
    named = pl.col("recorded_eye").is_in(["right", "left"])
    rule = (
        pl.when(pl.col("eye").is_null())
        .then(pl.lit("eyes.unnamed"))
        .when(named)
        .then(pl.lit("eyes.named"))
        .when(pl.col("eye") == pl.col("recorded_eye"))
        .then(pl.lit("eyes.unresolved"))
        .otherwise(pl.lit("eyes.resolved"))
    )
    return rule.alias("eye_rule")
