"""What a move is expected to bring, as far as one seat can know: `preview` for people, `forecast` for those who weigh many moves.

Both work on what a `View` holds and never on the session's draws; everyone else is taken to hold still.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from exercise.engine.adjudicate import NotedDraws, Run, acts_of, adjudicate, asked_of, span_turns
from exercise.engine.legal import ground_of, move_cost, normal, order_refusal, shape_refusal
from exercise.engine.setup import Setup
from exercise.model import play
from exercise.model.play import Act, Cause, Chance, Expected, Move, Preview, Programme, Refusal, State, View
from exercise.model.vocabulary import ProgrammeState, Reply
from exercise.rules import interpret
from exercise.rules.rulebook import Ground, Out, never_drawn

Change = tuple[int, tuple[Cause, ...]]
_new = tuple.__new__
"""Makes a named tuple from all its fields at half the price of a call by name."""


class MovePreview(NamedTuple):
    """What one move adds: its changes this half-year, later ones, and those of each half-year that its programme runs."""

    now: tuple[tuple[int, int], ...]
    """(track, amount)."""
    later: tuple[tuple[int, int, int], ...]
    """(track, amount, in how many half-years)."""
    running: tuple[tuple[int, int], ...]
    """(track, amount) each half-year, the first included."""
    lasts: int
    """Half-years for which `running` holds; 0 without a programme."""
    injects: tuple[tuple[str, str], ...]


def forecast(setup: Setup, state: State, move: Move, reply: str = "accept", *, ground: Ground | None = None) -> MovePreview:
    """Return what one order adds by itself: the effects of its own rules and of the programme it opens, and nothing else.

    Args:
        setup: The rulebook at its table.
        state: A view's state.
        move: An order of a kind that exists.
        reply: How those asked are taken to answer: accept or decline.
        ground: What rules read of `state`, where the caller has it already.
    """
    book = setup.book
    ground = ground or ground_of(setup, state)
    acts = acts_of(setup, state, move, reply)
    out = Out()
    functions = book.move_functions(move.kind)
    for act in acts:
        for function in functions:
            function(ground, act, out)
    now: dict[int, int] = {}
    later: list[tuple[int, int, int]] = []
    _gather(setup, out, now, later)
    running: dict[int, int] = {}
    lasts = 0
    for act in acts if book.kinds[move.kind].programme is not None else ():
        programme = programme_of(setup, state, act)
        if programme is None:
            continue
        lasts = max(lasts, programme.lasts)
        own = Out()
        alone = Ground(state.tracks, state.watches, state.turn, state.clock, (), (programme,), (), (), never_drawn)
        for stage_function in book.programme_functions(act.kind):
            stage_function(alone, own)
        _gather(setup, own, running, later)
    injects = tuple(sorted({(inject, subject) for inject, subject, _, _, _ in out.injects})) if out.injects else ()
    return MovePreview(tuple(now.items()), tuple(later), tuple(running.items()), lasts, injects)


def _gather(setup: Setup, out: Out, now: dict[int, int], later: list[tuple[int, int, int]]) -> None:
    for track, amount, _, _, after, fading in out.changes:
        if after:
            later.append((track, amount, after))
        else:
            now[track] = now.get(track, 0) + amount
            if fading:
                later.append((track, -amount, fading))
    for track, direction, _, _ in out.steps:
        now[track] = now.get(track, 0) + (direction if setup.book.track_family[track].kind == "steps" else direction * 10)


def programme_of(setup: Setup, state: State, act: Act) -> Programme | None:
    """Return the programme that an accepted act opens, or None."""
    terms = setup.book.kinds[act.kind].programme
    if terms is None or act.outcome != "accepted":
        return None
    lasts = terms.lasts if terms.lasts != "span" else span_turns(setup, act.mods)
    key, kind, actor, targets, mods, _, objectors, endorsers, strength, audience, _ = act
    return _new(Programme, (
        f"{key}@{state.turn}", kind, actor, targets, mods, 0, lasts * setup.halves, terms.upkeep * 10, strength,
        objectors, endorsers, audience, False, "running",
    ))  # fmt: skip


# --- for people -----------------------------------------------------------------------------------------------------------


class Imagined(NamedTuple):
    """One imagined turn: the causes of every change, what is still to come, and the odds met on the way."""

    changes: dict[int, dict[tuple[str, str, tuple[str, ...]], int]]
    later: dict[tuple[int, int], dict[tuple[str, str, tuple[str, ...]], int]]
    odds: dict[tuple[str, tuple[str, ...]], tuple[int, tuple[tuple[int, str], ...]]]
    injects: frozenset[tuple[str, str]]


def imagine(setup: Setup, state: State, assume: Mapping[str, str], default: str = "accept") -> Imagined:
    """Return the turn as a seat can imagine it: its own sealed moves and what it knows of, nobody else doing anything."""
    odds = NotedDraws()
    run = adjudicate(setup, state, odds=odds, assume=assume, default=default)
    return _imagined(run, state.clock, odds)


def _imagined(run: Run, clock: int, odds: NotedDraws) -> Imagined:
    changes: dict[int, dict[tuple[str, str, tuple[str, ...]], int]] = {}
    later: dict[tuple[int, int], dict[tuple[str, str, tuple[str, ...]], int]] = {}
    injects: set[tuple[str, str]] = set()
    for event in run.events:
        if type(event) is play.TrackChanged:
            found = changes.setdefault(event.track, {})
            for cause in event.causes:
                place = (cause.source, cause.id, cause.about)
                found[place] = found.get(place, 0) + cause.amount
        elif type(event) is play.EffectDelayed:
            item = event.pending
            found = later.setdefault((item.track, item.due - clock), {})
            place = (item.cause.source, item.cause.id, item.cause.about)
            found[place] = found.get(place, 0) + item.cause.amount
        elif type(event) is play.InjectScheduled:
            injects.add((event.due.inject, event.due.subject))
    return Imagined(changes, later, dict(odds.noted), frozenset(injects))


def _difference(setup: Setup, view: View, without: Imagined, with_: Imagined) -> tuple[tuple[Expected, ...], tuple[Expected, ...]]:
    now: list[Expected] = []
    for track in sorted(set(without.changes) | set(with_.changes)):
        found = _expected(setup, view, track, 0, without.changes.get(track, {}), with_.changes.get(track, {}))
        if found is not None:
            now.append(found)
    later: list[Expected] = []
    for track, due in sorted(set(without.later) | set(with_.later)):
        found = _expected(setup, view, track, due, without.later.get((track, due), {}), with_.later.get((track, due), {}))
        if found is not None:
            later.append(found)
    return tuple(now), tuple(later)


def _expected(
    setup: Setup,
    view: View,
    track: int,
    later: int,
    without: dict[tuple[str, str, tuple[str, ...]], int],
    with_: dict[tuple[str, str, tuple[str, ...]], int],
) -> Expected | None:
    causes: list[Cause] = []
    weaker: list[tuple[Cause, str]] = []
    change = 0
    for place in sorted(set(without) | set(with_)):
        before, after = without.get(place, 0), with_.get(place, 0)
        amount = after - before
        if amount:
            change += amount
            causes.append(Cause(amount, *place))
            if before * amount < 0 <= before * after:
                weaker.append((causes[-1], "less" if after else "gone"))
    if not causes:
        return None
    causes.sort(key=lambda cause: (-abs(cause.amount), cause))
    return Expected(
        track, setup.book.track_names[track], view.state.tracks[track], change, tuple(causes), later, view.knows[track], tuple(weaker)
    )


def _chances(without: Imagined, with_: Imagined) -> tuple[Chance, ...]:
    found: list[Chance] = []
    for place in sorted(with_.odds):
        odds, lines = with_.odds[place]
        before = without.odds.get(place)
        if odds and (before is None or before[0] != odds):
            found.append(Chance(place[0], place[1], odds, None if before is None else before[0], lines))
    return tuple(found)


def _without(state: State, key: str) -> State:
    if key not in state.moves:
        return state
    bare = state.copy()
    del bare.moves[key]
    return bare


def preview(setup: Setup, view: View, move: Move) -> Preview:
    """Return what a move of this seat is expected to bring: an order, an answer to an offer, a reaction, or ending a programme.

    For an order that needs consent `changes` hold if all asked accept, `declined` if they do not; for an answer, the two stand for
    accepting and declining whatever the move says. Other verbs have no consequences of their own.
    """
    if move.kind == "answer":
        return _preview_answer(setup, view, move)
    if move.kind == "react":
        return _preview_reaction(setup, view, move)
    if move.kind == "end":
        return _preview_end(setup, view, move)
    if move.kind not in setup.book.kinds:
        return Preview(move, None, 0)
    if move.kind not in setup.kinds_of(move.actor):
        return Preview(move, Refusal("move.not-open", {"kind": move.kind, "actor": move.actor}), 0)
    move = normal(setup, move)
    malformed = shape_refusal(setup, move)
    if malformed is not None:
        return Preview(move, malformed, 0)
    state = _without(view.state, move.key)
    refusal = order_refusal(setup, state, move)
    asked, consulted = asked_of(setup, move)
    base = _memo(setup, view, state, move.key)
    placed = state.copy()
    placed.moves[move.key] = move
    with_ = imagine(setup, placed, {move.key: "accept"})
    changes, later = _difference(setup, view, base, with_)
    declined: tuple[Expected, ...] = ()
    if asked:
        without = imagine(setup, placed, {move.key: "decline"})
        declined = _difference(setup, view, base, without)[0]
    return Preview(
        move,
        refusal,
        move_cost(setup, move),
        changes,
        later,
        _chances(base, with_),
        tuple(sorted(with_.injects - base.injects)),
        declined,
        not_known(setup, view, placed, changes),
        asked,
        consulted,
    )


def _memo(setup: Setup, view: View, state: State, key: str) -> Imagined:
    """Return the imagined turn without the move in question, cached with the view."""
    place = ("base", key if key in view.state.moves else "")
    if place not in view.memo:
        view.memo[place] = imagine(setup, state, {})
    found: Imagined = view.memo[place]
    return found


def _preview_answer(setup: Setup, view: View, move: Move) -> Preview:
    key = move.targets[0] if len(move.targets) == 1 else ""
    state = view.state
    if key not in state.offers or key not in state.moves:
        return Preview(move, Refusal("move.no-such", {"key": key, "what": "offer", "near": None}), 0)
    offered = state.moves[key]
    asked, consulted = state.offers[key]
    base = imagine(setup, _without(state, key), {})
    agreed = state.copy()
    changes = tuple(pair for pair in move.options if pair[0] not in ("reply", "publish"))
    if changes:
        agreed.moves[key] = offered._replace(options=tuple(sorted({**dict(offered.options), **dict(changes)}.items())))
    agreed.answers.pop(key, None)
    refused = state.copy()
    refused.answers.pop(key, None)
    if move.actor in asked:
        with_ = imagine(setup, agreed, {key: "accept"})
        without = imagine(setup, refused, {key: "decline"})
    else:
        agreed.answers[key] = {move.actor: play.Answer(Reply.NO_OBJECTION)}
        refused.answers[key] = {move.actor: play.Answer(Reply.OBJECT)}
        with_ = imagine(setup, agreed, {key: "accept"})
        without = imagine(setup, refused, {key: "accept"})
    gained, later = _difference(setup, view, base, with_)
    declined = _difference(setup, view, base, without)[0]
    return Preview(
        move, None, 0, gained, later, _chances(base, with_), tuple(sorted(with_.injects - base.injects)), declined,
        not_known(setup, view, agreed, gained), asked, consulted,
    )  # fmt: skip


def _preview_reaction(setup: Setup, view: View, move: Move) -> Preview:
    inject = move.targets[0] if len(move.targets) == 1 else ""
    state = view.state
    subjects = [open_.subject for open_ in state.opened if open_.inject == inject]
    if not subjects:
        return Preview(move, Refusal("inject.unknown", {"inject": inject, "near": None}), 0)
    place = (inject, move.option("subject") or subjects[0], move.actor)
    bare = state.copy()
    bare.reactions[place] = ""
    chosen = state.copy()
    chosen.reactions[place] = move.option("choice")
    base, with_ = imagine(setup, bare, {}), imagine(setup, chosen, {})
    changes, later = _difference(setup, view, base, with_)
    return Preview(
        move, None, 0, changes, later, _chances(base, with_), tuple(sorted(with_.injects - base.injects)), (),
        not_known(setup, view, chosen, changes),
    )  # fmt: skip


def _preview_end(setup: Setup, view: View, move: Move) -> Preview:
    key = move.targets[0] if len(move.targets) == 1 else ""
    state = view.state
    if key not in state.programmes:
        return Preview(move, Refusal("move.no-such", {"key": key, "what": "programme", "near": None}), 0)
    ended = state.copy()
    ended.ended = (*ended.ended, ended.programmes.pop(key)._replace(how=ProgrammeState.BROKEN))
    base, with_ = imagine(setup, state, {}), imagine(setup, ended, {})
    changes, later = _difference(setup, view, base, with_)
    return Preview(move, None, 0, changes, later, _chances(base, with_), tuple(sorted(with_.injects - base.injects)))


def not_known(setup: Setup, view: View, state: State, changes: tuple[Expected, ...]) -> tuple[str, ...]:
    """Return the tracks on which expected changes rest and which the seat does not see exactly, in the rulebook's order."""
    if view.lifted:
        return ()
    wanted = {(cause.id, cause.about) for expected in changes for cause in expected.causes if cause.source == "rule"}
    unseen = {expected.track for expected in changes if expected.knows < 2}
    if wanted:
        acts = tuple(act for key in sorted(state.moves) for act in acts_of(setup, state, state.moves[key], "accept"))
        read = interpret.tracks_read(setup.book, ground_of(setup, state, acts), acts, wanted)
        unseen.update(track for track in read if view.knows[track] < 2)
    return tuple(setup.book.track_names[track] for track in sorted(unseen))
