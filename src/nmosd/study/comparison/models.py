"""How the groups differ in an outcome: hazard models of first events and of recurrent ones, plain and adjusted."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from nmosd.stats import CoxFit, Estimate, FirthFit, StatisticsError, andersen_gill, cox, firth_cox, prentice_williams_peterson
from nmosd.stats.arrays import Booleans, Floats
from nmosd.study.comparison.outcome_data import OutcomeData
from nmosd.study.comparison.rows import FEWEST_EVENTS, SAME_AGAIN, figure, nothing, with_warnings
from nmosd.study.comparison.terms import Terms, terms_of
from nmosd.study.description.summaries import Row
from nmosd.study.groups import EVERYONE

COX, ANDERSEN_GILL, GAP_TIME = "Cox", "Andersen-Gill", "Prentice-Williams-Peterson, gap time"
FEWEST_FOR_WALD = 10
_POOLED_FROM = 4
_MEASURES = {COX: "hazard ratio", ANDERSEN_GILL: "rate ratio", GAP_TIME: "hazard ratio"}
_SAYS = {
    COX: "Ratio of the hazard of the outcome to that in the group compared with; a death from something else ends time at risk.",
    ANDERSEN_GILL: "Ratio of the mean number of events to that in the group compared with; death ends time at risk.",
    GAP_TIME: "Ratio of the hazard of the next event, the clock starting anew after each, among people with as many before it.",
}


@dataclass(frozen=True)
class Modelled:
    """A model that was fitted: `data` are the rows it rests on, `terms` the covariates in it."""

    kind: str
    name: str
    data: OutcomeData
    terms: Terms
    fit: CoxFit | FirthFit
    warnings: tuple[str, ...]

    def ratio(self, group: str) -> Estimate:
        """Return the ratio of a group to the reference."""
        return self.fit.hazard_ratios[_term(group)]

    def may_test(self, group: str) -> bool:
        """Return whether there are events enough in both groups for a p value that rests on large numbers."""
        counts = self.data.counts()
        return min(counts[group].different, counts[self.data.reference].different) >= FEWEST_EVENTS

    def log_ratio(self, group: str) -> float:
        """Return the logarithm of that ratio."""
        return float(self.fit.coefficients[self.fit.terms.index(_term(group))])

    def variance(self, group: str) -> float:
        """Return the variance of the logarithm of that ratio."""
        place = self.fit.terms.index(_term(group))
        return float(self.fit.covariance[place, place])


def usual_model(data: OutcomeData) -> str:
    """Return the kind of model that an outcome has first of all."""
    return ANDERSEN_GILL if data.outcome.recurs else COX


def fit_model(
    data: OutcomeData,
    kind: str,
    covariates: Sequence[str] = (),
    *,
    name: str | None = None,
    weights: Any = None,
    limits: bool = True,
) -> Modelled:
    """Return a model of the groups, of those that anybody is in.

    Rows with a gap in a covariate must have been left out. Errors are robust over people where these are several subjects, have
    several events or bear weights. Without weights, fewer than ten events or a group without any (or a level of a covariate: a
    likelihood without a maximum) mean Firth's penalised model, whose `limits` take long and may be left out.

    Raises:
        StatisticsError: nobody in the reference or in every other group, no event, or a model that cannot be fitted.
    """
    counts = data.counts()
    present = [group for group in data.others if counts[group].subjects]
    if not counts[data.reference].subjects:
        raise StatisticsError(f"Nobody in {data.reference} is at risk, so there is nobody to compare with.")
    if not present:
        raise StatisticsError(f"Everybody at risk is in {data.reference}, so there is nobody to compare.")
    events = sum(one.events for one in counts.values())
    if not events:
        raise StatisticsError("There is no event, so no hazard can be compared.")
    groups = {_term(group): (data.rows["group"] == group).cast(pl.Float64).to_numpy() for group in present}
    terms = terms_of(data.rows, covariates, groups, _at_an_event(data))
    columns = groups | terms.columns
    fewest = min(counts[group].events for group in (data.reference, *present))
    name = name or (f"{kind}, adjusted" if covariates else kind)
    different = data.different_events
    sparse = weights is None and (different < FEWEST_FOR_WALD or not fewest)
    if sparse and kind == GAP_TIME:
        raise StatisticsError(f"Too few events ({different}, or none in a group) for a model of one event after another.")
    fit, said = _fitted(data, kind, columns, weights, sparse=sparse, limits=limits)
    return Modelled(kind, name, data, terms, fit, (*said, *terms.left_out))


Models = dict[str, Modelled | StatisticsError]
"""The model that answers for each group, or why there is none."""


def measure_of_model(kind: str) -> str:
    """Return what the ratios of a kind of model are."""
    return _MEASURES[kind]


def describe(data: OutcomeData, kind: str, name: str) -> Row:
    """Return what the rows of a model say of themselves: what it is, and how many subjects, events and years it rests on."""
    counts = data.counts().values()
    return {
        "analysis": "models",
        "variable": data.name,
        "level": name,
        "compared_with": data.reference,
        "measure": _MEASURES[kind],
        "definition": _SAYS[kind],
        "n": sum(one.subjects for one in counts),
        "events": sum(one.events for one in counts),
        "person_years": math.fsum(one.person_years for one in counts),
    }


def null_row(data: OutcomeData, kind: str, group: str, why: str, name: str) -> Row:
    """Return the row of a group for which a model gives no ratio."""
    return nothing(_MEASURES[kind], why, group=group) | describe(data, kind, name)


def ratio_rows(data: OutcomeData, models: Models, kind: str, name: str, *, unknown: int | None = None) -> Iterator[Row]:
    """Yield the ratio of each group to the reference, null with the reason where there is none.

    No p value rests on fewer than five different events in either group. `n`, `events` and `person_years` are those of the model;
    `unknown` counts subjects left out because a covariate is not known.
    """
    for group, model in models.items():
        if isinstance(model, StatisticsError):
            yield null_row(data, kind, group, str(model), name) | {"unknown": unknown}
        elif _term(group) not in model.fit.terms:
            yield null_row(data, kind, group, f"Nobody in {group} is at risk.", name) | {"unknown": unknown}
        else:
            p = model.fit.p_values[model.fit.terms.index(_term(group))] if model.may_test(group) else None
            where = describe(model.data, kind, name) | {"group": group, "p_value": p, "unknown": unknown}
            yield with_warnings(figure(model.ratio(group), **where), [*model.warnings, *_of_events(model, group)])


def _of_events(model: Modelled, group: str) -> Iterator[str]:
    """Yield what is to be said of how many events there are."""
    counted, different = sum(one.events for one in model.data.counts().values()), model.data.different_events
    if different < counted:
        yield SAME_AGAIN.format(counted, different)
    if not model.may_test(group) and isinstance(model.fit, CoxFit):
        yield f"A group has fewer than {FEWEST_EVENTS} events: the interval rests on large numbers and may be too narrow"


def term_rows(model: Modelled) -> Iterator[Row]:
    """Yield the ratios of the covariates of a model, for one unit more or for the level named; no p values."""
    for term in model.terms.columns:
        ratio = model.fit.hazard_ratios[term]
        if isinstance(model.fit, FirthFit):
            ratio = replace(ratio, lower=None, upper=None, confidence=None)
        yield figure(replace(ratio, warnings=())) | {
            "analysis": "model terms",
            "variable": model.data.name,
            "level": f"{model.name}: {term}",
            "group": EVERYONE,
            "measure": _MEASURES[model.kind],
            "definition": "Ratio for the level named, or for one unit more, all else in the model being equal; a term of "
            "the model and no finding.",
        }


def proportional_rows(model: Modelled) -> Iterator[Row]:
    """Yield the tests of one hazard ratio for all times, of Cox's model of first events; none where events are few."""
    if not isinstance(model.fit, CoxFit) or model.kind != COX:
        return
    data = model.data
    for group in data.others:
        if _term(group) not in model.fit.terms:
            continue
        where: Row = {"analysis": "proportional hazards", "variable": data.name, "level": model.name, "group": group}
        where |= {"compared_with": data.reference, "n": model.fit.people, "events": model.fit.events}
        where |= {"definition": "Probability of a drift of the hazard ratio with time as large as this, if there were none."}
        if not model.may_test(group):
            yield nothing("p value", f"A group has fewer than {FEWEST_EVENTS} events, too few to see a drift.", **where)
            continue
        try:
            test = model.fit.proportional_hazards().per_term[_term(group)]
        except StatisticsError as error:
            yield nothing("p value", str(error), **where)
        else:
            method = "score test of proportional hazards, time transform km"
            yield Estimate("p value", test.p, None, None, None, method).row(p_value=test.p, **where)


