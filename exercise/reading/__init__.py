"""What one reader may know of a session, ready to be drawn: tracks, causes, stories, forms, reports. Knows no screen, opens no file."""
