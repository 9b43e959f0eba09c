"""The generated functions and the plain interpreter give the same, on random grounds, whatever the order of rules and moves."""

from __future__ import annotations

import random
from typing import Any

import pytest

from exercise.model.play import Act
from exercise.rules import interpret
from exercise.rules.check import check
from exercise.rules.compile import compile_rulebook
from exercise.rules.rulebook import Ground, Out, Rulebook, never_drawn
from tests.rules.world import a_ground, a_programme, a_world, an_act, keyed, world_data

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


def added_up(out: Out, book: Rulebook) -> tuple[dict[int, int], list[tuple[int, int, int]], set[tuple[str, str]]]:
    """Return what rules gave as changes at once by track, later ones, and injects, the causes left out."""
    now: dict[int, int] = {}
    later = [(track, amount, after) for track, amount, _, _, after, _ in out.changes if after]
    later += [(track, -amount, fading) for track, amount, _, _, after, fading in out.changes if fading and not after]
    for track, amount, _, _, after, _ in out.changes:
        if not after:
            now[track] = now.get(track, 0) + amount
    for track, way, _, _ in out.steps:
        now[track] = now.get(track, 0) + (way if book.track_family[track].kind == "steps" else way * 10)
    return now, sorted(later), {(inject, subject) for inject, subject, *_ in out.injects}


def test_sums_for_one_kind_and_actor_are_what_the_rules_give(book: Rulebook):
    brought = {"accepted": 0, "declined": 0, "later": 0, "injects": 0, "programme": 0}
    for seed in range(400):
        rng = random.Random(seed)
        ground = with_draw(a_ground(book, rng), never_drawn)
        act = an_act(book, rng, rng.choice(("accepted", "accepted", "declined")))._replace(strength=100, objectors=(), endorsers=(), leaked=False)
        opened = a_programme(book, rng, "running", 0)._replace(
            kind=act.kind, actor=act.actor, targets=act.targets, mods=act.mods, age=0, strength=100, objectors=(), endorsers=(), leaked=False
        )
        alone = Ground(ground.tracks, ground.watches, ground.turn, ground.clock, (), (opened,))
        by_move, by_programme = Out(), Out()
        for function in book.move_functions(act.kind):
            function(ground, act, by_move)
        for stage_function in book.programme_functions(act.kind):
            stage_function(alone, by_programme)
        made = book.sums(act.kind, act.actor)
        move_sums = made.move if act.outcome == "accepted" else made.declined
        for what, plain in (("move", by_move), ("programme", by_programme)):
            now: dict[int, int] = {}
            later: list[tuple[int, int, int]] = []
            injects: set[tuple[str, str]] = set()
            if what == "move" and move_sums is not None:
                move_sums(ground, act, now, later, injects)
            if what == "programme" and made.programme is not None:
                made.programme(with_draw(alone, never_drawn), ground, opened, now, later, injects)

            assert (now, sorted(later), injects) == added_up(plain, book), (seed, act)
            brought[act.outcome if what == "move" else what] += bool(now)
            brought["later"] += bool(later)
            brought["injects"] += bool(injects)
    assert min(brought.values()) > 10, brought


def test_needs_for_one_kind_and_actor_hold_when_all_needs_of_the_kind_do(book: Rulebook):
    seen = {True: 0, False: 0}
    for seed in range(300):
        rng = random.Random(seed)
        ground = a_ground(book, rng)
        act = an_act(book, rng, "accepted")
        if len(act.targets) > 1:
            act = act._replace(targets=act.targets[:1])
        act = act._replace(objectors=(), endorsers=(), leaked=False)
        opens = book.opens(act.kind, act.actor)
        wanted = all(holds(ground, act) for holds, _ in book.needs(act.kind))

        assert (opens is None or opens(ground, act)) == wanted, (seed, act)
        seen[wanted] += bool(book.needs(act.kind))
    assert min(seen.values()) > 5, seen


def test_a_stage_as_sums_gives_what_its_rules_give(book: Rulebook):
    for seed in range(150):
        ground = a_ground(book, random.Random(seed))
        for stage in STAGES:
            plain, rest = Out(), Out()
            for function in book.stage_functions(stage):
                function(with_draw(ground, keyed(seed)), plain)
            now: dict[int, int] = {}
            book.stage_sums(stage)(with_draw(ground, keyed(seed)), rest, now)
            changes, later, _ = added_up(rest, book)
            for place, amount in now.items():
                changes[place] = changes.get(place, 0) + amount
            wanted, wanted_later, _ = added_up(plain, book)

            assert (changes, later) == (wanted, wanted_later), (seed, stage)
            for name in ("steps", "ends", "extends", "injects", "tells", "reveals"):
                assert sorted(getattr(rest, name)) == sorted(getattr(plain, name)), (seed, stage, name)


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
