"""How a loop over rows is compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Return the function, compiled on its first call and kept on disk for the next process.

    Division follows IEEE rules (no exception inside a loop), and sums keep their order, so that the same input gives the same
    bytes. Where nothing can be written, it is compiled anew in each process.
    """
    try:
        return cast("Function", numba.njit(cache=True, error_model="numpy", nogil=True)(function))
    except RuntimeError:
        return cast("Function", numba.njit(error_model="numpy", nogil=True)(function))
