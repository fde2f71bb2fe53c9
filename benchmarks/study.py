"""Time whole studies of simulated cohorts of growing size, with every analysis and every sensitivity analysis.

A cohort is simulated (not timed) and ten of its people are studied so that compiled code and imports are there. Then the protocol
runs: two treatments compared in first and in all attacks with adjustment and overlap weights, before and after with the null
world, milestones, criteria, the linter, and the main result under every preset, lag, assay and reading of dates. Writing the
report is a column of its own.
"""

import sys

from benchmarks.growing import Growing, counted

BENCHMARK = Growing(
    name="study",
    title="A study with all its sensitivity analyses, from 300 to 10,000 people",
    about=("Simulated cohorts over eight years, with what clinics leave blank; nothing is left out that a study shows.",),
    child="""
import tempfile, time
from pathlib import Path
from nmosd.report import write_study
from nmosd.simulation.records import simulated_cohort
from nmosd.study import Protocol, run
asked = Protocol.model_validate({
    "title": "Two treatments",
    "comparison": {"of": "treatment", "groups": {"anti-CD20": ["anti-CD20"], "older": ["antimetabolite"]}, "reference": "older",
                   "lag_days": 90},
    "time": {"zero": "episode start", "most_years": 5},
    "outcomes": [{"of": "first attack"}, {"of": "all attacks"}],
    "adjustment": {"covariates": ["age at time zero", "sex", "attacks in the year before"], "weighting": "overlap"},
    "before_after": {"drugs": ["anti-CD20"]},
})
small = simulated_cohort(60, 8, parameters="mixed", seed=2).record
record = simulated_cohort(people, 8, parameters="mixed", seed=1).record
with tempfile.TemporaryDirectory() as folder:
    write_study(run(asked, small), Path(folder))
def work():
    return run(asked, record)
def said(study):
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write_study(study, Path(folder))
    variants = study.results.filter(analysis="sensitivity")["level"].n_unique()
    return {"figures": study.results.height, "variants": variants, "report": time.perf_counter() - start}
""",
    columns={
        "figures": counted("figures"),
        "sensitivity analyses": counted("variants"),
        "report, seconds": lambda _, found: f"{found['report']:.1f}",
    },
    sizes=(300, 1_000, 10_000),
    wanted={10_000: 60.0},
)

if __name__ == "__main__":
    sys.exit(BENCHMARK.main(__doc__.splitlines()[0]))
