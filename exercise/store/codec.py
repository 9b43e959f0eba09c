"""Events, moves and entries as JSON-ready data and back: `entry_data` and `entry_of` are what the journal calls.

An event is a mapping with its type under `e` and its fields by name, fields at their default left out; a move is its one-line text and
a cause a short list. A change of a track, of which a session has thousands, is one line of text (`change_text`), decoded when somebody
asks for it. Decoding is strict: an unknown type or field, a missing field or a wrong type is an ExerciseError, never a guess.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints, overload

from exercise.errors import ExerciseError, did_you_mean
from exercise.model.moves import format_move, parse_move
from exercise.model.play import ALL, EVENT_TYPES, Cause, Entry, Event, Move, TrackChanged

Decode = Callable[[Any], Any]
Encode = Callable[[Any], Any]

_MISSING = object()


class _SlipError(Exception):
    """Data of the wrong shape; collects the path from the inside out."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.path: list[str] = []
        super().__init__(text)


def event_data(event: Event) -> dict[str, Any]:
    """Return an event as JSON-ready data."""
    return {"e": type(event).__name__, **_ENCODE[type(event)](event)}


def event_of(data: Any) -> Event:
    """Return the event that this data encodes; the reverse of `event_data`.

    Raises:
        ExerciseError: If the data is no event; names the field.
    """
    try:
        event: Event = _event(data)
    except _SlipError as slip:
        raise _error(slip) from None
    return event


