"""The map: which states are on it, its layers and the table of states, as far as a reader can see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from exercise.model.play import State
from exercise.model.refs import TrackName
from exercise.reading.models import Cell, Layer, Shade, Standing
from exercise.reading.standpoint import Standpoint
from exercise.reading.tracks import Tracks
from exercise.words import Words

if TYPE_CHECKING:
    from exercise.model.scenario import Family, Measure

MOST_LAYERS = 9
COLUMN = 10
"""Cells of each of the two lines of a column's heading in the table of states."""
PROGRAMMES = "programmes"
"""The id of the layer of bases and programmes."""


def title_over(words: Words, family: str, keys: Sequence[str]) -> str:
    """Return the title of several tracks or measures of one family: actors by name, sets as "each" with what a place is called."""
    parts: list[Family | Measure] = [*words.scenario.tracks, *words.scenario.measures]
    part = next((part for part in parts if part.id == family), None)
    title, of = (part.title, part.of) if part is not None else (family, ())
    actors = {actor.id for actor in words.scenario.actors}
    if "{" not in title:
        named = [words.title(key) for key in keys if key in actors]
        return f"{title}: {', '.join(named)}" if named else title
    each = f"each {words.scenario.head.place}"
    places = [words.name(key) if key in actors else each for key in (*keys, *of[len(keys) :])]
    x, y = [*places, each, each][:2]
    title = title.replace("{X}", x).replace("{Y}", y)
    return title[:1].upper() + title[1:]


class WorldMap:
    """The picture that one reader has of the world, state by state."""

    def __init__(self, reader: Standpoint, tracks: Tracks) -> None:
        self.reader = reader
        self.book = reader.book
        self.words = reader.words
        self.tracks = tracks
        self._layers: tuple[State, tuple[Layer, ...]] | None = None

    @cached_property
    def by_code(self) -> dict[str, str]:
        """The places of the board by the short forms of their names, by which the map finds them."""
        scenario = self.reader.scenario
        places = self.book.sets.get(scenario.head.places or "players", ())
        found: dict[str, str] = {}
        for actor in scenario.actors if self.mapped else sorted(scenario.actors, key=lambda actor: (actor.order, actor.id)):
            if actor.id in places:
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
        book = self.book
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
        family, keys = TrackName.of(line)
        book, part = self.book, self.tracks.part(line)
        of = part.of if part is not None else ()
        keys = keys or tuple(of)
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
        return title_over(self.words, family, fixed), names

    def layers(self) -> tuple[Layer, ...]:
        """Return the layers of the map."""
        state = self.reader.state
        if self._layers is None or self._layers[0] is not state:
            self._layers = (state, self._made_layers())
        return self._layers[1]

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
                value, knows = self.tracks.value(name), self.tracks.known(name)
                text = self.words.value(name, value) if knows == 2 else self.words.band(value) if knows == 1 else "?"
                share = self.tracks.share(name, value) if knows else None
                cells.append(Cell(code, self.words.title(actor), share, text, f"track:{name}"))
            if cells:
                part = self.tracks.part(line)
                scale = "down" if part is not None and part.good == "down" else "up"
                found.append(Layer(line, title, "low", "high", tuple(cells), scale, self.mapped))
        programmes = self._programmes()
        if programmes is not None:
            found.insert(max(len(self.reader.scenario.head.map_layers), 1), programmes)
        return tuple(found)

    def _programmes(self) -> Layer | None:
        """Return what is under way in each place as far as the seat knows: by whose flag, where flags are told, and how many besides."""
        book = self.book
        flags = self.reader.scenario.head.flags
        running = self.reader.view.state.programmes.values()
        cells = []
        for code, actor in self.by_code.items():
            bases: set[str] = set()
            others = 0
            for one in running:
                if actor not in (one.targets or (one.actor,)):
                    continue
                kind = book.kinds.get(one.kind)
                if flags is not None and kind is not None and set(flags.tags) <= set(kind.tags):
                    # A base is known by the flag that flies over it, not by the alliance that rents it.
                    front = one.mods.get("front", one.actor)
                    bases.add(self.words.short(one.actor if front == "self" else front))
                else:
                    others += 1
            counted = f"+{others}" if flags is not None else str(others)
            text = " ".join((*sorted(bases), *([counted] if others else []))) or "none"
            cells.append(Cell(code, self.words.title(actor), min(1000, (2 * len(bases) + others) * 100), text))
        if all(cell.text == "none" for cell in cells):
            return None
        return Layer(PROGRAMMES, flags.title if flags is not None else "Programmes", "none", "many", tuple(cells), "up", self.mapped)

    def standing(self) -> Standing:
        """Return the table of the map's states: the layers that say something of them as text, the first ones first."""
        layers = tuple(layer for layer in self.layers() if any(cell.code in self.by_code for cell in layer.cells))
        rows = []
        for code, actor in self.by_code.items():
            texts = tuple(next((cell.text for cell in layer.cells if cell.code == code), "") for layer in layers)
            if any(texts):
                rows.append((code, self.words.title(actor), texts))
        return Standing(tuple(self._column(layer) for layer in layers), tuple(rows)) if layers else Standing((), ())

    def _column(self, layer: Layer) -> str:
        """Return a layer as the heading of a column: what it is, in full where two lines hold it, else in short with whom it is about."""
        if layer.id == PROGRAMMES:
            flags = self.reader.scenario.head.flags
            return flags.short if flags is not None else "Programmes"
        each = f"each {self.reader.scenario.head.place}"
        whole = re.sub(rf" (?:of|in|on|to|towards) {re.escape(each)}\b", "", layer.title)
        if each not in whole and len(whole) <= 2 * COLUMN:
            return whole
        family, keys = TrackName.of(layer.id)
        whom = [self.words.short(key) for key in keys if key in self.book.actors]
        return " ".join((self.words.short(family).capitalize(), *whom))

    # --- for reports: the layers that the scenario names, in any state

    @property
    def named_layers(self) -> tuple[str, ...]:
        """The layers that the scenario names, of which the reader knows two states or more."""
        lines = self.reader.scenario.head.map_layers or ()
        return tuple(line for line in lines if sum(bool(self.tracks.known(name)) for name in self.tracks.expanded(line)) > 1)

    def layer_title(self, line: str) -> str:
        """Return the title of a layer that the scenario names."""
        family, keys = TrackName.of(line)
        return title_over(self.words, family, list(keys))

    def shades(self, line: str, state: State) -> tuple[Shade, ...]:
        """Return a layer of the map in a state: each state of the map with its value."""
        shades = []
        for name in self.tracks.expanded(line):
            value = self.tracks.value_in(name, state) if self.tracks.known(name) else None
            if value is None:
                continue
            keys = TrackName.of(name).keys or ("",)
            actor = next((key for key in keys if key in self.book.actors), keys[0])
            share = min(max(self.tracks.share(name, value), 0), 1000)
            shades.append(Shade(self.words.title(actor), share, self.tracks.shown(name, value)))
        return tuple(shades)
