"""How an outcome comes about as time goes on: survival, cumulative incidence with death competing, mean number of attacks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from nmosd.record.dates import YEARS_PER_DAY
from nmosd.stats import (
    Estimate,
    StatisticsError,
    SurvivalCurve,
    SurvivalCurves,
    cumulative_incidence,
    kaplan_meier,
    mean_cumulative_count,
)
from nmosd.stats.curves.curve import Curve
from nmosd.study.comparison.outcome_data import OutcomeData
from nmosd.study.comparison.rows import figure, many, nothing, with_warnings
from nmosd.study.description.summaries import Row
from nmosd.study.design.at_risk import DEATH, EVENT, NONE

NOBODY = "Nobody in this group is at risk of it, so there is no curve."
CURVE_COLUMNS: dict[str, pl.DataType] = {
    "outcome": pl.String(),
    "measure": pl.String(),
    "group": pl.String(),
    "years": pl.Float64(),
    "estimate": pl.Float64(),
    "lower": pl.Float64(),
    "upper": pl.Float64(),
    "at_risk": pl.Int64(),
}
_DEFINITIONS = {
    "survival": "Share alive so many years after time zero.",
    "cumulative incidence": "Share who have had it within so many years of time zero; who died before did not and no longer can.",
    "mean cumulative count": "Mean number of attacks of a person within so many years of time zero.",
}


@dataclass(frozen=True)
class Drawn:
    """One curve: what it says at a time, and its steps (`years`, `estimate`, `lower`, `upper`, `at_risk`)."""

    curve: Curve
    at: Callable[[float], Estimate]
    steps: pl.DataFrame


def curve_rows(data: OutcomeData, **where: object) -> tuple[list[Row], pl.DataFrame]:
    """Return the figures of the curves of an outcome, and their steps for drawing.

    Death is shown as survival (Kaplan-Meier), another first event as cumulative incidence (Aalen-Johansen, death competing; where
    nobody dies that is one minus Kaplan-Meier), recurrent events as their mean number. People count from when they come under
    observation. Rows: the curve at each of the outcome's years, the number at risk at zero and at each of them; of first events
    also the median and the restricted mean of the time alive and free of it, up to the last of the years, and how far the groups
    differ in it. The steps have `CURVE_COLUMNS`.
    """
    measure, years = measure_of(data), data.outcome.at_years
    rows, steps = [], [pl.DataFrame(schema=CURVE_COLUMNS)]
    for group in data.groups:
        own = data.of(data.rows.filter(pl.col("group") == group))
        place: Row = {"analysis": "curves", "variable": data.name, "group": group} | where
        drawn = draw(own)
        if isinstance(drawn, str):
            n = own.rows["number"].n_unique()
            rows += [nothing(measure, drawn, at_years=when, n=n, definition=_DEFINITIONS[measure], **place) for when in years]
            continue
        said = [*drawn.curve.warnings, *of_few_at_first(drawn, max(years)), *_of_deaths(own)]
        place |= {"n": own.rows["number"].n_unique()}
        at = {"measure": measure, "definition": _DEFINITIONS[measure]}
        rows += [with_warnings(figure(drawn.at(when), at_years=when, **at, **place), said) for when in years]
        rows += [row | place for row in _with_death(own)]
        rows += [_at_risk(drawn.curve.number_at_risk(when), when) | place for when in (0.0, *years)]
        if not data.outcome.recurs:
            rows += [row | place for row in _event_free(own, max(years))]
        labels = (pl.lit(text).alias(name) for name, text in (("outcome", data.name), ("measure", measure), ("group", group)))
        steps.append(drawn.steps.select(*labels, *list(CURVE_COLUMNS)[3:]).cast(pl.Schema(CURVE_COLUMNS)))
    if not data.outcome.recurs and data.others:
        rows += [row | {"analysis": "curves", "variable": data.name} | where for row in _differences(data, max(years))]
    return rows, pl.concat(steps)


def measure_of(data: OutcomeData) -> str:
    """Return what the curve of an outcome shows."""
    if data.outcome.of == "death":
        return "survival"
    return "mean cumulative count" if data.outcome.recurs else "cumulative incidence"


def by_person(data: OutcomeData) -> Any:
    """Return the person of each row where people are several subjects, so that standard errors are robust over people."""
    return data.rows["patient_id"] if data.several_subjects else None


def survival(data: OutcomeData, weights: Any = None) -> Drawn:
    """Return the Kaplan-Meier curve of one group."""
    curve = kaplan_meier(**data.columns(), weights=weights, cluster=by_person(data))["everyone"]
    return Drawn(curve, curve.at, _steps(curve, curve.frame.rename({"survival": "estimate"}), 1.0))


def incidence(data: OutcomeData, weights: Any = None) -> Drawn:
    """Return the cumulative incidence of one group, death competing; a flat one where nobody had the outcome."""
    ended = data.rows["event"].cast(pl.Int64)
    if not (ended == EVENT).any():
        return _flat(data, weights)
    columns = data.columns() | {"event": ended}
    found = cumulative_incidence(**columns, censored=NONE, weights=weights, cluster=by_person(data))["everyone"]
    frame = found.frame.filter(pl.col("kind") == str(EVENT)).rename({"incidence": "estimate"})
    return Drawn(found, lambda years: found.at(EVENT, years), _steps(found, frame, 0.0))


def mean_count(data: OutcomeData, weights: Any = None) -> Drawn:
    """Return the mean number of events of one group."""
    curve = mean_cumulative_count(**data.columns(), weights=weights, cluster=by_person(data))["everyone"]
    return Drawn(curve, curve.at, _steps(curve, curve.frame.rename({"mean": "estimate"}), 0.0))


def draw(data: OutcomeData, weights: Any = None, measure: str | None = None) -> Drawn | str:
    """Return the curve of one group, the outcome's own unless told otherwise, or a sentence that says why there is none."""
    if data.rows.is_empty():
        return NOBODY
    try:
        return _DRAW[measure or measure_of(data)](data, weights)
    except StatisticsError as error:
        return str(error)


