"""`nmosd import`: a clinic's sheet becomes a cohort."""

import sys
from pathlib import Path

import click

from nmosd.cli.output import counts_line, json_option, print_json


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("-o", "--output", "cohort", type=click.Path(path_type=Path), required=True, help="Folder of the cohort.")
@click.option("--mapping", "mapping_path", type=click.Path(path_type=Path), help="Mapping file [default: mapping.toml beside SOURCE].")
@json_option
def command(source: Path, cohort: Path, mapping_path: Path | None, *, as_json: bool) -> int | None:
    """Turn a clinic's sheet (SOURCE: xlsx or csv) into a cohort.

    The first run proposes a mapping of columns and writes it as a file to read and to edit; what it could not decide it asks, in the
    terminal where there is one, else it marks the place `todo` and stops. The same file and mapping always give the same cohort.
    A folder of CSV files or a workbook that `nmosd template` made needs no mapping.
    """
    from nmosd import intake
    from nmosd.record import SourceFile, write_cohort

    if mapping_path is None and intake.holds_tables(source):
        imported = intake.import_tables(source)
        files = [SourceFile(*pair) for pair in intake.fingerprints(source)]
    else:
        opened = intake.open_source(source)
        mapping_path = mapping_path or source.parent / "mapping.toml"
        mapping = _mapping_for(opened, mapping_path, quiet=as_json)
        if mapping is None:
            return 2
        imported = intake.import_source(opened, mapping)
        files = [SourceFile(opened.name, opened.sha256), SourceFile(*intake.fingerprints(mapping_path)[0])]
    write_cohort(imported.record, cohort, sources=files)
    _print_summary(imported, cohort, as_json=as_json)
    return None
