"""Which of our reports can be among those that a review counts, and how many of its own are still to be found."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from nmosd.evidence.cases import Case


@dataclass(frozen=True)
class Review:
    """What a review counts and where it looked; None means that it was not stated."""

    source: str
    counts: int
    of: str
    first_year: int | None = None
    last_year: int | None = None
    sex: str | None = None
    ages: tuple[float, float] | None = None
    diseases: tuple[str, ...] = ()
    languages: tuple[tuple[str, int], ...] = ()
    own_case: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Reconciled:
    """A review against a case table: reports that can be among its own, those that cannot and why, and how many are missing.

    `at_least_missing` counts what the review has beyond every report here that could be one of its own, language by language
    where it says how many it has of each.
    """

    review: Review
    can_be: tuple[str, ...]
    cannot_be: tuple[tuple[str, str], ...]
    at_least_missing: int


def reconcile(cases: Sequence[Case], review: Review) -> Reconciled:
    """Return how the reports of a case table stand to those that a review counts; a report counts once however many rows it has.

    Only what is stated excludes: a report from outside its years, in another language, on another disease, or on a person of
    another sex or age than all of the review's.
    """
    reports: dict[str, list[Case]] = {}
    for case in cases:
        reports.setdefault(case.doi or case.source or case.case, []).append(case)
    can_be, cannot_be = [], []
    for report, rows in reports.items():
        reason = _reason(rows[0], review)
        if reason is None:
            can_be.append((report, rows[0].language))
        else:
            cannot_be.append((report, reason))
    missing = max(0, review.counts - len(can_be))
    if review.languages:
        here = {language: sum(spoken == language for _, spoken in can_be) for language, _ in review.languages}
        missing = sum(max(0, count - here[language]) for language, count in review.languages)
    return Reconciled(review, tuple(report for report, _ in can_be), tuple(cannot_be), missing)


def systemic_sclerosis_reviews() -> tuple[Review, ...]:
    """Return the reviews of NMOSD with systemic sclerosis that were read."""
    text = (files("nmosd.evidence") / "data" / "cases" / "systemic_sclerosis.toml").read_text("utf-8")
    made = []
    for entry in tomllib.loads(text)["review"]:
        low_high = entry.get("ages")
        made.append(
            Review(
                **{key: value for key, value in entry.items() if key not in ("ages", "diseases", "languages")},
                ages=(low_high[0], low_high[1]) if low_high else None,
                diseases=tuple(entry.get("diseases", ())),
                languages=tuple(entry.get("languages", {}).items()),
            )
        )
    return tuple(made)


def _reason(case: Case, review: Review) -> str | None:
    return next(_reasons(case, review), None)


def _reasons(case: Case, review: Review) -> Iterator[str]:
    if review.own_case and case.doi == review.own_case:
        yield "the review's own case, beside those it counts"
    if case.year is not None and review.first_year and case.year < review.first_year:
        yield f"published in {case.year}, before {review.first_year}"
    if case.year is not None and review.last_year and case.year > review.last_year:
        yield f"published in {case.year}, after {review.last_year}"
    if case.disease is not None and review.diseases and case.disease not in review.diseases:
        yield case.disease
    if case.sex is not None and review.sex and case.sex != review.sex:
        yield f"{case.sex}, and all of the review's are {review.sex}"
    if case.age is not None and review.ages and not review.ages[0] <= case.age <= review.ages[1]:
        yield f"aged {case.age:g}, and all of the review's are {review.ages[0]:g} to {review.ages[1]:g}"
    if case.language is not None and review.languages and case.language not in dict(review.languages):
        yield f"in {case.language}"
