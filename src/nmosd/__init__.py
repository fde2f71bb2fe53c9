"""nmosd: from the records of people with neuromyelitis optica spectrum disorder to answers that hold.

The way of the data is one straight line::

    record  = nmosd.read("clinic.xlsx", mapping="mapping.toml")   # typed tables and problems
    course  = nmosd.derive(record)                                # Definitions() unless told otherwise
    verdicts = nmosd.classify(record)                             # which criteria each person meets
    labels  = nmosd.labels(record)                                # the label that they speak for together
    results = nmosd.run("protocol.toml", record)                  # every figure in one table
    nmosd.write_study(results, "report/")                         # page, document, workbook, figures, checklist, R script

Research software: it classifies recorded data and describes cohorts. Not a medical device; gives no directive.
"""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__version__ = "0.1.0"

__all__ = [
    "Definitions",
    "NmosdError",
    "Record",
    "__version__",
    "classify",
    "derive",
    "labels",
    "read",
    "review",
    "run",
    "write_report",
    "write_study",
]

if TYPE_CHECKING:
    from nmosd.course import Definitions, derive
    from nmosd.criteria import classify, labels, review
    from nmosd.errors import NmosdError
    from nmosd.intake import read
    from nmosd.record import Record
    from nmosd.report import write_report, write_study
    from nmosd.study import run

__getattr__ = lazily(
    __name__,
    {
        "read": "nmosd.intake",
        "derive": "nmosd.course",
        "classify": "nmosd.criteria",
        "labels": "nmosd.criteria",
        "review": "nmosd.criteria",
        "Definitions": "nmosd.course",
        "run": "nmosd.study",
        "write_report": "nmosd.report",
        "write_study": "nmosd.report",
        "Record": "nmosd.record",
        "NmosdError": "nmosd.errors",
    },
)
