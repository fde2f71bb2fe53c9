"""How the commands print: aligned columns, plain words, and JSON where a machine reads."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click


def format_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--format text|json` to a command; the command receives `output_format`."""
    option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
        "--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print."
    )
    return option(function)


def definitions_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--definitions PRESET` and `--set NAME=VALUE`; the command receives `preset` and `settings`."""
    preset = click.option("--definitions", "preset", default="default", show_default=True, help="Preset of the rules.")
    settings = click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="NAME=VALUE",
        help="Change one rule, such as merge_before_days=60; repeatable.",
    )
    return preset(settings(function))


def print_json(value: Mapping[str, Any]) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def aligned(rows: Iterable[Sequence[str]], *, indent: int = 2, right: Iterable[int] = ()) -> str:
    """Return rows as aligned columns, two spaces apart; the columns in `right` (from 0) are aligned right.

    >>> print(aligned([("9", "attacks"), ("17", "tests")], right=[0]))
       9  attacks
      17  tests
    """
    table = [tuple(row) for row in rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))] if table else []
    on_the_right = set(right)

    def line(row: Sequence[str]) -> str:
        cells = [
            cell.rjust(width) if column in on_the_right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return (" " * indent + "  ".join(cells)).rstrip()

    return "\n".join(line(row) for row in table)


def shortened(words: Sequence[str], width: int) -> str:
    """Return words in one line of at most `width` signs, ending in `...` where some had to be left out.

    >>> shortened(["P017", "P023", "P031"], 12)
    'P017 ...'
    """
    line = " ".join(words)
    if len(line) <= width:
        return line
    while words and len(" ".join([*words, "..."])) > width:
        words = words[:-1]
    return " ".join([*words, "..."])


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    >>> counted(1, "person", "people"), counted(2, "attack")
    ('1 person', '2 attacks')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
