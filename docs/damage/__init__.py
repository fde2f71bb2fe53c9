"""What each finding of the design linter does to an answer, simulated where the truth is known."""
