"""Numbers only: proportions, rates and the one long table of results. Knows no medicine, imports nothing of ours."""
