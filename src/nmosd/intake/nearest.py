"""Where `nmosd.nearest` stood before; to be deleted as soon as tables_in.py imports it from there."""

from nmosd.nearest import did_you_mean, nearest, nearest_or_all

__all__ = ["did_you_mean", "nearest", "nearest_or_all"]
