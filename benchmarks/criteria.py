"""Time all criteria on derived random cohorts of growing size: seconds, memory, and how both grow.

The record is made and the tables that the criteria need are derived (not timed), then everybody is classified. The memory holds
the record and those tables too.
"""

import sys

from benchmarks.growing import Growing, counted

BENCHMARK = Growing(
    name="criteria",
    title="All criteria, from 10,000 to 1,000,000 people",
    about=("Random cohorts as in `benchmarks/cohorts.py`, derived before.",),
    child="""
from benchmarks.cohorts import random_record
from nmosd.course import derive
from nmosd.criteria import classify
from nmosd.criteria.facts import NEEDED
record = random_record(people)
course = derive(record, only=NEEDED)
classify(random_record(10))
def work():
    return classify(record, course=course)
def said(verdicts):
    return {"attacks": course.attacks.height, "verdicts": verdicts.height}
""",
    columns={"attacks": counted("attacks"), "verdicts": counted("verdicts")},
    sizes=(10_000, 100_000, 1_000_000),
    wanted={1_000_000: 10.0},
)

if __name__ == "__main__":
    sys.exit(BENCHMARK.main(__doc__.splitlines()[0]))
