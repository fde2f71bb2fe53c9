"""Which disease a person's record speaks for, where several criteria can hold at once.

Rule. The labels stand in an order: NMOSD with AQP4-IgG, MOGAD, NMOSD without AQP4-IgG, multiple sclerosis. Each is what its
criterion, or an arm of it, requires of the record, and holds unless a person said that alternatives are not excluded. The first
that holds is the label, once those before it are known not to; whatever else holds literally is told beside it. So a person with
MOG-IgG who also fulfils the arm of IPND 2015 without AQP4-IgG has MOGAD, and one who fulfils that arm and was never tested for
MOG-IgG has no label yet: it cannot be told, and MOG-IgG is what it waits for.

Where NMOSD holds in the arm without AQP4-IgG, MOGAD does not, and AQP4-IgG itself is not settled (not tested, or negative by an
inadequate test), it is NMOSD either way, and said so.

Source of the order: the project's own, as the criteria exclude each other: Wingerchuk 2015, Banwell 2023, Montalban 2025.
"""

from dataclasses import dataclass
from typing import Any

import polars as pl

from nmosd.course import Course, Definitions
from nmosd.criteria.common import AQP4_POSITIVE, MOG_CLEAR
from nmosd.criteria.criterion import VERDICTS, Criterion
from nmosd.criteria.facts import filled_tables
from nmosd.criteria.judgement import Judgement, judged
from nmosd.record import Record, record_of


@dataclass(frozen=True)
class _Label:
    """A label: the criterion that it comes from, and the arm of it that must hold (None: all that it requires)."""

    name: str
    criterion: str
    arm: str | None = None


_WITH_AQP4 = _Label("NMOSD with AQP4-IgG", "ipnd2015", "with_aqp4")
_MOGAD = _Label("MOGAD", "mogad2023")
_WITHOUT_AQP4 = _Label("NMOSD without AQP4-IgG", "ipnd2015", "without_aqp4")
_MULTIPLE_SCLEROSIS = _Label("multiple sclerosis", "mcdonald2024")
_IN_ORDER = (_WITH_AQP4, _MOGAD, _WITHOUT_AQP4, _MULTIPLE_SCLEROSIS)
_EITHER_NMOSD = "NMOSD, AQP4-IgG not settled"
NONE, CANNOT_TELL = "not one of these", "cannot tell"
LABELS = (_WITH_AQP4.name, _MOGAD.name, _WITHOUT_AQP4.name, _EITHER_NMOSD, _MULTIPLE_SCLEROSIS.name, NONE, CANNOT_TELL)
"""Every word that a label can be, those of diseases in their order."""


def labels(record: Record, definitions: Definitions | None = None, *, course: Course | None = None) -> pl.DataFrame:
    """Return one row per person, sorted by patient, with the label that the record speaks for; it is no diagnosis.

    `label` is one of `LABELS`. `if_alternatives_excluded`: it holds, and nobody has said yet whether alternatives are excluded;
    `unconfirmed`: it rests on an antibody that no cell-based assay is known to have shown. `also` lists the criteria that are met
    literally and do not give the label. Where it cannot be told, `possible` lists the labels that it can turn out to be, and
    `waits_for` the antibodies (AQP4-IgG, MOG-IgG) without which one of them cannot be told; what else is missing says `nmosd
    explain`. The arguments are those of `classify`.

    >>> import nmosd.record
    >>> labels(nmosd.record.new_record({}, title="nobody")).columns
    ['patient_id', 'label', 'if_alternatives_excluded', 'unconfirmed', 'also', 'possible', 'waits_for']
    """
    return label_rows(judged(record, definitions, course=course))


def label_of(record: Record, patient_id: str, definitions: Definitions | None = None) -> dict[str, Any]:
    """Return the row of `labels` of one person.

    Raises:
        CohortError: nobody in the record has that pseudonym.
    """
    alone = judged(record_of(record, [patient_id]), definitions, filled=filled_tables(record))
    return label_rows(alone).row(0, named=True)


def label_rows(judgement: Judgement) -> pl.DataFrame:
    """Return what `labels` returns, of people who were judged already."""
    known = judgement.answers.select(
        *(_holds(judgement, one).alias(one.name) for one in _IN_ORDER),
        *(criterion.verdict().alias(criterion.title) for criterion in judgement.criteria),
        *(
            pl.col(criterion.unconfirmed.id).alias(_unconfirmed(criterion))
            for criterion in judgement.criteria
            if criterion.unconfirmed
        ),
        aqp4=AQP4_POSITIVE.id,
        mog=MOG_CLEAR.id,
    )
    # Few kinds of people differ in any of this, so that each kind is labelled once.
    kinds = known.with_columns(kind=_kind(known))
    told = _told(kinds.unique("kind"), judgement)
    everybody = kinds.select("kind").join(told, on="kind", how="left", maintain_order="left")
    return everybody.select(judgement.people, pl.exclude("kind"))


