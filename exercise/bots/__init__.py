"""Bots: each decides for one actor from a `View`, nothing else. `table` seats them and runs the program as facilitator."""
