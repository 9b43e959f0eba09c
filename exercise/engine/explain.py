"""Why a track changed, what would have changed it, and what became of a seat's own moves.

Works on events as a seat may see them (`exercise.engine.view.seen`) and on a view's state, so that it tells nobody more than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from exercise.engine.adjudicate import NotedDraws, adjudicate, asked_of, choosers
from exercise.engine.legal import mods_of, normal, order_refusal, shape_refusal
from exercise.engine.preview import imagine
from exercise.engine.setup import Setup
from exercise.model import play
from exercise.model.play import Act, Cause, Event, Move, State, View
from exercise.model.refs import CauseId
from exercise.model.vocabulary import MoveOutcome, Reply

CHOICE = "choice"
"""The modality of a reaction that could have been another."""


class Total(NamedTuple):
    """What became of one track over a turn: its causes, over all stages, sum to after - before where the track is known exactly."""

    track: int
    name: str
    before: int
    after: int
    causes: tuple[Cause, ...]
    knows: int
    band_before: str = ""
    band_after: str = ""
    ruled: int | None = None
    """Where it would stand by the rules alone, when a ruling changed it."""


class Alternative(NamedTuple):
    """One thing done differently and where a track would then stand: one modality, one reaction, or a move not made."""

    move: Move
    """The order, or the reaction that was not chosen."""
    modality: str
    """Empty for the move not made, CHOICE for a reaction."""
    value: str
    recorded: int
    after: int


def totals(setup: Setup, events: Iterable[Event], knows: Sequence[int]) -> tuple[Total, ...]:
    """Return one total for each track that changed, in the rulebook's order."""
    found: dict[int, list[play.TrackChanged]] = {}
    for event in events:
        if type(event) is play.TrackChanged:
            found.setdefault(event.track, []).append(event)
    return tuple(_total(setup, track, found[track], knows[track]) for track in sorted(found))


def _total(setup: Setup, track: int, changes: list[play.TrackChanged], known: int) -> Total:
    sums: dict[Cause, int] = {}
    for change in changes:
        for cause in change.causes:
            place = cause._replace(amount=0)
            sums[place] = sums.get(place, 0) + cause.amount
    causes = sorted(
        (place._replace(amount=amount) for place, amount in sums.items() if amount), key=lambda cause: (-abs(cause.amount), cause)
    )
    before, after = changes[0].before, changes[-1].after
    ruled = None
    if any(change.ruled is not None for change in changes):
        ruled = after + sum(change.ruled - change.after for change in changes if change.ruled is not None)
    return Total(track, changes[0].name, before, after, tuple(causes), known, setup.band(track, before), setup.band(track, after), ruled)


class Dealt(NamedTuple):
    """What became of a move that a seat made or was asked about, as far as it may know."""

    key: str
    """The order's key; where those asked agreed to different terms, one order became several acts."""
    act: Act
    """The move as it entered adjudication."""
    offered: Mapping[str, str]
    """Its modalities as they were ordered; empty where the seat does not know."""
    answers: tuple[tuple[str, play.Answer], ...]
    """Who answered, and how, in the order of the answers."""
    agreed: play.Agreed | None
    """What its maker said of the changes asked for; None where none were, or it is not known."""
    brought: tuple[tuple[str, int, int], ...]
    """(track, its index, amount) of the changes of the turn that name it as their cause, the greatest first."""
    is_offer: bool = False
    """Whether anybody had to agree to it."""


