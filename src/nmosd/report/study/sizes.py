"""How many people a page may say are in the record and in the study: what the flow of inclusion shows, no more."""

from typing import TYPE_CHECKING

from nmosd.report.numbers import people
from nmosd.report.study.result_tables import figures_of

if TYPE_CHECKING:
    from nmosd.study import Study

NOT_SHOWN = "a number of people that is not shown"


def people_in_the_record(study: "Study") -> str:
    """Return how many people the record holds, in words."""
    return _words(study, 0)


def people_included(study: "Study") -> str:
    """Return how many people are in the study, in words."""
    return _words(study, -1)


def _words(study: "Study", place: int) -> str:
    estimate = figures_of(study.results, "flow")[place]["estimate"]
    return NOT_SHOWN if estimate is None else people(int(estimate))
