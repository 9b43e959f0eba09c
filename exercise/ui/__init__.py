"""The terminal screens: they draw what a seat may see and turn keys into moves.

Begin at `app.ExerciseApp`. Nothing here works out a consequence or reads a journal; `desk.Desk` is the one way to the session.
"""
