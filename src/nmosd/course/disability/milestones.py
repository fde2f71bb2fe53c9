"""Milestones: who reached a lasting state of disability, and when.

Rule. A milestone is met at an examination that shows it (`milestones.toml`: a score, an aid, an eye that is blind); of several
on one day the worst counts. Of the EDSS, the score that counts decides; where a visit has none, what functional systems and
walking allow does, if `edss_from_systems_counts`: it is met if the least they allow is this or more, not met if the most is
less, and else the visit does not say. A milestone is reached at the first examination that meets it, more than
`milestone_unstable_days` after the onset of an attack, if an examination `milestone_confirmation_days` or more later, again that
far from an attack, still meets it, and so does every one between the two. An examination that does not say whether it is met is
passed over. A milestone that is met without a break up to the last examination, and not confirmed by then, cannot be told; one
that is met no more, or never was, is not reached.

Death from NMOSD is EDSS 10: it reaches every milestone of the EDSS that was not reached before. Death from another cause does
not; where the cause is not known, a milestone of the EDSS that was not reached before cannot be told.

Blindness is that of `Definitions.blindness_threshold`, for each eye; of the attacks, those count that struck the eye or may have.
One eye is blind from the day of the first of the two, both from the day of the second. While nothing is known of an eye, what
depends on it cannot be told.

`date_dependent`: the day of an examination, of an attack or of the death in question is not known exactly, or an attack of the
person has no date (`attacks.py` says what that means; here it hides no examination), whether or not it matters here.

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
from nmosd.course.disability.reaching import people_with_vague_attacks, reaching
from nmosd.course.disability.series import dated_attacks, in_time, last_attacks, one_a_day
from nmosd.course.keys import no_rows
from nmosd.course.vision.eye_attacks import attacks_by_eye
from nmosd.record import Record

_DERIVED = (
    "patient_id",
    "status",
    "day",
    "censor_day",
    "confirmable_until_day",
    "confirmed",
    "confirmed_day",
    "first_met_day",
    "sustained",
    "at_first_examination",
    "date_dependent",
)
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
    `censor_day` until when it is known not to have been (null where it was reached, or nobody knows), `confirmable_until_day`
    the same, but no later than the last examination that could have reached it and been confirmed by another on record (null:
    there is none): time at risk of it ends there, for later the person cannot be seen to reach it. `confirmed` is true where a
    later examination or death confirms it, false where it was met and never confirmed, null where it never was met.
    `first_met_day` is the first examination that shows it, in an attack or not; `sustained` says of a milestone that was reached
    whether all later examinations show it, `at_first_examination` whether the first one did, so that it may be older. With
    `reasons`, `rule` names the rule and `row_ids` the rows: those that reached and confirmed it, else the last examination.
    """
    people, dead = record.patients.select("patient_id"), deaths(record, definitions)
    vague = people_with_vague_attacks(attacks)
    by_eye = {side: reaching(people, _eye(eyes, side, attacks, definitions), vague, definitions) for side in _SIDES}
    derived = (*_DERIVED, "rule", "row_ids") if reasons else _DERIVED
    parts: list[pl.LazyFrame] = []
    for name, declared in _milestones().items():
        if "score" in declared:
            scored = _scores(disability, declared["score"], definitions)
            found = with_death(reaching(people, scored, vague, definitions), dead)
        elif "aids" in declared:
            found = reaching(people, _aids(disability, declared["aids"]), vague, definitions)
        elif "eyes" in declared:
            found = _of_two(by_eye["right"], by_eye["left"], declared["eyes"])
        else:
            found = as_milestone(dead, declared["death"])
        parts.append(found.select(pl.lit(name, pl.Enum(list(_milestones()))).alias("milestone"), *derived))
    table = pl.concat(parts).collect().rechunk()
    # Every part has one row per person, in the same order, so that taking them in turns sorts them.
    in_turns = np.arange(table.height).reshape(len(parts), -1).T.ravel()
    table = table[in_turns].select("patient_id", "milestone", pl.exclude("patient_id", "milestone"))
    return table.with_columns(pl.col("row_ids").fill_null(no_rows(record))) if reasons else table


def milestone_names() -> tuple[str, ...]:
    """Return the names of all milestones, in their order."""
    return tuple(_milestones())


@cache
def _milestones() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("milestones.toml").read_text("utf-8"))


def _scores(disability: pl.DataFrame, cut: float, definitions: Definitions) -> pl.DataFrame:
    """Return the visits that say whether the EDSS is as high as this, one a day."""
    counts, bounds = definitions.edss_from_systems_counts, ("edss_at_least", "edss_at_most")
    least, most = (pl.coalesce("score", bound) if counts else pl.col("score") for bound in bounds)
    met = pl.when(least >= cut).then(statement=True).when(most < cut).then(statement=False)
    return one_a_day(disability.select(*_of_visit(), met=met).drop_nulls(["day", "met"]), "day", "met")


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
    concerned = attacks_by_eye(dated_attacks(attacks).select("patient_id", "onset_day", "sites"), [side])
    onsets = in_time(concerned, "onset_day")
    began = onsets["onset_day"].gather(last_attacks(told, "day", onsets))
    return told.with_columns((told["day"] - began).alias("days_since_attack"))


def _of_two(right: pl.LazyFrame, left: pl.LazyFrame, eyes: int) -> pl.LazyFrame:
    """Return when one eye, or both, were blind: what the eye that decides says. Both tables have the same people in one order."""
    # What cannot be told stands between the other two.
    rank, other_rank = (_rank(name, "reached" if eyes == 1 else "not reached") for name in ("status", "status_left"))
    day, other_day = pl.col("day"), pl.col("day_left")
    sooner = (other_day < day) if eyes == 1 else (other_day > day)
    takes_left = (other_rank < rank) | ((other_rank == rank) & sooner.fill_null(value=False))
    names = right.collect_schema().names()
    both = pl.concat([right, left.rename(lambda name: f"{name}_left")], how="horizontal")
    choose = pl.min_horizontal if eyes == 1 else pl.max_horizontal
    met = [pl.col("first_met_day"), pl.col("first_met_day_left")]
    status = pl.when(takes_left).then("status_left").otherwise("status")
    of_both = {
        "first_met_day": choose(met) if eyes == 1 else pl.when(_all_known(met)).then(choose(met)),
        **{name: pl.when(status != "reached").then(_until(name, eyes)) for name in ("censor_day", "confirmable_until_day")},
        "date_dependent": pl.col("date_dependent") | pl.col("date_dependent_left"),
    }
    deciding = {name: pl.when(takes_left).then(f"{name}_left").otherwise(name) for name in names if name not in of_both}
    return both.select(**deciding, **of_both)


def _until(name: str, eyes: int) -> pl.Expr:
    """Return the day until which something is known of one eye or both: of one, what is known of each eye counts."""
    each = [pl.col(name), pl.col(f"{name}_left")]
    return pl.when(_all_known(each)).then(pl.min_horizontal(each)) if eyes == 1 else pl.max_horizontal(each)


def _all_known(columns: list[pl.Expr]) -> pl.Expr:
    return pl.all_horizontal(one.is_not_null() for one in columns)


def _rank(status: str, first: str) -> pl.Expr:
    column = pl.col(status)
    return pl.when(column == "cannot tell").then(1).otherwise(pl.when(column == first).then(0).otherwise(2))
