"""Experiments on the toy scenario: arms on the same seeds, what is read, and what a verdict needs."""

from __future__ import annotations

from typing import Any

import pytest
from toy import toy_scenario

from exercise.bots.crew import FirstOrders
from exercise.cli import main
from exercise.errors import ExerciseError
from exercise.experiments.claims import ClaimRun, put_to_test
from exercise.experiments.course import Stage, play, seed_of
from exercise.experiments.layout import lay_out
from exercise.experiments.replay import save_game
from exercise.experiments.tell import claims_data, claims_lines
from exercise.experiments.verdict import Worst, case_of, is_held, judge
from exercise.model.experiment import ExpectedOutcome, Experiment
from exercise.rules.compile import compile_rulebook

TRAINING = "nato: training $R front=germany"


def an_experiment(**changes: Any) -> Experiment:
    data: dict[str, Any] = {
        "id": "who-trains",
        "title": "Who trains matters",
        "claims": ["how"],
        "others": "hold",
        "cases": [{"where": {"R": "kazakhstan"}}, {"where": {"R": "uzbekistan"}, "held": True}],
        "scripts": {"$R": {"answers": "accept"}},
        "arms": [
            {"id": "germany", "scripts": {"nato": {"turns": [[TRAINING]]}}},
            {"id": "us", "scripts": {"nato": {"turns": [["nato: training $R front=us"]]}, "us": {"answers": "accept"}}},
        ],
        "outcomes": [
            {"title": "trust in Germany", "sum": "trust[$R, germany]", "compare": ["germany", "us"], "expect": "above", "least": 3},
        ],
    }
    return Experiment.model_validate({**data, **changes})


def put(experiment: Experiment, games: int = 9, **run: Any) -> Any:
    return put_to_test(toy_scenario(), [experiment], run=ClaimRun(games=games, **run)).claims[0]


def test_an_effect_that_the_rules_bring_holds():
    result = put(an_experiment())

    assert result.holds
    judged = result.experiments[0].judged[0]
    assert judged.right == 1.0
    assert judged.interval.low > 3
    assert [case.label for case in judged.cases] == ["kazakhstan", "uzbekistan"]


def test_the_wrong_direction_does_not_hold_and_names_the_worst_seed():
    experiment = an_experiment(
        outcomes=[{"title": "trust", "sum": "trust[$R, germany]", "compare": ["germany", "us"], "expect": "below", "least": 1}]
    )

    result = put(experiment)

    assert not result.holds
    judged = result.experiments[0].judged[0]
    assert "wrong way" in judged.because
    assert judged.worst is not None


def test_arms_that_spend_unequally_are_no_fair_test():
    experiment = an_experiment(arms=[{"id": "germany", "scripts": {"nato": {"turns": [[TRAINING]]}}}, {"id": "us"}])

    result = put(experiment)

    assert "do not spend alike" in result.experiments[0].fault
    assert not result.holds
    assert put(experiment.model_copy(update={"spending": True})).holds


def test_shares_bounds_and_counts_are_read():
    experiment = an_experiment(
        scripts={"uzbekistan": {"answers": "decline"}, "kazakhstan": {"answers": "accept"}, "us": {"answers": "accept"}},
        cases=[],
        arms=[
            {"id": "kz", "scripts": {"nato": {"turns": [["nato: training kazakhstan span=year"]]}}},
            {"id": "uz", "scripts": {"nato": {"turns": [["nato: training uzbekistan span=year"]]}}},
        ],
        outcomes=[
            {"title": "accepted", "accepted": {"by": "nato", "kind": "training"}, "compare": ["kz", "uz"], "expect": "above", "least": 50},
            {"title": "runs", "holds": "programmes[kind training] > 0", "at": 1, "compare": ["kz", "uz"], "expect": "above", "least": 50},
            {"title": "orders", "made": {"by": "western"}, "compare": ["kz", "uz"], "expect": "within", "least": 0},
            {"title": "open", "open": {"by": "nato", "tag": "work"}, "compare": ["kz", "uz"], "expect": "within", "least": 0},
            {"title": "heat", "sum": "heat", "at": "highest", "since": "opening", "compare": ["kz"], "expect": "below", "than": 20,
             "least": 1},
            {"title": "after", "sum": "trust[kazakhstan, nato]", "at": "epilogue", "since": "end", "compare": ["kz", "uz"],
             "expect": "within", "least": 3},
        ],
    )  # fmt: skip

    result = put(experiment, games=30)

    assert [judged.because for judged in result.experiments[0].judged] == [""] * 6


def test_an_inject_can_be_released_and_held_back():
    experiment = an_experiment(
        without_injects=["summit"],
        spending=True,
        cases=[],
        scripts={},
        arms=[{"id": "unrest", "injects": [{"inject": "unrest", "of": "uzbekistan", "turn": 2}]}, {"id": "calm"}],
        outcomes=[
            {"title": "fear", "sum": "fear[uzbekistan]", "compare": ["unrest", "calm"], "expect": "above", "least": 2},
            {"title": "it happened", "happened": {"inject": "unrest", "of": "uzbekistan"}, "compare": ["unrest", "calm"],
             "expect": "above", "least": 90},
        ],
    )  # fmt: skip

    assert put(experiment, games=30).holds


