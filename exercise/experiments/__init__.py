"""The rules held to the claims: scripted arms played on the same seeds, statistics, and tables that say what holds."""
