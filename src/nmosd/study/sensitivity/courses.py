"""A record's courses under one set of definitions after another, derived anew only where that can change them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import cast

from nmosd.course import Course, Definitions, derive
from nmosd.record import Record


@dataclass
class Courses:
    """The courses of one record under several definitions.

    The first course is kept with the settings that were looked at while it was derived: definitions that agree on those would
    take every derivation along the same steps, so that its tables are theirs too. Most presets change nothing that a rate
    rests on.
    """

    record: Record
    _first: Course | None = None
    _looked_at: set[str] = field(default_factory=set)

    def under(self, definitions: Definitions, only: Collection[str]) -> Course:
        """Return these derived tables under the definitions, as `derive` would make them."""
        if self._first is None:
            watched = _Watched(definitions, self._looked_at)
            made = derive(self.record, cast("Definitions", watched), only=only)
            self._first = Course(definitions, made.calendar, made.derived)
            return self._first
        agreed = all(getattr(definitions, name) == getattr(self._first.definitions, name) for name in self._looked_at)
        if agreed and set(only) == set(self._first.derived):
            return Course(definitions, self._first.calendar, self._first.derived)
        return derive(self.record, definitions, only=only)


class _Watched:
    """Definitions that note what is looked at in them."""

    def __init__(self, definitions: Definitions, looked_at: set[str]) -> None:
        self._definitions, self._looked_at = definitions, looked_at

    def __getattr__(self, name: str) -> object:
        self._looked_at.add(name)
        return getattr(self._definitions, name)
