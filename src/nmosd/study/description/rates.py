"""How often attacks came: the rate per person-year, and what makes it less sure than it looks."""

import math
from collections.abc import Iterator, Sequence
from typing import Literal

import polars as pl

from nmosd.course import Course
from nmosd.stats import Estimate, dispersion, rate, rate_between_people
from nmosd.stats.rates import Dispersion, RateMethod
from nmosd.study.description.summaries import CANNOT_BE_TOLD, Row, count
from nmosd.study.groups import Group

_COUNTED = {
    "without": (
        "attacks, onset attack not counted",
        "attacks",
        "Attacks after the day of entry, without the onset attack, over the person-years of stated follow-up.",
    ),
    "with": (
        "attacks, onset attack counted",
        "attacks_with_onset",
        "The same with the onset attack where follow-up begins with it; it made the person a case, so short follow-up raises it.",
    ),
}

Method = RateMethod | Literal["between people"]
"""How the interval of a rate is made: from the totals, as if attacks were independent, or from how they fall on people."""

TOO_NARROW = "the interval, which takes attacks as independent of each other, is too narrow"


def rate_rows(
    course: Course,
    groups: Sequence[Group],
    *,
    onset_attack: Sequence[str] = ("without", "with"),
    confidence: float = 0.95,
    method: Method = "exact",
) -> Iterator[Row]:
    """Yield the attack rate of each group, and how unevenly the attacks fall on its people.

    `n` counts the people with stated person-time, `unknown` those without: nothing of theirs is counted, neither time nor
    attacks. Undated attacks are not counted either, and a warning says how many there were.
    """
    for choice in onset_attack:
        variable, column, definition = _COUNTED[choice]
        for group in groups:
            known = _with_person_time(course, group)
            figure, warnings = _rate(known, column, confidence, method)
            warnings += _warnings(group.of(course.attacks), known, independent=method != "between people")
            yield figure.row(
                analysis="rates",
                group=group.name,
                variable=variable,
                n=known.height,
                unknown=group.n - known.height,
                definition=definition,
                warnings=warnings or None,
            )
    for group in groups:
        yield from _spread_rows(course, group)
    for group in groups:
        yield from _reasons(course, group)


def _with_person_time(course: Course, group: Group) -> pl.DataFrame:
    return group.of(course.person_time).filter(pl.col("person_years").is_not_null())


_SPREAD = (
    "Variance over mean of the attacks between people, given each one's person-years: 1 if attacks fell by chance alone, more if "
    "some people have more attacks than others or attacks come in clusters."
)


def _rate(known: pl.DataFrame, column: str, confidence: float, method: Method) -> tuple[Estimate, list[str]]:
    """Return the rate and what is to be said of it; null where there is no person-time."""
    events, person_years = int(known[column].sum()), math.fsum(known["person_years"])
    if person_years <= 0:
        nothing = Estimate("rate", None, None, None, None, CANNOT_BE_TOLD, events=events, person_years=0.0)
        return nothing, ["There is no person-time in this group, so there is no rate."]
    if method == "between people":
        at_risk = known.filter(pl.col("person_years") > 0)
        if events and at_risk.height > 1:
            return rate_between_people(at_risk[column].to_list(), at_risk["person_years"].to_list(), confidence=confidence), []
        figure = rate(events, person_years, confidence=confidence)
        return figure, ["There are fewer than two people or no attack, so the interval is the exact one."]
    if method == "log-normal" and events == 0:
        figure = rate(events, person_years, confidence=confidence)
        return figure, ["There is no attack, so the interval is the exact one instead of the log-normal."]
    return rate(events, person_years, confidence=confidence, method=method), []


def _spread(known: pl.DataFrame) -> Dispersion | None:
    """Return how unevenly the attacks after entry fall on people; the onset attack, which everybody has, would hide it."""
    at_risk = known.filter(pl.col("person_years") > 0)
    return dispersion(at_risk["attacks"].to_list(), at_risk["person_years"].to_list())


def _warnings(attacks: pl.DataFrame, known: pl.DataFrame, *, independent: bool) -> list[str]:
    said = []
    spread = _spread(known)
    if independent and spread is not None and spread.is_clear:
        said.append(
            f"The attacks vary between people {spread.ratio:.1f} times as much as chance would make them (variance over mean), "
            f"so {TOO_NARROW}."
        )
    silent = known.height - known.join(attacks, on="patient_id", how="semi").height
    if silent:
        said.append(
            f"{_many(silent, 'person has', 'people have')} follow-up but no attack on record, not even the one at onset; "
            "the rate takes this to mean no attack in follow-up, and is too low if attacks were not recorded."
        )
    undated = int(known["undated_attacks"].sum())
    if undated:
        said.append(f"{_many(undated, 'attack is', 'attacks are')} not counted, for want of a date.")
    dependent = int(known["date_dependent"].sum())
    if dependent:
        said.append(
            f"Of {dependent} of {_many(known.height, 'person', 'people')}, other days inside imprecise dates could change which "
            "attacks, or how many, lie in follow-up."
        )
    return said


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _spread_rows(course: Course, group: Group) -> Iterator[Row]:
    known = _with_person_time(course, group)
    spread = _spread(known)
    if spread is not None:
        yield Estimate(
            "variance over mean", spread.ratio, None, None, None, "Pearson's statistic over its degrees of freedom", n=spread.n
        ).row(
            analysis="rates",
            group=group.name,
            variable="how unevenly attacks fall on people",
            unknown=group.n - spread.n,
            definition=_SPREAD,
        )


def _reasons(course: Course, group: Group) -> Iterator[Row]:
    without = group.of(course.person_time).filter(pl.col("person_years").is_null())
    tally = without.group_by("reason").len().sort("len", "reason", descending=[True, False])
    for reason, number in tally.iter_rows():
        yield count(
            group.name,
            number,
            analysis="rates",
            variable="people without stated follow-up",
            level=reason,
            n=group.n,
            events=number,
            unit="people",
            definition="People whose person-time cannot be told, by what is missing; none of their time or attacks is in a rate.",
        )
