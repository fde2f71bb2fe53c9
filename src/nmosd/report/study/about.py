"""What a page says of itself: the definitions in use, the sources they rest on, and the manifest."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nmosd.study import Study

MARKS = {
    "read": "read",
    "recalled": "recalled, not read: check before citing",
    "inferred": "inferred: a decision of this project",
    "chosen": "chosen for this study",
}


@dataclass(frozen=True)
class DefinitionLine:
    """One rule in use with its value, the number of its source in the list of sources (null: none), and how sure that is."""

    name: str
    meaning: str
    value: str
    source: int | None
    mark: str


@dataclass(frozen=True)
class SourceLine:
    """One source: its citation, the link to it, and how far it was read."""

    text: str
    link: str
    link_text: str
    mark: str


def definitions_and_sources(study: "Study") -> tuple[tuple[DefinitionLine, ...], tuple[SourceLine, ...]]:
    """Return the settings in the order of their declaration, and every source in use once, sorted by citation.

    Sources are those of the settings, of the rules by which the courses were derived, of the diagnostic criteria, and of the
    statistical methods that the results name.
    """
    from nmosd.course.definitions import sources
    from nmosd.course.rules import rules
    from nmosd.criteria import known_criteria

    settings, known = study.course.definitions.explain(), sources()
    keys = {setting.source for setting in settings} | {rule.source for rule in rules().values()}
    keys |= {criterion.source for criterion in known_criteria(study.course.definitions)}
    lines = {key: _source_line(vars(source)) for key, source in known.items() if key in keys}
    lines |= {name: _source_line(entry) for name, entry in _method_sources(study).items()}
    order = sorted(lines, key=lambda key: (lines[key].text, key))
    number = {key: place for place, key in enumerate(order, start=1)}
    definitions = tuple(
        DefinitionLine(
            name=setting.name,
            meaning=setting.meaning,
            value=shown_value(setting.value) + (f" {setting.unit}" if setting.unit else ""),
            source=number.get(setting.source or ""),
            mark=setting.mark,
        )
        for setting in settings
    )
    return definitions, tuple(lines[key] for key in order)


def _method_sources(study: "Study") -> dict[str, dict[str, str]]:
    known = tomllib.loads((files("nmosd.report.study") / "method_sources.toml").read_text("utf-8"))
    methods = study.results["method"].drop_nulls().unique().to_list()
    return {words: entry for words, entry in known.items() if any(words in method for method in methods)}


def _source_line(entry: Mapping[str, Any]) -> SourceLine:
    doi, where = entry.get("doi"), entry.get("read_where")
    link = f"https://doi.org/{doi}" if doi else entry.get("url") or ""
    mark = MARKS.get(entry["mark"], entry["mark"]) + (f" ({where})" if where else "")
    return SourceLine(entry["citation"], link, f"doi {doi}" if doi else "link", mark)


def shown_value(value: object) -> str:
    """Return a setting's value as a person writes it.

    >>> shown_value(True), shown_value(("a", "b")), shown_value(30), shown_value(())
    ('yes', 'a; b', '30', 'none')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return "; ".join(str(item) for item in value) or "none"
    return str(value)


def manifest_lines(manifest: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the manifest as names and values, nested parts flattened, in its order; settings stand in a section of their own.

    >>> manifest_lines({"nmosd": "0.1.0", "protocol": {"file": "p.toml", "sha256": "ab"}})
    (('nmosd', '0.1.0'), ('protocol, file', 'p.toml'), ('protocol, sha256', 'ab'))
    """
    return tuple(_flattened("", manifest))


def _flattened(prefix: str, value: object) -> Iterable[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "settings":
                continue
            name = str(key).replace("_", " ")
            yield from _flattened(f"{prefix}, {name}" if prefix else name, inner)
    elif isinstance(value, list | tuple) and any(isinstance(item, Mapping | list | tuple) for item in value):
        for place, inner in enumerate(value, start=1):
            yield from _flattened(f"{prefix} {place}", inner)
    else:
        yield prefix, "none" if value is None else shown_value(value)
