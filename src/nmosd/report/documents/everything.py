"""Everything that a study hands over, written into one folder."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nmosd.errors import ProtocolError
from nmosd.report.documents.csv_tables import write_tables
from nmosd.report.documents.figure_files import write_figures
from nmosd.report.documents.manifest import write_manifest
from nmosd.report.documents.r_script import write_script
from nmosd.report.documents.word import document_bytes
from nmosd.report.documents.workbook import write_workbook
from nmosd.report.strobe import checklist
from nmosd.report.strobe.table import write_checklist
from nmosd.report.study.page import page_html
from nmosd.report.study.shown import shown
from nmosd.study.differences.rows import row_fingerprints
from nmosd.study.differences.runs import ROWS
from nmosd.writing import write_whole

if TYPE_CHECKING:
    from nmosd.study import Study

STEPS = 6
"""How many steps are told of."""


def write_study(study: "Study", folder: Path | str, step: Callable[[int], None] = lambda done: None) -> list[Path]:
    """Write a study's page, document, workbook, figures, tables, checklist, script and manifest; return their paths.

    `report.html`, `report.docx`, `tables.xlsx`, `results.csv` with a CSV file for each analysis, `figures/`, `strobe.csv`,
    `analysis.R` with `tables/`, and `manifest.json` with the hash of each of them, which comes last. Unless the protocol asks for
    a report to be shared, `private/people.csv` says who stands behind which figure, and `private/rows.parquet` keeps fingerprints
    of the rows for `nmosd diff`; in what is shared there are neither these nor analysis tables. The same study gives the same
    bytes. `step` is told of each step that is done.

    Raises:
        ProtocolError: what is to be shared would lie beside rows of people.
    """
    folder = Path(folder)
    of = shown(study)
    if of.behind is None and (folder / "private").exists():
        raise ProtocolError(f"{folder} holds private/ of an earlier report, with rows of people: give another folder to share.")
    step(1)
    written = [write_whole(folder / "report.html", page_html(of))]
    step(1)
    written.append(write_whole(folder / "report.docx", document_bytes(of)))
    step(1)
    written += write_figures(of.figures(), folder / "figures")
    step(1)
    written += [write_workbook(study, folder / "tables.xlsx"), *write_tables(study, folder)]
    written.append(write_checklist(checklist(study), folder / "strobe.csv"))
    step(1)
    if of.behind is not None:
        written += write_script(study, folder)
        written.append(write_whole(folder / "private" / "people.csv", of.behind.write_csv()))
        written.append(write_whole(folder / ROWS, row_fingerprints(study.record).write_parquet))
    written.append(write_manifest(study, folder, written))
    step(1)
    return written
