"""Preventive treatment: episodes and when they acted, and the attacks that broke through."""

from nmosd.course.exposure.breakthroughs import derive_breakthroughs
from nmosd.course.exposure.exposure import derive_exposure

__all__ = ["derive_breakthroughs", "derive_exposure"]
