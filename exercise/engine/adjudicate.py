"""How a turn is worked out: `adjudicate` what was agreed, `open_turn` with what is due, `run_epilogue` after the last turn.

Stages run in a fixed order; within one every rule reads the state as the stage began, changes are summed per track and then held in
range, so no rule depends on file or seating order and the causes of every change sum to it exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from exercise.engine import chance
from exercise.engine.apply import CHANGES
from exercise.engine.legal import act_of, is_secret, mods_of, move_cost, terms_of
from exercise.engine.setup import MONTHS_A_HALF_YEAR, Setup
from exercise.model import play
from exercise.model.play import ALL, Act, Audience, Cause, Due, Event, Move, Open, Pending, Programme, State
from exercise.model.vocabulary import (
    ArgumentState,
    MoveOutcome,
    Phase,
    ProgrammeState,
    Reply,
    RulingType,
    SignalState,
    SignalType,
    TurnStage,
)
from exercise.rules.rulebook import Ground, Out

if TYPE_CHECKING:
    from exercise.model.scenario import Inject, Reaction

YES = (Reply.ACCEPT, Reply.NO_OBJECTION)
NOTHING: tuple[str, ...] = ()
_new = tuple.__new__
"""Makes a named tuple from all its fields at half the price of a call by name."""


class Odds:
    """Draws that are not made but noted: what an imagined future knows of chance."""

    def __init__(self) -> None:
        self.noted: dict[tuple[str, tuple[str, ...]], tuple[int, tuple[tuple[int, str], ...]]] = {}

    def __call__(self, rule: str, about: tuple[str, ...], odds: int, lines: tuple[tuple[int, str], ...]) -> bool:
        """Note the odds and let it not happen."""
        self.noted[(rule, about)] = (odds, lines)
        return False


class Run:
    """One adjudication under way: a state of its own that events change as they are emitted."""

    __slots__ = ("draws", "ends", "events", "keep", "odds", "rulings", "secret", "setup", "state", "watched_ended")

    def __init__(self, setup: Setup, state: State, *, keep: bool = True, odds: Odds | None = None, own: bool = False) -> None:
        self.setup = setup
        self.state = state if own else state.copy()
        self.rulings = state.rulings
        """Those that hold in this run: a turn's rulings hold for its own half-years only, and an added change is made once."""
        self.events: list[Event] = []
        self.keep = keep
        self.odds = odds
        self.draws: list[play.ChanceDrawn] = []
        self.ends: list[play.ProgrammeEnded] = []
        self.secret: dict[str, Audience] = {}
        self.watched_ended: tuple[Programme, ...] = ()

    def emit(self, event: Event) -> None:
        """Record an event and change the state by it."""
        if self.keep:
            self.events.append(event)
        CHANGES[type(event)](self.state, event)

    def draw(self, rule: str, about: tuple[str, ...], odds: int, lines: tuple[tuple[int, str], ...]) -> bool:
        """Return whether it happens: by the session's keyed draw, or as the facilitator has ruled."""
        roll = chance.percent(self.setup.draws, "rule", self.state.clock, rule, *about)
        happened = roll < odds
        ruled = False
        for ruling in self.rulings:
            if ruling.what == RulingType.DRAW and ruling.id == rule and (not ruling.about or ruling.about == about):
                ruled = happened != bool(ruling.amount)
                happened = bool(ruling.amount)
        if self.keep:
            self.draws.append(play.ChanceDrawn(rule, about, odds, lines, roll, happened, ruled, self.audience(about)))
        return happened

    def ground(self, acts: tuple[Act, ...] = ()) -> Ground:
        """Return what the rules of one stage read."""
        state = self.state
        programmes = state.programmes
        return Ground(
            tracks=state.tracks,
            watches=state.watches,
            turn=state.turn,
            clock=state.clock,
            moves=acts,
            programmes=tuple([programmes[key] for key in sorted(programmes)]) if programmes else (),
            ended=state.ended,
            signals=tuple([state.signals[key] for key in sorted(state.signals)]) if state.signals else (),
            draw=self.draw if self.odds is None else self.odds,
        )

    def audience(self, about: tuple[str, ...]) -> Audience:
        """Return who may know of something that concerns `about`: all, unless a closed move or programme is in it."""
        if self.secret:
            for name in about:
                if name in self.secret:
                    return self.secret[name]
        return ALL


