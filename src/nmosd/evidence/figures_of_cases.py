"""What a case table shows in figures: each person once, exact intervals, and nothing said of those of whom nothing is stated."""

from collections.abc import Callable, Sequence

from nmosd.evidence.cases import Case, distinct_people
from nmosd.evidence.vocabulary import plain
from nmosd.record.vocabulary import vocabulary
from nmosd.stats import proportion

_SHARES: tuple[tuple[str, str, Callable[[Case], bool | None]], ...] = (
    ("sex", "female", lambda case: None if case.sex is None else case.sex == "female"),
    ("order of onset", "other disease first", lambda case: _is(case.order, "other disease first")),
    ("order of onset", "diagnosed together", lambda case: _is(case.order, "diagnosed together")),
    ("order of onset", "NMOSD first", lambda case: _is(case.order, "NMOSD first")),
    ("AQP4-IgG", "positive", lambda case: None if case.aqp4 is None else case.aqp4 == "positive"),
    ("steroid in an attack", "given", lambda case: _given(case.acute_treatment, "steroid")),
    (
        "apheresis in an attack",
        "given",
        lambda case: _given(case.acute_treatment, "apheresis"),
    ),
    ("response to attack treatment", "improved", lambda case: None if case.response is None else case.response == "improved"),
)


def case_figures(cases: Sequence[Case], *, analysis: str = "case table") -> list[dict[str, object]]:
    """Return rows for `results_frame`: shares of the people who fit, with exact intervals, and their ages.

    Each person counts once. `n` is those of whom it is stated, `unknown` the others; a treatment that is not named counts as not
    stated and not as not given, unless another treatment is named. Published cases are chosen for being worth publishing: the
    shares describe these reports and no population, and every row says so.
    """
    people = [case for case in distinct_people(cases) if case.fits == "yes"]
    note = "published cases: the share describes these reports and no population"
    rows: list[dict[str, object]] = []
    for variable, level, holds in _SHARES:
        known = [answer for case in people if (answer := holds(case)) is not None]
        where: dict[str, object] = {"analysis": analysis, "group": "everyone", "variable": variable, "level": level}
        if known:
            figure = proportion(sum(known), len(known), method="exact").row(**where)
            rows.append(figure | {"unknown": len(people) - len(known), "warnings": [note]})
        else:
            rows.append(where | {"measure": "proportion", "unknown": len(people), "warnings": [f"nothing is stated; {note}"]})
    ages = sorted(case.age for case in people if case.age is not None)
    about_age = {"analysis": analysis, "group": "everyone", "variable": "age", "unit": "years"}
    for measure, value in (("lowest", ages[0]), ("highest", ages[-1])) if ages else ():
        rows.append(about_age | {"measure": measure, "estimate": value, "n": len(ages), "unknown": len(people) - len(ages)})
    return rows


def _is(value: str | None, wanted: str) -> bool | None:
    return None if value in (None, "not stated") else value == wanted


def _given(text: str | None, group: str) -> bool | None:
    """Return whether a text names an attack treatment of a group of the record's vocabulary; None where there is no text."""
    if text is None:
        return None
    terms = [term for term in vocabulary("acute_treatment").values() if term.attributes.get("group") == group]
    words = {plain(word) for term in terms for word in (group, term.name, *term.synonyms)}
    return any(f" {word} " in f" {plain(text)} " for word in words)
