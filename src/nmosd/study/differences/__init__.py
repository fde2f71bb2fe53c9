"""What differs between two runs of a study, and what moved it: a rule, a row of the record, a version."""
