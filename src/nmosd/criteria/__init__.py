"""What it is: diagnostic criteria as composable clauses that explain themselves."""
