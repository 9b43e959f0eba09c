"""The text form of a move: it round-trips, and a slip is answered with a column and what is expected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercise.errors import ExerciseError
from exercise.model.moves import format_move, parse_move, tidy_move
from exercise.model.play import Move
from exercise.model.text import clean

ids = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
targets = st.from_regex(r"[a-z][a-z0-9]{0,4}(/[a-z-]{0,5}[a-z])?(\+[a-z]{1,4})?(@[0-9])?", fullmatch=True)
texts = st.text(max_size=40).map(lambda text: clean(text, multiline=True))
moves = st.builds(
    lambda actor, kind, chosen, options, because: Move(actor, kind, tuple(sorted(chosen)), tuple(sorted(options.items())), because),
    ids,
    ids,
    st.sets(targets, max_size=4),
    st.dictionaries(ids.filter(lambda key: key != "because"), texts | ids, max_size=4),
    texts,
)


@given(moves)
def test_text_round_trips(move: Move) -> None:
    assert parse_move(format_move(move)) == move


@given(moves)
def test_a_move_is_one_line(move: Move) -> None:
    assert "\n" not in format_move(move)


@given(st.text(alphabet=st.sampled_from('nato: x,=\\"n2-/+“é\n'), max_size=30))
def test_any_text_is_a_move_or_an_exercise_error(text: str) -> None:
    try:
        move = parse_move(text)
    except ExerciseError as error:
        assert str(error).startswith("move, column ")
    else:
        assert parse_move(format_move(move)) == move


def test_targets_and_options_are_sorted() -> None:
    move = parse_move('nato: border-guards uzbekistan, tajikistan front=germany disclosure=consulted span=4 because="felt need"')

    assert move.targets == ("tajikistan", "uzbekistan")
    assert move.options == (("disclosure", "consulted"), ("front", "germany"), ("span", "4"))
    assert move.because == "felt need"
    assert move.key == "nato/border-guards/tajikistan+uzbekistan"


def test_verbs_have_the_same_form() -> None:
    assert parse_move("uzbekistan: answer nato/border-guards/uzbekistan reply=accept").targets == ("nato/border-guards/uzbekistan",)
    assert parse_move('facilitator: rule what=draw rule=base-lost about="a,b" by=-3 because=late').option("by") == "-3"
    assert parse_move("us: commit") == Move("us", "commit")
    assert parse_move("facilitator: hand nato to=persona roll=3+4").option("roll") == "3+4"


def test_a_move_built_by_hand_is_tidied() -> None:
    move = Move("nato", "visit", ("uzbekistan", "kazakhstan"), (("voice", "public"), ("front", "us")), "a\x1b[2Jb")

    assert tidy_move(move) == Move("nato", "visit", ("kazakhstan", "uzbekistan"), (("front", "us"), ("voice", "public")), "a\ufffd[2Jb")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'move, column 1: expected who acts, such as "nato:", found the end of the text.'),
        ("NATO: visit", 'move, column 1: expected who acts, such as "nato:", found "NATO:". Ids are in lower case.'),
        ("nato visit", 'move, column 6: expected ":" after "nato", as in "nato: KIND TARGET".'),
        ("nato:", "move, column 6: expected a kind of move, found the end of the text."),
        ("nato: visit a b", 'move, column 15: expected key=value, found "b"; targets are separated by commas.'),
        ("nato: visit a,", "move, column 15: expected a target or key=value, found the end of the text."),
        ("nato: visit a,a", 'move, column 15: target "a" is named twice.'),
        (
            "nato: visit a front=",
            'move, column 21: expected a value for "front", found the end of the text; put words with spaces in quotes.',
        ),
        ("nato: visit a front=us front=eu", 'move, column 24: "front" is given twice; number the second "front2".'),
        ("nato: visit a about=a,b", 'move, column 22: put the value of "about" in quotes: it holds ",".'),
        ("nato: visit because=felt need", 'move, column 26: expected key=value, found "need"; put words with spaces in straight quotes.'),
        ('nato: visit because="felt need', "move, column 21: this quote is never closed."),
        ("nato: visit because=“felt need”", 'move, column 21: use straight quotes ("…").'),
        ('nato: visit because="a\\t"', 'move, column 23: after \\ expected one of: " \\ n.'),
        ('nato: visit because="a"b', 'move, column 24: expected a space after the value of "because".'),
        ("nato: visit " + "a" * 20_000, "move, column 20001: a move has at most 20000 characters."),
        ('nato: visit because="' + "a" * 6_001 + '"', 'move, column 21: the text of "because" has 6001 characters; at most 6000 are kept.'),
    ],
)
def test_a_slip_is_answered_with_its_column(text: str, message: str) -> None:
    with pytest.raises(ExerciseError) as caught:
        parse_move(text)

    assert str(caught.value) == message