def asked_of(setup: Setup, move: Move) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return whom an order asks for consent, and whom it consults, both sorted; nobody, for an order that needs none.

    A front that plays for itself must agree to speak for the move.
    """
    book = setup.book
    kind = book.kinds[move.kind]
    mods = mods_of(setup, move)
    asked: set[str] = set()
    if kind.consent is not None:
        names = move.targets if kind.consent.of == "targets" else book.sets.get(kind.consent.of, (kind.consent.of,))
        asked.update(name for name in names if name in setup.capital and name != move.actor)
    front = mods.get("front", move.actor)
    if front != move.actor and front in setup.capital:
        asked.add(front)
    consulted: set[str] = set()
    for (name, value), members in setup.consults.items():
        if mods.get(name) == value:
            consulted.update(members)
    if not consulted:
        return tuple(sorted(asked)), NOTHING
    return tuple(sorted(asked)), tuple(sorted(consulted - asked - {move.actor}))


def parties_of(move: Move, asked: Iterable[str], consulted: Iterable[str], mods: Mapping[str, str]) -> Audience:
    """Return those who know of an offer by being part of it."""
    return tuple(sorted({move.actor, *move.targets, *asked, *consulted, mods.get("front", move.actor)}))


def resolved(setup: Setup, state: State, move: Move, assume: str | None) -> list[Act]:
    """Return the acts that a move becomes: one, or one for each set of terms that different targets agreed to."""
    book = setup.book
    kind = book.kinds[move.kind]
    mods, _, secret = terms_of(setup, move)
    if assume == "accept" and not secret and move.targets and not (state.answers and state.answers.get(move.key)):
        return [act_of(setup, move)]
    key = move.key
    asked, consulted = state.offers.get(key) or (asked_of(setup, move) if assume else (NOTHING, NOTHING))
    answers = state.answers.get(key, {})
    confirmed = state.confirms.get(key, assume == "accept")
    consent = kind.consent
    targets = move.targets
    by_set = consent is not None and consent.of != "targets"
    if assume and not answers and targets and (not asked or assume in ("accept", "decline")):
        # A future in which all say the same, as most that are imagined: one act, whatever the quorum.
        if asked and assume == "decline" and (by_set or consent is None or consent.quorum == "all" or not set(targets) - set(asked)):
            known = consent is not None and consent.known == "all"
            audience = ALL if known else parties_of(move, asked, consulted, mods)
            return [_new(Act, (key, move.kind, move.actor, targets, mods, MoveOutcome.DECLINED, NOTHING, NOTHING, 100, audience, False))]
        if not asked or assume == "accept":
            audience = parties_of(move, asked, consulted, mods) if secret else ALL
            return [_new(Act, (key, move.kind, move.actor, targets, mods, MoveOutcome.ACCEPTED, NOTHING, NOTHING, 100, audience, False))]
    objectors: list[str] = []
    endorsers: list[str] = []
    for actor in consulted:
        answer = answers.get(actor)
        if answer is not None and (answer.reply in YES or (answer.reply == Reply.CHANGE and confirmed)):
            endorsers.append(actor)
        elif answer is not None:
            objectors.append(actor)
    agreed: dict[str, tuple[tuple[str, str], ...]] = {}
    changed_asked = False
    for actor in asked:
        answer = answers.get(actor)
        if answer is None:
            if assume is not None:
                reply = assume
            else:
                reply = consent.silence if consent is not None else "decline"
        else:
            reply = answer.reply
        if reply == Reply.CHANGE and answer is not None:
            changed_asked = True
            if confirmed:
                agreed[actor] = answer.changes
        elif reply == Reply.ACCEPT or (reply == Reply.NO_OBJECTION and consent is not None and consent.no_objection):
            agreed[actor] = ()
    groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
    front = mods.get("front", move.actor)
    whole = by_set or consent is None or consent.quorum == "all"
    if whole:
        accepted = len(agreed) == len(asked)
        if accepted:
            terms = tuple(sorted({pair for pairs in agreed.values() for pair in pairs}))
            accepted = len({name for name, _ in terms}) == len(terms)
            if accepted:
                groups[terms] = list(targets)
    else:
        front_refuses = front in asked and front not in targets and front not in agreed
        if not front_refuses:
            for target in targets:
                if target in agreed:
                    groups.setdefault(agreed[target], []).append(target)
                elif target not in asked:
                    groups.setdefault((), []).append(target)
    strength = 100
    if not groups:
        outcome = MoveOutcome.LAPSED if changed_asked else MoveOutcome.DECLINED
        known = consent is not None and consent.known == "all"
        published = any(answer.publish for answer in answers.values())
        audience = ALL if known or published else parties_of(move, asked, consulted, mods)
        return [Act(key, move.kind, move.actor, targets, mods, outcome, tuple(objectors), tuple(endorsers), strength, audience)]
    acts: list[Act] = []
    for terms, members in sorted(groups.items()):
        final = {**mods, **dict(terms)} if terms else mods
        act_key = key if len(groups) == 1 and len(members) == len(targets) else move._replace(targets=tuple(members)).key
        audience = parties_of(move, asked, consulted, final) if is_secret(setup, move.kind, final) else ALL
        acts.append(
            Act(
                act_key,
                move.kind,
                move.actor,
                tuple(members),
                final,
                MoveOutcome.ACCEPTED,
                tuple(objectors),
                tuple(endorsers),
                strength,
                audience,
            )
        )
    return acts


def resolve(run: Run, assume: Mapping[str, str] | None = None, default: str | None = None) -> tuple[Act, ...]:
    """Return what every sealed move and every allowed argument of the turn became, sorted by key.

    Args:
        run: The adjudication under way.
        assume: For imagined futures: how those asked by an offer (by key) reply where they have not answered.
        default: The same for offers that `assume` does not name; None takes each kind's stated silence.
    """
    setup = run.setup
    state = run.state
    acts: list[Act] = []
    for key in sorted(state.moves):
        move = state.moves[key]
        found = resolved(setup, state, move, (assume or {}).get(key, default))
        acts += found
        if run.odds is None:
            _refund(run, move, found)
    for key in sorted(state.arguments):
        argument = state.arguments[key]
        if argument.ruled == ArgumentState.ALLOWED and argument.as_move is not None:
            mods = mods_of(setup, argument.as_move)
            acts.append(Act(key, argument.as_move.kind, argument.actor, argument.as_move.targets, mods, strength=argument.strength))
    acts.sort(key=lambda act: act.key)
    for act in acts:
        if act.audience != ALL:
            run.secret[act.key] = act.audience
        if run.keep:
            run.emit(play.MoveResolved(act, act.audience))
    for programme in state.programmes.values():
        if programme.audience != ALL:
            run.secret[programme.id] = programme.audience
    return tuple(acts)


def _refund(run: Run, move: Move, acts: list[Act]) -> None:
    """Give back half of what a declined offer cost, and the difference where cheaper terms were agreed."""
    setup = run.setup
    paid = move_cost(setup, move)
    if acts[0].outcome != MoveOutcome.ACCEPTED:
        back = paid // 2
    elif acts[0].mods == mods_of(setup, move):
        return
    else:
        kept = move._replace(options=tuple(sorted({**dict(move.options), **acts[0].mods}.items())))
        back = max(0, paid - move_cost(setup, kept))
    if back:
        cause = Cause(back, "refund", move.kind, (move.key,), (move.actor,))
        change_track(run, setup.capital[move.actor], [cause], TurnStage.MOVES)


def change_track(run: Run, track: int, causes: list[Cause], stage: TurnStage, ruled: int = 0) -> None:
    """Change one track by its causes, held in range; what the range took is a cause of its own.

    Args:
        run: The adjudication under way.
        track: The track's index.
        causes: Signed causes in tenths or steps, rulings included.
        stage: The stage in which it changes.
        ruled: The sum of what rulings added or struck, so that the event can keep what the rules alone would have given.
    """
    setup = run.setup
    book = setup.book
    before = run.state.tracks[track]
    total = before
    for cause in causes:
        total += cause.amount
    after = min(max(total, book.lowest[track]), book.highest[track])
    if not run.keep:
        run.state.tracks[track] = after
        return
    if after != total:
        causes.append(Cause(after - total, "range", "range"))
    if after == before and len(causes) < 2:
        return
    without = None
    if ruled:
        without = min(max(total - ruled, book.lowest[track]), book.highest[track])
    run.emit(
        play.TrackChanged(
            track, book.track_names[track], before, after, stage, tuple(causes), setup.exact[track], setup.others[track], without
        )
    )


def _source(id_: str) -> tuple[str, str]:
    if id_.startswith("inject:"):
        return "inject", id_[7:]
    if id_.startswith("choice:"):
        return "choice", id_[7:]
    return "rule", id_


def _portions(amount: int, parts: int) -> list[int]:
    """Return `parts` whole numbers that sum to -amount, as even as can be."""
    size = abs(amount)
    sign = -1 if amount > 0 else 1
    return [sign * (size * (i + 1) // parts - size * i // parts) for i in range(parts)]


def _settle_sums(run: Run, stage: TurnStage, out: Out, extra: Mapping[int, list[Cause]] | None) -> None:
    """Do what `settle` does where nobody asks for causes: sums alone."""
    state = run.state
    clock = state.clock
    tracks = state.tracks
    sums = {track: sum([cause.amount for cause in causes]) for track, causes in extra.items()} if extra else {}
    for track, amount, id_, about, after, fading in out.changes:
        if not after:
            sums[track] = sums.get(track, 0) + amount
        if after or fading:
            cause = Cause(amount, *_source(id_), about)
            for item in _pending(track, clock, stage, cause, after, fading):
                state.pending = (*state.pending, item)
    if out.steps:
        by_track: dict[int, list[Cause]] = {}
        _steps(run, out, by_track)
        for track, causes in by_track.items():
            sums[track] = sums.get(track, 0) + sum([cause.amount for cause in causes])
    for item in state.pending:
        if item.due == clock and item.stage == stage:
            sums[item.track] = sums.get(item.track, 0) + item.cause.amount
    # Only now, when all that changes a track is known, is it held in range: no order of changes matters.
    lowest, highest = run.setup.book.lowest, run.setup.book.highest
    for track, amount in sums.items():
        value = tracks[track] + amount
        least, most = lowest[track], highest[track]
        tracks[track] = least if value < least else most if value > most else value
    _programmes_and_injects(run, stage, out)


def _pending(track: int, clock: int, stage: TurnStage, cause: Cause, after: int, fading: int) -> list[Pending]:
    """Return what an effect leaves for later: itself when it is delayed, and the portions in which it fades."""
    items: list[Pending] = []
    if after:
        items.append(Pending(track, clock + after, stage if stage != TurnStage.SITUATION else TurnStage.MOVES, cause))
    if fading:
        for index, portion in enumerate(_portions(cause.amount, fading)):
            if portion:
                fades = cause._replace(amount=portion, source="fading")
                items.append(Pending(track, clock + after + index + 1, TurnStage.DRIFT, fades))
    return items


def settle(run: Run, stage: TurnStage, out: Out, extra: Mapping[int, list[Cause]] | None = None) -> None:
    """Carry out what the rules of a stage gave, all together: changes, steps, programmes, injects and what is told.

    Args:
        run: The adjudication under way.
        stage: The stage.
        out: What its rules gave.
        extra: Causes of changes that come from elsewhere, by track.
    """
    state = run.state
    if not run.keep and not run.rulings:
        _settle_sums(run, stage, out, extra)
        return
    clock = state.clock
    rulings = run.rulings
    # A game makes thousands of causes and changes: built as the tuples they are, they cost half of what a call with names does.
    new = tuple.__new__
    by_track: dict[int, list[Cause]] = {track: list(causes) for track, causes in extra.items()} if extra else {}
    ruled: dict[int, int] = {}
    secret = run.secret
    for track, amount, id_, about, after, fading in out.changes:
        if rulings and any(
            ruling.what == RulingType.STRIKE
            and ruling.id == id_
            and (not ruling.about or set(ruling.about) <= set(about))
            and ruling.track in ("", run.setup.book.track_names[track])
            for ruling in rulings
        ):
            ruled[track] = ruled.get(track, 0) - amount
            by_track.setdefault(track, []).extend(
                (Cause(amount, *_source(id_), about, run.audience(about)), Cause(-amount, "ruling", f"strike:{id_}", about))
            )
            continue
        source = "rule"
        if id_[6:7] == ":":
            source, id_ = _source(id_)
        audience: Audience = ALL
        if secret:
            for name in about:
                if name in secret:
                    audience = secret[name]
                    break
            if source == "inject":
                audience = secret.get(f"inject:{id_}", audience)
        cause = new(Cause, (amount, source, id_, about, audience))
        if after or fading:
            for item in _pending(track, clock, stage, cause, after, fading):
                run.emit(play.EffectDelayed(item))
        if not after:
            causes = by_track.get(track)
            if causes is None:
                by_track[track] = [cause]
            else:
                causes.append(cause)
    if out.steps:
        _steps(run, out, by_track)
    if state.pending:
        for item in state.pending:
            if item.due == clock and item.stage == stage:
                by_track.setdefault(item.track, []).append(item.cause)
    if stage == TurnStage.MOVES:
        for ruling in rulings:
            if ruling.what == RulingType.CHANGE:
                track = run.setup.book.track_index[ruling.track]
                by_track.setdefault(track, []).append(Cause(ruling.amount, "ruling", "change", ruling.about))
                ruled[track] = ruled.get(track, 0) + ruling.amount
    if run.keep and run.draws:
        for drawn in sorted(run.draws, key=lambda drawn: (drawn.rule, drawn.about)):
            run.emit(drawn)
        run.draws.clear()
    setup = run.setup
    tracks, lowest, highest = state.tracks, setup.book.lowest, setup.book.highest
    names, exact, others = setup.book.track_names, setup.exact, setup.others
    emit = run.events.append
    for track in sorted(by_track):
        causes = by_track[track]
        before = total = tracks[track]
        if len(causes) > 1:
            causes.sort()
            for cause in causes:
                total += cause[0]
        else:
            total += causes[0][0]
        if ruled or not run.keep or not lowest[track] <= total <= highest[track]:
            change_track(run, track, causes, stage, ruled.get(track, 0))
        elif total != before or len(causes) > 1:
            tracks[track] = total
            emit(new(play.TrackChanged, (track, names[track], before, total, stage, tuple(causes), exact[track], others[track], None)))
    _programmes_and_injects(run, stage, out)


def _steps(run: Run, out: Out, by_track: dict[int, list[Cause]]) -> None:
    taken: dict[tuple[int, int], tuple[str, tuple[str, ...]]] = {}
    for track, direction, id_, about in out.steps:
        place = (track, direction)
        if place not in taken or (id_, about) < taken[place]:
            taken[place] = (id_, about)
    for (track, direction), (id_, about) in taken.items():
        amount = direction if run.setup.book.track_family[track].kind == "steps" else direction * 10
        by_track.setdefault(track, []).append(Cause(amount, *_source(id_), about, run.audience(about)))


def _programmes_and_injects(run: Run, stage: TurnStage, out: Out) -> None:
    state = run.state
    if out.extends:
        longer: dict[str, tuple[int, str]] = {}
        for key, amount, id_, _ in sorted(out.extends):
            if key in state.programmes and (key not in longer or amount > longer[key][0]):
                longer[key] = (amount, id_)
        for key, (amount, id_) in sorted(longer.items()):
            run.emit(play.ProgrammeExtended(key, state.programmes[key].lasts + amount, id_, run.audience((key,))))
    if out.ends:
        ended: dict[str, tuple[str, str]] = {}
        for key, how, id_, _ in sorted(out.ends):
            ended.setdefault(key, (how, id_))
        for key, (how, id_) in sorted(ended.items()):
            if key in state.programmes:
                event = play.ProgrammeEnded(key, ProgrammeState(how), id_, run.audience((key,)))
                # From combinations on an end is told after the half-year, so that the next one's rules see it.
                if stage in (TurnStage.SITUATION, TurnStage.MOVES):
                    run.emit(event)
                else:
                    run.ends.append(event)
    if out.injects:
        soonest: dict[tuple[str, str], tuple[int, str]] = {}
        for inject, subject, after, id_, _ in out.injects:
            place = (inject, subject)
            found = (state.turn + max(1, after), id_)
            soonest[place] = min(found, soonest.get(place, found))
        waiting = {(due.inject, due.subject) for due in state.due}
        for (inject, subject), (turn, id_) in sorted(soonest.items()):
            if (inject, subject) in waiting or (run.setup.book.injects[inject].once and (inject, subject) in state.happened):
                continue
            run.emit(play.InjectScheduled(Due(inject, subject, turn, id_)))
    if run.keep:
        for actor, text, id_, about in sorted(set(out.tells)):
            run.emit(play.Told(actor, text, id_, about, (actor,)))


def _leaks(run: Run, acts: tuple[Act, ...], out: Out) -> tuple[Act, ...]:
    leaked = {key: id_ for key, id_, _ in sorted(out.reveals, reverse=True) if key in run.secret}
    if not leaked:
        return acts
    for key, id_ in sorted(leaked.items()):
        run.emit(play.MoveLeaked(key, id_))
        del run.secret[key]
    return tuple(act._replace(leaked=True, audience=ALL) if act.key in leaked else act for act in acts)


def _settle_signals(run: Run, acts: tuple[Act, ...]) -> None:
    """Keep, break or cross signals by what was done: an intention by doing it, a promise by not doing it, a red line by others."""
    state = run.state
    kinds = run.setup.book.kinds
    for key in sorted(state.signals):
        signal = state.signals[key]
        if signal.how != SignalState.OPEN:
            continue

        def concerns(act: Act, kind: str = signal.kind, target: str = signal.target) -> bool:
            return act.kind == kind and (not target or target in act.targets)

        own = any(concerns(act) for act in acts if act.actor == signal.actor)
        over = state.turn >= signal.until
        how: SignalState | None = None
        if signal.type == SignalType.INTENTION:
            how = SignalState.KEPT if own else SignalState.BROKEN if over else None
        elif signal.type == SignalType.PROMISE:
            how = SignalState.BROKEN if own else SignalState.KEPT if over else None
        else:
            crossers = {
                act.actor
                for act in acts
                if act.actor != signal.actor and act.outcome == MoveOutcome.ACCEPTED and act.audience == ALL and concerns(act)
            }
            if crossers:
                hit = {*crossers, signal.target}
                answered = any(
                    act.actor == signal.actor and "pressure" in kinds[act.kind].tags and hit.intersection(act.targets) for act in acts
                )
                how = SignalState.KEPT if answered else SignalState.CROSSED
            elif over:
                how = SignalState.KEPT
        if how:
            run.emit(play.SignalSettled(key, how, ALL if signal.voice == "public" else tuple(sorted({signal.actor, signal.target} - {""}))))


def _open_programmes(run: Run, acts: tuple[Act, ...]) -> None:
    setup = run.setup
    for act in acts:
        terms = setup.book.kinds[act.kind].programme
        if terms is None or act.outcome != MoveOutcome.ACCEPTED:
            continue
        lasts = terms.lasts if terms.lasts != "span" else span_turns(setup, act.mods)
        programme = Programme(
            id=f"{act.key}@{run.state.turn}",
            kind=act.kind,
            actor=act.actor,
            targets=act.targets,
            mods=act.mods,
            age=0,
            lasts=lasts * setup.halves,
            upkeep=terms.upkeep * 10,
            strength=act.strength,
            objectors=act.objectors,
            endorsers=act.endorsers,
            audience=act.audience,
            leaked=act.leaked,
        )
        if act.audience != ALL:
            run.secret[programme.id] = act.audience
        run.emit(play.ProgrammeOpened(programme, act.audience))


def span_turns(setup: Setup, mods: Mapping[str, str]) -> int:
    """Return for how many turns a move's span pledges it; 1 where it has none."""
    span = setup.book.modalities.get("span")
    if span is not None:
        for value in span.values:
            if value.id == mods.get("span"):
                return value.turns or 1
    return 1


