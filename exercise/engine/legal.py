"""What an actor may do now: kinds, then their choices, each barred option with its reason; never the product of them.

All of it works on a `View`'s state as well as on the true one, so that it tells a seat nothing that it may not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, overload

from exercise.engine.setup import Setup
from exercise.errors import nearest
from exercise.model.play import ALL, Act, Choice, KindChoice, LegalOption, Move, Refusal, State
from exercise.model.vocabulary import MoveOutcome, Phase
from exercise.rules.rulebook import Ground, never_drawn

if TYPE_CHECKING:
    from exercise.model.scenario import Modality, MoveKind


def ground_of(setup: Setup, state: State, acts: tuple[Act, ...] = ()) -> Ground:
    """Return a state as rules read it outside adjudication, where no draw comes true."""
    return Ground(
        tracks=state.tracks,
        watches=state.watches,
        turn=state.turn,
        clock=state.clock,
        moves=acts,
        programmes=tuple([state.programmes[key] for key in sorted(state.programmes)]),
        ended=state.ended,
        signals=tuple([state.signals[key] for key in sorted(state.signals)]),
        draw=never_drawn,
    )


MOST_TERMS = 50_000
_new = tuple.__new__
"""Makes a named tuple from all its fields at half the price of a call by name."""


class KnownTracks(Sequence[int]):
    """The tracks as one actor knows them, each computed when first read, because a need reads few."""

    __slots__ = ("knows", "middles", "priors", "tracks")

    def __init__(self, tracks: Sequence[int], knows: Sequence[int], middles: Sequence[int], priors: Sequence[int]) -> None:
        self.tracks = tracks
        self.knows = knows
        self.middles = middles
        self.priors = priors

    def __len__(self) -> int:
        return len(self.tracks)

    @overload
    def __getitem__(self, track: int) -> int: ...

    @overload
    def __getitem__(self, track: slice) -> list[int]: ...

    def __getitem__(self, track: int | slice) -> int | list[int]:
        if isinstance(track, slice):
            return [self[place] for place in range(*track.indices(len(self)))]
        known = self.knows[track]
        return self.tracks[track] if known == 2 else self.middles[self.tracks[track]] if known == 1 else self.priors[track]


class KnownGround(Ground):
    """What rules read of a state as one actor knows it, each part worked out when a need first reads it: most needs read one or two."""

    __slots__ = ("_actor", "_setup", "_state")

    def __init__(self, setup: Setup, state: State, actor: str) -> None:
        self._setup = setup
        self._state = state
        self._actor = actor
        self.tracks = KnownTracks(state.tracks, setup.known_to((actor,)), setup.middles, setup.priors)
        self.turn = state.turn
        self.clock = state.clock
        self.moves = ()
        self.draw = never_drawn
        self.cache = {}

    def __getattr__(self, name: str) -> object:
        """Work out a part that was not read before."""
        state, actor = self._state, self._actor
        found: object
        if name == "programmes":
            running = [state.programmes[key] for key in sorted(state.programmes)]
            found = self.programmes = tuple([one for one in running if one.audience == ALL or one.leaked or actor in one.audience])
        elif name == "ended":
            found = self.ended = tuple([one for one in state.ended if one.audience == ALL or actor in one.audience])
        elif name == "signals":
            said = [state.signals[key] for key in sorted(state.signals)]
            found = self.signals = tuple([one for one in said if one.voice == "public" or actor in (one.actor, one.target)])
        elif name == "watches":
            found = self.watches = watches = list(state.public_watches)
            for cell in self._setup.cells_of(frozenset((actor,))):
                watches[cell : cell + 3] = state.watches[cell : cell + 3]
        else:
            raise AttributeError(name)
        return found


def actor_ground(setup: Setup, state: State, actor: str) -> Ground:
    """Return what rules read of a state as one actor knows it, whoever else sits in its seat. Read it before the state changes.

    Whether a move is open rests on this alone, so that the answer is the same from the true state and from any view that holds the
    actor, under every seat plan, and tells nothing that the actor may not know.
    """
    return KnownGround(setup, state, actor)


def values_of(setup: Setup, kind: MoveKind, modality: str) -> tuple[str, ...]:
    """Return the values that a kind's modality may take; the first is its default."""
    return kind.modalities.get(modality, ())


