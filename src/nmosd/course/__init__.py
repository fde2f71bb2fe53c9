"""What happened to each patient: attacks, serostatus, person-time, and what to ask the clinic."""

from nmosd.course.definitions import Definitions
from nmosd.course.derive import Course, derive
from nmosd.course.queries import queries, questions

__all__ = ["Course", "Definitions", "derive", "queries", "questions"]
