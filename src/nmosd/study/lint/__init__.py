"""The design linter: what a protocol and its data together would get wrong, said before any figure is made.

    from nmosd.study.lint import findings

    for finding in findings(record, course, protocol):     # the course of the people included
        print(finding)

Each kind of finding is a rule, a small function that sees a `Design` and finds something or not. What the kinds are called, how
grave they are, what to do, and the papers behind them stand in `codes.toml`; from where on they speak in `settings.toml`.
"""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = ["LINTED", "Finding", "finding_codes", "findings", "lint_setting"]

if TYPE_CHECKING:
    from nmosd.study.lint.codes import finding_codes, lint_setting
    from nmosd.study.lint.finding import Finding
    from nmosd.study.lint.linting import LINTED, findings

__getattr__ = lazily(
    __name__,
    {
        "LINTED": "nmosd.study.lint.linting",
        "Finding": "nmosd.study.lint.finding",
        "finding_codes": "nmosd.study.lint.codes",
        "findings": "nmosd.study.lint.linting",
        "lint_setting": "nmosd.study.lint.codes",
    },
)
