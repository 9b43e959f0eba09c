"""The pages of the Why drawer, from a number to its causes, to rules, to the claims of the brief; and the claims themselves."""

from __future__ import annotations

from collections.abc import Callable

from exercise.reading.causes import Causes
from exercise.reading.models import Change, Instead, Leaf, Reason
from exercise.reading.sources import Sources
from exercise.reading.standpoint import Standpoint
from exercise.reading.tracks import Tracks
from exercise.words import points


class Pages:
    """Who says so, a page at a time."""

    def __init__(self, reader: Standpoint, reasons: Causes, tracks: Tracks, instead: Callable[[str], tuple[Instead, ...]]) -> None:
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self.seat = reader.seat
        self.reasons = reasons
        self.tracks = tracks
        self.instead = instead
        """What would have changed a track's change in the turn adjudicated last."""
        self.sources = Sources(reader.session.scenario, reader.words, reader.has_heard_of)

    def leaf(self, ref: str) -> Leaf:
        """Return one page of the Why drawer."""
        sort, _, rest = ref.partition(":")
        name = rest.partition("@")[0]
        page: dict[str, Callable[[str], Leaf]] = {
            "forecast": lambda _: self._change_leaf(ref, name),
            "advice": lambda _: self._change_leaf(ref, name),
            "declined": lambda _: self._change_leaf(ref, name),
            "change": lambda _: self._change_leaf(ref, name, instead=True),
            "track": self._track_leaf,
        }
        make = page.get(sort.partition("-")[0])
        return (make(rest) if make else self.sources.leaf(ref)) or Leaf(self.words.title(rest or sort))

    def _change_leaf(self, key: str, name: str, instead: bool = False) -> Leaf:
        found = self.reasons.kept.get(key)
        if not isinstance(found, Change):
            return self._track_leaf(name)
        sub = f"{found.before} → {found.after}" if found.before else found.later
        text: list[tuple[str, str]] = []
        if not found.reasons:
            text.append(("dim", "What moved it is not public, or not shown at this level of explanation; the debrief opens it."))
        return Leaf(
            found.title,
            sub,
            found.reasons,
            found.amount,
            tuple(text),
            ((f"track:{name}", "What this track means, and where it stands", ""),),
            self.instead(name) if instead else (),
        )

    def _track_leaf(self, name: str) -> Leaf:
        known = self.tracks.part(name)
        bar = self.tracks.bar(name)
        text = [("", known.text)] if known else []
        knows, (_, high) = self.tracks.known(name), self.tracks.bounds(name)
        if knows == 2:
            sub = f"stands at {bar.text} of {points(high) if self.reader.is_points(name) else high}"
        elif knows == 1:
            sub = f"{bar.text} (you see only the band)"
        else:
            sub = "not known to you"
        links: list[tuple[str, str, str]] = []
        for claim in known.claims if known else ():
            links.append((f"claim:{claim}", self.words.claim(claim), self.reasons.place_mark((claim,))))
        reasons: tuple[Reason, ...] = ()
        total = ""
        last = self.reader.last_turn
        if last >= 1 and name in self.reader.book.track_index:
            moved = next((one for one in self.reader.changes(last) if one.name == name), None)
            if moved is not None:
                change = self.reasons.total(moved, "last")
                reasons, total = change.reasons, change.amount
                text.append(("dim", f"Above: what moved it in {self.words.turn(last)}."))
        equals = getattr(known, "equals", "")
        if equals:
            text.append(("dim", f"Worked out as: {equals}"))
        return Leaf(self.words.track(name), sub, reasons, total, tuple(text), tuple(links))
