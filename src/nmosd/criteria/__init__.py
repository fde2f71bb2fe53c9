"""What it is: diagnostic criteria as composable clauses that explain themselves.

A criterion is a function that returns a `Criterion`, in a module of its own (`ipnd.py` reads like the paper). To add one:

1. Facts: what it asks of attacks, scans, tests or people is a question in `facts/`; each fact is a column of `facts_about`, and a
   `Fact` clause names it, with what is missing where it is null and the tables that it needs.
2. Clauses: compose the facts with `every`, `some`, `at_least`, `~` and `not_known`, and give each a name and a sentence. Clauses
   are shared between criteria by their id: the same id must be the same clause, so what two criteria ask stands in `common`.
3. Ambiguities: each is a setting in `course/definitions/settings/criteria.toml` with a field of `Definitions`.
4. Name it in `known_criteria`; the manual, `classify` and `explain` follow. Spec tests stand in `tests/spec/criteria`.
"""

from nmosd.criteria.criterion import VERDICTS, Criterion
from nmosd.criteria.explanation import Explanation, explain
from nmosd.criteria.known_criteria import known_criteria
from nmosd.criteria.labelling import LABELS, label_of, labels
from nmosd.criteria.misdiagnosis import review
from nmosd.criteria.red_flags import red_flags
from nmosd.criteria.verdicts import classify

__all__ = [
    "LABELS",
    "VERDICTS",
    "Criterion",
    "Explanation",
    "classify",
    "explain",
    "known_criteria",
    "label_of",
    "labels",
    "red_flags",
    "review",
]
