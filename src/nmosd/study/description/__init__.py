"""Who the people are and what happened to them: the figures of every study, compared or not."""
