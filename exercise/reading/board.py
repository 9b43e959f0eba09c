"""Where things stand: track bars, the map's layers and the table of states, as far as the seat can see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from exercise.engine.adjudicate import score
from exercise.engine.legal import ground_of
from exercise.model import play
from exercise.model.play import State
from exercise.reading.causes import Causes
from exercise.reading.models import Cell, Change, Layer, Standing, Track
from exercise.reading.standpoint import Standpoint
from exercise.rules.rulebook import Ground
from exercise.words import arrow, joined, points

if TYPE_CHECKING:
    from exercise.model.scenario import Objective

HEADLINE = 9
"""Bars always shown; a few more may follow that a forecast moves."""
MOST_LAYERS = 9
COLUMN = 10
"""Cells of each of the two lines of a column's heading in the table of states."""
PROGRAMMES = "programmes"
"""The id of the layer of bases and programmes."""
BASE = ("military", "presence")
"""Tags of a kind of move whose programme is a base."""
CODES = ("KZ", "KG", "TJ", "TM", "UZ")
"""The codes of the map's states; where a scenario is played on the map, an actor stands there when its short form is one of them."""


class Board:
    """The picture that one seat has of the world."""

    def __init__(self, reader: Standpoint, reasons: Causes) -> None:
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self.seat = reader.seat
        self.reasons = reasons
        self._stands: State | None = None
        self._read: Ground | None = None
        self._layers: tuple[Layer, ...] | None = None
        self._sure: dict[str, bool] = {}

    def _names(self, text: str) -> list[str]:
        """Return the tracks or measures that a line of the headline or of the map's layers means."""
        family, _, rest = text.partition("[")
        keys = [part.strip() for part in rest.rstrip("]").split(",") if part.strip()]
        book = self.reader.book
        of = book.families[family].of if family in book.families else book.measures[family].of if family in book.measures else ()
        if not keys:
            keys = list(of)
        places: list[tuple[str, ...]] = [()]
        for key in keys:
            if key == "self":
                members: tuple[str, ...] = self.reader.actors
            else:
                members = book.sets.get(key, (key,)) if key not in book.actors else (key,)
            places = [(*place, member) for place in places for member in members]
        names = [f"{family}[{', '.join(place)}]" if place else family for place in places]
        if family in book.families:
            return [name for name in names if name in book.track_index]
        return names

    def headline(self) -> list[str]:
        """Return the names of the tracks and measures that the scenario puts first, else those that touch the seat."""
        head = self.reader.scenario.head
        names: list[str] = []
        for line in head.headline:
            found = self._names(line)
            names += found if len(found) <= 2 else [name for name in found if self.reader.touches_me(name)][:2] or found[:1]
        if not names:
            names = [
                name
                for _, name in sorted(
                    (family.order, name)
                    for family, name in zip(self.reader.book.track_family, self.reader.book.track_names, strict=False)
                )
                if self.reader.touches_me(name) and not name.startswith("capital[")
            ]
        return list(dict.fromkeys(names))

    def tracks(self, changes: Iterable[play.Expected] = ()) -> tuple[Track, ...]:
        """Return the bars: the scenario's headline, then what the changes expected would move."""
        expected = {one.name: one for one in changes}
        names = self.headline()[:HEADLINE]
        moved = sorted((one for one in expected.values() if not one.name.startswith("capital[")), key=lambda one: -abs(one.change))
        for one in moved:
            if one.name not in names and len(names) < HEADLINE + 2:
                names.append(one.name)
        return tuple(self.bar(name, expected.get(name)) for name in names)

    def after(self, changes: Sequence[Change]) -> tuple[Track, ...]:
        """Return the headline's bars as they stand, with what a turn changed on them."""
        moved = {change.ref: change for change in changes}
        found = []
        for name in self.headline():
            track = self.bar(name)
            change = moved.get(name)
            if change is not None:
                # What went up and came down again stands as it stood.
                glyph = "▲" if change.sign > 0 else "▼"
                track = track._replace(change=glyph + change.amount.lstrip("+−▲▼≈·") if change.sign else "", tone=change.gain)
            found.append(track)
        return tuple(found)

    def bar(self, name: str, expected: play.Expected | None = None) -> Track:
        """Return one track or measure as a bar, with the ghost of an expected change."""
        value, knows, low, high = self.value(name)
        title = self.words.track(name)
        short = self.short(name)
        change = ""
        tone = 0
        ghost = None
        if expected is not None and expected.change:
            tone = self.reasons.gain(expected.track, expected.change) if self.reasons.is_own(expected.track) else 0
            size = points(abs(expected.change)) if self.reader.is_points(name) else str(abs(expected.change))
            change = arrow(expected.change) + (size if self.reader.is_full else "")
        span = max(1, high - low)
        shown = (value - low) * 1000 // span
        if expected is not None and knows == 2 and self.reader.is_full:
            ghost = max(0, min(1000, (value + expected.change - low) * 1000 // span))
        marks = tuple(mark * 10 for mark in self._thresholds.get(name.partition("[")[0], ())) if self.reader.is_points(name) else ()
        if knows == 2:
            return Track(name, title, short, self.words.value(name, value), shown, None, ghost, change, tone, marks)
        if knows == 1:
            return Track(name, title, short, self.words.band(value), None, self._band(value), None, change, tone, marks)
        return Track(name, title, short, "?", None, None, None, change, tone, ())

    def _band(self, value: int) -> tuple[int, int]:
        low = 0
        for band in self.reader.scenario.bands:
            if value < band.below * 10:
                return low, min(1000, band.below * 10)
            low = band.below * 10
        return low, 1000

    def value(self, name: str) -> tuple[int, int, int, int]:
        """Return a track's or measure's value as the seat sees it, how well it knows it, and the range."""
        book = self.reader.book
        view = self.reader.view
        track = book.track_index.get(name)
        if track is not None:
            return view.state.tracks[track], view.knows[track], book.lowest[track], book.highest[track]
        sure = 2 if view.lifted or self._is_sure(name) else 1
        return book.measure(self._ground(), name), sure, 0, self._most(name) if self.words.counts(name) else 1000

    def _most(self, name: str) -> int:
        """Return how many steps a measure of steps could count at most."""
        book = self.reader.book
        named = set(re.findall(r"[a-z][a-z0-9_]*", book.measures[name.partition("[")[0]].equals))
        return max(1, sum(book.highest[track] for track, family in enumerate(book.track_family) if family.id in named))

    def _ground(self) -> Ground:
        """Return what measures read of the seat's view, built once for each state of the session."""
        stands = self.reader.state
        if self._stands is not stands or self._read is None:
            self._read = ground_of(self.reader.setup, self.reader.view.state)
            self._stands = stands
            self._layers = None
        return self._read

    def counted(self, goal: Objective) -> str:
        """Return what an objective counts in words, between what values it earns its points, and where it stands for all the seat knows."""
        text = re.sub(r"\bself\b", goal.actor, goal.score)
        # "0 - x" is x counted downwards.
        less = -1 if re.fullmatch(r"0 - [^+-]+", text) else 1
        said = self._summed(text.removeprefix("0 - ") if less < 0 else text)
        if not self.reader.is_full:
            return f"Counted: {said}."
        value = self.reader.book.sum(goal.score, goal.actor)(self._ground())
        known = self._least_known(goal.score)
        worst, best = goal.worst * less, goal.best * less
        nothing, everything = ("or less", "or more") if worst < best else ("or more", "or less")
        ends = f"At the end {points(worst * 10)} {nothing} earns nothing, {points(best * 10)} {everything} all 100 points"
        reached = score(value, goal.worst, goal.best)
        today = f"; now it is {'' if known == 2 else 'about '}{points(value * less)}, which would earn {reached}" if known else ""
        return f"Counted: {said}. {ends}{today}."

    def _summed(self, text: str) -> str:
        """Return a sum in a sentence: "by how much trust of Kazakhstan in the US exceeds trust of Kazakhstan in Russia"."""
        parts = re.split(r" ([+-]) (?![^([]*[)\]])", text)
        signed = list(zip(["+", *parts[1::2]], parts[::2], strict=True))
        added = [self._part(part) for sign, part in signed if sign == "+"]
        taken = [self._part(part) for sign, part in signed if sign == "-"]
        if taken and len(added) == 1:
            return f"by how much {added[0]} exceeds {joined(taken)}"
        together = f"{joined(added)}, added together" if len(added) > 1 else added[0] if added else "nothing"
        return f"{together}, less {joined(taken)}" if taken else together

    def _part(self, text: str) -> str:
        share, _, rest = text.rpartition(" x ")
        of = "half of " if share == "50" else f"{share} % of " if share else ""
        return of + self.words.within(self.words.odds_line(rest))

    def _least_known(self, text: str) -> int:
        """Return how well the seat knows what a sum is made of: 2 exactly, 1 in bands, 0 not all of it."""
        view, book = self.reader.view, self.reader.book
        parts = re.findall(r"[a-z][a-z0-9_]*(?:\[[^\]]*\])?", text)
        named = {part.partition("[")[0]: self._names(part) for part in parts}
        known = [view.knows[book.track_index[name]] for names in named.values() for name in names if name in book.track_index]
        known += [2 if self._is_sure(name) else 1 for family, names in named.items() if family in book.measures for name in names]
        return 2 if view.lifted else min(known, default=2)

    def _is_sure(self, name: str) -> bool:
        """Return whether a measure rests only on numbers that the seat sees; else it is said by its band, like what it rests on."""
        if name not in self._sure:
            book = self.reader.book
            knows = self.reader.view.knows
            keys = {key.strip() for key in name.partition("[")[2].rstrip("]").split(",") if key.strip()}
            waiting, families = [name.partition("[")[0]], set()
            while waiting:
                word = waiting.pop()
                if word in book.measures and word not in families:
                    waiting += re.findall(r"[a-z][a-z0-9_]*", book.measures[word].equals)
                families.add(word)
            rests = [
                track
                for track, family in enumerate(book.track_family)
                if family.id in families and (not keys or not family.of or keys & set(book.track_keys[track]))
            ]
            self._sure[name] = all(knows[track] == 2 for track in rests)
        return self._sure[name]

    def short(self, name: str) -> str:
        """Return a track or measure in short: what it is, and the short forms of whom it is about."""
        family, _, rest = name.partition("[")
        keys = [key.strip() for key in rest.rstrip("]").split(",") if key.strip()]
        base = self.words.short(family)
        return " ".join([base, *(self.words.short(key) if key in self.reader.book.actors else self.words.title(key)[:5] for key in keys)])

    @cached_property
    def _thresholds(self) -> dict[str, tuple[int, ...]]:
        """Where rules of the thresholds stage and conditional injects watch a family of tracks, in points."""
        found: dict[str, set[int]] = {}
        scenario = self.reader.scenario
        lines = [line for rule in scenario.rules if rule.stage == "thresholds" for line in (*rule.when, *rule.each)]
        lines += [line for inject in scenario.injects for line in inject.when]
        for line in lines:
            for family, number in re.findall(r"([a-z_]+)(?:\[[^\]]*\])? *(?:>=|<=|>|<) *(\d+)", line):
                if family in self.reader.book.families:
                    found.setdefault(family, set()).add(int(number))
        return {family: tuple(sorted(numbers)) for family, numbers in found.items() if len(numbers) <= 2}

    @cached_property
    def by_code(self) -> dict[str, str]:
        """The actors on the map by the codes of their states; without a map all that a track or measure is kept of."""
        scenario = self.reader.scenario
        if self.mapped:
            return {actor.short: actor.id for actor in scenario.actors if actor.short in CODES}
        found: dict[str, str] = {}
        for actor in sorted(scenario.actors, key=lambda actor: (actor.order, actor.id)):
            found[actor.short if actor.short not in found else actor.id] = actor.id
        return found

    @property
    def mapped(self) -> bool:
        """Whether the scenario is played on the map."""
        return self.reader.scenario.head.map is not None

    def codes(self, names: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the codes of the map's states among these actors; without any, those of the seat itself."""
        named = names or self.reader.actors
        return tuple(code for code, actor in self.by_code.items() if actor in named)

    def _layer_lines(self) -> list[str]:
        """Return the layers that the scenario names, then those that are about the seat's own standing with each state."""
        book = self.reader.book
        states = set(self.by_code.values())
        lines = list(self.reader.scenario.head.map_layers)
        for family in sorted(self.reader.scenario.tracks, key=lambda family: (family.order, family.id)):
            if not family.of or family.kind != "points" or not states & set(book.sets.get(family.of[0], ())):
                continue
            own = [actor for actor in self.reader.actors if len(family.of) == 2 and actor in book.sets.get(family.of[1], ())]
            if own or not self.reader.scenario.head.map_layers:
                lines.append(f"{family.id}[{', '.join([family.of[0], *own[:1]])}]" if own else family.id)
        return lines[:MOST_LAYERS]

    def _layer_names(self, line: str) -> tuple[str, dict[str, str]]:
        """Return a layer's title and the track of each state of the map."""
        family, _, rest = line.partition("[")
        book = self.reader.book
        of = book.families[family].of if family in book.families else book.measures[family].of if family in book.measures else ()
        keys = [part.strip() for part in rest.rstrip("]").split(",") if part.strip()] or list(of)
        places = set(book.names.places(of))
        states = set(self.by_code.values())
        at = next((n for n, key in enumerate(keys) if key == "self" or key == "*" or states & set(book.sets.get(key, (key,)))), None)
        if at is None:
            return "", {}
        fixed = []
        for n, key in enumerate(keys):
            members = book.sets.get(key, (key,)) if key not in book.actors else (key,)
            mine = [actor for actor in self.reader.actors if actor in members]
            fixed.append("" if n == at else (mine or list(members) or [key])[0])
        names = {}
        for code, actor in self.by_code.items():
            place = tuple(actor if n == at else key for n, key in enumerate(fixed))
            if place in places:
                names[code] = f"{family}[{', '.join(place)}]"
        known = book.families.get(family) or book.measures.get(family)
        title = known.title if known else family
        for mark, n in (("{X}", 0), ("{Y}", 1)):
            if mark in title and n < len(fixed):
                title = title.replace(mark, self.words.name(fixed[n]) if fixed[n] else "each state")
        return title[:1].upper() + title[1:], names

    def layers(self) -> tuple[Layer, ...]:
        """Return the layers of the map."""
        self._ground()
        if self._layers is None:
            self._layers = self._made_layers()
        return self._layers

    def _made_layers(self) -> tuple[Layer, ...]:
        found = []
        shown: set[tuple[str, ...]] = set()
        for line in self._layer_lines():
            title, names = self._layer_names(line)
            # What the scenario names for everybody may also be the seat's own.
            if tuple(names.values()) in shown:
                continue
            shown.add(tuple(names.values()))
            cells = []
            for code, actor in self.by_code.items():
                name = names.get(code)
                if name is None:
                    continue
                value, knows, low, high = self.value(name)
                text = self.words.value(name, value) if knows == 2 else self.words.band(value) if knows == 1 else "?"
                cells.append(
                    Cell(
                        code, self.words.title(actor), (value - low) * 1000 // max(1, high - low) if knows else None, text, f"track:{name}"
                    )
                )
            if cells:
                family = line.partition("[")[0]
                known = self.reader.book.families.get(family) or self.reader.book.measures.get(family)
                scale = "down" if known is not None and known.good == "down" else "up"
                found.append(Layer(line, title, "low", "high", tuple(cells), scale, self.mapped))
        programmes = self._programmes()
        if programmes is not None:
            found.insert(max(len(self.reader.scenario.head.map_layers), 1), programmes)
        return tuple(found)

    def _programmes(self) -> Layer | None:
        """Return what is under way in each state as far as the seat knows: who holds a base there, and how many programmes run besides."""
        book = self.reader.book
        running = self.reader.view.state.programmes.values()
        cells = []
        for code, actor in self.by_code.items():
            bases: set[str] = set()
            others = 0
            for one in running:
                if actor not in (one.targets or (one.actor,)):
                    continue
                kind = book.kinds.get(one.kind)
                if kind is not None and kind.tags and set(BASE) <= set(kind.tags):
                    # A base is known by the flag that flies over it, not by the alliance that rents it.
                    front = one.mods.get("front", one.actor)
                    bases.add(self.words.short(one.actor if front == "self" else front))
                else:
                    others += 1
            text = " ".join((*sorted(bases), *([f"+{others}"] if others else []))) or "none"
            cells.append(Cell(code, self.words.title(actor), min(1000, (2 * len(bases) + others) * 100), text))
        if all(cell.text == "none" for cell in cells):
            return None
        return Layer(PROGRAMMES, "Bases (by flag) and +programmes", "none", "many", tuple(cells), "up", self.mapped)

    def standing(self) -> Standing:
        """Return the table of the map's states: the layers as text, the first ones first."""
        layers = self.layers()
        rows = []
        for code, actor in self.by_code.items():
            texts = tuple(next((cell.text for cell in layer.cells if cell.code == code), "") for layer in layers)
            if any(texts):
                rows.append((code, self.words.title(actor), texts))
        return Standing(tuple(self._column(layer) for layer in layers), tuple(rows)) if layers else Standing((), ())

    def _column(self, layer: Layer) -> str:
        """Return a layer as the heading of a column: what it is, in full where two lines hold it, else in short with whom it is about."""
        if layer.id == PROGRAMMES:
            return "Bases +"
        whole = re.sub(r" (?:of|in|on|to|towards) each state\b", "", layer.title)
        if "each state" not in whole and len(whole) <= 2 * COLUMN:
            return whole
        family, _, rest = layer.id.partition("[")
        whom = [self.words.short(key.strip()) for key in rest.rstrip("]").split(",") if key.strip() in self.reader.book.actors]
        return " ".join((self.words.short(family).capitalize(), *whom))
