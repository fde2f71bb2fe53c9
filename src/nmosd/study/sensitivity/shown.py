"""The main result under every other choice, one row each, so that one picture shows them all."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nmosd.criteria.facts import NEEDED as NEEDED_FOR_CRITERIA
from nmosd.errors import NmosdError
from nmosd.record import Record
from nmosd.stats import Estimate
from nmosd.study.comparison.main_model import main_ratio
from nmosd.study.description.rates import rate_rows
from nmosd.study.description.summaries import CANNOT_BE_TOLD, Row
from nmosd.study.design.subjects import subjects
from nmosd.study.groups import EVERYONE, groups_of
from nmosd.study.population import select_people
from nmosd.study.sensitivity.courses import Courses
from nmosd.study.sensitivity.variants import Variant, people_with_complete_dates, variants

if TYPE_CHECKING:
    from nmosd.study.protocol import Protocol

_DEFINITION = "The main figure of the study under another choice; all else is as in the protocol."


def sensitivity_rows(record: Record, protocol: "Protocol") -> Iterator[Row]:
    """Yield the main figure under every variant: the ratio of the first outcome's main model, else the attack rate of everyone.

    `variable` is the outcome, `level` the variant in words. A variant under which the figure cannot be told has a null estimate
    and says why.
    """
    courses = Courses(record)
    for variant in variants(protocol):
        for row in _figures(record, courses, variant):
            yield row | {"analysis": "sensitivity", "level": variant.words, "definition": _DEFINITION}


def _figures(record: Record, courses: Courses, variant: Variant) -> list[Row]:
    protocol = variant.protocol
    try:
        whole = courses.under(protocol.course_definitions(), needed_tables(protocol))
        included, _ = select_people(record, whole, protocol.population)
        if variant.complete_dates:
            included = included.filter(included.is_in(people_with_complete_dates(record).implode()))
        course = whole.restricted(included)
        if protocol.comparison is not None:
            return main_ratio(record, course, protocol, subjects(course, protocol))
        rates = rate_rows(course, groups_of(course, "nothing"), onset_attack=("without",), confidence=protocol.rates.confidence)
        return [next(rates)]
    except NmosdError as error:
        nothing = Estimate("rate", None, None, None, None, CANNOT_BE_TOLD, warnings=(str(error),))
        outcome = protocol.outcomes[0].name if protocol.outcomes else "attacks"
        return [nothing.row(variable=outcome, group=EVERYONE)]


def needed_tables(protocol: "Protocol") -> tuple[str, ...]:
    """Return the derived tables that the main figure of a protocol rests on."""
    needed = {"people", "serostatus", "attacks", "person_time"}
    comparison = protocol.comparison
    if comparison is not None:
        needed |= {"diagnosis"} if protocol.time.zero == "diagnosis" else set()
        needed |= {"exposure"} if comparison.of == "treatment" else {"coexisting"}
        needed |= {comparison.column.split(".")[0]} if comparison.column else set()
        needed |= {"first attack": set(), "all attacks": set(), "confirmed worsening": {"worsening", "disability"}}.get(
            protocol.outcomes[0].of, {"milestones", "eye_history"}
        )
        needed |= set().union(*(_OF_COVARIATES.get(name, set()) for name in protocol.adjustment.covariates))
    if protocol.population.criteria:
        needed |= set(NEEDED_FOR_CRITERIA)
    return tuple(sorted(needed))


_OF_COVARIATES = {
    "EDSS at time zero": {"disability"},
    "line of treatment": {"exposure"},
    "steroid at time zero": {"exposure"},
}
