"""The one door: what a move brings about now, as events, or why it does not, as a `Refusal`.

`decide` is pure. `step` also returns the state after the events, for those who play many games.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from exercise.engine import adjudicate as working
from exercise.engine import chance
from exercise.engine.apply import change, fold
from exercise.engine.legal import act_of, mods_of, move_cost, normal, order_refusal
from exercise.engine.setup import Setup
from exercise.errors import ExerciseError, nearest
from exercise.model import play
from exercise.model.moves import parse_move
from exercise.model.play import ALL, FACILITATOR, Answer, Argument, Audience, Cause, Due, Event, Move, Open, Refusal, Ruling, Signal, State
from exercise.model.text import clean
from exercise.model.vocabulary import (
    LINE,
    TEXT,
    ArgumentState,
    Direction,
    Holder,
    JudgedBy,
    Level,
    Phase,
    ProgrammeState,
    Reply,
    RulingType,
    SignalState,
    SignalType,
    TurnStage,
)
from exercise.rules.rulebook import Ground

Verdict = Refusal | list[Event]
Handler = Callable[[Setup, State, Move, str], Verdict]
SIGNALS = {SignalType.INTENTION: 1, SignalType.PROMISE: 3, SignalType.RED_LINE: 3}
"""Types of signal, with for how many turns after its own each binds."""
STRENGTHS = ("50", "100", "150")
DIRECT_CHANGES = (-100, -60, -30, 30, 60, 100)
"""Sizes of an argument's direct changes, in tenths."""
NOWHERE = Ground(())
"""What a condition is given that reads nothing of the state."""
NEEDED = play.NEEDED


def decide(setup: Setup, state: State, move: Move, seat: str) -> Refusal | tuple[Event, ...]:
    """Return the events that a move of a seat brings about, or why it is refused. Neither argument changes."""
    decided = step(setup, state, move, seat)
    return decided if isinstance(decided, Refusal) else decided[0]


def step(
    setup: Setup, state: State, move: Move, seat: str, *, keep: bool = True, own: bool = False
) -> Refusal | tuple[tuple[Event, ...], State]:
    """Return what `decide` returns, with the state after it.

    Args:
        setup: The rulebook at its table.
        state: The state before the move.
        move: The move.
        seat: Who makes it.
        keep: Whether adjudication's events are wanted.
        own: Whether the state is the caller's alone and is changed in place; a refused move never changes it.
    """
    if seat != FACILITATOR and seat not in setup.seats:
        return Refusal("seat.unknown", {"seat": seat, "near": nearest(seat, setup.seats)})
    if state.phase == Phase.OVER and move.kind not in ("note", "message"):
        return Refusal("session.over", {})
    if move.kind == "close-phase" and move.actor == FACILITATOR and seat == FACILITATOR:
        return _close_phase(setup, state, keep, own)
    handler = VERBS.get(move.kind)
    if handler is None:
        verdict = _order(setup, state, move, seat)
    elif state.paused and move.kind not in ("resume", "note", "message", "explain"):
        return Refusal("move.paused", {})
    else:
        refused = _not_yours(setup, move, seat)
        verdict = refused or handler(setup, state, move, seat)
    if isinstance(verdict, Refusal):
        return verdict
    if own:
        for event in verdict:
            change(state, event)
        return tuple(verdict), state
    return tuple(verdict), fold(state, verdict)


# --- who may ------------------------------------------------------------------------------------------------------------


def _not_yours(setup: Setup, move: Move, seat: str) -> Refusal | None:
    """Return why a seat may not speak for the move's prefix: an actor it holds, itself, or the facilitator for anyone."""
    if move.kind in FACILITATOR_VERBS and (move.actor != FACILITATOR or seat != FACILITATOR):
        return Refusal("facilitator.only", {"kind": move.kind})
    if move.kind in SEAT_VERBS:
        if move.actor != FACILITATOR and move.actor not in setup.seats:
            return Refusal("seat.unknown", {"seat": move.actor, "near": nearest(move.actor, setup.seats)})
        if seat not in (FACILITATOR, move.actor):
            return Refusal("move.not-yours", {"actor": move.actor, "seat": seat})
        return None
    if move.kind in FACILITATOR_VERBS:
        return None
    return _actor_not_yours(setup, move.actor, seat)


def _actor_not_yours(setup: Setup, actor: str, seat: str) -> Refusal | None:
    if actor not in setup.capital:
        return Refusal("actor.unknown", {"actor": actor, "near": nearest(actor, setup.capital)})
    if seat != FACILITATOR and actor not in setup.seats[seat]:
        return Refusal("move.not-yours", {"actor": actor, "seat": seat})
    return None


def _beside(setup: Setup, speaker: str) -> frozenset[str]:
    """Return the names that hear what a speaker hears: those of its seat, where the speaker is an actor, or a seat itself.

    Whom a move names is looked up among what its speaker knows, and a refusal says no more than that, whoever hands the move in.
    """
    seat = setup.seat_of.get(speaker, speaker)
    return frozenset((speaker, seat, *setup.seats.get(seat, ())))


