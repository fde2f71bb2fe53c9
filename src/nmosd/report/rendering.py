"""A page from its template."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def template(name: str, **filters: Callable[[str], str]) -> "Template":
    """Return a template of this package, compiled once for all pages that a process writes; `filters` are those it uses."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nmosd.report"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters |= filters
    return environment.get_template(name)
