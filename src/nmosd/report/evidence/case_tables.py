"""The living case table on the evidence page: the people, what they show in figures, and how reviews count them."""

from collections.abc import Iterator, Mapping
from functools import cache

from nmosd.evidence.cases import Case, distinct_people, same_people, systemic_sclerosis_cases
from nmosd.evidence.figures_of_cases import case_figures
from nmosd.evidence.reconciling import Review, reconcile, systemic_sclerosis_reviews
from nmosd.report.evidence.parts import EvidenceRow, EvidenceTable, Fact
from nmosd.report.numbers import number, percent

CASE = "case"
_UNSTATED = "not stated"


@cache
def case_tables() -> tuple[EvidenceTable, ...]:
    """Return the tables of the worked example: people, figures, and the reviews' counts against them."""
    cases = systemic_sclerosis_cases()
    return (_people(cases), _figures(cases), _reviews(cases))


def _people(cases: tuple[Case, ...]) -> EvidenceTable:
    twice = {pair.second: pair.first for pair in same_people(cases) if pair.certain}
    rows = []
    for case in cases:
        place = f"{CASE}/{case.case}"
        fits = {"yes": "fits", "no": "does not fit", "cannot tell": "cannot tell"}[case.fits]
        same = f"the same person as {twice[case.case]}" if case.case in twice else ""
        person = ", ".join(part for part in (case.sex, number(case.age) if case.age is not None else "", case.country) if part)
        treated = "; ".join(part for part in (case.acute_treatment, case.prevention) if part)
        outcome = "; ".join(part for part in (case.complication, case.outcome) if part)
        cells = (
            (Fact(same or fits, place), *((Fact(case.why, place),) if case.why else ())),
            (Fact(person or _UNSTATED, place),),
            (Fact(case.order or _UNSTATED, place),),
            (Fact(case.aqp4 or _UNSTATED, place),),
            (Fact(case.features or _UNSTATED, place),),
            (Fact(treated or _UNSTATED, place),),
            (Fact(outcome or _UNSTATED, place),),
            (Fact(case.read or _UNSTATED, place),),
        )
        rows.append(EvidenceRow(Fact(case.case, place), cells))
    columns = ("Case", "Question", "Person", "Order of onset", "AQP4-IgG", "Features", "Treatment", "Course", "What was read")
    explanation = f"{len(cases)} rows, {len(distinct_people(cases))} people; empty in what was read is not no"
    return EvidenceTable("cases", "Living case table: NMOSD with systemic sclerosis", columns, tuple(rows), explanation)


def _figures(cases: tuple[Case, ...]) -> EvidenceTable:
    rows = []
    for figure in case_figures(cases):
        level = f": {figure['level']}" if figure.get("level") else f", {figure['measure']}"
        unknown = figure.get("unknown") or 0
        rows.append(
            EvidenceRow(
                Fact(f"{figure['variable']}{level}"),
                ((Fact(_figure(figure), f"{CASE}/figures"),), (Fact(f"{unknown}", f"{CASE}/figures"),)),
            )
        )
    explanation = "each person once, exact 95 % intervals; published cases describe these reports and no population"
    return EvidenceTable(
        "case-figures", "What the people who fit show", ("Figure", "Share or value", "Not stated"), tuple(rows), explanation
    )


def _figure(figure: Mapping[str, object]) -> str:
    if figure["measure"] != "proportion":
        return number(_as_number(figure["estimate"]))
    if figure.get("estimate") is None:
        return "nothing is stated"
    low, high = (percent(_as_number(figure[limit])) for limit in ("lower", "upper"))
    return f"{figure['events']} of {figure['n']}, {percent(_as_number(figure['estimate']))} ({low} to {high})"


def _as_number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _reviews(cases: tuple[Case, ...]) -> EvidenceTable:
    rows = []
    for review in systemic_sclerosis_reviews():
        found = reconcile(cases, review)
        names = {case.doi: case.case for case in reversed(cases) if case.doi}
        place = f"{CASE}/reviews"
        can = ", ".join(names.get(report, report) for report in found.can_be) or "none"
        cells = (
            tuple(Fact(text, place) for text in (_counted(review), review.note) if text),
            (Fact(can, place),),
            tuple(_excluded(found.cannot_be, names, place)),
            (Fact(f"at least {found.at_least_missing}", place),),
        )
        rows.append(EvidenceRow(Fact(review.source, f"{CASE}/reviews"), cells))
    explanation = "only what is stated excludes a report; a review's list of references was not read"
    columns = ("Review", "It counts", "Can be among them", "Cannot, because", "Still to be found")
    return EvidenceTable("reviews", "Which of the reviews' cases are these", columns, tuple(rows), explanation)


def _counted(review: Review) -> str:
    years = f", {review.first_year} to {review.last_year}" if review.first_year else ""
    return f"{review.counts} {review.of}{years}"


def _excluded(pairs: tuple[tuple[str, str], ...], names: Mapping[str, str], place: str) -> Iterator[Fact]:
    for report, reason in pairs:
        yield Fact(f"{names.get(report, report)}: {reason}", place)
