"""What may be shared of people one by one, and of curves: rows in which nobody stands alone, no step that is one person."""

from collections.abc import Sequence

import polars as pl

from nmosd.course import Course
from nmosd.errors import ProtocolError
from nmosd.nearest import nearest_or_all
from nmosd.study.disclosure.anonymity import QUASI_IDENTIFIERS, k_anonymity, outward

_CURVE = ("outcome", "measure", "group")
_NEAR = 1e-9


def shared_rows(course: Course, smallest_cell: int, *, known: Sequence[str] = QUASI_IDENTIFIERS) -> pl.DataFrame:
    """Return one row for each person without a name: what is known outwardly, coarsened, and days from the onset of disease.

    `known` are the columns of `outward` that are given. Then come `first contact`, `last contact` and `attacks` (a list), in days
    from onset; null where a date or the onset is not known. Rows are sorted by what they hold, so that their order says nothing.
    That nobody stands alone holds of the columns of `known`: somebody who knows the days of a person finds the row by them.

    Raises:
        ProtocolError: somebody shares these columns with fewer than the smallest cell of people, or a column does not exist.
    """
    for column in known:
        if column not in QUASI_IDENTIFIERS:
            there = nearest_or_all(column, QUASI_IDENTIFIERS, "these can be given")
            raise ProtocolError(f"There is no column {column!r} of what is known of people{there}")
    people = outward(course).select("patient_id", *known)
    if known:
        found = k_anonymity(people, known, smallest_cell)
        if not found.holds:
            remedy = "give fewer of these columns, or share figures alone"
            raise ProtocolError(f"Rows of people cannot be shared: {str(found).rstrip('.')}; {remedy}.")
    since_onset = course.people.select("patient_id", *(_since_onset(name) for name in ("first_contact", "last_contact")))
    attacks = course.attacks.join(course.people.select("patient_id", onset="onset_day"), on="patient_id")
    attacks = attacks.group_by("patient_id").agg(attacks=(pl.col("onset_day") - pl.col("onset")).drop_nulls().sort())
    rows = people.join(since_onset, on="patient_id").join(attacks, on="patient_id", how="left")
    rows = rows.select(*known, "first contact", "last contact", "attacks")
    return rows.sort(*known, "first contact", "last contact", pl.col("attacks").cast(pl.List(pl.String)).list.join(" "))


def _since_onset(name: str) -> pl.Expr:
    return (pl.col(f"{name}_day") - pl.col("onset_day")).alias(name.replace("_", " "))


def shared_curves(curves: pl.DataFrame, smallest_cell: int) -> pl.DataFrame:
    """Return curves (`outcome, measure, group, years, estimate, lower, upper, at_risk`, a row a step), no step a single person.

    No step is kept where fewer than the smallest cell are at risk, and only one with at least so many events since the one kept
    before it, as counted by the change of the estimate times those at risk, which is never more than there were.
    Of those at risk only whole multiples of the smallest cell are told. A smallest cell of 0 or 1 keeps all.
    """
    if smallest_cell < 2 or curves.is_empty():
        return curves
    return pl.concat([_coarse(curve, smallest_cell) for _, curve in curves.group_by(_CURVE, maintain_order=True)])


def _coarse(curve: pl.DataFrame, smallest_cell: int) -> pl.DataFrame:
    curve = curve.sort("years", maintain_order=True)
    kept, events, last = [], 0.0, 1.0 if curve["measure"][0] == "survival" else 0.0
    for place, (estimate, at_risk) in enumerate(curve.select("estimate", "at_risk").iter_rows()):
        events += abs(estimate - last) * at_risk
        last = estimate
        is_start = place == 0 and events == 0
        if at_risk >= smallest_cell and (is_start or events >= smallest_cell - _NEAR):
            kept.append(place)
            events = 0.0
    at_risk = (pl.col("at_risk") // smallest_cell * smallest_cell).cast(curve.schema["at_risk"])
    return curve[kept].with_columns(at_risk)
