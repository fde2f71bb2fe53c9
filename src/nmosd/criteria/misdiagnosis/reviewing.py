"""The review of a whole record."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from nmosd.course import Course, Definitions, derive
from nmosd.criteria.facts import NEEDED
from nmosd.criteria.judgement import judged
from nmosd.criteria.misdiagnosis.for_multiple_sclerosis import for_multiple_sclerosis
from nmosd.criteria.misdiagnosis.harmful_drugs import harmful_drugs
from nmosd.criteria.misdiagnosis.material import Material
from nmosd.criteria.misdiagnosis.other_disease import other_disease
from nmosd.record import Record

REVIEWED = (*NEEDED, "exposure")
"""The tables of a course that the review is made from."""
MATTERS = ("meets", "nearly meets", "drug reported harmful", "speaks for multiple sclerosis")
_SCHEMA: Mapping[str, Any] = {
    "patient_id": pl.String,
    "matter": pl.Enum(MATTERS),
    "about": pl.String,
    "finding": pl.String,
    "evidence": pl.String,
    "question": pl.String,
    "from_day": pl.Int32,
    "until_day": pl.Int32,
    "attacks": pl.UInt32,
    "row_ids": pl.List(pl.String),
}


def review(record: Record, definitions: Definitions | None = None, *, course: Course | None = None) -> pl.DataFrame:
    """Return one row per person and matter that somebody who knows the person should look at, sorted by patient and matter.

    - `meets`, `nearly meets`: people called multiple sclerosis (`labels_of_multiple_sclerosis`), or given a drug that is given
      for it and not for NMOSD, whose record meets IPND 2015 or MOGAD 2023, and who were never given that label. Nearly: it
      cannot be told, and one or two missing facts would decide.
    - `drug reported harmful`: an episode of a drug that was reported to harm in NMOSD (`harmful_evidence`), in people called
      NMOSD or whose record meets or nearly meets IPND 2015.
    - `speaks for multiple sclerosis`: a red flag, in people called NMOSD.

    `about` is the criterion, the drug or the red flag; `finding` says what is on record, `question` what is asked; neither is an
    instruction. `evidence` says where it is known from that the drug can harm or the flag speaks for multiple sclerosis, with
    the mark of that source. `from_day` and `until_day` are the first and the last day on the drug (null: not known), `attacks`
    how many began on those days (null where they are not known); the three are null for other matters. `row_ids` are the rows of
    the labels and drugs, or those behind the red flag.

    Args:
        record: the record.
        definitions: the rules; those of the course, or `Definitions()`.
        course: what was derived from the record already, with at least the tables `REVIEWED`.

    Raises:
        CourseError: a table that is needed was not derived.

    >>> import nmosd.record
    >>> review(nmosd.record.new_record({}, title="nobody")).height
    0
    """
    if course is None:
        course = derive(record, definitions, only=REVIEWED)
    material = Material(record, course, judged(record, course=course))
    rows = [*other_disease(material), *harmful_drugs(material), *for_multiple_sclerosis(material)]
    return pl.DataFrame(rows, schema=_SCHEMA).sort("patient_id", "matter", "about", "from_day", nulls_last=True)
