"""The pictures of the statistics reference, drawn from the data sets of the tests by the code that the pages teach."""
