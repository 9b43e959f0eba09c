"""What stands behind a session and never changes in it: the rulebook, who sits where, the pace and the draws.

Build one `Setup` per session; every verb of the engine takes it first. What is worked out of it and kept is in its `cache`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from exercise.engine import chance
from exercise.model.moves import parse_move
from exercise.model.play import ALL, FACILITATOR, Act, Audience, Move, Programme, State
from exercise.model.vocabulary import Holder, Level, Phase, SessionPace
from exercise.rules.rulebook import Rulebook

if TYPE_CHECKING:
    from exercise.engine.legal import MoveTerms
    from exercise.model.scenario import Inject, RecordedTurn

HALVES: dict[str, int] = {SessionPace.FULL: 1, SessionPace.SEMINAR: 2}
MONTHS_A_HALF_YEAR = 6


class SetupCache:
    """Values computed once from a setup and kept; an empty cache gives the same answers."""

    def __init__(self) -> None:
        self.terms: dict[tuple[str, str, tuple[tuple[str, str], ...]], MoveTerms] = {}
        """By kind, actor and options of a move."""
        self.last_terms: tuple[Move | None, Any] = (None, None)
        """The move that was asked about last, and its terms: one move is asked about several times in a row."""
        self.last_act: tuple[Move | None, Act] = (None, Act("", "", "", (), {}))
        """The same for the move as rules see it."""
        self.injects: dict[int, list[Inject]] = {}
        """Those that may happen as a turn opens: by the turn of their date, and under 0 those that wait for a condition."""
        self.running: dict[str, Programme] = {}
        """The programmes under way when play starts."""
        self.targets: dict[tuple[str, str], tuple[str, ...]] = {}
        """By set or actor, and actor, whom of them that actor may aim at."""
        self.alternatives: dict[tuple[str, str, tuple[str, ...], tuple[tuple[str, str], ...]], dict[str, tuple[str, ...]]] = {}
        """By kind, actor, targets and options of an offer, what an answer may change in it."""
        self.conditions: dict[tuple[str, tuple[str, ...], str], bool] = {}
        """By rule, whom a draw concerns and seat, whether the seat may know that the draw's condition was met."""
        self.kinds: dict[str, tuple[str, ...]] = {}
        self.knows: dict[tuple[str, ...], tuple[int, ...]] = {}
        self.cells: dict[frozenset[str], tuple[int, ...]] = {}


