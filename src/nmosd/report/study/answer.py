"""The question and its answer in two sentences, put together from rows of the results."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nmosd.report.layout import Figure
from nmosd.report.numbers import CANNOT_TELL, confidence_percent, counted, decimals_of, interval, number, people, percent
from nmosd.report.study.result_tables import figures_of
from nmosd.report.study.share_tables import share_text
from nmosd.study.description.rates import TOO_NARROW
from nmosd.study.groups import EVERYONE

if TYPE_CHECKING:
    from nmosd.study import Study


def question(study: "Study") -> str:
    """Return the question as the protocol asks it; without one, what a description of a cohort answers."""
    if study.protocol.question:
        return study.protocol.question
    return "Who are the people of this cohort, where did their attacks strike, and how often did attacks come?"


def answer(study: "Study") -> list[str]:
    """Return the answer: who the people are, the shares that the protocol asks for, and how often attacks came."""
    if not study.included.len():
        return ["Nobody is in the study, so nothing can be described."]
    return [_who(study), *_shares(figures_of(study.results, "shares")), _how_often(figures_of(study.results, "rates"))]


def _who(study: "Study") -> str:
    figures = figures_of(study.results, "table 1")
    sizes = [(figure["group"], int(figure["estimate"])) for figure in figures if figure["variable"] == "people"]
    total = dict(sizes).get(EVERYONE, study.included.len())
    attacks = counted(study.course.attacks.height, "attack", "attacks")
    sentence = f"{people(total)} with {attacks} on record {'was' if total == 1 else 'were'} included"
    groups = sorted(((name, size) for name, size in sizes if name != EVERYONE), key=lambda pair: -pair[1])
    if not groups or not total:
        return sentence + "."
    return sentence + ": " + ", ".join(f"{number(size)} {name} ({percent(size / total)})" for name, size in groups) + "."


def _shares(figures: list[Figure]) -> Iterator[str]:
    """Yield one sentence for each block of shares in everyone."""
    shares = [figure for figure in figures if figure["group"] == EVERYONE and figure["measure"] == "proportion"]
    for title in dict.fromkeys(figure["variable"] for figure in shares):
        own = [figure for figure in shares if figure["variable"] == title]
        told = [
            f"{figure['level']} in {number(figure['events'])} of {number(figure['n'])}, {share_text(figure)}"
            if figure["estimate"] is not None
            else f"{figure['level']}: {CANNOT_TELL}"
            for figure in own
        ]
        confidence = next((figure["confidence"] for figure in own if figure["confidence"] is not None), None)
        intervals = f" ({confidence_percent(confidence)} intervals)" if confidence is not None else ""
        yield f"{title}{intervals}: {'; '.join(told)}."


def _how_often(figures: list[Figure]) -> str:
    rates = [figure for figure in figures if figure["group"] == EVERYONE and figure["measure"] == "rate"]
    if not rates:
        return "The protocol asks for no rate."
    first = rates[0]
    if first["estimate"] is None:
        everyone = (first["n"] or 0) + (first["unknown"] or 0)
        return f"How often attacks came cannot be told: of {people(everyone)} none has person-years of stated follow-up."
    decimals = decimals_of("rate", first["estimate"], first["upper"])
    rate = interval(first["estimate"], first["lower"], first["upper"], decimals)
    confidence = confidence_percent(first["confidence"])
    counted_how = first["variable"].removeprefix("attacks, ")
    uneven = any(TOO_NARROW in warning for warning in first["warnings"] or ())
    narrow = ", too narrow since attacks fall more unevenly on people than by chance" if uneven else ""
    unknown = f"; of {people(first['unknown'])} it cannot be told" if first["unknown"] else ""
    return (
        f"Attacks came at {rate} per person-year ({confidence} interval{narrow}; {counted_how}): "
        f"{counted(first['events'], 'attack', 'attacks')} in {number(first['person_years'], 1)} person-years "
        f"of {people(first['n'])}{unknown}."
    )
