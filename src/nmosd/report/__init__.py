"""How a study and the evidence are shown: pages, pictures and documents."""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = ["write_derived", "write_document", "write_evidence", "write_report", "write_study", "write_tables", "write_trial"]

if TYPE_CHECKING:
    from nmosd.report.derived_tables import write_derived
    from nmosd.report.documents.csv_tables import write_tables
    from nmosd.report.documents.everything import write_study
    from nmosd.report.documents.word import write_document
    from nmosd.report.evidence.page import write_evidence
    from nmosd.report.study.page import write_report
    from nmosd.report.trials.page import write_trial

__getattr__ = lazily(
    __name__,
    {
        "write_derived": "nmosd.report.derived_tables",
        "write_document": "nmosd.report.documents.word",
        "write_evidence": "nmosd.report.evidence.page",
        "write_report": "nmosd.report.study.page",
        "write_study": "nmosd.report.documents.everything",
        "write_tables": "nmosd.report.documents.csv_tables",
        "write_trial": "nmosd.report.trials.page",
    },
)
