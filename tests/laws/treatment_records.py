"""Random records whose dates lie at and around the boundaries of the rules on recovery and treatment."""

import datetime as dt

import polars as pl
from hypothesis import strategies as st

from nmosd.course import Definitions
from nmosd.record import Record
from nmosd.record.dates import DAY_ZERO
from tests.laws.course_records import with_own_attacks, with_tables
from tests.laws.small_tables import Rows, row, small_tables, words

ONSETS = (0, 20, 60, 200, 420)
AROUND = (
    -366,
    -365,
    -182,
    -31,
    -30,
    -1,
    0,
    1,
    29,
    30,
    31,
    60,
    89,
    90,
    91,
    150,
    180,
    181,
    182,
    210,
    213,
    239,
    240,
    241,
    365,
    395,
    396,
)
WIDTHS = (0, 0, 0, 0, 1, 20, 151)
READINGS = ("midpoint", "earliest", "latest")


def near(name: str, offsets: tuple[int, ...] = AROUND, *, blank: int = 8, widths: tuple[int, ...] = WIDTHS) -> Rows:
    """The two columns of a date some days from where an attack may begin; blank once in `blank` times."""
    columns = (f"{name}_earliest", f"{name}_latest")
    days = st.tuples(st.sampled_from(ONSETS), st.sampled_from(offsets), st.sampled_from(widths)).map(
        lambda drawn: (DAY_ZERO + dt.timedelta(drawn[0] + drawn[1]), DAY_ZERO + dt.timedelta(sum(drawn)))
    )
    known = st.integers(1, blank).flatmap(lambda number: days if number < blank else st.just((None, None)))
    return known.map(lambda pair: dict(zip(columns, pair, strict=True)))


PEOPLE = row(
    near("first_contact", (-400, -1, 0, 1), widths=(0,)),
    near("last_contact", (100, 240, 600), widths=(0, 0, 3)),
    near("death", (700,), blank=2, widths=(0,)),
)
ATTACKS = row(
    near("onset", (0, 0, 1)),
    words(
        sites=(
            None,
            ["spinal cord"],
            ["optic nerve right"],
            ["optic nerve", "spinal cord"],
            ["optic nerve right", "optic nerve left"],
        ),
        nadir_edss=(None, 2.0, 3.0, 6.0),
        recovery=(None, "complete", "partial", "unknown"),
        adjudication=(None, None, None, "pseudo-attack"),
    ),
)
OF_AN_ATTACK = words(attack=(None, None, "attacks/1", "attacks/2"))
EXAMINED = {
    "attacks": ATTACKS,
    "visits": row(near("visited"), words(edss=(None, 1.0, 2.0, 3.0, 6.0))),
    "eye_exams": row(
        near("examined"),
        words(eye=("right", "right", "left"), acuity_category=("measured",), acuity=(None, 1.0, 0.5, 0.1)),
        OF_AN_ATTACK,
    ),
}
CARED_FOR = {
    "attacks": ATTACKS,
    "acute_treatments": row(
        near("start", (-1, 0, 1, 1, 5, 89, 90, 91)),
        words(
            treatment=(None, "none", "oral steroid", "intravenous methylprednisolone", "plasma exchange", "immunoadsorption"),
        ),
        OF_AN_ATTACK,
    ),
}
DRUGS = ("rituximab", "rituximab", "azathioprine", "prednisolone", "cyclophosphamide", "other", None)
TREATED = {
    "attacks": ATTACKS,
    "therapies": row(
        near("start"),
        near("stop", blank=2),
        words(drug=DRUGS, ongoing=(None, None, "yes", "no"), stop_reason=(None, "attack", "planned", "unknown")),
    ),
    "therapy_doses": row(
        near("given"),
        words(drug=DRUGS, therapy=(None, None, "therapies/1", "therapies/2")),
    ),
}


def records(tables: dict[str, Rows], most: int = 4) -> st.SearchStrategy:
    """Records of one or two people; what a row refers to is a row of the same person."""
    return small_tables(PEOPLE, tables, most=most).map(with_own_attacks).map(_with_own_therapies)


def _with_own_therapies(record: Record) -> Record:
    name = pl.col("patient_id") + "/" + pl.col("therapy")
    known = record.therapies["row_id"].implode()
    own = record.therapy_doses.with_columns(therapy=pl.when(name.is_in(known)).then(name))
    return with_tables(record, {"therapy_doses": own})


def definitions() -> st.SearchStrategy[Definitions]:
    return st.builds(
        lambda **changes: Definitions().replace(**changes),
        date_reading=st.sampled_from(READINGS),
        recovery_value=st.sampled_from(("nearest", "best")),
        recovery_target_days=st.sampled_from((180, 150)),
        unimpaired_before_onset_attack=st.booleans(),
        edss_unstable_days=st.sampled_from((30, 0, 100)),
        blank_stop_means=st.sampled_from(("unknown", "ongoing")),
        treatment_lag_days=st.sampled_from((0, 90)),
        lag_by_drug=st.booleans(),
        effect_window_percent=st.sampled_from((100, 0, 150)),
        same_episode_within_days=st.sampled_from((30, 0)),
        same_line_within_days=st.sampled_from((30, 0)),
        bridging_at_most_days=st.sampled_from((365, 30)),
        failure_definition=st.sampled_from(("any attack", "attack after latency")),
    )
