"""A table of bots plays whole games, waits for persons and for nobody else, and never asks for what it was not offered."""

from __future__ import annotations

from functools import cache

import pytest

from exercise.bots.crew import Crew
from exercise.bots.policy import read_policy
from exercise.bots.table import Game, Games, GameSeries, Table, game_seed, play_games
from exercise.engine.setup import Setup, opening_state
from exercise.model import play
from exercise.model.play import Entry
from exercise.rules.compile import compile_rulebook
from exercise.rules.rulebook import Rulebook
from exercise.session import Session
from tests.toy import a_session, close, submit, toy_scenario

WARM = [
    {
        "id": "plain", "title": "Plain", "text": "Likes to be trusted, and calm.", "boldness": 5, "variety": 10,
        "wants": [{"what": "trust[republics, nato]", "weight": 3}, {"what": "calm[republics]", "weight": 1}],
        "taboos": ["kind is squeeze"],
    },
]  # fmt: skip


@cache
def the_book() -> Rulebook:
    return compile_rulebook(toy_scenario(personas=WARM))


def games(bot: str, number: int = 6, **more) -> list[Game]:
    played = Games(the_book(), GameSeries(seed="a", turns=4, bot=bot, **more))
    return [played.play(n) for n in range(1, number + 1)]


def moves_by(session: Session, actor: str) -> list[Entry]:
    return [entry for entry in session.entries if entry.move.actor == actor]


# --- whole games ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bot", ["random", "persona"])
def test_every_game_reaches_the_end_and_no_bot_is_refused(bot: str):
    for game in games(bot):
        assert game.turns == 4
        assert game.refused == ()
        assert [objective for objective, _ in game.scores] == ["nato-trust", "russia-calm"]


@pytest.mark.parametrize("bot", ["random", "persona"])
def test_the_same_seed_gives_the_same_games(bot: str):
    assert games(bot) == games(bot)
    assert len({game.state for game in games(bot)}) > 1


@pytest.mark.parametrize("bot", ["random", "persona"])
def test_a_game_without_events_ends_as_one_with_them(bot: str):
    with_, without = games(bot), games(bot, keep=False)

    assert [(game.scores, game.ended, game.lasting, game.state) for game in with_] == [
        (game.scores, game.ended, game.lasting, game.state) for game in without
    ]


def test_random_bots_agree_decline_and_ask_for_changes():
    outcomes = {outcome.outcome for game in games("random", 20) for outcome in game.outcomes}

    assert outcomes == {"accepted", "declined", "lapsed"}


def test_games_are_the_same_on_one_core_and_on_two():
    scenario = toy_scenario(personas=WARM)

    alone = list(play_games(scenario, 6, GameSeries(bot="random")))
    together = list(play_games(scenario, 6, GameSeries(bot="random"), jobs=2))

    assert alone == together
    assert [game.number for game in together] == [1, 2, 3, 4, 5, 6]


def test_every_game_of_a_series_has_a_seed_of_its_own():
    assert len({game_seed("1", n) for n in range(100)} | {game_seed("2", n) for n in range(100)}) == 200


def test_a_policy_is_followed_turn_by_turn_and_answers_as_it_says():
    nato = read_policy({"turns": [["nato: training kazakhstan front=nato"], []]}, "nato")
    kazakhstan = read_policy({"answers": "accept"}, "kazakhstan")
    hold = {"us": "hold", "russia": "hold", "uzbekistan": "hold"}

    game = Games(the_book(), GameSeries(policies=(nato, kazakhstan), named=tuple(hold.items()))).play(1)

    assert [outcome[:4] for outcome in game.outcomes] == [(1, "nato/training/kazakhstan", "training", "accepted")]


def test_a_scripted_move_that_is_refused_is_named_with_its_code():
    nato = read_policy({"turns": [["nato: training russia"]]}, "nato")

    game = Games(the_book(), GameSeries(policies=(nato,))).play(1)

    assert game.refused == (("nato: training russia", "move.bad-target"),)


# --- sessions ---------------------------------------------------------------------------------------------------------------


