"""Integrity checks: each a small function that yields problems with a code; what a record allows is kept, with its reason."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from nmosd.evidence.base import Evidence
from nmosd.evidence.checks.counts import (
    arms_add_up,
    events_within_people,
    means_on_their_scale,
    rate_of_its_events,
    share_of_whole_people,
)
from nmosd.evidence.checks.designs import control_arms_used_once, design_fits_control, effects_have_a_control, shared_arms_exist
from nmosd.evidence.checks.finding import CheckCode, EvidenceProblem, check_codes
from nmosd.evidence.checks.intervals import effect_agrees_with_arms, estimate_in_its_interval, interval_symmetric, p_agrees
from nmosd.evidence.checks.overlaps import claims_within_their_population, references_lead_somewhere, same_people_are_named
from nmosd.evidence.checks.sources import marks_name_fields, sources_listed_once, sources_stand, statuses_fresh
from nmosd.evidence.models import Study

__all__ = ["CHECKS", "CheckCode", "EvidenceProblem", "check_codes", "check_evidence"]

CHECKS: tuple[Callable[[Evidence], Iterator[EvidenceProblem]], ...] = (
    estimate_in_its_interval,
    interval_symmetric,
    p_agrees,
    effect_agrees_with_arms,
    events_within_people,
    share_of_whole_people,
    rate_of_its_events,
    arms_add_up,
    means_on_their_scale,
    design_fits_control,
    effects_have_a_control,
    control_arms_used_once,
    shared_arms_exist,
    same_people_are_named,
    claims_within_their_population,
    references_lead_somewhere,
    sources_stand,
    sources_listed_once,
    marks_name_fields,
)


def check_evidence(base: Evidence, *, today: dt.date | None = None) -> tuple[EvidenceProblem, ...]:
    """Return every problem of an evidence base, sorted by code and place; those that a record allows carry its reason.

    Dated statuses are held against `today`, and not looked at without it. A reason for a problem that is not there is a problem
    itself (E901).
    """
    found = [problem for check in CHECKS for problem in check(base)]
    if today is not None:
        found += statuses_fresh(base, today)
    reasons = _reasons(base)
    kept = [
        EvidenceProblem(p.code, p.record, p.finding, p.message, reasons.get((p.record, p.finding), {}).get(p.code)) for p in found
    ]
    return tuple(
        sorted([*kept, *_not_needed(reasons, kept, dated=today is not None)], key=lambda p: (p.code, p.place, p.message))
    )


def _reasons(base: Evidence) -> dict[tuple[str, str | None], dict[str, str]]:
    reasons: dict[tuple[str, str | None], dict[str, str]] = {}
    for record in base.records.values():
        reasons[record.id, None] = dict(record.allow)
        for finding in record.findings if isinstance(record, Study) else ():
            reasons[record.id, finding.id] = dict(finding.allow)
    return reasons


def _not_needed(
    reasons: dict[tuple[str, str | None], dict[str, str]], found: Sequence[EvidenceProblem], *, dated: bool
) -> Iterator[EvidenceProblem]:
    met = {(problem.record, problem.finding, problem.code) for problem in found}
    for (record, finding), codes in reasons.items():
        for code in codes:
            if (record, finding, code) not in met and (dated or code != "E302"):
                yield EvidenceProblem("E901", record, finding, code)
