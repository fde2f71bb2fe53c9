"""`nmosd import`: a clinic's sheet becomes a cohort."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.output import aligned, counted, format_option, print_json

if TYPE_CHECKING:
    from nmosd.intake import Imported, ImportMapping
    from nmosd.intake.cells import Source


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("-o", "--output", "cohort", type=click.Path(path_type=Path), required=True, help="Folder of the cohort.")
@click.option(
    "--mapping", "mapping_path", type=click.Path(path_type=Path), help="Mapping file [default: mapping.toml beside SOURCE]."
)
@format_option
def command(source: Path, cohort: Path, mapping_path: Path | None, output_format: str) -> int:
    """Turn a clinic's sheet (SOURCE: xlsx or csv) into a cohort.

    The first run proposes a mapping of the columns and writes it as a file to read and to edit. What it cannot decide it asks in
    the terminal; where there is none, it marks the place `todo` in the file and stops. From then on the same file and mapping
    give the same cohort. A folder of CSV files named after the tables, or a workbook made with `nmosd template`, needs no
    mapping.
    """
    from nmosd import intake
    from nmosd.record import SourceFile, write_cohort

    as_text = output_format == "text"
    tables = intake.tables_at(source) if mapping_path is None else ()
    if tables:
        imported = intake.read_tables(tables, title=source.stem)
        files = [SourceFile(table.name, table.sha256) for table in tables]
    else:
        opened = intake.open_source(source)
        mapping_path = mapping_path or source.parent / "mapping.toml"
        mapping = _mapping_for(opened, mapping_path, as_text=as_text)
        if mapping is None:
            return 2
        imported = intake.import_source(opened, mapping)
        files = [SourceFile(opened.name, opened.sha256), SourceFile.of(mapping_path)]
    write_cohort(imported.record, cohort, sources=files)
    if as_text:
        _print_summary(imported, cohort)
    else:
        print_json({"cohort": str(cohort), "people": imported.record.patients.height, "cells": vars(imported.counts)})
    return 0


def _mapping_for(source: "Source", path: Path, *, as_text: bool) -> "ImportMapping | None":
    """Return the mapping, proposed and written if none stands there; None if questions are open and nobody can be asked."""
    from nmosd import intake

    proposed = not path.exists()
    mapping = intake.propose(source) if proposed else intake.read_mapping(path)
    if proposed and as_text:
        _print_proposal(mapping, source, path)
    questions = intake.open_questions(mapping)
    if questions and _somebody_is_there():
        for question in questions:
            mapping = intake.answer(
                mapping, question, _asked(question.column, question.question, question.choices, question.examples)
            )
        questions = []
        intake.write_mapping(mapping, path)
    elif proposed:
        intake.write_mapping(mapping, path)
    if not questions:
        return mapping
    click.echo(f"{counted(len(questions), 'column needs', 'columns need')} you; nothing was imported:", err=True)
    click.echo(aligned([(question.column, question.question, " | ".join(question.choices)) for question in questions]), err=True)
    click.echo(f'answer in {path} (answer = "..." where it says todo), then run the same command again', err=True)
    return None


def _somebody_is_there() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _asked(column: str, question: str, choices: tuple[str, ...], examples: tuple[str, ...]) -> str:
    """Ask one question in the terminal and return the choice; `skip` leaves the column out."""
    answers = {str(number): choice for number, choice in enumerate(choices, start=1)} | {"s": "ignore"}
    click.echo(f"\n  {click.style(column, bold=True)}  {question}" + (f"  (such as {', '.join(examples)})" if examples else ""))
    shown = "  ".join(f"[{key}] {'skip this column' if choice == 'ignore' else choice}" for key, choice in answers.items())
    picked = click.prompt(f"  {shown}\n ", type=click.Choice(list(answers)), show_choices=False, prompt_suffix="> ")
    return answers[picked]


def _print_proposal(mapping: "ImportMapping", source: "Source", path: Path) -> None:
    from nmosd import intake

    for sheet in mapping.sheets:
        name = f' · sheet "{sheet.name}"' if sheet.name else ""
        click.echo(f"{source.name}{name} · header on row {sheet.header_row} · {counted(len(sheet.columns), 'column')}")
    known, open_ = intake.recognised(mapping), intake.open_questions(mapping)
    columns = sum(len(group.columns) for group in known)
    ignored = sum(column.is_ignored for sheet in mapping.sheets for column in sheet.columns.values())
    need = f", {counted(len(open_), 'needs', 'need')} you" if open_ else ""
    click.echo(f"  {counted(columns, 'column')} recognised, {ignored} left out{need} ({path}: read it, it is yours to correct)\n")
    if mapping.left_out:
        click.echo(f"  left out, because no column names the patient: {', '.join(mapping.left_out)}\n")
    click.echo(aligned([(group.name, " + ".join(group.to), group.reads) for group in known]))
    click.echo()


def _print_summary(imported: "Imported", cohort: Path) -> None:
    from nmosd.course import derive

    counts = imported.counts
    years = derive(imported.record, only=["person_time"]).person_time["person_years"]
    not_told = counted(years.null_count(), "person", "people")
    parts = [
        counted(imported.record.patients.height, "person", "people"),
        counted(imported.record.attacks.height, "reported attack"),
        f"{years.sum():.1f} person-years" + (f" ({not_told}: cannot tell)" if years.null_count() else ""),
        f"{counted(counts.set_aside, 'cell')} set aside",
    ]
    click.echo(" · ".join(parts))
    click.echo(f"  {counts.read:,} cells read: {counts.recorded:,} recorded, {counts.set_aside:,} set aside")
    for message in _about_people(imported):
        click.echo(f"  {message}")
    what_next = counted(imported.record.problems.height, "problem") + f", why, and what to do: nmosd check {cohort}"
    click.echo(aligned([(f"{cohort}", "the record"), ("", what_next)]))


def _about_people(imported: "Imported") -> list[str]:
    """Return what the import has to say about who is who: one sentence per pair of ids that are or may be one person."""
    from nmosd.record import finding_kinds

    codes = {code for code in finding_kinds() if code.startswith("I3")}
    return [row["message"] for row in imported.record.problems.iter_rows(named=True) if row["code"] in codes]
