"""What every test may use."""

import gc
import os

# Each worker has a core of its own to run on; more threads than cores only wait for each other. Polars and NumPy read these on
# import, here and in every process that a test starts.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# The short suite draws the same examples every time, so that a change is judged by what it changes; `make test-long`
# draws new ones.
settings.register_profile(
    "default", max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Hide from the garbage collector what thousands of tests are made of: looking through it again costs a tenth of the time."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


collect_ignore = ["oracles/make"]
"""Scripts that run in environments of their own, with the program that they ask."""
