"""Pieces of work done side by side, their results in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import TypeVar

import polars as pl

Item = TypeVar("Item")
Made = TypeVar("Made")


def side_by_side(work: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """Give what the work makes of each item, in their order; every core is kept busy through steps that use one alone.

    Items are taken, and results held, only a few ahead of what was given on. A lone item is worked on here: starting a thread
    for each small cohort costs more than it saves.

    >>> list(side_by_side(abs, [-1, 2]))
    [1, 2]
    """
    coming = iter(items)
    first = list(islice(coming, 2))
    alone = len(first) < 2
    coming, first = chain(first, coming), []
    if alone:
        yield from map(work, coming)
        return
    under_way: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
        for item in coming:
            under_way.append(threads.submit(work, item))
            if len(under_way) > pl.thread_pool_size():
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
