"""Disability over time: scores and their windows, confirmed worsening, milestones, opticospinal impairment."""

from nmosd.course.disability.milestones import derive_milestones
from nmosd.course.disability.opticospinal import derive_opticospinal
from nmosd.course.disability.scores import derive_disability
from nmosd.course.disability.worsening import derive_worsening

__all__ = ["derive_disability", "derive_milestones", "derive_opticospinal", "derive_worsening"]
