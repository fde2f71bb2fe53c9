"""Many tests at once: p values adjusted for how many there are, and a list of what was not tested."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from nmosd.stats.errors import StatisticsError
from nmosd.stats.significance import p_text

AdjustmentMethod = Literal["Bonferroni", "Holm", "Hochberg", "Hommel", "Benjamini-Hochberg", "Benjamini-Yekutieli"]

_LIBRARY_NAMES: dict[str, str] = {
    "Bonferroni": "bonferroni",
    "Holm": "holm",
    "Hochberg": "simes-hochberg",
    "Hommel": "hommel",
    "Benjamini-Hochberg": "fdr_bh",
    "Benjamini-Yekutieli": "fdr_by",
}


@dataclass(frozen=True)
class AdjustedPValues:
    """P values before and after adjustment, by name of the test; prints as a table.

    A test without a p value stays null in both and is named in `not_tested`. `family` is how many tests were counted.
    """

    method: AdjustmentMethod
    family: int
    p_values: Mapping[str, float | None]
    adjusted: Mapping[str, float | None]

    @property
    def not_tested(self) -> tuple[str, ...]:
        """The tests without a p value, in the order given."""
        return tuple(name for name, p in self.p_values.items() if p is None)

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return one row per test for `results_frame`: measure `adjusted p value`, variable the test; null where not tested."""
        note = "not tested, so nothing to adjust"
        return [
            {
                "variable": name,
                "measure": "adjusted p value",
                "estimate": p,
                "method": f"{self.method} over {self.family} tests",
                "warnings": [note] if p is None else None,
            }
            | where
            for name, p in self.adjusted.items()
        ]

    def __str__(self) -> str:
        width = max(len(name) for name in self.p_values)
        lines = [f"{self.method} over {self.family} tests"]
        for name, p in self.p_values.items():
            after = self.adjusted[name]
            lines.append(
                f"  {name:<{width}}  "
                + ("not tested" if p is None or after is None else f"{p_text(p)}, adjusted {p_text(after)}")
            )
        return "\n".join(lines)


def adjust_p_values(
    p_values: Mapping[str, float | None], *, method: AdjustmentMethod = "Holm", planned: int | None = None
) -> AdjustedPValues:
    """Return p values adjusted for how many tests there are, by name of the test.

    Bonferroni and Holm hold the chance of any false claim whatever the tests have to do with each other (Holm is never
    worse), Hochberg and Hommel if they are independent or positively dependent; Benjamini-Hochberg holds the expected share
    of false claims among claims under the same condition, and Benjamini-Yekutieli always. A null p value (a test that could
    not be made) stays null, is named in `not_tested` and is not counted; `planned` counts tests that were planned whether or
    not they were made, which is the safer family.

    Sources: Holm 1979, jstor 4615733; Hochberg 1988, doi 10.1093/biomet/75.4.800; Hommel 1988, doi 10.1093/biomet/75.2.383;
    Benjamini and Hochberg 1995, doi 10.1111/j.2517-6161.1995.tb02031.x; Benjamini and Yekutieli 2001, doi 10.1214/aos/1013699998.

    Raises:
        StatisticsError: no p value, one outside 0 to 1 or NaN, a method that does not exist, or fewer tests planned than made.

    >>> print(adjust_p_values({"primary": 0.01, "second": 0.04, "third": None}))
    Holm over 2 tests
      primary  p = 0.010, adjusted p = 0.020
      second   p = 0.040, adjusted p = 0.040
      third    not tested
    """
    if not isinstance(p_values, Mapping):
        raise StatisticsError('The p values need the names of their tests: give a mapping such as {"primary": 0.01}.')
    if method not in _LIBRARY_NAMES:
        raise StatisticsError(f"There is no adjustment {method!r}: use one of {', '.join(get_args(AdjustmentMethod))}.")
    made = {name: _checked(name, p) for name, p in p_values.items() if p is not None}
    if not made:
        raise StatisticsError("There is no p value to adjust: every test is null.")
    family = len(made) if planned is None else planned
    if family < len(made) or family != math.floor(family):
        raise StatisticsError(
            f"{len(made)} tests were made and {planned} planned: count every planned test, those not made included."
        )
    from statsmodels.stats.multitest import multipletests

    padded = list(made.values()) + [1.0] * (int(family) - len(made))
    after = multipletests(padded, method=_LIBRARY_NAMES[method])[1] if len(padded) > 1 else padded
    adjusted = dict(zip(made, (min(1.0, float(p)) for p in after), strict=False))
    names = {str(name): name for name in p_values}
    return AdjustedPValues(
        method,
        int(family),
        {text: made.get(name) for text, name in names.items()},
        {text: adjusted.get(name) for text, name in names.items()},
    )


def _checked(name: str, p: float | None) -> float:
    try:
        value = float(p)  # type: ignore[arg-type]  # what is no number is refused just below
    except (TypeError, ValueError):
        value = math.nan
    if not 0 <= value <= 1:
        raise StatisticsError(
            f"The p value of {name} is {p!r}: it must lie between 0 and 1, or be null where nothing was tested."
        )
    return value