def _told(kinds: pl.DataFrame, judgement: Judgement) -> pl.DataFrame:
    criteria = judgement.by_id
    given_by = {one.name: criteria[one.criterion].title for one in _IN_ORDER} | {_EITHER_NMOSD: criteria["ipnd2015"].title}
    source = pl.col("label").cast(pl.String).replace_strict(given_by, default=None, return_dtype=pl.String)
    givers = [criterion for criterion in judgement.criteria if criterion.title in given_by.values()]
    open_verdict = [(source == one.title) & (pl.col(one.title) == "met if alternatives are excluded") for one in givers]
    unconfirmed = [(source == one.title) & pl.col(_unconfirmed(one)) for one in givers if one.unconfirmed]
    also = [
        pl.when(pl.col(one.title).cast(pl.String).str.starts_with("met") & source.ne_missing(one.title)).then(pl.lit(one.title))
        for one in judgement.criteria
    ]
    open_ = pl.col("label") == CANNOT_TELL
    return kinds.with_columns(label=_label()).select(
        "kind",
        "label",
        if_alternatives_excluded=pl.any_horizontal(open_verdict).fill_null(value=False),
        unconfirmed=pl.any_horizontal(unconfirmed).fill_null(value=False),
        also=pl.concat_list(also).list.drop_nulls(),
        possible=pl.concat_list(pl.when(open_ & _possible(one)).then(pl.lit(one.name)) for one in _IN_ORDER).list.drop_nulls(),
        waits_for=pl.concat_list(
            pl.when(open_ & _possible(one) & pl.col(one.name).is_null() & pl.col(fact).is_null()).then(pl.lit(antibody))
            for one, fact, antibody in ((_WITH_AQP4, "aqp4", "AQP4-IgG"), (_MOGAD, "mog", "MOG-IgG"))
        ).list.drop_nulls(),
    )


def _unconfirmed(criterion: Criterion) -> str:
    return f"{criterion.title}, unconfirmed"


def _kind(known: pl.DataFrame) -> pl.Expr:
    """Return one number for each row, the same for those that are alike: answers and verdicts are digits, null is one more."""
    base = len(VERDICTS) + 1
    kind = pl.lit(0, pl.UInt64)
    for name, dtype in known.schema.items():
        digit = pl.col(name).cast(pl.UInt8) if dtype == pl.Boolean else pl.col(name).to_physical()
        kind = kind * base + digit.cast(pl.UInt64).fill_null(base - 1)
    return kind


def _holds(judgement: Judgement, label: _Label) -> pl.Expr:
    """Return whether a label holds, whatever the others say: true, false or null."""
    criterion = judgement.by_id[label.criterion]
    required = pl.col(label.arm or criterion.requires.id)
    if criterion.alternatives is None:
        return required
    return required & pl.col(criterion.alternatives.id).fill_null(value=True)


def _label() -> pl.Expr:
    words = pl.Enum(LABELS)
    ways = {NONE: pl.all_horizontal(~pl.col(one.name) for one in _IN_ORDER)}
    for place, one in enumerate(_IN_ORDER):
        ways[one.name] = pl.all_horizontal(pl.col(one.name), *(~pl.col(earlier.name) for earlier in _IN_ORDER[:place]))
    ways[_EITHER_NMOSD] = pl.col(_WITH_AQP4.name).is_null() & ~pl.col(_MOGAD.name) & pl.col(_WITHOUT_AQP4.name)
    # At most one of them is true.
    told = pl.coalesce(pl.when(way).then(pl.lit(name, words)) for name, way in ways.items())
    return told.fill_null(pl.lit(CANNOT_TELL, words))


def _possible(label: _Label) -> pl.Expr:
    """Return whether a label can turn out to be the one: it is not known to fail, and none before it is known to hold."""
    earlier = [~pl.col(one.name).fill_null(value=False) for one in _IN_ORDER[: _IN_ORDER.index(label)]]
    return pl.all_horizontal(pl.col(label.name).fill_null(value=True), *earlier)
