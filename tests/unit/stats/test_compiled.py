"""What is kept of a compiled loop is used again, until any file with compiled functions changes."""

import importlib.util
from types import ModuleType

import pytest

from nmosd.stats import compiled

SOURCE = """
from nmosd.stats.compiled import compiled

@compiled
def twice(number):
    return 2 * number
"""


@pytest.fixture
def loaded(tmp_path):
    path = tmp_path / "loop.py"
    path.write_text(SOURCE, "utf-8")

    def load() -> ModuleType:
        spec = importlib.util.spec_from_file_location("loop", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert module.twice(21) == 42
        return module

    return load


def test_the_next_process_finds_what_was_compiled(loaded):
    loaded()
    assert sum(loaded().twice.stats.cache_hits.values()) == 1


def test_a_change_in_another_file_with_compiled_functions_compiles_anew(loaded, monkeypatch):
    loaded()
    before = compiled._stamp()
    monkeypatch.setattr(compiled, "_stamp", lambda: (*before, ("another.py", 1, 1)))
    assert sum(loaded().twice.stats.cache_hits.values()) == 0


def test_all_files_with_compiled_functions_count():
    names = {name for name, _, _ in compiled._stamp()}
    assert {"stats/hazards/sweep.py", "course/disability/kernel.py"} <= names
