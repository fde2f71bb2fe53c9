"""What is known about patients: the tables, their vocabulary, and the cohort on disk."""

from nmosd.record.dates import DateInterval, show_interval
from nmosd.record.fields import Field
from nmosd.record.problems import FindingKind, Problem, finding_kinds, problems_frame
from nmosd.record.record import CLINICAL_TABLES, FIELDS, SCHEMA_VERSION, Record, complete, new_record, record_of
from nmosd.record.store import SourceFile, is_cohort, read_cohort, read_manifest, write_cohort

__all__ = [
    "CLINICAL_TABLES",
    "FIELDS",
    "SCHEMA_VERSION",
    "DateInterval",
    "Field",
    "FindingKind",
    "Problem",
    "Record",
    "SourceFile",
    "complete",
    "finding_kinds",
    "is_cohort",
    "new_record",
    "problems_frame",
    "read_cohort",
    "read_manifest",
    "record_of",
    "show_interval",
    "write_cohort",
]