def choosers(setup: Setup, reaction: Reaction, subject: str) -> tuple[str, ...]:
    """Return who must choose how to react to an inject."""
    if reaction.by == "subject":
        return (subject,) if subject else ()
    return setup.book.sets.get(reaction.by, (reaction.by,))


def _reactions(run: Run, ground: Ground, out: Out) -> None:
    book = run.setup.book
    for open_ in run.state.opened:
        inject = book.injects.get(open_.inject)
        if inject is None or inject.reaction is None:
            continue
        for actor in choosers(run.setup, inject.reaction, open_.subject):
            choice = run.state.reactions.get((open_.inject, open_.subject, actor), inject.reaction.choices[0].id)
            if choice:
                book.reaction_function(open_.inject, choice)(ground, open_.subject, actor, out)


def _arguments(run: Run) -> dict[int, list[Cause]]:
    extra: dict[int, list[Cause]] = {}
    for key in sorted(run.state.arguments):
        argument = run.state.arguments[key]
        for name, amount in argument.follows:
            extra.setdefault(run.setup.book.track_index[name], []).append(Cause(amount, "argument", key, (argument.actor,)))
    return extra


def half_year(run: Run, acts: tuple[Act, ...], first: bool, epilogue: bool = False) -> tuple[Act, ...]:
    """Run the stages of one half-year; `first` is the half-year in which the turn's moves are made. Return the acts, leaks known."""
    book = run.setup.book
    ground = run.ground(acts)
    out = Out()
    extra: dict[int, list[Cause]] | None = None
    if first:
        for act in acts:
            for function in book.move_functions(act.kind):
                function(ground, act, out)
        _reactions(run, ground, out)
        if run.state.arguments:
            extra = _arguments(run)
    if first or run.state.pending:
        settle(run, TurnStage.MOVES, out, extra)
    if first:
        run.rulings = tuple(ruling for ruling in run.rulings if ruling.what != RulingType.CHANGE)
        if out.reveals:
            acts = _leaks(run, acts, out)
        _open_programmes(run, acts)
    run.watched_ended = (*run.watched_ended, *run.state.ended)
    accepted = tuple(act for act in acts if act.outcome == MoveOutcome.ACCEPTED) if first else ()
    for stage in (TurnStage.COMBINATIONS, TurnStage.DRIFT, TurnStage.THRESHOLDS):
        ground = run.ground(accepted)
        out = Out()
        for stage_function in run.setup.book.stage_functions(stage):
            stage_function(ground, out)
        settle(run, stage, out)
        if out.reveals:
            acts = _leaks(run, acts, out)
            accepted = tuple(act for act in acts if act.outcome == MoveOutcome.ACCEPTED) if first else ()
    run.emit(play.HalfYearPassed(run.state.clock + 1, epilogue))
    for ended in run.ends:
        run.emit(ended)
    run.ends.clear()
    programmes = run.state.programmes
    for key in sorted([key for key, programme in programmes.items() if programme.age >= programme.lasts]):
        run.emit(play.ProgrammeEnded(key, ProgrammeState.DONE, "span", programmes[key].audience))
    return acts


