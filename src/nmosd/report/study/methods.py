"""The methods paragraph, written from the settings that were used and from what was found.

A sentence stands here only if what it describes was done: a rule that met nothing in the record is not described.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

from nmosd.report.layout import Figure, capital
from nmosd.report.numbers import confidence_percent, counted, people
from nmosd.report.study.methods_of_comparison import comparison_methods
from nmosd.report.study.methods_of_people import people_methods
from nmosd.report.study.result_tables import figures_of

if TYPE_CHECKING:
    from nmosd.course import Definitions
    from nmosd.study import Study

Paragraph = Callable[["Study"], Iterator[str]]

_READINGS = {
    "midpoint": "in the middle of the days that they may be",
    "earliest": "as the first day that they may be",
    "latest": "as the last day that they may be",
}
_INTERVALS = {
    "exact": "exact Poisson intervals (Garwood)",
    "log-normal": "log-normal intervals",
    "between people": "intervals from how unevenly attacks fell on people (sandwich, log scale)",
}


def methods(study: "Study") -> list[str]:
    """Return the methods in paragraphs: people, attacks, dates, serostatus, rates, comparison, criteria, figures, software."""
    before, after = (people_methods, _attacks, _dates, _serostatus, _rates), (_verdicts, _summaries, _software)
    return [*_written(study, before), *comparison_methods(study), *_written(study, after)]


def _written(study: "Study", paragraphs: Sequence[Paragraph]) -> list[str]:
    return [" ".join(sentences) for paragraph in paragraphs if (sentences := list(paragraph(study)))]


def _attacks(study: "Study") -> Iterator[str]:
    attacks, definitions = study.course.attacks, study.course.definitions
    set_aside = int(study.course.person_time["reports_set_aside"].sum())
    if set_aside:
        reports = capital(_counted(study, set_aside, "report", "reports"))
        yield f"{reports} adjudicated as {_either(definitions.not_attacks)} did not count."
    if attacks.is_empty():
        return
    merged = attacks.filter(pl.col("reported") > 1).height
    made = f"{_counted(study, merged, 'attack was', 'attacks were')} made of more than one report"
    yield (
        f"Reported attacks whose onsets lay less than {definitions.merge_before_days} days after the first onset of a cluster "
        f"were counted as one attack ({_preset(study)}{f'; {made}' if merged else ''})."
    )
    if _has_vague(attacks, definitions):
        longest = definitions.widest_date_in_windows * definitions.merge_before_days
        yield f"Attacks whose dates span more than {longest} days were not merged with others."
    undated = int(attacks["undated"].sum())
    if undated:
        are = "is" if undated == 1 else "are"
        without = capital(_counted(study, undated, "attack", "attacks"))
        yield f"{without} without a date {are} in the counts of kinds, and in no rate."


def _counted(study: "Study", count: int, one: str, many: str) -> str:
    """Return a count of the course with its noun, or that it is smaller than may be shown."""
    smallest = study.protocol.disclosure.smallest_cell
    return f"fewer than {smallest} {many}" if count < smallest else counted(count, one, many)


def _has_vague(attacks: pl.DataFrame, definitions: "Definitions") -> bool:
    span = attacks["onset_latest_day"] - attacks["onset_earliest_day"] + 1
    return bool((span > definitions.widest_date_in_windows * definitions.merge_before_days).any())


def _dates(study: "Study") -> Iterator[str]:
    if not _has_imprecise_dates(study):
        return
    yield f"Dates that are not known to the day were read {_READINGS[study.course.definitions.date_reading]}."
    depending = [figure for figure in figures_of(study.results, "imprecise dates") if figure["estimate"]]
    if depending:
        yield f"Other days inside the dates could change {_and([_depends(figure) for figure in depending])}."
    yield "Ages and lengths of time that start or end on such a date are no more exact than the date."


def _depends(figure: Figure) -> str:
    subject = {
        "attacks": "the merging of",
        "serostatus": "the serostatus of",
        "person-time": "which attacks, or how many, lie in the follow-up of",
    }[figure["variable"]]
    nouns = ("attack", "attacks") if figure["unit"] == "attacks" else ("person", "people")
    return f"{subject} {counted(int(figure['estimate']), *nouns)}"


def _serostatus(study: "Study") -> Iterator[str]:
    tiers, mog = (set(study.course.serostatus[name].cast(pl.String)) for name in ("aqp4", "mog"))
    definitions = study.course.definitions
    if tiers - {"unknown"}:
        yield (
            "AQP4-IgG was judged over all tests of a person: a positive result in blood was not undone by a later negative one, "
            "and the assay was kept beside it."
        )
        positive = [f"“{tier}”" for tier in definitions.aqp4_positive_tiers]
        which = f"The tiers {_and(positive)}" if len(positive) > 1 else f"The tier {positive[0]}" if positive else "No tier"
        yield f"{which} counted as AQP4-IgG positive."
        if definitions.borderline_settled_by_negative:
            yield "An adequate negative result settled a borderline one."
    if "negative, inadequate" in tiers:
        yield _adequate(definitions)
        if definitions.inadequate_negative_counts:
            yield "In the grouping, an inadequate negative result counted as negative too."
    if mog - {"unknown"}:
        others = (
            "by any assay" if definitions.mog_other_assays_count else "by cell-based assays and where the assay was not stated"
        )
        yield f"MOG-IgG results counted {others}."


def _adequate(definitions: "Definitions") -> str:
    """Return when a negative result was adequate, in the words of the settings."""
    from nmosd.record.vocabulary import vocabulary

    groups, days = definitions.antibody_lowering_groups, definitions.negative_adequate_from_days
    lowering = tuple(name for name, term in vocabulary("acute_treatment").items() if term.attributes.get("group") in groups)
    not_under = []
    if definitions.b_cell_classes:
        not_under.append(
            f"under B-cell therapy ({_either(definitions.b_cell_classes)}, to {definitions.b_cell_effect_days} days after)"
        )
    if lowering and days:
        not_under.append(f"less than {days} days after {_listed(lowering, 'or')}")
    drawn = f", not drawn {' or '.join(not_under)}" if not_under else ""
    return f"A negative result counted as adequate only by a cell-based assay in blood{drawn}."


def _rates(study: "Study") -> Iterator[str]:
    figures = [figure for figure in figures_of(study.results, "rates") if figure["measure"] == "rate"]
    told = [figure for figure in figures if figure["estimate"] is not None]
    if not told:
        return
    options = study.protocol.rates
    yield (
        "Follow-up ran from first contact, or from onset where that was later (delayed entry), to last contact or death, "
        "whichever came first, and only where both ends and the onset were known; a person-year is 365.25 days."
    )
    everyone = told[0]
    if everyone["unknown"]:
        without = everyone["unknown"]
        whose = "that person’s" if without == 1 else "their"
        yield f"For {people(without)} it cannot be told; neither {whose} time nor attacks entered a rate."
    otherwise = options.method != "exact" and any(figure["events"] == 0 for figure in told)
    yield (
        f"Rates are attacks within follow-up over person-years, with {confidence_percent(options.confidence)} "
        f"{_INTERVALS[options.method]}{' (exact Poisson ones where there was no attack)' if otherwise else ''}, "
        f"{_and([f'{choice} the onset attack' for choice in options.onset_attack])}."
    )
    counts = "; the onset attack counts only where follow-up begins with it" if "with" in options.onset_attack else ""
    yield f"Attacks on the day of entry are before follow-up{counts}."
    if any(figure["measure"] == "variance over mean" for figure in figures_of(study.results, "rates")):
        yield "How unevenly attacks fell on people is given as variance over mean, each person weighed by their person-years."


def _verdicts(study: "Study") -> Iterator[str]:
    from nmosd.criteria import known_criteria

    if study.included.is_empty():
        return
    titles = [criterion.title for criterion in known_criteria(study.course.definitions)]
    yield (
        f"Verdicts on {_and(titles)} rest on what is recorded, clause by clause: what is blank or unknown was never taken as no, "
        "and whether alternatives are excluded is only ever a person’s recorded answer. "
        "Recorded data are classified; no diagnosis is made."
    )


def _summaries(study: "Study") -> Iterator[str]:
    figures = [figure for analysis in ("table 1", "attack kinds", "shares") for figure in figures_of(study.results, analysis)]
    told = [figure for figure in figures if figure["estimate"] is not None]
    if any(figure["measure"] == "median" for figure in told):
        yield "Medians are given with quartiles (interpolated, type 7)."
    intervals = sorted(
        {_named_interval(figure) for figure in told if figure["measure"] == "proportion" and figure["lower"] is not None}
    )
    if intervals:
        yield f"Shares are out of the people of whom it is known, with {_and(intervals)}; the unknown are counted beside them."
    if study.protocol.shares:
        yield "Shares of one table are counted side by side: a person may be in several or in none, so they do not add up."
    if any(figure["unit"] == "of attacks" for figure in told):
        yield "Shares of attacks have no interval, since attacks of one person are not independent."


def _named_interval(figure: Figure) -> str:
    return f"{confidence_percent(figure['confidence'])} {figure['method']}s"


def _software(study: "Study") -> Iterator[str]:
    yield f"The study was run with nmosd {study.manifest['nmosd']}; the settings, sources and hashes stand below."


def _preset(study: "Study") -> str:
    settings = study.course.definitions.explain()
    chosen = any(setting.mark == "chosen" for setting in settings)
    recalled = any(setting.name == "merge_before_days" and setting.mark == "recalled" for setting in settings)
    changes, mark = ", with changes" if chosen else "", ", whose interval is recalled, not read in its source" if recalled else ""
    return f"definitions “{study.course.definitions.based_on}”{changes}{mark}"


def _has_imprecise_dates(study: "Study") -> bool:
    """Whether any date of an included person is not known to the day."""
    from nmosd.record import FIELDS

    tables = {field.table: getattr(study.record, field.table) for field in FIELDS.values() if field.kind == "date"}
    own = {name: frame.filter(pl.col("patient_id").is_in(study.included.implode())) for name, frame in tables.items()}
    imprecise = (
        (own[field.table][field.columns[0]] < own[field.table][field.columns[1]]).any()
        for field in FIELDS.values()
        if field.kind == "date"
    )
    return any(imprecise)


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(words)


def _and(words: list[str]) -> str:
    return _listed(words, "and")


def _listed(words: Sequence[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