class Setup:
    """A rulebook at a table: seats with their actors, the pace, and the key of all draws. Made once, never changed."""

    def __init__(self, book: Rulebook, seats: Mapping[str, tuple[str, ...]], *, seed: str = "", pace: str = "full") -> None:
        self.book = book
        self.seats = {seat: tuple(sorted(actors)) for seat, actors in sorted(seats.items())}
        self.seat_of = {actor: seat for seat, actors in self.seats.items() for actor in actors}
        self.pace = pace
        self.halves = HALVES[SessionPace(pace)]
        self.draws = chance.base(seed)
        self.capital = {actor: book.track_index[f"capital[{actor}]"] for actor in book.sets["players"]}
        self.exact: tuple[Audience, ...] = tuple(self._exact(track) for track in range(len(book.track_names)))
        self.others: tuple[str, ...] = tuple(
            "exact" if family.kind == "steps" and family.others == "band" else family.others for family in book.track_family
        )
        self.priors = tuple(family.prior * (10 if family.kind == "points" else 1) for family in book.track_family)
        self.middles = self._middles()
        self.bands_of = self._bands_of()
        self.keeps: dict[tuple[str, str], str] = {
            (name, value.id): value.keeps for name, modality in book.modalities.items() for value in modality.values if value.keeps
        }
        """(modality, value) to secret or public."""
        self.consults: dict[tuple[str, str], tuple[str, ...]] = {
            (name, value.id): book.sets.get(value.consults, ())
            for name, modality in book.modalities.items()
            for value in modality.values
            if value.consults
        }
        """(modality, value) to those who are shown the move first."""
        self.open_injects = frozenset(inject.id for inject in book.injects.values() if inject.audience == ALL)
        """The injects that everyone is told of."""
        self.cache = SetupCache()

    def __setattr__(self, name: str, value: object) -> None:
        if "cache" in self.__dict__:
            raise TypeError("a setup does not change")
        super().__setattr__(name, value)

    def with_seed(self, seed: str) -> Setup:
        """Return the same table with draws from another seed; the two share a cache."""
        other = Setup.__new__(Setup)
        other.__dict__.update(self.__dict__, draws=chance.base(seed))
        return other

    def _exact(self, track: int) -> Audience:
        family = self.book.track_family[track]
        keys = self.book.track_keys[track]
        if "all" in family.exact:
            return ALL
        names = [keys[0] if word == "first" else keys[1] if word == "second" else word for word in family.exact]
        return tuple(sorted(set(names)))

    def _middles(self) -> tuple[int, ...]:
        """Return for each value from 0 to 1000 tenths the middle of its band."""
        middles: list[int] = []
        low = 0
        for band in self.book.scenario.bands:
            high = min(band.below * 10, 1001)
            middles += [(low + high) // 2] * (high - low)
            low = high
        return tuple(middles + [500] * (1001 - len(middles)))

    def _bands_of(self) -> tuple[str, ...]:
        words: list[str] = []
        for band in self.book.scenario.bands:
            words += [band.id] * (min(band.below * 10, 1001) - len(words))
        return tuple(words + ["" for _ in range(1001 - len(words))])

    def known_to(self, actors: tuple[str, ...]) -> tuple[int, ...]:
        """Return what some actors together know of each track: 2 (the number), 1 (its band) or 0 (nothing)."""
        known = self.cache.knows.get(actors)
        if known is None:
            held = set(actors)
            known = self.cache.knows[actors] = tuple([
                2 if audience is ALL or others == "exact" or held.intersection(audience) else int(others == "band")
                for audience, others in zip(self.exact, self.others, strict=True)
            ])  # fmt: skip
        return known

    def knows_of(self, seat: str) -> tuple[int, ...]:
        """Return what a seat knows of each track; whoever is no seat knows what everyone does."""
        return self.known_to(self.seats.get(seat, ()))

    def cells_of(self, names: frozenset[str]) -> tuple[int, ...]:
        """Return the indexes of the watch cells that hold the history of these actors."""
        found = self.cache.cells.get(names)
        if found is None:
            cells = self.book.watch_cells
            found = self.cache.cells[names] = tuple(index * 3 for index, (_, by, to) in enumerate(cells) if by in names or to in names)
        return found

    def kinds_of(self, actor: str) -> tuple[str, ...]:
        """Return the ids of the move kinds open to an actor, in the library's order."""
        if actor not in self.cache.kinds:
            book = self.book
            found = [
                kind
                for kind in book.kinds.values()
                if any(actor == name or actor in book.sets.get(name, ()) for name in kind.by) and actor in self.capital
            ]
            self.cache.kinds[actor] = tuple(kind.id for kind in sorted(found, key=lambda kind: (kind.group, kind.order, kind.id)))
        return self.cache.kinds[actor]

    def band(self, track: int, value: int) -> str:
        """Return the id of the band that a value stands in; empty for steps."""
        return self.bands_of[value] if self.book.track_family[track].kind == "points" else ""

    def recorded(self, turn: int) -> tuple[RecordedTurn, ...]:
        """Return what really happened in a turn. The record is told by half-years, of which a turn runs one or two."""
        known = {one.turn: one for one in self.book.scenario.record}
        halves = range((turn - 1) * self.halves + 1, turn * self.halves + 1)
        return tuple(known[half] for half in halves if half in known)

    def sees(self, seat: str, audience: Audience) -> bool:
        """Return whether a seat is among an audience of actors and seats; the facilitator always is."""
        if audience == ALL or seat == FACILITATOR or seat in audience:
            return True
        return any(actor in audience for actor in self.seats.get(seat, ()))


def opening_state(setup: Setup, holders: Mapping[str, str] | None = None, level: str = "full", turns: int = 0) -> State:
    """Return the state of a session before its first turn: the lobby.

    Args:
        setup: The rulebook at its table.
        holders: Seat to who holds it, as in `Holder`; seats not named are held by a persona.
        level: How much of the working the table sees: full, reasons or arrows.
        turns: How many turns are played; 0 stands for as many as the scenario says (half as many at seminar pace).
    """
    book = setup.book
    running = setup.cache.running
    if not running:
        running.update(running_programmes(book))
    state = State()
    state.phase = Phase.LOBBY
    state.tracks = list(book.opening)
    for track in setup.capital.values():
        state.tracks[track] = 0
    state.programmes = dict(running)
    state.watches = book.opening_watches()
    state.public_watches = list(state.watches)
    state.holders = {seat: (holders or {}).get(seat, Holder.PERSONA) for seat in setup.seats}
    state.level = Level(level)
    state.turns = turns or max(1, book.scenario.head.turns // setup.halves)
    return state


def running_programmes(book: Rulebook) -> dict[str, Programme]:
    """Return the programmes that are under way when play starts, by id."""
    found: dict[str, Programme] = {}
    for item in book.scenario.running:
        move = parse_move(item.move)
        terms = book.kinds[move.kind].programme
        if terms is None:
            raise ValueError(f"{move.kind} opens no programme")
        mods = book.mods(move.kind, move.actor, dict(move.options))
        key = f"{move.key}@0"
        programme = Programme(key, move.kind, move.actor, move.targets, mods, item.age, item.lasts, terms.upkeep * 10)
        found[programme.id] = programme
    return found