def _hears(setup: Setup, speaker: str, audience: Audience) -> bool:
    return audience == ALL or speaker == FACILITATOR or not _beside(setup, speaker).isdisjoint(audience)


def _holders_of(setup: Setup, actors: Iterable[str]) -> Audience:
    return tuple(sorted(set(actors)))


def _wrong_phase(state: State, move: Move, *phases: Phase) -> Refusal | None:
    if state.phase not in phases:
        return Refusal("move.wrong-phase", {"phase": state.phase, "kind": move.kind})
    return None


# --- orders -------------------------------------------------------------------------------------------------------------


def _order(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    if move.kind not in setup.book.kinds:
        known = [*setup.book.kinds, *VERBS]
        return Refusal("move.unknown-kind", {"kind": move.kind, "near": nearest(move.kind, known)})
    refused = _actor_not_yours(setup, move.actor, seat)
    if refused:
        return refused
    if move.kind not in setup.kinds_of(move.actor):
        return Refusal("move.not-open", {"kind": move.kind, "actor": move.actor})
    move = normal(setup, move)
    refused = order_refusal(setup, state, move)
    if refused:
        return refused
    return [play.MoveSealed(move, seat, (move.actor,))]


def _amend(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Put a mistyped order right before anything opens: one is taken back and another sealed, with the reason."""
    refused = _wrong_phase(state, move, Phase.DECIDE)
    if refused:
        return refused
    key = move.targets[0] if len(move.targets) == 1 else ""
    sealed = state.moves.get(key)
    if sealed is None:
        return Refusal("move.no-such", {"key": key, "what": "sealed move", "near": nearest(key, state.moves)})
    if not clean(move.because, limit=LINE).strip():
        return Refusal("facilitator.reason", {})
    try:
        amended = parse_move(f"{sealed.actor}: {move.option('as')}")
    except ExerciseError as error:
        return Refusal("amend.as", {"text": str(error)})
    without = state.copy()
    del without.moves[key]
    again = _order(setup, without, amended._replace(because=amended.because or sealed.because), seat)
    return again if isinstance(again, Refusal) else [play.MoveWithdrawn(key, (sealed.actor,)), *again]


def _withdraw(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    refused = _wrong_phase(state, move, Phase.DECIDE)
    if refused:
        return refused
    if len(move.targets) != 1:
        return Refusal("move.no-such", {"key": "", "what": "sealed move", "near": None})
    key = move.targets[0]
    if not key.startswith(f"{move.actor}/"):
        key = f"{move.actor}/{key}"
    if key not in state.moves:
        own = [known for known in state.moves if known.startswith(f"{move.actor}/")]
        return Refusal("move.no-such", {"key": key, "what": "sealed move", "near": nearest(key, own)})
    return [play.MoveWithdrawn(key, (move.actor,))]


def _end(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    refused = _wrong_phase(state, move, Phase.DECIDE)
    if refused:
        return refused
    key = move.targets[0] if len(move.targets) == 1 else ""
    programme = state.programmes.get(key)
    if programme is None or programme.actor != move.actor:
        own = [known for known, running in state.programmes.items() if running.actor == move.actor]
        return Refusal("move.no-such", {"key": key, "what": "programme of its own", "near": nearest(key, own)})
    return [play.ProgrammeEnded(key, ProgrammeState.BROKEN, "end", programme.audience)]


# --- offers -------------------------------------------------------------------------------------------------------------


def alternatives(setup: Setup, move: Move) -> dict[str, tuple[str, ...]]:
    """Return what an answer to an offer may change: modality to the other values it may take.

    Only what the proposer could have offered in the first place; what its needs ask of the state was so when it offered, and stays out
    of it, for it would tell the others what the proposer knows. Equal offers share one dict, which nobody may change.
    """
    place = (move.kind, move.actor, move.targets, move.options)
    known = setup.alternatives.get(place)
    if known is not None:
        return known
    kind = setup.book.kinds[move.kind]
    opened = move.option("open")
    names = [name for name in opened.split(",") if name != "none"] if opened else list(kind.negotiable)
    stands = dict(move.options)
    needs = setup.book.needs_of_itself(move.kind)
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        values = tuple(value for value in kind.modalities.get(name, ()) if value not in ("self", stands.get(name)))
        if needs and values:
            acts = [act_of(setup, move._replace(options=tuple(sorted({**stands, name: value}.items())))) for value in values]
            values = tuple([value for value, act in zip(values, acts, strict=True) if all(holds(NOWHERE, act) for holds in needs)])
        if values:
            found[name] = values
    setup.alternatives[place] = found
    return found


def _knows_offer(setup: Setup, state: State, key: str, actor: str) -> bool:
    """Return whether an offer stands that the seat of an actor makes, or that asks or consults somebody in it."""
    if key not in state.offers:
        return False
    asked, consulted = state.offers[key]
    return not _beside(setup, actor).isdisjoint((state.moves[key].actor, *asked, *consulted))


def _answer(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    refused = _wrong_phase(state, move, Phase.ANSWER)
    if refused:
        return refused
    key = move.targets[0] if len(move.targets) == 1 else ""
    if not _knows_offer(setup, state, key, move.actor):
        mine = [offer for offer, (asked, consulted) in state.offers.items() if move.actor in asked or move.actor in consulted]
        return Refusal("move.no-such", {"key": key, "what": "offer", "near": nearest(key, mine)})
    asked, consulted = state.offers[key]
    if move.actor not in asked and move.actor not in consulted:
        return Refusal("offer.not-asked", {"actor": move.actor, "key": key})
    offered = state.moves[key]
    reply = move.option("reply")
    replies = tuple(Reply)
    if reply not in replies:
        return Refusal("move.bad-option", {"key": "reply", "value": reply, "options": replies, "near": nearest(reply, replies)})
    changes: list[tuple[str, str]] = []
    if reply == Reply.CHANGE:
        allowed = alternatives(setup, offered)
        for name, value in move.options:
            if name in ("reply", "publish"):
                continue
            if value not in allowed.get(name, ()):
                return Refusal("offer.outside", {"key": name, "value": value, "options": allowed})
            changes.append((name, value))
        if not changes:
            return Refusal("offer.outside", {"key": "", "value": "", "options": allowed})
    else:
        for name, _ in move.options:
            if name not in ("reply", "publish"):
                return Refusal("move.unknown-option", {"key": name, "options": ("reply", "publish"), "near": None, "kind": "answer"})
    answer = Answer(Reply(reply), tuple(changes), clean(move.because, limit=LINE), move.option("publish") == "yes")
    return [play.OfferAnswered(key, move.actor, answer, (move.actor, offered.actor))]


def _confirm(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    refused = _wrong_phase(state, move, Phase.CONFIRM)
    if refused:
        return refused
    key = move.targets[0] if len(move.targets) == 1 else ""
    offered = state.moves.get(key)
    if offered is None or offered.actor != move.actor:
        own = [offer for offer in state.offers if offer.startswith(f"{move.actor}/")]
        return Refusal("move.no-such", {"key": key, "what": "offer of its own", "near": nearest(key, own)})
    answers = state.answers.get(key, {})
    if not any(answer.reply == Reply.CHANGE for answer in answers.values()):
        return Refusal("offer.not-changed", {"key": key})
    reply = move.option("reply")
    if reply not in ("yes", "no"):
        return Refusal("move.bad-option", {"key": "reply", "value": reply, "options": ("yes", "no"), "near": None})
    return [play.OfferConfirmed(key, reply == "yes", _holders_of(setup, (move.actor, *answers)))]


# --- what seats say -------------------------------------------------------------------------------------------------------


def _signal(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    refused = _wrong_phase(state, move, Phase.SITUATION, Phase.DECIDE)
    if refused:
        return refused
    type_ = move.option("type")
    if type_ not in SIGNALS:
        return Refusal("move.bad-option", {"key": "type", "value": type_, "options": tuple(SIGNALS), "near": nearest(type_, SIGNALS)})
    about = move.option("about")
    if about not in setup.book.kinds:
        return Refusal("signal.bad", {"what": about, "near": nearest(about, setup.book.kinds)})
    target = move.targets[0] if move.targets else ""
    if len(move.targets) > 1 or (target and target not in setup.book.actors):
        return Refusal("move.bad-target", {"target": ", ".join(move.targets), "kind": "signal", "near": None})
    voice = move.option("voice", "public")
    if voice not in ("public", "low-key") or (voice == "low-key" and not target):
        return Refusal("move.bad-option", {"key": "voice", "value": voice, "options": ("public", "low-key"), "near": None})
    if any(signal.actor == move.actor and signal.turn == state.turn for signal in state.signals.values()):
        return Refusal("signal.one-a-turn", {"actor": move.actor})
    key = f"{move.actor}/{type_}/{about}/{target}@{state.turn}" if target else f"{move.actor}/{type_}/{about}@{state.turn}"
    text = clean(move.option("text"), limit=LINE)
    until = state.turn + SIGNALS[SignalType(type_)]
    signal = Signal(key, move.actor, SignalType(type_), about, target, voice, state.turn, until, SignalState.OPEN, text)
    return [play.Signalled(signal, ALL if voice == "public" else tuple(sorted({move.actor, target})))]


def _message(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    text = clean(move.option("text"), multiline=True, limit=TEXT)
    if not text.strip():
        return Refusal("text.empty", {"what": "message"})
    to: list[str] = []
    for name in move.targets:
        if name != FACILITATOR and name not in setup.seats:
            return Refusal("seat.unknown", {"seat": name, "near": nearest(name, setup.seats)})
        to.append(name)
    if not to:
        return Refusal("move.no-target", {"kind": "message"})
    pledge = move.option("pledge") == "yes"
    return [play.MessageSent(move.actor, tuple(to), text, pledge, tuple(sorted({move.actor, *to})))]


def _predict(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    refused = _wrong_phase(state, move, Phase.DECIDE, Phase.ANSWER, Phase.CONFIRM, Phase.ADJUDICATE)
    if refused:
        return refused
    track = move.option("track")
    if track not in setup.book.track_index:
        return Refusal("track.unknown", {"track": track, "near": nearest(track, setup.book.track_index)})
    direction = move.option("direction")
    if direction not in tuple(Direction):
        return Refusal("move.bad-option", {"key": "direction", "value": direction, "options": tuple(Direction), "near": None})
    return [play.Predicted(move.actor, track, Direction(direction), (move.actor,))]


def _note(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    text = clean(move.option("text"), multiline=True, limit=TEXT)
    if not text.strip():
        return Refusal("text.empty", {"what": "note"})
    objective = move.option("objective")
    if objective:
        speakers = _beside(setup, move.actor)
        names = [
            known.id
            for known in setup.book.scenario.objectives
            if not known.private or move.actor == FACILITATOR or known.actor in speakers
        ]
        if objective not in names:
            return Refusal("move.no-such", {"key": objective, "what": "objective", "near": nearest(objective, names)})
    return [play.NoteTaken(move.actor, text, objective, (move.actor,) if move.actor != FACILITATOR else ())]


def _commit(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    if state.phase in (Phase.LOBBY, Phase.ADJUDICATE):
        return Refusal("move.wrong-phase", {"phase": state.phase, "kind": move.kind})
    if move.actor == FACILITATOR:
        return Refusal("seat.unknown", {"seat": move.actor, "near": None})
    yes = move.kind == "commit"
    if yes == (move.actor in state.committed):
        return Refusal("seat.committed", {"seat": move.actor, "yes": yes})
    return [play.SeatCommitted(move.actor, yes)]


def _react(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    refused = _wrong_phase(state, move, Phase.SITUATION, Phase.DECIDE)
    if refused:
        return refused
    inject_id = move.targets[0] if len(move.targets) == 1 else ""
    subject = move.option("subject")
    heard = [open_ for open_ in state.opened if _hears(setup, move.actor, open_.audience)]
    found = [open_ for open_ in heard if open_.inject == inject_id and (not subject or open_.subject == subject)]
    if not found:
        return Refusal("inject.unknown", {"inject": inject_id, "near": nearest(inject_id, [open_.inject for open_ in heard])})
    open_ = found[0]
    inject = setup.book.injects.get(inject_id)
    if inject is None or inject.reaction is None or move.actor not in working.choosers(setup, inject.reaction, open_.subject):
        return Refusal("inject.not-asked", {"inject": inject_id, "actor": move.actor})
    options = tuple(choice.id for choice in inject.reaction.choices)
    choice = move.option("choice")
    if choice not in options:
        return Refusal("inject.no-choice", {"choice": choice, "options": options, "near": nearest(choice, options)})
    return [play.Reacted(inject_id, open_.subject, move.actor, choice, (move.actor,))]


def _numbered(move: Move, name: str) -> tuple[str, ...]:
    """Return the values of a repeated option: `for`, `for2`, `for3`."""
    return tuple(value for key, value in move.options if key == name or (key.startswith(name) and key[len(name) :].isdecimal()))


def _argue(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    refused = _wrong_phase(state, move, Phase.SITUATION, Phase.DECIDE)
    if refused:
        return refused
    text = clean(move.option("text"), limit=LINE)
    if not text.strip():
        return Refusal("text.empty", {"what": "argument"})
    key = f"{move.actor}/argument"
    if key in state.arguments:
        return Refusal("move.twice", {"key": key})
    reasons = tuple(clean(reason, limit=LINE) for reason in _numbered(move, "for")[:3])
    return [play.ArgumentMade(Argument(key, move.actor, text, reasons), (move.actor,))]


def _weigh(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Add reasons to an argument: whoever has seen it may, and those are its own seat and the facilitator until it is ruled on."""
    speakers = _beside(setup, move.actor)
    known = {
        key: argument
        for key, argument in state.arguments.items()
        if argument.ruled != ArgumentState.OPEN or move.actor == FACILITATOR or argument.actor in speakers
    }
    argument = known.get(move.targets[0] if len(move.targets) == 1 else "")
    if argument is None:
        given = ",".join(move.targets)
        return Refusal("argument.unknown", {"key": given, "near": nearest(given, known)})
    if argument.ruled != ArgumentState.OPEN:
        return Refusal("argument.ruled", {"key": argument.key})
    pro = tuple(clean(reason, limit=LINE) for reason in _numbered(move, "for"))
    contra = tuple(clean(reason, limit=LINE) for reason in _numbered(move, "against"))
    if not pro and not contra:
        return Refusal("text.empty", {"what": "reason"})
    weighed = argument._replace(reasons=(*argument.reasons, *pro), against=(*argument.against, *contra))
    return [play.ArgumentMade(weighed, tuple(sorted({argument.actor, move.actor})))]


# --- the facilitator ------------------------------------------------------------------------------------------------------


def _audience_to(setup: Setup, text: str) -> Audience | Refusal:
    """Return the audience that `to=SEAT+SEAT` names; all of it when nothing is named."""
    if not text or text == "all":
        return ()
    names = text.replace(",", "+").split("+")
    for name in names:
        if name not in setup.seats and name not in setup.capital:
            return Refusal("seat.unknown", {"seat": name, "near": nearest(name, setup.seats)})
    return tuple(sorted(names))


def _inject_meant(setup: Setup, move: Move) -> tuple[str, str] | Refusal:
    """Return the inject that a move names, and whom it concerns."""
    inject_id = move.targets[0] if len(move.targets) == 1 else ""
    inject = setup.book.injects.get(inject_id)
    if inject is None:
        return Refusal("inject.unknown", {"inject": inject_id, "near": nearest(inject_id, setup.book.injects)})
    if not inject.subject:
        return inject_id, ""
    subject = move.option("for") or inject.of or ""
    subjects = setup.book.sets.get(inject.subject, (inject.subject,))
    if subject not in subjects:
        return Refusal("move.bad-option", {"key": "for", "value": subject, "options": subjects, "near": nearest(subject, subjects)})
    return inject_id, subject


def _release(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    refused = _wrong_phase(state, move, Phase.SITUATION, Phase.DECIDE, Phase.ANSWER, Phase.CONFIRM)
    if refused:
        return refused
    found = _inject_meant(setup, move)
    if isinstance(found, Refusal):
        return found
    inject_id, subject = found
    if any(open_.inject == inject_id and open_.subject == subject for open_ in state.opened):
        return Refusal("inject.happened", {"inject": inject_id, "subject": subject})
    audience = _audience_to(setup, move.option("to"))
    if isinstance(audience, Refusal):
        return audience
    return list(working.release(setup, state, inject_id, subject, audience).events)


def _hold(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Hold an inject back, skip it, or let go of it; one whose date went by while it was held happens as the next turn opens."""
    inject = setup.book.injects.get(move.targets[0] if len(move.targets) == 1 else "")
    if inject is None:
        given = ",".join(move.targets)
        return Refusal("inject.unknown", {"inject": given, "near": nearest(given, setup.book.injects)})
    if move.kind != "unhold":
        return [play.InjectHeld(inject.id, True)]
    events: list[Event] = [play.InjectHeld(inject.id, False)]
    place = (inject.id, inject.of or "")
    waits = any((due.inject, due.subject) == place for due in state.due)
    missed = inject.id in state.held and 1 <= working.inject_turn(setup, inject) <= state.turn
    if missed and not waits and place not in state.happened:
        events.append(play.InjectScheduled(Due(*place, state.turn + 1, "facilitator")))
    return events


def _arm(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    found = _inject_meant(setup, move)
    if isinstance(found, Refusal):
        return found
    inject = setup.book.injects.get(found[0])
    if inject is not None and inject.once and found in state.happened:
        return Refusal("inject.happened-before", {"inject": found[0]})
    turn = move.option("turn")
    if not turn.isdecimal() or len(turn) > 4 or not state.turn < int(turn) <= state.turns:
        return Refusal("number.bad", {"key": "turn", "value": turn, "lowest": state.turn + 1, "highest": state.turns})
    audience = _audience_to(setup, move.option("to"))
    if isinstance(audience, Refusal):
        return audience
    return [play.InjectScheduled(Due(*found, int(turn), "facilitator", audience))]


def _reveal(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    given = ",".join(move.targets)
    inject = setup.book.injects.get(given)
    subject = move.option("for") or (inject.of if inject is not None else "") or ""
    places = [place for place in state.happened if place[0] == given and subject in ("", place[1])]
    if not places:
        if inject is None:
            return Refusal("inject.unknown", {"inject": given, "near": nearest(given, [place[0] for place in state.happened])})
        return Refusal("inject.not-happened", {"inject": given})
    place = max(places, key=lambda place: state.happened[place])
    now = next((open_ for open_ in state.opened if (open_.inject, open_.subject) == place), None)
    if now is None and inject is None:
        return Refusal("inject.unknown", {"inject": given, "near": None})
    if now is not None and now.audience == ALL:
        return Refusal("inject.public", {"inject": given})
    revealed = now._replace(audience=ALL) if now is not None else Open(*place, state.happened[place])
    return [play.InjectRevealed(revealed)]


def _changes(setup: Setup, move: Move, sizes: tuple[int, ...] | None) -> list[tuple[str, int]] | Refusal:
    """Return the direct changes `change="TRACK +3"` that a move names, in tenths or steps; at most two."""
    found: list[tuple[str, int]] = []
    for text in _numbered(move, "change"):
        name, _, number = text.rpartition(" ")
        track = setup.book.track_index.get(name.strip())
        if track is None:
            return Refusal("track.unknown", {"track": name.strip(), "near": nearest(name.strip(), setup.book.track_index)})
        amount = _tenths(number, setup.book.track_family[track].kind)
        if amount is None or amount == 0:
            return Refusal("number.bad", {"key": "change", "value": number, "lowest": -100, "highest": 100})
        if sizes is not None and setup.book.track_family[track].kind == "points" and amount not in sizes:
            return Refusal("argument.changes", {"most": 2, "sizes": tuple(abs(size) for size in sizes)})
        found.append((setup.book.track_names[track], amount))
    if len(found) > 2:
        return Refusal("argument.changes", {"most": 2, "sizes": ()})
    return found


def _tenths(text: str, kind: str) -> int | None:
    """Return a signed number of points with at most one decimal as tenths, or whole steps; None when it is neither."""
    sign = -1 if text.startswith("-") else 1
    whole, _, part = text.lstrip("+-").partition(".")
    if not whole.isdecimal() or len(whole) > 3 or (part and (len(part) > 1 or not part.isdecimal())):
        return None
    if kind == "steps":
        return None if part else sign * int(whole)
    return sign * (int(whole) * 10 + int(part or 0))


def _write(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    refused = _wrong_phase(state, move, Phase.SITUATION, Phase.DECIDE, Phase.ANSWER, Phase.CONFIRM)
    if refused:
        return refused
    text = clean(move.option("text"), multiline=True, limit=TEXT)
    if not text.strip():
        return Refusal("text.empty", {"what": "inject"})
    audience = _audience_to(setup, move.option("to"))
    if isinstance(audience, Refusal):
        return audience
    changes = _changes(setup, move, None)
    if isinstance(changes, Refusal):
        return changes
    told = audience or ALL
    number = sum(1 for inject, _ in state.happened if inject.startswith("written-")) + 1
    open_ = Open(f"written-{number}", "", state.turn, text, told)
    run = working.Run(setup, state)
    run.emit(play.InjectHappened(open_, "facilitator", tuple(changes), told))
    for name, amount in changes:
        working.change_track(run, setup.book.track_index[name], [Cause(amount, "written", open_.inject)], TurnStage.SITUATION)
    return list(run.events)


def _rule(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    refused = _wrong_phase(state, move, Phase.SITUATION, Phase.DECIDE, Phase.ANSWER, Phase.CONFIRM, Phase.ADJUDICATE)
    if refused:
        return refused
    because = clean(move.because, limit=LINE)
    if not because.strip():
        return Refusal("facilitator.reason", {})
    what = move.option("what")
    kinds = tuple(RulingType)
    if what not in kinds:
        return Refusal("move.bad-option", {"key": "what", "value": what, "options": kinds, "near": nearest(what, kinds)})
    about = tuple(part.strip() for part in move.option("about").split(",") if part.strip())
    rule = move.option("rule")
    book = setup.book
    track = move.option("track")
    if track and track not in book.track_index:
        return Refusal("track.unknown", {"track": track, "near": nearest(track, book.track_index)})
    amount = 0
    if what == RulingType.CHANGE:
        index = book.track_index.get(track)
        if index is None:
            return Refusal("track.unknown", {"track": track, "near": None})
        by = _tenths(move.option("by"), book.track_family[index].kind)
        if by is None or by == 0:
            return Refusal("number.bad", {"key": "by", "value": move.option("by"), "lowest": -100, "highest": 100})
        amount = by
        rule = ""
    else:
        known = [*book.rules, *(f"inject:{inject}" for inject in book.injects)]
        if rule not in known:
            return Refusal("ruling.unknown-rule", {"rule": rule, "near": nearest(rule, known)})
    if what == RulingType.DRAW:
        result = move.option("result")
        if result not in ("yes", "no"):
            return Refusal("move.bad-option", {"key": "result", "value": result, "options": ("yes", "no"), "near": None})
        if rule in book.rules and book.rules[rule].chance is None:
            return Refusal("ruling.no-such-draw", {"rule": rule, "about": about})
        amount = 1 if result == "yes" else 0
    return [play.Ruled(Ruling(RulingType(what), rule, about, track, amount, because))]


def _rule_argument(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    refused = _wrong_phase(state, move, Phase.DECIDE, Phase.ANSWER, Phase.CONFIRM, Phase.ADJUDICATE)
    if refused:
        return refused
    argument = state.arguments.get(move.targets[0] if len(move.targets) == 1 else "")
    if argument is None:
        return Refusal("argument.unknown", {"key": ",".join(move.targets), "near": nearest(",".join(move.targets), state.arguments)})
    method = move.option("method")
    methods = tuple(JudgedBy)
    if method not in methods:
        return Refusal("move.bad-option", {"key": "method", "value": method, "options": methods, "near": nearest(method, methods)})
    because = clean(move.because, limit=LINE)
    if not because.strip():
        return Refusal("facilitator.reason", {})
    modifiers: list[tuple[int, str]] = []
    for text in _numbered(move, "mod"):
        number, _, why = text.partition(" ")
        by = _tenths(number, "steps")
        if by is None or abs(by) > 3:
            return Refusal("number.bad", {"key": "mod", "value": number, "lowest": -3, "highest": 3})
        modifiers.append((by, clean(why, limit=LINE)))
    roll: tuple[int, ...] = ()
    if method == JudgedBy.DICE:
        typed = move.option("roll")
        if typed:
            roll = dice_of(typed)
            if not roll:
                return Refusal("dice.bad", {"value": typed})
        else:
            roll = tuple(1 + chance.below(setup.draws, 6, "argument", state.clock, argument.key, die) for die in (1, 2))
        allowed = sum(roll) + sum(by for by, _ in modifiers) >= NEEDED
    else:
        result = move.option("result")
        if result not in ("yes", "no"):
            return Refusal("move.bad-option", {"key": "result", "value": result, "options": ("yes", "no"), "near": None})
        allowed = result == "yes"
    strength = move.option("strength", "100")
    if strength not in STRENGTHS:
        return Refusal("move.bad-option", {"key": "strength", "value": strength, "options": STRENGTHS, "near": None})
    as_move: Move | None = None
    if move.option("as"):
        try:
            as_move = parse_move(f"{argument.actor}: {move.option('as')}")
        except ExerciseError as error:
            return Refusal("argument.as", {"text": str(error)})
        if as_move.kind not in setup.book.kinds:
            return Refusal("move.unknown-kind", {"kind": as_move.kind, "near": nearest(as_move.kind, setup.book.kinds)})
        as_move = normal(setup, as_move)
        refused = _as_refusal(setup, state, as_move)
        if refused:
            return refused
    changes = _changes(setup, move, DIRECT_CHANGES)
    if isinstance(changes, Refusal):
        return changes
    ruled = argument._replace(
        ruled=ArgumentState.ALLOWED if allowed else ArgumentState.FAILED,
        as_move=as_move,
        strength=int(strength),
        changes=tuple(changes),
        method=JudgedBy(method),
        roll=roll,
        modifiers=tuple(modifiers),
        because=because,
    )
    return [play.ArgumentMade(ruled, ALL)]


def dice_of(text: str) -> tuple[int, ...]:
    """Return two dice as they were typed in, as 3+4, 3 4 or 3,4; an empty tuple where they are no two dice."""
    parts = re.split(r"\s*[+, ]\s*", text.strip())
    return tuple(map(int, parts)) if len(parts) == 2 and all(re.fullmatch("[1-6]", part) for part in parts) else ()


def odds_of_dice(modifier: int) -> int:
    """Return the odds, in percent, that two dice with modifiers that sum to this let an argument succeed."""
    wins = sum(1 for one in range(1, 7) for two in range(1, 7) if one + two + modifier >= NEEDED)
    return (wins * 200 + 36) // 72


def _as_refusal(setup: Setup, state: State, move: Move) -> Refusal | None:
    """Return why an argument cannot be worked out as such a move: its targets or modalities do not exist for that kind."""
    kind = setup.book.kinds[move.kind]
    for target in move.targets:
        if target not in setup.book.actors:
            return Refusal("move.bad-target", {"target": target, "kind": move.kind, "near": nearest(target, setup.book.actors)})
    if kind.target is not None and not move.targets:
        return Refusal("move.no-target", {"kind": move.kind})
    for name, value in move.options:
        options = tuple(value for value in kind.modalities.get(name, ()) if value != "self")
        if value not in options and value != move.actor:
            return Refusal("move.bad-option", {"key": name, "value": value, "options": options, "near": nearest(value, options)})
    return None


def _hand(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    given = move.targets[0] if len(move.targets) == 1 else ""
    if given not in setup.seats:
        return Refusal("seat.unknown", {"seat": given, "near": nearest(given, setup.seats)})
    to = move.option("to")
    if to not in tuple(Holder):
        return Refusal("move.bad-option", {"key": "to", "value": to, "options": tuple(Holder), "near": nearest(to, Holder)})
    return [play.SeatTaken(given, Holder(to))]


def _pause(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    yes = move.kind == "pause"
    if state.paused == yes:
        return Refusal("move.paused", {}) if yes else Refusal("move.not-paused", {})
    return [play.Paused(yes, clean(move.because, limit=LINE))]


def _explain(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    level = move.option("level")
    if level not in tuple(Level):
        return Refusal("move.bad-option", {"key": "level", "value": level, "options": tuple(Level), "near": nearest(level, Level)})
    return [play.ExplanationSet(Level(level))]


def _turns(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    because = clean(move.because, limit=LINE)
    if not because.strip():
        return Refusal("facilitator.reason", {})
    count = move.option("count")
    lowest = max(1, state.turn)
    if not count.isdecimal() or len(count) > 4 or not lowest <= int(count) <= 1000:
        return Refusal("number.bad", {"key": "count", "value": count, "lowest": lowest, "highest": 1000})
    return [play.TurnsSet(int(count), because)]


def _end_session(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    if state.phase not in (Phase.SITUATION, Phase.DECIDE, Phase.READ_OUT):
        return Refusal("move.wrong-phase", {"phase": state.phase, "kind": move.kind})
    because = clean(move.because, limit=LINE)
    if not because.strip():
        return Refusal("facilitator.reason", {})
    return [play.TurnsSet(state.turn, because), *working.run_epilogue(setup, state).events]


# --- closing a phase ------------------------------------------------------------------------------------------------------


def _close_phase(setup: Setup, state: State, keep: bool, own: bool) -> Refusal | tuple[tuple[Event, ...], State]:
    if state.paused:
        return Refusal("move.paused", {})
    phase = state.phase
    if phase == Phase.ADJUDICATE:
        run = working.adjudicate(setup, state, keep=keep, own=own)
        run.emit(play.PhaseBegan(run.state.turn, Phase.READ_OUT, run.state.clock))
        return tuple(run.events), run.state
    if phase == Phase.LOBBY or (phase == Phase.READ_OUT and state.turn < state.turns):
        run = working.open_turn(setup, state, keep=keep, own=own)
        return tuple(run.events), run.state
    if phase == Phase.READ_OUT:
        run = working.run_epilogue(setup, state, keep=keep, own=own)
        return tuple(run.events), run.state
    run = working.Run(setup, state, own=own)
    if phase == Phase.SITUATION:
        run.emit(play.PhaseBegan(state.turn, Phase.DECIDE, state.clock))
    elif phase == Phase.DECIDE:
        _close_decide(run)
    elif phase == Phase.ANSWER and any(
        answer.reply == Reply.CHANGE for key, answers in state.answers.items() for answer in answers.values() if key in state.offers
    ):
        run.emit(play.PhaseBegan(state.turn, Phase.CONFIRM, state.clock))
    else:
        run.emit(play.PhaseBegan(state.turn, Phase.ADJUDICATE, state.clock))
    return tuple(run.events), run.state


def _close_decide(run: working.Run) -> None:
    """Pay for the sealed moves and show the offers to those they ask; within one seat consent is given at once."""
    setup = run.setup
    state = run.state
    spent: dict[str, list[Cause]] = {}
    offers: list[Event] = []
    consents: list[Event] = []
    for key in sorted(state.moves):
        move = state.moves[key]
        cost = move_cost(setup, move)
        if cost:
            spent.setdefault(move.actor, []).append(Cause(-cost, "cost", move.kind, (key,), (move.actor,)))
        asked, consulted = working.asked_of(setup, move)
        if not asked and not consulted:
            continue
        mods = mods_of(setup, move)
        offers.append(play.OfferMade(key, asked, consulted, working.parties_of(move, asked, consulted, mods)))
        for actor in asked:
            if setup.seat_of.get(actor) is not None and setup.seat_of.get(actor) == setup.seat_of.get(move.actor):
                consents.append(play.OfferAnswered(key, actor, Answer(Reply.ACCEPT), (actor, move.actor)))
    for actor in sorted(spent):
        working.change_track(run, setup.capital[actor], spent[actor], TurnStage.MOVES)
    for event in (*offers, *consents):
        run.emit(event)
    waiting = any(
        actor not in run.state.answers.get(key, {})
        for key, (asked, consulted) in run.state.offers.items()
        for actor in (*asked, *consulted)
    )
    run.emit(play.PhaseBegan(state.turn, Phase.ANSWER if waiting else Phase.ADJUDICATE, state.clock))


SEAT_VERBS = ("commit", "uncommit", "message", "predict", "note", "weigh")
FACILITATOR_VERBS = (
    "close-phase", "release", "hold", "unhold", "arm", "skip", "reveal", "amend", "write", "rule", "rule-argument", "hand", "pause",
    "resume", "explain", "turns", "end-session",
)  # fmt: skip
VERBS: dict[str, Handler] = {
    "answer": _answer,
    "confirm": _confirm,
    "withdraw": _withdraw,
    "end": _end,
    "signal": _signal,
    "react": _react,
    "argue": _argue,
    "commit": _commit,
    "uncommit": _commit,
    "message": _message,
    "predict": _predict,
    "note": _note,
    "weigh": _weigh,
    "release": _release,
    "hold": _hold,
    "unhold": _hold,
    "skip": _hold,
    "arm": _arm,
    "reveal": _reveal,
    "amend": _amend,
    "write": _write,
    "rule": _rule,
    "rule-argument": _rule_argument,
    "hand": _hand,
    "pause": _pause,
    "resume": _pause,
    "explain": _explain,
    "turns": _turns,
    "end-session": _end_session,
    "close-phase": lambda setup, state, move, seat: Refusal("facilitator.only", {"kind": "close-phase"}),
}
