"""The one long table of results: every analysis returns rows of it, so printing, suppression and pooling are written once."""

from collections.abc import Iterable

import dataframely as dy
import polars as pl


class Results(dy.Schema):
    """One figure: what was counted or estimated, in whom, with its interval, its counts and how it was made.

    Null means that the column does not apply to the figure (a count has no interval), never that it was forgotten.
    """

    analysis = dy.String(description="Part of the study: flow, table 1, attack kinds, rates ...")
    group = dy.String(description="In whom: `everyone`, or a level of the grouping")
    variable = dy.String(description="What was measured")
    level = dy.String(nullable=True, description="A category of the variable")
    compared_with = dy.String(nullable=True, description="The group that a ratio or a difference is against")
    at_years = dy.Float64(nullable=True, description="Years since time zero, for a figure of a curve")
    measure = dy.String(description="Kind of figure: count, proportion, median, rate per person-year, hazard ratio ...")
    estimate = dy.Float64(nullable=True, allow_inf=False, allow_nan=False, description="The figure; null where it cannot be told")
    lower = dy.Float64(nullable=True, allow_inf=True, allow_nan=False, description="Lower limit of the interval")
    upper = dy.Float64(nullable=True, allow_inf=True, allow_nan=False, description="Upper limit of the interval")
    confidence = dy.Float64(nullable=True, description="Confidence of the interval, 0.95 for 95 %; null for quartiles")
    p_value = dy.Float64(nullable=True, min=0, max=1, description="Two-sided p value; null where none may be given")
    n = dy.Int64(nullable=True, description="How many the figure rests on: people, or attacks where the unit is `of attacks`")
    events = dy.Int64(nullable=True, description="Events, or people (attacks) with the level")
    person_years = dy.Float64(nullable=True, description="Time at risk, years")
    unknown = dy.Int64(nullable=True, description="How many of the group it cannot be told of, counted as `n` is")
    unit = dy.String(nullable=True, description="Unit of the estimate")
    method = dy.String(nullable=True, description="How estimate and interval were made")
    definition = dy.String(nullable=True, description="What the figure means, in one sentence")
    warnings = dy.List(dy.String(), nullable=True, description="What a reader must know before using it")


def results_frame(rows: Iterable[dict[str, object]]) -> pl.DataFrame:
    """Return rows as a validated `Results` table, in the order given; keys that a row lacks are null."""
    types = {name: column.dtype for name, column in Results.columns().items()}
    return Results.validate(pl.DataFrame(list(rows), schema=types))
