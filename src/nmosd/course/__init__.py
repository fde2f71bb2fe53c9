"""What happened to each patient: attacks, serostatus, person-time, and what to ask the clinic."""

from nmosd.course.checks import queries, questions
from nmosd.course.course import Course, derive
from nmosd.course.definitions import Definitions

__all__ = ["Course", "Definitions", "derive", "queries", "questions"]