class MoveTerms(NamedTuple):
    """A move's options with their values, whoever its targets are. Equal moves share one object, which must not be changed."""

    mods: dict[str, str]
    """Every modality with its value."""
    cost: int
    """What kind and modalities cost, in points of capital."""
    secret: bool
    """Whether the move stays with its parties until it leaks."""


def terms_of(setup: Setup, move: Move) -> MoveTerms:
    """Return the terms of a move of a known kind."""
    last: Move | None
    known: MoveTerms | None
    cache = setup.cache
    last, known = cache.last_terms
    if last is move and known is not None:
        return known
    place = (move.kind, move.actor, move.options)
    known = cache.terms.get(place)
    if known is None:
        if len(cache.terms) > MOST_TERMS:
            cache.terms.clear()
        kind = setup.book.kinds[move.kind]
        mods = setup.book.mods(move.kind, move.actor, dict(move.options))
        cost = kind.cost + sum([kind.extra.get(value, 0) for value in mods.values()])
        known = cache.terms[place] = MoveTerms(mods, cost, is_secret(setup, move.kind, mods))
    cache.last_terms = move, known
    return known


def mods_of(setup: Setup, move: Move) -> dict[str, str]:
    """Return every modality of a move with its value: as ordered, else the kind's first, else the modality's default.

    Equal moves share one dict, which nobody may change.
    """
    return terms_of(setup, move).mods


def is_secret(setup: Setup, kind: str, mods: Mapping[str, str]) -> bool:
    """Return whether a move of this kind and modalities stays with its parties until it leaks."""
    if setup.book.kinds[kind].reveals == "parties":
        return True
    kept = False
    for (name, value), keeps in setup.keeps.items():
        if mods.get(name) == value:
            if keeps == "public":
                return False
            kept = True
    return kept


def act_of(setup: Setup, move: Move) -> Act:
    """Return a move as rules see it, before anyone has answered it: as it stands when all accept it before everyone's eyes."""
    last, act = setup.cache.last_act
    if last is not move:
        act = _new(
            Act, (move.key, move.kind, move.actor, move.targets, terms_of(setup, move).mods, MoveOutcome.ACCEPTED, (), (), 100, ALL, False)
        )
        setup.cache.last_act = move, act
    return act


def value_of(modality: Modality, value: str) -> str:
    """Return the id that a person meant: a value's id, or for a span its number of turns (`span=4`)."""
    if value.isdecimal():
        for known in modality.values:
            if known.turns == int(value):
                return known.id
    return value


def normal(setup: Setup, move: Move) -> Move:
    """Return a move of a known kind with all its modalities spelt out, so that equal moves read alike."""
    kind = setup.book.kinds[move.kind]
    given = {key: value_of(setup.book.modalities[key], value) if key in setup.book.modalities else value for key, value in move.options}
    for name, values in kind.modalities.items():
        if values and (name not in given or given[name] == "self"):
            value = values[0] if name not in given else "self"
            given[name] = move.actor if value == "self" else value
    return move._replace(targets=tuple(sorted(move.targets)), options=tuple(sorted(given.items())))


def move_cost(setup: Setup, move: Move) -> int:
    """Return what an order costs, in tenths of capital."""
    cost = terms_of(setup, move).cost
    if len(move.targets) > 1:
        cost += setup.book.kinds[move.kind].extra.get("target", 0) * (len(move.targets) - 1)
    return cost * 10


def capital_left(setup: Setup, state: State, actor: str) -> int:
    """Return an actor's capital less what its sealed moves cost, in tenths; after the moves are opened they are paid already."""
    have = state.tracks[setup.capital[actor]]
    if state.phase in (Phase.SITUATION, Phase.DECIDE):
        for move in state.moves.values():
            if move.actor == actor:
                have -= move_cost(setup, move)
    return have


