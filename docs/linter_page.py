"""The reference of the design linter: what it finds, what that does to an answer, and what to do."""

from collections.abc import Iterator, Mapping
from typing import Any

from nmosd.study.lint import finding_codes
from nmosd.study.lint.codes import FindingCode, lint_file

_INTRODUCTION = """\
# The design linter

Written from `study/lint/` by `python -m docs.generate`; do not edit. `nmosd lint protocol.toml` reads a protocol and its data
together and argues with the design, before any figure is made:

```
protocol.toml:6 B101 immortal time: 19 people count as treated from onset, 31 person-years before their first dose
                remedy: comparison.exposure = "episodes" with time.zero = "episode start", or exposure = "sequential"
```

Exit code 0: nothing found; 1: findings; 2: it cannot run. `nmosd study` runs it too and keeps the findings with the study. A
finding is allowed with its reason, which the report prints:

```toml
[lint.allow]
B101 = "to show what goes wrong"
```

A design without a finding may still be wrong: the linter knows these rules and no others.

**Damage.** Each code has a simulated example: what a study of that kind shows with the bias, and mended, where the truth is
known, as the least and the most over the parameter sets of the [simulation](simulation.md). `python -m docs.damage` writes the
figures anew. The settings of the examples are invented, to show the direction and the order of size; a real study may err by
less or by more.

**Marks.** `read`: somebody read the source, or the part that is named. `recalled`: nobody has yet. `inferred`: our own reasoning.
"""


def linter_page() -> str:
    """Return the page as Markdown."""
    codes = finding_codes()
    parts = [_INTRODUCTION, *_contents(codes), *(line for code in codes for line in _section(code, codes[code]))]
    return "\n".join([*parts, *_settings(), *_sources(codes), ""])


def _contents(codes: Mapping[str, FindingCode]) -> Iterator[str]:
    damage = lint_file("damage")
    yield "| code | finding | severity | truth | biased | mended |"
    yield "|---|---|---|--:|--:|--:|"
    for code, kind in codes.items():
        one = damage[code]
        truth = f"{one['truth']:g}" if "truth" in one else ""
        link = f"[{code}](#{_anchor(code, kind)})"
        yield f"| {link} | {kind.title} | {kind.severity} | {truth} | {_range(one['biased'])} | {_range(one['mended'])} |"
    yield ""


def _anchor(code: str, kind: FindingCode) -> str:
    kept = "".join(sign for sign in f"{code} {kind.title}".lower() if sign.isalnum() or sign in " -")
    return kept.replace(" ", "-")


def _range(pair: list[float]) -> str:
    low, high = pair
    return f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}"


def _section(code: str, kind: FindingCode) -> Iterator[str]:
    one, sources = lint_file("damage")[code], lint_file("sources")
    yield f"## {code} {kind.title}\n"
    yield f"{kind.severity.capitalize()}. {kind.means}\n"
    yield f"Remedy: {_in_code(kind.remedy)}.\n"
    truth = f", the truth {one['truth']:g}" if "truth" in one else ""
    shown = f"biased **{_range(one['biased'])}**, mended **{_range(one['mended'])}**"
    yield f"Damage: {one['setting']} Shown is the {one['measure']}{truth}: {shown}.\n"
    for key in kind.sources:
        yield f"- {_source(sources[key])}"
    yield ""


def _in_code(remedy: str) -> str:
    """Put what is to be written into a protocol into code marks: a key, an equals sign and its value."""
    import re

    return re.sub(r'([\w.]+ = (?:"[^"]*"|\[[^\]]*\]|true|\d+))', r"`\1`", remedy)


def _source(entry: Mapping[str, Any]) -> str:
    where = f" (doi {entry['doi']})" if "doi" in entry else f" ({entry['url']})" if "url" in entry else ""
    read = f"; {entry['read_where']}" if "read_where" in entry else ""
    return f"{entry['citation']}{where}. {entry['mark'].capitalize()}{read}."


def _settings() -> Iterator[str]:
    yield "## From where on it speaks\n"
    yield "| setting | value | meaning | source |"
    yield "|---|--:|---|---|"
    for name, entry in lint_file("settings").items():
        unit = f" {entry['unit']}" if "unit" in entry else ""
        yield f"| `{name}` | {entry['value']:g}{unit} | {entry['meaning']} | {entry['mark']}: {entry['source']} |"
    yield ""


def _sources(codes: Mapping[str, FindingCode]) -> Iterator[str]:
    used = {key for kind in codes.values() for key in kind.sources} | {one["source"] for one in lint_file("settings").values()}
    yield "## Sources\n"
    for key, entry in sorted(lint_file("sources").items()):
        if key in used:
            yield f"- `{key}`: {_source(entry)}"
