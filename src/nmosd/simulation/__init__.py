"""Patients who never lived, with the truth known: attack histories, whole records, inert drugs, virtual trials."""
