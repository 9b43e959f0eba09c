"""Injects: reacting to one, and the facilitator's ways of letting them happen, keeping them back, telling of them and writing them."""

from __future__ import annotations

from exercise.engine.adjudicate import Run, change_track, choosers, inject_turn, release
from exercise.engine.decide.asking import Verdict, hears, wrong_phase
from exercise.engine.decide.changes import direct_changes
from exercise.engine.setup import Setup
from exercise.errors import nearest
from exercise.model import play
from exercise.model.play import ALL, Audience, Cause, Due, Event, Move, Open, Refusal, State
from exercise.model.text import clean
from exercise.model.vocabulary import (
    TEXT,
    Phase,
    TurnStage,
)


def react(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Choose how an actor reacts to an inject of this turn."""
    refused = wrong_phase(state, move, Phase.SITUATION, Phase.DECIDE)
    if refused:
        return refused
    inject_id = move.targets[0] if len(move.targets) == 1 else ""
    subject = move.option("subject")
    heard = [open_ for open_ in state.opened if hears(setup, move.actor, open_.audience)]
    found = [open_ for open_ in heard if open_.inject == inject_id and (not subject or open_.subject == subject)]
    if not found:
        return Refusal("inject.unknown", {"inject": inject_id, "near": nearest(inject_id, [open_.inject for open_ in heard])})
    open_ = found[0]
    inject = setup.book.injects.get(inject_id)
    if inject is None or inject.reaction is None or move.actor not in choosers(setup, inject.reaction, open_.subject):
        return Refusal("inject.not-asked", {"inject": inject_id, "actor": move.actor})
    options = tuple(choice.id for choice in inject.reaction.choices)
    choice = move.option("choice")
    if choice not in options:
        return Refusal("inject.no-choice", {"choice": choice, "options": options, "near": nearest(choice, options)})
    return [play.Reacted(inject_id, open_.subject, move.actor, choice, (move.actor,))]


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


def release_inject(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Let an inject happen now."""
    refused = wrong_phase(state, move, Phase.SITUATION, Phase.DECIDE, Phase.ANSWER, Phase.CONFIRM)
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
    return list(release(setup, state, inject_id, subject, audience).events)


def hold(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
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
    missed = inject.id in state.held and 1 <= inject_turn(setup, inject) <= state.turn
    if missed and not waits and place not in state.happened:
        events.append(play.InjectScheduled(Due(*place, state.turn + 1, "facilitator")))
    return events


def arm(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Schedule an inject for a later turn."""
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


def reveal(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Tell everyone of an inject that some alone had heard of."""
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


def write(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Let something happen that the scenario does not have."""
    refused = wrong_phase(state, move, Phase.SITUATION, Phase.DECIDE, Phase.ANSWER, Phase.CONFIRM)
    if refused:
        return refused
    text = clean(move.option("text"), multiline=True, limit=TEXT)
    if not text.strip():
        return Refusal("text.empty", {"what": "inject"})
    audience = _audience_to(setup, move.option("to"))
    if isinstance(audience, Refusal):
        return audience
    changes = direct_changes(setup, move, None)
    if isinstance(changes, Refusal):
        return changes
    told = audience or ALL
    number = sum(1 for inject, _ in state.happened if inject.startswith("written-")) + 1
    open_ = Open(f"written-{number}", "", state.turn, text, told)
    run = Run(setup, state)
    run.emit(play.InjectHappened(open_, "facilitator", tuple(changes), told))
    for name, amount in changes:
        change_track(run, setup.book.track_index[name], [Cause(amount, "written", open_.inject)], TurnStage.SITUATION)
    return list(run.events)
