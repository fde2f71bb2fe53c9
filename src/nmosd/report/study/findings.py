"""What the linter said of the design: each finding with what it concerns and its remedy, and the reasons for what was allowed."""

from collections.abc import Iterable, Sequence

from nmosd.report.layout import NOT_SHOWN, Cell, Notes, Row, Table, made_table
from nmosd.report.numbers import counted, number
from nmosd.report.study.section import Section
from nmosd.study.lint.finding import Finding

_ORDER = ("error", "warning", "note")


def finding_section(findings: Iterable[Finding], naive: Sequence[str] = ()) -> Section:
    """Return the section of the linter; `naive` says by how much answers miss that do without what it asked for."""
    found = sorted(findings, key=_rank)
    tables = (_table(found),) if found else ()
    return Section("linter", "What the linter said", sentences=(_summary(found), *naive), tables=tables)


def _rank(finding: Finding) -> tuple[bool, int, str]:
    return bool(finding.allowed), _ORDER.index(finding.severity) if finding.severity in _ORDER else len(_ORDER), finding.code


def _summary(found: Sequence[Finding]) -> str:
    if not found:
        return "The linter read the protocol together with the data and found nothing to argue with."
    standing = [finding for finding in found if not finding.allowed]
    allowed = len(found) - len(standing)
    kinds = [(name, sum(finding.severity == name for finding in standing)) for name in _ORDER]
    told = [counted(size, name, f"{name}s") for name, size in kinds if size]
    besides = f"{counted(allowed, 'finding was', 'findings were')} allowed by the protocol, for the reason given"
    return "; ".join(part for part in (", ".join(told), besides if allowed else "") if part).capitalize() + "."


def _table(found: Sequence[Finding]) -> Table:
    rows = [
        Row(
            finding.code,
            (
                Cell(finding.severity, prose=True),
                Cell(f"{finding.title}: {finding.says}", prose=True),
                Cell(NOT_SHOWN if finding.people is None else number(finding.people), "People concerned."),
                Cell("" if finding.person_years is None else number(finding.person_years, 1), "Person-years concerned."),
                Cell(f"Allowed: {finding.allowed}" if finding.allowed else finding.remedy, prose=True),
            ),
        )
        for finding in found
    ]
    columns = [("Code", ""), ("Severity", ""), ("Finding", ""), ("People", ""), ("Person-years", ""), ("Remedy, or reason", "")]
    return made_table("findings", "Findings on the design", columns, rows, Notes(), lined=True, explanation="gravest first")
