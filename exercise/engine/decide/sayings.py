"""What seats say: signals, messages, predictions and notes."""

from __future__ import annotations

from exercise.engine.decide.asking import Verdict, beside, wrong_phase
from exercise.engine.setup import Setup
from exercise.errors import nearest
from exercise.model import play
from exercise.model.play import ALL, FACILITATOR, Move, Refusal, Signal, State
from exercise.model.text import clean
from exercise.model.vocabulary import (
    LINE,
    TEXT,
    Direction,
    Phase,
    SignalState,
    SignalType,
)

SIGNALS = {SignalType.INTENTION: 1, SignalType.PROMISE: 3, SignalType.RED_LINE: 3}
"""Types of signal, with for how many turns after its own each binds."""


def signal(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """State an intention, a promise or a red line."""
    refused = wrong_phase(state, move, Phase.SITUATION, Phase.DECIDE)
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


def message(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Write to other seats or the facilitator."""
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


def predict(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Predict which way a track will go this turn."""
    refused = wrong_phase(state, move, Phase.DECIDE, Phase.ANSWER, Phase.CONFIRM, Phase.ADJUDICATE)
    if refused:
        return refused
    track = move.option("track")
    if track not in setup.book.track_index:
        return Refusal("track.unknown", {"track": track, "near": nearest(track, setup.book.track_index)})
    direction = move.option("direction")
    if direction not in tuple(Direction):
        return Refusal("move.bad-option", {"key": "direction", "value": direction, "options": tuple(Direction), "near": None})
    return [play.Predicted(move.actor, track, Direction(direction), (move.actor,))]


def note(setup: Setup, state: State, move: Move, seat: str) -> Verdict:
    """Keep a note of a seat, by one of the objectives it knows or by none."""
    text = clean(move.option("text"), multiline=True, limit=TEXT)
    if not text.strip():
        return Refusal("text.empty", {"what": "note"})
    objective = move.option("objective")
    if objective:
        speakers = beside(setup, move.actor)
        names = [
            known.id
            for known in setup.book.scenario.objectives
            if not known.private or move.actor == FACILITATOR or known.actor in speakers
        ]
        if objective not in names:
            return Refusal("move.no-such", {"key": objective, "what": "objective", "near": nearest(objective, names)})
    return [play.NoteTaken(move.actor, text, objective, (move.actor,) if move.actor != FACILITATOR else ())]
