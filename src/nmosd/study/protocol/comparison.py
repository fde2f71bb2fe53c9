"""Who is compared with whom, from when to when, in what, in the words of a protocol."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from nmosd.course.disability.milestones import milestone_names
from nmosd.course.laboratory.serostatus import GROUPS as SEROSTATUS_GROUPS
from nmosd.record.vocabulary import names
from nmosd.study.description.facts import DRUG_CLASSES
from nmosd.study.design.columns import derived_columns
from nmosd.study.design.covariates import COVARIATES
from nmosd.study.protocol.words import Days, Disease, Once, Part, Words, Years, no_such, one_of, wrong

NO_TREATMENT = "no treatment"
"""What stands in `groups` for people who are on no preventive drug."""

_SUBJECTS = ("treatment", "comorbidity", "serostatus", "column")
_EXPOSURES = ("episodes", "ever", "time-varying", "sequential")
_MILESTONES = tuple(name for name in milestone_names() if name != "death")

Covariate = Annotated[str, one_of("covariate", COVARIATES)]
Groups = Annotated[dict[Words, Annotated[tuple[Words, ...], Field(min_length=1), Once]], Field(min_length=2)]


class Comparison(Part):
    """Which people, or which treatment episodes, are compared.

    `of` says what tells the groups apart. `treatment`: `groups` names drugs or drug classes, and `no treatment`; `exposure` says
    how being treated is counted: `episodes` (each from its start), `ever` (for good, whenever it began), `time-varying` (on it or
    not, day by day), `sequential` (a trial begins every `trial_every_days`, among those on no drug then).
    `comorbidity`: people with and without a `disease` on record, or a yes/no `column`; `unrecorded` says what people are of whom
    it is not on record. `serostatus`: `groups` names serostatus groups. `column`: a derived column of which there is one row a
    person; `groups` names its words, and a yes/no column needs none. `reference` is the group that others are compared with, the
    first of `groups` unless told otherwise (of a yes/no column: those without).

    `lag_days` sets the setting `treatment_lag_days`: attacks so soon after the start are not the drug's. Day by day, time in the
    lag is nobody's; in trials, time at risk begins so much later in every group.
    """

    of: Annotated[str, one_of("comparison", _SUBJECTS)]
    groups: Groups | None = None
    disease: Disease | None = None
    column: Words | None = None
    unrecorded: Annotated[str, one_of("way of taking what is not on record", ("unknown", "absent"))] = "unknown"
    reference: Words | None = None
    exposure: Annotated[str, one_of("exposure", _EXPOSURES)] = "episodes"
    episodes: Annotated[str, one_of("choice of episodes", ("first", "all"))] = "first"
    trial_every_days: Annotated[int, Field(ge=7, le=730)] = 90
    lag_days: Days | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for key in _ALLOWED_KEYS["treatment"] - _ALLOWED_KEYS[self.of]:
            if key in self.model_fields_set:
                raise wrong(f'{key} belongs to of = "treatment" only: leave it out, or compare treatments')
        if self.of in ("treatment", "serostatus") and self.groups is None:
            raise wrong(f'of = "{self.of}" needs groups: a table that names at least two groups and what belongs to each')
        if self.of == "comorbidity" and (self.disease is None) == (self.column is None):
            raise wrong('of = "comorbidity" needs one of disease = "..." and column = "..."')
        if self.of == "column" and self.column is None:
            raise wrong('of = "column" needs column = "table.column"')
        self._check_words()
        if self.reference is not None and self.reference not in self.names:
            raise wrong(f"reference {self.reference!r} is no group: use one of {', '.join(self.names)}")
        return self

    def _check_words(self) -> None:
        if self.column is not None:
            columns = derived_columns()
            if self.column not in columns:
                raise no_such("derived column with one row a person", self.column, columns)
            if self.of == "comorbidity" and columns[self.column] is not None:
                raise wrong(f'{self.column} is no yes/no column: use of = "column" with groups')
        words = self._words_of_groups()
        if self.groups is None:
            if self.of == "column" and words is not None:
                raise wrong(
                    f"{self.column} is no yes/no column, so groups are needed: a table of at least two names with its words"
                )
            return
        if self.of in ("comorbidity",) or (self.of == "column" and words is None):
            raise wrong("a yes/no comparison has the groups yes and no by itself: leave groups out")
        given = [word for group in self.groups.values() for word in group]
        for word in given:
            if words and word not in words:
                raise no_such(_WORD[self.of], word, words, "drugs" if self.of == "treatment" else None)
        twice = next((word for place, word in enumerate(given) if word in given[:place]), None)
        if twice is not None:
            raise wrong(f"{twice!r} stands in two groups: each {_WORD[self.of]} belongs to one")

    def _words_of_groups(self) -> tuple[str, ...] | None:
        """Return the words that groups may name, none for a yes/no column; empty where any word may stand."""
        if self.of == "treatment":
            return (*names("drugs"), *DRUG_CLASSES, NO_TREATMENT)
        if self.of == "serostatus":
            return SEROSTATUS_GROUPS
        return derived_columns()[self.column] if self.column is not None else None

    @property
    def is_yes_no(self) -> bool:
        """Whether the groups are those with and without something."""
        return self.groups is None

    @property
    def what(self) -> str:
        """What tells the groups apart, in words."""
        column = (self.column or "").rpartition(".")[2].replace("_", " ")
        return self.disease or column or self.of

    @property
    def names(self) -> tuple[str, ...]:
        """The groups, the reference first."""
        found = tuple(self.groups) if self.groups is not None else (f"without {self.what}", f"with {self.what}")
        first = self.reference if self.reference in found else found[0]
        return (first, *(name for name in found if name != first))

    @property
    def group_of_word(self) -> Mapping[str, str]:
        """The group that each word belongs to; empty for those with and without."""
        return {word: name for name, words in (self.groups or {}).items() for word in words}


_ALLOWED_KEYS: Mapping[str, set[str]] = {
    "treatment": {"exposure", "episodes", "trial_every_days", "lag_days"},
    "comorbidity": set(),
    "serostatus": set(),
    "column": set(),
}
_WORD = {"treatment": "drug or class", "serostatus": "serostatus group", "column": "word of the column"}


class Time(Part):
    """When the clock starts and when it stops.

    `zero` is where the clock starts; people enter later if they were first seen later (`delayed_entry = false` counts what they
    survived as observed). `end`: all of follow-up (as started), or the end of the episode (while treated). `most_years` cuts.
    """

    zero: Annotated[str, one_of("time zero", ("onset", "first contact", "diagnosis", "episode start"))] = "onset"
    end: Annotated[str, one_of("end", ("follow-up", "episode end"))] = "follow-up"
    most_years: Years | None = None
    delayed_entry: bool = True


class Outcome(Part):
    """What is looked at: attacks, confirmed worsening, a milestone, blindness (of one, both or each eye) or death.

    `first attack` is the first after time zero (the onset attack never counts): with delayed entry, who had it before they were
    first seen is not at risk of it. With `time.zero = "first contact"` it is the first since then, of everybody.
    """

    of: Annotated[
        str, one_of("outcome", ("first attack", "all attacks", "confirmed worsening", "milestone", "blindness", "death"))
    ]
    milestone: Annotated[str, one_of("milestone", _MILESTONES)] | None = None
    eyes: Annotated[str, one_of("choice of eyes", ("one", "both", "each"))] = "one"
    title: Words = ""
    at_years: Annotated[tuple[Years, ...], Field(min_length=1), Once] = (1.0, 2.0, 5.0)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.of == "milestone") != (self.milestone is not None):
            raise wrong('milestone = "..." belongs to of = "milestone", and is needed there')
        if self.of != "blindness" and "eyes" in self.model_fields_set:
            raise wrong('eyes belongs to of = "blindness" only')
        return self

    @property
    def name(self) -> str:
        """The title, or what it is of in words."""
        if self.title:
            return self.title
        eyes = {"one": "blind in one eye", "both": "blind in both eyes", "each": "blindness of an eye"}
        return {"milestone": self.milestone or "", "blindness": eyes[self.eyes]}.get(self.of, self.of)

    @property
    def recurs(self) -> bool:
        """Whether a person may have it more than once."""
        return self.of == "all attacks"


class Adjustment(Part):
    """What is held equal between the groups, and how.

    `weighting` makes the groups alike in the covariates: `inverse probability` for everybody, `overlap` for people who could have
    been in either group. `missing`: only people of whom every covariate is known, or gaps filled many times (multiple
    imputation); both are always shown where there are gaps.
    """

    covariates: Annotated[tuple[Covariate, ...], Once] = ()
    weighting: Annotated[str, one_of("weighting", ("none", "inverse probability", "overlap"))] = "none"
    missing: Annotated[str, one_of("way with missing data", ("complete cases", "multiple imputation"))] = "complete cases"
    imputations: Annotated[int, Field(ge=2, le=200)] = 20
    seed: Annotated[int, Field(ge=0)] = 1

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.weighting != "none" and not self.covariates:
            raise wrong("weighting needs covariates: name what the groups are to be made alike in")
        return self


class BeforeAfter(Part):
    """Attacks before and after the start of drugs (or classes), in the same people, beside what an inert drug would show."""

    drugs: Annotated[tuple[Words, ...], Field(min_length=1), Once]
    before_years: Years = 1.0
    after_years: Years = 1.0
    onset_attack: Literal["without", "with"] = "without"

    @model_validator(mode="after")
    def _known(self) -> Self:
        allowed = (*names("drugs"), *DRUG_CLASSES)
        for word in self.drugs:
            if word not in allowed:
                raise no_such("drug or class", word, allowed, "drugs")
        return self


def wrong_together(comparison: Comparison | None, time: Time) -> str | None:
    """Return what a comparison and its clock contradict each other in, as the rest of a sentence; null if they do not."""
    of_treatment = comparison is not None and comparison.of == "treatment"
    with_episodes = of_treatment and comparison is not None and comparison.exposure == "episodes"
    if time.zero == "episode start" and not with_episodes:
        return 'time.zero: "episode start" needs a comparison of treatment with exposure = "episodes"'
    if time.end == "episode end" and not with_episodes:
        return 'time.end: "episode end" needs a comparison of treatment with exposure = "episodes"'
    if comparison is not None and with_episodes and NO_TREATMENT in comparison.group_of_word:
        return (
            'comparison.groups: people on no treatment have no episode that starts; use exposure = "sequential" or "time-varying"'
        )
    return None
