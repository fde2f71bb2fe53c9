"""What is not known of the subjects, and the answer among those of whom all is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from nmosd.stats import proportion
from nmosd.study.comparison.outcome_data import OutcomeData
from nmosd.study.comparison.rows import many
from nmosd.study.description.summaries import Row, share_row


@dataclass(frozen=True)
class CompleteCases:
    """The subjects of whom every covariate in use is known.

    `covariates` are those in use, `left_out` how many subjects have a gap, `warnings` what is to be said.
    """

    data: OutcomeData
    covariates: tuple[str, ...]
    left_out: int
    warnings: tuple[str, ...]


def complete_cases(data: OutcomeData, covariates: Sequence[str]) -> CompleteCases:
    """Return the subjects of whom every covariate is known; a covariate known of nobody is left out instead of everybody."""
    people = data.people()
    used = tuple(name for name in covariates if people[name].null_count() < people.height)
    said = tuple(f"{name} is known of nobody, so it is left out" for name in covariates if name not in used)
    complete = people.drop_nulls(used).select("number") if used else people.select("number")
    missing = people.height - complete.height
    if missing:
        said += (f"{many(missing, 'subject has', 'subjects have')} a gap in a covariate and are no complete cases",)
    rows = data.rows.join(complete, on="number", how="semi", maintain_order="left") if missing else data.rows
    return CompleteCases(data.of(rows), used, missing, said)


def missing_rows(people: pl.DataFrame, groups: Sequence[str], covariates: Sequence[str]) -> Iterator[Row]:
    """Yield the share of subjects of whom each covariate is not known, by group; `people` has a row for each subject."""
    for name in covariates:
        for group in groups:
            own = people.filter(pl.col("group") == group)[name]
            yield share_row(
                proportion(own.null_count(), own.len()) if own.len() else None,
                analysis="missing",
                variable=name,
                group=group,
                unit="of subjects",
                unknown=0,
                definition="Share of subjects of whom it is not known on the day on which the clock starts.",
                **({} if own.len() else {"warnings": ["Nobody in this group is at risk."]}),
            )
