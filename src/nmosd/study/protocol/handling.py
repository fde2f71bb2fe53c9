"""Many tests, other choices, small cells and what is allowed: how a study is handled, in the words of a protocol."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from nmosd.study.lint.codes import finding_codes
from nmosd.study.protocol.words import Days, Once, Part, Words, one_of, wrong


class Multiplicity(Part):
    """How p values of several outcomes and groups are adjusted for each other."""

    method: Annotated[str, one_of("method", ("Holm", "Benjamini-Hochberg", "none"))] = "Holm"


class Sensitivity(Part):
    """Which other choices the main result is shown under: all of them unless told otherwise."""

    presets: bool = True
    lag_days: Annotated[tuple[Days, ...], Once] = (0, 90, 180)
    confirmed_assay: bool = True
    complete_dates: bool = True
    date_readings: bool = True


class Disclosure(Part):
    """What may be shown: no counts of fewer people than `smallest_cell` (0 shows all), with `sharing` no rows of people."""

    smallest_cell: Literal[0, 3, 5, 11] = 0
    sharing: bool = False

    @model_validator(mode="after")
    def _hides_something(self) -> Self:
        if self.sharing and not self.smallest_cell:
            raise wrong("sharing = true needs smallest_cell: 3, 5 or 11, by what those who own the record allow")
        return self


class Lint(Part):
    """Findings of the linter that are allowed, each by its code with the reason, which the report prints."""

    allow: dict[Annotated[str, one_of("finding", tuple(finding_codes()))], Words] = Field(default_factory=dict)
