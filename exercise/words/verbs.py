"""Moves besides those of the scenario, each as a verb with what it is about: answers, signals, messages, what the facilitator does."""

from __future__ import annotations

from collections.abc import Callable

from exercise.model.play import Move
from exercise.words.terms import TermWords
from exercise.words.text import because, capital, first, quoted
from exercise.words.titles import HOLDERS, LEVELS

_ANSWER_KEYS = ("reply", "publish")


def _answer_move(words: TermWords, move: Move) -> str:
    changes = [(key, value) for key, value in move.options if key not in _ANSWER_KEYS]
    said = f"{words.answer(move.option('reply'), changes)}: {words.offer(first(move.targets))}"
    return said + (", for all to know" if move.option("publish") == "yes" else "")


def _confirm_move(words: TermWords, move: Move) -> str:
    said = "agrees to" if move.option("reply") == "yes" else "turns down"
    return f"{said} the changes asked for: {words.offer(first(move.targets))}"


def _message_move(words: TermWords, move: Move) -> str:
    verb = "pledges" if move.option("pledge") == "yes" else "writes"
    return f"{verb} to {words.names(move.targets)}: {quoted(move.option('text'))}"


def _release_move(words: TermWords, move: Move) -> str:
    subject = move.option("for")
    return f"releases an inject: {words.title(first(move.targets))}" + (f", for {words.name(subject)}" if subject else "")


def _weigh_move(words: TermWords, move: Move) -> str:
    for side in ("for", "against"):
        if move.option(side):
            return f"adds a reason {side} the argument {first(move.targets)}: {quoted(move.option(side))}"
    return f"weighs the argument {first(move.targets)}"


def signal_sentence(words: TermWords, actor: str, type: str, kind: str, target: str, voice: str, text: str) -> str:
    """Return a signal as a sentence: "NATO makes a promise to Kazakhstan in public: Lease of a base. “Never.”"."""
    what = {"intention": "states an intention", "promise": "makes a promise", "red-line": "draws a red line"}
    said = f"{capital(words.name(actor))} {what.get(type, 'sends a signal')}"
    if target:
        said += f" to {words.name(target)}"
    said += " in public" if voice == "public" else " quietly" if voice else ""
    if kind:
        said += f": {words.title(kind)}"
    return f"{said}. {quoted(text)}" if text else said


def _signal_move(words: TermWords, move: Move) -> str:
    sentence = signal_sentence(
        words, move.actor, move.option("type"), move.option("about"), "".join(move.targets[:1]), move.option("voice"), move.option("text")
    )
    return sentence[len(words.name(move.actor)) + 1 :]


def _rule_move(words: TermWords, move: Move) -> str:
    what, rule = move.option("what"), words.title(move.option("rule"))
    if what == "draw":
        said = f"rules that {rule} {'happens' if move.option('result') == 'yes' else 'does not happen'}"
    elif what == "strike":
        said = f"strikes {rule}"
    else:
        said = f"changes {words.track(move.option('track'))} by {move.option('by')}"
    about = words.about(part.strip() for part in move.option("about").split(","))
    return said + (f" ({about})" if about else "") + because(move.because)


def _changes_of(move: Move) -> str:
    return ", ".join(value for key, value in move.options if key.rstrip("0123456789") == "change")


def _write_move(words: TermWords, move: Move) -> str:
    changes = _changes_of(move)
    return f"writes: {quoted(move.option('text'))}" + (f" ({changes})" if changes else "")


def _argument_move(words: TermWords, move: Move) -> str:
    result = "rules for" if move.option("result") == "yes" else "rules against"
    method = move.option("method")
    return f"{result} the argument {first(move.targets)}" + (f" by {method}" if method else "") + because(move.because)


VERBS: dict[str, Callable[[TermWords, Move], str]] = {
    "sealed": lambda w, m: "does something that is not public",
    "answer": _answer_move,
    "confirm": _confirm_move,
    "withdraw": lambda w, m: f"takes back a sealed move: {w.offer(first(m.targets))}",
    "end": lambda w, m: f"ends a programme: {w.offer(first(m.targets))}",
    "signal": _signal_move,
    "react": lambda w, m: f"reacts to {w.title(first(m.targets))}: {w.title(m.option('choice'))}",
    "argue": lambda w, m: f"argues: {quoted(m.option('text'))}",
    "commit": lambda w, m: "is done with this phase",
    "uncommit": lambda w, m: "is not done with this phase after all",
    "message": _message_move,
    "predict": lambda w, m: f"predicts: {w.course(m.option('track'), m.option('direction'))}",
    "note": lambda w, m: f"notes: {quoted(m.option('text'))}",
    "weigh": _weigh_move,
    "close-phase": lambda w, m: "closes the phase",
    "release": _release_move,
    "hold": lambda w, m: f"holds an inject back: {w.title(first(m.targets))}",
    "unhold": lambda w, m: f"lets go of an inject: {w.title(first(m.targets))}",
    "arm": lambda w, m: f"arms an inject for turn {m.option('turn')}: {w.inject(first(m.targets), m.option('for'))}",
    "skip": lambda w, m: f"skips an inject: {w.title(first(m.targets))}" + because(m.because),
    "reveal": lambda w, m: f"makes an inject known to all: {w.title(first(m.targets))}",
    "amend": lambda w, m: f"amends a sealed move: {w.offer(first(m.targets))}" + because(m.because),
    "write": _write_move,
    "rule": _rule_move,
    "rule-argument": _argument_move,
    "hand": lambda w, m: f"hands the seat {w.name(first(m.targets))} to {HOLDERS.get(m.option('to'), m.option('to'))}",
    "pause": lambda w, m: "pauses the session" + because(m.because),
    "resume": lambda w, m: "resumes the session",
    "explain": lambda w, m: f"sets what is explained: {LEVELS.get(m.option('level'), m.option('level'))}",
    "turns": lambda w, m: f"sets the number of turns to {m.option('count')}" + because(m.because),
    "end-session": lambda w, m: "ends the session" + because(m.because),
}
