"""Every error that nmosd raises on purpose; each message is one sentence that holds its remedy."""

from nmosd.stats.errors import NmosdError, StatisticsError

__all__ = [
    "CohortError",
    "CourseError",
    "DefinitionsError",
    "EvidenceError",
    "MappingError",
    "NmosdError",
    "ProtocolError",
    "SimulationError",
    "SourceError",
    "StatisticsError",
]


class SourceError(NmosdError):
    """A file that cannot be read as what it should be."""


class MappingError(NmosdError):
    """A mapping that does not fit its sheet, or names something that does not exist."""


class CohortError(NmosdError):
    """A folder that is not a cohort, or one that this version cannot read."""


class CourseError(NmosdError, AttributeError):
    """A derived table that does not exist or was not asked for."""


class DefinitionsError(NmosdError):
    """A preset or a setting of the definitions that does not exist or is out of range."""


class ProtocolError(NmosdError):
    """A study protocol with an unknown key or an impossible value."""


class EvidenceError(NmosdError):
    """A record of the evidence base, a case table or a list of references that cannot be what it should be."""


class SimulationError(NmosdError):
    """A setting of the simulation that cannot be: a negative rate, a treatment that overlaps itself, a trial without events."""
