"""A table at which everybody does something at random, through what the session itself offers; it hunts refusals and dead ends.

`wander` plays a session to its end and counts its decisions; a move that was listed as open and is then refused fails at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from exercise.engine.adjudicate import choosers
from exercise.model.moves import format_move
from exercise.model.play import FACILITATOR, Entry, Move, Refusal
from exercise.model.scenario import Scenario
from exercise.reading.reader import Reader
from exercise.rules.compile import compile_rulebook
from exercise.rules.rulebook import Rulebook
from exercise.session import Session
from exercise.store.scenarios import load_scenario, scenario_folders

ROOT = Path(__file__).parent.parent.parent
CLOSE = Move(FACILITATOR, "close-phase")
MOST_STEPS = 5000
"""Entries after which a game is taken to have no end."""


def folders() -> dict[str, Path]:
    """Return every scenario that ships."""
    return scenario_folders([ROOT / "scenarios"])


@cache
def scenario(name: str) -> Scenario:
    """Return a scenario that ships."""
    return load_scenario(name, dirs=[ROOT / "scenarios"]).scenario


@cache
def book(name: str) -> Rulebook:
    """Return a scenario's rulebook."""
    return compile_rulebook(scenario(name))


def largest_plan(name: str) -> str:
    """Return the seat plan with the most seats."""
    return max(scenario(name).plans, key=lambda plan: (len(plan.seats), plan.id)).id


def begun(name: str, *, plan: str = "", seed: int = 1, path: Path | None = None, pace: str = "full") -> Session:
    """Return a new session with a person in every seat."""
    plan = plan or largest_plan(name)
    seats = next(known.seats for known in scenario(name).plans if known.id == plan)
    holders = {seat.id: "person" for seat in seats}
    return Session.create(scenario(name), path=path, plan=plan, holders=holders, seed=seed, book=book(name), pace=pace)