def dealt(
    setup: Setup, actors: Sequence[str], before: State, events: Sequence[Event], acts: Sequence[Act], changes: Sequence[Total]
) -> tuple[Dealt, ...]:
    """Return what became of the moves of a turn that some actors made or were asked about.

    Args:
        setup: The rulebook at its table.
        actors: Whose moves are told.
        before: The seat's view of the state when the moves were closed.
        events: The events of the turn up to its adjudication, as the seat may see them.
        acts: The moves as they entered adjudication, as far as it knows.
        changes: What the turn changed, as it knows it.
    """
    answers: dict[str, dict[str, play.Answer]] = {}
    confirmed: dict[str, play.Agreed] = {}
    for event in events:
        if isinstance(event, play.OfferAnswered):
            answers.setdefault(event.key, {})[event.actor] = event.answer
        elif isinstance(event, play.OfferConfirmed):
            confirmed[event.key] = agreed(setup, before, event, acts)
    found: list[Dealt] = []
    for act in acts:
        # Where those asked agreed to different terms, a move became several acts, each for some of its targets.
        key = next((key for key, move in before.moves.items() if _part_of(act, move)), act.key)
        said = answers.get(key, {})
        if act.actor not in actors and not any(actor in said for actor in actors):
            continue
        move = before.moves.get(key)
        offered = mods_of(setup, move) if move is not None else {}
        brought = []
        for total in changes:
            amount = sum(cause.amount for cause in total.causes if any(_is_of(name, act.key) for name in cause.about))
            if amount and total.knows == 2 and total.track not in setup.capital.values():
                brought.append((total.name, total.track, amount))
        brought.sort(key=lambda one: (-abs(one[2]), one[0]))
        is_offer = bool(said) or (move is not None and bool(asked_of(setup, move)[0]))
        found.append(Dealt(key, act, offered, tuple(said.items()), confirmed.get(key), tuple(brought), is_offer))
    found.sort(key=lambda one: one.act.actor not in actors)
    return tuple(found)


class Kept(NamedTuple):
    """What one's own move promised for a track when decisions closed, what came, and what came between."""

    track: int
    name: str
    promised: int
    """By how much the move alone was to change it."""
    foreseen: int
    """By how much it was to change in all, as far as the seat could see, with the offers that it agreed to."""
    came: int
    """By how much it changed; `foreseen` and the amounts of `between` sum to it."""
    between: tuple[Cause, ...]
    """What was not foreseen, or foreseen otherwise, with the difference that it made, the greatest first."""
    own: int
    """What the move's own rules did otherwise than foreseen."""
    bands: tuple[str, str] = ("", "")
    """For a track of which the seat sees the band alone: before and after. `foreseen`, `came` and the rest are then not known."""


def agreed_to(actors: Sequence[str], before: State, acts: Sequence[Act]) -> tuple[Move, ...]:
    """Return the offers of others that some actors agreed to and that came about, on the terms that they saw when they answered.

    Who was asked and let an offer stand agreed to it too, on the terms offered.

    Args:
        actors: Who answered.
        before: The seat's view of the state when the moves were closed.
        acts: The moves as they entered adjudication, as far as it knows.
    """
    found: list[Move] = []
    for key, (asked, consulted) in sorted(before.offers.items()):
        move, answers = before.moves.get(key), before.answers.get(key, {})
        made = [act for act in acts if act.outcome == MoveOutcome.ACCEPTED and move is not None and _part_of(act, move)]
        if move is None or move.actor in actors or not made:
            continue
        said = [
            answers[actor]
            for actor in actors
            if actor in answers and answers[actor].reply in (Reply.ACCEPT, Reply.CHANGE, Reply.NO_OBJECTION)
        ]
        bound = {target for act in made for target in act.targets}
        silent = [
            actor for actor in (*asked, *consulted)
            if actor in actors and actor not in answers and (actor in bound or actor not in move.targets)
        ]  # fmt: skip
        if said or silent:
            wanted = {name: value for answer in said for name, value in answer.changes}
            found.append(move._replace(options=tuple(sorted({**dict(move.options), **wanted}.items()))))
    return tuple(found)