_DRAW = {"survival": survival, "cumulative incidence": incidence, "mean cumulative count": mean_count}


def of_few_at_first(drawn: Drawn, horizon: float) -> list[str]:
    """Say where a curve rests on a handful of people who came under observation before the others: one event moves it far."""
    jumps = drawn.steps.with_columns(jump=pl.col("estimate").diff().abs())
    far = jumps.filter((pl.col("jump") > _FAR) & (pl.col("years") <= horizon) & (pl.col("at_risk") < _FEW_AT_RISK))
    if far.is_empty():
        return []
    curve = drawn.curve
    at_risk = pl.DataFrame({"later": curve.time, "number": [curve.number_at_risk(float(time)) for time in curve.time]})
    early = far.join_where(at_risk, pl.col("later") > pl.col("years"), pl.col("number") > pl.col("at_risk"))
    if early.is_empty():
        return []
    worst = early.sort("jump", "years", descending=[True, False]).row(0, named=True)
    people = many(worst["at_risk"], "subject was", "subjects were")
    where = f"One event at {worst['years']:.2f} years, when only {people} at risk and others not yet under observation"
    return [f"{where}, moves the curve by {worst['jump']:.2f}: what it says from there on is hardly known."]


_FEW_AT_RISK = 10
_FAR = 0.05


def _flat(data: OutcomeData, weights: Any) -> Drawn:
    curve = kaplan_meier(**data.columns(), weights=weights)["everyone"]

    def at(years: float) -> Estimate:
        found = curve.at(years)
        share = None if found.estimate is None else 0.0
        note = "Nobody in this group had it, so there are no limits." if share == 0 else found.warnings[0]
        return Estimate("cumulative incidence", share, None, None, None, "Aalen-Johansen", events=0, warnings=(note,))

    return Drawn(curve, at, _steps(curve, curve.frame.with_columns(estimate=pl.lit(0.0)), 0.0))


def _steps(curve: Curve, frame: pl.DataFrame, begin: float) -> pl.DataFrame:
    """Return the beginning of the curve, each time at which something happened, and the last."""
    kept = frame.filter((pl.col("events") > 0) | (pl.col("time") == pl.col("time").last()))
    first = pl.DataFrame({"years": [0.0], "estimate": [begin], "at_risk": [curve.number_at_risk(0.0)]})
    return pl.concat([first, kept.select("estimate", "lower", "upper", "at_risk", years="time")], how="diagonal_relaxed")


