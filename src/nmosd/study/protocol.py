"""What a study asks, as a TOML file: who is in it, how things are defined, and which figures are wanted.

One kind of study exists so far, the description of a cohort. Every key has a default, so that the shortest protocol is a title.
"""

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from nmosd.course import Definitions
from nmosd.course.laboratory.serostatus import GROUPS as SEROSTATUS_GROUPS
from nmosd.criteria import known_criteria
from nmosd.errors import DefinitionsError, ProtocolError
from nmosd.mistakes import in_one_sentence
from nmosd.record.vocabulary import names
from nmosd.stats.proportions import ProportionMethod
from nmosd.study.description.shares import yes_no_columns
from nmosd.study.description.table_one import VARIABLES
from nmosd.study.groups import GROUPINGS


def _one_of(what: str, allowed: tuple[str, ...]) -> BeforeValidator:
    def check(word: object) -> object:
        if word not in allowed:
            raise PydanticCustomError("word", "there is no {what} {word}", {"what": what, "word": word, "allowed": allowed})
        return word

    return BeforeValidator(check)


def _a_yes_no_column(address: object) -> object:
    if address not in yes_no_columns():
        context = {"what": "derived yes/no column", "word": address, "allowed": yes_no_columns()}
        raise PydanticCustomError("word", "there is no {what} {word}", context)
    return address


def _each_once(words: tuple[str, ...]) -> tuple[str, ...]:
    again = next((word for place, word in enumerate(words) if word in words[:place]), None)
    if again is not None:
        raise PydanticCustomError("again", "{word} stands there twice; name it once", {"word": repr(again)})
    return words


def _usual(confidence: float) -> float:
    if not 0.5 <= confidence <= 0.9999:
        raise PydanticCustomError("usual", "should lie between 0.5 and 0.9999: write 95 % as 0.95")
    return confidence


Once = AfterValidator(_each_once)
Label = Annotated[str, _one_of("label", tuple(name for name in names("label") if name != "unknown"))]
SerostatusGroup = Annotated[str, _one_of("serostatus group", SEROSTATUS_GROUPS)]
Grouping = Annotated[str, _one_of("grouping", tuple(GROUPINGS))]
Variable = Annotated[str, _one_of("variable", tuple(VARIABLES))]
OnsetAttack = Annotated[str, _one_of("way of counting the onset attack", ("without", "with"))]
Method = Annotated[Literal["exact", "log-normal"], _one_of("method", ("exact", "log-normal"))]
ShareMethod = Annotated[ProportionMethod, _one_of("method", get_args(ProportionMethod))]
YesNoColumn = Annotated[str, BeforeValidator(_a_yes_no_column)]
CriterionName = Annotated[str, _one_of("criterion", tuple(one.id for one in known_criteria(Definitions())))]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Age = Annotated[float, Field(ge=0, le=110)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class AgeBounds(_Part):
    """Age at onset in years: `at_least` is included, `under` is not; none where a bound is absent."""

    at_least: Age | None = None
    under: Age | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_least is not None and self.under is not None and self.under <= self.at_least:
            raise PydanticCustomError("order", "under must be more than at_least, or nobody can be of that age")
        return self


class Population(_Part):
    """Who is in the study. Nothing stated means everyone in the record.

    `labels`: a clinician gave the person one of them, ever. `include_unknown` keeps people of whom the record cannot tell
    whether they belong; otherwise they are left out, each with that as the reason.
    """

    labels: Annotated[tuple[Label, ...], Once] = ()
    serostatus: Annotated[tuple[SerostatusGroup, ...], Once] = ()
    age_at_onset: AgeBounds = AgeBounds()
    include_unknown: bool = False


class TableOne(_Part):
    """Table 1: by what its columns are split, and which variables it shows, in this order."""

    by: Grouping = "serostatus"
    variables: Annotated[tuple[Variable, ...], Once] = tuple(VARIABLES)


class AttackKinds(_Part):
    """Attack kinds: by what they are split."""

    by: Grouping = "serostatus"


class Rates(_Part):
    """Attack rates: by what they are split, whether the onset attack counts, and how the interval is made."""

    by: Grouping = "serostatus"
    onset_attack: Annotated[tuple[OnsetAttack, ...], Field(min_length=1), Once] = ("without", "with")
    confidence: Annotated[float, Field(gt=0, lt=1), AfterValidator(_usual)] = 0.95
    method: Method = "exact"


class Shares(_Part):
    """A block of shares: how many people have what the derived yes/no columns of `of` say, each under a label.

    `among` is a yes/no column that has to be true of the people whom the block is about; none means everyone. `note` is what a
    reader must know before using the shares, and stands below them.
    """

    title: Words
    of: Annotated[dict[Words, YesNoColumn], Field(min_length=1)]
    among: YesNoColumn | None = None
    by: Grouping = "nothing"
    confidence: Annotated[float, Field(gt=0, lt=1), AfterValidator(_usual)] = 0.95
    method: ShareMethod = "exact"
    note: Words | None = None


class Criteria(_Part):
    """Diagnostic criteria: verdicts are counted for all of them, and clause by clause for those of `of`."""

    of: Annotated[tuple[CriterionName, ...], Once] = ("ipnd2015",)


class ReportOptions(_Part):
    """What the page shows besides the figures."""

    swimmer: bool = True


class Protocol(_Part):
    """A study as it was asked for. `Protocol.read` makes one from a TOML file; `Protocol(title=...)` makes one in code.

    `cohort` is the folder of the record, relative to the protocol. `definitions` holds `preset` and any single rule that
    differs from it.
    """

    title: Words
    question: str | None = None
    kind: Annotated[str, _one_of("kind of study", ("description",))] = "description"
    cohort: str | None = None
    population: Population = Population()
    definitions: dict[str, Any] = {}
    table_1: TableOne = TableOne()
    attack_kinds: AttackKinds = AttackKinds()
    rates: Rates = Rates()
    shares: tuple[Shares, ...] = ()
    criteria: Criteria = Criteria()
    report: ReportOptions = ReportOptions()

    _path: Path | None = PrivateAttr(default=None)
    _text: str | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _each_block_of_shares_once(self) -> Self:
        _each_once(tuple(block.title for block in self.shares))
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
            raise ProtocolError(in_one_sentence(error, cls, path.name)) from error
        protocol._path, protocol._text = path, text
        protocol.course_definitions()
        return protocol

    @property
    def name(self) -> str:
        """The file's name, or `protocol` where there is no file."""
        return self._path.name if self._path else "protocol"

    @property
    def cohort_folder(self) -> Path | None:
        """The folder of the record, or null where the protocol names none."""
        if self.cohort is None:
            return None
        return (self._path.parent if self._path else Path()) / self.cohort

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
