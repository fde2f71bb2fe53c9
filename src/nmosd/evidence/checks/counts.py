"""Counts, shares, rates, means: possible, and of one mind with each other."""

import math
from collections.abc import Iterator

from nmosd.evidence.base import Evidence
from nmosd.evidence.checks.finding import EvidenceProblem, arm_results, half_a_unit
from nmosd.evidence.models import ArmResult, Finding, Spread, Study
from nmosd.evidence.vocabulary import evidence_words

_EVENTS_PER_PERSON = "annualised relapse rate"


def events_within_people(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E111 where more people have an event than there are; a rate counts events, which may be more."""
    for study, finding, arm, result in arm_results(base):
        n = _people(study, finding, arm, result)
        if result.events is not None and n is not None and result.events > n and finding.outcome != _EVENTS_PER_PERSON:
            yield _problem("E111", study, finding, f"{arm}: {result.events} of {n}")


def share_of_whole_people(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E112 where no whole number makes a crude share, E113 where the given events do not, E115 outside 0 to 100 %."""
    for study, finding, arm, result in arm_results(base):
        for share in (result.crude_percent, result.kaplan_meier_percent):
            if share is not None and not 0 <= share <= 100:
                yield _problem("E115", study, finding, f"{arm}: {share:g} %")
        n, share = _people(study, finding, arm, result), result.crude_percent
        if share is None or not n:
            continue
        nearest = round(share * n / 100) if result.events is None else result.events
        if abs(100 * nearest / n - share) > half_a_unit(share):
            code = "E112" if result.events is None else "E113"
            yield _problem(code, study, finding, f"{arm}: {share:g} % of {n}, and {nearest} of {n} are {100 * nearest / n:.2f} %")


def rate_of_its_events(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E114 where no numbers that round to the printed events, person-years and rate belong together."""
    for study, finding, arm, result in arm_results(base):
        if result.rate is None or result.events is None or result.person_years is None:
            continue
        step, half = half_a_unit(result.person_years), half_a_unit(result.rate)
        low = result.rate_per * result.events / (result.person_years + step)
        high = result.rate_per * result.events / max(result.person_years - step, 1e-9)
        if result.rate + half < low or result.rate - half > high:
            counts = f"{result.events} in {result.person_years:g} person-years"
            text = f"{arm}: {result.rate:g}, and {counts} make {low:.3g} to {high:.3g}"
            yield _problem("E114", study, finding, text)


def arms_add_up(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E116 where the arms of a randomised trial have another number of people than the trial."""
    for study in base.studies:
        sizes = [arm.n for arm in study.arms.values()]
        known = [size for size in sizes if size is not None]
        if study.design != "randomised trial" or study.population.n is None or not known or len(known) < len(sizes):
            continue
        if sum(known) != study.population.n:
            yield EvidenceProblem("E116", study.id, None, f"{' + '.join(map(str, known))} is not {study.population.n}")


def means_on_their_scale(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E121 where a mean, a median or a standard deviation cannot be on the instrument's scale.

    On a scale from a to b with mean m, no standard deviation of n people exceeds the root of (m - a) (b - m) n / (n - 1).
    """
    for study, finding, arm, result in arm_results(base):
        bounds = evidence_words("outcome")[finding.outcome].attributes
        if "lowest" not in bounds:
            continue
        low, high = float(bounds["lowest"]), float(bounds["highest"])
        own = Spread(n=result.n, mean=result.mean, sd=result.sd, median=result.median)
        for spread in (own, result.before, result.after):
            wrong = _impossible(spread, low, high) if spread is not None else None
            if wrong:
                yield _problem("E121", study, finding, f"{arm}: {wrong} on a scale from {low:g} to {high:g}")


def _impossible(spread: Spread, low: float, high: float) -> str | None:
    for name, value in (("mean", spread.mean), ("median", spread.median)):
        if value is not None and not low <= value <= high:
            return f"{name} {value:g}"
    if spread.mean is None or spread.sd is None:
        return None
    correction = spread.n / (spread.n - 1) if spread.n is not None and spread.n > 1 else 2.0
    largest = math.sqrt(max((spread.mean - low) * (high - spread.mean), 0.0) * correction)
    return (
        f"SD {spread.sd:g} about a mean of {spread.mean:g}" if spread.sd > largest + half_a_unit(spread.sd, spread.mean) else None
    )


def _people(study: Study, finding: Finding, arm: str, result: ArmResult) -> int | None:
    """Return the people of a result: its own number, or the arm's where the finding speaks of all of them."""
    if result.n is not None or finding.among is not None or finding.serostatus is not None:
        return result.n
    return study.arms[arm].n


def _problem(code: str, study: Study, finding: Finding, message: str) -> EvidenceProblem:
    return EvidenceProblem(code, study.id, finding.id, message)
