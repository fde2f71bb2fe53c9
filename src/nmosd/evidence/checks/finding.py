"""What a check finds, and the codes it may use."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nmosd.evidence.base import Evidence
from nmosd.evidence.models import ArmResult, Finding, Study


@dataclass(frozen=True)
class CheckCode:
    """A kind of problem: what it is, how grave, and what to do."""

    title: str
    severity: str
    remedy: str


@dataclass(frozen=True)
class EvidenceProblem:
    """One problem of one record; `allowed` is the reason for which the record keeps it, None where it gives none."""

    code: str
    record: str
    finding: str | None
    message: str
    allowed: str | None = None

    @property
    def place(self) -> str:
        """Where it is: `record` or `record/finding`."""
        return f"{self.record}/{self.finding}" if self.finding else self.record


@cache
def check_codes() -> Mapping[str, CheckCode]:
    """Return every code with its title, severity and remedy."""
    return {code: CheckCode(**entry) for code, entry in _file().items() if code != "settings"}


def setting(name: str) -> float:
    """Return a threshold of the checks."""
    return float(_file()["settings"][name])


@cache
def _file() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("nmosd.evidence.checks") / "codes.toml").read_text("utf-8"))


def arm_results(base: Evidence) -> Iterator[tuple[Study, Finding, str, ArmResult]]:
    """Yield what every arm of every finding had."""
    for study, finding in base.findings():
        for arm, result in finding.arms.items():
            yield study, finding, arm, result


def decimals(*values: float) -> int:
    """Return how many decimals numbers were printed with, as far as they show.

    >>> decimals(0.2, 0.06), decimals(3, 4.5), decimals(98.0)
    (2, 1, 0)
    """
    return max(max(0, len(f"{value!r}".partition(".")[2].rstrip("0"))) if math.isfinite(value) else 0 for value in values)


def half_a_unit(*values: float) -> float:
    """Return how far numbers may be from what was rounded to them."""
    return 0.5 * 10.0 ** -decimals(*values) * (1 + 1e-9)
