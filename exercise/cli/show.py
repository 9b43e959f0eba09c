"""`exercise show`: print a state, or what one seat sees of it."""

from __future__ import annotations

import argparse
from typing import Any

from exercise.cli import arguments
from exercise.cli.finding import entries_after, opened, reader_of
from exercise.cli.output import say, say_json, table
from exercise.cli.story import standing
from exercise.model.moves import format_move
from exercise.model.play import Programme, View
from exercise.reading.reader import Reader
from exercise.session import Session
from exercise.words import Words

KNOWS = ("not known", "band", "exact")


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = (
        "Prints where a session stands, now or at the end of a turn: everything or, while several people play, what everyone may know; "
        "with --seat what that seat may see."
    )
    arguments.save(parser)
    arguments.turn(parser, "as it stood when turn N ended (0: before the first turn); by default now")
    arguments.reader(parser)
    arguments.as_json(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 after printing the state or view."""
    with opened(args, partial=True) as session:
        seat = reader_of(session, args.seat)
        now = args.turn is None
        reader = Reader(session, seat)
        seen = reader.view if now else reader.at(entries_after(session, args.turn)).view
        words = reader.words
        if args.json:
            say_json(shown(session, words, seen))
        else:
            _print(session, words, seen, now)
    return 0


def shown(session: Session, words: Words, seen: View) -> dict[str, Any]:
    """Return a view as plain data; what the seat does not see is left out, not guessed."""
    state = seen.state
    tracks: dict[str, Any] = {}
    for track, name in enumerate(session.book.track_names):
        knows = seen.knows[track]
        one: dict[str, Any] = {"knows": KNOWS[knows]}
        if knows == 2:
            steps = session.book.track_family[track].kind == "steps"
            one["steps" if steps else "tenths"] = state.tracks[track]
        if knows:
            one["band"] = session.setup.band(track, state.tracks[track])
        tracks[name] = one
    return {
        "save": session.name,
        "scenario": session.header.scenario_id,
        "seat": seen.seat,
        "turn": state.turn,
        "turns": state.turns,
        "phase": state.phase,
        "paused": state.paused,
        "level": state.level,
        "holders": dict(sorted(state.holders.items())),
        "committed": sorted(state.committed),
        "tracks": tracks,
        "moves": [format_move(state.moves[key]) for key in sorted(state.moves)],
        "offers": {
            key: {
                "asked": list(asked),
                "consulted": list(consulted),
                "answers": {actor: _answer(answer) for actor, answer in sorted(state.answers.get(key, {}).items())},
            }
            for key, (asked, consulted) in sorted(state.offers.items())
        },
        "programmes": {
            key: {"age": programme.age, "lasts": programme.lasts, "mods": dict(sorted(programme.mods.items()))}
            for key, programme in sorted(state.programmes.items())
        },
        "injects": [{"inject": opened.inject, "subject": opened.subject} for opened in state.opened],
        "signals": [signal._asdict() for _, signal in sorted(state.signals.items())],
        "arguments": [{"key": key, "text": argument.text, "ruled": argument.ruled} for key, argument in sorted(state.arguments.items())],
        "messages": [{"from": message.sender, "to": list(message.to), "text": message.text} for message in state.messages],
        "scores": {objective: {"value": value, "score": score} for objective, (value, score) in sorted(state.scores.items())},
    }


def _answer(answer: Any) -> dict[str, Any]:
    return {"reply": answer.reply, "changes": dict(answer.changes)}


def _print(session: Session, words: Words, seen: View, now: bool) -> None:
    state = seen.state
    say(session.scenario.head.title)
    say(standing(words, session) if now else f"After turn {state.turn}, {words.turn(state.turn)}.")
    for title, lines in _parts(words, seen):
        if lines:
            say(f"\n{title}")
            for line in lines:
                say(f"  {line}")
    rows = []
    for track, name in enumerate(session.book.track_names):
        knows = seen.knows[track]
        value = words.value(name, state.tracks[track]) if knows == 2 else ""
        steps = session.book.track_family[track].kind == "steps"
        band = "not known" if not knows else "" if steps else words.band(state.tracks[track])
        rows.append((f"  {name}", value, band, words.track(name)))
    say("\nTracks")
    say(table(rows, right=(1,)))


def _seat(seat: str, holder: str, committed: bool) -> str:
    return f"{seat}: {holder}, committed" if committed else f"{seat}: {holder}"


def _programme(words: Words, one: Programme) -> str:
    return f"{words.programme(one)}: half-year {one.age} of {one.lasts} ({one.id})"


def _parts(words: Words, seen: View) -> list[tuple[str, list[str]]]:
    state = seen.state
    offers = []
    for key, (asked, consulted) in sorted(state.offers.items()):
        line = f"{key}: asks {words.names(asked)}" if asked else f"{key}:"
        line += f" consults {words.names(consulted)}" if consulted else ""
        for actor, answer in sorted(state.answers.get(key, {}).items()):
            line += f"; {actor}: {words.answer(answer.reply, answer.changes)}"
        offers.append(line)
    return [
        ("Seats", [_seat(seat, holder, seat in state.committed) for seat, holder in sorted(state.holders.items())]),
        ("Sealed moves", [format_move(state.moves[key]) for key in sorted(state.moves)]),
        ("Offers", offers),
        ("Injects", [words.inject(opened.inject, opened.subject) for opened in words.in_time(state.opened)]),
        ("Programmes", [_programme(words, one) for _, one in sorted(state.programmes.items())]),
        ("Signals", [f"{words.signal(one)} ({one.how})" for _, one in sorted(state.signals.items())]),
        ("Arguments", [f"{key}: {one.text} ({one.ruled})" for key, one in sorted(state.arguments.items())]),
        ("Messages", [f"{one.sender} to {', '.join(one.to)}: {one.text}" for one in state.messages]),
        ("Scores", [f"{words.title(objective)}: {score} of 100" for objective, (_, score) in sorted(state.scores.items())]),
    ]