def _phase_refusal(state: State, kind: str) -> Refusal | None:
    if state.phase == Phase.OVER:
        return Refusal("session.over", {})
    if state.paused:
        return Refusal("move.paused", {})
    if state.phase != Phase.DECIDE:
        return Refusal("move.wrong-phase", {"phase": state.phase, "kind": kind})
    return None


def _actor_refusal(setup: Setup, state: State, actor: str) -> Refusal | None:
    most = setup.book.scenario.head.capital.moves
    if sum(1 for move in state.moves.values() if move.actor == actor) >= most:
        return Refusal("move.too-many", {"most": most, "actor": actor})
    return None


def targets_of(setup: Setup, kind: MoveKind, actor: str) -> tuple[str, ...]:
    """Return whom an actor may aim a kind of move at."""
    if kind.target is None:
        return ()
    place = (kind.target.of, actor)
    found = setup.cache.targets.get(place)
    if found is None:
        members = setup.book.sets.get(kind.target.of, (kind.target.of,))
        found = setup.cache.targets[place] = tuple(name for name in members if name != actor)
    return found


def _need_refusal(setup: Setup, ground: Ground, act: Act) -> Refusal | None:
    for holds, text in setup.book.needs(act.kind):
        if not holds(ground, act):
            return Refusal("move.need", {"text": text})
    return None


def _taken(state: State, actor: str, kind_id: str) -> dict[str, str]:
    """Return the targets at which an actor's sealed orders of a kind are aimed, each with its order's key; empty for no target."""
    return {
        target: key for key, move in state.moves.items() if move.actor == actor and move.kind == kind_id for target in move.targets or ("",)
    }


def kind_refusal(setup: Setup, state: State, actor: str, kind_id: str, ground: Ground | None = None) -> Refusal | None:
    """Return why an actor cannot choose a kind at all now, or None."""
    refused = _phase_refusal(state, kind_id) or _actor_refusal(setup, state, actor)
    if refused:
        return refused
    book = setup.book
    kind = book.kinds[kind_id]
    left = capital_left(setup, state, actor)
    if kind.cost * 10 > left:
        return Refusal("move.over-budget", {"have": left, "cost": kind.cost * 10, "actor": actor})
    targets = targets_of(setup, kind, actor)
    if kind.target is not None and not targets:
        return Refusal("move.no-target", {"kind": kind_id})
    taken = _taken(state, actor, kind_id)
    free = [target for target in targets if target not in taken]
    if taken and (kind.target is None or not free):
        return Refusal("move.twice", {"key": f"{actor}/{kind_id}"})
    if kind.needs:
        ground = ground or actor_ground(setup, state, actor)
        first: Refusal | None = None
        for target in free or ("",):
            act = act_of(setup, Move(actor, kind_id, (target,) if target else ()))
            refused = _need_refusal(setup, ground, act)
            if refused is None:
                return None
            first = first or refused
        return first
    return None


def kinds(setup: Setup, state: State, actor: str) -> tuple[KindChoice, ...]:
    """Return every kind open to an actor by its nature, each with what it costs at least and why it is barred now, if so."""
    ground = actor_ground(setup, state, actor)
    return tuple(
        KindChoice(kind_id, setup.book.kinds[kind_id].cost * 10, kind_refusal(setup, state, actor, kind_id, ground))
        for kind_id in setup.kinds_of(actor)
    )


def choices(setup: Setup, state: State, move: Move) -> tuple[Choice, ...]:
    """Return the rows of a move under construction: the target, then the modalities, each option with why it is barred, if so.

    An option is judged with the rest of the move as it stands; rows that the move does not name yet stand at their default.
    """
    book = setup.book
    kind = book.kinds[move.kind]
    rows: list[Choice] = []
    ground = actor_ground(setup, state, move.actor) if kind.needs else None
    if kind.target is not None:
        taken = _taken(state, move.actor, move.kind)
        options = tuple(
            LegalOption(
                target,
                Refusal("move.twice", {"key": taken[target]})
                if target in taken
                else order_refusal(setup, state, move._replace(targets=(target,)), placed=False, ground=ground),
            )
            for target in targets_of(setup, kind, move.actor)
        )
        default = next((option.value for option in options if option.refusal is None), options[0].value if options else "")
        rows.append(Choice("target", options, default, kind.target.most))
        if not move.targets and default:
            move = move._replace(targets=(default,))
    for name in sorted(kind.modalities, key=lambda name: (book.modalities[name].order, name)):
        values = [move.actor if value == "self" else value for value in kind.modalities[name]]
        kept = tuple(pair for pair in move.options if pair[0] != name)
        options = tuple(
            LegalOption(
                value,
                order_refusal(setup, state, move._replace(options=tuple(sorted((*kept, (name, value))))), placed=False, ground=ground),
            )
            for value in dict.fromkeys(values)
        )
        rows.append(Choice(name, options, values[0] if values else ""))
    return tuple(rows)


