"""The reporting checklist as a CSV file."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from nmosd.report.strobe.checklist import Item
from nmosd.writing import write_whole


def write_checklist(items: Sequence[Item], path: Path) -> Path:
    """Write one row for each item and return the path: what it asks, whether the run fills it, the answer and where it stands."""
    rows = [
        {
            "item": item.number,
            "list": item.list,
            "section": item.section,
            "asks": item.asks,
            "filled": "yes" if item.filled else "to be written by the authors",
            "answer": item.answer,
            "stands_in": "; ".join(place.title for place in item.places),
            "source": item.source,
        }
        for item in items
    ]
    return write_whole(path, pl.DataFrame(rows).write_csv())
