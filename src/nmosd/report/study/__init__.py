"""The page of a study: its sections, figures and tables, from rows of `Results`."""
