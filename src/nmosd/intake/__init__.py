"""From the files that people have to a record, and workbooks back out."""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = [
    "Counts",
    "ImportMapping",
    "Imported",
    "answer",
    "import_source",
    "open_questions",
    "open_source",
    "propose",
    "question_rows",
    "read",
    "read_mapping",
    "read_tables",
    "recognised",
    "tables_at",
    "write_mapping",
    "write_questions",
    "write_tables_csv",
    "write_tables_workbook",
    "write_template",
]

if TYPE_CHECKING:
    from nmosd.intake.apply import Imported, import_source
    from nmosd.intake.ledger import Counts
    from nmosd.intake.mapping import ImportMapping
    from nmosd.intake.mapping_file import write_mapping
    from nmosd.intake.mapping_reading import read_mapping
    from nmosd.intake.proposal import propose
    from nmosd.intake.questions import question_rows, write_questions
    from nmosd.intake.reader import read
    from nmosd.intake.tables_in import read_tables, tables_at
    from nmosd.intake.tables_out import write_tables_csv, write_tables_workbook
    from nmosd.intake.template import write_template
    from nmosd.intake.undecided import answer, open_questions, recognised
    from nmosd.intake.workbook import open_source

__getattr__ = lazily(
    __name__,
    {
        "Counts": "nmosd.intake.ledger",
        "ImportMapping": "nmosd.intake.mapping",
        "Imported": "nmosd.intake.apply",
        "answer": "nmosd.intake.undecided",
        "import_source": "nmosd.intake.apply",
        "open_questions": "nmosd.intake.undecided",
        "open_source": "nmosd.intake.workbook",
        "propose": "nmosd.intake.proposal",
        "question_rows": "nmosd.intake.questions",
        "read": "nmosd.intake.reader",
        "read_mapping": "nmosd.intake.mapping_reading",
        "read_tables": "nmosd.intake.tables_in",
        "recognised": "nmosd.intake.undecided",
        "tables_at": "nmosd.intake.tables_in",
        "write_mapping": "nmosd.intake.mapping_file",
        "write_questions": "nmosd.intake.questions",
        "write_tables_csv": "nmosd.intake.tables_out",
        "write_tables_workbook": "nmosd.intake.tables_out",
        "write_template": "nmosd.intake.template",
    },
)
