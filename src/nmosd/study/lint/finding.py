"""What a rule finds, and what the linter says of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nmosd.study.lint.design import Design


@dataclass(frozen=True)
class Found:
    """What a rule sees in a design: in words, how many people and person-years it concerns, and which key of the protocol.

    `person_years` is null where what is wrong has no length in time.
    """

    says: str
    people: int
    person_years: float | None
    at: tuple[str, ...]


Rule = Callable[["Design"], Found | None]


@dataclass(frozen=True)
class Finding:
    """One finding: what is wrong in the design of a study, whom it concerns and what to do.

    `line` is where the protocol says it, null without a file. `people` and `person_years` are null where so few may not be shown.
    `allowed` is the reason for which the protocol allows it, null where it does not.
    """

    code: str
    title: str
    severity: str
    line: int | None
    says: str
    people: int | None
    person_years: float | None
    remedy: str
    allowed: str | None = None

    def __str__(self) -> str:
        return f"{self.code} {self.title}: {self.says}"
