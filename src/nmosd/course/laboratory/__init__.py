"""What was found in blood and cerebrospinal fluid: antibodies and what a result may stand for, cells and bands."""
