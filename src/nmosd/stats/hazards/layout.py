"""The arrays that the compiled loops read, as one argument."""

from typing import NamedTuple

from nmosd.stats.arrays import Booleans, Floats, Integers


class Layout(NamedTuple):
    """Rows sorted by stratum and stop, with their place among the event times of their stratum.

    `strata` says where each stratum's rows begin (and the last ends), `begins` where its event times do. A row is at risk at the
    event times from `first` up to but not with `last`; `stops_from` is per event time the first row with that stop or a later
    one.

    Rows that enter after their stratum's first event time stand a second time, sorted by stratum and start, so that a sweep reads
    memory in order: `late_from` is per event time the first of them that starts then or later.
    """

    x: Floats
    weight: Floats
    offset: Floats
    event: Booleans
    strata: Integers
    begins: Integers
    first: Integers
    last: Integers
    stops_from: Integers
    late_x: Floats
    late_weight: Floats
    late_offset: Floats
    late_strata: Integers
    late_from: Integers
