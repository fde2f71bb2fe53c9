"""`nmosd evidence cases`: a living case table, or the beginning of one."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.output import aligned, counted, format_option, print_json

if TYPE_CHECKING:
    from nmosd.evidence import Case, SamePerson


@click.command("cases")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where a table to fill is written.")
@click.option("--cohort", type=click.Path(path_type=Path), help="Write the people as a cohort, for nmosd check and nmosd study.")
@format_option
def command(path: Path | None, output: Path | None, cohort: Path | None, output_format: str) -> int:
    """Show a living case table, with each person once. Figures have exact intervals, and reviews are held against it.

    PATH is a case table (.csv), or a list of references (.ris, .nbib) from which a table to fill is written. Without PATH the
    worked example is shown: NMOSD with systemic sclerosis. Exit code 1 if two rows may be one person.
    """
    if path is not None and path.suffix.casefold() in (".ris", ".nbib"):
        click.echo(_begin_table(path, output or path.with_suffix(".csv")))
        return 0
    code = _show_cases(path, as_json=output_format == "json")
    if cohort is not None:
        click.echo(f"\n{_write_cohort(path, cohort)}", err=output_format == "json")
    return code


def _begin_table(references: Path, output: Path) -> str:
    """Write a case table to fill, a row per publication of a list, and return what was done."""
    from nmosd.errors import EvidenceError
    from nmosd.evidence import cases_to_fill, read_references
    from nmosd.evidence.cases import COLUMNS
    from nmosd.writing import write_whole

    if output.exists():
        raise EvidenceError(f"{output} exists: give another name with -o, so that no filled table is lost.")
    rows = cases_to_fill(read_references(references))
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: "" if value is None else value for name, value in vars(row).items()})
    write_whole(output, out.getvalue())
    return f"{output}: {counted(len(rows), 'publication')}, a row each; copy a row for every further person of a report"


def _write_cohort(path: Path | None, folder: Path) -> str:
    """Write the people of a case table as a cohort, and return what was done."""
    from nmosd.evidence import case_record, read_cases, systemic_sclerosis_cases
    from nmosd.record import write_cohort

    cases = systemic_sclerosis_cases() if path is None else read_cases(path)
    record = case_record(cases, title="NMOSD with systemic sclerosis" if path is None else path.stem)
    write_cohort(record, folder)
    return f"{folder}: {counted(record.patients.height, 'person', 'people')}, each with the publication as source"


def _show_cases(path: Path | None, *, as_json: bool) -> int:
    """Print a case table and return the exit code: 1 where two rows may be one person and nobody said so."""
    from nmosd.evidence import case_figures, distinct_people, read_cases, same_people, systemic_sclerosis_cases

    cases = systemic_sclerosis_cases() if path is None else read_cases(path)
    pairs = same_people(cases)
    figures = case_figures(cases)
    if as_json:
        print_json({"cases": [vars(c) for c in cases], "same_people": [vars(p) for p in pairs], "figures": figures})
    else:
        click.echo(_people_table(cases))
        click.echo("what was read\n" + aligned([(case.case, case.read or "not stated") for case in cases], indent=2))
        click.echo("\n".join(_pair_line(pair) for pair in pairs))
        people = distinct_people(cases)
        fit = sum(case.fits == "yes" for case in people)
        click.echo(f"\n{counted(len(cases), 'row')}, {counted(len(people), 'person', 'people')}, {fit} that fit the question")
        click.echo(_figures_table(figures))
        if path is None:
            click.echo("\n" + "\n".join(_review_lines(cases)))
    return 1 if any(not pair.certain for pair in pairs) else 0


def _people_table(cases: Sequence["Case"]) -> str:
    columns = ("case", "fits", "sex", "age", "disease", "order", "aqp4", "response", "doi")
    rows = [columns, *(tuple(_cell(getattr(case, name)) for name in columns) for case in cases)]
    return aligned(rows, indent=0)


def _cell(value: object) -> str:
    return "?" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _pair_line(pair: "SamePerson") -> str:
    return f"{pair.first} and {pair.second} {'are one person' if pair.certain else 'may be one person'}: they share {pair.reason}"


def _figures_table(figures: Sequence[dict[str, object]]) -> str:
    rows = []
    for figure in figures:
        estimate, low, high = (figure.get(name) for name in ("estimate", "lower", "upper"))
        if figure["measure"] != "proportion":
            shown = f"{estimate:g}" if isinstance(estimate, float) else "?"
        elif isinstance(estimate, float) and isinstance(low, float) and isinstance(high, float):
            shown = f"{figure['events']} of {figure['n']}, {100 * estimate:.0f} % ({100 * low:.0f} to {100 * high:.0f})"
        else:
            shown = "nothing is stated"
        label = f"{figure['variable']}: {figure.get('level') or figure['measure']}"
        rows.append((label, shown, f"{figure.get('unknown') or 0} not stated"))
    return aligned(rows, indent=2)


def _review_lines(cases: Sequence["Case"]) -> list[str]:
    from nmosd.evidence import reconcile, systemic_sclerosis_reviews

    names = {case.doi: case.case for case in reversed(cases) if case.doi}
    lines = []
    for review in systemic_sclerosis_reviews():
        found = reconcile(cases, review)
        can = ", ".join(names.get(report, report) for report in found.can_be) or "none of these"
        counted_as = f"{review.source} counts {review.counts} {review.of}"
        lines.append(f"{counted_as}: {can} can be among them, at least {found.at_least_missing} are not here")
        lines += [f"  not {names.get(report, report)}: {reason}" for report, reason in found.cannot_be]
        lines += [f"  note: {review.note}"] if review.note else []
    return lines
