"""Whether the outcome comes at the same pace in the groups, without a model: log-rank tests."""

from nmosd.stats import StatisticsError, log_rank, permutation_log_rank
from nmosd.study.comparison.outcome_data import OutcomeData
from nmosd.study.comparison.rows import FEWEST_EVENTS, nothing, with_warnings
from nmosd.study.description.summaries import Row
from nmosd.study.groups import EVERYONE

_DRAWS = 9999
_MOST_COUNTED = 40
_MOST_DRAWN = 1000
_SAYS = "Probability of groups as different as these, or more so, if the hazard were the same in all at every time."


def log_rank_rows(data: OutcomeData, seed: int) -> list[Row]:
    """Return the log-rank test of all groups of a first event as one row; none for recurrent events and without a comparison.

    Its estimate and `p_value` are the p value. With fewer than five events in a group it is the exact test (two groups, each
    person one subject), which takes entry and follow-up as alike in the groups; where that cannot be had there is none.
    """
    if data.outcome.recurs or not data.others:
        return []
    several = len(data.others) > 1
    where: Row = {"analysis": "log-rank", "variable": data.name, "group": EVERYONE if several else data.others[0]}
    where |= {"compared_with": None if several else data.reference, "definition": _SAYS}
    counts = data.counts()
    totals = {"n": sum(c.subjects for c in counts.values()), "events": sum(c.events for c in counts.values())}
    empty = [group for group in data.groups if not counts[group].subjects]
    if empty or not totals["events"]:
        why = f"nobody in {empty[0]} is at risk" if empty else "there is no event"
        return [nothing("p value", f"There is no test, because {why}.", **totals, **where)]
    if data.several_subjects:
        why = "People are in it several times, and the test takes them as strangers: see the model."
        return [nothing("p value", why, **totals, **where)]
    try:
        if min(c.events for c in counts.values()) >= FEWEST_EVENTS:
            test = log_rank(**data.columns(), group=data.rows["group"])
            return [test.estimate().row(level="log-rank test", p_value=test.p) | where]
        return [_exact(data, seed) | where]
    except StatisticsError as error:
        return [nothing("p value", str(error), **totals, **where)]


def _exact(data: OutcomeData, seed: int) -> Row:
    people = data.rows["number"].n_unique()
    if len(data.others) > 1 or people > _MOST_DRAWN:
        few = f"A group has fewer than {FEWEST_EVENTS} events, too few for the log-rank test"
        raise StatisticsError(f"{few}, and the exact test is made for two groups of at most {_MOST_DRAWN} people together.")
    # Rows stand in the order of what is known of people, so that the same people give the same draws under any name.
    draws = None if people <= _MOST_COUNTED else _DRAWS
    test = permutation_log_rank(**data.columns(), group=data.rows["group"], draws=draws, seed=seed)
    row = test.p.row(level="exact log-rank test", p_value=test.p.estimate)
    return with_warnings(row, ["It takes entry and follow-up as alike in both groups"])
