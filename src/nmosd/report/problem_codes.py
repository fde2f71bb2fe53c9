"""The codes of problems and questions as a page, written from the data files that hold them."""

from nmosd.record import FindingKind, finding_kinds
from nmosd.report.dictionary import markdown_table

_INTRODUCTION = """\
# Problem codes

Written from `import_problems.toml` and `clinic_questions.toml` by `python -m docs.generate`; do not edit.

`error`: a value was lost, or two entries contradict each other. `warning`: an analysis would go wrong. `note`: kept, but look
at it.
"""


def problem_codes_page() -> str:
    """Return every code with severity, title and remedy as Markdown: what an import sets aside, then what a clinic is asked."""
    kinds = sorted(finding_kinds().values(), key=lambda kind: kind.code)
    sections = {
        "What `nmosd import` sets aside or notes": [kind for kind in kinds if kind.code.startswith("I")],
        "What `nmosd check` asks the clinic": [kind for kind in kinds if kind.code.startswith("Q")],
    }
    return "\n".join([_INTRODUCTION, *(f"## {title}\n\n{_table(listed)}" for title, listed in sections.items())])


def _table(kinds: list[FindingKind]) -> str:
    return markdown_table(
        ("code", "severity", "what", "what to do"), [(kind.code, kind.severity, kind.title, kind.remedy) for kind in kinds]
    )
