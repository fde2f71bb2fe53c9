"""A study as it was asked for, and how it is read from a file."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from nmosd.course import Definitions
from nmosd.errors import DefinitionsError, ProtocolError
from nmosd.mistakes import in_one_sentence
from nmosd.study.protocol.comparison import Adjustment, BeforeAfter, Comparison, Outcome, Time, wrong_together
from nmosd.study.protocol.description import (
    AttackKinds,
    Criteria,
    Frequency,
    MilestoneShares,
    Rates,
    ReportOptions,
    Shares,
    TableOne,
)
from nmosd.study.protocol.handling import Disclosure, Lint, Multiplicity, Sensitivity
from nmosd.study.protocol.lines import line_of
from nmosd.study.protocol.people import Population
from nmosd.study.protocol.words import Part, Words, each_once


class Protocol(Part):
    """A study as it was asked for. `Protocol.read` makes one from a TOML file; `Protocol(title=...)` makes one in code.

    `cohort` is the folder of the record, relative to the protocol. `definitions` holds `preset` and any single rule that
    differs from it. Without a `comparison` the study describes; the first of the `outcomes` is the primary one.
    """

    title: Words
    question: str | None = None
    cohort: str | None = None
    population: Population = Population()
    definitions: dict[str, Any] = Field(default_factory=dict)
    table_1: TableOne = TableOne()
    attack_kinds: AttackKinds = AttackKinds()
    rates: Rates = Rates()
    shares: tuple[Shares, ...] = ()
    criteria: Criteria = Criteria()
    milestones: MilestoneShares = MilestoneShares()
    frequency: Frequency | None = None
    comparison: Comparison | None = None
    time: Time = Time()
    outcomes: tuple[Outcome, ...] = ()
    adjustment: Adjustment = Adjustment()
    before_after: BeforeAfter | None = None
    multiplicity: Multiplicity = Multiplicity()
    sensitivity: Sensitivity = Sensitivity()
    disclosure: Disclosure = Disclosure()
    lint: Lint = Lint()
    report: ReportOptions = ReportOptions()

    _path: Path | None = PrivateAttr(default=None)
    _text: str | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _each_title_once(self) -> "Protocol":
        each_once(tuple(block.title for block in self.shares))
        each_once(tuple(outcome.name for outcome in self.outcomes))
        return self

    @classmethod
    def read(cls, path: Path | str) -> "Protocol":
        """Return the protocol that a TOML file holds.

        Raises:
            ProtocolError: no such file, not TOML, an unknown key or an impossible value; one sentence with the file, the key
                and the nearest allowed word.
        """
        path = Path(path)
        text = _text_of(path)
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            last = f"at line {len(text.splitlines())}, the end"
            said = str(error).replace("at end of document", last)
            raise ProtocolError(f"{path} is not valid TOML: {said}; mend that line.") from error
        try:
            protocol = cls.model_validate(raw)
        except ValidationError as error:
            raise ProtocolError(in_one_sentence(error, cls, path.name, line_of=lambda key: line_of(text, key))) from error
        protocol._path, protocol._text = path, text
        protocol.check()
        return protocol

    def check(self) -> None:
        """Check what several parts say of each other.

        Raises:
            ProtocolError: a rule that does not exist, or parts that do not go together.
        """
        self.course_definitions()
        problem = wrong_together(self.comparison, self.time)
        if self.comparison is not None and not self.outcomes:
            problem = 'a comparison needs an outcome: add [[outcomes]] with of = "first attack"'
        weighted = self.adjustment.weighting != "none"
        if weighted and self.comparison is not None and self.comparison.exposure == "time-varying":
            problem = 'adjustment.weighting: weights are of who starts, not of days; use exposure = "sequential", or no weighting'
        grouped = (self.table_1.by, self.attack_kinds.by, self.rates.by, self.milestones.by)
        if self.comparison is None and "comparison" in grouped:
            problem = 'by = "comparison" needs a [comparison]: add one, or split by something else'
        if problem is not None:
            raise ProtocolError(f"{self.name}: {problem}.")

    def line(self, *path: str) -> int | None:
        """Return the line on which a key (or its table) stands in the file, null where there is no file or no such key."""
        return line_of(self._text, path) if self._text else None

    @property
    def name(self) -> str:
        """The file's name, or `protocol` where there is no file."""
        return self._path.name if self._path else "protocol"

    @property
    def cohort_folder(self) -> Path | None:
        """The folder of the record, or null where the protocol names none."""
        return None if self.cohort is None else self.beside(self.cohort)

    def beside(self, path: str) -> Path:
        """Return a path that the protocol names, relative to its file."""
        return (self._path.parent if self._path else Path()) / path

    @property
    def sha256(self) -> str:
        """The hash of the file's text, or of the settings where there is no file."""
        return hashlib.sha256((self._text or self.model_dump_json()).encode()).hexdigest()

    def course_definitions(self) -> Definitions:
        """Return the definitions that the protocol asks for.

        Raises:
            ProtocolError: a preset or a rule that does not exist, or an impossible value.
        """
        changes = dict(self.definitions)
        if self.comparison is not None and self.comparison.lag_days is not None:
            changes["treatment_lag_days"] = self.comparison.lag_days
        try:
            definitions = Definitions.preset(str(changes.pop("preset", "default")))
            return definitions.replace(**changes) if changes else definitions
        except DefinitionsError as error:
            raise ProtocolError(f"{self.name}, [definitions]: {str(error).rstrip('.?')}.") from error


def _text_of(path: Path) -> str:
    if path.is_dir():
        raise ProtocolError(f"{path} is a folder: give the protocol's TOML file.")
    try:
        return path.read_text("utf-8-sig")  # Windows editors put a mark before the first letter
    except FileNotFoundError as error:
        raise ProtocolError(f"There is no protocol {path}: give the path of a TOML file.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ProtocolError(f"{path} cannot be read as text: give the protocol's TOML file, saved as UTF-8.") from error
