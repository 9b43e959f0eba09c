"""Injects: which are due as a turn opens, what happens with one, who must choose how to react."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exercise.engine.adjudicate.run import Run
from exercise.engine.adjudicate.settle import settle
from exercise.engine.setup import MONTHS_A_HALF_YEAR, Setup
from exercise.model import play
from exercise.model.play import ALL, Audience, Open, State
from exercise.model.vocabulary import TurnStage
from exercise.rules.rulebook import Ground, Out

if TYPE_CHECKING:
    from exercise.model.scenario import Inject, Reaction


def choosers(setup: Setup, reaction: Reaction, subject: str) -> tuple[str, ...]:
    """Return who must choose how to react to an inject."""
    if reaction.by == "subject":
        return (subject,) if subject else ()
    return setup.book.sets.get(reaction.by, (reaction.by,))


def inject_turn(setup: Setup, inject: Inject) -> int:
    """Return the turn in whose months an inject's date lies; 0 when it has no date."""
    if inject.date is None:
        return 0
    start = setup.book.scenario.head.start
    months = (int(inject.date[:4]) - int(start[:4])) * 12 + int(inject.date[5:]) - int(start[5:])
    return months // (MONTHS_A_HALF_YEAR * setup.halves) + 1


def _injects_by_turn(setup: Setup) -> dict[int, list[Inject]]:
    """Return the injects that have a date by their turn, and under 0 those that wait for a condition."""
    found: dict[int, list[Inject]] = {0: []}
    for inject in setup.book.injects.values():
        if inject.date is not None:
            # One that was dated before the start comes in no turn, and turn 0 is never asked for by number.
            found.setdefault(inject_turn(setup, inject) or -1, []).append(inject)
        elif inject.when:
            found[0].append(inject)
    return found


def due_injects(run: Run, ground: Ground) -> list[tuple[str, str, str, Audience]]:
    """Return (inject, subject, cause, audience) of all that happens as a turn opens, sorted."""
    setup = run.setup
    book = setup.book
    state = run.state
    due: dict[tuple[str, str], tuple[str, Audience]] = {}
    for item in state.due:
        if item.turn <= state.turn and item.inject not in state.held:
            due[(item.inject, item.subject)] = (item.cause, item.audience)
    injects = setup.cache.injects
    if not injects:
        injects.update(_injects_by_turn(setup))
    for inject in injects.get(state.turn, ()):
        place = (inject.id, inject.of or "")
        if inject.id not in state.held and place not in state.happened:
            due.setdefault(place, ("date", ()))
    for inject in injects[0]:
        if inject.id in state.held:
            continue
        ready = book.inject_ready(inject.id)
        subjects = book.sets.get(inject.subject, (inject.subject,)) if inject.subject else ("",)
        for subject in subjects:
            if inject.once and (inject.id, subject) in state.happened:
                continue
            if ready(ground, subject) and (
                inject.chance is None
                or ground.draw(f"inject:{inject.id}", (subject,) if subject else (), inject.chance, ((inject.chance, "chance"),))
            ):
                due.setdefault((inject.id, subject), ("condition", ()))
    return [(inject, subject, cause, audience) for (inject, subject), (cause, audience) in sorted(due.items())]


def happen(run: Run, ground: Ground, inject_id: str, subject: str, cause: str, audience: Audience, out: Out) -> None:
    """Let an inject happen: tell those it is for, and add its effects to those of the situation."""
    book = run.setup.book
    inject = book.injects[inject_id]
    told = audience or inject.audience
    run.emit(play.InjectHappened(Open(inject_id, subject, run.state.turn, "", told), cause, (), told))
    if told != ALL:
        # Its changes are seen as far as their tracks are; what they come from, by those alone who heard of it.
        run.secret[f"inject:{inject_id}"] = told
    if inject.then:
        book.inject_function(inject_id)(ground, subject, out)


def add_reactions(run: Run, ground: Ground, out: Out) -> None:
    """Add what follows from how actors reacted to the injects of the turn; who has not chosen takes the first choice."""
    book = run.setup.book
    for open_ in run.state.opened:
        inject = book.injects.get(open_.inject)
        if inject is None or inject.reaction is None:
            continue
        for actor in choosers(run.setup, inject.reaction, open_.subject):
            choice = run.state.reactions.get((open_.inject, open_.subject, actor), inject.reaction.choices[0].id)
            if choice:
                book.reaction_function(open_.inject, choice)(ground, open_.subject, actor, out)


def release(setup: Setup, state: State, inject: str, subject: str, audience: Audience) -> Run:
    """Return an inject released by hand: it happens now, and its effects with it."""
    run = Run(setup, state)
    out = Out()
    happen(run, run.ground(), inject, subject, "facilitator", audience, out)
    settle(run, TurnStage.SITUATION, out)
    return run
