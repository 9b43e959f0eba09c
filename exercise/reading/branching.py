"""Branches: a decision of a recorded session made otherwise, the new session that follows, and the tree of all of them.

`Brancher` turns one recorded decision into rows of choices and those into a fork; nothing is written until the fork is known to go through.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from exercise.bots.table import answered_by_bots, play_out
from exercise.engine.adjudicate import choosers
from exercise.engine.explain import decision_key, variants
from exercise.engine.legal import mods_of
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.moves import format_move, parse_move
from exercise.model.play import FACILITATOR, PHASES, Move, Refusal
from exercise.model.refs import MoveKey
from exercise.reading.forms.form import FormField, Option
from exercise.reading.replaying import Moment, Replay
from exercise.session import Session
from exercise.store.glance import Glance, saves_in
from exercise.store.notes import NOTHING, read_notes, write_notes
from exercise.store.places import free_path, save_path, saves_folder

RECORDED, BOTS, PLAY_ON = "recorded", "bots", "play"
GOES_ON = {RECORDED: "recorded", BOTS: "turn", PLAY_ON: "stop"}
"""How a branch goes on, and what `Session.fork` calls it."""
NOT_MADE = "not-made"
NO_ORDERS = ("react", "answer")
"""Decisions that are no orders: they are made in any case, by silence too, and could only have been others."""
ASKED, CONSULTED = ("accept", "decline"), ("no-objection", "object")
"""The replies of those whom an offer asks, and of those who are only consulted."""


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
        self._replies: dict[tuple[str, str], tuple[str, ...]] = {}
        """By actor and offer, the replies that it may give."""
        self.moves = tuple(self._recorded())

    def _recorded(self) -> Iterator[Move]:
        """Yield the decisions of the turn that the reader may know in full: orders, then reactions, then answers to offers."""
        first, after = self.session.timeline.turn_entries(self.turn)
        withdrawn: set[str] = set()
        orders: dict[str, Move] = {}
        reactions: dict[str, Move] = {}
        answers: dict[str, Move] = {}
        for n in range(first, after):
            for event in self.replay.reader.events(n):
                if isinstance(event, play.MoveSealed) and event.move.kind in self.session.book.kinds:
                    orders[event.move.key] = event.move
                elif isinstance(event, play.MoveWithdrawn):
                    withdrawn.add(event.key)
                elif isinstance(event, play.InjectHappened):
                    reactions |= {decision_key(move): move for move in self._silence_at(event.open)}
                elif isinstance(event, play.Reacted) and self._may_decide(event.actor):
                    move = _reaction(event.inject, event.subject, event.actor, event.choice)
                    reactions[decision_key(move)] = move
                elif isinstance(event, play.OfferMade):
                    answers |= {decision_key(move): move for move in self._silence_on(event)}
                elif isinstance(event, play.OfferAnswered):
                    move = Move(event.actor, "answer", (event.key,), (("reply", event.answer.reply), *event.answer.changes))
                    if decision_key(move) in answers:
                        answers[decision_key(move)] = move
        yield from (move for key, move in orders.items() if key not in withdrawn)
        yield from reactions.values()
        yield from answers.values()

    def _may_decide(self, actor: str) -> bool:
        return self.replay.eyes == FACILITATOR or actor in self.session.seats.get(self.replay.eyes, ())

    def _silence_at(self, opened: play.Open) -> Iterator[Move]:
        """Yield the reactions to an event of those who say nothing: the first choice."""
        inject = self.session.book.injects.get(opened.inject)
        if inject is not None and inject.reaction is not None:
            for actor in choosers(self.session.setup, inject.reaction, opened.subject):
                if actor in self.session.setup.capital and self._may_decide(actor):
                    yield _reaction(opened.inject, opened.subject, actor, inject.reaction.choices[0].id)

    def _silence_on(self, offer: play.OfferMade) -> Iterator[Move]:
        """Yield the answers to an offer of those who say nothing. Who sits with the proposer consents at once and is not asked."""
        proposer, kind, _ = MoveKey.of(offer.key)
        consent = self.session.book.kinds[kind].consent
        silence = consent.silence if consent is not None else "decline"
        seat_of = self.session.setup.seat_of
        for actor in (*offer.asked, *offer.consulted):
            together = seat_of.get(actor) is not None and seat_of.get(actor) == seat_of.get(proposer)
            if self._may_decide(actor) and not together:
                self._replies[actor, offer.key] = ASKED if actor in offer.asked else CONSULTED
                yield Move(actor, "answer", (offer.key,), (("reply", silence if actor in offer.asked else CONSULTED[0]),))

    def of(self, moment: Moment) -> Move | None:
        """Return the decision that a moment of the replay is about, if it is about one."""
        event = self.replay.reader.seen(moment.entry, moment.event)
        if isinstance(event, play.Reacted):
            return self.move(decision_key(_reaction(event.inject, event.subject, event.actor, event.choice)))
        if isinstance(event, play.OfferAnswered):
            return self.move(Move(event.actor, "answer", (event.key,)).key)
        return self.move(moment.key)

    def rows(self, key: str, other: str) -> tuple[FormField, ...]:
        """Return the rows: which decision, made or not, and its terms as `other` (the text of a move; empty: not made) has them."""
        recorded = self.move(key)
        options = tuple(Option(decision_key(move), self._title(move), self._at_length(move)) for move in self.moves)
        rows = [FormField("decision", "Decision", options, (key,), stepping=True)]
        if recorded is None:
            return tuple(rows)
        made = parse_move(other) if other else None
        if recorded.kind in NO_ORDERS:
            if made is not None and made.kind == recorded.kind:
                rows.append(self._other_row(recorded, made))
            return tuple(rows)
        rows.append(
            FormField(
                "made",
                "Made",
                (Option("yes", "yes", "As below."), Option(NOT_MADE, "not at all", "As if it had not been decided.")),
                ("yes" if made else NOT_MADE,),
            )
        )
        if made is None or made.kind != recorded.kind:
            return tuple(rows)
        kind, reader = self.session.book.kinds[made.kind], self.replay.reader
        was = mods_of(self.session.setup, recorded)
        now = mods_of(self.session.setup, made)
        for name in sorted(kind.modalities, key=lambda name: (self.session.book.modalities[name].order, name)):
            values = [made.actor if value == "self" else value for value in kind.modalities[name]]
            if len(values) < 2:
                continue
            shown = tuple(
                Option(
                    value, reader.value_title(value), "As it was." if value == was[name] else f"It was {self._said(was[name])}."
                )
                for value in dict.fromkeys(values)
            )
            title = self.words.title(name)
            rows.append(FormField(name, title if now[name] == was[name] else f"{title} ◂", shown, (now[name],)))
        return tuple(rows)

    def _other_row(self, recorded: Move, made: Move) -> FormField:
        """Return the row of a reaction's choices, or of the replies to an offer."""
        name = "choice" if recorded.kind == "react" else "reply"
        was = recorded.option(name)
        values = self._choices(recorded)
        shown = tuple(
            Option(value, title, "As it was." if value == was else f"It was: {values.get(was, was)}.") for value, title in values.items()
        )
        title = "Reaction" if recorded.kind == "react" else "Answer"
        return FormField(name, title if made.option(name) == was else f"{title} ◂", shown, (made.option(name),))

    def _choices(self, move: Move) -> dict[str, str]:
        """Return what a reaction or an answer could have been, each with its title."""
        if move.kind == "react":
            reaction = self.session.book.injects[move.targets[0]].reaction
            return {choice.id: choice.title for choice in reaction.choices} if reaction is not None else {}
        replies = self._replies.get((move.actor, move.targets[0]), ASKED)
        return {reply: self.words.answer(reply) for reply in dict.fromkeys((*replies, move.option("reply")))}

    def _said(self, value: str) -> str:
        title = self.replay.reader.value_title(value)
        return title if value in self.session.book.actors else self.words.within(title)

    def _at_length(self, move: Move) -> str:
        if move.kind == "react":
            return self.words.otherwise(move, "choice", move.option("choice"))
        if move.kind == "answer":
            return f"{self.words.offer(move.targets[0])}: {self.words.name(move.actor)} {self.words.answer(move.option('reply'))}"
        return self.words.move(move)

    def _title(self, move: Move) -> str:
        if move.kind == "react":
            subject = move.option("subject")
            return f"{self.words.short(move.actor)}: {self.words.inject(move.targets[0], '' if subject == move.actor else subject)}"
        if move.kind == "answer":
            proposer, kind, _ = MoveKey.of(move.targets[0])
            return f"{self.words.short(move.actor)}: answer to {self.words.short(proposer)}, {self.words.title(kind)}"
        to = f" · {', '.join(self.words.short(target) for target in move.targets)}" if move.targets else ""
        return f"{self.words.short(move.actor)}: {self.words.title(move.kind)}{to}"

    def move(self, key: str) -> Move | None:
        """Return a recorded decision of the turn by its key."""
        return next((move for move in self.moves if decision_key(move) == key), None)

    def changed(self, key: str, other: str, name: str, value: str) -> str:
        """Return the text of the move after a row was changed."""
        recorded = self.move(key)
        if recorded is None or (name == "made" and value == NOT_MADE):
            return ""
        if recorded.kind in NO_ORDERS:
            if recorded.option(name) == value:
                return format_move(recorded)
            kept = recorded.options if recorded.kind == "react" else ()
            return format_move(recorded._replace(options=tuple(sorted({**dict(kept), name: value}.items()))))
        if name == "made" or not other:
            return format_move(recorded)
        move = parse_move(other)
        return format_move(move._replace(options=tuple(sorted({**dict(move.options), name: value}.items()))))

    def with_value(self, key: str, modality: str, value: str) -> str:
        """Return the text of a recorded decision with one modality otherwise."""
        recorded = self.move(key)
        if recorded is None or modality == NOT_MADE:
            return ""
        if recorded.kind in NO_ORDERS:
            return self.changed(key, "", modality, value)
        other = next((move for name, one, move in variants(self.session.setup, recorded) if (name, one) == (modality, value)), recorded)
        return format_move(other)

    def difference(self, key: str, other: str) -> str:
        """Return in words what is decided otherwise; empty where nothing is."""
        recorded = self.move(key)
        if recorded is None:
            return ""
        if recorded.kind in NO_ORDERS:
            name = "choice" if recorded.kind == "react" else "reply"
            made = parse_move(other) if other else recorded
            if made.option(name) == recorded.option(name):
                return ""
            stood = recorded.option(name)
            return f"T{self.turn}: {self._at_length(made)}; it was: {self._choices(recorded).get(stood, stood)}"
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
            f"{self.words.title_within(name)} {self._said(now[name])}, not {self._said(was[name])}"
            for name in now
            if was[name] != now[name]
        ]
        return f"T{self.turn}: {offer}: {'; '.join(terms)}" if terms else ""

    def free_name(self) -> str:
        """Return a name for the branch that no save has."""
        folder = self.folder()
        base = self.replay.name.rpartition("-b")[0] if self.replay.name.rpartition("-b")[2].isdecimal() else self.replay.name
        return free_path(base, folder, "b").stem

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
        if state.turn == self.turn and PHASES.index(state.phase) <= PHASES.index("answer" if recorded.kind == "answer" else "decide"):
            raise ExerciseError(f"turn {self.turn} is still being decided: there is nothing yet to decide otherwise.")
        about = self.difference(key, other) + ("; then bots in every seat" if goes_on == BOTS else "")
        wanted = [parse_move(other)] if other else [Move(recorded.actor, "withdraw", (recorded.key,))]
        if other and wanted[0].key != recorded.key and recorded.kind not in NO_ORDERS:
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


def _reaction(inject: str, subject: str, actor: str, choice: str) -> Move:
    return Move(actor, "react", (inject,), (("choice", choice), *((("subject", subject),) if subject else ())))


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
            about = read_notes(one.path).about if replay.eyes == FACILITATOR else ""
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
