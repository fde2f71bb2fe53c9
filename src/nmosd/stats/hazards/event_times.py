"""Compiled: what the sweep needs to know before it starts: event times, and which of them each row is at risk at."""

import numpy as np

from nmosd.stats.arrays import Booleans, Integers
from nmosd.stats.compiled import compiled


@compiled
def block_begins(sorted_codes: Integers, blocks: int) -> Integers:
    """Return where each code begins in a sorted column of codes, and its end."""
    begins = np.zeros(blocks + 1, np.int64)
    for i in range(sorted_codes.size):
        begins[sorted_codes[i] + 1] += 1
    for block in range(blocks):
        begins[block + 1] += begins[block]
    return begins


@compiled
def event_times(
    stop: Integers, start: Integers, event: Booleans, entry: Integers, strata: Integers
) -> tuple[Integers, Integers, Integers, Integers, Integers]:
    """Return the event times and which of them each row is at risk at.

    Rows are sorted by stratum and stop, `entry` sorts them by stratum and start, `strata` says where each stratum begins. Back
    come the rank of each event time (stratum by stratum), where each stratum's event times begin, per row the first and one past
    the last of the event times with start < time <= stop, and per event time the first row with that stop or a later one.
    """
    n, count = stop.size, 0
    ranks = np.empty(n, np.int64)
    stops_from = np.empty(n, np.int64)
    begins = np.zeros(strata.size, np.int64)
    first = np.zeros(n, np.int64)
    last = np.zeros(n, np.int64)
    for s in range(strata.size - 1):
        begins[s] = count
        block = strata[s]
        for row in range(strata[s], strata[s + 1]):
            if stop[row] != stop[block]:
                block = row
            if event[row] and (count == begins[s] or ranks[count - 1] != stop[row]):
                ranks[count] = stop[row]
                stops_from[count] = block
                count += 1
        passed = begins[s]
        for row in range(strata[s], strata[s + 1]):
            while passed < count and ranks[passed] <= stop[row]:
                passed += 1
            last[row] = passed
        passed = begins[s]
        for i in range(strata[s], strata[s + 1]):
            row = entry[i]
            while passed < count and ranks[passed] <= start[row]:
                passed += 1
            first[row] = passed
    begins[strata.size - 1] = count
    return ranks[:count].copy(), begins, first, last, stops_from[:count].copy()


@compiled
def late_entries(
    first: Integers, last: Integers, entry: Integers, strata: Integers, begins: Integers
) -> tuple[Integers, Integers, Integers]:
    """Return the rows that are not at risk yet at their stratum's first event time, in order of start.

    With them, per event time the first of them that starts at that time or later, and where each stratum's begin.
    """
    rows = np.empty(entry.size, np.int64)
    from_time = np.zeros(begins[strata.size - 1], np.int64)
    late = np.zeros(strata.size, np.int64)
    count = 0
    for s in range(strata.size - 1):
        late[s] = count
        passed = begins[s]
        for i in range(strata[s], strata[s + 1]):
            row = entry[i]
            if begins[s] < first[row] < last[row]:
                while passed < first[row]:
                    from_time[passed] = count
                    passed += 1
                rows[count] = row
                count += 1
        from_time[passed : begins[s + 1]] = count
    late[strata.size - 1] = count
    return rows[:count].copy(), from_time, late