def test_a_table_of_bots_plays_a_session_to_the_end():
    session = Session.create(toy_scenario(personas=WARM), seed=1)
    table = Table(session)

    waiting = table.advance()

    assert waiting == ()
    assert session.state.phase == "over"
    assert table.refused == []
    assert {entry.by for entry in session.entries} == {"bot"}
    assert session.verify().agrees


def test_a_session_of_bots_and_a_game_in_memory_come_out_alike():
    scenario = toy_scenario(personas=WARM)
    session = Session.create(scenario, plan="four", seed=game_seed("a", 3))
    Table(session).advance()

    game = Games(the_book(), GameSeries(seed="a")).play(3)

    assert tuple(session.state.tracks) == game.lasting


def test_the_table_waits_for_a_person_in_each_phase_that_asks_something_of_them():
    session = Session.create(toy_scenario(personas=WARM), plan="four", seed=1, holders={"republics": "person"})
    nato = read_policy({"turns": [["nato: training kazakhstan"]]}, "nato")
    table = Table(session, {"nato": nato}, named={"us": "hold", "russia": "hold"})
    phases: list[tuple[str, int]] = []

    while waiting := table.advance():
        assert [one.seat for one in waiting] == ["republics"]
        phases.append((waiting[0].phase, len(waiting[0].offers)))
        for key in waiting[0].offers:
            submit(session, f"kazakhstan: answer {key} reply=accept", seat="republics")
        if not waiting[0].offers:
            submit(session, "republics: commit", seat="republics")

    assert phases[:4] == [("situation", 0), ("decide", 0), ("answer", 1), ("read-out", 0)]
    assert session.state.phase == "over"


def test_bots_do_not_move_for_a_persons_actors():
    session = Session.create(toy_scenario(personas=WARM), plan="four", seed=1, holders={"nato": "person"})
    table = Table(session)

    while table.advance():
        submit(session, "nato: commit", seat="nato")

    assert {entry.by for entry in moves_by(session, "nato")} == {"person"}


def test_a_facilitator_of_flesh_closes_the_phases():
    session = Session.create(toy_scenario(personas=WARM), seed=1)
    table = Table(session, closes=False)

    table.advance()

    assert session.state.phase == "lobby"
    close(session, 2)
    table.advance()
    assert session.state.phase == "decide"
    assert session.state.moves


def test_asking_twice_does_not_move_twice():
    session = Session.create(toy_scenario(personas=WARM), seed=1)
    close(session, 2)
    Table(session, closes=False).advance()
    entries = len(session.entries)

    Table(session, closes=False).advance()
    Table(session, closes=False).advance()

    assert len(session.entries) == entries


def test_a_paused_table_stands_still():
    session = a_session(personas=WARM)
    submit(session, "facilitator: pause")

    assert Table(session).advance() == ()
    assert session.state.phase == "decide"
    assert session.state.paused


def test_a_bot_sees_what_its_own_actor_sees_whoever_shares_its_seat():
    book = the_book()
    two, four = (Setup(book, {seat.id: seat.actors for seat in plan.seats}, seed="1") for plan in book.scenario.plans)
    state = opening_state(two)

    for actor in ("nato", "us", "russia", "kazakhstan", "uzbekistan"):
        assert Crew(two).outlook(state, actor).view.state == Crew(four).outlook(state, actor).view.state


def test_bots_react_to_what_happens():
    session = a_session(personas=WARM, holders={})
    submit(session, "facilitator: release unrest for=kazakhstan")
    close(session)
    reacted = [event for entry in session.entries for event in entry.events if isinstance(event, play.Reacted)]
    assert reacted == []

    session = Session.create(toy_scenario(personas=WARM), seed=1)
    close(session)
    submit(session, "facilitator: release unrest for=kazakhstan")
    Table(session, closes=False).advance()

    reacted = [event for entry in session.entries for event in entry.events if isinstance(event, play.Reacted)]
    assert [(event.actor, event.choice) for event in reacted] == [("kazakhstan", "talk")]
