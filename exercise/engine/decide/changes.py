"""Changes of tracks that a facilitator names by hand: `direct_changes`, `tenths`."""

from __future__ import annotations

from exercise.engine.decide.asking import numbered_values
from exercise.engine.setup import Setup
from exercise.errors import nearest
from exercise.model.play import Move, Refusal


def direct_changes(setup: Setup, move: Move, sizes: tuple[int, ...] | None) -> list[tuple[str, int]] | Refusal:
    """Return the direct changes `change="TRACK +3"` that a move names, in tenths or steps; at most two."""
    found: list[tuple[str, int]] = []
    for text in numbered_values(move, "change"):
        name, _, number = text.rpartition(" ")
        track = setup.book.track_index.get(name.strip())
        if track is None:
            return Refusal("track.unknown", {"track": name.strip(), "near": nearest(name.strip(), setup.book.track_index)})
        amount = tenths(number, setup.book.track_family[track].kind)
        if amount is None or amount == 0:
            return Refusal("number.bad", {"key": "change", "value": number, "lowest": -100, "highest": 100})
        if sizes is not None and setup.book.track_family[track].kind == "points" and amount not in sizes:
            return Refusal("argument.changes", {"most": 2, "sizes": tuple(abs(size) for size in sizes)})
        found.append((setup.book.track_names[track], amount))
    if len(found) > 2:
        return Refusal("argument.changes", {"most": 2, "sizes": ()})
    return found


def tenths(text: str, kind: str) -> int | None:
    """Return a signed number of points with at most one decimal as tenths, or whole steps; None when it is neither."""
    sign = -1 if text.startswith("-") else 1
    whole, _, part = text.lstrip("+-").partition(".")
    if not whole.isdecimal() or len(whole) > 3 or (part and (len(part) > 1 or not part.isdecimal())):
        return None
    if kind == "steps":
        return None if part else sign * int(whole)
    return sign * (int(whole) * 10 + int(part or 0))
