"""The size and the looks of a trial, as numbers."""