def kept(setup: Setup, decided: View, changes: Sequence[Total], agreed_to: Iterable[Move] = ()) -> dict[str, tuple[Kept, ...]]:
    """Return for each of a seat's orders, by key, its promises that the seat can check; what its rules brought unforeseen is among them.

    Args:
        setup: The rulebook at its table.
        decided: The seat's view when decisions closed.
        changes: What the turn changed, as the seat knows it.
        agreed_to: Offers of others that it agreed to afterwards; what their forecasts said is foreseen too.
    """
    known = decided.state.copy()
    known.moves.update((move.key, move) for move in agreed_to)
    with_ = imagine(setup, known, {})
    actual = {total.track: {_place(cause): cause.amount for cause in total.causes} for total in changes}
    totals = {total.track: total for total in changes}
    found: dict[str, tuple[Kept, ...]] = {}
    for key, move in sorted(decided.state.moves.items()):
        if move.actor not in decided.actors:
            continue
        bare = known.copy()
        del bare.moves[key]
        base = imagine(setup, bare, {})
        lines = []
        for track in sorted({*with_.changes, *base.changes, *actual}):
            if not decided.knows[track] or track in setup.capital.values():
                continue
            foreseen, came = with_.changes.get(track, {}), actual.get(track, {})
            promised = sum(foreseen.values()) - sum(base.changes.get(track, {}).values())
            if decided.knows[track] < 2:
                if promised:
                    band, total = setup.band(track, decided.state.tracks[track]), totals.get(track)
                    bands = (total.band_before, total.band_after) if total else (band, band)
                    lines.append(Kept(track, setup.book.track_names[track], promised, 0, 0, (), 0, bands))
                continue
            between = [Cause(came.get(place, 0) - foreseen.get(place, 0), *place) for place in sorted({*foreseen, *came})]
            between = sorted((cause for cause in between if cause.amount), key=lambda cause: (-abs(cause.amount), cause))
            own = sum(cause.amount for cause in between if any(_is_of(name, key) for name in cause.about))
            if promised or own:
                in_all = sum(foreseen.values()), sum(came.values())
                lines.append(Kept(track, setup.book.track_names[track], promised, *in_all, tuple(between), own))
        lines.sort(key=lambda one: (-abs(one.promised), one.name))
        found[key] = tuple(lines)
    return found


def _place(cause: Cause) -> tuple[str, str, tuple[str, ...]]:
    return (cause.source, cause.id, cause.about)


def agreed(setup: Setup, before: State, event: play.OfferConfirmed, acts: Iterable[Act]) -> play.Agreed:
    """Return who asked for which change of an offer, and what its maker said to that.

    Args:
        setup: The rulebook at its table.
        before: The reader's view of the state before the offer was confirmed.
        event: The confirmation.
        acts: The moves of the turn as they entered adjudication, as far as the reader knows them.
    """
    move = before.moves.get(event.key)
    if move is None:
        return play.Agreed(event.key, event.yes, (), ())
    offered = mods_of(setup, move)
    wishes = tuple(
        (actor, tuple((name, offered.get(name, ""), value) for name, value in answer.changes))
        for actor, answer in before.answers.get(event.key, {}).items()
        if answer.reply == Reply.CHANGE
    )
    terms: dict[str, tuple[str, str, str]] = {}
    if event.yes and not wishes:
        for act in acts:
            if act.outcome == MoveOutcome.ACCEPTED and _part_of(act, move):
                terms |= {name: (name, offered[name], value) for name, value in act.mods.items() if offered.get(name, value) != value}
    return play.Agreed(event.key, event.yes, wishes, tuple(terms[name] for name in sorted(terms)))


def _part_of(act: Act, move: Move) -> bool:
    return (act.actor, act.kind) == (move.actor, move.kind) and set(act.targets) <= set(move.targets)


def is_by(cause: Cause, key: str) -> bool:
    """Return whether a cause is a move or an argument itself, or is about it."""
    return cause.id == key or any(_is_of(name, key) for name in cause.about)


def _is_of(name: str, key: str) -> bool:
    return name == key or name.startswith(f"{key}@")


def variants(setup: Setup, move: Move) -> tuple[tuple[str, str, Move], ...]:
    """Return every order that differs in one modality, as (modality, value, move)."""
    kind = setup.book.kinds[move.kind]
    mods = mods_of(setup, move)
    found: list[tuple[str, str, Move]] = []
    for name in sorted(kind.modalities, key=lambda name: (setup.book.modalities[name].order, name)):
        for option in kind.modalities[name]:
            value = move.actor if option == "self" else option
            if value == mods[name]:
                continue
            other = normal(setup, move._replace(options=tuple(sorted({**dict(move.options), name: value}.items()))))
            if shape_refusal(setup, other) is None:
                found.append((name, value, other))
    return tuple(found)


def decision_key(move: Move) -> str:
    """Return the key of a decision within its turn: a move's key, for a reaction with whom the event is about."""
    subject = move.option("subject") if move.kind == "react" else ""
    return f"{move.key}/{subject}" if subject else move.key


