"""A turn worked out: `open_turn` with what is due, `adjudicate` what was agreed, `run_epilogue` after the last."""

from __future__ import annotations

from collections.abc import Mapping

from exercise.engine.adjudicate.injects import add_reactions, due_injects, happen
from exercise.engine.adjudicate.resolve import resolve
from exercise.engine.adjudicate.run import NotedDraws, Run
from exercise.engine.adjudicate.settle import settle
from exercise.engine.adjudicate.signals import settle_signals
from exercise.engine.setup import Setup
from exercise.model import play
from exercise.model.play import ALL, Act, Cause, Programme, State
from exercise.model.vocabulary import MoveOutcome, Phase, ProgrammeState, RulingType, TurnStage
from exercise.rules.rulebook import Out


def span_turns(setup: Setup, mods: Mapping[str, str]) -> int:
    """Return for how many turns a move's span pledges it; 1 where it has none."""
    span = setup.book.modalities.get("span")
    if span is not None:
        for value in span.values:
            if value.id == mods.get("span"):
                return value.turns or 1
    return 1


def _leaks(run: Run, acts: tuple[Act, ...], out: Out) -> tuple[Act, ...]:
    leaked = {key: id_ for key, id_, _ in sorted(out.reveals, reverse=True) if key in run.secret}
    if not leaked:
        return acts
    for key, id_ in sorted(leaked.items()):
        run.emit(play.MoveLeaked(key, id_))
        del run.secret[key]
    return tuple(act._replace(leaked=True, audience=ALL) if act.key in leaked else act for act in acts)


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


def _arguments(run: Run) -> dict[int, list[Cause]]:
    extra: dict[int, list[Cause]] = {}
    for key in sorted(run.state.arguments):
        argument = run.state.arguments[key]
        for name, amount in argument.follows:
            extra.setdefault(run.setup.book.track_index[name], []).append(Cause(amount, "argument", key, (argument.actor,)))
    return extra


def half_year(run: Run, acts: tuple[Act, ...], first: bool, epilogue: bool = False) -> tuple[Act, ...]:
    """Run the stages of one half-year and return its acts, leaks marked; `first` says that the turn's moves are made in it."""
    book = run.setup.book
    ground = run.ground(acts)
    out = Out()
    extra: dict[int, list[Cause]] | None = None
    if first:
        for act in acts:
            for function in book.move_functions(act.kind):
                function(ground, act, out)
        add_reactions(run, ground, out)
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
    odds: NotedDraws | None = None,
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
        settle_signals(run, acts)
    for half in range(setup.halves):
        acts = half_year(run, acts, first=half == 0)
    _move_watches(run, acts)
    return run


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
    run.keep_secrets()
    extra = _income_and_upkeep(run)
    ground = run.ground()
    out = Out()
    for inject, subject, cause, audience in due_injects(run, ground):
        happen(run, ground, inject, subject, cause, audience, out)
    for stage_function in run.setup.book.stage_functions(TurnStage.SITUATION):
        stage_function(ground, out)
    settle(run, TurnStage.SITUATION, out, extra)
    return run


def run_epilogue(setup: Setup, state: State, *, keep: bool = True, own: bool = False) -> Run:
    """Return the half-years after the last turn, everyone holding, and the scores read at their end."""
    book = setup.book
    run = Run(setup, state, keep=keep, own=own)
    run.rulings = ()
    run.keep_secrets()
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
