"""Counts and rates compared: exact and mid-p intervals, paired counts, regression, and the rule that chooses between them."""
