"""The first mistake of a settings file as one sentence: file and line, the key, what is wrong and the nearest allowed word."""

from collections.abc import Callable, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from nmosd.nearest import nearest, nearest_or_all

_SHORT_LIST = 15


def in_one_sentence(
    error: ValidationError,
    model: type[BaseModel],
    file: str,
    whole: str = "the protocol",
    *,
    line_of: Callable[[Sequence[str]], int | None] = lambda path: None,
) -> str:
    """Return the first mistake of a validation as one sentence with its remedy.

    `whole` is what the file is called; `line_of` says on which line the key of a path stands, where there are lines.
    """
    # A key that is missing is often one that is mistyped, and the unknown one says so.
    mistake = next((one for one in error.errors() if one["type"] == "extra_forbidden"), error.errors()[0])
    location = [str(part) for part in mistake["loc"] if part != "[key]"]  # pydantic's word for a key that is itself the mistake
    line = line_of(location)
    file = file if line is None else f"{file}:{line}"
    path = ".".join(part for part in location if line is None or not part.isdecimal())  # the line says which of a list
    more = error.error_count() - 1
    others = f" ({more} more {'mistake' if more == 1 else 'mistakes'})" if more else ""
    kind, context = mistake["type"], mistake.get("ctx", {})
    if kind == "extra_forbidden":
        allowed = _keys_at(model, location[:-1])
        place = f"[{'.'.join(location[:-1])}]" if len(location) > 1 else whole
        return f"{file}: {place} has no key {location[-1]!r}{_remedy(location[-1], allowed)}{others}."
    if kind == "word":
        word = str(context["word"])
        remedy = _remedy(word, context["allowed"], context.get("meant"))
        return f"{file}: {path + ': ' if path else ''}there is no {context['what']} {word!r}{remedy}{others}."
    if kind == "missing":
        return f"{file}: the key {path!r} is missing: add it{others}."
    message = _KINDS_OF_VALUE.get(kind, mistake["msg"].removeprefix("Input ").removeprefix("String ").removeprefix("Tuple "))
    given = "" if isinstance(mistake["input"], dict) else f" is {mistake['input']!r}, which is not possible"
    return (
        f"{file}: {path}{given}: it {message}{others}."
        if message.startswith("should")
        else f"{file}: {path + ': ' if path else ''}{message}{others}."
    )


_A_DATE = "should be a date written as 2005-01-31, without quotes"
_KINDS_OF_VALUE = {
    "string_type": "should be text in quotes",
    "tuple_type": "should be a list in square brackets",
    "dict_type": "should be a table of its own, with its keys below",
    "model_type": "should be a table of its own, with its keys below",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
    "float_type": "should be a number",
    "float_parsing": "should be a number",
    "date_type": _A_DATE,
    "date_parsing": _A_DATE,
    "date_from_datetime_parsing": _A_DATE,
    "date_from_datetime_inexact": _A_DATE,
}
"""How a kind of value is asked for in the words of TOML, by pydantic's name of the mistake."""


def _remedy(word: str, allowed: tuple[str, ...], meant: str | None = None) -> str:
    """Return the word that was meant, and what else there is if the list is short: a long one would hide the answer."""
    near = meant or nearest(word, allowed)
    if len(allowed) <= _SHORT_LIST:
        return (f"; did you mean {near!r}" if near else "") + f": the allowed words are {', '.join(allowed)}"
    return f"; did you mean {near!r}" if near else nearest_or_all(word, allowed, "the allowed words are").removesuffix(".")


def _keys_at(model: type[BaseModel], location: list[str]) -> tuple[str, ...]:
    for part in (part for part in location if not part.isdecimal()):  # the place in a list of tables
        field = model.model_fields.get(part)
        candidates: list[Any] = [] if field is None else [field.annotation, *get_args(field.annotation)]
        inner = [candidate for candidate in candidates if isinstance(candidate, type) and issubclass(candidate, BaseModel)]
        if not inner:
            return ()
        model = inner[0]
    return tuple(model.model_fields)
