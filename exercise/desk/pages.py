"""Pages of help that ship with the program, as text; they are Markdown files under help/, cut at their second headings.

Knows no screen: the app and plain text read the same pages.
"""

from __future__ import annotations

import pkgutil
from functools import lru_cache


@lru_cache(maxsize=32)
def page_text(page: str) -> str:
    """Return a page of help; an unknown page is empty."""
    return (pkgutil.get_data("exercise.ui", f"help/{page}.md") or b"").decode("utf-8").replace("\r\n", "\n")


def sections(page: str) -> tuple[tuple[str, str], ...]:
    """Return the sections of a page as (heading, text), in the page's order; what stands before the first is left out."""
    found: list[tuple[str, str]] = []
    for part in ("\n" + page_text(page)).split("\n## ")[1:]:
        heading, _, text = part.partition("\n")
        found.append((heading.strip(), text.strip()))
    return tuple(found)
