"""`make demo`: the main job on two cohorts, command by command as a person would type them."""

import os
import sys
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
    course = nmosd.derive(record)
    years = course.person_time["person_years"]
    found = len(question_rows(questions(record)))
    return (
        f"{record.patients.height} people · {course.attacks.height} attacks · {years.sum():.1f} person-years "
        f"({years.null_count()} people: cannot tell) · {found} problems found"
    )


def main() -> None:
    # Commands name files as somebody at the top of the project would.
    os.chdir(EXAMPLES.parent)
    reports = [demonstrate(*cohort) for cohort in COHORTS]
    print("\nreports, to open in a browser:")
    for report in reports:
        print(f"  {report.resolve()}")


if __name__ == "__main__":
    main()
