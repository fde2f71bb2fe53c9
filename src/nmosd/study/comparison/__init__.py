"""What is compared: curves, models, weights, milestones, gaps in the data, and what a naive design would have said."""
