"""Reports, comparisons and printable packs: text made from a session or a scenario and nothing else; no file is read or written here."""