class Wanderer:
    """Plays all seats of one session at random.

    Args:
        session: A session in its lobby.
        seed: Fixes every choice.
        say: Gives the text for a reason, note or message of an actor or seat.
        agreeable: Accept every offer as it stands, and use no verb beyond orders, answers and reactions.
    """

    def __init__(self, session: Session, seed: int, say: Callable[[str], str] = lambda who: "", agreeable: bool = False) -> None:
        self.session = session
        self.random = Random(seed)
        self.say = say
        self.agreeable = agreeable
        self.decisions = 0
        self._readers: dict[str, Reader] = {}
        self.kinds: Counter[str] = Counter()
        self.actors = {actor: seat for seat, actors in session.seats.items() for actor in actors}
        for actor in session.setup.capital:
            self.actors.setdefault(actor, FACILITATOR)

    def submit(self, move: Move, seat: str) -> Entry:
        """Return the entry of a move that must not be refused."""
        decided = self.session.submit(move, seat)
        assert not isinstance(decided, Refusal), f"{format_move(move)} was listed as open and refused: {decided}"
        self.decisions += 1
        self.kinds[move.kind] += 1
        return decided

    def to_the_end(self) -> Session:
        """Return the session after its last phase."""
        for _ in range(MOST_STEPS):
            phase = self.session.state.phase
            if phase == "over":
                return self.session
            {"situation": self._react, "decide": self._order, "answer": self._answer, "confirm": self._confirm}.get(phase, lambda: None)()
            if not self.agreeable and phase in ("situation", "decide"):
                self._talk()
            self.submit(CLOSE, FACILITATOR)
        raise AssertionError(f"after {MOST_STEPS} phases the session stands at turn {self.session.state.turn}")

    def _react(self) -> None:
        for opened in self.session.state.opened:
            reaction = self.session.book.injects[opened.inject].reaction
            for actor in choosers(self.session.setup, reaction, opened.subject) if reaction else ():
                if self.random.random() < 0.8:
                    options = [("choice", self.random.choice(reaction.choices).id)]
                    options += [("subject", opened.subject)] if opened.subject else []
                    self.submit(Move(actor, "react", (opened.inject,), tuple(options)), self.actors[actor])

    def _order(self) -> None:
        for actor, seat in sorted(self.actors.items()):
            for _ in range(self.random.randrange(4)):
                move = self.drawn(seat, actor)
                if move is None:
                    break
                self.submit(move, seat)
                if not self.agreeable and self.random.random() < 0.1:
                    self.submit(Move(actor, "withdraw", (move.key,)), seat)
            running = [key for key, programme in sorted(self.session.state.programmes.items()) if programme.actor == actor]
            if running and not self.agreeable and self.random.random() < 0.1:
                self.submit(Move(actor, "end", (self.random.choice(running),)), seat)

    def reader(self, seat: str) -> Reader:
        """Return what a seat may know of the session, as it is played."""
        return self._readers.setdefault(seat, Reader(self.session, seat))

    def drawn(self, seat: str, actor: str) -> Move | None:
        """Return a move of an open kind, every row at an option that is not barred; None when no kind is open."""
        kinds = [choice.kind for choice in self.reader(seat).legal_moves(actor) if choice.refusal is None]
        if not kinds:
            return None
        move = Move(actor, self.random.choice(kinds))
        names = [row.name for row in self.reader(seat).choices(move)]
        for name in names:
            row = next(row for row in self.reader(seat).choices(move) if row.name == name)
            open_ = [option.value for option in row.options if option.refusal is None]
            assert open_, f"{format_move(move)} is listed as open, but no {name} is"
            if name == "target":
                move = move._replace(targets=(self.random.choice(open_),))
            elif self.random.random() < 0.7:
                kept = tuple(pair for pair in move.options if pair[0] != name)
                move = move._replace(options=tuple(sorted((*kept, (name, self.random.choice(open_))))))
        return move._replace(because=self.say(actor))

    def _answer(self) -> None:
        for seat in sorted({*self.session.seats, FACILITATOR}):
            for offer in self.reader(seat).offers():
                for actor in offer.to_answer:
                    self._reply(offer.key, actor, seat, actor in offer.asked, offer.alternatives)

    def _reply(self, key: str, actor: str, seat: str, asked: bool, alternatives: dict[str, tuple[str, ...]]) -> None:
        replies = ["accept", "decline"] if asked else ["no-objection", "object"]
        replies += ["change"] if asked and alternatives else []
        reply = replies[0] if self.agreeable and asked else self.random.choice(replies)
        options = [("reply", reply)]
        if reply == "change":
            name = self.random.choice(sorted(alternatives))
            options.append((name, self.random.choice(alternatives[name])))
        self.submit(Move(actor, "answer", (key,), tuple(sorted(options)), self.say(actor)), seat)

    def _confirm(self) -> None:
        for seat in sorted(self.session.seats):
            for offer in self.reader(seat).offers():
                if offer.to_confirm and self.random.random() < 0.8:
                    self.submit(Move(offer.move.actor, "confirm", (offer.key,), (("reply", self.random.choice(["yes", "no"])),)), seat)

    def _talk(self) -> None:
        state = self.session.state
        for seat, actors in sorted(self.session.seats.items()):
            if self.random.random() < 0.3:
                self.submit(Move(seat, "note", (), (("text", self.say(seat) or "noted"),)), seat)
            others = [other for other in sorted(self.session.seats) if other != seat]
            if others and self.random.random() < 0.3:
                to = self.random.choice(others)
                self.submit(Move(seat, "message", (to,), (("text", self.say(f"{seat}>{to}") or "hello"),)), seat)
            if state.phase == "decide" and self.random.random() < 0.3:
                track = self.random.choice(self.session.book.track_names)
                direction = self.random.choice(["up", "down", "same"])
                self.submit(Move(seat, "predict", (), (("direction", direction), ("track", track))), seat)
            actor = self.random.choice(actors)
            silent = not any(made.actor == actor and made.turn == state.turn for made in self.session.state.signals.values())
            if silent and self.random.random() < 0.2:
                about = self.random.choice(sorted(self.session.book.kinds))
                sort = self.random.choice(["intention", "promise", "red-line"])
                self.submit(Move(actor, "signal", (), (("about", about), ("text", self.say(actor) or "so it is"), ("type", sort))), seat)


@cache
def wandered(name: str, seed: int = 1, plan: str = "") -> tuple[Session, int]:
    """Return a session wandered to its end, with the number of decisions; shared by tests that only read it."""
    wanderer = Wanderer(begun(name, plan=plan, seed=seed), seed)
    return wanderer.to_the_end(), wanderer.decisions


def hashes(session: Session) -> list[str]:
    """Return the state hash after every adjudication."""
    return [entry.state for entry in session.entries if entry.state]
