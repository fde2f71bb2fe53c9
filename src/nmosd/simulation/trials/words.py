"""Names of groups in the results of virtual trials that are no parameter set."""

ALL_SETS = "all parameter sets"
FORMULA = "Schoenfeld's formula"
PUBLISHED = "published"
