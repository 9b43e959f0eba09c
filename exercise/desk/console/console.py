"""The facilitator's chair: who is done, what is due, what was asked and argued, how the turn would come out; and every move made there.

Made from a desk of the facilitator's. What it gives is secret from the table; the screens decide what is shown when. Everything that it
changes is a move through the one door.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from exercise.desk.console.models import (
    Asked,
    Case,
    FacilitatorNote,
    Guess,
    Hand,
    Happening,
    InjectPage,
    Letter,
    Look,
    MoveReading,
    Part,
    Rulable,
    RulingDraft,
    SeatPlace,
    Sized,
)
from exercise.desk.console.prompts import LAST, PAUSED, PROMPTS, Prompt
from exercise.desk.desk import Desk
from exercise.engine import explain
from exercise.engine.adjudicate import choosers, inject_turn
from exercise.engine.decide import DIRECT_CHANGES, VERBS, decide
from exercise.engine.legal import move_cost, normal
from exercise.engine.view import PUBLIC
from exercise.errors import ExerciseError, did_you_mean
from exercise.model import play
from exercise.model.moves import format_move, parse_move
from exercise.model.play import ALL, FACILITATOR, Cause, Move, Refusal
from exercise.model.refs import MoveKey
from exercise.model.text import clean
from exercise.model.vocabulary import LINE
from exercise.reading.forms.facilitating import HAPPENS, FacilitatorForms
from exercise.reading.forms.sayings import open_requests
from exercise.reading.models import Planned, Track
from exercise.words import counted, inject_text, inside, joined, points

READS = ("lobby", "situation", "adjudicate", "read-out")
"""Phases in which nobody has to say that a seat is done."""
MOST_NAMED = 9
"""Actors named in a sentence that says how a line begins."""
LOOKED = 12
"""Changes listed in a look at the adjudication."""
RULES = (*HAPPENS, "adjudicate")
"""Phases in which the adjudication to come can be looked at and ruled on."""
SURE = {"A": "sure", "A-": "nearly sure", "B": "likely", "C": "disputed"}
WORDS = frozenset(("actor.unknown", "move.unknown-kind", "move.bad-target", "move.bad-option", "move.unknown-option", "offer.outside"))
"""Refusals of a line that holds a word which means nothing there; the others are of moves that are well written and barred now."""


class Console:
    """One session from the facilitator's chair."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.session = desk.session
        self.words = desk.reader.words

    @cached_property
    def forms(self) -> FacilitatorForms:
        """What the chair can be asked for."""
        return FacilitatorForms(self.desk.reader, self.do, self.waiting)

    # --- moves

    def do(self, move: Move) -> str:
        """Make a move, let the bots go on, and return why it was refused, or an empty text."""
        try:
            decided = self.session.submit(move, FACILITATOR)
        except ExerciseError as fault:
            return str(fault)
        if isinstance(decided, Refusal):
            return self.words.refusal(decided)
        self.desk.table.advance()
        return ""

    def own(self, kind: str, targets: Iterable[str] = (), because: str = "", options: Mapping[str, str] | None = None) -> str:
        """Make one of the facilitator's own moves; options left empty are left out."""
        return self.do(_move(FACILITATOR, kind, targets, because, options))

    def act_for(self, who: str, kind: str, targets: Iterable[str] = (), options: Mapping[str, str] | None = None) -> str:
        """Make a move of a seat, or of one of its actors, for it."""
        return self.do(_move(who, kind, targets, "", options))

    def read(self, text: str, seat: str = "") -> tuple[Move | None, MoveReading]:
        """Return the move that a line means and how it reads back; None when it is no move of that seat.

        Args:
            text: A move in its text form; who acts may be left out where only one of the seat's actors could make it.
            seat: The seat that it is entered for; empty for any.
        """
        actors = self.session.seats.get(seat, ())
        bare = self._said_once(text).strip()
        if not bare:
            return None, MoveReading()
        head, colon, rest = bare.partition(":")
        if not (colon and head.strip() in (*self.session.book.actors, *self.session.seats, FACILITATOR)):
            if colon and re.fullmatch(r"[\w-]+", head.strip()):
                return None, MoveReading(fault=self._who_acts(bare, actors or tuple(self.session.book.actors)))
            can = self._speakers(seat, bare.split()[0])
            if len(can) != 1 and any(f"{actor}:".startswith(bare) for actor in actors):
                return None, MoveReading(lacks="who acts, and a colon")
            if len(can) != 1 and actors:
                return None, MoveReading(fault=self._who_acts(bare, can or actors))
            bare, rest = (f"{can[0]}: {bare}", bare) if can else (bare, bare)
        words = rest.split()
        if not words or (len(words) == 1 and rest[-1:] != " " and self._begins_a_kind(words[0])):
            return None, MoveReading(lacks="a kind of move")
        try:
            move = parse_move(bare)
        except ExerciseError as error:
            said = 'after the targets all is written NAME=VALUE, such as because="why"; found'
            return None, MoveReading(fault=str(error).replace("expected key=value, found", said))
        if seat and move.actor not in (*actors, seat):
            who = joined([f'"{actor}:"' for actor in actors])
            return None, MoveReading(fault=f"{self.title(seat)} speaks for {who}.")
        refusal = self.desk.reader.refusal(move)
        if refusal is not None and refusal.code == "move.no-target":
            return None, MoveReading(lacks=f"a target of {self.words.title(move.kind)}")
        fault = self.words.refusal(refusal) if refusal else ""
        if refusal is not None and refusal.code in WORDS:
            return None, MoveReading(fault=fault)
        if move.kind in self.session.book.kinds:
            move = normal(self.session.setup, move)
            planned = Planned(
                move.key, self.words.move(move._replace(because="")), self.desk.reader.terms(move.kind, dict(move.options), move.actor),
                move_cost(self.session.setup, move), move.because,
            )  # fmt: skip
            return move, MoveReading(self.words.move(move), fault, planned)
        return move, MoveReading(self.words.move(move), fault)

    def _who_acts(self, line: str, can: Sequence[str]) -> str:
        """Return that a line has to begin with who acts, and who or which kind of move its first word may have meant."""
        head, colon, _ = line.partition(":")
        known = can if colon else (*can, *self.session.book.kinds)
        near = did_you_mean(head.strip() if colon else line.split()[0], known)
        return f"Begin with who acts: {' or '.join(f'{actor}:' for actor in can[:MOST_NAMED])}{' …' * (len(can) > MOST_NAMED)}.{near}"

    def _begins_a_kind(self, word: str) -> bool:
        """Return whether a word is the beginning of a kind of move, or of a move that is no order, and not yet the whole of one."""
        every = (*self.session.book.kinds, *VERBS)
        return word not in every and any(kind.startswith(word) for kind in every)

    def hands(self, seat: str) -> tuple[Hand, ...]:
        """Return what each actor of a seat has at hand: capital, sealed moves, running programmes."""
        session, words, head = self.session, self.words, self.session.scenario.head
        found = []
        for actor in session.seats.get(seat, ()):
            sealed = tuple(
                planned._replace(title=self.desk.reader.move_title(session.state.moves[planned.key]))
                for planned in self.sealed(seat) if MoveKey.of(planned.key).actor == actor
            )  # fmt: skip
            running = tuple(
                Planned(
                    programme.id, self.desk.reader.move_title(programme),
                    f"{counted(max(0, programme.lasts - programme.age), 'half-year')} left", programme.upkeep,
                )
                for _, programme in sorted(session.state.programmes.items()) if programme.actor == actor
            )  # fmt: skip
            most = (head.capital.a_turn + head.capital.carry) * 10
            found.append(Hand(words.title(actor), self.desk.reader.side(actor), self.desk.reader.capital(actor), most, sealed, running))
        return tuple(found)

    def _speakers(self, seat: str, kind: str) -> tuple[str, ...]:
        """Return the actors of a seat that could make such a move; a seat of one actor speaks for it in any case."""
        actors = self.session.seats.get(seat, ())
        return actors if len(actors) == 1 else tuple(actor for actor in actors if kind in self.session.setup.kinds_of(actor))

    def read_amended(self, key: str, text: str) -> MoveReading:
        """Return how a sealed move would read with other words after its actor."""
        actor, text = MoveKey.of(key).actor, self.amended_text(key, text)
        amended = _move(FACILITATOR, "amend", (key,), "So.", {"as": text})
        try:
            refusal = self.desk.reader.refusal(amended)
        except ExerciseError as error:
            return MoveReading(fault=str(error))
        if refusal is not None:
            return MoveReading(fault=self.words.refusal(refusal))
        _, found = self.read(f"{actor}: {text}")
        # Whether it could be sealed besides what it replaces is not the question here.
        return found._replace(fault="") if found.text else found

    def amended_text(self, key: str, text: str) -> str:
        """Return what stands after the actor in a line that amends a sealed move; the line may name the actor or not."""
        head, colon, rest = text.partition(":")
        return rest.strip() if colon and head.strip() == MoveKey.of(key).actor else text.strip()

    def _said_once(self, text: str) -> str:
        """Return a line without a first actor that another follows: the card had begun it, and then the whole line was typed."""
        _, colon, rest = text.partition(":")
        second, again, _ = rest.partition(":")
        return rest.strip() if colon and again and second.strip() in (*self.session.book.actors, *self.session.seats) else text

    def reminder(self, text: str, seat: str, amends: bool = False) -> tuple[tuple[str, str], ...]:
        """Return what may be written next on an order card, as (name, values) pairs: kinds, then a kind's targets and modalities.

        Args:
            text: What stands there.
            seat: Whose card it is.
            amends: Whether it takes the place of a sealed move, whose own target is then as good as any.
        """
        actors = self.session.seats.get(seat, ())
        head, colon, rest = self._said_once(text).partition(":")
        named = bool(colon) and head.strip() in actors
        typed = (rest if named else text).split()
        can = self._speakers(seat, typed[0]) if typed else ()
        actor = head.strip() if named else can[0] if len(can) == 1 else actors[0] if len(actors) == 1 else ""
        if not actor:
            form = ("As in", 'ACTOR: KIND TARGET,TARGET key=value because="why"')
            kinds = dict.fromkeys(kind for one in actors for kind in self.session.setup.kinds_of(one))
            begun = [kind for kind in kinds if not typed or kind.startswith(typed[0])]
            return (("Begin with", "  ".join(f"{one}:" for one in actors)), form, ("Kinds", "  ".join(begun) or _none(typed[0], kinds)))
        kind = self.session.book.kinds.get(typed[0]) if typed else None
        if kind is None or kind.id not in self.session.setup.kinds_of(actor):
            start = typed[0] if typed and kind is None else ""
            every = self.desk.reader.legal_moves(actor)
            known = [choice for choice in every if choice.kind.startswith(start)]
            open_now = [choice.kind for choice in known if choice.refusal is None]
            cannot = [choice.kind for choice in known if choice.refusal is not None and choice.refusal.code != "move.over-budget"]
            dear = [choice.kind for choice in known if choice.refusal is not None and choice.refusal.code == "move.over-budget"]
            none = "none open now" if cannot or dear else _none(start, [choice.kind for choice in every])
            more = [(why, "  ".join(kinds)) for why, kinds in (("Too dear", dear), ("Barred now", cannot)) if kinds]
            return (("Kinds", "  ".join(open_now) or none), *more)
        found = []
        for row in self.desk.reader.choices(Move(actor, kind.id)):
            # What a move that is amended took, and its place, are free again.
            again = ("move.twice", "move.over-budget", "move.too-many") if amends else ()
            free = [one for one in row.options if one.refusal is None or one.refusal.code in again]
            values = "  ".join(option.value for option in free)
            most = f"  (up to {row.most}, with commas)" if row.most > 1 else ""
            found.append(("TARGET" if row.name == "target" else f"{row.name}=", values + most if values else "none open now"))
        return (*found, ("because=", '"one sentence of reason"'))

    def kinds_like(self, actor: str, text: str) -> tuple[tuple[str, str], ...]:
        """Return what may be written next for a move of any kind, whoever could make it: kinds, then targets and modalities."""
        typed = text.split()
        book = self.session.book
        kind = book.kinds.get(typed[0]) if typed else None
        if kind is None:
            begun = typed[0] if typed else ""
            return (("Kinds", "  ".join(id for id in book.kinds if id.startswith(begun)) or _none(begun, book.kinds)),)
        found = []
        if kind.target is not None:
            found.append(("TARGET", "  ".join(book.sets.get(kind.target.of, (kind.target.of,)))))
        found += [(f"{name}=", "  ".join(value for value in values if value != "self")) for name, values in sorted(kind.modalities.items())]
        return tuple(found)

    def is_ladder(self, track: str) -> bool:
        """Return whether a track counts in whole steps."""
        return not self.desk.reader.is_points(track)

    def terms_of(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return what an answer to an offer may change, as (name, values) pairs."""
        found = next((offer.alternatives for offer in self.desk.reader.offers() if offer.key == key), {})
        return tuple((f"{name}=", "  ".join(values)) for name, values in sorted(found.items()))

    # --- the table

    def title(self, seat: str) -> str:
        """Return the title of a seat, or of the facilitator."""
        held = self.session.header.seats.get(seat)
        return str(held["title"]) if held else "The facilitator" if seat == FACILITATOR else self.words.title(seat)

    def called(self, seat: str) -> str:
        """Return a seat as a sentence speaks of it: "the United States", "the five republics"."""
        actors, title = self.session.seats.get(seat, ()), self.title(seat)
        return f"the {title}" if len(actors) == 1 and self.session.book.actors[actors[0]].article else inside(title)

    def seats(self) -> tuple[str, ...]:
        """Return the seats in the order of the plan."""
        return tuple(self.session.header.seats)

    def side(self, seat: str) -> str:
        """Return the side of a seat, a word that the themes have an ink for."""
        actors = self.session.seats.get(seat, ())
        sides = {self.desk.reader.side(actor) for actor in actors}
        return sides.pop() if len(sides) == 1 else ""

    def places(self) -> tuple[SeatPlace, ...]:
        """Return every seat with who holds it and whether it is done."""
        state = self.session.state
        waiting = {one.seat: len(one.offers) for one in self.desk.table.waiting()}
        found = []
        for seat in self.seats():
            holder = state.holders.get(seat, "persona")
            if holder == "hold":
                what, said = "absent", "absent: holds"
            elif holder != "person":
                what, said = "bot", "a bot" if holder == "persona" else f"a bot ({holder})"
            elif state.phase in READS or state.phase == "over":
                what, said = "", "a person"
            elif seat in state.committed:
                what, said = "done", "done"
            elif seat not in waiting:
                what, said = ("done", "answered") if self._has_answered(seat) else ("", "nothing asked")
            elif state.phase == "answer":
                what, said = "waits", counted(len(self.asked(seat)), "answer")
            elif state.phase == "confirm":
                what, said = "waits", counted(waiting[seat], "last word")
            else:
                what, said = "waits", "not yet"
            found.append(SeatPlace(seat, self.title(seat), self.side(seat), holder, what, said))
        return tuple(found)

    def _has_answered(self, seat: str) -> bool:
        """Return whether a seat gave an answer, or a last word, in the phase that is under way."""
        state, actors = self.session.state, self.session.seats.get(seat, ())
        if state.phase == "confirm":
            return any(state.moves[key].actor in actors for key in state.confirms)
        return state.phase == "answer" and any(actor in actors for answers in state.answers.values() for actor in answers)

    def waiting(self) -> tuple[str, ...]:
        """Return the titles of the persons' seats that the phase still waits for."""
        if self.session.state.phase in READS:
            return ()
        return tuple(self.called(one.seat) for one in self.desk.table.waiting())

    def sealed(self, seat: str) -> tuple[Planned, ...]:
        """Return a seat's sealed moves of this turn: the facilitator's right, shown only when it is asked for."""
        actors = self.session.seats.get(seat, ())
        return tuple(
            Planned(
                key, self.words.move(move._replace(because="")), self.desk.reader.terms(move.kind, dict(move.options), move.actor),
                move_cost(self.session.setup, move), move.because,
            )
            for key, move in sorted(self.session.state.moves.items()) if move.actor in actors
        )  # fmt: skip

    def text_of(self, key: str) -> str:
        """Return a sealed move's text without its actor, as it would be typed anew."""
        move = self.session.state.moves[key]
        return format_move(move).partition(": ")[2]

    def prompt(self) -> Prompt:
        """Return a question for the room and the next thing to do."""
        state = self.session.state
        if state.paused:
            return PAUSED
        return LAST if state.phase == "read-out" and state.turn >= state.turns else PROMPTS[state.phase]

    # --- answering for a seat

    def asked(self, seat: str) -> tuple[Asked, ...]:
        """Return what waits for an answer of a seat: offers, last words, events that ask for a reaction; with the answers it may give."""
        session, state = self.session, self.session.state
        actors = session.seats.get(seat, ())
        found: list[Asked] = []
        for offer in self.desk.reader.as_seat(seat).offers():
            said, move = self.words.offer(offer.key), offer.move
            terms = self.words.options(move.kind, dict(move.options), move.actor)
            for actor in offer.to_answer:
                replies = ("accept", "decline") if actor in offer.asked else ("no-objection", "object")
                options = tuple((reply, reply.replace("-", " ").capitalize()) for reply in replies)
                found.append(Asked(Move(actor, "answer", (offer.key,)), "reply", self.words.title(actor), said, options, "", terms))
            if offer.to_confirm:
                wishes = [
                    f"{self.words.name(actor)} {self.words.answer(answer.reply, answer.changes)}"
                    for actor, answer in sorted(offer.answers.items(), key=lambda pair: (pair[1].reply != "change", pair[0]))
                ]
                wishes[0] = wishes[0][:1].upper() + wishes[0][1:]
                who = self.words.title(offer.move.actor)
                yes_no = (("yes", "Yes, on these terms"), ("no", "No, it lapses"))
                found.append(Asked(Move(offer.move.actor, "confirm", (offer.key,)), "reply", who, said, yes_no, "", joined(wishes)))
        if state.phase in ("situation", "decide"):
            for one in self.words.in_time(state.opened):
                inject = session.book.injects.get(one.inject)
                if inject is None or inject.reaction is None:
                    continue
                options = tuple((choice.id, choice.title) for choice in inject.reaction.choices)
                subject = (("subject", one.subject),) if one.subject else ()
                title = self.words.inject(one.inject, one.subject)
                for actor in choosers(session.setup, inject.reaction, one.subject):
                    if actor in actors:
                        chosen = state.reactions.get((one.inject, one.subject, actor), "")
                        now = next((name for id, name in options if id == chosen), "")
                        move = Move(actor, "react", (one.inject,), subject)
                        found.append(Asked(move, "choice", self.words.title(actor), title, options, now))
        return tuple(found)

    def answer(self, asked: Asked, value: str) -> str:
        """Give an answer for a seat; returns why not, or an empty text."""
        return self.do(asked.move._replace(options=tuple(sorted((*asked.move.options, (asked.key, value))))))

    # --- events

    def _skipped(self) -> frozenset[str]:
        """Return the injects that were skipped, not merely held; that is told by the moves."""
        found: set[str] = set()
        for entry in self.session.entries:
            if entry.move.kind in ("skip", "hold", "unhold") and entry.move.targets:
                (found.add if entry.move.kind == "skip" else found.discard)(entry.move.targets[0])
        return frozenset(found)

    def happenings(self) -> tuple[Happening, ...]:
        """Return every inject of the scenario as it stands, those of this turn first, then what is coming, then the rest."""
        session, state = self.session, self.session.state
        found: list[Happening] = []
        open_now = {(one.inject, one.subject) for one in state.opened}
        for one in self.words.in_time(state.opened):
            partly = one.audience != ALL
            heard = f"for {self.words.names(one.audience)}" if partly else "for all"
            found.append(self._happening(one.inject, one.subject, "happened", heard, state.turn, partly))
        for (inject, subject), turn in state.happened.items():
            if (inject, subject) not in open_now and turn >= 1:
                found.append(self._happening(inject, subject, "gone", f"turn {turn}", turn))
        coming = {(due.inject, due.subject): due for due in state.due}
        skipped = self._skipped()
        for (inject, subject), due in coming.items():
            what = "armed" if due.cause == "facilitator" else "due"
            whom = f" · for {self.words.names(due.audience)}" if due.audience else ""
            why = "by you" if due.cause == "facilitator" else "rule"
            found.append(self._coming(inject, subject, what, due.turn, f"{why}{whom}", skipped))
        for known in session.book.injects.values():
            place = (known.id, known.of or "")
            turn = inject_turn(session.setup, known)
            if known.date is not None and place not in state.happened and place not in coming:
                if state.turn < turn <= state.turns:
                    found.append(self._coming(*place, "due", turn, "date", skipped))
                elif 1 <= turn <= state.turn and known.id in state.held:
                    found.append(self._coming(*place, "due", turn, "its date has gone by", skipped))
                elif place not in state.happened:
                    found.append(self._happening(*place, "idle", "its date lies outside this session"))
            elif known.date is None and not any(one.inject == known.id and one.state != "gone" for one in found):
                by = "on a condition, or by hand" if known.when else "by hand, or by a rule"
                if known.id in state.held:
                    found.append(self._coming(known.id, "", "due", 0, by, skipped))
                else:
                    found.append(self._happening(known.id, "", "idle", by))
        order = {"happened": 0, "due": 1, "armed": 1, "held": 2, "skipped": 3, "idle": 4, "gone": 5}
        return tuple(sorted(found, key=lambda one: (order[one.state], one.turn, one.title, one.subject)))

    def _coming(self, inject: str, subject: str, what: str, turn: int, why: str, skipped: frozenset[str]) -> Happening:
        if inject in self.session.state.held:
            what = "skipped" if inject in skipped else "held"
        when = f"T{turn} · {why}" if turn else why
        return self._happening(inject, subject, what, when, turn)

    def _happening(self, inject: str, subject: str, state: str, said: str, turn: int = 0, partly: bool = False) -> Happening:
        return Happening(inject, subject, self.words.inject(inject, subject), state, said, turn, partly)

    def told(self, inject: str, subject: str = "") -> InjectPage:
        """Return an inject opened up: what the table reads, and what only the facilitator does."""
        session = self.session
        known = session.book.injects.get(inject)
        now = next((one for one in session.state.opened if (one.inject, one.subject) == (inject, subject)), None)
        if known is None:
            return InjectPage(self.words.title(inject), now.text if now else "", ())
        about = subject or known.of or ""
        text = known.text.replace("{subject}", f"the {session.scenario.head.place} concerned")
        if now or about:
            text = inject_text(self.words, now or play.Open(inject, about, 0))
        due = next((one for one in session.state.due if (one.inject, one.subject) == (inject, subject) and one.audience), None)
        audience = now.audience if now else due.audience if due else known.audience
        heard = "everyone" if audience == ALL else self.words.names(audience)
        lines: list[tuple[str, str]] = [("For", heard)]
        if known.note:
            lines.append(("Note for you", known.note))
        if known.reaction is not None:
            lines.append(("It asks for a reaction", "; ".join(choice.title for choice in known.reaction.choices)))
        if known.then or known.each:
            lines.append(("What it does", "It changes tracks by its own rules, whenever it happens."))
        facts = {fact.id: fact for fact in session.scenario.facts}
        for id in known.facts:
            fact = facts.get(id)
            if fact is not None:
                lines.append((f"Fact {fact.id} · {fact.date}", f"{fact.text} ({SURE[fact.sure]}; {fact.source})"))
        places = self.desk.reader.causes.claim_lines(known.claims)
        return InjectPage(self.words.inject(inject, subject or known.of or ""), text, tuple(lines), places)

    # --- what was said

    def _turn_of(self, n: int) -> int:
        """Return the turn in which entry n was made."""
        return self.session.timeline.after(n).turn

    def letters(self) -> tuple[Letter, ...]:
        """Return what was written, the latest first; a request is open until the facilitator writes to its sender."""
        found: list[Letter] = []
        waiting = {request.entry for request in open_requests(self.session)}
        for entry in reversed(self.session.entries):
            if entry.move.kind != "message":
                continue
            for event in entry.events:
                if not isinstance(event, play.MessageSent):
                    continue
                if event.sender == FACILITATOR:
                    sort = "answer"
                elif FACILITATOR in event.to:
                    sort = "request"
                else:
                    sort = "pledge" if event.pledge else "message"
                names = joined([self.title(one) if one != FACILITATOR else "you" for one in event.to])
                sender = "You" if event.sender == FACILITATOR else self.title(event.sender)
                head = f"{sender} to {names}"
                found.append(Letter(entry.n, self._turn_of(entry.n), event.sender, sort, head, event.text, entry.n in waiting))
        return tuple(found)

    def cases(self) -> tuple[Case, ...]:
        """Return this turn's arguments, those still open first."""
        found = []
        for argument in self.session.state.arguments.values():
            ruled = "" if argument.ruled == "open" else self.words.event(play.ArgumentMade(argument))
            found.append(
                Case(
                    argument.key, self.words.title(argument.actor), self.desk.reader.side(argument.actor), argument.text, argument.reasons,
                    argument.against, ruled,
                )
            )  # fmt: skip
        return tuple(sorted(found, key=lambda case: (bool(case.ruled), case.key)))

    def verdict(self, key: str) -> RulingDraft:
        """Return the ruling on an argument of this turn as far as it was begun, here or before the keyboard went round."""
        begun = self.desk.drafts.get(self._draft(key))
        return begun if isinstance(begun, RulingDraft) else RulingDraft()

    def keep_verdict(self, key: str, verdict: RulingDraft) -> None:
        """Keep a ruling under construction; nothing of it is on record until it is given."""
        self.desk.drafts[self._draft(key)] = verdict

    def _draft(self, key: str) -> str:
        return f"{key}@{self.session.state.turn}"

    def mods(self, case: Case, verdict: RulingDraft) -> tuple[tuple[int, str], ...]:
        """Return the modifiers of the dice: each strong reason shifts by one, and those that were added."""
        found: list[tuple[int, str]] = []
        for side, by, reasons in (("for", 1, case.reasons), ("against", -1, case.against)):
            found += [(by, reason) for n, reason in enumerate(reasons) if f"{side}:{n}" in verdict.strong]
        for text in verdict.more:
            number, _, why = text.partition(" ")
            found.append((int(number), why))
        return tuple(found)

    def counted_as(self, case: Case, text: str) -> MoveReading:
        """Return how a move that an argument is to count as reads, or what is wrong with it."""
        actor = self.session.state.arguments[case.key].actor
        words = text.split()
        if not words:
            return MoveReading()
        if len(words) == 1 and text[-1:] != " " and self._begins_a_kind(words[0]):
            return MoveReading(lacks="a kind of move")
        ruled = _move(FACILITATOR, "rule-argument", (case.key,), "So.", {"method": "umpire", "result": "yes", "as": text.strip()})
        try:
            refusal = self.desk.reader.refusal(ruled)
            if refusal is not None and refusal.code == "move.no-target":
                return MoveReading(lacks=f"a target of {self.words.title(words[0])}")
            if refusal is not None:
                return MoveReading(fault=self.words.refusal(refusal))
            return MoveReading(self.words.move(normal(self.session.setup, parse_move(f"{actor}: {text}"))))
        except ExerciseError as error:
            return MoveReading(fault=str(error))

    def rule_argument(self, case: Case, verdict: RulingDraft, because: str) -> str:
        """Rule on an argument; returns why not, or an empty text."""
        return self.do(self._ruling(case, verdict, because))

    def refused_ruling(self, case: Case, verdict: RulingDraft) -> str:
        """Return why an argument could not be ruled on like this whatever the reason, or an empty text."""
        try:
            refusal = self.desk.reader.refusal(self._ruling(case, verdict, "So."))
        except ExerciseError as error:
            return str(error)
        return self.words.refusal(refusal) if refusal else ""

    def heard(self, case: Case, verdict: RulingDraft) -> tuple[str, tuple[str, ...]]:
        """Return what the read-out tells the room of an argument: what became of it, then its lines.

        While it is open that is what a ruling would have told; where the program is still to roll there is nothing to tell.
        """
        argument = self.session.state.arguments[case.key]
        if argument.ruled == "open":
            if verdict.method == "dice" and not verdict.roll:
                return "", ()
            try:
                decided = decide(self.session.setup, self.session.state, self._ruling(case, verdict, "…"), FACILITATOR)
            except ExerciseError:
                return "", ()
            made = [] if isinstance(decided, Refusal) else [one.argument for one in decided if isinstance(one, play.ArgumentMade)]
            if not made:
                return "", ()
            argument = made[0]
        return self.words.argument_title(argument), (*self.words.argument(argument), *self.desk.reader.stories.ruled_besides(argument, ()))

    def sizes(self, track: str) -> tuple[Sized, ...]:
        """Return the sizes that a direct change of an argument may have on a track, upwards first."""
        if self.is_ladder(track):
            return (Sized("+1", "+1", "a step up"), Sized("-1", "−1", "a step down"))
        words = dict(zip(sorted({abs(size) for size in DIRECT_CHANGES}), ("a little", "clearly", "strongly"), strict=True))
        ups = [size for size in DIRECT_CHANGES if size > 0]
        downs = [size for size in reversed(DIRECT_CHANGES) if size < 0]
        return tuple(
            Sized(
                f"{'+' if size > 0 else '-'}{points(abs(size))}", f"{'+' if size > 0 else '−'}{points(abs(size))}",
                f"{words[abs(size)]} {'up' if size > 0 else 'down'}",
            )
            for size in (*ups, *downs)
        )  # fmt: skip

    def at_stake(self, case: Case, verdict: RulingDraft, most: int = 9) -> tuple[Track, ...]:
        """Return, as everyone may know them, the tracks that an argument is about, those that the scenario puts first after them.

        It is about those that it is to change, and those that the move it counts as would move.
        """
        board = self._public.reader.tracks
        names = [change.rpartition(" ")[0] for change in verdict.changes]
        if verdict.counts_as:
            try:
                move = normal(self.session.setup, parse_move(f"{self.argument_of(case.key)}: {verdict.counts_as}"))
            except ExerciseError:
                move = None
            moved = self.desk.reader.preview(move).changes if move is not None else ()
            names += [one.name for one in sorted(moved, key=lambda one: -abs(one.change)) if not one.name.startswith("capital[")]
        return tuple(board.bar(name) for name in list(dict.fromkeys((*names, *board.headline())))[:most])

    @cached_property
    def _public(self) -> Desk:
        """A desk of everyone in the room: what it shows is no secret."""
        return Desk(self.session, PUBLIC, self.desk.path, table=self.desk.table)

    def _ruling(self, case: Case, verdict: RulingDraft, because: str) -> Move:
        options = {"method": verdict.method, "strength": verdict.strength, "as": verdict.counts_as}
        options |= {f"change{n or ''}": change for n, change in enumerate(verdict.changes)}
        if verdict.method == "dice":
            options["roll"] = verdict.roll
            options |= {f"mod{n or ''}": f"{by:+d} {why}"[:LINE] for n, (by, why) in enumerate(self.mods(case, verdict))}
        else:
            options["result"] = verdict.result
        return _move(FACILITATOR, "rule-argument", (case.key,), because, options)

    def argument_of(self, key: str) -> str:
        """Return the actor whose argument it is."""
        return self.session.state.arguments[key].actor

    def guesses(self) -> tuple[Guess, ...]:
        """Return this turn's predictions."""
        found = []
        for (seat, track), direction in sorted(self.session.state.predictions.items()):
            said = self.words.event(play.Predicted(seat, track, direction))
            found.append(Guess(self.title(seat), self.side(seat), said.partition(": ")[2].rstrip(".")))
        return tuple(found)

    def tracks(self) -> tuple[tuple[str, str], ...]:
        """Return every track as (name, title)."""
        return tuple((name, self.words.track(name)) for name in self.session.book.track_names)

    def remarks(self) -> tuple[FacilitatorNote, ...]:
        """Return the facilitator's notes and observations, the latest first."""
        found = []
        for entry in reversed(self.session.entries):
            if entry.move.kind == "note" and entry.seat == FACILITATOR:
                for event in entry.events:
                    if isinstance(event, play.NoteTaken) and event.seat == FACILITATOR:
                        title = self.words.title(event.objective) if event.objective else ""
                        found.append(FacilitatorNote(self._turn_of(entry.n), event.text, title))
        return tuple(found)

    # --- the adjudication to come

    def look(self) -> Look:
        """Return the adjudication as it would come out now: crossings, draws, the largest changes, and what was ruled so far."""
        found = self.desk.reader.look()
        reasons, words = self.desk.reader.causes, self.words
        moves = tuple(
            (
                words.title(act.actor), self.desk.reader.side(act.actor), self.desk.reader.act_title(act),
                self.desk.reader.act_terms(act),
            )
            for act in found.acts
        )  # fmt: skip
        crossings = tuple(story for story in (self.desk.reader.stories.story(one, "look") for one in found.stories) if story.crossing)
        draws = tuple(
            Part(
                None, reasons.drawn(drawn),
                Rulable("draw", drawn.rule, drawn.about, "", reasons.drawn(drawn).title, "no" if drawn.happened else "yes"),
            )
            for drawn in sorted(found.draws, key=lambda drawn: not drawn.happened) if drawn.happened or drawn.odds >= 10
        )  # fmt: skip
        totals = [total for total in found.changes if not total.name.startswith("capital[")]
        totals.sort(key=lambda total: -self._size(total))
        changes = tuple(self._part(total) for total in totals[:LOOKED])
        return Look(moves, crossings, draws, changes, self.rulings())

    def _size(self, total: explain.Total) -> int:
        steps = self.session.book.track_family[total.track].kind == "steps"
        return abs(total.after - total.before) * (200 if steps else 1)

    def _part(self, total: explain.Total) -> Part:
        change = self.desk.reader.causes.total(total, "look")
        rulables = [self._rulable(cause, total.name) for cause in total.causes]
        parts = tuple(zip(change.reasons, rulables, strict=False))
        return Part(change, None, Rulable("change", track=total.name, title=change.title), parts)

    def _rulable(self, cause: Cause, track: str) -> Rulable | None:
        book = self.session.book
        rule = cause.id if cause.id in book.rules else f"inject:{cause.id}" if cause.id in book.injects else ""
        return Rulable("strike", rule, cause.about, track, self.words.reason(cause)) if rule else None

    def rulings(self) -> tuple[str, ...]:
        """Return the rulings on the adjudication to come, in words."""
        return tuple(self.words.event(play.Ruled(ruling)).removeprefix("The facilitator ruled: ") for ruling in self.session.state.rulings)

    def rule(self, on: Rulable, because: str, by: str = "") -> str:
        """Rule on a draw, a rule's part in a change, or a track; returns why not, or an empty text.

        Args:
            on: What the ruling is about.
            because: The reason, which is demanded.
            by: For a change, its size with a sign.
        """
        options = {"what": on.what, "rule": on.rule, "about": ",".join(on.about), "track": on.track, "result": on.result, "by": by}
        return self.own("rule", (), because, options)

    # --- small words

    @cached_property
    def scenario_title(self) -> str:
        """Return the scenario's title."""
        return self.session.scenario.head.title

    def actors(self, seat: str) -> tuple[tuple[str, str], ...]:
        """Return a seat's actors with their names."""
        return tuple((actor, self.words.title(actor)) for actor in self.session.seats.get(seat, ()))


def _move(actor: str, kind: str, targets: Iterable[str], because: str, options: Mapping[str, str] | None) -> Move:
    given = tuple(sorted((key, value) for key, value in (options or {}).items() if value))
    return Move(actor, kind, tuple(sorted(targets)), given, clean(because, limit=LINE).strip())


def _none(start: str, kinds: Iterable[str]) -> str:
    """Return that no kind begins so, and which one may have been meant."""
    return f"none that begins so.{did_you_mean(start, kinds)}"
