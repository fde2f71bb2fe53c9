"""The exact log-rank test: the statistic beside what it would be had the groups been dealt to the people in any other way."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.curves.arrangements import Deal, count_extreme, draw_extreme
from nmosd.stats.curves.log_rank import Weighting, read_groups, stratum_tables, time_weights
from nmosd.stats.curves.rows import TimeRows
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate
from nmosd.stats.proportions import proportion
from nmosd.stats.significance import p_text


@dataclass(frozen=True)
class PermutationLogRank:
    """An exact log-rank test of two groups; prints as a summary.

    `difference` is the (weighted) number of events of the first group less the expected one. `arrangements` is how many ways
    there are to deal the groups; `draws` how many were drawn, null if all were counted. `p.lower` and `p.upper` are the error of
    drawing.
    """

    labels: tuple[Any, Any]
    people: tuple[int, int]
    events: tuple[int, int]
    difference: float
    p: Estimate
    arrangements: int
    draws: int | None

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return one row for `results_frame`, the p value; `where` adds what a row lacks."""
        return [self.p.row(group=" against ".join(map(str, self.labels))) | where]

    def __str__(self) -> str:
        assert self.p.estimate is not None
        how = (
            f"all {self.arrangements:,} arrangements"
            if self.draws is None
            else f"{self.draws:,} of {self.arrangements:.3g} arrangements"
        )
        lines = [f"{self.p.method}: {p_text(self.p.estimate)} ({how})"]
        for label, people, events in zip(self.labels, self.people, self.events, strict=True):
            lines.append(f"  {label}: {events} events in {people} people")
        return "\n".join(lines)


def permutation_log_rank(
    start: Any,
    stop: Any,
    event: Any,
    group: Any,
    *,
    strata: Any = None,
    subject: Any = None,
    weighting: Weighting | tuple[float, float] = "equal",
    draws: int | None = None,
    seed: int | None = None,
) -> PermutationLogRank:
    """Return the exact log-rank test of two groups, for samples too small for the chi-squared distribution.

    Columns and weights as for `log_rank`. The p value is the share of all ways to deal the groups to the people (within strata)
    that give a difference between observed and expected events at least as large, in either direction. All ways are counted for
    up to 40 people without strata; otherwise give `draws` and a `seed`, and the p value is (1 + as large) / (1 + draws), never 0.

    It takes people as exchangeable: without an effect not only events but follow-up and entry too must be alike in the groups. So
    it suits a randomised comparison, and not one with historical controls followed for longer.

    Source: Heimann and Neuhaus 1998, Biometrics 54 (citation recalled).

    Raises:
        StatisticsError: as `log_rank`; not two groups; a person in two groups or strata; too many people to count all ways; draws
            without a seed.

    >>> print(permutation_log_rank(None, [6, 6, 6, 6, 1, 2, 3, 6], [0, 0, 0, 0, 1, 1, 1, 0], list("ttttcccc")))
    exact log-rank test: p = 0.14 (all 70 arrangements)
      c: 3 events in 4 people
      t: 0 events in 4 people
    """
    rows, stratum, name = read_groups(start, stop, event, group=group, strata=strata, subject=subject, weighting=weighting)
    if len(rows.labels) != 2:
        raise StatisticsError(
            f"The exact test compares two groups, not {len(rows.labels)}: compare pairs, and adjust the p values for their "
            "number."
        )
    people = _people(rows, _scores(rows, stratum, weighting), stratum)
    deal = Deal(people.score, people.group == 0, people.stratum)
    if draws is None:
        extreme, total = count_extreme(deal)
        p = Estimate("p value", extreme / total, None, None, None, f"exact {name}")
    else:
        p = _drawn(deal, draws, seed, f"exact {name}, drawn with seed {seed}")
    first = int((people.group == 0).sum())
    events = np.bincount(rows.group[rows.event > 0], minlength=2)
    return PermutationLogRank(
        labels=(rows.labels[0], rows.labels[1]),
        people=(first, people.group.size - first),
        events=(int(events[0]), int(events[1])),
        difference=float(people.score[people.group == 0].sum()),
        p=Estimate(
            p.measure, p.estimate, p.lower, p.upper, p.confidence, p.method, n=people.group.size, events=int(events.sum())
        ),
        arrangements=deal.arrangements,
        draws=draws,
    )


def _drawn(deal: Deal, draws: int, seed: int | None, method: str) -> Estimate:
    if seed is None:
        raise StatisticsError("Arrangements are drawn by chance: give a seed, so that the same p value comes out again.")
    if draws < 99:
        raise StatisticsError(f"{draws} draws are too few for a p value: draw 9,999 or more.")
    extreme = draw_extreme(deal, draws, seed)
    error = proportion(extreme, draws, method="exact")
    return Estimate("p value", (1 + extreme) / (1 + draws), error.lower, error.upper, error.confidence, method)


@dataclass(frozen=True, eq=False)
class _People:
    score: Floats
    group: Integers
    stratum: Integers


def _scores(rows: TimeRows, stratum: Integers, weighting: Weighting | tuple[float, float]) -> Floats:
    """Return what each row adds to observed less expected: they depend on the pooled rows only, not on who is in which group."""
    score = np.zeros(rows.group.size)
    tables = iter(stratum_tables(rows, stratum))
    for code in np.unique(stratum):
        own = stratum == code
        if not rows.event[own].any():
            continue
        table = next(tables)
        weight = time_weights(table, weighting)
        hazard = np.r_[0.0, np.cumsum(weight * table.happened / table.total)]
        until, since = (np.searchsorted(table.rank, ranks[own], side="right") for ranks in (rows.ranks.stop, rows.ranks.start))
        reward = np.where(rows.event[own] > 0, weight[np.maximum(until - 1, 0)], 0.0)
        score[own] = reward - (hazard[until] - hazard[since])
    return score


def _people(rows: TimeRows, score: Floats, stratum: Integers) -> _People:
    """Return one score, group and stratum per person.

    Raises:
        StatisticsError: a person is in two groups or two strata.
    """
    if rows.subject_names is None:
        return _People(score, rows.group, stratum)
    group, place = np.zeros(len(rows.subject_names), dtype=np.int64), np.zeros(len(rows.subject_names), dtype=np.int64)
    group[rows.subject], place[rows.subject] = rows.group, stratum
    torn = (group[rows.subject] != rows.group) | (place[rows.subject] != stratum)
    if torn.any():
        name = rows.subject_names[rows.subject[int(np.argmax(torn))]]
        raise StatisticsError(
            f"Subject {name} is in two groups or strata: the exact test deals whole people, so give each person one."
        )
    return _People(np.bincount(rows.subject, score, minlength=group.size).astype(np.float64), group, place)
