"""All that the screens ask of a session and do to it; begin at `desk.Desk`.

It puts what the session gives into view-models (`exercise.ui.models`) and works out no consequence itself.
"""
