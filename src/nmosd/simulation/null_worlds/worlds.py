"""A comparison in worlds where the drug does nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nmosd.errors import SimulationError
from nmosd.simulation.histories.persons import people
from nmosd.simulation.null_worlds.before_after import BeforeAfter
from nmosd.simulation.null_worlds.ever_treated import EverTreated
from nmosd.simulation.parameters.sets import PARAMETER_SETS, ParameterSet, parameter_set

if TYPE_CHECKING:
    import polars as pl

_PARTS = 20
"""Equal parts of the people whose differences give the Monte Carlo error."""


@dataclass(frozen=True)
class NullWorlds:
    """What a comparison shows in each world: `table` has one row per `world` and `measure`, with `value` and `error`.

    `error` is the Monte Carlo standard error: how far the value may be from that of endlessly many simulated people. Both are
    null where nobody meets the design.
    """

    table: "pl.DataFrame"

    def spread(self) -> "pl.DataFrame":
        """Return one row per measure: `least` and `most` over the worlds."""
        import polars as pl

        grouped = self.table.group_by("measure", maintain_order=True)
        return grouped.agg(least=pl.col("value").min(), most=pl.col("value").max())


def null_worlds(
    design: BeforeAfter | EverTreated, *, worlds: Sequence[ParameterSet] | None = None, number: int = 20_000, seed: int
) -> NullWorlds:
    """Return what a comparison shows in worlds where the treatment does nothing; all named parameter sets unless told which.

    `number` people are looked at in each world.

    >>> design = EverTreated(share=0.5, change_years=(0.5, 4), follow_years=(1, 6))
    >>> null_worlds(design, number=2000, seed=1).table.columns
    ['world', 'measure', 'value', 'error']

    Raises:
        SimulationError: too few people to say anything.
    """
    import polars as pl

    if number < 10 * _PARTS:
        raise SimulationError(f"{number} people are too few to say what an inert drug shows: give at least {10 * _PARTS}.")
    chosen = [parameter_set(name) for name in PARAMETER_SETS] if worlds is None else worlds
    rows = []
    for world in chosen:
        everyone = people(number)
        found = design.measures(world, everyone, seed)
        parts = [design.measures(world, everyone.subset(part), seed) for part in np.array_split(np.arange(number), _PARTS)]
        for measure, value in found.items():
            error = np.std([part[measure] for part in parts], ddof=1) / np.sqrt(_PARTS)
            rows.append((world.name, measure, value, float(error)))
    table = pl.DataFrame(rows, schema=["world", "measure", "value", "error"], orient="row")
    return NullWorlds(table.with_columns(pl.col("value", "error").fill_nan(None)))
