"""How a loop over rows is compiled."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Return the function, compiled on its first call and kept on disk for the next process.

    Division follows IEEE rules (no exception inside a loop), and sums keep their order, so that the same input gives the same
    bytes. Where nothing can be written, it is compiled anew in each process.
    """
    try:
        dispatcher: Any = numba.njit(cache=True, error_model="numpy", nogil=True)(function)
    except RuntimeError:
        return cast("Function", numba.njit(error_model="numpy", nogil=True)(function))
    # Numba looks at the file of the function alone; what it calls is compiled into it, so that a change there counts too.
    dispatcher._cache._cache_file._source_stamp = _stamp()
    return cast("Function", dispatcher)


@cache
def _stamp() -> tuple[tuple[str, int, int], ...]:
    """Return which files of the package hold compiled functions, with their sizes and times of change."""
    package = Path(__file__).parents[1]
    stamps = []
    for folder, _, files in os.walk(package):
        for name in files:
            path = Path(folder, name)
            if name.endswith(".py") and b"stats.compiled import" in path.read_bytes():
                stat = path.stat()
                stamps.append((path.relative_to(package).as_posix(), stat.st_size, stat.st_mtime_ns))
    return tuple(sorted(stamps))
