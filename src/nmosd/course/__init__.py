"""What happened to each patient: attacks, serostatus, person-time, and what to ask the clinic."""

from nmosd.course.checks import queries, questions
from nmosd.course.course import GRAINS, Course, derive, derive_in_parts
from nmosd.course.definitions import Definitions

__all__ = ["GRAINS", "Course", "Definitions", "derive", "derive_in_parts", "queries", "questions"]
