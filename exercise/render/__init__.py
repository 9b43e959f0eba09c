"""A document drawn: as HTML, Markdown, plain text and SVG. Works out nothing of a session."""
