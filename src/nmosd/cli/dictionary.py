"""`nmosd dictionary`: the fields that a mapping can name."""

import click

from nmosd.cli.output import aligned, format_option, print_json


@click.command("dictionary")
@click.argument("words", nargs=-1)
@format_option
def command(words: tuple[str, ...], output_format: str) -> int:
    """List the fields of the record with what they mean. WORDS narrow the list (nmosd dictionary attacks edss).

    These are the addresses that a mapping can name (attacks.onset). Exit code 1 if no field matches.
    """
    from nmosd.record import FIELDS
    from nmosd.record.described import allowed_text

    wanted = [word.casefold() for word in words]
    found = [
        field
        for field in FIELDS.values()
        if field.name != "row_id" and all(word in f"{field.path} {field.description}".casefold() for word in wanted)
    ]
    if output_format == "json":
        print_json({"fields": [{"field": field.path, "meaning": field.description, "kind": field.kind} for field in found]})
    elif found:
        click.echo(aligned([(field.path, field.description, allowed_text(field, longest=10)) for field in found], indent=0))
    else:
        click.echo(f"no field speaks of {' and '.join(words)}", err=True)
    return 0 if found else 1
