"""Attacks: which reports are one, what belongs to them in time, how they were treated, what was left of them."""
