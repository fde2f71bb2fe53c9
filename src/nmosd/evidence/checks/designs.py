"""Designs that are what they say, and control arms that are used once."""

from collections.abc import Iterator
from itertools import combinations

from nmosd.evidence.base import Evidence
from nmosd.evidence.checks.finding import EvidenceProblem
from nmosd.evidence.models import Study
from nmosd.evidence.vocabulary import evidence_words


def design_fits_control(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E201 where a design cannot have the control that is named."""
    for study in base.studies:
        if study.control not in evidence_words("design")[study.design].attributes["controls"]:
            yield EvidenceProblem("E201", study.id, None, f"{study.design}, control {study.control}")


def effects_have_a_control(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E202 for an effect between arms of a study without a control, E203 where before and after became an effect."""
    for study, finding in base.findings():
        compares = evidence_words("control")[study.control].attributes["compares"]
        for effect in finding.effects:
            if effect.type == "test only":
                continue
            if effect.versus is not None and not compares:
                text = f"{effect.type} against {effect.versus}, control {study.control}"
                yield EvidenceProblem("E202", study.id, finding.id, text)
            if effect.versus is None and any(result.before or result.after for result in finding.arms.values()):
                yield EvidenceProblem("E203", study.id, finding.id, f"{effect.type} {effect.estimate}")


def control_arms_used_once(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E204 for arms of two studies with the same treatment, size and outcome that do not say that they are one.

    Two arms are the same where treatment and number of people agree, and some events with their person-years, or some rate with
    its interval, as well.
    """
    for first, second in combinations(base.studies, 2):
        for arm, other in _same_arms(first, second):
            said = {(shared.study, shared.their_arm, shared.arm) for shared in second.shares_arm_with}
            said_back = {(shared.study, shared.arm, shared.their_arm) for shared in first.shares_arm_with}
            shares_a_third = _origin(first, arm) & _origin(second, other)
            if (first.id, arm, other) not in said and (second.id, arm, other) not in said_back and not shares_a_third:
                text = f"{other} is {arm} of {first.id}: {first.arms[arm].n} people, the same result"
                yield EvidenceProblem("E204", second.id, None, text)


def shared_arms_exist(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E205 where a shared arm does not exist in the other study, or has another size there."""
    for study in base.studies:
        for shared in study.shares_arm_with:
            other = base.records.get(shared.study)
            if not isinstance(other, Study) or shared.their_arm not in other.arms or shared.arm not in study.arms:
                yield EvidenceProblem("E205", study.id, None, f"{shared.arm} is {shared.their_arm} of {shared.study}")
            elif other.arms[shared.their_arm].n != study.arms[shared.arm].n:
                sizes = f"{study.arms[shared.arm].n} and {other.arms[shared.their_arm].n} people"
                yield EvidenceProblem("E205", study.id, None, f"{shared.arm} is {shared.their_arm} of {shared.study}: {sizes}")


def _origin(study: Study, arm: str) -> set[tuple[str, str]]:
    return {(shared.study, shared.their_arm) for shared in study.shares_arm_with if shared.arm == arm}


def _same_arms(first: Study, second: Study) -> Iterator[tuple[str, str]]:
    for name, arm in first.arms.items():
        for other_name, other in second.arms.items():
            if not arm.given or arm.n is None or (arm.given, arm.n) != (other.given, other.n):
                continue
            if _marks_of(first, name) & _marks_of(second, other_name):
                yield name, other_name


def _marks_of(study: Study, arm: str) -> set[tuple[object, ...]]:
    """Return what tells an arm from others: events with person-years, rates with intervals."""
    results = [finding.arms[arm] for finding in study.findings if arm in finding.arms]
    events = {("events", r.events, r.person_years) for r in results if r.events and r.person_years}
    rates = {("rate", r.rate, r.interval) for r in results if r.rate and r.interval}
    return events | rates
