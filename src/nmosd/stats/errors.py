"""The errors of the lowest layer, and the one class that all others derive from."""


class NmosdError(Exception):
    """Something that a person can mend. The message is one sentence: what, where, and what to do."""


class StatisticsError(NmosdError, ValueError):
    """A number or a combination of numbers that a method cannot answer for."""
