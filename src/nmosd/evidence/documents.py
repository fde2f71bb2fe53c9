"""YAML documents as an evidence editor writes them: nothing is guessed from the look of a value, and no key may stand twice."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from nmosd.errors import EvidenceError

try:
    from yaml import CSafeLoader as _Parser
except ImportError:  # the wheel without libyaml: ten times slower, same result
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]


class _Loader(_Parser):
    """YAML without its surprises: `no`, `on` and dates are text; numbers are decimal; a key that stands twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in made:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
            made[key] = self.construct_object(value_node, deep=True)
        return made


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    return loader.construct_mapping(node)


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)
_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]+\.[0-9]+$", "-+0123456789"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def documents(text: str, name: str) -> Iterator[dict[str, Any]]:
    """Yield the documents of a file, each a mapping; empty ones are left out.

    `name` is the file's name for the error.

    Raises:
        EvidenceError: text that is no YAML, a document that is no mapping, or a key that stands twice.

    >>> list(documents("since: 2024-05\\nsmoker: no", "example.yaml"))
    [{'since': '2024-05', 'smoker': 'no'}]
    """
    try:
        found = list(yaml.load_all(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise EvidenceError(f"{name}{line}: {error.problem or error.context}; mend the YAML there.") from error
    for position, document in enumerate(found, start=1):
        if document is None:
            continue
        if not isinstance(document, dict):
            raise EvidenceError(f"{name}, document {position}: a record is a list of `key: value` lines, and this one is not.")
        yield document
