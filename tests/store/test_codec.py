"""Events, moves and entries come back from their JSON form exactly as they were, and nothing else is taken for one."""

from __future__ import annotations

import contextlib
import json
import types
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.errors import ExerciseError
from exercise.model.play import EVENT_TYPES, Cause, Entry, Event, Move, PhaseBegan, TrackChanged
from exercise.store.codec import change_figures, entry_data, entry_of, event_data, event_of

words = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=8)
moves = st.builds(
    lambda actor, targets, options: Move(actor, "visit", tuple(sorted(targets)), tuple(sorted(options.items())), "felt need"),
    st.sampled_from(("nato", "us", "facilitator")),
    st.sets(st.sampled_from(("uzbekistan", "tajikistan")), max_size=2),
    st.dictionaries(st.sampled_from(("front", "voice", "text2")), st.sampled_from(("us", "low-key", 'say "yes"')), max_size=2),
)


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Return any value of a field's type."""
    if hint is str:
        return words
    if hint is int:
        return st.integers(-(10**9), 10**9)
    if hint is bool:
        return st.booleans()
    if hint is Move:
        return moves
    if isinstance(hint, type) and hasattr(hint, "_fields"):
        hints = get_type_hints(hint)
        return st.builds(hint, **{name: values_of(hints[name]) for name in hint._fields})
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return st.lists(values_of(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(values_of(argument) for argument in arguments))
    if origin in (Union, types.UnionType):
        return st.one_of(*(st.none() if argument is type(None) else values_of(argument) for argument in arguments))
    assert origin is get_origin(Mapping[str, str])
    return st.dictionaries(words, values_of(arguments[1]), max_size=2)


events = st.one_of(*(values_of(kind) for kind in EVENT_TYPES))
entries = st.builds(
    Entry,
    n=st.integers(1, 1000),
    by=st.sampled_from(("person", "bot", "recorded")),
    seat=words,
    move=moves,
    events=st.lists(events, max_size=3).map(tuple),
    at=words,
    state=words,
    parts=st.dictionaries(words, words, max_size=2),
)


@pytest.mark.parametrize("kind", EVENT_TYPES)
@settings(max_examples=15)
@given(data=st.data())
def test_every_kind_of_event_round_trips(kind: type, data: st.DataObject) -> None:
    event = data.draw(values_of(kind))

    assert event_of(json.loads(json.dumps(event_data(event)))) == event


@settings(max_examples=60)
@given(entries)
def test_entries_round_trip(entry: Entry) -> None:
    assert entry_of(json.loads(json.dumps(entry_data(entry)))) == entry


partings = st.text(alphabet="a|;,- \u2028", max_size=3)


@settings(max_examples=400)
@given(
    st.builds(
        TrackChanged,
        track=st.integers(0, 200),
        name=partings,
        before=st.integers(-999, 999),
        after=st.integers(-999, 999),
        stage=st.sampled_from(("moves", "")) | partings,
        causes=st.lists(values_of(Cause), max_size=2).map(tuple)
        | st.lists(
            st.builds(
                Cause,
                st.integers(-9, 9),
                st.just("rule"),
                st.sampled_from(("a-rule", "a rule")),
                st.lists(partings, max_size=2).map(tuple),
                st.sampled_from((("all",), (), ("us", "nato"))),
            ),
            max_size=2,
        ).map(tuple),
        audience=st.sampled_from((("all",), (), ("us",))) | st.lists(partings, max_size=2).map(tuple),
        others=st.sampled_from(("band", "hidden")) | partings,
        ruled=st.none() | st.integers(-9, 9),
    )
)
def test_a_change_of_a_track_round_trips_whatever_its_words_hold(change: TrackChanged) -> None:
    entry = Entry(1, "person", "north", Move("north", "pay"), (change,))
    read = entry_of(json.loads(json.dumps(entry_data(entry))))

    assert read.events == (change,), "as it was read"
    assert read.events[0] == change
    assert (change.track, change.before, change.after) == change_figures(next(iter(entry_data(entry)["events"])))


@pytest.mark.parametrize("text", ["", "x", "1|2|3", "1|2|x|moves|a|", "1|2|3|moves|a|5 rule", "1|2|3|moves|a||all|band|1|2"])
def test_text_that_is_no_change_is_refused_when_it_is_asked_for(text: str) -> None:
    entry = entry_of({"n": 1, "by": "person", "seat": "north", "move": "north: pay", "events": [text]})
    with pytest.raises(ExerciseError, match="no change of a track"):
        entry.events[0]


@given(events)
def test_fields_at_their_default_are_left_out(event: Event) -> None:
    data = event_data(event)

    for name, default in type(event)._field_defaults.items():  # type: ignore[attr-defined]
        assert name not in data or getattr(event, name) != default


@settings(max_examples=60)
@given(entries, st.data())
def test_a_spoilt_entry_is_refused_or_still_an_entry(entry: Entry, data: st.DataObject) -> None:
    spoilt = entry_data(entry)
    key = data.draw(st.sampled_from(sorted(spoilt)))
    spoilt[key] = data.draw(st.sampled_from((None, 1, 1.5, True, "x", [], {}, [[]], [{}], {"e": "Told"}, [{"e": "Told"}])))

    with contextlib.suppress(ExerciseError):
        assert isinstance(entry_of(spoilt), Entry)


def test_a_move_is_kept_as_its_text() -> None:
    entry = Entry(1, "person", "nato", Move("nato", "visit", ("uzbekistan",), (("front", "us"),), "felt need"), ())

    assert entry_data(entry)["move"] == 'nato: visit uzbekistan front=us because="felt need"'


def test_an_untidy_move_is_never_written() -> None:
    entry = Entry(1, "person", "nato", Move("nato", "visit", ("uzbekistan", "kazakhstan")), ())

    with pytest.raises(ValueError, match="not tidy"):
        entry_data(entry)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "an event belongs here"),
        ({}, 'unknown kind of event "None"'),
        ({"e": "Foretold"}, 'unknown kind of event "Foretold"'),
        ({"e": "Told", "actor": 1}, "(Told).actor: text belongs here"),
        ({"e": "Told", "actor": "us"}, '(Told): "text" is missing'),
        ({"e": "PhaseBegan", "turn": 1.0}, "(PhaseBegan).turn: a whole number belongs here"),
        ({"e": "PhaseBegan", "turn": True}, "(PhaseBegan).turn: a whole number belongs here"),
        ({**event_data(PhaseBegan(1, "decide", 0)), "fase": 1}, '(PhaseBegan): unknown field "fase". Did you mean "phase"?'),
        (
            {**event_data(TrackChanged(0, "x", 0, 1, "moves", ())), "causes": [{"amount": 1, "source": "rule", "id": "r"}]},
            "(TrackChanged).causes[0]: a cause belongs here: a number, two words, and whom it concerns",
        ),
    ],
)
def test_what_is_no_event_is_refused_with_its_place(data: Any, message: str) -> None:
    with pytest.raises(ExerciseError) as caught:
        event_of(data)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"by": "somebody"}, "by: person, bot or recorded belongs here"),
        ({"move": "nato visit"}, 'move: move, column 6: expected ":" after "nato", as in "nato: KIND TARGET".'),
        ({"mvoe": "nato: visit"}, 'unknown field "mvoe"'),
        ({"events": [{"e": "Told"}]}, 'events[0](Told): "actor" is missing'),
        ({"n": "1"}, "n: a whole number belongs here"),
    ],
)
def test_what_is_no_entry_is_refused_with_its_place(change: dict[str, Any], message: str) -> None:
    data = {"n": 1, "by": "person", "seat": "nato", "move": "nato: visit", "events": []}

    with pytest.raises(ExerciseError) as caught:
        entry_of({**data, **change})

    assert str(caught.value) == message
