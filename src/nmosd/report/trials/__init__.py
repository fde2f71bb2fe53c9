"""How virtual trials are shown: a table for the terminal, a page with figures, the page of the reference."""
