"""Whether the scores before and in an attack, with its scans, fulfil conditions that stand in data files.

The conditions are those of `objective_change.toml`, which explains their words, and of `severity.toml`. A condition whose scores
are unknown is unknown, and so is a list of conditions of which none is fulfilled and one is unknown.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from nmosd.course.attack_features.scores import SYSTEMS

GRADES = ("severe", "moderate", "mild", "not severe")

Condition = Mapping[str, Any]


@cache
def named_rules(file: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the rules that a data file of this package holds, by name.

    >>> list(named_rules("severity.toml"))
    ['rise of 2', 'nadir of 7', 'mild, moderate, severe']
    """
    return tomllib.loads(files("nmosd.course.attack_features").joinpath(file).read_text("utf-8"))


def objective_change_by_scores(rule: str) -> pl.Expr:
    """Return whether the scores show an objective change under a rule of `objective_change.toml`."""
    declared = named_rules("objective_change.toml")[rule]
    shown = _any_met(declared["any"])
    for site in declared.get("not_evaluated", ()):
        elsewhere = ~pl.col(site)
        shown = shown | pl.when(elsewhere).then(statement=False)
    return shown


def graded(rule: str) -> pl.Expr:
    """Return the severity under a rule of `severity.toml`: the worst grade fulfilled, null where a worse one is unknown."""
    *worse, last = named_rules("severity.toml")[rule]["grades"]
    grade = pl.lit(last["grade"])
    for declared in reversed(worse):
        met = _any_met(declared["any"])
        grade = pl.when(met).then(pl.lit(declared["grade"])).when(~met).then(grade)
    return grade.cast(pl.Enum(GRADES))


def _any_met(conditions: Sequence[Condition]) -> pl.Expr:
    return pl.any_horizontal(_met(condition) for condition in conditions)


def _met(condition: Condition) -> pl.Expr:
    parts = []
    if "scores" in condition:
        scores = SYSTEMS if condition["scores"] == "functional systems" else condition["scores"]
        parts.append(_in_at_least(condition.get("in_at_least", 1), [_score_meets(score, condition) for score in scores]))
    if "lasting_hours_over" in condition:
        parts.append(pl.col("area_postrema_hours") > condition["lasting_hours_over"])
    if "with_lesion" in condition:
        parts.append(pl.any_horizontal(condition["with_lesion"]) & pl.col("lesion_on_scans"))
    if "only_at" in condition:
        parts.append(pl.col(condition["only_at"]))
    return pl.all_horizontal(parts)


def _score_meets(score: str, condition: Condition) -> pl.Expr:
    before, worst = pl.col(f"{score}_before"), pl.col(f"{score}_in_attack")
    parts = []
    if "rise" in condition:
        parts.append(worst - before >= condition["rise"])
    if "before_from" in condition:
        parts.append(before >= condition["before_from"])
    if "reaches" in condition:
        parts.append(worst >= condition["reaches"])
    return pl.all_horizontal(parts)


def _in_at_least(number: int, met: Sequence[pl.Expr]) -> pl.Expr:
    """Return whether at least so many are fulfilled; null where the unknown ones decide."""
    if number == 1:
        return pl.any_horizontal(met)
    surely = pl.sum_horizontal(one.fill_null(value=False) for one in met)
    possibly = pl.sum_horizontal(one.fill_null(value=True) for one in met)
    return pl.when(surely >= number).then(statement=True).when(possibly < number).then(statement=False)
