"""The rules that a command line asks for: a preset, and settings changed by `--set`."""

import tomllib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nmosd.errors import DefinitionsError

if TYPE_CHECKING:
    from nmosd.course import Definitions


def definitions_from(preset: str, settings: Sequence[str]) -> "Definitions":
    """Return the definitions of a preset with settings such as `merge_before_days=60` changed.

    Raises:
        DefinitionsError: no such preset or setting, or a value that cannot be read or is out of range.
    """
    from nmosd.course import Definitions

    return Definitions.preset(preset).replace(**dict(_setting(text) for text in settings))


def _setting(text: str) -> tuple[str, Any]:
    name, sign, value = text.partition("=")
    if not sign:
        raise DefinitionsError(f"--set {text} has no value: write it as NAME=VALUE, such as merge_before_days=60.")
    try:
        return name.strip(), tomllib.loads(f"value = {value.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        return name.strip(), value.strip()