def _at_risk(number: int, years: float) -> Row:
    said = "At risk just before so many years after time zero; at zero, or when the first enter, who enters then."
    return Estimate("number at risk", float(number), None, None, None, "counting").row(at_years=years, definition=said)


def _of_deaths(own: OutcomeData) -> list[str]:
    """Say what the mean number of attacks makes of deaths."""
    if not (own.outcome.recurs and own.deaths):
        return []
    died = many(own.deaths, "subject died", "subjects died")
    return [f"{died}: their time at risk ends there, so the curve is that of a world without death."]


def _with_death(own: OutcomeData) -> Iterator[Row]:
    """Yield the mean number of attacks where the dead have none, if anybody died."""
    if not (own.outcome.recurs and own.deaths):
        return
    measure = "mean cumulative count, death ending it"
    said = "Mean number of attacks of a person within so many years of time zero; who has died has no more."
    try:
        found = mean_cumulative_count(**own.columns(), death=own.rows["event"] == DEATH, cluster=by_person(own))["everyone"]
    except StatisticsError as error:
        yield from (nothing(measure, str(error), at_years=when, definition=said) for when in own.outcome.at_years)
        return
    for when in own.outcome.at_years:
        yield figure(found.at(when), at_years=when, measure=measure, definition=said)


def _composite(data: OutcomeData, group: Any = None) -> SurvivalCurves:
    """Return the curves of the time alive and free of the outcome."""
    columns = data.columns() | {"event": (data.rows["event"] != NONE).cast(pl.Int8)}
    return kaplan_meier(**columns, group=group, cluster=by_person(data))


def _event_free(own: OutcomeData, horizon: float) -> Iterator[Row]:
    """Yield the median and the restricted mean of the time alive and free of the outcome."""
    what = _event_free_time(own)
    asked: tuple[tuple[str, Row, Callable[[SurvivalCurve], Estimate]], ...] = (
        ("median", {"definition": f"Time by which half no longer are {what}."}, lambda curve: curve.median),
        (
            "restricted mean",
            {"definition": f"Mean time {what}, up to so many years after time zero.", "at_years": horizon},
            lambda curve: curve.restricted_mean(horizon),
        ),
    )
    for measure, said, told in asked:
        try:
            yield figure(told(_composite(own)["everyone"]), measure=measure, unit="years", **said)
        except StatisticsError as error:
            yield nothing(measure, str(error), unit="years", **said)


def _differences(data: OutcomeData, horizon: float) -> Iterator[Row]:
    """Yield how much longer each group is free of the outcome than the reference."""
    measure = "difference of restricted means"
    for group in data.others:
        where: Row = {"group": group, "compared_with": data.reference, "at_years": horizon, "unit": "years"}
        where |= {"definition": f"Mean time {_event_free_time(data)} in the group, less that in the group compared with."}
        pair = data.of(data.rows.filter(pl.col("group").is_in([group, data.reference])))
        if pair.rows.group_by("number").agg(pl.col("group").n_unique() > 1)["group"].any() or pair.several_subjects:
            yield nothing(measure, "The groups share people, and the interval would take them as strangers.", **where)
        elif pair.rows["group"].n_unique() < 2:
            yield nothing(measure, NOBODY, **where)
        elif not _begin_together(pair):
            yield nothing(
                measure, "The groups come under observation at different times, so their means cover other years.", **where
            )
        else:
            try:
                curves = _composite(pair, pair.rows["group"])
                yield figure(curves.restricted_mean_difference(horizon, group, data.reference), measure=measure, **where)
            except StatisticsError as error:
                yield nothing(measure, str(error), **where)


def _begin_together(pair: OutcomeData) -> bool:
    begins = [start for _group, start in pair.rows.group_by("group").agg(pl.col("start").min()).iter_rows()]
    return bool(max(begins) - min(begins) < YEARS_PER_DAY / 2)


def _event_free_time(data: OutcomeData) -> str:
    return "alive" if data.outcome.of == "death" else "alive and free of it"
