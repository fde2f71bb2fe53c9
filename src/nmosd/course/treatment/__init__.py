"""Preventive treatment and what it met: episodes, attacks that broke through, cell therapy, pregnancies, safety."""
