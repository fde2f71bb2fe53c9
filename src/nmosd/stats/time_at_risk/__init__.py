"""Rows of time at risk, read and checked once: what hazard models and curves both start from."""
