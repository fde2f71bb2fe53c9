"""Everything that is shown of a study, made once for the page, the document and the files."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nmosd.report.study.behind.people_behind import people_behind, with_places
from nmosd.report.study.flow import Step, flow_steps, with_follow_up
from nmosd.report.study.flow_plot import flow_plot
from nmosd.report.study.result_tables import figures_of
from nmosd.report.study.section import Drawn, Section
from nmosd.report.study.sections import linter_section, sections_of

if TYPE_CHECKING:
    from nmosd.study import Study


@dataclass(frozen=True)
class Shown:
    """A study with its sections; `behind` is who stands behind its figures, null in a report that is to be shared."""

    study: "Study"
    linter: Section
    flow: tuple[Step, ...]
    sections: tuple[Section, ...]
    behind: pl.DataFrame | None

    @property
    def private(self) -> bool:
        """Whether rows of people may be shown."""
        return self.behind is not None

    def figures(self) -> Iterator[Drawn]:
        """Yield the figures that are also files, the flow of people first."""
        svg = flow_plot(self.flow)
        if svg:
            yield Drawn("Flow of people", "flow", svg, "Flow of people.")
        for section in self.sections:
            yield from section.figures


def shown(study: "Study") -> Shown:
    """Return everything that is shown of a study; without rows of people where the protocol asks for a report to be shared."""
    behind = None if study.protocol.disclosure.sharing else people_behind(study)
    results = study.results if behind is None else with_places(study.results, behind)
    steps = flow_steps(figures_of(results, "flow"), with_follow_up(figures_of(results, "rates")))
    return Shown(study, linter_section(study), tuple(steps), tuple(sections_of(study, results)), behind)
