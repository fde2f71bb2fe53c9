"""How groups, and times before and after, differ: every figure with what makes it less sure than it looks."""
