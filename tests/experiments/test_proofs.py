"""The proofs against hard-wiring and the balance of choices, on the toy; the shipped experiments fit the shipped scenarios."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from experiments.test_framework import an_experiment
from toy import toy_scenario

from exercise.cli import main
from exercise.errors import ExerciseError
from exercise.experiments.balance import balance_of, play_mixed, rehearsal_of
from exercise.experiments.claims import ClaimRun, put_to_test
from exercise.experiments.hardwired import carried_by, compares, exchanged, named_rules, sweep
from exercise.experiments.layout import lay_out, meant_for
from exercise.experiments.openings import judge_opening
from exercise.model.experiment import OpeningCheck, Script
from exercise.rules.compile import compile_rulebook
from exercise.store.experiments import load_experiments
from exercise.store.scenarios import load_scenario

SHIPPED = ("harmony", "andijon")
SCENARIOS = Path(__file__).parents[2] / "scenarios"
WELCOME = """\
rules:
  - id: troops-are-welcome
    title: American troops are welcome everywhere
    claims: [us-presence-backlash]
    stage: moves
    each: P in regional
    when:
      - kind in [base-lease, base-expand]
      - front is us
      - target in republics
    then:
      - goodwill[P, us] +30
      - pressure[target] -30
"""


def test_a_claim_that_one_rule_carries_is_named():
    experiment = an_experiment()

    carried = carried_by(toy_scenario(), [experiment], "training-builds-trust", ClaimRun(games=6))

    assert [(item.claim, item.named) for item in carried] == [("how", False)]
    named = experiment.model_copy(update={"causes": {"training-builds-trust": "It is what the claim says."}})
    assert carried_by(toy_scenario(), [named], "training-builds-trust", ClaimRun(games=6))[0].named
    assert carried_by(toy_scenario(), [experiment], "heat-cools", ClaimRun(games=6)) == ()


def test_a_rule_that_an_experiment_names_as_its_cause_can_be_taken_away():
    named = an_experiment().model_copy(update={"causes": {"training-builds-trust": "It is what the claim says."}})

    table = put_to_test(toy_scenario(), [named], claims=("how",), without=("training-builds-trust",), run=ClaimRun(games=3))

    assert not table.holds


def test_every_rule_is_taken_away_in_turn():
    found = sweep(toy_scenario(), [an_experiment()], ClaimRun(games=3))

    assert {item.rule for item in found} == {"training-builds-trust"}


def test_openings_are_exchanged_name_by_name():
    book = compile_rulebook(toy_scenario())

    opened = {book.track_names[place]: value for place, value in exchanged(book, "us", "germany", ("trust",))}

    assert opened["trust[kazakhstan, us]"] == 550
    assert opened["trust[kazakhstan, germany]"] == 300
    assert "goodwill[russia, us]" not in opened
    with pytest.raises(ExerciseError, match="germani"):
        exchanged(book, "us", "germani")


def test_an_outcome_sets_two_voices_against_each_other_or_has_nothing_to_reverse():
    experiment = an_experiment()
    outcome = experiment.outcomes[0]
    heard = {
        arm.id: arm.model_copy(update={"scripts": {"nato": Script(turns=((f"nato: training $R front={front}",),))}})
        for arm, front in zip(experiment.arms, ("us", "germany"), strict=False)
    }
    voices = experiment.model_copy(update={"arms": tuple(heard.values()), "cases": ()})
    compared = outcome.model_copy(update={"compare": tuple(heard), "expect": "above"})

    assert compares(voices, compared, "us", "germany")
    assert not compares(voices, compared, "us", "france")
    assert not compares(voices, compared.model_copy(update={"expect": "within"}), "us", "germany")


def test_rules_that_name_actors_are_listed():
    rules = [
        *toy_scenario().model_dump(mode="json")["rules"],
        {"id": "named", "title": "Named", "claims": ["how"], "stage": "drift", "then": ["trust[kazakhstan, us] -1"]},
    ]

    found = named_rules(toy_scenario(rules=rules))

    assert [(item.rule, item.actors) for item in found] == [("named", ("kazakhstan", "us"))]


def test_an_opening_is_looked_up():
    book = compile_rulebook(toy_scenario())
    check = OpeningCheck(
        id="warm", title="Warm", claims=("how",), holds=("heat > 20", "heat > 90"), worse={"heat": 40}, sum="0 - heat", least=5
    )

    judged = judge_opening(book, check)

    assert judged.missing == ("not so: heat > 90",)
    assert judge_opening(book, check.model_copy(update={"holds": ("heat > 20",), "least": 20})).missing == (
        "0 - heat changes by -10.0 only",
    )


def test_games_of_mixed_personas_are_counted():
    games = play_mixed(toy_scenario(), 4)

    assert games == play_mixed(toy_scenario(), 4)
    balance = balance_of(toy_scenario(), games)
    assert balance.games == 4
    assert {objective for objective, _, _ in balance.scores} == {"nato-trust", "russia-calm"}
    assert [turn.turn for turn in rehearsal_of(toy_scenario(), games)] == [1, 2]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_experiment_fits_the_shipped_scenario_and_every_claim_has_one(name: str):
    found = load_scenario(name)
    experiments = load_experiments(found)
    book = compile_rulebook(found.scenario)

    meant = meant_for(found.scenario, experiments.experiments)
    for experiment in meant:
        assert lay_out(book, experiment)

    tested = {claim for experiment in meant for claim in experiment.claims}
    looked_up = {claim for check in experiments.openings if not check.only or name in check.only for claim in check.claims}
    assert {claim.id for claim in found.scenario.claims if claim.kind != "setting"} <= tested
    assert {claim.id for claim in found.scenario.claims} <= tested | looked_up


@pytest.mark.parametrize("name", SHIPPED)
def test_setting_claims_hold_in_the_shipped_openings(name: str):
    found = load_scenario(name)
    book = compile_rulebook(found.scenario)

    missing = {
        check.id: judged.missing
        for check in load_experiments(found).openings
        if (not check.only or name in check.only) and not (judged := judge_opening(book, check)).holds
    }

    assert missing == {}


def test_the_command_prints_claims_as_facts(capsys, tmp_path):
    code = main(["claims", "harmony", "--claim", "nato-record", "--json", "--games", "2", "--jobs", "1"])

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert told["claims"][0]["id"] == "nato-record"


def test_a_rule_that_makes_american_troops_welcome_fails_the_run_and_is_told_with_its_pair_of_saves(tmp_path, capsys):
    scenarios, saves = tmp_path / "scenarios", tmp_path / "saves"
    for name in ("region", "harmony"):
        shutil.copytree(SCENARIOS / name, scenarios / name)
    (scenarios / "region" / "rules" / "welcome.yaml").write_text(WELCOME, "utf-8")
    saves.mkdir()

    code = main(
        [
            "--scenarios",
            str(scenarios),
            "--saves",
            str(saves),
            "claims",
            "harmony",
            "--claim",
            "us-presence-backlash",
            "--games",
            "6",
            "--jobs",
            "1",
        ]
    )

    told, aside = capsys.readouterr()
    assert code == 1
    assert "FAILS  us-presence-backlash" in told
    failing = [line for line in told.splitlines() if line.strip().startswith("FAIL ")]
    assert any(re.search(r"goodwill.*: [+-]\d+\.\d \[[+-]\d+\.\d, [+-]\d+\.\d\] \(wanted < -?\d", line) for line in failing), failing
    assert re.search(r"worst: game \d+ \([+-]\d+\.\d\), seed [0-9a-f]{32}", told)
    pair = sorted(path.name for path in (saves / "claims").glob("claim-*.jsonl"))
    assert len(pair) == 2
    assert all(name in aside for name in pair)
