"""A facilitator plays a whole turn of a five-seat session from the command line alone."""

from __future__ import annotations

import json

import pytest

from exercise.cli import main

TURN = (
    ("facilitator", "facilitator: hold caspian-line"),
    ("facilitator", "facilitator: close-phase"),
    ("facilitator", "facilitator: close-phase"),
    ("alliance", 'alliance: message us,region text="Germany will speak for border work." pledge=yes'),
    ("alliance", 'nato: border-guards uzbekistan,tajikistan front=germany disclosure=consulted span=4 because="felt need, no basing"'),
    ("us", 'us: raise-concern uzbekistan voice=public because="Congress"'),
    ("russia", 'russia: argue text="We close our airspace to lethal transit." for="It is ours." for2="It was done before."'),
    ("facilitator", 'facilitator: weigh russia/argument against="There is a southern route."'),
    ("russia", 'russia: predict track="trust[uzbekistan, us]" direction=down'),
    ("facilitator", "facilitator: release caspian-line to=russia+china"),
    ("facilitator", "facilitator: hand china to=persona"),
    ("facilitator", "facilitator: close-phase"),
    ("region", 'uzbekistan: answer nato/border-guards/tajikistan+uzbekistan reply=change size=large because="more posts"'),
    ("region", "tajikistan: answer nato/border-guards/tajikistan+uzbekistan reply=accept"),
    ("russia", "russia: answer nato/border-guards/tajikistan+uzbekistan reply=no-objection"),
    ("facilitator", "facilitator: close-phase"),
    ("alliance", "nato: confirm nato/border-guards/tajikistan+uzbekistan reply=yes"),
    ("facilitator", "facilitator: close-phase"),
    (
        "facilitator",
        'facilitator: rule-argument russia/argument method=dice roll=5+4 mod="+1 strong reason" mod2="-1 other routes" '
        'change="trust[kyrgyzstan, us] -3" because="Credible but costly."',
    ),
    ("facilitator", 'facilitator: rule what=change track="trust[uzbekistan, us]" by=-2 because="The speech was reprinted."'),
    ("facilitator", "facilitator: close-phase"),
)


@pytest.fixture
def command(tmp_path, capsys):
    def run(*words, code=0):
        assert main(["--saves", str(tmp_path), *words]) == code, capsys.readouterr().err
        return capsys.readouterr().out

    return run


def test_a_whole_turn_of_five_seats_is_played_with_do_and_then_explained_and_verified(command):
    command("start", "harmony", "--plan", "five", "--save", "friday", "--seed", "3")
    for seat, move in TURN:
        command("do", "friday", "--seat", seat, move)

    why = json.loads(command("why", "friday", "trust[uzbekistan, us]", "--turn", "1", "--seat", "facilitator", "--json"))
    told = command("why", "friday", "trust[uzbekistan, us]", "--turn", "1", "--seat", "facilitator")

    assert "Ruled by the facilitator" in told
    assert "by the rules alone" in told
    assert json.dumps(why)
    assert "decided the same" in command("verify", "friday")


def test_a_table_is_laid_for_the_people_named_and_bots_hold_the_rest(command):
    begun = json.loads(command("start", "practice", "--plan", "three", "--save", "monday", "--people", "nato", "--json"))

    assert begun["holders"]["nato"] == "person"
    assert set(begun["holders"].values()) == {"person", "persona"}
    assert begun["phase"] == "situation"


def test_a_seat_that_is_not_there_is_named_with_those_that_are(command, capsys):
    assert main(["start", "practice", "--plan", "three", "--save", "x", "--people", "natoo"]) == 2
    assert 'has no seat "natoo". Did you mean "nato"?' in capsys.readouterr().err
