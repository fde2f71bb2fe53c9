"""A study as its protocol says that it may be shown."""

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from nmosd.study.disclosure.sharing import shared_curves
from nmosd.study.disclosure.suppressed import suppressed, without_numbers
from nmosd.study.groups import EVERYONE

if TYPE_CHECKING:
    from nmosd.study.lint import Finding
    from nmosd.study.study import Study


def disclosed(study: "Study") -> "Study":
    """Return a study with its figures, curves, findings and manifest as the disclosure of its protocol allows them to be shown.

    For sharing, it has no analysis tables either. Record and course stay, for the methods are told from them; who shows them,
    shows rows of people.
    """
    smallest_cell = study.protocol.disclosure.smallest_cell
    if study.protocol.disclosure.sharing:
        study = replace(study, tables={})
    if not smallest_cell:
        return study
    results = _without_rare_words(suppressed(study.results, smallest_cell))
    cohort = study.manifest["cohort"] | {"people": results["n"][0]}  # the first figure is the first box of the flow
    return replace(
        study,
        results=results,
        curves=shared_curves(study.curves, smallest_cell),
        findings=tuple(_told(finding, smallest_cell) for finding in study.findings),
        manifest=study.manifest | {"cohort": cohort},
    )


_FREE_TEXT = ("ancestry",)
"""Variables of Table 1 whose levels are what somebody wrote."""


def _without_rare_words(results: pl.DataFrame) -> pl.DataFrame:
    """Return results in which what was written of so few people that their number is hidden is numbered, not quoted."""
    written = (pl.col("analysis") == "table 1") & pl.col("variable").is_in(_FREE_TEXT) & pl.col("level").is_not_null()
    rare = results.filter(written & (pl.col("group") == EVERYONE) & pl.col("events").is_null())["level"]
    names = {level: f"not named ({place})" for place, level in enumerate(rare.unique(maintain_order=True), start=1)}
    return results.with_columns(level=pl.when(written).then(pl.col("level").replace(names)).otherwise("level"))


def _told(finding: "Finding", smallest_cell: int) -> "Finding":
    """Return a finding without the numbers in its words, and without how many it concerns where they are few."""
    few = 0 < (finding.people or 0) < smallest_cell
    return replace(
        finding,
        says=without_numbers(finding.says),
        people=None if few else finding.people,
        person_years=None if few else finding.person_years,
    )
