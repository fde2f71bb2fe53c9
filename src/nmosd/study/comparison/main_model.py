"""The models of an outcome: plain, adjusted, weighted, over filled gaps; and which of them is the main one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nmosd.course import Course
from nmosd.record import Record
from nmosd.stats import StatisticsError
from nmosd.study.comparison.gaps import complete_cases
from nmosd.study.comparison.imputed import imputed, pooled
from nmosd.study.comparison.models import (
    FEWEST_FOR_WALD,
    GAP_TIME,
    Models,
    describe,
    fit_model,
    null_row,
    proportional_rows,
    ratio_rows,
    term_rows,
    usual_model,
)
from nmosd.study.comparison.outcome_data import OutcomeData, outcome_data
from nmosd.study.comparison.rows import figure, many, with_warnings
from nmosd.study.comparison.weights import weigh
from nmosd.study.description.summaries import Row
from nmosd.study.design.subjects import Subjects

if TYPE_CHECKING:
    from nmosd.study.protocol import Protocol
    from nmosd.study.protocol.comparison import Adjustment, Outcome

COMPLETE, IMPUTED = "complete cases", "multiple imputation"


@dataclass(frozen=True)
class Plan:
    """One way to compare the groups: `kind` of model, `adjusted` by the covariates, `weighting`, and what is done about gaps."""

    kind: str
    adjusted: bool = False
    weighting: str = "none"
    gaps: str = ""

    @property
    def name(self) -> str:
        """What it is called in results."""
        parts = [
            self.kind,
            "adjusted" if self.adjusted else "",
            f"{self.weighting} weights" * (self.weighting != "none"),
            self.gaps,
        ]
        return ", ".join(part for part in parts if part)


def main_plan(data: OutcomeData, adjustment: "Adjustment") -> Plan:
    """Return how the main model compares: weighted if the protocol says so, else adjusted if there are covariates, else plain."""
    if not data.covariates:
        return Plan(usual_model(data))
    weighting = adjustment.weighting
    gaps = adjustment.missing if _has_gaps(data) else ""
    return Plan(usual_model(data), adjusted=weighting == "none", weighting=weighting, gaps=gaps)


def plans(data: OutcomeData, adjustment: "Adjustment") -> Iterator[Plan]:
    """Yield all ways in which the groups are compared, the main one among them; with gaps, by complete cases and by filling."""
    kinds = [usual_model(data), GAP_TIME] if data.outcome.recurs else [usual_model(data)]
    for kind in kinds:
        yield Plan(kind)
        for gaps in ((COMPLETE, IMPUTED) if _has_gaps(data) else ("",)) if data.covariates else ():
            if kind == GAP_TIME and gaps == IMPUTED:
                continue
            yield Plan(kind, adjusted=True, gaps=gaps)
            if adjustment.weighting != "none" and kind != GAP_TIME:
                yield Plan(kind, weighting=adjustment.weighting, gaps=gaps)


def plan_rows(data: OutcomeData, plan: Plan, adjustment: "Adjustment", *, details: bool = True) -> Iterator[Row]:
    """Yield the ratios that a plan gives; with `details` also the other terms and the test of proportional hazards."""
    if plan.gaps == IMPUTED:
        yield from _imputed_rows(data, plan, adjustment)
        return
    cases = complete_cases(data, data.covariates if plan.adjusted or plan.weighting != "none" else ())
    models = _models(cases.data, plan, cases.covariates)
    for row in ratio_rows(cases.data, models, plan.kind, plan.name, unknown=cases.left_out):
        yield with_warnings(row, cases.warnings)
    first = next(iter(models.values()), None)
    if details and first is not None and not isinstance(first, StatisticsError) and plan.weighting == "none":
        yield from term_rows(first)
        yield from proportional_rows(first)


def _has_gaps(data: OutcomeData) -> bool:
    people = data.people()
    return any(0 < people[name].null_count() < people.height for name in data.covariates)


def _models(data: OutcomeData, plan: Plan, covariates: tuple[str, ...], *, limits: bool = True) -> Models:
    """Return the model that answers for each group: one for all, or with weights one for each pair."""
    if plan.weighting == "none":
        try:
            model = fit_model(data, plan.kind, covariates if plan.adjusted else (), name=plan.name, limits=limits)
        except StatisticsError as error:
            return dict.fromkeys(data.others, error)
        return dict.fromkeys(data.others, model)
    found: Models = {}
    for group in data.others:
        try:
            weighed = weigh(data, group, covariates, plan.weighting)
            found[group] = fit_model(weighed.data, plan.kind, name=plan.name, weights=weighed.weights)
        except StatisticsError as error:
            found[group] = error
    return found


def _imputed_rows(data: OutcomeData, plan: Plan, adjustment: "Adjustment") -> Iterator[Row]:
    cases = complete_cases(data, data.covariates)
    where = describe(data, plan.kind, plan.name)
    events = data.different_events
    if events < FEWEST_FOR_WALD:
        why = f"{many(events, 'event is', 'events are')} too few to pool over filled gaps."
        yield from (null_row(data, plan.kind, group, why, plan.name) for group in data.others)
        return
    copies = imputed(data, cases.covariates, adjustment.imputations, adjustment.seed)
    models = [_models(copy, plan, cases.covariates, limits=False) for copy in copies]
    filled = f"Gaps in covariates of {many(cases.left_out, 'subject', 'subjects')} were filled {len(copies)} times"
    for group in data.others:
        try:
            found, p = pooled(group, models)
            row = figure(found, **where | {"group": group, "p_value": p})
        except StatisticsError as error:
            row = null_row(data, plan.kind, group, str(error), plan.name)
        yield with_warnings(row, [filled])


def main_ratio(
    record: Record, course: Course, protocol: "Protocol", subjects: Subjects, outcome: "Outcome | None" = None
) -> list[Row]:
    """Return the ratios of the main model of an outcome (the first, unless told otherwise), and nothing else."""
    data = outcome_data(record, course, protocol, subjects, outcome or protocol.outcomes[0])
    if not data.others:
        return []
    return list(plan_rows(data, main_plan(data, protocol.adjustment), protocol.adjustment, details=False))
