"""Each person: onset and follow-up, person-time, the form of the course, the way to the diagnosis."""
