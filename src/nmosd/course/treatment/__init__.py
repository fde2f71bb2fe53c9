"""Preventive treatment and what it met: episodes and when they acted, attacks that broke through, cell therapy, pregnancies, safety."""
