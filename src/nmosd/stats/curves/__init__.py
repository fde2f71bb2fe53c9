"""Curves over time, without a model: survival, log-rank tests, mean number of events, cumulative incidence; delayed entry throughout."""
