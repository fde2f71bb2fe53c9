"""Whether a negative antibody result was drawn under a treatment that lowers antibodies.

What the record says of the sample comes first: `on_treatment` may name such a treatment. Else the dates decide: a sample is
under an acute treatment from its first day until `negative_adequate_from_days` later, under a preventive course of
immunoglobulin until that long after its last day, under B-cell therapy until `b_cell_effect_days` after its last day. A sample
on the first day counts as under it. Where a missing date leaves it open and the record does not say that the person was on
nothing, the result is not adequate.
"""

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.keys import no_rows
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary

_LOWERING = "sero.negative.after_antibody_lowering"
_B_CELL = "sero.negative.on_b_cell_therapy"
_NOT_DATABLE = "sero.negative.treatment_not_datable"


def adequacy(samples: pl.DataFrame, record: Record, definitions: Definitions) -> pl.DataFrame:
    """Return one row per sample that is or may be under such a treatment; a sample that comes back in no row is adequate.

    `samples` are rows of `antibody_tests`. `lowered` is the rule that makes the result inadequate, null where none does;
    `may_be_adequate` and `may_be_lowered` say what other days inside the dates could make of it; `treatments` are the row ids
    of the treatments concerned.
    """
    samples = with_days(
        samples.select("row_id", "patient_id", "on_treatment", "sampled_earliest", "sampled_latest"),
        "sampled",
        definitions=definitions,
    ).with_columns(stated=_stated())
    by_statement = samples.filter(pl.col("stated").is_not_null()).select(
        "row_id", lowered="stated", may_be_adequate=False, may_be_lowered=True, treatments=no_rows(record)
    )
    by_dates = _by_dates(samples.filter(pl.col("stated").is_null()), _treatments(record, definitions))
    return pl.concat([by_statement, by_dates])


def _stated() -> pl.Expr:
    """Return the rule that the statement beside the sample fulfils, null where it names no treatment that lowers antibodies."""
    said = pl.col("on_treatment").cast(pl.String)
    other = pl.when(said.is_in(_words(lowers=True))).then(pl.lit(_LOWERING))
    return pl.when(said == "B-cell therapy").then(pl.lit(_B_CELL)).otherwise(other)


def _treatments(record: Record, definitions: Definitions) -> pl.DataFrame:
    """Return the treatments that lower antibodies, one row each: from when, until when (null: not known), and the rule."""
    return pl.concat([_acute(record, definitions), _preventive(record, definitions)])


_ENDS = ("_day", "_earliest_day", "_latest_day")


def _acute(record: Record, definitions: Definitions) -> pl.DataFrame:
    group = {name: term.attributes.get("group") for name, term in vocabulary("acute_treatment").items()}
    lowers = pl.col("treatment").cast(pl.String).replace_strict(group, default=None, return_dtype=pl.String)
    given = record.acute_treatments.filter(lowers.is_in(list(definitions.antibody_lowering_groups)))
    onsets = record.attacks.select("onset_earliest", "onset_latest", attack="row_id")
    after_onset = pl.duration(days=definitions.undated_acute_treatment_within_days)
    joined = given.join(onsets, on="attack", how="left", maintain_order="left").with_columns(
        start_earliest=pl.coalesce("start_earliest", "onset_earliest"),
        start_latest=pl.coalesce("start_latest", pl.col("onset_latest") + after_onset),
    )
    dated = with_days(joined, "start", definitions=definitions)
    window = pl.lit(definitions.negative_adequate_from_days)
    return dated.select(
        "patient_id", *_bounds("start", window), treatment="row_id", ongoing=pl.lit(value=False), rule=pl.lit(_LOWERING)
    )


def _preventive(record: Record, definitions: Definitions) -> pl.DataFrame:
    classes = {name: term.attributes.get("class") for name, term in vocabulary("drugs").items()}
    drug_class = pl.col("drug").cast(pl.String).replace_strict(classes, default=None, return_dtype=pl.String)
    is_b_cell = drug_class.is_in(list(definitions.b_cell_classes))
    lowers = is_b_cell | drug_class.is_in(list(definitions.antibody_lowering_groups))
    dated = with_days(record.therapies.filter(lowers), "start", "stop", definitions=definitions)
    window = pl.when(is_b_cell).then(definitions.b_cell_effect_days).otherwise(definitions.negative_adequate_from_days)
    return dated.select(
        "patient_id",
        *_bounds("stop", window),
        treatment="row_id",
        ongoing=(pl.col("ongoing") == "yes").fill_null(value=False),
        rule=pl.when(is_b_cell).then(pl.lit(_B_CELL)).otherwise(pl.lit(_LOWERING)),
    )


def _bounds(last: str, window: pl.Expr) -> list[pl.Expr]:
    """Return from when a treatment acts, until when (a window after its last date), and how long at least (after its start)."""
    acts_from = [pl.col(f"start{end}") for end in _ENDS]
    until = [(pl.col(f"{last}{end}") + window).cast(pl.Int32).alias(f"until{end}") for end in _ENDS]
    at_least = [(pl.col(f"start{end}") + window).cast(pl.Int32).alias(f"at_least{end}") for end in _ENDS]
    return [*acts_from, *until, *at_least]


def _by_dates(samples: pl.DataFrame, treatments: pl.DataFrame) -> pl.DataFrame:
    pairs = samples.join(treatments, on="patient_id", maintain_order="left_right")
    says_none = pl.col("on_treatment").cast(pl.String).is_in(_words(lowers=False)).fill_null(value=False)
    judged = pairs.with_columns(
        is_under=_under("_day", "_day", "_day"),
        may_be_under=_under("_latest_day", "_earliest_day", "_latest_day", sampled_at_end="_earliest_day"),
        surely_under=_under("_earliest_day", "_latest_day", "_earliest_day", sampled_at_end="_latest_day"),
    )
    under = pl.col("is_under", "may_be_under", "surely_under")
    judged = judged.with_columns(pl.when(says_none).then(under.fill_null(value=False)).otherwise(under))
    lowered = pl.when(pl.col("is_under").is_null()).then(pl.lit(_NOT_DATABLE)).when("is_under").then("rule")
    # By name, what is certain sorts before what cannot be dated.
    return (
        judged.with_columns(lowered=lowered)
        .group_by("row_id", maintain_order=True)
        .agg(
            pl.col("lowered").drop_nulls().sort().first(),
            (~pl.col("surely_under").fill_null(value=True).any()).alias("may_be_adequate"),
            pl.col("may_be_under").fill_null(value=True).any().alias("may_be_lowered"),
            pl.col("treatment").filter(pl.col("lowered").is_not_null()).sort().alias("treatments"),
        )
    )


def _under(sampled: str, start: str, until: str, *, sampled_at_end: str | None = None) -> pl.Expr:
    """Return whether a sample lies in a treatment's effect (begun and not over); null where a missing date hides it."""
    begun = pl.col(f"sampled{sampled}") >= pl.col(f"start{start}")
    at_end = pl.col(f"sampled{sampled_at_end or sampled}")
    never = pl.lit(value=False)
    without_stop = pl.when("ongoing").then(never).when(at_end < pl.col(f"at_least{until}")).then(never)
    stopped = pl.col(f"until{until}").is_not_null()
    return begun & ~pl.when(stopped).then(at_end >= pl.col(f"until{until}")).otherwise(without_stop)


def _words(*, lowers: bool) -> list[str]:
    return [name for name, term in vocabulary("on_treatment").items() if term.attributes.get("lowers") is lowers]
