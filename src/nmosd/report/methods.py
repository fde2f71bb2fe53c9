"""The methods paragraph, written from the settings that were used and from what was found.

A sentence stands here only if what it describes was done: a rule that met nothing in the record is not described.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from nmosd.report.layout import Figure
from nmosd.report.numbers import counted, number, people, percent
from nmosd.report.result_tables import figures_of

if TYPE_CHECKING:
    from nmosd.study import Study

_READINGS = {
    "midpoint": "in the middle of the days that they may be",
    "earliest": "as the first day that they may be",
    "latest": "as the last day that they may be",
}
_INTERVALS = {"exact": "exact Poisson intervals (Garwood)", "log-normal": "log-normal intervals"}


def methods(study: "Study") -> list[str]:
    """Return the methods in paragraphs: people, attacks, serostatus, follow-up and rates, figures, software."""
    paragraphs = (_people, _attacks, _serostatus, _rates, _summaries, _software)
    return [" ".join(sentences) for paragraph in paragraphs if (sentences := list(paragraph(study)))]


def _people(study: "Study") -> Iterator[str]:
    about = study.record.about.row(0, named=True)
    population = study.protocol.population
    total = study.record.patients.height
    yield f"The record “{about['title']}” holds {people(total)}{' (all invented)' if about['synthetic'] else ''}."
    criteria = list(_criteria(study))
    if not criteria:
        yield "Everyone in the record was included."
        return
    yield f"Included were people {'; and '.join(criteria)}: {people(study.included.len())} of {number(total)}."
    if any(
        figure["level"] and "not known" in figure["level"] and figure["estimate"] for figure in figures_of(study.results, "flow")
    ):
        yield "People of whom the record cannot tell whether they belong were left out, each with that as the reason."
    elif population.include_unknown:
        yield "People of whom the record cannot tell whether they belong were included."


def _criteria(study: "Study") -> Iterator[str]:
    population = study.protocol.population
    if population.labels:
        yield f"to whom a clinician ever gave the diagnosis {_either(population.labels)}"
    if population.serostatus:
        yield f"whose serostatus was {_either(population.serostatus)}"
    ages = population.age_at_onset
    bounds = [f"at least {ages.at_least:g}"] if ages.at_least is not None else []
    bounds += [f"under {ages.under:g}"] if ages.under is not None else []
    if bounds:
        yield f"aged {' and '.join(bounds)} years at onset"


def _attacks(study: "Study") -> Iterator[str]:
    attacks, definitions = study.course.attacks, study.course.definitions
    if attacks.is_empty():
        return
    merged = attacks.filter(pl.col("reported") > 1).height
    made = f"{counted(merged, 'attack was', 'attacks were')} made of more than one report"
    yield (
        f"Reported attacks whose onsets lay less than {definitions.merge_before_days} days after the first onset of a cluster "
        f"were counted as one attack ({_preset(study)}{f'; {made}' if merged else ''})."
    )
    set_aside = _reports_set_aside(study)
    if set_aside:
        yield f"{counted(set_aside, 'report', 'reports')} adjudicated as {_either(definitions.not_attacks)} did not count."
    if _has_imprecise_dates(attacks):
        yield f"Dates known only to the month, season or year were read {_READINGS[definitions.date_reading]}."
    depending = [figure for figure in figures_of(study.results, "imprecise dates") if figure["estimate"]]
    if depending:
        yield f"Another reading could change {_and([_depends(figure) for figure in depending])}."
    undated = int(attacks["undated"].sum())
    if undated:
        are = "is" if undated == 1 else "are"
        yield f"{counted(undated, 'attack', 'attacks')} without a date {are} in the counts of kinds, and in no rate."


def _depends(figure: Figure) -> str:
    subject = {"attacks": "the merging of", "serostatus": "the serostatus of", "person-time": "the follow-up of"}[
        figure["variable"]
    ]
    nouns = ("attack", "attacks") if figure["unit"] == "attacks" else ("person", "people")
    return f"{subject} {counted(int(figure['estimate']), *nouns)}"


def _serostatus(study: "Study") -> Iterator[str]:
    tiers = study.course.serostatus["aqp4"].cast(pl.String)
    if tiers.is_empty() or (tiers == "unknown").all():
        return
    definitions = study.course.definitions
    yield (
        "AQP4-IgG was judged over all tests of a person: a positive result in blood was not undone by a later negative one, and "
        "the assay was kept beside it."
    )
    tiers_counted = _and([f"“{tier}”" for tier in definitions.aqp4_positive_tiers])
    yield f"The tiers {tiers_counted} counted as AQP4-IgG positive."
    if (tiers == "negative, inadequate").any():
        months = round(definitions.negative_adequate_from_days / 30.4375)
        yield (
            "A negative result counted as adequate only by a cell-based assay in blood, drawn neither on B-cell therapy nor "
            f"within {months} months of plasma exchange, immunoadsorption or immunoglobulin."
        )


def _rates(study: "Study") -> Iterator[str]:
    figures = [figure for figure in figures_of(study.results, "rates") if figure["measure"] == "rate"]
    told = [figure for figure in figures if figure["estimate"] is not None]
    if not told:
        return
    options = study.protocol.rates
    yield (
        "Follow-up ran from first contact, or from onset where that was later (delayed entry), to last contact or death, and "
        "only where both ends were stated; a person-year is 365.25 days."
    )
    everyone = told[0]
    if everyone["unknown"]:
        without = everyone["unknown"]
        whose = "that person’s" if without == 1 else "their"
        yield f"For {people(without)} it cannot be told; neither {whose} time nor attacks entered a rate."
    yield (
        f"Rates are attacks within follow-up over person-years, with {percent(options.confidence)} {_INTERVALS[options.method]}, "
        f"{_and([f'{choice} the onset attack' for choice in options.onset_attack])}."
    )
    if any(figure["measure"] == "variance over mean" for figure in figures_of(study.results, "rates")):
        yield "How unevenly attacks fell on people is given as variance over mean, each person weighed by their person-years."


def _summaries(study: "Study") -> Iterator[str]:
    figures = [*figures_of(study.results, "table 1"), *figures_of(study.results, "attack kinds")]
    told = [figure for figure in figures if figure["estimate"] is not None]
    if any(figure["measure"] == "median" for figure in told):
        yield "Medians are given with quartiles (interpolated, type 7)."
    intervals = sorted(
        {_named_interval(figure) for figure in told if figure["measure"] == "proportion" and figure["lower"] is not None}
    )
    if intervals:
        yield f"Shares are out of the people of whom it is known, with {_and(intervals)}; the unknown are counted beside them."
    if any(figure["unit"] == "of attacks" for figure in told):
        yield "Shares of attacks have no interval, since attacks of one person are not independent."


def _named_interval(figure: Figure) -> str:
    return f"{percent(figure['confidence'])} {figure['method']}s"


def _software(study: "Study") -> Iterator[str]:
    yield f"The study was run with nmosd {study.manifest['nmosd']}; the settings, sources and hashes stand below."


def _preset(study: "Study") -> str:
    based_on = study.course.definitions.based_on
    chosen = any(setting.mark == "chosen" for setting in study.course.definitions.explain())
    return f"definitions “{based_on}”{', with changes' if chosen else ''}"


def _reports_set_aside(study: "Study") -> int:
    person_time = study.course.person_time
    return int(person_time["reports_set_aside"].sum()) if "reports_set_aside" in person_time.columns else 0


def _has_imprecise_dates(attacks: pl.DataFrame) -> bool:
    return attacks.filter(pl.col("onset_latest_day") > pl.col("onset_earliest_day")).height > 0


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(words)


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
