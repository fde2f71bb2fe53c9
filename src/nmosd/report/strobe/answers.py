"""What a run says to an item of the checklist; null where only the authors can say it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import polars as pl

from nmosd.report.layout import suppressed
from nmosd.report.numbers import CANNOT_TELL, counted, number
from nmosd.report.study.result_tables import figures_of
from nmosd.report.study.sizes import people_in_the_record, people_included
from nmosd.study.groups import EVERYONE
from nmosd.study.sensitivity.variants import AS_ASKED

if TYPE_CHECKING:
    from nmosd.study import Study

Answer = Callable[["Study"], str | None]


def _design(study: "Study") -> str:
    comparison = study.protocol.comparison
    if comparison is None:
        return "Description of a cohort from recorded data; nothing was assigned by the study."
    of = {"treatment": "treatment as it was given", "column": comparison.what}.get(comparison.of, comparison.of)
    way = "a sequence of emulated trials" if comparison.exposure == "sequential" else "a cohort"
    return f"Comparison within {way}, by {of}; nothing was assigned by the study. Time zero: {study.protocol.time.zero}."


def _aims(study: "Study") -> str | None:
    question = study.protocol.question
    outcomes = [outcome.name for outcome in study.protocol.outcomes]
    if not question or not outcomes:
        return None
    second = f" Further outcomes: {', '.join(outcomes[1:])}." if outcomes[1:] else ""
    return f"{question} Main outcome, fixed in the protocol: {outcomes[0]}.{second}"


def _participants(study: "Study") -> str:
    chosen = study.included.len() < study.record.patients.height
    whom = "by the criteria of the protocol" if chosen else "everyone on record"
    return f"{people_included(study)} of {people_in_the_record(study)} in the record, {whom}."


def _not_matched(study: "Study") -> str:
    return "Nobody was matched."


def _rules(study: "Study") -> str:
    settings = study.course.definitions.explain()
    return f"Every rule that can be argued about, {len(settings)} of them, with value, source and how far the source was read."


def _bias(study: "Study") -> str:
    return f"The design was read by a linter together with the data: {counted(len(study.findings), 'finding', 'findings')}."


def _numbers(study: "Study") -> str:
    names = list(study.protocol.adjustment.covariates)
    used = f" Covariates entered as recorded, none cut into classes: {', '.join(names)}." if names else ""
    return f"Continuous variables are summarised by median and quartiles, as recorded.{used}"


def _statistics(study: "Study") -> str:
    models = list(dict.fromkeys(figure["level"] for figure in figures_of(study.results, "models") if figure["level"]))
    return f"Models: {', '.join(models)}." if models else "Counts, shares and rates with intervals; no model."


def _missing(study: "Study") -> str:
    adjustment = study.protocol.adjustment
    figures = figures_of(study.results, "missing")
    way = f" Models: {adjustment.missing}." if study.protocol.comparison is not None and adjustment.covariates else ""
    shown = " The share unknown of each covariate is shown by group." if figures else ""
    return f"Unknown is never taken as no: it is counted beside every figure.{way}{shown}"


def _lost(study: "Study") -> str | None:
    figures = [figure for figure in figures_of(study.results, "rates") if figure["measure"] == "rate"]
    first = next((figure for figure in figures if figure["group"] == EVERYONE), None)
    if first is None:
        return None
    unknown = suppressed(first) or number(first["unknown"] or 0)
    return f"Time counts up to last contact; of {unknown} people follow-up cannot be told, and they enter no rate."


def _sensitivity(study: "Study") -> str | None:
    figures = figures_of(study.results, "sensitivity")
    variants = {figure["level"] for figure in figures} - {AS_ASKED}
    return f"The main figure under {counted(len(variants), 'other choice', 'other choices')}, all shown." if variants else None


def _flow(study: "Study") -> str:
    steps = [figure for figure in figures_of(study.results, "flow") if figure["level"] is None]
    told = [f"{suppressed(step) or number(step['estimate'])} {step['variable']}" for step in steps]
    return "; ".join(told) + "." if told else CANNOT_TELL


def _reasons(study: "Study") -> str:
    reasons = [figure for figure in figures_of(study.results, "flow") if figure["level"] is not None]
    if not reasons:
        return "Nobody left."
    return "; ".join(f"{figure['level']}: {suppressed(figure) or number(figure['estimate'])}" for figure in reasons) + "."


def _drawn(study: "Study") -> str:
    return "Drawn."


def _people(study: "Study") -> str:
    variables = study.results.filter(pl.col("analysis") == "table 1")["variable"].n_unique() - 1
    return f"{counted(variables, 'variable', 'variables')}, for everyone and by group."


def _unknown(study: "Study") -> str:
    return "Beside every variable stands of how many people it is not known."


def _followed(study: "Study") -> str | None:
    rate = next((f for f in figures_of(study.results, "rates") if f["measure"] == "rate" and f["group"] == EVERYONE), None)
    spans = figures_of(study.results, "table 1")
    middle = next((f for f in spans if f["variable"] == "follow-up" and f["group"] == EVERYONE), None)
    told = []
    if middle is not None and middle["estimate"] is not None:
        told.append(f"median {number(middle['estimate'], 1)} years")
    if rate is not None and rate["person_years"] is not None:
        told.append(f"{number(rate['person_years'], 1)} person-years in all")
    return ", ".join(told).capitalize() + "." if told else None


def _events(study: "Study") -> str | None:
    names = ("outcome rates", "curves", "rates")  # events of curves may stand for deaths as well, or for the first year alone
    rows = [figure for name in names for figure in figures_of(study.results, name) if figure["events"] is not None]
    if not rows:
        return None
    first = [figure for figure in rows if figure["analysis"] == rows[0]["analysis"] and figure["variable"] == rows[0]["variable"]]
    by_group = {figure["group"]: figure["events"] for figure in first}
    return f"{rows[0]['variable']}: " + "; ".join(f"{group} {number(events)}" for group, events in by_group.items()) + "."


def _main(study: "Study") -> str | None:
    models = figures_of(study.results, "models")
    if models and study.protocol.adjustment.covariates:
        return None
    figures = models or figures_of(study.results, "rates")
    return "Estimates with intervals; nothing was adjusted for." if figures else None


def _cuts(study: "Study") -> str:
    return "No continuous variable was cut into classes, beyond those of the definitions."


def _absolute(study: "Study") -> str | None:
    figures = [*figures_of(study.results, "curves"), *figures_of(study.results, "milestones")]
    years = sorted({figure["at_years"] for figure in figures if figure["at_years"]})
    return f"Absolute risks after {', '.join(f'{year:g}' for year in years)} years." if years else None


_OTHER = ("sensitivity", "before and after", "null world", "milestones", "frequency", "multiplicity", "attack kinds", "criteria")


def _other(study: "Study") -> str | None:
    analyses = set(study.results["analysis"].unique().to_list())
    done = [name for name in _OTHER if name in analyses]
    return f"{', '.join(done).capitalize()}." if done else None


def _cleaned(study: "Study") -> str:
    found, smallest = study.record.problems.height, study.protocol.disclosure.smallest_cell
    problems = f"fewer than {smallest} problems" if found < smallest else counted(found, "problem", "problems")
    return f"Nothing was changed by hand: {problems} of reading and of content stand in a list of their own."


ANSWERS: Mapping[str, Answer] = {
    "3": _aims,
    "4": _design,
    "6a": _participants,
    "6b": _not_matched,
    "7": _rules,
    "9": _bias,
    "11": _numbers,
    "12a": _statistics,
    "12c": _missing,
    "12d": _lost,
    "12e": _sensitivity,
    "13a": _flow,
    "13b": _reasons,
    "13c": _drawn,
    "14a": _people,
    "14b": _unknown,
    "14c": _followed,
    "15": _events,
    "16a": _main,
    "16b": _cuts,
    "16c": _absolute,
    "17": _other,
    "R6.1": _participants,
    "R7.1": _rules,
    "R12.2": _cleaned,
    "R13.1": _reasons,
}
"""The items that a run can answer."""
