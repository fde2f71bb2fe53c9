"""The reporting checklist, filled from a run with its gaps visible."""

from nmosd.report.strobe.checklist import Item, checklist

__all__ = ["Item", "checklist"]
