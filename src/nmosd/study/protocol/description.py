"""How a cohort is described, in the words of a protocol."""

from typing import Annotated

from pydantic import Field

from nmosd.study.description.table_one import VARIABLES
from nmosd.study.protocol.words import (
    Confidence,
    CriterionName,
    Grouping,
    Method,
    Once,
    OnsetAttack,
    Part,
    ShareMethod,
    Variable,
    Words,
    Years,
    YesNoColumn,
)


class TableOne(Part):
    """Table 1: by what its columns are split (the comparison, if there is one), and which variables it shows, in this order."""

    by: Grouping | None = None
    variables: Annotated[tuple[Variable, ...], Once] = tuple(VARIABLES)


class AttackKinds(Part):
    """Attack kinds: by what they are split."""

    by: Grouping | None = None


class Rates(Part):
    """Attack rates: by what they are split, whether the onset attack counts, and how the interval is made."""

    by: Grouping | None = None
    onset_attack: Annotated[tuple[OnsetAttack, ...], Field(min_length=1), Once] = ("without", "with")
    confidence: Confidence = 0.95
    method: Method = "exact"


class Shares(Part):
    """A block of shares: how many people have what the derived yes/no columns of `of` say, each under a label.

    `among` is a yes/no column that has to be true of the people whom the block is about; none means everyone. `note` is what a
    reader must know before using the shares, and stands below them.
    """

    title: Words
    of: Annotated[dict[Words, YesNoColumn], Field(min_length=1)]
    among: YesNoColumn | None = None
    by: Grouping = "nothing"
    confidence: Confidence = 0.95
    method: ShareMethod = "exact"
    note: Words | None = None


class Criteria(Part):
    """Diagnostic criteria: verdicts are counted for all of them, and clause by clause for those of `of`."""

    of: Annotated[tuple[CriterionName, ...], Once] = ("ipnd2015",)


class Frequency(Part):
    """Incidence and prevalence in a population: `denominators` is a CSV of people by year, beside the protocol.

    Its columns are `year` and `population`, and may be `sex`, `age_from` and `age_below`.
    """

    denominators: Words
    confidence: Confidence = 0.95


class MilestoneShares(Part):
    """The shares of people who have reached each milestone of disability so many years after onset, death competing."""

    at_years: Annotated[tuple[Years, ...], Field(min_length=1), Once] = (5.0,)
    by: Grouping = "nothing"


class ReportOptions(Part):
    """What the page shows besides the figures."""

    swimmer: bool = True
