"""Why a move is not allowed now: a sentence for every code of a refusal, filled with its facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from exercise.model.play import Refusal
from exercise.words.moves import MoveWords
from exercise.words.text import capital, plain, points, texts
from exercise.words.titles import VERB_TITLES

REFUSALS: dict[str, str] = {
    "actor.unknown": "No actor called {actor:quoted} makes moves.{near:near}",
    "move.unknown-kind": "There is no move called {kind:quoted}.{near:near}",
    "move.not-yours": "{actor:name} is not yours to move: you speak for {seat:name}.",
    "move.wrong-phase": "{kind:title}: not in this phase ({phase:phase}).",
    "move.paused": "The session is paused. Nothing can be done until the facilitator resumes it.",
    "move.not-paused": "The session is not paused.",
    "move.not-open": "{kind:title} is not open to {actor:name}.",
    "move.need": "{text:text}",
    "move.no-target": "{kind:title} needs a target: say whom it is for.",
    "move.bad-target": "{kind:title} cannot be aimed at {target:name}.{near:near}",
    "move.too-many-targets": "Too many targets: {most:targets}.",
    "move.bad-option": "{key:option} cannot be {value:quoted} here. Possible: {options:words}.{near:near}",
    "move.unknown-option": "This move has no option called {key:quoted}. It has: {options:words}.{near:near}",
    "move.over-budget": "Not enough capital: {have:capital} left; this move costs {cost:capital}.",
    "move.too-many": "No more moves this turn: an actor may make at most {most:number}.",
    "move.twice": "Already sealed this turn: {key:offer}. Take it back first to make it differently.",
    "move.no-such": "There is no {what:text} {key:quoted} now.{near:near}",
    "offer.not-asked": "This offer does not ask {actor:name}.",
    "offer.answered": "Already answered: {key:offer}.",
    "offer.not-changed": "Nobody has asked to change {key:offer}, so there is nothing to confirm.",
    "offer.outside": "Say what to change: this offer leaves open {options:open}.",
    "inject.unknown": "There is no inject called {inject:quoted}.{near:near}",
    "inject.not-asked": "{inject:title} asks no reaction of {actor:name}.",
    "inject.happened": "{inject:title} has happened this turn already.",
    "inject.happened-before": "{inject:title} has happened already, and happens once.",
    "inject.not-happened": "{inject:title} has not happened yet: release it.",
    "inject.public": "{inject:title} is known to all already.",
    "inject.no-choice": "{choice:quoted} is no way to react to this. Possible: {options:words}.{near:near}",
    "signal.one-a-turn": "{actor:name} has sent its signal for this turn; there is one a turn.",
    "signal.bad": "A signal is about a kind of move: there is none called {what:quoted}.{near:near}",
    "facilitator.only": "Only the facilitator can {kind:verb}.",
    "facilitator.reason": 'A reason is needed here: add because="…".',
    "ruling.unknown-rule": "There is no rule called {rule:quoted}.{near:near}",
    "ruling.no-such-draw": "The rule {rule:quoted} makes no draw about {about:abouts} this turn.",
    "track.unknown": "There is no track called {track:quoted}.{near:near}",
    "argument.unknown": "There is no argument {key:quoted}.{near:near}",
    "argument.ruled": "{key:offer} has been ruled already.",
    "amend.as": "What the move is to be instead cannot be read: {text:text}",
    "argument.as": "What the argument is to count as cannot be read: {text:text}",
    "argument.changes": "Too many direct changes: an argument carries at most {most:number}.",
    "seat.unknown": "There is no seat called {seat:quoted}.{near:near}",
    "seat.committed": "{seat:name} has said that it is done with this phase. Take that back first (uncommit).",
    "text.empty": "The {what:text} is empty. Write something, or leave it out.",
    "number.bad": "{key:option} cannot be {value:quoted}: a number from {lowest:number} to {highest:number} is needed.",
    "dice.bad": "{value:quoted} are no two dice. Write them as 3+4, 3 4 or 3,4.",
    "session.over": "The session is over; only notes can be added.",
    "save.stopped": "The session stands at entry {entry:number}, because it cannot be saved.",
    "turns.past": "Turn {turn:number} has been played already; the session cannot end before it.",
}
"""Every refusal code with its sentence; `{fact:how}` says how a fact is put (see `_put`). A fact that is missing leaves a gap."""
RICHER: dict[str, tuple[str, str]] = {
    "move.over-budget": ("actor", "{actor:name} has {have:capital} capital left; this move costs {cost:capital}."),
    "argument.changes": ("sizes", "A direct change of an argument is one of {sizes:sizes} points, up or down."),
    "move.too-many": ("actor", "{actor:name} has made its moves for this turn: at most {most:number}."),
    "offer.outside": ("value", "{key:option} cannot become {value:quoted}: this offer leaves open {options:open}."),
}
"""Sentences used instead when the named fact is known and not empty."""


def refusal_sentence(words: MoveWords, refusal: Refusal) -> str:
    """Return why a move is not possible now, and what would help; an unknown code is shown as it is."""
    facts = refusal.facts
    sentence = REFUSALS.get(refusal.code)
    if sentence is None:
        return f"Not possible now ({refusal.code})."
    instead = RICHER.get(refusal.code)
    if instead and facts.get(instead[0]):
        sentence = instead[1]
    return capital("".join(_filled(words, sentence, facts)))


def _filled(words: MoveWords, sentence: str, facts: Mapping[str, Any]) -> Iterator[str]:
    for text, key, how, _ in Formatter().parse(sentence):
        yield text
        if key is not None:
            yield _put(words, facts.get(key, ""), how or "text")


def _put(words: MoveWords, fact: Any, how: str) -> str:
    if how == "near":
        return f' Did you mean "{fact}"?' if fact else ""
    if how == "capital":
        return points(int(fact or 0))
    if how == "number":
        return str(fact).replace("-", "−")
    if how == "targets":
        return f"at most {fact} at once" if fact else "this move takes none"
    if how == "phase":
        return words.phase(str(fact)).lower()
    if how == "quoted":
        return f'"{fact}"'
    if how == "title":
        return words.title(str(fact))
    if how == "name":
        return words.name(str(fact))
    if how == "offer":
        return words.offer(str(fact))
    if how == "option":
        return words.offer(str(fact)) if "/" in str(fact) else words.title(str(fact))
    if how == "verb":
        return VERB_TITLES.get(str(fact), plain(str(fact)))
    if how == "words":
        return ", ".join(texts(fact)) or "nothing"
    if how == "sizes":
        return ", ".join(points(size) for size in sorted({abs(int(size)) for size in fact}))
    if how == "open":
        return _alternatives(fact)
    if how == "abouts":
        return words.about(texts(fact)) or "that"
    if how == "text":
        return str(fact)
    raise ValueError(f"no way {how!r} to put a fact")


def _alternatives(fact: Any) -> str:
    if not isinstance(fact, Mapping):
        return ", ".join(texts(fact)) or "nothing"
    return "; ".join(f"{key} ({', '.join(values)})" for key, values in sorted(fact.items())) or "nothing"
