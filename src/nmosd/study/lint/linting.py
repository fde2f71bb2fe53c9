"""All rules against one design."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nmosd.course import Course
from nmosd.course.course import ONE_ROW_PER_PERSON
from nmosd.record import Record
from nmosd.study.lint import analysis, counting, measurement, time, treatment
from nmosd.study.lint.codes import finding_codes
from nmosd.study.lint.design import Design
from nmosd.study.lint.finding import Finding, Rule

if TYPE_CHECKING:
    from nmosd.study.protocol import Protocol

RULES: Mapping[str, Rule] = {**time.RULES, **counting.RULES, **treatment.RULES, **measurement.RULES, **analysis.RULES}
"""The rule behind each code, in the order of the codes."""

LINTED = (
    *ONE_ROW_PER_PERSON,
    "attacks",
    "coexisting",
    "disability",
    "exposure",
    "eye_history",
    "milestones",
    "worsening",
)
"""The derived tables that the rules read."""


def findings(record: Record, course: Course, protocol: "Protocol") -> tuple[Finding, ...]:
    """Return what is wrong in the design of a study, in the order of the codes; nothing where nothing is.

    `record` is the whole record, `course` that of the people included. What the protocol allows is among them, with its reason.
    """
    design = Design(record, course, protocol)
    found = ((code, rule(design)) for code, rule in RULES.items())
    kinds = finding_codes()
    return tuple(
        Finding(
            code,
            kinds[code].title,
            kinds[code].severity,
            protocol.line(*seen.at),
            seen.says,
            seen.people,
            seen.person_years,
            kinds[code].remedy,
            protocol.lint.allow.get(code),
        )
        for code, seen in found
        if seen is not None and seen.people
    )
