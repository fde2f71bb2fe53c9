"""Imaging: what each scan shows (`scan_findings`), and the attack that it belongs to (`attack_windows`).

Rule. A scan belongs to the attack that the record names for it, else to the nearest one whose onset lies in reach: at most
`scan_days_after_onset` days before the scan and `scan_days_before_onset` after it.

Sources: `Definitions.explain()` for the reach; `scan_findings` for the findings.
"""

import polars as pl

from nmosd.course.attacks.windows import tied, with_tie_reasons
from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.imaging.findings import ANSWERS, AS_RECORDED, FINDINGS, with_findings
from nmosd.course.sorting import sorted_by
from nmosd.record import Record


def derive_imaging(record: Record, attacks: pl.DataFrame, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per scan, sorted by patient, day and row; scans without a date last.

    `attack` is the number of the merged attack that the scan belongs to (null: none, or it cannot be told), `days_from_onset`
    counts from its onset. `FINDINGS`, `new_or_enhancing` and `ANSWERS` are true, false or null (unknown), `AS_RECORDED` stands as
    in the record. `date_dependent`: other days inside the dates could tie the scan to another attack, or to none. With
    `reasons`, `rule` says how the scan got its attack, `extensive_rule` what decided `extensive_cord_lesion`, and `row_ids` are
    the scan and the reported attacks of its attack.
    """
    scans = tied(
        with_days(record.mri_scans, "scanned", definitions=definitions),
        attacks,
        "scanned",
        before=definitions.scan_days_before_onset,
        after=definitions.scan_days_after_onset,
    )
    found = sorted_by(with_findings(scans, definitions), "patient_id", "scanned_day", "row_id")
    if not reasons:
        return found.select(_COLUMNS)
    return with_tie_reasons(found, attacks, "imaging").select(*_COLUMNS, "rule", "extensive_rule", "row_ids")


_COLUMNS = (
    "patient_id",
    "row_id",
    "scanned_day",
    "scanned_earliest_day",
    "scanned_latest_day",
    "region",
    "attack",
    "days_from_onset",
    *FINDINGS,
    "new_or_enhancing",
    *ANSWERS,
    *AS_RECORDED,
    "date_dependent",
)
