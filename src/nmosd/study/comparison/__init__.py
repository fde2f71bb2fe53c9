"""How groups, and times before and after, differ: curves, models, weights, and what makes each less sure than it looks."""
