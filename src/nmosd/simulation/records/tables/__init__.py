"""The tables of a simulated record, as the clinic writes them: one module for what belongs together."""
