"""What is published, as objects: sources, studies with their arms and findings, and statements."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from nmosd.evidence.vocabulary import coexisting_diseases, evidence_words, interventions
from nmosd.nearest import did_you_mean
from nmosd.record.vocabulary import Term

Mark = Literal["read", "recalled", "inferred"]
Role = Literal["own result", "cited", "background"]
Interval = tuple[float | None, float | None]


def _one_of(words: Callable[[], Mapping[str, Term]], what: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in words():
            raise ValueError(f"there is no {what} {value!r}{did_you_mean(value, words())}")
        return value

    return AfterValidator(check)


def _listed(name: str) -> AfterValidator:
    return _one_of(lambda: evidence_words(name), name.replace("_", " "))


def _dated(value: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value):
        raise ValueError(f"{value!r} is no date: write 2024, 2024-05 or 2024-05-31")
    return value


def _identified(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise ValueError(f"{value!r} is no name of a record: use lower-case letters, digits and hyphens")
    return value


def _as_doi(value: str) -> str:
    if not re.fullmatch(r"10\.\d{4,9}/\S+[^\s.,;]", value):
        raise ValueError(f"{value!r} is no DOI: write what follows https://doi.org/")
    return value


Identity = Annotated[str, AfterValidator(_identified)]
Day = Annotated[str, AfterValidator(_dated)]
Doi = Annotated[str, AfterValidator(_as_doi)]
Intervention = Annotated[str, _one_of(interventions, "intervention")]
Comorbidity = Annotated[str, _one_of(coexisting_diseases, "disease")]
Topic = Annotated[str, _listed("topic")]
Serostatus = Annotated[str, _listed("serostatus")]


class Part(BaseModel):
    """Something that cannot be changed and takes no key that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Source(Part):
    """Where figures stand: its citation, its identifiers, and how far somebody read it.

    `read` says how (full text, abstract, a table of it, quoted elsewhere, not read ...); `retracted` gives the notice.
    """

    citation: str
    kind: Annotated[str, _listed("source_kind")]
    read: Annotated[str, _listed("source_read")]
    year: int | None = Field(default=None, ge=1900, le=2100)
    doi: Doi | None = None
    pmid: int | None = None
    pmcid: str | None = Field(default=None, pattern=r"^PMC\d+$")
    registry: str | None = None
    url: str | None = None
    where: str | None = None
    retracted: str | None = None
    note: str | None = None


class Spread(Part):
    """A number of a group: its mean or median with what it varies by."""

    n: int | None = Field(default=None, ge=0)
    mean: float | None = None
    sd: float | None = Field(default=None, ge=0)
    median: float | None = None
    iqr: tuple[float, float] | None = None
    range: tuple[float, float] | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_number(cls, value: Any) -> Any:
        return {"mean": value} if isinstance(value, int | float) else value


class ArmResult(Part):
    """What was seen in one arm.

    Crude shares (events over people) and Kaplan-Meier shares have fields of their own, in per cent. `interval` belongs to the one
    share, rate, mean or median that is given; `before` and `after` are the same people at two times.
    """

    n: int | None = Field(default=None, ge=0)
    events: int | None = Field(default=None, ge=0)
    person_years: float | None = Field(default=None, gt=0)
    crude_percent: float | None = None
    kaplan_meier_percent: float | None = None
    rate: float | None = Field(default=None, ge=0)
    rate_per: float = 1.0
    mean: float | None = None
    sd: float | None = Field(default=None, ge=0)
    median: float | None = None
    iqr: tuple[float, float] | None = None
    range: tuple[float, float] | None = None
    interval: Interval | None = None
    before: Spread | None = None
    after: Spread | None = None
    text: str | None = None

    @model_validator(mode="after")
    def _one_owner_of_the_interval(self) -> Self:
        figures = (self.crude_percent, self.kaplan_meier_percent, self.rate, self.mean, self.median)
        if self.interval is not None and sum(figure is not None for figure in figures) != 1:
            raise ValueError("interval belongs to exactly one share, rate, mean or median: split the arm into two findings")
        return self


class Effect(Part):
    """One arm against another: the kind of effect, its estimate, its interval, and what it was adjusted for."""

    type: Annotated[str, _listed("effect")]
    estimate: float | None = None
    interval: Interval | None = None
    confidence: float = Field(default=0.95, gt=0, lt=1)
    p: str | None = Field(default=None, pattern=r"^[<>]?[01]?\.?\d+$")
    arm: str | None = None
    versus: str | None = None
    of: str | None = None
    adjusted_for: tuple[str, ...] = ()

    @property
    def scale(self) -> str:
        """On which scale the interval is symmetric."""
        return str(evidence_words("effect")[self.type].attributes["scale"])

    @property
    def null(self) -> float | None:
        """The value that means no effect."""
        null = evidence_words("effect")[self.type].attributes.get("null")
        return None if null is None else float(null)


