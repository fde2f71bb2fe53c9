"""Who is compared, from which day to which, in which group, and what happened to them meanwhile."""
