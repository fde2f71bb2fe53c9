"""Scans: what they show by region and length, and which attack they belong to."""