class Cited(Part):
    """What carries a mark: who says it, in what role, how sure we are that it stands there, and which findings are allowed."""

    verified: Mark
    doubtful: bool = False
    source: str | None = None
    where: str | None = None
    role: Role = "own result"
    as_of: Day | None = None
    note: str | None = None
    allow: Mapping[str, str] = Field(default_factory=dict)


class Finding(Cited):
    """One outcome at one time in one population, with what each arm had and how the arms compare."""

    id: Identity
    outcome: Annotated[str, _listed("outcome")]
    definition: str | None = None
    time: str | None = None
    among: str | None = None
    serostatus: Serostatus | None = None
    adjudicated: bool | None = None
    model: str | None = None
    arms: Mapping[str, ArmResult] = Field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    text: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.arms or self.effects or self.text):
            raise ValueError("the finding has neither arms nor effects nor text")
        return self


class Arm(Part):
    """What one arm was given (nothing, in a group that nobody treated), its dose and its size."""

    given: tuple[Intervention, ...] = ()
    n: int | None = Field(default=None, ge=0)
    dose: str | None = None


class SharedArm(Part):
    """The arm of another study that this study uses again."""

    arm: str
    study: Identity
    their_arm: str


class Population(Part):
    """In whom something was seen."""

    disease: Annotated[str, _listed("population_disease")] = "NMOSD"
    serostatus: Serostatus = "not stated"
    assay: str | None = None
    n: int | None = Field(default=None, ge=0)
    positive: int | None = Field(default=None, ge=0)
    negative: int | None = Field(default=None, ge=0)
    mog_positive: int | None = Field(default=None, ge=0)
    women: int | None = Field(default=None, ge=0)
    women_percent: float | None = None
    age: str | None = None
    criteria: str | None = None
    entry: str | None = None
    background: str | None = None


class Record(Cited):
    """What studies and statements share; `title` is for people, `id` for machines."""

    id: Identity
    topics: tuple[Topic, ...] = Field(min_length=1)
    population: Population = Population()
    symptom: Annotated[str, _listed("symptom")] | None = None
    modality: Annotated[str, _listed("modality")] | None = None
    row: Annotated[str, _listed("restorative")] | None = None
    supersedes: tuple[Identity, ...] = ()
    _file: str = PrivateAttr(default="")

    @property
    def file(self) -> str:
        """The file that the record was read from; empty for one made in memory."""
        return self._file


class Study(Record):
    """One study: how it was made, in whom, what was given, and what was found.

    `verified` and `source` are those of the design, the people and the arms; fields that were recalled or inferred although the
    rest was read are named in `recalled` and `inferred`. Every finding has its own mark.
    """

    kind: Literal["study"]
    title: str
    design: Annotated[str, _listed("design")]
    control: Annotated[str, _listed("control")]
    phase: str | None = None
    blinding: str | None = None
    registry: tuple[str, ...] = ()
    status: str | None = None
    country: str | None = None
    centre: str | None = None
    recruited: tuple[Day | None, Day | None] | None = None
    follow_up: str | None = None
    product: str | None = None
    target: str | None = None
    funder: str | None = None
    cost: str | None = None
    arms: Mapping[str, Arm] = Field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    shares_arm_with: tuple[SharedArm, ...] = ()
    same_people_as: tuple[Identity, ...] = ()
    pools: tuple[Identity, ...] = ()
    recalled: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        named = {finding.id for finding in self.findings}
        if len(named) != len(self.findings):
            raise ValueError("two findings have the same id")
        for finding in self.findings:
            stray = [arm for arm in finding.arms if arm not in self.arms]
            stray += [arm for effect in finding.effects for arm in (effect.arm, effect.versus) if arm and arm not in self.arms]
            if stray:
                raise ValueError(f"finding {finding.id} names the arm {stray[0]!r}{did_you_mean(stray[0], self.arms)}")
        return self


class Statement(Record):
    """One thing that is said of a treatment: a dose, a caution, a licence, a recommendation, a gap, or that nothing was found.

    `origin` says where its evidence comes from; `rests_on` names the records (or `record/finding`) that it uses.
    """

    kind: Literal["statement"]
    text: str
    category: Annotated[str, _listed("category")]
    origin: Annotated[str, _listed("origin")]
    about: tuple[Intervention, ...] = ()
    dose: str | None = None
    comorbidity: Comorbidity | None = None
    relation: Annotated[str, _listed("relation")] | None = None
    harm: Annotated[str, _listed("harm_level")] | None = None
    step: int | None = None
    region: str | None = None
    since: Day | None = None
    rests_on: tuple[str, ...] = ()
