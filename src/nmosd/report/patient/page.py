"""The page of one person."""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmosd.report.evidence.cited import published_on
from nmosd.report.patient.terminal import head
from nmosd.report.patient.timeline import timeline
from nmosd.report.rendering import template
from nmosd.writing import write_whole

if TYPE_CHECKING:
    from nmosd.report.patient.view import PatientView


def write_patient_page(view: "PatientView", path: Path | str) -> Path:
    """Write one person's page as HTML that asks for nothing from anywhere, and return its path.

    It is for those who may see the record. The same record and definitions give the same bytes.
    """
    return write_whole(Path(path), template("patient.html.j2").render(page=_page(view)) + "\n")


def _page(view: "PatientView") -> dict[str, Any]:
    definitions = view.course.definitions
    changed = [setting for setting in definitions.explain() if setting.mark == "chosen"]
    return {
        "view": view,
        "head": head(view),
        "anchors": {row: f"row-{place}" for place, row in enumerate(view.rows, start=1)},
        "style": (files("nmosd.report") / "templates" / "style.css").read_text("utf-8"),
        "figure": timeline(view),
        "published": published_on(view.record),
        "definitions": f"preset {definitions.based_on}" + "".join(f", {setting.name} = {setting.value}" for setting in changed),
    }
