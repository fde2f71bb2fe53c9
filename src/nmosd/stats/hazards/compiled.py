"""How the loops of this folder are compiled, and the types of what they work on."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Function = TypeVar("Function", bound=Callable[..., Any])
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


def compiled(function: Function) -> Function:
    """Return the function, compiled on its first call and kept on disk for the next process.

    Division follows IEEE rules (no exception inside a loop), and sums keep their order, so that the same input gives the same
    bytes. Where nothing can be written, it is compiled anew in each process.
    """
    try:
        return cast("Function", numba.njit(cache=True, error_model="numpy", nogil=True)(function))
    except RuntimeError:
        return cast("Function", numba.njit(error_model="numpy", nogil=True)(function))
