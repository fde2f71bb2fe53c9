"""The reference of the definitions: every setting with its meaning, value and source, and what each preset changes."""

from nmosd.course import Definitions
from nmosd.course.definitions import Setting, sources

_INTRODUCTION = """\
# Definitions: every rule that can be argued about

Written from `course/definitions/` by `python -m docs.generate`; do not edit. A setting is changed in a protocol
(`[definitions]`), on the command line (`--set merge_before_days=60`), or in Python
(`Definitions().replace(merge_before_days=60)`); a preset is chosen with `--definitions sakura`.

`read`: somebody read the value in its source. `recalled`: nobody has yet. `inferred`: it follows from what was read. `chosen`: by
this project, for want of a source.
"""


def definitions_page() -> str:
    """Return a line per setting of the default preset, then a section per other preset with what it changes."""
    usual = {setting.name: setting for setting in Definitions().explain()}
    parts = [_INTRODUCTION, "## Settings\n", "| setting | default | meaning | source | mark |", "|---|--:|---|---|---|"]
    parts += [_line(setting, setting.meaning) for setting in usual.values()]
    for name in Definitions.presets()[1:]:
        changed = [
            setting
            for setting in Definitions.preset(name).explain()
            if setting.source != usual[setting.name].source or setting.value != usual[setting.name].value
        ]
        parts += [f"\n## Preset {name}\n", "| setting | here | by default | source | mark |", "|---|--:|--:|---|---|"]
        parts += [_line(setting, _value(usual[setting.name])) for setting in changed]
    parts += ["\n## Sources\n"]
    parts += [
        f"- {source.citation}"
        + (f" [doi:{source.doi}](https://doi.org/{source.doi})" if source.doi else f" <{source.url}>" if source.url else "")
        for _, source in sorted(sources().items())
    ]
    return "\n".join([*parts, ""])


def _line(setting: Setting, middle: str) -> str:
    return f"| `{setting.name}` | {_value(setting)} | {middle} | {setting.citation} | {setting.mark} |"


def _value(setting: Setting) -> str:
    value = "; ".join(setting.value) if isinstance(setting.value, tuple) else str(setting.value)
    return f"{value or 'none'}{f' {setting.unit}' if setting.unit else ''}"
