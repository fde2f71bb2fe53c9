"""How criteria are shown: verdicts as tables, one person's explanation on a terminal, the rules as a page of the manual."""
