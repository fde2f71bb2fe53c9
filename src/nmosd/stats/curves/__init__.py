"""Curves over time, without a model: survival, log-rank tests, mean numbers of events, cumulative incidence."""
