"""The one teller: a document in spoken lines, each line that opens with its number after `why`."""

from __future__ import annotations

from collections.abc import Sequence

from exercise.plain.spoken import moved, part, spoken
from exercise.plain.talk import Talk
from exercise.reading.document import Block, Bullets, CauseList, Changes, Document, Draws, Heading, Links, Pairs, Para
from exercise.reading.documents import sentence
from exercise.reading.models import Change, Odds, Reason
from exercise.render.plain import block_text
from exercise.words import counted


def tell(talk: Talk, document: Document, full: bool = False) -> None:
    """Say a document, line by line.

    Args:
        talk: Where it is said.
        document: What is said.
        full: Whether lists are said whole that are otherwise cut short.
    """
    if document.title:
        talk.title(sentence(document.title))
    for section in document.sections:
        if section.title:
            talk.title(sentence(section.title))
        for block in section.blocks:
            _tell_block(talk, block, full)


def _tell_block(talk: Talk, block: Block, full: bool) -> None:
    match block:
        case Para(text):
            talk.prose(text, 2 if text.startswith("  ") else 0)
        case Heading(text):
            talk.title(text)
        case Bullets(items):
            for item in items:
                talk.say(f"- {item}")
        case Pairs(rows):
            for name, value in rows:
                talk.say(f"{name}: {value}", 2)
        case Links(lines):
            for ref, text in lines:
                talk.say(f"{text}{talk.why(ref)}")
        case Changes():
            _changes(talk, block, full)
        case Draws(draws, known):
            for draw in draws:
                _draw(talk, draw, known)
        case CauseList(reasons, total):
            for reason in reasons:
                talk.say(f"{_reason(reason)}{talk.why(reason.ref)}")
            if total and reasons:
                talk.say(f"Together: {part(total)}")
        case _:
            for line in block_text(block):
                talk.say(line)


def _changes(talk: Talk, block: Changes, full: bool) -> None:
    if block.title:
        talk.title(block.title)
    shown = block.changes[: block.most] if block.most and not full else block.changes
    before: Sequence[Reason] = ()
    for change in shown:
        way = moved(change.sign, change.amount)
        if change.before and change.after:
            # Where the amount is said, the value before it is one sum away.
            way += f" to {change.after}" if " " in way else f", from {change.before} to {change.after}"
        if change.later:
            way += f", {change.later}"
        talk.say(f"{change.title}: {way}{f'; {change.note}' if change.note else ''}{talk.why(change.page)}")
        if change.reasons and _alike(change.reasons) == _alike(before):
            talk.say("for the same reason" if len(before) == 1 else "for the same reasons", 2)
        else:
            _reasons(talk, change, block.reasons)
        before = change.reasons
    if len(shown) < len(block.changes):
        talk.say(f"and {block.rest.format(len(block.changes) - len(shown))}.")


def _alike(reasons: Sequence[Reason]) -> list[tuple[str, str]]:
    return [(reason.amount, reason.text) for reason in reasons]


def _reasons(talk: Talk, change: Change, most: int) -> None:
    for reason in change.reasons[:most]:
        talk.say(_reason(reason), 2)
    if len(change.reasons) > most:
        talk.say(f"and {counted(len(change.reasons) - most, 'more reason')}", 2)


def _reason(reason: Reason) -> str:
    return f"{part(reason.amount)}: {reason.text}{' (assumed)' if reason.mark == 'assumed' else ''}"


def _draw(talk: Talk, draw: Odds, known: str) -> None:
    how = draw.result.partition(", ")[2]
    odds = f" Odds {draw.odds}." if draw.odds else ""
    if not draw.result:
        said = f"May happen{f', {draw.odds}' if draw.odds else ''}: {draw.title}"
    elif known == draw.title:
        said = f"It was left to chance{', ' + how if how else ''}.{odds}"
    else:
        said = f"Drawn: {draw.title}. {draw.result[:1].upper()}{draw.result[1:]}.{odds}"
    talk.say(f"{said}{talk.why(draw.ref)}")
    for line in draw.lines:
        talk.say(f"{part(line.amount)}: {spoken(line.text)}", 2)


def is_cut(document: Document) -> bool:
    """Return whether some of a document is only counted unless it is told in full."""
    blocks = [block for section in document.sections for block in section.blocks]
    return any(isinstance(block, Changes) and 0 < block.most < len(block.changes) for block in blocks)
