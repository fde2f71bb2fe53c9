"""What a comparison shows for a drug that does nothing.

    from nmosd.simulation.null_worlds import AfterAttack, BeforeAfter, EverTreated, null_worlds, world_of_record

    design = BeforeAfter(start=AfterAttack(shares=(0.3, 0.5, 0.2), delay_years=(0.05, 0.25)), after_years=3)
    shown = null_worlds(design, seed=1)                        # one row per parameter set and measure
    shown.spread()                                             # per measure: the least and the most over the sets

    own = world_of_record(attacks, person_years)               # counts in time that was not selected on attacks
    null_worlds(design, worlds=[own], seed=1)

    inert_drug(starts, seed=1)                                 # people who start as those of a record did

A person whose treatment starts because of attacks has fewer afterwards whatever is given, and whoever must stay free of attacks
to be treated looks protected by the treatment.
"""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = [
    "AfterAttack",
    "AtVisit",
    "BeforeAfter",
    "EverTreated",
    "NullWorlds",
    "Starts",
    "inert_drug",
    "null_worlds",
    "world_of_record",
]

if TYPE_CHECKING:
    from nmosd.simulation.null_worlds.as_started import Starts, inert_drug
    from nmosd.simulation.null_worlds.before_after import AfterAttack, AtVisit, BeforeAfter
    from nmosd.simulation.null_worlds.ever_treated import EverTreated
    from nmosd.simulation.null_worlds.records import world_of_record
    from nmosd.simulation.null_worlds.worlds import NullWorlds, null_worlds

__getattr__ = lazily(
    __name__,
    {
        "AfterAttack": "nmosd.simulation.null_worlds.before_after",
        "AtVisit": "nmosd.simulation.null_worlds.before_after",
        "BeforeAfter": "nmosd.simulation.null_worlds.before_after",
        "EverTreated": "nmosd.simulation.null_worlds.ever_treated",
        "Starts": "nmosd.simulation.null_worlds.as_started",
        "inert_drug": "nmosd.simulation.null_worlds.as_started",
        "NullWorlds": "nmosd.simulation.null_worlds.worlds",
        "null_worlds": "nmosd.simulation.null_worlds.worlds",
        "world_of_record": "nmosd.simulation.null_worlds.records",
    },
)
