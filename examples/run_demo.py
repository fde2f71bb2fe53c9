"""`make demo`: the main job on two cohorts, command by command as a person would type them."""

import io
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from nmosd.cli import CANNOT_RUN, run

EXAMPLES = Path(__file__).resolve().parent
COHORTS = (
    ("published_cases", "cases.xlsx", "People from published case reports, with ages and intervals instead of dates"),
    ("clinic_sheet", "clinic.xlsx", "A clinic's sheet as people really keep it; everybody in it is invented"),
)


def demonstrate(example: str, workbook: str, heading: str) -> Path:
    """Import, check and study one cohort, printing each command before it runs; return where its report is."""
    folder = Path("examples") / example
    cohort, report = folder / "out" / "cohort", folder / "out" / "report"
    print(f"\n{heading}\n{'=' * len(heading)}")
    for command in (
        ["import", f"{folder / workbook}", "--mapping", f"{folder / 'mapping.toml'}", "-o", f"{cohort}"],
        ["check", f"{cohort}"],
        ["study", f"{folder / 'protocol.toml'}", "-o", f"{report}"],
    ):
        print(f"\n$ nmosd {' '.join(command)}", flush=True)
        if run(command) == CANNOT_RUN:
            sys.exit(f"The demo stops: `nmosd {command[0]}` could not run (see the line above).")
    print(f"\n{summary(cohort)}")
    return report / "report.html"


def summary(cohort: Path) -> str:
    """Return the cohort in one line: people, attacks, person-years, problems found."""
    import nmosd
    from nmosd.course import questions
    from nmosd.intake import question_rows

    record = nmosd.read(cohort)
    course = nmosd.derive(record, only=("attacks", "person_time"))
    years = course.person_time["person_years"]
    found = len(question_rows(questions(record)))
    return (
        f"{record.patients.height} people · {course.attacks.height} attacks · {years.sum():.1f} person-years "
        f"({years.null_count()} people: cannot tell) · {found} problems found"
    )


def told(example: str, workbook: str, heading: str) -> tuple[str, Path]:
    """Demonstrate without printing; return what would have been printed, and where the report is."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        report = demonstrate(example, workbook, heading)
    return said.getvalue(), report


def main() -> None:
    # Commands name files as somebody at the top of the project would.
    os.chdir(EXAMPLES.parent)
    # Both run at once, each on a core of its own: more threads would only wait for each other.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    first, second = COHORTS
    with ProcessPoolExecutor(max_workers=1) as beside:
        later = beside.submit(told, *second)
        reports = [demonstrate(*first)]
        said, report = later.result()
    print(said, end="")
    print("\nreports, to open in a browser:")
    for path in (*reports, report):
        print(f"  {path.resolve()}")


if __name__ == "__main__":
    main()
