"""Questions about electromyography and nerve conduction studies."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.checks.asking import Check, Material, Question, rows


def untested(material: Material) -> Iterator[Question]:
    """Q711: signs that call for both studies, and nothing on record of either."""
    nothing = pl.col("due_without_result") & pl.col("electromyography_done").is_null() & pl.col("conduction_done").is_null()
    untested_people = material.course.neurophysiology.filter(nothing)
    first_visits = untested_people["sign_row_ids"].list.first()
    visits = {row["row_id"]: row for row in rows(material.record.visits.filter(pl.col("row_id").is_in(first_visits.implode())))}
    for row in rows(untested_people):
        visit = visits[row["sign_row_ids"][0]]
        sign = next(sign for sign in material.definitions.lower_motor_neuron_signs if visit[sign] == "yes")
        message = "Muscle atrophy, reduced reflexes or fasciculations, and no electromyography or conduction study is on record."
        yield Question("Q711", row["patient_id"], tuple(row["sign_row_ids"]), sign, message)


def explanation(material: Material) -> Iterator[Question]:
    """Q712, Q713: whether a nerve explains denervation is not told; or one is said to, and none is abnormal."""
    people = material.course.neurophysiology
    for row in rows(people.filter(pl.col("denervation") & pl.col("lower_motor_neuron").is_null())):
        message = "Electromyography found denervation, and whether an abnormal nerve or root explains it is not told."
        yield Question("Q712", row["patient_id"], tuple(row["row_ids"]), "explained_by_conduction", message)
    normal = people.filter(~pl.col("abnormal_conduction")).select("patient_id", "conduction_row_ids")
    explained = material.record.neurophysiology.filter(pl.col("explained_by_conduction") == "yes")
    for row in rows(explained.join(normal, on="patient_id", maintain_order="left")):
        message = (
            "Denervation is said to be explained by an abnormal nerve or root, and every conduction study on record is normal."
        )
        yield Question("Q713", row["patient_id"], (row["row_id"], *row["conduction_row_ids"]), "explained_by_conduction", message)


CHECKS: tuple[Check, ...] = (untested, explanation)
