"""Evidence from several studies: effect sizes, pooled figures, mixed models for rare events, indirect comparisons."""
