"""An adjudication under way: a state of its own that events change as they are emitted, its draws, and who may know of what."""

from __future__ import annotations

from exercise.engine import chance
from exercise.engine.apply import CHANGES
from exercise.engine.setup import Setup
from exercise.model import play
from exercise.model.play import ALL, Act, Audience, Cause, Event, Programme, State
from exercise.model.vocabulary import RulingType, TurnStage
from exercise.rules.rulebook import Ground


class NotedDraws:
    """Notes the odds of draws without making them, for imagined turns."""

    def __init__(self) -> None:
        self.noted: dict[tuple[str, tuple[str, ...]], tuple[int, tuple[tuple[int, str], ...]]] = {}

    def __call__(self, rule: str, about: tuple[str, ...], odds: int, lines: tuple[tuple[int, str], ...]) -> bool:
        """Note the odds and let it not happen."""
        self.noted[(rule, about)] = (odds, lines)
        return False


class Run:
    """One adjudication under way: a state of its own that events change as they are emitted."""

    __slots__ = ("draws", "ends", "events", "keep", "odds", "rulings", "secret", "setup", "state", "watched_ended")

    def __init__(self, setup: Setup, state: State, *, keep: bool = True, odds: NotedDraws | None = None, own: bool = False) -> None:
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

    def keep_secrets(self) -> None:
        """Remember who may know of running programmes and of what was said in confidence."""
        for programme in self.state.programmes.values():
            if programme.audience != ALL:
                self.secret[programme.id] = programme.audience
        for signal in self.state.signals.values():
            if signal.voice != "public":
                self.secret[signal.id] = tuple(sorted({signal.actor, signal.target}))

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
        """Return the state and history that the rules of one stage read."""
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
