"""The kinds of findings and from where on they are found, as declared data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class FindingCode:
    """A kind of finding: `severity` is error or warning, `means` says why it matters, `sources` are keys of sources.toml."""

    title: str
    severity: str
    means: str
    remedy: str
    sources: tuple[str, ...]


@cache
def finding_codes() -> Mapping[str, FindingCode]:
    """Return every kind of finding by its code, in the order of the codes.

    >>> finding_codes()["B101"].title
    'immortal time'
    """
    return {code: FindingCode(**entry | {"sources": tuple(entry["sources"])}) for code, entry in _file("codes").items()}


def lint_setting(name: str) -> float:
    """Return from where on a rule speaks.

    >>> lint_setting("recalled_share")
    0.3
    """
    return float(_file("settings")[name]["value"])


@cache
def _file(name: str) -> Mapping[str, dict[str, Any]]:
    return tomllib.loads((files("nmosd.study.lint") / f"{name}.toml").read_text("utf-8"))


def lint_file(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Return a data file of the linter as it stands: `settings`, `sources` or `damage`."""
    return _file(name)