def _term(group: str) -> str:
    return f"group: {group}"


def _at_an_event(data: OutcomeData) -> Booleans:
    """Return which rows are at risk when an event happens: no others tell anything."""
    times = np.sort(data.rows.filter(data.happened > 0)["stop"].to_numpy())
    start, stop = data.rows["start"].to_numpy(), data.rows["stop"].to_numpy()
    found: Booleans = np.searchsorted(times, stop, side="right") > np.searchsorted(times, start, side="right")
    return found


def _fitted(
    data: OutcomeData, kind: str, columns: Mapping[str, Floats], weights: Any, *, sparse: bool, limits: bool
) -> tuple[CoxFit | FirthFit, tuple[str, ...]]:
    """Return the fit, and why it is Firth's if it is; only the groups get the limits of a profile, which take long."""
    person, why = data.rows["patient_id"], "Few events"
    try:
        if kind == GAP_TIME:
            return (
                prentice_williams_peterson(
                    **data.columns(), covariates=columns, cluster=person, scale="gap", pool_from=_POOLED_FROM
                ),
                (),
            )
        if kind == ANDERSEN_GILL and not sparse:
            return andersen_gill(**data.columns(), covariates=columns, weights=weights, cluster=person), ()
        if not sparse:
            cluster = person if weights is not None or data.several_subjects else None
            return cox(**data.columns(), covariates=columns, weights=weights, cluster=cluster), ()
    except StatisticsError as error:
        if weights is not None or kind == GAP_TIME:
            raise
        why = str(error).split(". ")[0]
    of_groups = [_term(group) for group in data.others] if limits else []
    fit = firth_cox(**data.columns(), covariates=columns, limits_of=of_groups)
    several = ("People are in it several times, and the limits take them as strangers",) * data.several_subjects
    return fit, (f"{why}: Firth's penalised model is shown instead of the usual one", *several)
