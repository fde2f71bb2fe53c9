"""The history of each eye: its optic neuritides, its last acuity outside attacks, and blindness.

Rule. Only acuities that are dated and surely outside attacks on that eye count (`eye_windows`); of several of one day the
worse. The last of them is what the eye sees. The eye is blind under a threshold if the last acuity meets it, since the first of
the unbroken row of acuities that meet it up to the last: an eye that was blind once and saw again is not blind. Optic
neuritides are the merged attacks that struck the eye (`eye_attacks`).

Source: the thresholds and their sources are data (`scales.toml`).
"""

import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.keys import no_rows
from nmosd.course.vision.eye_attacks import attacks_by_eye
from nmosd.course.vision.lasting import lasting
from nmosd.course.vision.scales import logmar, thresholds
from nmosd.course.vision.stable import stable_acuities
from nmosd.record import Record

_SIDES = ("right", "left")
_BLINDNESS = tuple(threshold.name for threshold in thresholds())


def derive_eye_history(
    record: Record, attacks: pl.DataFrame, eyes: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return two rows per person, the right eye and the left, sorted by patient.

    `optic_neuritides` counts the attacks that struck the eye, `perhaps_optic_neuritides` those that may have;
    `first_optic_neuritis_day` is the onset of the first that did and has a date. `last_acuity_day` and `last_logmar` are null
    where no acuity counts, and the logMAR also where the conversion has none. For each threshold there is whether the eye is
    blind (true, false, or null: unknown) and, where it is, `<threshold>_day`, since when. With `reasons`, `rule` names the rule
    and `row_ids` the examination that decided.
    """
    sides = pl.DataFrame({"eye": _SIDES}, schema={"eye": eyes.schema["eye"]})
    everyone = record.patients.select("patient_id").sort("patient_id").with_row_index("person")
    both = everyone.join(sides, how="cross", maintain_order="left_right").with_row_index("group")
    sided = stable_acuities(eyes).filter(pl.col("eye").is_in(_SIDES))
    stable = _grouped(sided, everyone, pl.col("eye") == _SIDES[1])
    judged = stable.with_columns(threshold.met("acuity_severity").alias(threshold.name) for threshold in thresholds())
    last = stable.group_by("group").agg(
        pl.col("day").last().alias("last_acuity_day"), pl.col("acuity_severity").last(), pl.col("row_id").last()
    )
    history = (
        both.join(_optic_neuritides(attacks, everyone), on="group", how="left", maintain_order="left")
        .join(last, on="group", how="left", maintain_order="left")
        .join(lasting(judged, _BLINDNESS), on="group", how="left", maintain_order="left")
        .with_columns(
            pl.col("optic_neuritides", "perhaps_optic_neuritides").fill_null(0),
            last_logmar=logmar("acuity_severity", definitions.acuity_conversion),
        )
    )
    if not reasons:
        return history.select(_COLUMNS)
    unknown = pl.col("last_acuity_day").is_null()
    rule = pl.when(unknown).then(pl.lit("eye_history.no_stable_acuity")).otherwise(pl.lit("eye_history.last_stable"))
    rows = pl.when(unknown).then(no_rows(record)).otherwise(pl.concat_list("row_id"))
    return history.select(*_COLUMNS, rule.alias("rule"), rows.alias("row_ids"))


_COLUMNS = (
    "patient_id",
    "eye",
    "optic_neuritides",
    "perhaps_optic_neuritides",
    "first_optic_neuritis_day",
    "last_acuity_day",
    "last_logmar",
    *(column for name in _BLINDNESS for column in (name, f"{name}_day")),
)


def _optic_neuritides(attacks: pl.DataFrame, everyone: pl.DataFrame) -> pl.DataFrame:
    theirs = attacks_by_eye(attacks.select("patient_id", "sites", "onset_day"), _SIDES)
    struck = pl.col("struck").fill_null(value=False)
    rows = _grouped(theirs, everyone, pl.col("eye")).with_columns(
        optic_neuritides=struck, perhaps_optic_neuritides=~struck, first_optic_neuritis_day=pl.when(struck).then("onset_day")
    )
    counts = pl.col("optic_neuritides", "perhaps_optic_neuritides").sum().cast(pl.UInt32)
    return rows.group_by("group").agg(counts, pl.col("first_optic_neuritis_day").min())


def _grouped(rows: pl.DataFrame, everyone: pl.DataFrame, place: pl.Expr) -> pl.DataFrame:
    """Return the rows in their order with `group`, the row of the person's eye: `place` says which of `_SIDES` it is."""
    numbered = rows.join(everyone, on="patient_id", maintain_order="left")
    return numbered.with_columns(group=pl.col("person") * len(_SIDES) + place.cast(pl.UInt32))
