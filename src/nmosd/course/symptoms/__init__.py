"""Symptoms over time: burden, scores, what was tried, work and days in hospital."""
