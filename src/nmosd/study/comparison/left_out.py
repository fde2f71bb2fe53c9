"""Who is in no comparison, and who of those compared is not at risk of an outcome, with the reason."""

from collections.abc import Iterator

import polars as pl

from nmosd.study.comparison.rows import many
from nmosd.study.description.summaries import Row, count
from nmosd.study.groups import EVERYONE

OF_ALL = "the comparison"
FOR_ANY_REASON = "for any reason"
_SAYS = {
    True: "People, episodes or trials of the study that are in no group or have no time at risk.",
    False: "Of those compared, who is not at risk of the outcome, so that nothing of them is in its figures.",
}


def left_out_rows(variable: str, left_out: pl.DataFrame, *, apart: bool) -> Iterator[Row]:
    """Yield how many subjects are left out for each reason, the most frequent first.

    `left_out` has `subject`, `patient_id` and `reason`, `variable` is the outcome or `OF_ALL`. Unless reasons are told `apart`,
    all are one: where small counts are hidden, one reason could be worked out from the others.
    """
    told = left_out if apart else left_out.with_columns(reason=pl.lit(FOR_ANY_REASON))
    tally = told.group_by("reason").agg(pl.len(), pl.col("patient_id").n_unique())
    for reason, subjects, people in tally.sort("len", "reason", descending=[True, False]).rows():
        yield count(
            EVERYONE,
            subjects,
            analysis="left out",
            variable=variable,
            level=reason,
            events=subjects,
            unit="subjects",
            definition=_SAYS[variable == OF_ALL],
            warnings=[f"They are of {many(people, 'person', 'people')}."] if people < subjects else None,
        )
