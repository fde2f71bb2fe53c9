"""The main result under other choices: definitions, lags, assays, readings of dates."""
