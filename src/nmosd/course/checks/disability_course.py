"""Questions about what the scores say together: with their functional systems, with each other, and over time."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.checks.asking import Check, Material, Question, rows


def mismatch(material: Material) -> Iterator[Question]:
    """Q321: a recorded EDSS that its functional systems and walking do not allow."""
    dates = material.record.visits.select("row_id", "visited_earliest", "visited_latest")
    differing = material.course.disability.filter("edss_mismatch").join(dates, on="row_id", maintain_order="left")
    for row in rows(differing.sort("patient_id", "row_id")):
        least, most = row["edss_at_least"], row["edss_at_most"]
        allowed = f"{least:g}" if least == most else f"{least:g} to {most:g}"
        when = material.show(row, "visited") or "no date"
        message = (
            f"EDSS {row['edss']:g} ({when}) does not fit the functional systems and walking of that day, which give {allowed}."
        )
        yield Question("Q321", row["patient_id"], (row["row_id"],), "edss", message)


def independent_worsening(material: Material) -> Iterator[Question]:
    """Q322: confirmed worsening without an attack, which NMOSD hardly knows."""
    visits = material.record.visits
    onset = visits.select("visited_earliest", "visited_latest", onset_row="row_id")
    found = material.course.worsening.filter(kind="independent").with_columns(onset_row=pl.col("row_ids").list.get(1))
    for row in rows(found.join(onset, on="onset_row", maintain_order="left")):
        reference, began, confirming = row["row_ids"]
        message = (
            f"EDSS rose from {row['from_edss']:g} to {row['confirmed_edss']:g} ({material.show(row, 'visited')}) and stayed up, "
            "with no attack near: was an attack missed, or is it spasticity or another disease?"
        )
        yield Question("Q322", row["patient_id"], (began, reference, confirming), "edss", message)


def two_scores(material: Material) -> Iterator[Question]:
    """Q323: scores of one exact date that differ; the higher one counts until somebody says."""
    visits = material.record.visits.filter(
        pl.col("edss").is_not_null() & (pl.col("visited_earliest") == pl.col("visited_latest"))
    )
    dates = ["patient_id", "visited_earliest", "visited_latest"]
    same_day = visits.sort("patient_id", "row_id").group_by(dates, maintain_order=True).agg("row_id", "edss")
    for row in rows(same_day.filter(pl.col("edss").list.n_unique() > 1).sort(dates)):
        scores = " and ".join(f"{score:g}" for score in row["edss"])
        message = f"EDSS {scores} stand on one day ({material.show(row, 'visited')})."
        yield Question("Q323", row["patient_id"], tuple(row["row_id"]), "edss", message)


CHECKS: tuple[Check, ...] = (mismatch, independent_worsening, two_scores)
