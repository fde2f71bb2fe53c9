"""Who stands behind a figure are exactly those whom it counts."""

import polars as pl
import pytest

from nmosd.report.study.behind.people_behind import people_behind, with_places
from nmosd.study import Study
from nmosd.study.description.attack_kinds import BY_KIND, EVER

FIGURE = ("analysis", "variable", "level", "group")


@pytest.fixture(scope="module")
def behind(clinic: Study) -> pl.DataFrame:
    return people_behind(clinic)


def counted(study: Study, behind: pl.DataFrame, figures: pl.DataFrame, number: str) -> tuple[list[int], list[int]]:
    """Return how many people each figure counts, and how many are listed behind it."""
    listed = behind.group_by(FIGURE, maintain_order=True).agg(listed=pl.len(), people=pl.col("patient_id").n_unique())
    joined = figures.join(listed, on=FIGURE, how="left", nulls_equal=True, maintain_order="left")
    assert joined["listed"].equals(joined["people"])  # nobody twice
    return joined[number].cast(pl.Int64).to_list(), joined["listed"].fill_null(0).cast(pl.Int64).to_list()


@pytest.mark.parametrize("analysis", ["flow", "criteria", "clauses failing together"])
def test_counts_of_everyone(clinic: Study, behind: pl.DataFrame, analysis: str) -> None:
    figures = clinic.results.filter(analysis=analysis)
    number = "estimate" if analysis == "flow" else "events"
    said, listed = counted(clinic, behind, figures, number)
    assert said == listed
    assert sum(listed)


def test_people_who_were_ever_struck_somewhere(clinic: Study, behind: pl.DataFrame) -> None:
    figures = clinic.results.filter((pl.col("variable") == EVER) & (pl.col("group") != "everyone"))
    said, listed = counted(clinic, behind, figures, "events")
    assert said == listed
    assert sum(listed) > 100


def test_no_more_people_than_attacks_of_a_kind(clinic: Study, behind: pl.DataFrame) -> None:
    figures = clinic.results.filter((pl.col("variable") == BY_KIND) & (pl.col("group") != "everyone"))
    attacks, people = counted(clinic, behind, figures, "events")
    assert all(0 < one <= other or other == one == 0 for one, other in zip(people, attacks, strict=True))


def test_the_answers_to_a_clause_are_those_of_its_row(clinic: Study, behind: pl.DataFrame) -> None:
    figures = clinic.results.filter(analysis="clauses")
    for answer, number in (
        ("holds", pl.col("events")),
        ("does not hold", pl.col("n") - pl.col("events")),
        ("cannot tell", "unknown"),
    ):
        said, listed = counted(clinic, behind, figures.with_columns(group=pl.lit(answer), said=number), "said")
        assert said == listed


def test_the_answers_to_a_milestone_are_all_who_had_it_not_before(clinic: Study, behind: pl.DataFrame) -> None:
    shares = clinic.results.filter(analysis="milestones", measure="cumulative incidence")
    told = pl.col("group").str.ends_with("it") | pl.col("group").str.ends_with("told")
    for answers, number in ((told, "n"), (pl.col("group").str.ends_with("cannot tell"), "unknown")):
        own = behind.filter((pl.col("analysis") == "milestones") & pl.col("level").is_null() & answers)
        listed = own.group_by("variable").agg(pl.col("patient_id").n_unique())
        joined = shares.join(listed, on="variable", how="left")
        assert joined[number].to_list() == joined["patient_id"].fill_null(0).to_list()


def test_every_count_of_people_leads_to_them(clinic: Study, behind: pl.DataFrame) -> None:
    """What has no list: figures about figures, and counts of nobody."""
    placed = with_places(clinic.results, behind)
    counts = placed.filter(pl.col("analysis").is_in(["flow", "table 1", "attack kinds", "criteria", "clauses", "milestones"]))
    told = counts.filter(pl.when(pl.col("measure") == "count").then(pl.col("estimate") > 0).otherwise(pl.col("events") > 0))
    without = told.filter(pl.col("behind").is_null())
    assert set(without["variable"]) <= {"people"}
