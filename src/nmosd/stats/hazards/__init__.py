"""Hazard models on the counting process: Cox, Andersen-Gill, Prentice-Williams-Peterson, and Firth's for sparse data."""