def shape_refusal(setup: Setup, move: Move) -> Refusal | None:
    """Return why an order is not well formed for its kind, whatever the state: targets, options and their values."""
    book = setup.book
    kind = book.kinds[move.kind]
    if kind.target is None:
        if move.targets:
            return Refusal("move.bad-target", {"target": move.targets[0], "kind": move.kind, "near": None})
    else:
        allowed = targets_of(setup, kind, move.actor)
        if not move.targets:
            return Refusal("move.no-target", {"kind": move.kind})
        for target in move.targets:
            if target not in allowed:
                return Refusal("move.bad-target", {"target": target, "kind": move.kind, "near": nearest(target, allowed)})
        if len(set(move.targets)) > kind.target.most or len(set(move.targets)) < len(move.targets):
            return Refusal("move.too-many-targets", {"most": kind.target.most, "kind": move.kind})
    for key, value in move.options:
        if key == "open":
            continue
        options = values_of(setup, kind, key)
        if not options:
            names = sorted(kind.modalities)
            return Refusal("move.unknown-option", {"key": key, "options": tuple(names), "near": nearest(key, names), "kind": move.kind})
        if value not in options and not (value == move.actor and "self" in options):
            return Refusal("move.bad-option", {"key": key, "value": value, "options": options, "near": nearest(value, options)})
    opened = move.option("open")
    if opened:
        for name in opened.split(","):
            if name != "none" and name not in kind.negotiable:
                return Refusal("move.bad-option", {"key": "open", "value": name, "options": kind.negotiable, "near": None})
    return None


def order_refusal(setup: Setup, state: State, move: Move, *, placed: bool = True, ground: Ground | None = None) -> Refusal | None:
    """Return why an order cannot be sealed now, or None.

    Args:
        setup: The rulebook at its table.
        state: The true state, or a view's.
        move: An order of a kind that exists, in normal form when `placed`.
        placed: Whether the order is to be sealed; otherwise an option of it is being judged, and other orders of the turn and its
            own shape are left out.
        ground: What `actor_ground` gives for the move's actor, where the caller has it already.
    """
    book = setup.book
    if placed:
        refused = _phase_refusal(state, move.kind) or shape_refusal(setup, move)
        if refused:
            return refused
        if move.kind not in setup.kinds_of(move.actor):
            return Refusal("move.not-open", {"kind": move.kind, "actor": move.actor})
        taken = state.moves.get(move.key)
        if taken is not None:
            return Refusal("move.twice", {"key": move.key})
        for key in state.moves:
            other = state.moves[key]
            if other.actor == move.actor and other.kind == move.kind and set(other.targets) & set(move.targets):
                return Refusal("move.twice", {"key": key})
        refused = _actor_refusal(setup, state, move.actor)
        if refused:
            return refused
    left = capital_left(setup, state, move.actor)
    cost = move_cost(setup, move)
    if cost > left:
        return Refusal("move.over-budget", {"have": left, "cost": cost, "actor": move.actor})
    if book.kinds[move.kind].needs:
        ground = ground or actor_ground(setup, state, move.actor)
        act = act_of(setup, move)
        for target in move.targets or ("",):
            refused = _need_refusal(setup, ground, act if len(act.targets) < 2 else act._replace(targets=(target,)))
            if refused:
                return refused
    return None
