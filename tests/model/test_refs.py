"""The names that things go by: each is taken apart and put together in one place, and the two undo each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercise.model.play import Move
from exercise.model.refs import CauseId, MoveKey, PageRef, ProgrammeId, SignalId, TrackName, move_of, names_in

NAMES = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z]{1,4})?", fullmatch=True)
KEYS = st.builds(MoveKey, NAMES, NAMES, st.lists(NAMES, max_size=3).map(tuple))
TURNS = st.integers(0, 99)


@pytest.mark.parametrize(
    "refs",
    [
        st.builds(TrackName, NAMES, st.lists(NAMES, max_size=3).map(tuple)),
        KEYS,
        st.builds(ProgrammeId, KEYS.map(str), TURNS | st.none()),
        st.builds(SignalId, NAMES, NAMES, NAMES, NAMES | st.just(""), TURNS),
        st.builds(CauseId, st.sampled_from(["rule", "inject"]), NAMES, st.just("")),
        st.builds(CauseId, st.just("choice"), NAMES, NAMES),
        st.builds(PageRef, NAMES, NAMES | st.just("trust[kazakhstan, us]") | st.just("us/speech/kazakhstan@1"), TURNS),
        st.builds(PageRef, NAMES, NAMES | st.just(""), st.none()),
    ],
)
def test_what_is_put_together_comes_apart_the_same(refs):
    @given(refs)
    def undone(ref):
        assert type(ref).of(str(ref)) == ref

    undone()


def test_a_track_name_forgives_spaces():
    assert str(TrackName.of(" trust[kazakhstan,us ] ")) == "trust[kazakhstan, us]"
    assert TrackName.of("heat") == TrackName("heat")


def test_a_move_and_its_key_say_the_same():
    move = Move("nato", "training", ("kazakhstan", "uzbekistan"))

    assert MoveKey.of(move.key) == MoveKey("nato", "training", ("kazakhstan", "uzbekistan"))
    assert str(MoveKey.of(move.key)) == move.key
    assert ProgrammeId.of(f"{move.key}@3") == ProgrammeId(move.key, 3)
    assert ProgrammeId.of(move.key).turn is None


def test_what_a_cause_concerns_is_named_whatever_its_shape():
    assert names_in("uzbekistan") == ("uzbekistan",)
    assert names_in("us/training/kazakhstan+uzbekistan@2") == ("us", "training", "kazakhstan", "uzbekistan")
    assert names_in("us/promise/speech/kazakhstan@2") == ("us", "promise", "speech", "kazakhstan")
    assert move_of("us/training/kazakhstan@2") == "us/training/kazakhstan"


def test_a_cause_goes_back_to_a_rule_an_inject_or_a_choice_of_one():
    assert CauseId.of("inject:unrest") == CauseId("inject", "unrest")
    assert CauseId.of("choice:unrest/talk") == CauseId.of("unrest/talk", "choice") == CauseId("choice", "unrest", "talk")
    assert CauseId.of("unrest", "inject") == CauseId("inject", "unrest")
    assert CauseId.of("heat-cools", "rule") == CauseId("rule", "heat-cools")


@pytest.mark.parametrize("text", ["", "[", "a[", "/", "@", "a@b", "::", "x:@", "x:@1", "#"])
def test_nonsense_is_taken_for_what_little_it_says(text):
    for kind in (TrackName, MoveKey, ProgrammeId, SignalId, CauseId, PageRef):
        kind.of(text)
