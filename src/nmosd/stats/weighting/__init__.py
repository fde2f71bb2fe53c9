"""Two groups made comparable: propensity scores, balancing weights, balance and overlap."""
