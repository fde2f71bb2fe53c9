"""What a section of a study holds; the page, the document and the files show the same sections."""

from dataclasses import dataclass

from nmosd.report.layout import Table


@dataclass(frozen=True)
class Drawn:
    """A figure with its name, the stem of its file, and its caption; `svg` follows the colours of the page."""

    name: str
    file: str
    svg: str
    caption: str


@dataclass(frozen=True)
class Section:
    """Sentences, figures and tables under one title, and remarks after them: those on everyone, and those on groups.

    Figures come before tables unless `tables_first`.
    """

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Drawn, ...] = ()
    remarks: tuple[str, ...] = ()
    remarks_by_group: tuple[str, ...] = ()
    tables_first: bool = False