def _move_watches(run: Run, acts: tuple[Act, ...]) -> None:
    state = run.state
    accepted = tuple(act for act in acts if act.outcome == MoveOutcome.ACCEPTED)
    ground = run.ground(accepted)
    ground.ended = run.watched_ended
    injects = [(open_.inject, open_.subject) for open_ in state.opened]
    changes = run.setup.book.watch_changes(ground, injects, state.turn, state.watches, False)
    public = run.setup.book.watch_changes(ground, injects, state.turn, state.public_watches, True)
    if changes or public:
        run.emit(play.WatchesMoved(changes, public))


def adjudicate(
    setup: Setup,
    state: State,
    *,
    keep: bool = True,
    odds: Odds | None = None,
    assume: Mapping[str, str] | None = None,
    default: str | None = None,
    own: bool = False,
) -> Run:
    """Return the adjudication of a turn's moves: its events and the state they lead to.

    Args:
        setup: The rulebook at its table.
        state: The state when the last phase before adjudication has closed; it stays as it is.
        keep: Whether events and causes are wanted; sweeps do without.
        odds: Where draws are only noted, for imagined futures; None draws them.
        assume: For imagined futures: offer key to the reply of those who have not answered.
        default: The same for offers not named in `assume`; None takes each kind's stated silence.
        own: Whether the state is the caller's alone and is changed in place.
    """
    run = Run(setup, state, keep=keep, odds=odds, own=own)
    acts = resolve(run, assume, default)
    if run.state.signals:
        _settle_signals(run, acts)
    for half in range(setup.halves):
        acts = half_year(run, acts, first=half == 0)
    _move_watches(run, acts)
    return run


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


