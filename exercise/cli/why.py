"""`exercise why`: print the signed causes of a track's change."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from typing import Any

from exercise.cli import arguments
from exercise.cli.finding import last_adjudicated, opened, reader_of
from exercise.cli.output import say, say_json
from exercise.cli.story import total_line
from exercise.engine.explain import Alternative, Total
from exercise.engine.view import PUBLIC
from exercise.errors import ExerciseError, did_you_mean, nearest
from exercise.model.moves import format_move
from exercise.model.play import FACILITATOR, Cause, OfferConfirmed
from exercise.model.refs import MoveKey
from exercise.reading.causes import claims_of
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.words import Words


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Prints why a track changed in a turn: every cause with its sign, which sum to the change, the claims behind them, and what "
        "would have changed it."
    )
    arguments.save(parser)
    parser.add_argument("track", metavar="TRACK", help='for instance "trust[kazakhstan, us]", or its title as it is printed')
    arguments.turn(parser, "in turn N; by default the last one adjudicated")
    arguments.reader(parser)
    arguments.as_json(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 after printing the causes, also when there was no change to explain."""
    with opened(args, partial=True) as session:
        seat = reader_of(session, args.seat)
        track = track_of(session, args.track)
        turn = last_adjudicated(session) if args.turn is None else args.turn
        reader = Reader(session, seat)
        words = reader.words
        total = reader.why(turn, track)
        instead = reader.instead(turn, track)
        if args.json:
            say_json(explained(session, track, turn, total, instead))
            return 0
        say(f"{words.turn(turn)} (turn {turn})")
        if total is None:
            who = "anyone" if seat == FACILITATOR else "the public" if seat == PUBLIC else "this seat"
            say(f"{words.track(track)}: no change that {who} could see")
            return 0
        say(total_line(words, total))
        for cause in total.causes:
            say(f"  {words.cause(cause, track)}{_cited(session, cause)}")
        if total.knows == 2:
            say(f"  = {words.change(track, sum(cause.amount for cause in total.causes))}")
        if total.ruled is not None:
            say(f"  by the rules alone it would stand at {words.value(track, total.ruled)}")
        for sentence in agreements(reader, turn, total):
            say(f"  {sentence}.")
        if instead:
            say("\nWhat would have changed it")
            for one in instead:
                say(f"  {_otherwise(words, one)}: {words.value(track, one.after)} ({words.change(track, one.after - one.recorded)})")
    return 0


def track_of(session: Session, text: str) -> str:
    """Return the name of the track that a person means, by its name or its printed title; spaces inside the brackets do not matter.

    Raises:
        ExerciseError: If there is no such track.
    """
    head, _, rest = text.strip().partition("[")
    keys = [key for key in re.split(r"[\s,]+", rest.rstrip("] ")) if key]
    name = f"{head.strip()}[{', '.join(keys)}]" if keys else head.strip()
    if name not in session.book.track_index:
        words = Words(session.scenario, session.header.pace)
        titles = {words.track(one).casefold(): one for one in session.book.track_names}
        title = " ".join(text.split()).casefold()
        if title in titles:
            return titles[title]
        family = session.book.families.get(name)
        if family is not None:
            kept = [one for one in session.book.track_names if one.startswith(f"{name}[")]
            raise ExerciseError(f'"{name}" is kept for each of several; say which, such as "{kept[0]}" or "{kept[-1]}".')
        near = "" if nearest(name, session.book.track_index) else nearest(title, titles)
        if near:
            raise ExerciseError(f'there is no track "{text[:80]}". Did you mean "{words.track(titles[near])}"?')
        raise ExerciseError(f'there is no track "{name[:80]}".{did_you_mean(name, session.book.track_index)}')
    return name


def agreements(reader: Reader, turn: int, total: Total | None) -> Iterator[str]:
    """Yield what was agreed otherwise than it was offered, of the moves behind a track's change."""
    # Where those asked agreed to different terms, a move became several, each for some of its targets.
    named = {_whose(name) for cause in total.causes for name in cause.about} if total else set()
    first, after = reader.timeline.turn_entries(turn)
    for n in range(first, after):
        for event in reader.events(n):
            if isinstance(event, OfferConfirmed) and _whose(event.key) in named:
                yield reader.words.agreed(reader.agreed(n, event))


def _whose(key: str) -> str:
    """Return actor and kind of a move's key."""
    return "/".join(MoveKey.of(key)[:2])


def explained(session: Session, track: str, turn: int, total: Total | None, instead: tuple[Alternative, ...]) -> dict[str, Any]:
    """Return an explanation as plain data; amounts in tenths of a point, or steps."""
    made: dict[str, Any] = {"track": track, "turn": turn, "changed": total is not None}
    if total is not None:
        made |= {"before": total.before, "after": total.after, "exact": total.knows == 2, "ruled": total.ruled}
        made["causes"] = [
            {
                "amount": cause.amount,
                "source": cause.source,
                "id": cause.id,
                "about": list(cause.about),
                "claims": list(claims_of(session.book, cause)),
            }
            for cause in total.causes
        ]
    made["instead"] = [
        {"move": format_move(one.move), "modality": one.modality, "value": one.value, "after": one.after, "recorded": one.recorded}
        for one in instead
    ]
    return made


def _cited(session: Session, cause: Cause) -> str:
    claims = claims_of(session.book, cause)
    if claims:
        return f"  [{', '.join(claims)}]"
    return "  [assumption]" if cause.id in session.book.rules else ""


def _otherwise(words: Words, one: Alternative) -> str:
    if one.move.kind == "react":
        return f"with another reaction: {words.otherwise(one.move, one.modality, one.value)}"
    if not one.modality:
        return f"without: {words.move(one.move)}"
    return f"with {words.title_within(one.modality)} {words.option(one.value)}: {words.move(one.move)}"
