"""Whatever an author writes, `check` answers in words; and what it lets pass compiles, runs and agrees with the interpreter."""

from __future__ import annotations

import builtins
import keyword
import random

import pytest

from exercise.model.scenario import Scenario
from exercise.rules.check import check
from exercise.rules.compile import compile_rulebook
from exercise.rules.grammar import SlipError, tokens
from tests.rules.test_oracle import compiled, interpreted, sorted_out, with_draw
from tests.rules.world import a_ground, a_rule, a_world, an_act, keyed, world_data

WORDS = [
    "R", "P", "G", "M", "S", "us", "kazakhstan", "republics", "powers", "fronts", "western", "narcotics", "threats", "target", "actor",
    "front", "kind", "terms", "issue", "trust", "fear", "heat", "threat", "goodwill", "rung", "calm", "room", "loud", "scale", "breach",
    "engages", "programmes", "ended", "moves", "signals", "public", "training", "base", "and", "or", "not", "is", "in", "if", "for", "x",
    "where", "by", "to", "tag", "work", "after", "fading", "toward", "+", "-", "(", ")", "[", "]", ",", ".", "<", ">=", "3", "0.5", "up",
    "step", "end", "broken", "inject", "unrest", "reveal", "tell", "max", "mean", "since", "streak", "self", "subject", "leaked", "age",
    "partners", "size", "outcome", "accepted", "objectors", "targets", "turn", "distrust", "joint", "odd", "wait",
]  # fmt: skip

ALIKE = (
    ("us", "russia", "china", "nato", "germany", "kazakhstan", "uzbekistan"), ("republics", "powers", "fronts", "western", "regional"),
    ("heat", "spread", "surplus"), ("loud", "scale", "odd", "wait", "weight"), ("training", "base", "speech", "climb"),
    ("<", ">=", "<=", ">"),
    ("1", "2", "3", "0.5", "40"), ("and", "or"), ("max", "min", "mean", "total"), ("public", "low-key"), ("up", "down"), ("by", "to"),
    ("R", "P", "target", "actor", "G", "Q"), ("narcotics", "radicalism", "afghanistan"), ("programmes", "moves", "ended"), ("-", "+"),
    ("fear", "calm", "room"), ("threats", "issues"), ("streak", "since", "count"), ("small", "large"), ("front", "voice", "size", "terms"),
)  # fmt: skip


def mutated(line: str, rng: random.Random) -> str:
    """Return a line with one word changed, dropped, doubled or swapped for another."""
    try:
        words = [token.text for token in tokens(line)[:-1]]
    except SlipError:
        return line
    place = rng.randrange(len(words)) if words else 0
    way = rng.randrange(8)
    alike = [word for group in ALIKE if words and words[place] in group for word in group]
    if way > 3 and alike:
        words[place] = rng.choice(alike)
    elif way == 0 and words:
        del words[place]
    elif way == 1 and words:
        words[place] = rng.choice(WORDS)
    elif way == 2:
        words.insert(place, rng.choice(WORDS))
    elif words:
        other = rng.randrange(len(words))
        words[place], words[other] = words[other], words[place]
    text = " ".join(words)
    for tight in (" [", " ]", " ,", " ."):
        text = text.replace(tight, tight.strip())
    return text.replace("[ ", "[").replace(". ", ".").replace("+ ", "+").replace("- ", "-") or "x"


def with_mutated_rules(seed: int, changes: int) -> Scenario:
    rng = random.Random(seed)
    rules = world_data()["rules"]
    for _ in range(changes):
        rule = rng.choice(rules)
        key = rng.choice([key for key in ("each", "when", "odds", "then", "otherwise") if key in rule])
        lines = [rule[key]] if isinstance(rule[key], str) else list(rule[key])
        place = rng.randrange(len(lines))
        lines[place] = mutated(lines[place], rng)
        rule[key] = lines
    return a_world(rules=rules)


@pytest.mark.parametrize("start", range(0, 120, 30))
def test_what_check_lets_pass_runs_and_agrees_with_the_interpreter(start: int):
    for seed in range(start, start + 30):
        assert_agrees(seed)


def assert_agrees(seed: int) -> bool:
    scenario = with_mutated_rules(seed, 1)
    if any(not fault.warning for fault in check(scenario)):
        return False
    book = compile_rulebook(scenario)
    for other in range(4):
        rng = random.Random(other)
        ground = a_ground(book, rng)
        acts = [*ground.moves, *(an_act(book, rng) for _ in range(4))]

        one = sorted_out(compiled(book, with_draw(ground, keyed(other)), acts))
        two = sorted_out(interpreted(book, with_draw(ground, keyed(other)), acts))

        assert one == two, seed
    return True


BOUND = [
    *sorted(name for name in (*dir(builtins), *keyword.kwlist) if name[:1].isupper()),
    "A-b", "A_b", "Each1", "X", "Y", "G", "Rr9", "Act", "Ground", "Out",
]  # fmt: skip


@pytest.mark.parametrize("name", BOUND)
def test_a_name_that_check_lets_a_rule_bind_runs_and_agrees_with_the_interpreter(name: str):
    lines = {
        "each": [f"{name} in republics where fear[{name}] > 20", "G2 in programmes"],
        "when": f"max(trust[{name}, P] for P in powers) > total(fear[Other{name}] for Other{name} in G2.targets)",
    }
    rules = [*world_data()["rules"], a_rule("tried", "drift", f"fear[{name}] -1", **lines)]
    objective = {"score": f"mean(trust[{name}, powers] for {name} in republics)"}
    scenario = a_world(rules=rules, objectives=[{**part, **objective} for part in world_data()["objectives"]])
    if any(not fault.warning for fault in check(scenario)):
        return
    book = compile_rulebook(scenario)
    for seed in range(6):
        ground = a_ground(book, random.Random(seed))
        book.sum(objective["score"])(ground)

        assert sorted_out(compiled(book, ground, [])) == sorted_out(interpreted(book, ground, []))


SECTIONS = (
    "claims", "facts", "actors", "sets", "tracks", "measures", "tables", "watches", "modalities", "moves", "rules", "injects", "personas",
    "objectives", "plans",
)  # fmt: skip


@pytest.mark.parametrize("section", SECTIONS)
def test_check_answers_when_anything_is_missing(section: str):
    for place in range(len(world_data()[section])):
        data = world_data()
        del data[section][place]

        assert all(fault.text and fault.offset >= 0 for fault in check(a_world(**{section: data[section]})))


def test_a_fault_points_into_its_line():
    for seed in range(60):
        scenario = with_mutated_rules(seed, 3)
        rules = {rule.id: rule for rule in scenario.rules}
        for fault in check(scenario):
            if fault.where[0] == "rules" and len(fault.where) == 4:
                line = getattr(rules[str(fault.where[1])], str(fault.where[2]))[int(fault.where[3])]

                assert 0 <= fault.offset <= len(line)
