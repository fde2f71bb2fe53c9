"""From a page's content to its HTML: the templates in `templates/`."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template


def rendered(template: str, page: Any, **filters: Callable[[str], str]) -> str:
    """Return the HTML of a page by a template, which sees it as `page`; what is no template's own is escaped.

    `filters` are functions on text that the template uses by their names.
    """
    return _template(template, tuple(filters.items())).render(page=page) + "\n"


@cache
def _template(name: str, filters: tuple[tuple[str, Callable[[str], str]], ...]) -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nmosd.report"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters.update(filters)
    return environment.get_template(name)
