"""The question and its answer in two sentences, put together from rows of the results."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nmosd.report.layout import Figure, suppressed
from nmosd.report.numbers import CANNOT_TELL, confidence_percent, counted, decimals_of, interval, number, p_text, people, percent
from nmosd.report.study.comparison.models import main_figure
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
    comparison = study.protocol.comparison
    if comparison is not None and study.protocol.outcomes:
        reference, *others = comparison.names
        return f"How does {study.protocol.outcomes[0].name} compare between {' or '.join(others)} and {reference}?"
    return "Who are the people of this cohort, where did their attacks strike, and how often did attacks come?"


def answer(study: "Study") -> list[str]:
    """Return the answer: who the people are, the shares that the protocol asks for, and how often attacks came."""
    if not study.included.len():
        return ["Nobody is in the study, so nothing can be described."]
    main = main_figure(study.results, study.main)
    if main is not None:
        return [_who(study), _ratio(main)]
    return [_who(study), *_shares(figures_of(study.results, "shares")), _how_often(figures_of(study.results, "rates"))]


def _who(study: "Study") -> str:
    figures = figures_of(study.results, "table 1")
    counts = [figure for figure in figures if figure["variable"] == "people"]
    sizes = [(figure["group"], int(figure["estimate"])) for figure in counts if figure["estimate"] is not None]
    total = dict(sizes).get(EVERYONE)
    if total is None:
        return "How many people were included is not shown."
    happened, smallest = study.course.attacks.height, study.protocol.disclosure.smallest_cell
    attacks = f"fewer than {smallest} attacks" if happened < smallest else counted(happened, "attack", "attacks")
    sentence = f"{people(total)} with {attacks} on record {'was' if total == 1 else 'were'} included"
    groups = sorted(((name, size) for name, size in sizes if name != EVERYONE), key=lambda pair: -pair[1])
    if not groups or not total:
        return sentence + "."
    return sentence + ": " + ", ".join(f"{number(size)} {name} ({percent(size / total)})" for name, size in groups) + "."


def _ratio(figure: Figure) -> str:
    """Return the main answer: the ratio with its interval, the people and the events that it rests on, and its p value."""
    of, against = figure["group"], figure["compared_with"] or "the others"
    if figure["estimate"] is None:
        why = " ".join(figure["warnings"] or ())
        return f"How {figure['variable']} compares between {of} and {against} cannot be told. {why}".strip()
    confidence = f"{confidence_percent(figure['confidence'])} interval " if figure["confidence"] is not None else ""
    limits = interval(figure["estimate"], figure["lower"], figure["upper"]).partition(" (")[2].removesuffix(")")
    rests = [counted(figure["events"], "event", "events")] if figure["events"] is not None else []
    rests += [f"in {people(figure['n'])}"] if figure["n"] is not None else []
    p = f", p {_p(figure['p_value'])}" if figure["p_value"] is not None else ""
    return (
        f"The {figure['measure']} of {figure['variable']} was {number(figure['estimate'], 2)} ({confidence}{limits}{p}) "
        f"with {of} against {against} ({'; '.join(part for part in (figure['level'], ' '.join(rests)) if part)})."
    )


def _p(value: float) -> str:
    text = p_text(value)
    return f"{text[0]} {text[1:]}" if text[0] in "<>" else f"= {text}"


def _shares(figures: list[Figure]) -> Iterator[str]:
    """Yield one sentence for each block of shares in everyone."""
    shares = [figure for figure in figures if figure["group"] == EVERYONE and figure["measure"] == "proportion"]
    for title in dict.fromkeys(figure["variable"] for figure in shares):
        own = [figure for figure in shares if figure["variable"] == title]
        told = [
            f"{figure['level']} in {number(figure['events'])} of {number(figure['n'])}, {share_text(figure)}"
            if figure["estimate"] is not None
            else f"{figure['level']}: {suppressed(figure) or CANNOT_TELL}"
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
        if suppressed(first):
            return f"How often attacks came is not shown: {suppressed(first)} people or attacks."
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
