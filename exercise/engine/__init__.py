"""How play proceeds, pure: one file per verb. Start at `decide` (what a move brings about) and `apply` (what an event changes)."""
