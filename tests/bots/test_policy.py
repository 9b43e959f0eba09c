"""A policy file scripts an actor; every slip in it is named at once."""

from __future__ import annotations

import pytest

from exercise.bots.policy import read_policy
from exercise.errors import ExerciseError
from exercise.model.moves import parse_move

KINDS = ("border-guards", "liaison-office", "base-lease")


def test_a_policy_is_moves_by_turn_answers_by_kind_and_a_persona():
    data = {
        "turns": [["nato: border-guards uzbekistan front=germany"], [], "nato: liaison-office kazakhstan"],
        "answers": {"base-lease": "decline", "others": "accept"},
        "otherwise": "german-pragmatist",
    }

    policy = read_policy(data, "nato", KINDS, ("german-pragmatist",))

    assert policy.turns == (
        (parse_move("nato: border-guards uzbekistan front=germany"),),
        (),
        (parse_move("nato: liaison-office kazakhstan"),),
    )
    assert [policy.reply(kind) for kind in ("base-lease", "border-guards")] == ["decline", "accept"]
    assert policy.otherwise == "german-pragmatist"


def test_one_answer_may_serve_every_offer():
    policy = read_policy({"answers": "accept"}, "uzbekistan")

    assert policy.reply("anything") == "accept"
    assert read_policy({}, "uzbekistan").reply("anything") == ""


def test_every_fault_of_a_policy_is_named_at_once():
    data = {
        "turn": [],
        "turns": [["nato: border-gards uzbekistan", "us: border-guards uzbekistan"], ["border-guards"]],
        "answers": {"base-leese": "accept", "base-lease": "maybe"},
        "otherwise": "german-pragmatic",
    }

    with pytest.raises(ExerciseError) as raised:
        read_policy(data, "nato", KINDS, ("german-pragmatist",), "hold.yaml")

    lines = str(raised.value).splitlines()
    assert lines[0] == 'hold.yaml: no key "turn" in a policy. Did you mean "turns"?'
    assert lines[1] == 'hold.yaml: turn 1: no kind of move "border-gards". Did you mean "border-guards"?'
    assert lines[2] == 'hold.yaml: turn 1: this policy speaks for "nato", not for "us".'
    assert lines[3].startswith("hold.yaml: turn 2: move, column ")
    assert lines[4] == 'hold.yaml: answers: no kind of move "base-leese". Did you mean "base-lease"?'
    assert lines[5] == 'hold.yaml: answers: expected accept or decline, found "maybe".'
    assert lines[6] == 'hold.yaml: otherwise: no persona "german-pragmatic". Did you mean "german-pragmatist"?'


@pytest.mark.parametrize(("data", "found"), [(None, "nothing"), ([], "a list"), ("accept", "text"), (3, "something else")])
def test_a_file_that_is_no_policy_is_refused(data, found: str):
    with pytest.raises(ExerciseError, match=f"found {found}"):
        read_policy(data, "nato")