def entry_data(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON-ready data.

    Raises:
        ValueError: If its move's text would not read back as the same move (see `exercise.model.moves.tidy_move`).
    """
    data: dict[str, Any] = {"n": entry.n, "by": entry.by, "seat": entry.seat, "move": _move_data(entry.move)}
    if entry.at:
        data["at"] = entry.at
    events = entry.events.parts if isinstance(entry.events, Events) else entry.events
    data["events"] = [part if type(part) in (str, dict) else _written(part) for part in events]
    if entry.state:
        data["state"] = entry.state
    if entry.parts:
        data["parts"] = dict(entry.parts)
    return data


def entry_of(data: Any) -> Entry:
    """Return the entry that this data encodes; the reverse of `entry_data`.

    Raises:
        ExerciseError: If the data is no entry; names the field.
    """
    try:
        return _entry(data)
    except _SlipError as slip:
        raise _error(slip) from None


def _written(event: Any) -> str | dict[str, Any]:
    """Return an event as the journal holds it."""
    return (change_text(event) if type(event) is TrackChanged else "") or event_data(event)


# --- changes of tracks ----------------------------------------------------------------------------------------------------

_PARTING = frozenset(" |;,")
"""What parts the words of a change's text."""


def change_text(event: TrackChanged) -> str:
    """Return a change of a track as one line, or nothing where one of its words contains a separator.

    `track|before|after|stage|name|causes`, and where it is not open to all, or is ruled, `|audience|others` and `|ruled`. A cause is
    `amount source id about audience`, the last two only where there is something to say; causes are parted by `;`, names by `,`, and
    `-` stands for nobody.
    """
    if "|" in event.name or not (_plain(event.stage) and _plain(event.others) and all(map(_plain, event.audience))):
        return ""
    causes = []
    for amount, source, name, about, audience in event.causes:
        if not (_plain(source) and _plain(name) and all(map(_plain, about)) and all(map(_plain, audience))):
            return ""
        text = f"{amount} {source} {name}"
        if audience != ALL:
            text += f" {','.join(about) or '-'} {','.join(audience) or '-'}"
        elif about:
            text += f" {','.join(about)}"
        causes.append(text)
    text = f"{event.track}|{event.before}|{event.after}|{event.stage}|{event.name}|{';'.join(causes)}"
    if event.audience != ALL or event.others != "band" or event.ruled is not None:
        text += f"|{','.join(event.audience) or '-'}|{event.others}"
        if event.ruled is not None:
            text += f"|{event.ruled}"
    return text


@lru_cache(maxsize=4096)
def _plain(word: str) -> bool:
    return bool(word) and word != "-" and _PARTING.isdisjoint(word)


def change_figures(part: str | dict[str, Any]) -> tuple[int, int, int]:
    """Return the track's number and its value before and after from a change that is not decoded.

    Raises:
        ExerciseError: If the text is no change.
    """
    if type(part) is dict:
        return part["track"], part["before"], part["after"]
    try:
        track, before, after, _ = part.split("|", 3)  # type: ignore[union-attr]
        return int(track), int(before), int(after)
    except ValueError:
        raise _no_change(part) from None


def _change_of(text: str) -> TrackChanged:
    """Return the change that this text encodes; the reverse of `change_text`."""
    try:
        track, before, after, stage, name, causes, *rest = text.split("|")
        audience, others, ruled = (*rest, *("all", "band", "")[len(rest) :])
        return TrackChanged(
            int(track),
            name,
            int(before),
            int(after),
            stage,
            tuple([_cause_of(cause) for cause in causes.split(";")]) if causes else (),
            _listed(audience),
            others,
            int(ruled) if ruled else None,
        )
    except ValueError:
        raise _no_change(text) from None


def _cause_of(text: str) -> Cause:
    amount, source, name, *rest = text.split(" ")
    about, audience = (*rest, *("-", "all")[len(rest) :])
    return Cause(int(amount), source, name, _listed(about), _listed(audience))


@lru_cache(maxsize=4096)
def _listed(names: str) -> tuple[str, ...]:
    return () if names == "-" else tuple(names.split(","))


def _no_change(text: Any) -> ExerciseError:
    return ExerciseError(f'"{str(text)[:64]}" is no change of a track.')


def move_data(move: Move) -> str:
    """Return a move as its one-line text."""
    return _move_data(move)


def _error(slip: _SlipError) -> ExerciseError:
    path = "".join(reversed(slip.path)).lstrip(".")
    return ExerciseError(f"{path}: {slip.text}" if path else slip.text)


# A move's text comes back in several events of its turn, and short ones such as `nato: commit` in every turn.
_parsed = lru_cache(maxsize=4096)(parse_move)


def _move_data(move: Move) -> str:
    text = format_move(move)
    try:
        same = _parsed(text) == move
    except ExerciseError as error:
        raise ValueError(f"{move!r} has no text form: {error}") from None
    if not same:
        raise ValueError(f"{move!r} is not tidy")
    return text


def _move(data: Any) -> Move:
    try:
        return _parsed(_str(data))
    except ExerciseError as error:
        raise _SlipError(str(error)[:200]) from None


def _str(data: Any) -> str:
    if type(data) is not str:
        raise _SlipError("text belongs here")
    return data


def _int(data: Any) -> int:
    if type(data) is not int:
        raise _SlipError("a whole number belongs here")
    return data


def _bool(data: Any) -> bool:
    if type(data) is not bool:
        raise _SlipError("true or false belongs here")
    return data


def _same(value: Any) -> Any:
    return value


def _cause_data(cause: Cause) -> list[Any]:
    data: list[Any] = [cause.amount, cause.source, cause.id]
    if cause.about or cause.audience != ALL:
        data.append(list(cause.about))
        if cause.audience != ALL:
            data.append(list(cause.audience))
    return data


def _cause(data: Any) -> Cause:
    if type(data) is not list or not 3 <= len(data) <= 5:
        raise _SlipError("a cause belongs here: a number, two words, and whom it concerns")
    return Cause(
        _int(data[0]),
        _str(data[1]),
        _str(data[2]),
        _names(data[3]) if len(data) > 3 else (),
        _names(data[4]) if len(data) > 4 else ALL,
    )


def _names(data: Any) -> tuple[str, ...]:
    if type(data) is not list or not all(type(name) is str for name in data):
        raise _SlipError("a list of words belongs here")
    return tuple(data)


def _codec(hint: Any) -> tuple[Encode, Decode]:
    """Return how a field of this type is encoded and decoded."""
    if hint is str:
        return _same, _str
    if hint is int:
        return _same, _int
    if hint is bool:
        return _same, _bool
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _same, _word_of(hint)
    if hint is Move:
        return _move_data, _move
    if hint is Cause:
        return _cause_data, _cause
    if isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_fields"):
        return _named(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _many(*_codec(arguments[0]), plain=arguments[0] if arguments[0] in _PLAIN else None)
    if origin is tuple:
        return _fixed(tuple(_codec(argument) for argument in arguments))
    if origin is Mapping:
        return _mapping(*_codec(arguments[1]))
    if origin in (Union, types.UnionType) and len(arguments) == 2 and type(None) in arguments:
        encode, decode = _codec(next(argument for argument in arguments if argument is not type(None)))
        return (lambda value: None if value is None else encode(value)), (lambda data: None if data is None else decode(data))
    raise TypeError(f"no journal form for {hint!r}")


def _word_of(vocabulary: type[StrEnum]) -> Decode:
    words = {str(word): word for word in vocabulary}

    def decoded(data: Any) -> StrEnum:
        word = words.get(_str(data))
        if word is None:
            raise _SlipError(f'"{data[:64]}" is none of {", ".join(words)}')
        return word

    return decoded


def _many(encode: Encode, decode: Decode, plain: type | None) -> tuple[Encode, Decode]:
    def decoded(data: Any) -> tuple[Any, ...]:
        if type(data) is not list:
            raise _SlipError("a list belongs here")
        if plain is not None and set(map(type, data)) <= {plain}:
            return tuple(data)
        at = 0
        try:
            values = []
            for item in data:
                values.append(decode(item))
                at += 1
            return tuple(values)
        except _SlipError as slip:
            slip.path.append(f"[{at}]")
            raise

    return (list if plain else lambda value: [encode(item) for item in value]), decoded


def _fixed(codecs: tuple[tuple[Encode, Decode], ...]) -> tuple[Encode, Decode]:
    def decoded(data: Any) -> tuple[Any, ...]:
        if type(data) is not list or len(data) != len(codecs):
            raise _SlipError(f"a list of {len(codecs)} belongs here")
        return tuple([decode(item) for decode, item in zip(decoders, data, strict=True)])

    decoders = [decode for _, decode in codecs]
    return (lambda value: [encode(item) for (encode, _), item in zip(codecs, value, strict=True)]), decoded


def _mapping(encode: Encode, decode: Decode) -> tuple[Encode, Decode]:
    def decoded(data: Any) -> dict[str, Any]:
        if type(data) is not dict:
            raise _SlipError("a mapping belongs here")
        return {key: decode(item) for key, item in data.items()}

    return (lambda value: {key: encode(value[key]) for key in sorted(value)}), decoded


_PLAIN = (str, int, bool)
_NAMED: dict[tuple[type, bool], tuple[Encode, Decode]] = {}


def _named(kind: Any, tagged: bool = False) -> tuple[Encode, Decode]:
    """Return how a NamedTuple is written and read; `tagged` ones hold their type's name under `e` as well."""
    if (kind, tagged) in _NAMED:
        return _NAMED[kind, tagged]
    hints = get_type_hints(kind)
    defaults: Mapping[str, Any] = kind._field_defaults
    fields = [(name, defaults.get(name, _MISSING), *_codec(hints[name])) for name in kind._fields]
    # A plain field of the right type needs no call: most are.
    plain = [(name, default, hints[name] if hints[name] in _PLAIN else None, decode) for name, default, _, decode in fields]
    known = frozenset((*kind._fields, "e") if tagged else kind._fields)

    def encoded(value: Any) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for (name, default, encode, _), item in zip(fields, value, strict=True):
            if item is not default and item != default:
                data[name] = encode(item)
        return data

    def decoded(data: Any) -> Any:
        if type(data) is not dict:
            raise _SlipError("a mapping belongs here")
        values = []
        taken = int(tagged)
        name = ""
        try:
            for name, default, wanted, decode in plain:
                if name in data:
                    item = data[name]
                    values.append(item if type(item) is wanted else decode(item))
                    taken += 1
                elif default is _MISSING:
                    raise _SlipError(f'"{name}" is missing')
                else:
                    values.append(default)
        except _SlipError as slip:
            if name in data:
                slip.path.append(f".{name}")
            raise
        if taken != len(data):
            unknown = min(set(data) - known)
            raise _SlipError(f'unknown field "{unknown[:64]}".{did_you_mean(unknown, kind._fields)}')
        return kind._make(values)

    _NAMED[kind, tagged] = encoded, decoded
    return encoded, decoded


_ENCODE: dict[type, Encode] = {}
_DECODE: dict[str, Decode] = {}
for _kind in EVENT_TYPES:
    _ENCODE[_kind], _DECODE[_kind.__name__] = _named(_kind, tagged=True)


def _event(data: Any) -> Any:
    if type(data) is not dict:
        raise _SlipError("an event belongs here")
    name = data.get("e")
    decode = _DECODE.get(name) if type(name) is str else None
    if decode is None:
        raise _SlipError(f'unknown kind of event "{str(name)[:64]}"')
    try:
        return decode(data)
    except _SlipError as slip:
        slip.path.append(f"({name})")
        raise


class Events(Sequence[Event]):
    """The events of an entry as read, in their order; changes of tracks are decoded when they are asked for.

    `parts` holds, for each event, the event itself or what a change is read from: its text or, in saves of format 1, its data with whole
    numbers in it. `change_figures` reads both.
    """

    __slots__ = ("parts",)

    def __init__(self, parts: list[Event | dict[str, Any] | str]) -> None:
        self.parts = parts

    def __len__(self) -> int:
        return len(self.parts)

    @overload
    def __getitem__(self, place: int) -> Event: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Event, ...]: ...

    def __getitem__(self, place: int | slice) -> Event | tuple[Event, ...]:
        if isinstance(place, slice):
            return tuple(self[at] for at in range(*place.indices(len(self.parts))))
        part = self.parts[place]
        if type(part) is str:
            part = self.parts[place] = _change_of(part)
        elif type(part) is dict:
            part = self.parts[place] = event_of(part)
        return part  # type: ignore[return-value]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, tuple | Events) or len(self) != len(other):
            return False
        # A change that nobody has asked for yet is compared as the text that it would have.
        return all(
            change_text(event) == part if type(part) is str and type(event) is TrackChanged else self[at] == event
            for at, (part, event) in enumerate(zip(self.parts, other, strict=True))
        )

    def __hash__(self) -> int:
        raise TypeError("the events of an entry are compared, not hashed")

    def __repr__(self) -> str:
        return repr(tuple(self))


def _events(data: Any) -> Events:
    if type(data) is not list:
        raise _SlipError("a list belongs here")
    parts: list[Event | dict[str, Any] | str] = []
    try:
        for item in data:
            if type(item) is str or (
                type(item) is dict and item.get("e") == "TrackChanged" and {type(item.get(name)) for name in _FIGURES} == {int}
            ):
                parts.append(item)
            else:
                parts.append(_event(item))
    except _SlipError as slip:
        slip.path.append(f"[{len(parts)}]")
        raise
    return Events(parts)


_FIGURES = ("track", "before", "after")
_ENTRY_KEYS = frozenset(("n", "by", "seat", "move", "at", "events", "state", "parts"))
_parts = _mapping(_same, _str)[1]


def _entry(data: Any) -> Entry:
    if type(data) is not dict:
        raise _SlipError("an entry belongs here")
    key = ""
    try:
        for key in ("n", "by", "seat", "move", "events"):
            if key not in data:
                raise _SlipError(f'"{key}" is missing')
        for key in data:
            if key not in _ENTRY_KEYS:
                raise _SlipError(f'unknown field "{key[:64]}"')
        key = "n"
        n = _int(data["n"])
        key = "by"
        by = _str(data["by"])
        if by not in ("person", "bot", "recorded"):
            raise _SlipError("person, bot or recorded belongs here")
        key = "seat"
        seat = _str(data["seat"])
        key = "move"
        move = _move(data["move"])
        key = "events"
        events = _events(data["events"])
        key = "at"
        at = _str(data.get("at", ""))
        key = "state"
        state = _str(data.get("state", ""))
        key = "parts"
        parts = _parts(data.get("parts", {}))
    except _SlipError as slip:
        if key in data and "unknown field" not in slip.text:
            slip.path.append(key)
        raise
    return Entry(n, by, seat, move, events, at, state, parts)
