"""Whom an order asks and consults, and what it becomes when they have answered: `asked_of`, `acts_of`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from exercise.engine.legal import act_of, is_secret, mods_of, terms_of
from exercise.engine.setup import Setup
from exercise.model.play import ALL, Act, Answer, Audience, Move, State
from exercise.model.vocabulary import MoveOutcome, Reply

YES = (Reply.ACCEPT, Reply.NO_OBJECTION)
NOTHING: tuple[str, ...] = ()
_new = tuple.__new__
"""Makes a named tuple from all its fields at half the price of a call by name."""


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


Terms = tuple[tuple[str, str], ...]
"""Modalities with the values that were agreed instead of those offered."""


class _Answers(NamedTuple):
    """What those asked and consulted have said to an offer, or are taken to say."""

    agreed: dict[str, Terms]
    """Those who consent, each with the terms it asked for and got."""
    changed: bool
    """Whether somebody asked for other terms."""
    objectors: tuple[str, ...]
    endorsers: tuple[str, ...]


def acts_of(setup: Setup, state: State, move: Move, assume: str | None) -> list[Act]:
    """Return the acts that a move becomes: one, or one for each set of terms that different targets agreed to.

    Args:
        setup: The rulebook at its table.
        state: The state with the answers.
        move: The move.
        assume: For imagined futures, how those reply who have not answered; None takes the kind's stated silence.
    """
    mods, _, secret = terms_of(setup, move)
    answers = state.answers.get(move.key, {}) if state.answers else {}
    if assume == "accept" and not secret and move.targets and not answers:
        return [act_of(setup, move)]
    asked, consulted = state.offers.get(move.key) or (asked_of(setup, move) if assume else (NOTHING, NOTHING))
    if assume and not answers and move.targets:
        act = _all_alike(setup, move, asked, consulted, assume)
        if act is not None:
            return [act]
    confirmed = state.confirms.get(move.key, assume == "accept")
    said = _answers(setup, move, asked, consulted, answers, confirmed, assume)
    groups = _groups(setup, move, asked, said)
    if not groups:
        outcome = MoveOutcome.LAPSED if said.changed else MoveOutcome.DECLINED
        published = any(answer.publish for answer in answers.values())
        audience = ALL if published else _knows_of_refusal(setup, move, asked, consulted)
        return [Act(move.key, move.kind, move.actor, move.targets, mods, outcome, said.objectors, said.endorsers, 100, audience)]
    acts: list[Act] = []
    for terms, members in sorted(groups.items()):
        final = {**mods, **dict(terms)} if terms else mods
        whole = len(groups) == 1 and len(members) == len(move.targets)
        key = move.key if whole else move._replace(targets=tuple(members)).key
        audience = parties_of(move, asked, consulted, final) if is_secret(setup, move.kind, final) else ALL
        accepted = MoveOutcome.ACCEPTED
        acts.append(Act(key, move.kind, move.actor, tuple(members), final, accepted, said.objectors, said.endorsers, 100, audience))
    return acts


def _all_alike(setup: Setup, move: Move, asked: tuple[str, ...], consulted: tuple[str, ...], reply: str) -> Act | None:
    """Return the one act when everyone asked gives the same answer, as in most imagined turns; None when answers differ."""
    mods, _, secret = terms_of(setup, move)
    if not asked or reply == "accept":
        outcome = MoveOutcome.ACCEPTED
        audience = parties_of(move, asked, consulted, mods) if secret else ALL
    elif reply == "decline" and (_stands_or_falls(setup, move) or not set(move.targets) - set(asked)):
        outcome = MoveOutcome.DECLINED
        audience = _knows_of_refusal(setup, move, asked, consulted)
    else:
        return None
    return _new(Act, (move.key, move.kind, move.actor, move.targets, mods, outcome, NOTHING, NOTHING, 100, audience, False))


def _stands_or_falls(setup: Setup, move: Move) -> bool:
    """Return whether all who are asked must agree, or the move fails for all its targets."""
    consent = setup.book.kinds[move.kind].consent
    return consent is None or consent.of != "targets" or consent.quorum == "all"


def _knows_of_refusal(setup: Setup, move: Move, asked: tuple[str, ...], consulted: tuple[str, ...]) -> Audience:
    consent = setup.book.kinds[move.kind].consent
    return ALL if consent is not None and consent.known == "all" else parties_of(move, asked, consulted, mods_of(setup, move))


def _answers(
    setup: Setup,
    move: Move,
    asked: tuple[str, ...],
    consulted: tuple[str, ...],
    answers: Mapping[str, Answer],
    confirmed: bool,
    assume: str | None,
) -> _Answers:
    consent = setup.book.kinds[move.kind].consent
    silence = assume or (consent.silence if consent is not None else "decline")
    agreed: dict[str, Terms] = {}
    changed = False
    for actor in asked:
        answer = answers.get(actor) or Answer(Reply(silence))
        if answer.reply == Reply.CHANGE and actor in answers:
            changed = True
            if confirmed:
                agreed[actor] = answer.changes
        elif answer.reply == Reply.ACCEPT or (answer.reply == Reply.NO_OBJECTION and consent is not None and consent.no_objection):
            agreed[actor] = ()
    heard = [actor for actor in consulted if actor in answers]
    content = [actor for actor in heard if answers[actor].reply in YES or (answers[actor].reply == Reply.CHANGE and confirmed)]
    return _Answers(agreed, changed, tuple(actor for actor in heard if actor not in content), tuple(content))


def _groups(setup: Setup, move: Move, asked: tuple[str, ...], said: _Answers) -> dict[Terms, list[str]]:
    """Return the targets for which the move goes ahead, by the terms that were agreed with them."""
    agreed = said.agreed
    if _stands_or_falls(setup, move):
        terms = tuple(sorted({pair for pairs in agreed.values() for pair in pairs}))
        contradict = len({name for name, _ in terms}) < len(terms)
        return {} if len(agreed) < len(asked) or contradict else {terms: list(move.targets)}
    front = mods_of(setup, move).get("front", move.actor)
    if front in asked and front not in move.targets and front not in agreed:
        return {}
    groups: dict[Terms, list[str]] = {}
    for target in move.targets:
        if target in agreed or target not in asked:
            groups.setdefault(agreed.get(target, ()), []).append(target)
    return groups
