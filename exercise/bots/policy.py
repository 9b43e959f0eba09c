"""A scripted actor: what it does turn by turn, how it answers, and who decides for it where the script is silent.

`read_policy` takes data that is read already; the bot is `PolicyBot`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from exercise.bots.bot import Bot, Outlook
from exercise.errors import ExerciseError, did_you_mean
from exercise.model.moves import parse_move
from exercise.model.play import Move, Open

ANSWERS = ("accept", "decline")
VERBS = ("signal", "end", "argue")
"""What a script may do besides the scenario's kinds of move."""
KEYS = ("turns", "answers", "otherwise", "title")


class Policy(NamedTuple):
    """What an actor is scripted to do.

    `turns` holds the moves of each turn, `answers` a reply by offer kind ("" serves every other kind), `otherwise` the persona or bot
    that decides where the script does not: nothing means that the actor holds still and leaves what it is asked to the default.
    """

    actor: str
    turns: tuple[tuple[Move, ...], ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    otherwise: str = ""

    def reply(self, kind: str) -> str:
        """Return the scripted reply to an offer of a kind; empty when the script has none."""
        known = dict(self.answers)
        return known.get(kind, known.get("", ""))


def read_policy(data: Any, actor: str, kinds: Sequence[str] = (), others: Sequence[str] = (), name: str = "policy") -> Policy:
    """Return the policy that an actor's file describes.

    Args:
        data: The file's content: a mapping with `turns`, `answers` and `otherwise`.
        actor: For whom the policy speaks; every move in it must be that actor's.
        kinds: The move kinds of the scenario, to name the nearest right one; none leaves kinds unchecked.
        others: Names that `otherwise` may take; none leaves it unchecked.
        name: What the file is called in messages.

    Raises:
        ExerciseError: If the data is no policy; every fault at once, one to a line.
    """
    faults: list[str] = []
    if not isinstance(data, Mapping):
        raise ExerciseError(f"{name}: expected turns:, answers: or otherwise:, found {_shape(data)}.")
    for key in data:
        if key not in KEYS:
            faults.append(f'{name}: no key "{key}" in a policy.{did_you_mean(str(key), KEYS)}')
    turns = _turns(data.get("turns") or (), actor, kinds, name, faults)
    answers = _answers(data.get("answers") or {}, kinds, name, faults)
    otherwise = str(data.get("otherwise") or "")
    if otherwise and others and otherwise not in others:
        faults.append(f'{name}: otherwise: no persona "{otherwise}".{did_you_mean(otherwise, others)}')
    if faults:
        raise ExerciseError("\n".join(faults))
    return Policy(actor, turns, answers, otherwise)


def _shape(data: Any) -> str:
    return "nothing" if data is None else "a list" if isinstance(data, list) else "text" if isinstance(data, str) else "something else"


def _turns(data: Any, actor: str, kinds: Sequence[str], name: str, faults: list[str]) -> tuple[tuple[Move, ...], ...]:
    if isinstance(data, str) or not isinstance(data, Sequence):
        faults.append(f"{name}: turns: expected a list of turns, each a list of moves.")
        return ()
    turns: list[tuple[Move, ...]] = []
    for number, texts in enumerate(data, 1):
        moves: list[Move] = []
        listed = [texts] if isinstance(texts, str) else texts or ()
        if not isinstance(listed, Sequence):
            faults.append(f"{name}: turn {number}: expected a list of moves.")
            listed = ()
        for text in listed:
            move = _move(str(text), actor, kinds, f"{name}: turn {number}", faults)
            if move is not None:
                moves.append(move)
        turns.append(tuple(moves))
    return tuple(turns)


def _move(text: str, actor: str, kinds: Sequence[str], where: str, faults: list[str]) -> Move | None:
    try:
        move = parse_move(text)
    except ExerciseError as fault:
        faults.append(f"{where}: {fault}")
        return None
    if move.actor != actor:
        faults.append(f'{where}: this policy speaks for "{actor}", not for "{move.actor}".')
        return None
    if kinds and move.kind not in (*kinds, *VERBS):
        faults.append(f'{where}: no kind of move "{move.kind}".{did_you_mean(move.kind, kinds)}')
        return None
    return move


def _answers(data: Any, kinds: Sequence[str], name: str, faults: list[str]) -> tuple[tuple[str, str], ...]:
    by_kind = {"": data} if isinstance(data, str) else data
    if not isinstance(by_kind, Mapping):
        faults.append(f"{name}: answers: expected accept, decline, or one of them for each kind of offer.")
        return ()
    answers: list[tuple[str, str]] = []
    for kind, reply in by_kind.items():
        kind = "" if kind == "others" else str(kind)
        if reply not in ANSWERS:
            faults.append(f'{name}: answers: expected accept or decline, found "{reply}".')
        elif kind and kinds and kind not in kinds:
            faults.append(f'{name}: answers: no kind of move "{kind}".{did_you_mean(kind, kinds)}')
        else:
            answers.append((kind, str(reply)))
    return tuple(sorted(answers))


class PolicyBot:
    """A bot that follows a policy, and another bot where the policy is silent."""

    def __init__(self, policy: Policy, otherwise: Bot | None) -> None:
        self.policy = policy
        self.otherwise = otherwise
        self.actor = policy.actor

    def orders(self, outlook: Outlook) -> tuple[Move, ...]:
        """Return the turn's scripted moves; once the script has run out, the other bot's."""
        if outlook.turn <= len(self.policy.turns):
            return self.policy.turns[outlook.turn - 1]
        return self.otherwise.orders(outlook) if self.otherwise else ()

    def answer(self, outlook: Outlook, key: str) -> Move | None:
        """Return the scripted answer to an offer, else the other bot's."""
        offered, asked, _ = outlook.offer(key)
        reply = self.policy.reply(offered.kind)
        if reply:
            if self.actor not in asked:
                reply = "no-objection" if reply == "accept" else "object"
            return Move(self.actor, "answer", (key,), (("reply", reply),))
        return self.otherwise.answer(outlook, key) if self.otherwise else None

    def confirm(self, outlook: Outlook, key: str) -> Move | None:
        """Return the last word on changes asked for: the other bot's, else no."""
        if self.otherwise:
            return self.otherwise.confirm(outlook, key)
        return Move(self.actor, "confirm", (key,), (("reply", "no"),))

    def react(self, outlook: Outlook, opened: Open) -> Move | None:
        """Return the reaction to an inject: the other bot's, else none."""
        return self.otherwise.react(outlook, opened) if self.otherwise else None
