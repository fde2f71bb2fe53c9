"""Questions about antibody tests: what is missing, what contradicts, what does not count."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.checks.asking import Check, Material, Question, Row, rows
from nmosd.course.rules import rules


def negative_without_assay(material: Material) -> Iterator[Question]:
    """Q202: one question per negative test whose assay is not stated."""
    tests = material.record.antibody_tests
    not_stated = pl.col("assay").is_null() | (pl.col("assay") == "unknown")
    for row in rows(tests.filter((pl.col("analyte") == "AQP4-IgG") & (pl.col("result") == "negative") & not_stated)):
        yield Question(
            "Q202",
            row["patient_id"],
            (row["row_id"],),
            "assay",
            f"AQP4-IgG negative ({_sampled(material, row)}): by which assay?",
        )


def _sampled(material: Material, row: Row) -> str:
    return material.show(row, "sampled") or "no date"


def by_person(material: Material) -> Iterator[Question]:
    """Q201, Q203 to Q210: what the tests of a person say together; one question per person and kind."""
    tests = {
        row["row_id"]: row
        for row in rows(
            material.record.antibody_tests.select("row_id", "analyte", "assay", "result", "sampled_earliest", "sampled_latest")
        )
    }
    people = dict(material.record.patients.select("patient_id", "row_id").iter_rows())
    any_aqp4 = any(test["analyte"] == "AQP4-IgG" for test in tests.values())
    for status in rows(material.course.serostatus):
        person = people[status["patient_id"]]
        decided, mog_decided = tuple(status["row_ids"]), tuple(status["mog_row_ids"])
        shown = "; ".join(_shown(material, tests[row_id]) for row_id in decided if row_id in tests)
        for code in _codes(status, any_aqp4=any_aqp4):
            row_ids = {"Q203": decided, "Q204": decided + mog_decided, "Q210": mog_decided}.get(code, decided)
            message = _MESSAGES[code].format(shown=shown, why=rules()[status["rule"]].text)
            yield Question(code, status["patient_id"], row_ids or (person,), "result", message)


def _shown(material: Material, test: Row) -> str:
    assay = test["assay"] if test["assay"] not in (None, "unknown") else "assay not stated"
    return f"AQP4-IgG {test['result'] or 'without result'}, {assay}, {_sampled(material, test)}"


def _codes(status: Row, *, any_aqp4: bool) -> Iterator[str]:
    aqp4, rule = status["aqp4"], status["rule"]
    if aqp4.startswith("negative") and status["mog_rule"] == "mog.unknown.not_tested":
        yield "Q203"
    if aqp4.startswith("positive") and status["mog"] == "positive":
        yield "Q204"
    if aqp4 in _BY_TIER and (aqp4 != "unknown" or any_aqp4):
        yield _BY_TIER[aqp4]
    if rule in _UNDER_TREATMENT:
        yield "Q208"
    if status["mog_rule"] == "mog.unknown.other_assay":
        yield "Q210"


_BY_TIER = {
    "borderline": "Q201",
    "CSF only": "Q205",
    "positive, other assay": "Q206",
    "positive, assay not stated": "Q207",
    "unknown": "Q209",
}
_UNDER_TREATMENT = (
    "sero.negative.treatment_not_datable",
    "sero.negative.on_b_cell_therapy",
    "sero.negative.after_antibody_lowering",
)
_MESSAGES = {
    "Q201": "Borderline, and no positive result: {shown}.",
    "Q203": "AQP4-IgG is negative and no MOG-IgG is on record: {shown}.",
    "Q204": "AQP4-IgG and MOG-IgG are both positive: {shown}.",
    "Q205": "Positive in CSF and in no blood sample: {shown}.",
    "Q206": "Positive, but by no cell-based assay: {shown}.",
    "Q207": "Positive, by which assay? {shown}.",
    "Q208": "{why} {shown}.",
    "Q209": "{why}",
    "Q210": "MOG-IgG was tested only by an assay that is not cell-based.",
}

CHECKS: tuple[Check, ...] = (negative_without_assay, by_person)
