"""Export the analysis tables of a study of a simulated cohort, for R to analyse (`study_in_R.R`).

    python tests/oracles/make/study_tables.py tests/oracles/data/study

Two groups of treatment episodes of 300 simulated people, several of a person, with gaps in the last EDSS.
"""

import gzip
import sys
from pathlib import Path

from nmosd.simulation.records.cohort import simulated_cohort
from nmosd.study import Protocol, run

PROTOCOL = {
    "title": "Tables for R",
    "comparison": {
        "of": "treatment",
        "groups": {"older": ["antimetabolite", "purine analogue"], "anti-CD20": ["anti-CD20"]},
        "episodes": "all",
        "lag_days": 90,
    },
    "time": {"zero": "episode start", "end": "episode end"},
    "outcomes": [
        {"of": "first attack"},
        {"of": "all attacks"},
        {"of": "milestone", "milestone": "EDSS 4"},
        {"of": "blindness", "eyes": "each"},
        {"of": "death"},
    ],
    "adjustment": {
        "covariates": ["age at time zero", "sex", "attacks in the year before"],
        "weighting": "inverse probability",
    },
}

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    study = run(Protocol.model_validate(PROTOCOL), simulated_cohort(300, 8, parameters="mixed", seed=11).record)
    for name, table in study.tables.items():
        text = table.drop("score", "weight").write_csv(float_precision=9)
        (folder / f"{name.replace(' ', '_')}.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
