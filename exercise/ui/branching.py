"""Branches: a decision of a recorded session made otherwise, the new session that follows, and the tree of all of them.

`Brancher` turns one recorded decision into rows of choices and those into a fork; nothing is written until the fork is known to go through.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from exercise.bots.table import answered_by_bots, play_out
from exercise.engine.explain import variants
from exercise.engine.legal import mods_of
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.moves import format_move, parse_move
from exercise.model.play import FACILITATOR, PHASES, Move, Refusal
from exercise.session import Session
from exercise.store.journal import Glance, saves_in
from exercise.store.notes import NOTHING, read_notes, write_notes
from exercise.store.places import save_path, saves_folder
from exercise.ui.models import Choosing, Opt
from exercise.ui.replaying import Replay

RECORDED, BOTS, PLAY_ON = "recorded", "bots", "play"
GOES_ON = {RECORDED: "recorded", BOTS: "turn", PLAY_ON: "stop"}
"""How a branch goes on, and what `Session.fork` calls it."""
NOT_MADE = "not-made"


class Branch(NamedTuple):
    """A branch that was made: its save, and what was decided otherwise."""

    name: str
    path: Path
    about: str
    missed: tuple[str, ...] = ()
    """Recorded moves that were refused in it, in words."""


class Twig(NamedTuple):
    """One save in the tree of branches."""

    path: str
    name: str
    depth: int
    about: str
    state: str
    here: bool


class Brancher:
    """A turn of a replay whose decisions can be made otherwise."""

    def __init__(self, replay: Replay, column: int) -> None:
        self.replay = replay
        self.session = replay.session
        self.words = replay.words
        self.turn = min(column, replay.turns)
        self.moves = tuple(self._recorded())

    def _recorded(self) -> Iterable[Move]:
        """Yield the decisions of the turn that the reader may know in full."""
        first, after = self.session.turn_entries(self.turn)
        withdrawn: set[str] = set()
        found: dict[str, Move] = {}
        for n in range(first, after):
            for event in self.replay.past.events(self.replay.reader, n):
                if isinstance(event, play.MoveSealed) and event.move.kind in self.session.book.kinds:
                    found[event.move.key] = event.move
                elif isinstance(event, play.MoveWithdrawn):
                    withdrawn.add(event.key)
        yield from (move for key, move in found.items() if key not in withdrawn)

    def rows(self, key: str, other: str) -> tuple[Choosing, ...]:
        """Return the rows: which decision, made or not, and its terms as `other` (the text of a move; empty: not made) has them."""
        recorded = self.move(key)
        options = tuple(Opt(move.key, self._title(move), self.words.move(move)) for move in self.moves)
        rows = [Choosing("decision", "Decision", options, (key,), stepping=True)]
        if recorded is None:
            return tuple(rows)
        made = parse_move(other) if other else None
        rows.append(
            Choosing(
                "made",
                "Made",
                (Opt("yes", "yes", "As below."), Opt(NOT_MADE, "not at all", "As if it had not been decided.")),
                ("yes" if made else NOT_MADE,),
            )
        )
        if made is None or made.kind != recorded.kind:
            return tuple(rows)
        kind = self.session.book.kinds[made.kind]
        was = mods_of(self.session.setup, recorded)
        now = mods_of(self.session.setup, made)
        for name in sorted(kind.modalities, key=lambda name: (self.session.book.modalities[name].order, name)):
            values = [made.actor if value == "self" else value for value in kind.modalities[name]]
            if len(values) < 2:
                continue
            shown = tuple(
                Opt(value, self.replay.chair.value_title(value), "As it was." if value == was[name] else f"It was {self._said(was[name])}.")
                for value in dict.fromkeys(values)
            )
            title = self.words.title(name)
            rows.append(Choosing(name, title if now[name] == was[name] else f"{title} ◂", shown, (now[name],)))
        return tuple(rows)

    def _said(self, value: str) -> str:
        title = self.replay.chair.value_title(value)
        return title if value in self.session.book.actors else title.lower()

    def _title(self, move: Move) -> str:
        to = f" · {', '.join(self.words.short(target) for target in move.targets)}" if move.targets else ""
        return f"{self.words.short(move.actor)}: {self.words.title(move.kind)}{to}"

    def move(self, key: str) -> Move | None:
        """Return a recorded decision of the turn by its key."""
        return next((move for move in self.moves if move.key == key), None)

    def changed(self, key: str, other: str, name: str, value: str) -> str:
        """Return the text of the move after a row was changed."""
        recorded = self.move(key)
        if recorded is None or (name == "made" and value == NOT_MADE):
            return ""
        if name == "made" or not other:
            return format_move(recorded)
        move = parse_move(other)
        return format_move(move._replace(options=tuple(sorted({**dict(move.options), name: value}.items()))))

    def with_value(self, key: str, modality: str, value: str) -> str:
        """Return the text of a recorded decision with one modality otherwise."""
        recorded = self.move(key)
        if recorded is None or modality == NOT_MADE:
            return ""
        other = next((move for name, one, move in variants(self.session.setup, recorded) if (name, one) == (modality, value)), recorded)
        return format_move(other)

    def difference(self, key: str, other: str) -> str:
        """Return in words what is decided otherwise; empty where nothing is."""
        recorded = self.move(key)
        if recorded is None:
            return ""
        offer = self.words.offer(recorded.key)
        if not other:
            return f"T{self.turn}: {offer} not made"
        made = parse_move(other)
        if made._replace(because="") == recorded._replace(because=""):
            return ""
        if made.key != recorded.key:
            return f"T{self.turn}: {self.words.move(made)} instead of {offer}"
        was, now = mods_of(self.session.setup, recorded), mods_of(self.session.setup, made)
        terms = [
            f"{self.words.title(name).lower()} {self._said(now[name])}, not {self._said(was[name])}"
            for name in now
            if was[name] != now[name]
        ]
        return f"T{self.turn}: {offer}: {'; '.join(terms)}" if terms else ""

    def free_name(self) -> str:
        """Return a name for the branch that no save has."""
        folder = self.folder()
        base = self.replay.name.rpartition("-b")[0] if self.replay.name.rpartition("-b")[2].isdecimal() else self.replay.name
        for number in range(1, 1000):
            name = f"{base[:50]}-b{number}"
            if not save_path(name, folder).exists():
                return name
        raise ExerciseError(f"{folder} holds too many branches of {base}; move some elsewhere.")

    def folder(self) -> Path:
        """Return where branches are written: beside the save."""
        return self.replay.beside.parent if self.replay.beside is not None else saves_folder(None)

    def make(self, key: str, other: str, goes_on: str, name: str) -> Branch:
        """Return the branch, written to disk.

        Args:
            key: The recorded decision that is made otherwise.
            other: The move in its place; empty for none.
            goes_on: recorded, bots or play.
            name: The new save's name.

        Raises:
            ExerciseError: If the move is refused, the name is taken, or the save cannot be written.
        """
        recorded = self.move(key)
        if recorded is None:
            raise ExerciseError("choose a decision first.")
        state = self.session.state
        if state.turn == self.turn and PHASES.index(state.phase) <= PHASES.index("decide"):
            raise ExerciseError(f"turn {self.turn} is still being decided: there is nothing yet to decide otherwise.")
        about = self.difference(key, other) + ("; then bots in every seat" if goes_on == BOTS else "")
        wanted = [parse_move(other)] if other else [Move(recorded.actor, "withdraw", (recorded.key,))]
        if other and wanted[0].key != recorded.key:
            wanted.append(Move(recorded.actor, "withdraw", (recorded.key,)))
        path = save_path(name, self.folder())
        # Once in memory first: a fork that is refused half-way must not leave half a save.
        tried = self.session.fork(self.turn, instead=wanted, go_on=GOES_ON[goes_on], answer=answered_by_bots)
        if goes_on == PLAY_ON:
            self._seat(tried, recorded.actor)
        fork = self.session.fork(self.turn, path=path, instead=wanted, go_on=GOES_ON[goes_on], answer=answered_by_bots)
        with fork:
            if goes_on == BOTS:
                play_out(fork)
            elif goes_on == PLAY_ON:
                self._seat(fork, recorded.actor)
            missed = tuple(
                f"{event.text} ({event.because})"
                for entry in tried.entries
                for event in entry.events
                if isinstance(event, play.NotReplayed)
            )
        write_notes(path, NOTHING._replace(about=about))
        return Branch(name, path, about, missed)

    def _seat(self, fork: Session, actor: str) -> None:
        """See to it that a person sits at the table: where none does, at the seat whose decision was changed, else the first."""
        if any(holder == "person" for holder in fork.state.holders.values()):
            return
        seat = self.session.setup.seat_of.get(actor) or next(iter(self.session.seats))
        decided = fork.submit(Move(FACILITATOR, "hand", (seat,), (("to", "person"),)), FACILITATOR)
        if isinstance(decided, Refusal):
            raise ExerciseError(f"nobody can take the seat of {self.words.name(actor)}: {self.words.refusal(decided)}")


def saves_round(replay: Replay) -> list[Glance]:
    """Return the saves that lie beside a replay's own, and beside what is made of it."""
    places = dict.fromkeys(place.parent for place in (replay.path, replay.beside) if place is not None)
    return [one for place in places for one in saves_in(place)]


def tree(replay: Replay) -> tuple[Twig, ...]:
    """Return the saves that share a root with a replay, each under the one it was forked from."""
    seen = {one.name: one for one in saves_round(replay)}
    parents = {name: one.parent for name, one in seen.items()}
    root = replay.name
    passed = {root}
    while parents.get(root) in seen and parents[root] not in passed:
        root = parents[root]
        passed.add(root)
    rows: list[Twig] = []

    def add(name: str, depth: int, above: frozenset[str]) -> None:
        one = seen[name]
        try:
            # What a branch decided otherwise may be another seat's secret.
            about = read_notes(one.path).about if replay.reader == FACILITATOR else ""
        except ExerciseError:
            about = ""
        if not about and one.parent:
            about = f"forked in turn {one.forked}"
        state = "ended" if one.phase == "over" else f"turn {one.turn}" if one.turn else "not begun"
        rows.append(Twig(str(one.path), name, depth, about, state, name == replay.name))
        for child in sorted(found for found in seen if parents[found] == name and found not in above):
            add(child, depth + 1, above | {child})

    if root in seen:
        add(root, 0, frozenset((root,)))
    return tuple(rows)