def _due_injects(run: Run, ground: Ground) -> list[tuple[str, str, str, Audience]]:
    """Return (inject, subject, cause, audience) of all that happens as a turn opens, sorted."""
    setup = run.setup
    book = setup.book
    state = run.state
    due: dict[tuple[str, str], tuple[str, Audience]] = {}
    for item in state.due:
        if item.turn <= state.turn and item.inject not in state.held:
            due[(item.inject, item.subject)] = (item.cause, item.audience)
    if not setup.injects:
        setup.injects.update(_injects_by_turn(setup))
    for inject in setup.injects.get(state.turn, ()):
        place = (inject.id, inject.of or "")
        if inject.id not in state.held and place not in state.happened:
            due.setdefault(place, ("date", ()))
    for inject in setup.injects[0]:
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


def _income_and_upkeep(run: Run) -> dict[int, list[Cause]]:
    """Return the causes that change capital as a turn opens; programmes whose upkeep cannot be paid are broken, the youngest first."""
    setup = run.setup
    state = run.state
    terms = setup.book.scenario.head.capital
    extra: dict[int, list[Cause]] = {}
    have: dict[str, int] = {}
    for actor, track in setup.capital.items():
        kept = min(state.tracks[track], terms.carry * 10)
        income = terms.a_turn * 10
        have[actor] = kept + income
        causes = [Cause(income, "income", "income", (), (actor,))]
        if kept < state.tracks[track]:
            causes.append(Cause(kept - state.tracks[track], "range", "carry", (), (actor,)))
        extra[track] = causes
    for programme in sorted(state.programmes.values(), key=lambda programme: (-programme.age, programme.id)):
        if not programme.upkeep:
            continue
        if have[programme.actor] < programme.upkeep:
            run.emit(play.ProgrammeEnded(programme.id, ProgrammeState.BROKEN, "upkeep", programme.audience))
            continue
        have[programme.actor] -= programme.upkeep
        extra[setup.capital[programme.actor]].append(
            Cause(-programme.upkeep, "upkeep", programme.kind, (programme.id,), (programme.actor,))
        )
    return extra


