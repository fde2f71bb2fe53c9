"""The methods of a comparison in sentences, each only where what it describes was done."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nmosd.report.numbers import confidence_percent, counted, number
from nmosd.report.study.result_tables import figures_of
from nmosd.study.disclosure.anonymity import QUASI_IDENTIFIERS, k_anonymity, outward
from nmosd.study.sensitivity.variants import AS_ASKED

if TYPE_CHECKING:
    from nmosd.study import Study

_ZERO = {
    "onset": "the onset of disease",
    "first contact": "first contact with the clinic",
    "diagnosis": "the first diagnosis",
    "episode start": "the start of the treatment episode",
}
_EXPOSURE = {
    "episodes": "each treatment episode counted from its start",
    "ever": "people counted by the first of the treatments that they were ever given, for all of their time",
    "time-varying": "people counted as treated only on the days on which they were",
    "sequential": "a trial was emulated at each time at which a treatment could have been started, and people were followed as "
    "they started, whatever they took later",
}
_LAG = {
    "episodes": "Time at risk under a treatment began {} days after its start",
    "ever": "A drug was taken to act {} days after its start",
    "time-varying": "The first {} days after the start of a drug counted for no group unless another still acted",
    "sequential": "Time at risk began {} days after the start of a trial in all groups",
}
_WEIGHTING = {
    "inverse probability": "Groups were weighted by the inverse probability of their treatment",
    "overlap": "Groups were weighted by overlap weights, so that those who could have been in either group count most",
}


def comparison_methods(study: "Study") -> Iterator[str]:
    """Yield the paragraphs: who was compared, outcomes and models, what else was done, and what may be shown."""
    if study.protocol.comparison is not None:
        yield " ".join(_compared(study))
        yield " ".join(_models(study))
    further = " ".join(
        [*_before_after(study), *_milestones(study), *_frequency(study), *_sensitivity(study), *_multiplicity(study)]
    )
    if further:
        yield further
    argued = " ".join([*_linter(study), *_disclosure(study)])
    if argued:
        yield argued


def _compared(study: "Study") -> Iterator[str]:
    protocol = study.protocol
    comparison, time = protocol.comparison, protocol.time
    assert comparison is not None
    reference, *others = comparison.names
    how = f"; {_EXPOSURE[comparison.exposure]}" if comparison.of == "treatment" else ""
    yield f"Compared were {_and(others)} with {reference} (the reference), by {comparison.what}{how}."
    if comparison.groups is not None:
        named = [f"{name}: {', '.join(words)}" for name, words in comparison.groups.items() if tuple(words) != (name,)]
        if named:
            yield f"Groups hold: {'; '.join(named)}."
    end = "the end of the episode" if time.end == "episode end" else "the end of follow-up"
    most = f", at most {time.most_years:g} years later" if time.most_years is not None else ""
    yield f"The clock started at {_ZERO[time.zero]} and stopped at {end}{most}."
    if time.delayed_entry:
        yield "People entered the risk set only when they were first under observation (delayed entry)."
    else:
        yield "People counted as observed from time zero, also before they were first seen."
    lag = study.course.definitions.treatment_lag_days
    if comparison.of == "treatment" and lag:
        yield f"{_LAG[comparison.exposure].format(lag)}, since no drug acts at once."
    if comparison.of == "comorbidity" and comparison.disease is not None:
        yield f"People of whom {comparison.disease} is not on record counted as {comparison.unrecorded}."


def _models(study: "Study") -> Iterator[str]:
    protocol = study.protocol
    names = [outcome.name for outcome in protocol.outcomes]
    yield f"The main outcome was {names[0]}" + (f"; further outcomes were {_and(names[1:])}." if names[1:] else ".")
    figures = figures_of(study.results, "models")
    models = list(dict.fromkeys((figure["level"], figure["method"]) for figure in figures if figure["level"]))
    if models:
        yield f"Models: {'; '.join(_by_method(models))}."
    confidence = next((figure["confidence"] for figure in figures if figure["confidence"] is not None), None)
    if confidence is not None:
        yield f"Intervals are {confidence_percent(confidence)} intervals."
    if any(figure["p_value"] is None and figure["estimate"] is not None for figure in figures):
        yield "No asymptotic p value is given with fewer than five events in a group or over all."
    adjustment = protocol.adjustment
    if adjustment.covariates and figures:
        yield f"Adjusted models hold {_and(list(adjustment.covariates))}, as known at time zero."
        if adjustment.weighting in _WEIGHTING:
            yield f"{_WEIGHTING[adjustment.weighting]}, from a model of the same covariates; balance is shown before and after."
            yield "Robust errors take these weights as known, which usually makes intervals wider than they need be."
        gaps = (
            "people of whom every covariate is known"
            if adjustment.missing == "complete cases"
            else (f"{adjustment.imputations} imputations of what is missing (seed {adjustment.seed}), combined by Rubin's rules")
        )
        yield f"Models rest on {gaps}."


def _by_method(models: Sequence[tuple[str, str | None]]) -> Iterator[str]:
    """Yield each way of estimating once, after the models that it made."""
    for method in dict.fromkeys(method for _name, method in models):
        names = dict.fromkeys(name for name, own in models if own == method)
        yield " / ".join(names) + (f" ({method})" if method and method not in names else "")


def _before_after(study: "Study") -> Iterator[str]:
    asked = study.protocol.before_after
    if asked is None or not figures_of(study.results, "before and after"):
        return
    yield (
        f"Attacks in the {_years(asked.before_years)} before and the {_years(asked.after_years)} after the start of "
        f"{' or '.join(asked.drugs)} were compared in the same people, {asked.onset_attack} the onset attack."
    )
    worlds = {figure["level"] for figure in figures_of(study.results, "null world") if figure["level"]}
    if worlds:
        yield (
            "Since treatment starts when attacks are many, the ratio falls without any effect too: beside it stands what an "
            f"inert drug shows under the same design in {counted(len(worlds), 'simulated world', 'simulated worlds')}."
        )


def _milestones(study: "Study") -> Iterator[str]:
    if figures_of(study.results, "milestones"):
        yield "Shares that reach a milestone are cumulative incidences with death as a competing event (Aalen-Johansen)."


def _frequency(study: "Study") -> Iterator[str]:
    if figures_of(study.results, "frequency"):
        yield "Incidence and prevalence are counts over the denominators that were given with the protocol."


def _sensitivity(study: "Study") -> Iterator[str]:
    variants = {figure["level"] for figure in figures_of(study.results, "sensitivity")} - {AS_ASKED, None}
    if variants:
        size = counted(len(variants), "other choice", "other choices")
        yield f"The main figure was made again under {size} of definitions and data; all are shown."


def _multiplicity(study: "Study") -> Iterator[str]:
    tests = [
        figure for figure in figures_of(study.results, "multiplicity") if figure["estimate"] is not None or figure["p_value"]
    ]
    method = study.protocol.multiplicity.method
    if tests and method != "none":
        yield f"The p values of {number(len(tests))} tests were adjusted for each other ({method})."


def _linter(study: "Study") -> Iterator[str]:
    yield f"Before any result was made, the design was read by a linter together with the data ({_found(len(study.findings))})."
    for code, reason in sorted(study.protocol.lint.allow.items()):
        yield f"Finding {code} was allowed: {reason.rstrip('.')}."


def _found(findings: int) -> str:
    return counted(findings, "finding", "findings")


def _disclosure(study: "Study") -> Iterator[str]:
    disclosure = study.protocol.disclosure
    if disclosure.smallest_cell:
        small = f"Counts of fewer than {disclosure.smallest_cell} people"
        yield f"{small} are not shown, nor others from which they could be worked out."
    if disclosure.sharing:
        yield "The report holds no row of a person."
    yield from _anonymity(study)


_USUAL_CELL = 5
"""The k that is looked at where the protocol names no smallest cell: the middle one of those that it can name."""


def _anonymity(study: "Study") -> Iterator[str]:
    """Yield how alone people stand among those who share what an outsider may know; where counts are hidden, only whether."""
    smallest = study.protocol.disclosure.smallest_cell
    found = k_anonymity(outward(study.course), QUASI_IDENTIFIERS, smallest or _USUAL_CELL)
    if not smallest:
        yield f"Anonymity of the people (age in tens, era of onset in five years): {str(found)[0].lower()}{str(found)[1:]}"
    elif found.people:
        holds = "at least one person has" if not found.holds else "nobody has"
        yield f"Among people alike in {_and(list(QUASI_IDENTIFIERS))}, {holds} fewer than {smallest - 1} others."


def _years(years: float) -> str:
    return "year" if years == 1 else f"{years:g} years"


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
