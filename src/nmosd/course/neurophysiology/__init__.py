"""Electromyography and nerve conduction studies, and who had signs that call for them."""
