"""The sections of a study that compares: curves, models, balance, milestones, before and after, sensitivity."""
