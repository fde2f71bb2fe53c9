"""Milestones: EDSS 4, 6, 8 and 10, a walking aid, a wheelchair, blindness of one eye and of both, death.

A milestone is reached at the first examination that shows it outside the three months after the onset of an attack, if an
examination six months later or more confirms it. Death from NMOSD is EDSS 10; after another death the EDSS is not known further.
"""

import pytest

ATTACK = """
    patient | onset
    P1      | 2012-01-01
"""


def of(milestone, rows, header="patient | milestone | status | day | censor_day"):
    others = [
        "EDSS 4",
        "EDSS 6",
        "EDSS 8",
        "EDSS 10",
        "walking aid",
        "wheelchair",
        "blind in one eye",
        "blind in both eyes",
        "death",
    ]
    assert milestone in others
    return f"{header}\n" + "\n".join(rows)


@pytest.fixture
def milestones(spec):
    """Check the rows of some milestones alone."""
    import polars as pl
    from tests.spec import conftest

    def check(expected, *, definitions="default", **tables):
        from nmosd.course import Definitions, derive

        rules = Definitions.preset(definitions) if isinstance(definitions, str) else Definitions().replace(**definitions)
        record = conftest.make_record(tables, "absolute")
        frame = derive(record, rules, only=["milestones"], reasons=True).milestones
        wanted = [row["milestone"] for row in conftest.read_table(expected)]
        few = frame.filter(pl.col("milestone").cast(pl.String).is_in(wanted))
        conftest.compare("milestones", few, expected, "absolute")

    return check
