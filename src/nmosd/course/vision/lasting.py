"""What lasts: the last known state of a series, and the day since which it has held without a break."""

import polars as pl

from nmosd.course.disability.series import runs


def lasting(series: pl.DataFrame, states: tuple[str, ...]) -> pl.DataFrame:
    """Return one row per `group` (sorted), with `<state>` and `<state>_day` for each state.

    `series` has `group` and `day`, sorted by both, and the three-valued states on that day. `<state>` is the last that is known,
    null where none is. Where it is true, `<state>_day` is the day of the first of the known states that have all been true since;
    else null. A day on which the state is unknown neither makes nor breaks a run.
    """
    from nmosd.course.vision.lasting_kernel import last_known_and_since

    groups, begins = runs(series["group"])
    columns = [groups.alias("group")]
    for state in states:
        known, since = map(
            pl.Series, last_known_and_since(begins, series[state].cast(pl.Int8).fill_null(-1).to_numpy(writable=True))
        )
        last, first = (places.set(places < 0, None) for places in (known, since))
        columns += [series[state].gather(last).alias(state), series["day"].gather(first).alias(f"{state}_day")]
    return pl.DataFrame(columns)
