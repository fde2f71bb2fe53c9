"""What a synthesis says: the pooled figure, how much studies differ, and where the next one may lie."""

from dataclasses import dataclass

from nmosd.stats.estimates import Estimate
from nmosd.stats.significance import ChiSquared


@dataclass(frozen=True, eq=False)
class Synthesis:
    """Studies pooled; prints as a summary.

    `pooled` is the figure people read. `value` and `standard_error` are the same on the scale of pooling (`scale`).
    `prediction` is where the true figure of one more such study would lie, null where the model knows no differences between
    studies. `tau2` is the variance between studies on that scale and `i2` the share of the variation that it makes;
    `heterogeneity` tests it (Cochran's Q, or the likelihood ratio of a mixed model). `figures` has the studies' own figures
    and `weights` their shares in the pooled one, where the method gives any.
    """

    model: str
    scale: str
    studies: tuple[str, ...]
    pooled: Estimate
    value: float | None
    standard_error: float | None
    figures: tuple[Estimate, ...]
    weights: tuple[float, ...] | None = None
    prediction: Estimate | None = None
    tau2: Estimate | None = None
    i2: Estimate | None = None
    heterogeneity: ChiSquared | None = None
    log_likelihood: float | None = None

    @property
    def measure(self) -> str:
        """What was pooled."""
        return self.pooled.measure

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before using it."""
        return self.pooled.warnings

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return rows for `results_frame`: pooled figure, prediction interval, tau², I², then each study (`level` names it).

        `where` adds what the synthesis does not know of itself: analysis, group, variable.
        """
        summary = [figure for figure in (self.pooled, self.prediction, self.tau2, self.i2) if figure is not None]
        each = zip(self.studies, self.figures, strict=True)
        return [figure.row() | where for figure in summary] + [figure.row(level=name) | where for name, figure in each]

    def __str__(self) -> str:
        pooled = self.pooled
        lines = [f"{pooled.measure}, {self.model}: {len(self.studies)} studies{_counts(pooled)}"]
        unit, how = f" {pooled.unit}" if pooled.unit else "", pooled.method.removeprefix(f"{self.model}, ")
        lines.append(f"  pooled      {_figure(pooled)}{unit}, {100 * (pooled.confidence or 0):g} % {how}")
        if self.prediction is not None:
            limits = f"{_short(self.prediction.lower)} to {_short(self.prediction.upper)}"
            lines.append(f"  next study  {limits} ({100 * (self.prediction.confidence or 0):g} % prediction interval)")
        lines += self._differences()
        lines += self._table()
        return "\n".join(lines + [f"  note: {warning}" for warning in self.warnings])

    def _differences(self) -> list[str]:
        parts = []
        if self.tau2 is not None:
            parts.append(f"tau² {_figure(self.tau2)}")
        if self.i2 is not None and self.i2.estimate is not None:
            parts.append(f"I² {100 * self.i2.estimate:.0f} %")
        if self.heterogeneity is not None:
            name = "Q" if self.log_likelihood is None else "likelihood ratio"
            parts.append(f"{name} {self.heterogeneity}")
        return [f"  differences {'; '.join(parts)}"] if parts else []

    def _table(self) -> list[str]:
        shares = [""] * len(self.studies) if self.weights is None else [f"{100 * share:.1f} %" for share in self.weights]
        cells = [(name, _figure(figure), share) for name, figure, share in zip(self.studies, self.figures, shares, strict=True)]
        widths = [max(len(row[column]) for row in cells) for column in range(3)]
        return [f"    {name:<{widths[0]}}  {figure:<{widths[1]}}  {share:>{widths[2]}}".rstrip() for name, figure, share in cells]


def _counts(pooled: Estimate) -> str:
    if pooled.events is None:
        return ""
    if pooled.person_years is not None:
        return f", {pooled.events} events in {pooled.person_years:.1f} person-years"
    return f", {pooled.events} events" if pooled.n is None else f", {pooled.events} events in {pooled.n} people"


def _figure(figure: Estimate) -> str:
    if figure.lower is None and figure.upper is None:
        return _short(figure.estimate)
    return f"{_short(figure.estimate)} ({_short(figure.lower)} to {_short(figure.upper)})"


def _short(value: float | None) -> str:
    if value is None:
        return "?"
    return f"{value:.3g}" if abs(value) < 1 or abs(value) >= 1000 else f"{value:.2f}"