def test_an_opening_may_differ_by_set_and_a_share_of_seeds_is_kept_out():
    book = compile_rulebook(toy_scenario())
    experiment = an_experiment(opening={"trust": {"republics": {"fronts": 77}}, "heat": 12})

    laid = lay_out(book, experiment)

    tracks = {book.track_names[place]: value for place, value in laid[0].courses["us"].tracks}
    assert tracks["trust[uzbekistan, us]"] == 770
    assert tracks["heat"] == 120
    assert [case_of(laid, number) for number in range(6)] == [0, 0, 1, 0, 0, 1]
    assert [is_held(number) for number in range(3)] == [False, False, True]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"claims": ["hw"]}, 'no claim "hw"'),
        ({"cases": []}, '"$R" stands for'),
        ({"named": {"nato": "plane"}}, 'Did you mean "plain"?'),
        ({"opening": {"trus": 3}}, 'no track "trus". Did you mean "trust"?'),
        ({"without_injects": ["sumit"]}, 'no inject "sumit"'),
    ],
)
def test_a_slip_is_named(changes: dict[str, Any], told: str):
    with pytest.raises(ExerciseError, match="who-trains") as caught:
        lay_out(compile_rulebook(toy_scenario()), an_experiment(**changes))

    assert told in str(caught.value)


def test_two_processes_give_the_same_as_one():
    one = put_to_test(toy_scenario(), [an_experiment()], run=ClaimRun(games=26, jobs=1))
    two = put_to_test(toy_scenario(), [an_experiment()], run=ClaimRun(games=26, jobs=2))

    assert claims_data(one) == claims_data(two)
    lines = list(claims_lines(toy_scenario(), one))
    assert any(line.startswith("toy: 1 of 1 claims hold") for line in lines)
    assert len(lines) - lines.index("How to read a line:") == 4, "a legend of three lines stands below the table"


def test_a_seed_that_goes_against_a_claim_is_named_though_the_claim_holds():
    outcome = {"title": "trust in Germany", "sum": "trust[$R, germany]", "compare": ["germany", "us"], "expect": "above", "least": 3}
    laid = lay_out(compile_rulebook(toy_scenario()), an_experiment())
    values = {"germany": {**dict.fromkeys(range(9), 500), 4: 390}, "us": dict.fromkeys(range(9), 400)}

    judged = judge(laid, ExpectedOutcome.model_validate(outcome), values)
    without = judge(laid, ExpectedOutcome.model_validate(outcome), {**values, "germany": dict.fromkeys(range(9), 500)})

    assert (judged.holds, judged.worst) == (True, Worst(4, -1.0, 0, True))
    assert without.worst is not None
    assert not without.worst.against


def test_the_game_that_speaks_most_against_a_claim_asked_for_by_name_can_be_replayed(tmp_path, capsys):
    code = main(["--saves", str(tmp_path), "claims", "sahel", "--jobs", "1", "--games", "6", "--claim", "asked-neighbour-allows"])

    saves = sorted(path.name for path in (tmp_path / "claims").glob("*.jsonl"))
    assert code == 0
    assert len(saves) > 1
    assert all(name.startswith("claim-") for name in saves)
    assert not list(tmp_path.glob("*.jsonl")), "home lists what people played"
    assert main(["verify", *(str(tmp_path / "claims" / name) for name in saves)]) == 0


def test_a_dropped_rule_takes_its_claim_with_it():
    table = put_to_test(toy_scenario(), [an_experiment()], without=["training-builds-trust"], run=ClaimRun(games=9))

    assert not table.holds or table.claims[0].experiments[0].judged[0].interval.effect < 3


def test_a_game_can_be_saved_and_gives_the_same_tracks(tmp_path):
    book = compile_rulebook(toy_scenario())
    laid = lay_out(book, an_experiment(opening={"trust": {"kazakhstan": {"germany": 20}}}))[0]

    session = save_game(book, laid, "germany", "1", 3, tmp_path / "game.jsonl")
    session.close()

    assert session.state.phase == "over"
    assert session.verify().agrees
    result = put(
        an_experiment(
            opening={"trust": {"kazakhstan": {"germany": 20}}},
            cases=[{"where": {"R": "kazakhstan"}}],
            outcomes=[{"title": "t", "sum": "trust[$R, germany]", "at": "epilogue", "compare": ["germany"], "expect": "above", "least": 0}],
        ),
        games=4,
    )
    assert result.experiments[0].judged[0].arms["germany"] * 10 == session.state.tracks[book.track_index["trust[kazakhstan, germany]"]]


def test_a_programme_may_be_under_way_when_play_starts():
    running = [{"move": "nato: training kazakhstan front=germany", "age": 1, "lasts": 3}]
    experiment = an_experiment(
        spending=True,
        cases=[],
        scripts={},
        arms=[{"id": "as-it-is"}],
        outcomes=[{"title": "runs", "holds": "programmes[kind training, by nato] > 0", "at": 1, "compare": ["as-it-is"], "expect": "above",
                   "least": 50}],
    )  # fmt: skip

    table = put_to_test(toy_scenario(running=running), [experiment], run=ClaimRun(games=9))

    assert table.holds


def test_first_orders_that_are_remembered_are_those_that_would_be_made_again():
    book = compile_rulebook(toy_scenario())
    laid = lay_out(book, an_experiment(others="persona"))[0]
    remembering, forgetful = Stage(book), Stage(book)

    for number in range(4):
        for arm, course in laid.courses.items():
            forgetful.first = FirstOrders()
            played, again = (play(stage, course, laid.readings, seed_of("1", number)) for stage in (remembering, forgetful))

            assert played == again, (arm, number)
    assert remembering.first.orders
