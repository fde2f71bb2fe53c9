"""A protocol to start from: every key with what it means, as comments."""

import json
from importlib.resources import files
from typing import Any

from nmosd.study.protocol.protocol import Protocol


def commented_protocol(title: str, cohort: str) -> str:
    """Return a protocol as TOML that describes a cohort as it stands, with all that it could ask for as comments."""
    template = files(__package__).joinpath("template.toml").read_text("utf-8")
    return template.format(title=_in_quotes(title), cohort=_in_quotes(cohort))


def written_protocol(protocol: Protocol) -> str:
    """Return a protocol made in code as TOML: what differs from the defaults."""
    import tomlkit

    return tomlkit.dumps(protocol.model_dump(mode="json", exclude_defaults=True, by_alias=True))


def protocol_schema() -> dict[str, Any]:
    """Return the JSON Schema of a protocol, by which editors complete keys and words."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Protocol.model_json_schema(by_alias=True)


def _in_quotes(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
