"""In what two forecasts differ: pairs of what was and what is, for screens to draw and for plain text to say."""

from __future__ import annotations

from typing import NamedTuple

from exercise.reading.models import Change, Forecast, Odds


class Differing(NamedTuple):
    """What differs between two forecasts; None stands on the side that has no such line."""

    changes: tuple[tuple[Change | None, Change | None], ...] = ()
    chances: tuple[tuple[Odds | None, Odds | None], ...] = ()


def differing(before: Forecast, after: Forecast) -> Differing:
    """Return the changes and chances that two forecasts do not share, those of the later one first."""
    was = {(one.ref, one.later): one for one in before.changes}
    now = {(one.ref, one.later): one for one in after.changes}
    changes = [(was.get(key), now.get(key)) for key in [*now, *(key for key in was if key not in now)]]
    had = {one.title: one for one in before.chances}
    has = {one.title: one for one in after.chances}
    chances = [(had.get(title), has.get(title)) for title in [*has, *(title for title in had if title not in has)]]
    return Differing(
        tuple((old, new) for old, new in changes if old is None or new is None or old.amount != new.amount),
        tuple((old, new) for old, new in chances if old is None or new is None or old.odds != new.odds),
    )
