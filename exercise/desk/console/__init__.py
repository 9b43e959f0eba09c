"""What the facilitator oversees, as screens ask it: the table, its time, its events, what was said. Nothing here draws."""
