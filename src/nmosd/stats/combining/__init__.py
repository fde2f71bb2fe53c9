"""Several answers made one: imputed data sets, and many tests."""
