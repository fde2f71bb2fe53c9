"""Whether a value fits the setting of the definitions that it is given to."""

from collections.abc import Mapping
from typing import Any

from nmosd.errors import DefinitionsError
from nmosd.record.vocabulary import names, vocabulary

Value = int | str | bool | tuple[str, ...]


def checked(name: str, value: object, declared: Mapping[str, Any]) -> Value:
    """Return the value of a setting as it is kept (lists become tuples), refused if its declaration does not allow it.

    Raises:
        DefinitionsError: wrong kind of value, out of range, or not one of the allowed words.
    """
    example = declared["value"]
    if isinstance(example, list):
        return _words(name, value, _allowed(declared))
    if isinstance(example, bool):
        if not isinstance(value, bool):
            raise DefinitionsError(f"The setting {name} is {value!r}: it is either true or false.")
        return value
    if isinstance(example, int):
        return _whole_number(name, value, declared)
    if value not in declared["allowed"]:
        raise DefinitionsError(f"The setting {name} is {value!r}: it is one of {', '.join(declared['allowed'])}.")
    return str(value)


def _whole_number(name: str, value: object, declared: Mapping[str, Any]) -> int:
    low, high, unit = declared["low"], declared["high"], declared["unit"]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise DefinitionsError(f"The setting {name} is {value!r}: it is a whole number from {low} to {high} {unit}.")
    return value


def _words(name: str, value: object, allowed: tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
        raise DefinitionsError(f"The setting {name} is {value!r}: it is a list of {', '.join(allowed)}.")
    for word in value:
        if word not in allowed:
            raise DefinitionsError(f"The setting {name} holds {word!r}: it is a list of {', '.join(allowed)}.")
    return tuple(word for word in allowed if word in value)


def _allowed(declared: Mapping[str, Any]) -> tuple[str, ...]:
    if "allowed" in declared:
        return tuple(declared["allowed"])
    if "attribute" not in declared:
        return names(declared["vocabulary"])
    found = {term.attributes.get(declared["attribute"]) for term in vocabulary(declared["vocabulary"]).values()}
    return tuple(sorted(word for word in found if word))
