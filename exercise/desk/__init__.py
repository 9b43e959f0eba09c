"""A session as somebody sits at it: one seat's desk, a shared keyboard, the facilitator's console, and the lists of what can be opened."""
