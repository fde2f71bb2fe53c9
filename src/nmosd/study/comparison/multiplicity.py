"""How likely the smallest p values are when many outcomes and groups are looked at: those of the main models, adjusted."""

from collections.abc import Sequence

from nmosd.stats import Estimate, adjust_p_values
from nmosd.stats.combining.multiplicity import AdjustmentMethod
from nmosd.study.comparison.rows import nothing
from nmosd.study.description.summaries import Row

_METHODS: dict[str, AdjustmentMethod] = {"Holm": "Holm", "Benjamini-Hochberg": "Benjamini-Hochberg"}
_SAYS = (
    "P value of the main model, adjusted for how many outcomes and groups were planned to be tested; `p_value` is the plain one."
)


def multiplicity_rows(main: Sequence[Row], method: str) -> list[Row]:
    """Return the adjusted p value of each ratio of the main models; none for one test alone, or where none is asked for.

    Tests that could not be made are named by a row without an estimate, and counted as planned.
    """
    if method not in _METHODS or len(main) < 2:
        return []
    p_values: dict[str, float | None] = {}
    for place, row in enumerate(main):
        p = row.get("p_value")
        p_values[str(place)] = p if isinstance(p, float) else None
    made = [p for p in p_values.values() if p is not None]
    adjusted = adjust_p_values(p_values, method=_METHODS[method], planned=len(main)).adjusted if made else {}
    rows = []
    for place, row in enumerate(main):
        where: Row = {key: row[key] for key in ("variable", "level", "group", "compared_with", "n", "events")}
        where |= {"analysis": "multiplicity", "definition": _SAYS}
        p = adjusted.get(str(place))
        if p is None:
            rows.append(nothing("adjusted p value", "Not tested, so there is nothing to adjust.", **where))
        else:
            how = f"{method} over {len(main)} planned tests, {len(made)} of them made"
            rows.append(Estimate("adjusted p value", p, None, None, None, how).row(p_value=p_values[str(place)], **where))
    return rows
