"""Milestones: who reached a lasting state of disability, and when.

Rule. A milestone is met at an examination that shows it (`milestones.toml`: a score, an aid, an eye that is blind); of
several on one day the worst counts. It is reached at the first examination that meets it, more than `milestone_unstable_days`
after the onset of an attack, if an examination `milestone_confirmation_days` or more later, again that far from an attack,
still meets it, and so does every one between the two. An examination that does not say whether it is met is passed over. A
milestone that is met without a break up to the last examination, and not confirmed by then, cannot be told; one that is met
no more, or never was, is not reached.

Death from NMOSD is EDSS 10: it reaches every milestone of the EDSS that was not reached before. Death from another cause does
not; where the cause is not known, a milestone of the EDSS that was not reached before cannot be told.

Blindness is that of `Definitions.blindness_threshold`, for each eye; of the attacks, those count that struck the eye or may have.
One eye is blind from the day of the first of the two, both from the day of the second. While nothing is known of an eye, what
depends on it cannot be told.

`date_dependent`: the day of an examination, of an attack or of the death in question is not known exactly, or an attack of the
person has no date, whether or not it matters here.

Source: `milestones.toml`; confirmation and window are settings.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.disability.deaths import as_milestone, deaths, with_death
from nmosd.course.disability.reaching import reaching
from nmosd.course.disability.series import dated_attacks, in_time, last_attacks, one_a_day
from nmosd.course.disability.worsening import scored_visits
from nmosd.course.keys import no_rows
from nmosd.course.vision.eye_attacks import attacks_by_eye
from nmosd.record import Record

_COLUMNS = (
    "patient_id",
    "milestone",
    "status",
    "day",
    "censor_day",
    "confirmed",
    "confirmed_day",
    "first_met_day",
    "sustained",
    "at_first_examination",
    "date_dependent",
)
_DERIVED = (*(name for name in _COLUMNS if name != "milestone"), "rule", "row_ids")
_SIDES = ("right", "left")


def derive_milestones(
    record: Record,
    disability: pl.DataFrame,
    eyes: pl.DataFrame,
    attacks: pl.DataFrame,
    definitions: Definitions,
    *,
    reasons: bool = False,
) -> pl.DataFrame:
    """Return one row per person and milestone, sorted by patient and in the order of `milestones.toml`.

    `status` is `reached`, `not reached` or `cannot tell`; `day` is when it was reached (null: not, or on an unknown day),
    `censor_day` until when it is known not to have been (null where it was reached, or nobody knows). `confirmed` is true
    where a later examination or death confirms it, false where it was met and never confirmed, null where it never was met.
    `first_met_day` is the first examination that shows it, in an attack or not; `sustained` says of a milestone that was reached
    whether all later examinations show it, `at_first_examination` whether the first one did, so that it may be older. With
    `reasons`, `rule` names the rule and `row_ids` the rows: those that reached and confirmed it, else the last examination.
    """
    people, dead, scored = record.patients.select("patient_id"), deaths(record, definitions), scored_visits(disability)
    by_eye = {side: reaching(people, _eye(eyes, side, attacks, definitions), attacks, definitions) for side in _SIDES}
    parts = []
    for name, declared in _milestones().items():
        if "score" in declared:
            found = with_death(reaching(people, _scores(scored, declared["score"]), attacks, definitions), dead)
        elif "aids" in declared:
            found = reaching(people, _aids(disability, declared["aids"]), attacks, definitions)
        elif "eyes" in declared:
            found = _of_two(by_eye["right"], by_eye["left"], declared["eyes"])
        else:
            found = as_milestone(dead, declared["death"])
        parts.append(found.select(pl.lit(name, pl.Enum(list(_milestones()))).alias("milestone"), *_DERIVED))
    # Every part has one row per person, in the same order, so that taking them in turns sorts them.
    in_turns = np.arange(len(parts) * people.height).reshape(len(parts), -1).T.ravel()
    table = pl.concat(parts)[in_turns]
    if not reasons:
        return table.select(_COLUMNS)
    return table.with_columns(pl.col("row_ids").fill_null(no_rows(record))).select(*_COLUMNS, "rule", "row_ids")


@cache
def _milestones() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("milestones.toml").read_text("utf-8"))


def _scores(scored: pl.DataFrame, least: float) -> pl.DataFrame:
    return scored.select(*_of_visit(), met=pl.col("score") >= least)


def _aids(disability: pl.DataFrame, aids: list[str]) -> pl.DataFrame:
    aid = pl.col("walking_aid").cast(pl.String)
    stated = disability.filter(pl.col("visited_day").is_not_null() & (aid != "unknown"))
    return one_a_day(stated.select(*_of_visit(), met=aid.is_in(aids)), "day", "met")


def _of_visit() -> list[pl.Expr]:
    kept = [pl.col(name) for name in ("patient_id", "row_id", "days_since_attack")]
    return kept + [pl.col(f"visited_{end}day").alias(f"{end}day") for end in ("", "earliest_", "latest_")]


def _eye(eyes: pl.DataFrame, side: str, attacks: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the examinations of one eye of each person that say whether it is blind, and the attacks that may have struck it."""
    blind = pl.col(definitions.blindness_threshold)
    told = eyes.filter((pl.col("eye") == side) & blind.is_not_null() & pl.col("examined_day").is_not_null())
    days = [pl.col(f"examined_{end}day").alias(f"{end}day") for end in ("", "earliest_", "latest_")]
    told = one_a_day(in_time(told.select("patient_id", "row_id", *days, met=blind), "day"), "day", "met")
    onsets = in_time(dated_attacks(attacks_by_eye(attacks, [side])), "onset_day")
    began = onsets["onset_day"].gather(last_attacks(told, "day", onsets))
    return told.with_columns((told["day"] - began).alias("days_since_attack"))


def _of_two(right: pl.DataFrame, left: pl.DataFrame, eyes: int) -> pl.DataFrame:
    """Return when one eye, or both, were blind: what the eye that decides says."""
    best_first = ["reached", "cannot tell", "not reached"] if eyes == 1 else ["not reached", "cannot tell", "reached"]
    both = pl.concat([right, left]).with_columns(rank=pl.col("status").cast(pl.Enum(best_first)))
    deciding = both.sort(
        "patient_id", "rank", "day", descending=[False, False, eyes == 2], nulls_last=True, maintain_order=True
    ).unique("patient_id", keep="first", maintain_order=True)
    choose, least = (pl.Expr.min, 2) if eyes == 1 else (pl.Expr.max, 1)
    known = both.group_by("patient_id").agg(
        until=pl.when(pl.col("censor_day").count() >= least).then(choose(pl.col("censor_day"))),
        met=pl.when(pl.col("first_met_day").count() >= eyes).then(choose(pl.col("first_met_day"))),
        depends=pl.col("date_dependent").any(),
    )
    joined = deciding.join(known, on="patient_id", how="left", maintain_order="left")
    return joined.with_columns(
        censor_day=pl.when(pl.col("status") != "reached").then("until"), first_met_day="met", date_dependent="depends"
    )
