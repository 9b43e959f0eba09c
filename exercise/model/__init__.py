"""What things are: `scenario` for what files hold, `play` for what a session produces, `moves` for the text form of a move."""