def open_turn(setup: Setup, state: State, *, keep: bool = True, own: bool = False) -> Run:
    """Return the opening of the next turn: income and upkeep, then all that is due, worked out as the situation stage."""
    run = Run(setup, state, keep=keep, own=own)
    run.rulings = ()
    run.emit(play.PhaseBegan(state.turn + 1, Phase.SITUATION, state.clock))
    for programme in run.state.programmes.values():
        if programme.audience != ALL:
            run.secret[programme.id] = programme.audience
    extra = _income_and_upkeep(run)
    ground = run.ground()
    out = Out()
    for inject, subject, cause, audience in _due_injects(run, ground):
        happen(run, ground, inject, subject, cause, audience, out)
    for stage_function in run.setup.book.stage_functions(TurnStage.SITUATION):
        stage_function(ground, out)
    settle(run, TurnStage.SITUATION, out, extra)
    return run


def release(setup: Setup, state: State, inject: str, subject: str, audience: Audience) -> Run:
    """Return an inject released by hand: it happens now, and its effects with it."""
    run = Run(setup, state)
    out = Out()
    happen(run, run.ground(), inject, subject, "facilitator", audience, out)
    settle(run, TurnStage.SITUATION, out)
    return run


def run_epilogue(setup: Setup, state: State, *, keep: bool = True, own: bool = False) -> Run:
    """Return the half-years after the last turn, everyone holding, and the scores read at their end."""
    book = setup.book
    run = Run(setup, state, keep=keep, own=own)
    run.rulings = ()
    for programme in run.state.programmes.values():
        if programme.audience != ALL:
            run.secret[programme.id] = programme.audience
    for _ in range(book.scenario.head.half_years):
        half_year(run, (), first=False, epilogue=True)
    ground = run.ground()
    for objective in book.scenario.objectives:
        value = book.sum(objective.score, objective.actor)(ground)
        run.emit(play.ScoreRead(objective.id, objective.actor, value, score(value, objective.worst, objective.best), ()))
    run.emit(play.SessionEnded(state.turn))
    return run


def score(value: int, worst: int, best: int) -> int:
    """Return 0 to 100 for a value in tenths between `worst` and `best` in points, either of which may be the greater."""
    span = (best - worst) * 10
    if span == 0:
        return 0
    reached = ((value - worst * 10) * 200 + span) // (2 * span) if span > 0 else ((worst * 10 - value) * 200 - span) // (-2 * span)
    return min(max(reached, 0), 100)
