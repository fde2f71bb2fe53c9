"""What is known about patients: the tables, their vocabulary, and the cohort on disk."""

from nmosd.record.record import CLINICAL_TABLES, FIELDS, SCHEMA_VERSION, Record, complete, new_record

__all__ = ["CLINICAL_TABLES", "FIELDS", "SCHEMA_VERSION", "Record", "complete", "new_record"]
