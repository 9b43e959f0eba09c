"""Why a track changed and what would have changed it; and the stories of a turn, at most seven, ranked.

Works on events as a seat may see them (`exercise.engine.view.seen`) and on a view's state, so that it tells nobody more than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from exercise.engine.adjudicate import Odds, adjudicate, asked_of, choosers
from exercise.engine.legal import mods_of, normal, order_refusal, shape_refusal
from exercise.engine.preview import imagine
from exercise.engine.setup import Setup
from exercise.model import play
from exercise.model.play import Act, Cause, Event, Move, State, View
from exercise.model.vocabulary import ArgumentState, MoveOutcome, Reply, SignalState

MOST_STORIES = 7
SAME_FAMILY = 2
"""Stories about one family of tracks among the seven."""


CHOICE = "choice"
"""The modality of a reaction that could have been another."""
UNEXPLAINED = 30
"""What a change of band counts for of which a seat knows neither size nor cause: told after what can be explained."""


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


class StoryFacts(NamedTuple):
    """One thing to tell about a turn: the events behind it and the changes it is about, the greatest first."""

    rank: int
    kind: str
    """change, inject, chance, programme, leak, signal, offer or argument."""
    events: tuple[Event, ...]
    changes: tuple[Total, ...]


class TurnFacts(NamedTuple):
    """A turn as one seat is told it: the moves made, the stories, every change, and the draws."""

    turn: int
    acts: tuple[Act, ...]
    stories: tuple[StoryFacts, ...]
    changes: tuple[Total, ...]
    draws: tuple[play.ChanceDrawn, ...]


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


def _weight(setup: Setup, total: Total) -> int:
    """Return how much a change is worth telling: its size, a band crossed, and how little of it was to be expected."""
    if total.name.startswith("capital["):
        return 0
    if total.knows < 2 and not total.causes:
        # All that is known is another band: how far it went is not, and why neither.
        return UNEXPLAINED if total.band_before != total.band_after else 0
    steps = setup.book.track_family[total.track].kind == "steps"
    size = abs(total.after - total.before) * (400 if steps else 1)
    if size == 0:
        return 0
    crossed = 60 if total.band_before != total.band_after else 0
    surprise = sum(abs(cause.amount) for cause in total.causes if cause.source in ("inject", "ruling", "argument", "choice")) // 2
    return size + crossed + surprise


def stories(setup: Setup, events: Sequence[Event], changes: Sequence[Total]) -> tuple[StoryFacts, ...]:
    """Return at most seven stories of a turn, the first the most telling.

    Args:
        setup: The rulebook at its table.
        events: The events of its adjudication, and the rulings on its arguments.
        changes: What they changed.
    """
    found: list[StoryFacts] = []
    happened = {event.rule for event in events if isinstance(event, play.ChanceDrawn) and event.happened}
    scheduled = {event.due.cause for event in events if isinstance(event, play.InjectScheduled)}
    # What a draw brought is told with it: that it happened says little without what it did.
    drawn: dict[str, list[Total]] = {}
    argued: dict[str, list[Total]] = {}
    with_argument: set[int] = set()
    ruled = [event.argument for event in events if isinstance(event, play.ArgumentMade) and event.argument.ruled != ArgumentState.OPEN]
    for total in changes:
        lead = total.causes[0] if total.causes else None
        # Of a track that the reader sees as a word alone no cause is known; that the ruling moved it, all have heard.
        said = (one.key for one in ruled if (_is_by(lead, one.key) if lead is not None else total.name in dict(one.follows)))
        argument = next(said, "")
        if argument and _weight(setup, total):
            argued.setdefault(argument, []).append(total)
            with_argument.add(total.track)
        elif lead is not None and lead.source == "rule" and lead.id in happened and _weight(setup, total):
            drawn.setdefault(lead.id, []).append(total)
    for event in events:
        rank = 0
        kind = ""
        if isinstance(event, play.ChanceDrawn) and event.happened:
            rank, kind = 170, "chance"
        elif isinstance(event, play.ProgrammeEnded) and event.how != "done":
            rank, kind = 220, "programme"
        elif isinstance(event, play.MoveLeaked):
            rank, kind = 200, "leak"
        elif isinstance(event, play.InjectHappened):
            rank, kind = 210, "inject"
        elif isinstance(event, play.SignalSettled) and event.how in (SignalState.BROKEN, SignalState.CROSSED):
            rank, kind = 120, "signal"
        elif isinstance(event, play.MoveResolved) and event.act.outcome != MoveOutcome.ACCEPTED:
            rank, kind = 70, "offer"
        elif isinstance(event, play.ArgumentMade) and event.argument.ruled != ArgumentState.OPEN:
            rank, kind = 230, "argument"
        if kind:
            brought = drawn.pop(event.rule, []) if isinstance(event, play.ChanceDrawn) else []
            if isinstance(event, play.ArgumentMade):
                brought = argued.pop(event.argument.key, [])
            brought.sort(key=lambda total: (-_weight(setup, total), total.name))
            if kind == "chance" and not brought and event.rule not in scheduled:  # type: ignore[union-attr]
                # That something happened, without what it did, is no story: it stands among the dice.
                continue
            found.append(StoryFacts(rank, kind, (event,), tuple(brought)))
    grouped: dict[tuple[str, tuple[str, str, tuple[str, ...]]], list[Total]] = {}
    for total in changes:
        if _weight(setup, total):
            family = total.name.partition("[")[0]
            lead = total.causes[0] if total.causes else None
            if total.track in with_argument or (lead is not None and lead.source == "rule" and lead.id in happened):
                continue
            place = (lead.source, lead.id, lead.about[:1]) if lead else ("", "", (total.name,))
            grouped.setdefault((family, place), []).append(total)
    for members in grouped.values():
        members.sort(key=lambda total: (-_weight(setup, total), total.name))
        found.append(StoryFacts(_weight(setup, members[0]) + 10 * (len(members) - 1), "change", (), tuple(members)))
    found.sort(key=lambda story: (-story.rank, story.kind, [total.name for total in story.changes], str(story.events)))
    told: list[StoryFacts] = []
    families: dict[str, int] = {}
    for story in found:
        family = story.changes[0].name.partition("[")[0] if story.changes else story.kind
        if families.get(family, 0) < SAME_FAMILY and len(told) < MOST_STORIES:
            families[family] = families.get(family, 0) + 1
            told.append(story)
    return tuple(told)


def read_out(setup: Setup, turn: int, events: Sequence[Event], knows: Sequence[int]) -> TurnFacts:
    """Return the read-out of a turn from its events as a seat may see them."""
    changes = totals(setup, events, knows)
    return TurnFacts(
        turn,
        tuple(event.act for event in events if isinstance(event, play.MoveResolved)),
        stories(setup, events, changes),
        changes,
        tuple(event for event in events if isinstance(event, play.ChanceDrawn)),
    )


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


def _is_by(cause: Cause, key: str) -> bool:
    return cause.id == key or any(_is_of(name, key) for name in cause.about)


def _is_of(name: str, key: str) -> bool:
    return name == key or name.startswith(f"{key}@")


def variants(setup: Setup, move: Move) -> tuple[tuple[str, str, Move], ...]:
    """Return each single other modality that an order could have had, as (modality, value, move)."""
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
    """Return what names a decision within its turn: a move's key, and of a reaction whom the event is about."""
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
            inject, _, choice = cause.id.partition("/")
            named[inject, cause.about[0] if len(cause.about) > 1 else "", cause.about[-1]] = choice
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
        return adjudicate(setup, changed, keep=False, odds=Odds(), assume={}, default="accept").state.tracks[total.track]

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
