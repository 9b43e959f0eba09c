"""Where the brief says what: claims, sections and paragraphs."""

from __future__ import annotations

from collections.abc import Iterable

from exercise.words.names import NameWords
from exercise.words.text import capital, joined, plain


class BriefWords(NameWords):
    """Claims of a scenario's brief, and the places where it makes them."""

    def claim(self, id: str) -> str:
        """Return a claim's statement in our words; an unknown claim gives its id."""
        for claim in self.scenario.claims:
            if claim.id == id:
                return claim.claim
        return id

    def where(self, claim: str) -> str:
        """Return where the brief makes a claim: "Abstract, paragraph 1; Introduction, paragraphs 1 and 2"."""
        for found in self.scenario.claims:
            if found.id == claim:
                return self.places(found.where)
        return ""

    def section(self, section: str) -> str:
        """Return the title of one of the brief's sections."""
        return self.scenario.head.sections.get(section) or capital(plain(section))

    def places(self, wheres: Iterable[str]) -> str:
        """Return several places (`section/paragraph`) of the brief in words."""
        paragraphs: dict[str, list[str]] = {}
        for where in wheres:
            section, _, paragraph = where.partition("/")
            paragraphs.setdefault(section, []).append(paragraph)
        said = []
        for section, numbers in paragraphs.items():
            title = self.section(section)
            numbers = [number for number in numbers if number]
            if numbers:
                title += f", paragraph{'s' if len(numbers) > 1 else ''} {joined(numbers)}"
            said.append(title)
        return "; ".join(said)
