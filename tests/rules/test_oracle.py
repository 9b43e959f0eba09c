"""The generated functions and the plain interpreter give the same, on random grounds, whatever the order of rules and moves."""

from __future__ import annotations

import random
from typing import Any

import pytest

from exercise.model.play import Act
from exercise.rules import interpret
from exercise.rules.check import check
from exercise.rules.compile import compile_rulebook
from exercise.rules.rulebook import Ground, Out, Rulebook
from tests.rules.world import a_ground, a_world, an_act, keyed, world_data

STAGES = ("situation", "combinations", "drift", "thresholds")


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return compile_rulebook(a_world())


def sorted_out(out: Out) -> dict[str, list[Any]]:
    return {name: sorted(getattr(out, name)) for name in Out.__slots__}


def with_draw(ground: Ground, draw: Any) -> Ground:
    return Ground(
        ground.tracks, ground.watches, ground.turn, ground.clock, ground.moves, ground.programmes, ground.ended, ground.signals, draw
    )


def compiled(book: Rulebook, ground: Ground, acts: list[Act]) -> Out:
    out = Out()
    for act in acts:
        for function in book.move_functions(act.kind):
            function(ground, act, out)
    for stage in STAGES:
        for function in book.stage_functions(stage):
            function(ground, out)
    for inject in book.injects.values():
        for subject in book.names.expand(inject.subject) or () if inject.subject else ("",):
            book.inject_function(inject.id)(ground, subject, out)
            if inject.reaction is not None:
                actors = (subject,) if inject.reaction.by == "subject" else book.names.expand(inject.reaction.by) or ()
                for actor in actors:
                    for choice in inject.reaction.choices:
                        book.reaction_function(inject.id, choice.id)(ground, subject, actor, out)
    return out


def interpreted(book: Rulebook, ground: Ground, acts: list[Act], reads: interpret.Reads | None = None) -> Out:
    out = Out()
    for act in acts:
        interpret.run_move(book, ground, act, out, reads)
    for stage in STAGES:
        interpret.run_stage(book, stage, ground, out, reads)
    for inject in book.injects.values():
        for subject in book.names.expand(inject.subject) or () if inject.subject else ("",):
            interpret.run_inject(book, inject.id, subject, ground, out, reads)
            if inject.reaction is not None:
                actors = (subject,) if inject.reaction.by == "subject" else book.names.expand(inject.reaction.by) or ()
                for actor in actors:
                    for choice in inject.reaction.choices:
                        interpret.run_reaction(book, inject.id, choice.id, subject, actor, ground, out, reads)
    return out


def test_the_world_is_clean_but_for_the_table_that_tries_the_limits_of_factors():
    found = check(a_world())

    assert all(fault.warning for fault in found)
    assert {fault.text.partition(": ")[2] for fault in found} == {
        "row us of odd is 400; as a factor it counts 300 percent.",
        "row germany of odd is -20; as a factor it counts 0 percent.",
    }


def test_compiled_and_interpreted_rules_give_the_same(book: Rulebook):
    fired: set[str] = set()
    for seed in range(150):
        rng = random.Random(seed)
        ground = a_ground(book, rng)
        acts = [*ground.moves, *(an_act(book, rng) for _ in range(6))]
        asked: list[Any] = []
        outs: list[dict[str, list[Any]]] = []
        for run in (compiled, interpreted):
            draw = keyed(seed)
            outs.append(sorted_out(run(book, with_draw(ground, draw), acts)))
            asked.append(sorted(draw.asked))

        assert outs[0] == outs[1], seed
        assert asked[0] == asked[1], seed
        fired.update(item[-2] if name != "changes" else item[2] for name, items in outs[0].items() for item in items)

    assert fired >= set(book.rules), sorted(set(book.rules) - fired)


def test_moves_that_only_an_argument_can_bring_about_leave_out_the_places_that_do_not_exist(book: Rulebook):
    changes = 0
    for seed in range(150):
        rng = random.Random(seed)
        ground = a_ground(book, rng, argued=True)
        acts = [*ground.moves, *(an_act(book, rng, argued=True) for _ in range(6))]

        one = compiled(book, with_draw(ground, keyed(seed)), acts)
        two = interpreted(book, with_draw(ground, keyed(seed)), acts)
        book.watch_changes(ground, (), ground.turn, ground.watches, False)
        for act in acts:
            for holds, _ in book.needs(act.kind):
                holds(ground, act)

        assert sorted_out(one) == sorted_out(two), seed
        changes += len(one.changes)
    assert changes > 1000


def test_measures_sums_and_conditions_agree_with_the_interpreter(book: Rulebook):
    for seed in range(60):
        ground = a_ground(book, random.Random(seed))
        for measure in book.measures.values():
            for place in book.names.places(measure.of):
                name = f"{measure.id}[{', '.join(place)}]" if place else measure.id

                assert book.measure(ground, name) == interpret.measure_value(book, ground, measure.id, place)


def test_the_order_of_rules_and_moves_does_not_matter(book: Rulebook):
    data = world_data()
    rng = random.Random(4)
    rng.shuffle(data["rules"])
    rng.shuffle(data["tracks"])
    rng.shuffle(data["moves"])
    other = compile_rulebook(a_world(rules=data["rules"], tracks=data["tracks"], moves=data["moves"]))

    for seed in range(40):
        ground = a_ground(book, random.Random(seed), keyed(seed))
        acts = list(ground.moves)
        shuffled = acts[:]
        random.Random(seed).shuffle(shuffled)

        assert sorted_out(compiled(book, ground, acts)) == sorted_out(compiled(other, with_draw(ground, keyed(seed)), shuffled))


def test_a_later_ground_is_not_served_what_an_earlier_one_worked_out(book: Rulebook):
    first = a_ground(book, random.Random(1))
    second = a_ground(book, random.Random(2))

    values = [book.measure(ground, "room[kazakhstan]") for ground in (first, second, first)]

    assert values[0] == values[2] != values[1]


def test_reads_name_exactly_the_tracks_that_an_effect_rested_on(book: Rulebook):
    ground = a_ground(book, random.Random(3), lambda *asked: True)
    reads: interpret.Reads = {}
    out = interpreted(book, ground, list(ground.moves), reads)

    fired = {(item[2], item[3]) for item in out.changes if item[2] in book.rules}
    tracks = {book.track_names[place] for place in reads["cools", ()]}

    assert fired <= set(reads)
    assert tracks == {"heat", "fear[kazakhstan]", "fear[turkmenistan]", "fear[uzbekistan]"}


def test_only_the_rules_asked_for_are_interpreted(book: Rulebook):
    ground = a_ground(book, random.Random(3))
    out = Out()

    interpret.run_stage(book, "drift", ground, out, only={"settles"})

    assert {item[2] for item in out.changes} == {"settles"}
