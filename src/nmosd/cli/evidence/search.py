"""`nmosd evidence search`: what is known about something."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.evidence.folder import base_option, evidence_in
from nmosd.cli.output import counted, format_option, print_json

if TYPE_CHECKING:
    from nmosd.evidence import Evidence
    from nmosd.evidence.models import Record

_PURPOSE = "published evidence for qualified professionals; nothing is ranked or recommended"


@click.command("search")
@click.argument("words", nargs=-1)
@click.option("--topic", help="One topic, such as 'acute attack' or harm.")
@click.option("--drug", "about", help="One treatment by any of its names.")
@click.option("--design", help="One design, such as 'randomised trial'.")
@click.option("--mark", type=click.Choice(["read", "recalled", "inferred"]), help="How sure it is that it stands in its source.")
@base_option
@format_option
def command(
    words: Sequence[str],
    *,
    topic: str | None,
    about: str | None,
    design: str | None,
    mark: str | None,
    base: Path | None,
    output_format: str,
) -> int:
    """Show what is known about WORDS. Studies by design, then statements. Exit code 1 if nothing is found."""
    from nmosd.evidence import search

    evidence = evidence_in(base)
    found = search(evidence, words, topic=topic, about=about, design=design, mark=mark)
    if output_format == "json":
        print_json({"records": [record.model_dump(exclude_defaults=True, mode="json") for record in found]})
    elif found:
        click.echo("\n".join(line for record in found for line in _shown(evidence, record)))
        click.echo(f"{counted(len(found), 'record')} · {_PURPOSE}")
    else:
        click.echo(f"nothing is in the base on {' '.join(words) or 'this'}; that is not the same as nothing known", err=True)
    return 0 if found else 1


def _shown(base: "Evidence", record: "Record") -> list[str]:
    from nmosd.report.evidence.cards import card_of

    card = card_of(base, record)
    mark = "" if card.mark_words == "read" else f" · {card.mark_words}"
    lines = [f"{card.title}  {' · '.join(card.tags)}{mark}  [{card.id}]"]
    for line in card.lines:
        detail = f" ({line.detail})" if line.detail else ""
        said = "; ".join(line.texts) + (f"  [{line.mark}]" if line.mark else "")
        lines.append(f"  {line.label}{detail}: {said}")
    lines += [f"  note: {note}" for note in card.notes]
    return [*lines, f"  {card.source}", ""]
