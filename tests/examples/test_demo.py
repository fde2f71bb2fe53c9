"""`make demo` as a user sees it: every command is printed, both reports are there, and their paths come last."""

import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_the_demo_runs_both_cohorts_and_ends_with_the_paths_of_the_reports(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("out", "__pycache__"))
    done = subprocess.run(
        [sys.executable, "-W", "error", tmp_path / "examples" / "run_demo.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[2] for line in lines if line.startswith("$ nmosd")] == ["import", "check", "study"] * 2
    reports = [Path(line.strip()) for line in lines[-2:]]
    assert [report.name for report in reports] == ["report.html"] * 2
    assert "26 people" in done.stdout
    assert "118 people" in done.stdout
    published, invented = (report.read_text(encoding="utf-8") for report in reports)
    assert "synthetic" in invented.lower() or "invented" in invented.lower()
    assert "cannot tell" in published