def moves_behind(setup: Setup, state: State, total: Total) -> tuple[Move, ...]:
    """Return the orders of the turn that had a part in a change, sorted by key; none where the part came through drift alone."""
    named = {name for cause in total.causes for name in cause.about}
    found: list[Move] = []
    for key in sorted(state.moves):
        move = state.moves[key]
        opened = f"{key}@{state.turn}"
        if key in named or opened in named or any(name.startswith(f"{move.actor}/{move.kind}/") for name in named):
            found.append(move)
    return tuple(found)


def reactions_behind(setup: Setup, state: State, total: Total, actors: Sequence[str]) -> dict[tuple[str, str, str], str]:
    """Return what was chosen at the turn's events, by (inject, subject, actor): by some actors, and by whomever a change names.

    Args:
        setup: The rulebook at its table.
        state: The state before adjudication, or a view's.
        total: What the track did.
        actors: Those whose every reaction counts, whether it had a part in the change or not.
    """
    named: dict[tuple[str, str, str], str] = {}
    for cause in total.causes:
        if cause.source == "choice" and cause.about:
            # Who chose stands last, after whom the event is about where it is about anybody.
            chosen = CauseId.of(cause.id, cause.source)
            named[chosen.id, cause.about[0] if len(cause.about) > 1 else "", cause.about[-1]] = chosen.choice
    found: dict[tuple[str, str, str], str] = {}
    for opened in state.opened:
        inject_of = setup.book.injects.get(opened.inject)
        if inject_of is None or inject_of.reaction is None:
            continue
        for actor in choosers(setup, inject_of.reaction, opened.subject):
            place = (opened.inject, opened.subject, actor)
            if place in named or actor in actors:
                # Silence takes the first choice.
                found[place] = named.get(place) or state.reactions.get(place, inject_of.reaction.choices[0].id)
    return found


def instead(
    setup: Setup,
    state: State,
    decided: State,
    total: Total,
    moves: Iterable[Move],
    reactions: Mapping[tuple[str, str, str], str],
    *,
    lifted: bool,
) -> tuple[Alternative, ...]:
    """Return where a track would stand after the turn, had one move or reaction been another, or not made; only what was possible.

    Args:
        setup: The rulebook at its table.
        state: The state before adjudication: the true one when `lifted`, else a view's with the moves that the seat has since seen.
        decided: The state at the end of the decide phase, or a view's: what was possible is judged by it.
        total: What the track did.
        moves: The orders to vary.
        reactions: The choices at events to vary, as `reactions_behind` gives them.
        lifted: Whether the session's own draws may be used; otherwise chance is left out on both sides.
    """

    def after(changed: State) -> int:
        if lifted:
            return adjudicate(setup, changed, keep=False).state.tracks[total.track]
        return adjudicate(setup, changed, keep=False, odds=NotedDraws(), assume={}, default="accept").state.tracks[total.track]

    if reactions:
        state = state.copy()
        state.reactions.update(reactions)
    as_was = after(state)
    lowest, highest = setup.book.lowest[total.track], setup.book.highest[total.track]
    found: list[Alternative] = []
    for move in moves:
        before = decided.copy()
        before.moves.pop(move.key, None)
        for modality, value, other in (*variants(setup, move), ("", "", None)):
            if other is not None and order_refusal(setup, before, other, placed=False) is not None:
                continue
            changed = state.copy()
            if other is None:
                del changed.moves[move.key]
            else:
                changed.moves[move.key] = other
            reached = after(changed)
            if reached != as_was:
                shown = min(max(total.after + reached - as_was, lowest), highest)
                found.append(Alternative(other or move, modality, value, total.after, shown))
    for (inject, subject, actor), chosen in sorted(reactions.items()):
        reaction = setup.book.injects[inject].reaction
        for choice in reaction.choices if reaction is not None else ():
            if choice.id == chosen:
                continue
            changed = state.copy()
            changed.reactions[inject, subject, actor] = choice.id
            reached = after(changed)
            if reached != as_was:
                options = (("choice", choice.id), *((("subject", subject),) if subject else ()))
                shown = min(max(total.after + reached - as_was, lowest), highest)
                found.append(Alternative(Move(actor, "react", (inject,), options), CHOICE, choice.id, total.after, shown))
    found.sort(key=lambda one: (-abs(one.after - one.recorded), one.move.key, one.modality, one.value))
    return tuple(found)
