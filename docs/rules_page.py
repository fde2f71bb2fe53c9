"""The manual of rules, written from the spec tests: a module's docstring is the rule, each test an example of it."""

import ast
from pathlib import Path
from textwrap import dedent

_INTRODUCTION = """\
# The rules, with examples

Written from the tests in `tests/spec` by `python -m docs.generate`; do not edit. Every example is executed by `make test`: the
upper tables are what was recorded, the lower ones what is derived from them.
"""


def rules_page(spec: Path) -> str:
    """Return the manual as Markdown: a chapter per folder, a section per test module, an example per test, in order of name."""
    parts = [_INTRODUCTION]
    chapters = sorted(folder for folder in spec.iterdir() if folder.is_dir() and any(folder.glob("test_*.py")))
    for chapter in chapters:
        if chapter.name in _ON_OTHER_PAGES:
            continue
        parts += [f"## {_words(chapter.name)}\n", *examples_in(chapter)]
    parts += [_section(module) for module in sorted(spec.glob("test_*.py"))]
    return "\n".join(parts)


def examples_in(folder: Path) -> list[str]:
    """Return a section of Markdown for each test module of a folder."""
    return [_section(module) for module in sorted(folder.glob("test_*.py"))]


_ON_OTHER_PAGES = {"criteria"}

# Words of test names that a neurologist writes otherwise.
_SIGNS = {
    "aqp4": "AQP4",
    "mog": "MOG",
    "igg": "IgG",
    "elisa": "ELISA",
    "csf": "CSF",
    "mri": "MRI",
    "ipnd": "IPND",
    "nmo": "NMO",
    "ms": "MS",
    "edss": "EDSS",
    "plex": "PLEX",
    "ivig": "IVIG",
    "nmosd": "NMOSD",
}


def _section(module: Path) -> str:
    tree = ast.parse(module.read_text("utf-8"))
    rule = dedent(ast.get_docstring(tree) or "").strip()
    title, _, rest = rule.partition("\n")
    shared = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    examples = [_example(test, shared) for test in tests]
    return "\n".join([f"### {title.rstrip('.')}\n", *([f"{rest.strip()}\n"] if rest.strip() else []), *examples])


def _example(test: ast.FunctionDef, shared: dict[str, ast.expr]) -> str:
    """Return an example; a table that the module's examples share is shown in each."""
    sentence = " ".join((ast.get_docstring(test) or _words(test.name.removeprefix("test_"))).split())
    lines = [f"**{sentence.rstrip('.')}.**\n"]
    for call in ast.walk(test):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "spec":
            for keyword in call.keywords:
                value = keyword.value
                lines.append(_argument(keyword.arg or "", shared.get(value.id, value) if isinstance(value, ast.Name) else value))
    return "\n".join(lines)


def _argument(name: str, value: ast.expr) -> str:
    label = _words(name.replace("expect_", "derived: "), capital=False)
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        text = dedent(value.value).strip("\n").rstrip()
        if "\n" in text or "|" in text:
            return f"{label}\n\n```\n{text}\n```\n"
        return f"{label}: {text}\n"
    if isinstance(value, ast.Dict):
        settings = (
            f"`{ast.literal_eval(key)} = {ast.unparse(setting)}`"
            for key, setting in zip(value.keys, value.values, strict=True)
            if key
        )
        return f"{label}: {', '.join(settings)}\n"
    return f"{label}: `{ast.unparse(value)}`\n"


def _words(name: str, *, capital: bool = True) -> str:
    words = " ".join(_SIGNS.get(word, word) for word in name.replace("_", " ").split())
    return words[:1].upper() + words[1:] if capital else words
