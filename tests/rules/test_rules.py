"""What rules give, worked out by hand: rounding, factors, goals, draws, history, sums and the layout they stand on."""

from __future__ import annotations

import linecache
import traceback
from typing import Any

import pytest

from exercise.model.play import Act, Programme, Signal
from exercise.rules import interpret
from exercise.rules.compile import compile_rulebook
from exercise.rules.rulebook import Ground, Out, Rulebook
from tests.rules.world import a_rule, a_world, named, with_rule, world_data


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return compile_rulebook(a_world())


def a_ground(book: Rulebook, tracks: dict[str, int] | None = None, **more: Any) -> Ground:
    """Return a ground at the opening, with some tracks elsewhere, in tenths or steps."""
    values = list(book.opening)
    for name, value in (tracks or {}).items():
        values[book.track_index[name]] = value
    return Ground(values, more.pop("watches", book.opening_watches()), **more)


def an_act(book: Rulebook, kind: str, actor: str, *targets: str, **more: Any) -> Act:
    mods = book.mods(kind, actor, more.pop("mods", {}))
    return Act("/".join((actor, kind, "+".join(targets))).rstrip("/"), kind, actor, targets, mods, **more)


def a_programme(book: Rulebook, kind: str, actor: str, *targets: str, **more: Any) -> Programme:
    mods = book.mods(kind, actor, more.pop("mods", {}))
    return Programme(f"{actor}/{kind}", kind, actor, targets, mods, more.pop("age", 0), 4, 10, **more)


def run(book: Rulebook, stage: str, ground: Ground) -> Out:
    out = Out()
    for function in book.stage_functions(stage):
        function(ground, out)
    return out


def run_act(book: Rulebook, act: Act, ground: Ground | None = None) -> Out:
    out = Out()
    for function in book.move_functions(act.kind):
        function(ground or a_ground(book), act, out)
    return out


def amounts(book: Rulebook, out: Out) -> list[tuple[str, int]]:
    return [(book.track_names[track], amount) for track, amount, *_ in out.changes]


# --- the layout


def test_tracks_stand_in_the_order_of_families_and_names(book: Rulebook):
    assert book.track_names[:7] == (
        "capital[china]", "capital[kazakhstan]", "capital[nato]", "capital[russia]", "capital[turkmenistan]", "capital[us]",
        "capital[uzbekistan]",
    )  # fmt: skip
    assert list(book.track_names) == sorted(book.track_names, key=lambda name: (name.partition("[")[0], name))
    assert [book.track_index[name] for name in book.track_names] == list(range(len(book.track_names)))


def test_points_are_held_in_tenths_and_steps_as_they_are(book: Rulebook):
    place = {name: (book.lowest[at], book.highest[at], book.opening[at]) for name, at in book.track_index.items()}

    assert place["heat"] == (0, 1000, 300)
    assert place["capital[us]"] == (0, 90, 30)
    assert place["ladder"] == (-2, 2, 0)


def test_one_number_opens_every_track_below_it(book: Rulebook):
    opening = dict(zip(book.track_names, book.opening, strict=True))

    assert opening["trust[uzbekistan, china]"] == opening["trust[uzbekistan, us]"] == 400
    assert opening["trust[kazakhstan, russia]"] == 550


def test_membership_of_a_set_is_by_the_date_on_which_the_scenario_starts(book: Rulebook):
    assert book.sets["club"] == ("china", "kazakhstan", "russia", "uzbekistan")
    assert book.sets["players"] == ("china", "kazakhstan", "nato", "russia", "turkmenistan", "us", "uzbekistan")


def test_an_act_holds_every_modality_and_self_is_its_actor(book: Rulebook):
    mods = book.mods("speech", "russia", {"voice": "low-key"})

    assert mods == {
        "front": "russia", "issue": "narcotics", "size": "small", "span": "once", "terms": "none", "voice": "low-key"
    }  # fmt: skip


# --- effects


@pytest.mark.parametrize(("heat", "amount"), [(1000, 25), (0, 0), (10, 0), (20, 1), (60, 2), (180, 5), (199, 5), (200, 5), (219, 5)])
def test_an_effect_rounds_once_half_away_from_zero(heat: int, amount: int):
    for sign in "+-":
        book = compile_rulebook(with_rule(f"surplus {sign}2.5 x heat"))

        out = run(book, "drift", a_ground(book, {"heat": heat}))

        assert amounts(book, out) == ([("surplus", amount if sign == "+" else -amount)] if amount else [])


def test_a_product_of_several_factors_is_not_rounded_on_the_way():
    book = compile_rulebook(with_rule("surplus +10 x heat x fear[uzbekistan] x loud[low-key]"))

    out = run(book, "drift", a_ground(book, {"heat": 333, "fear[uzbekistan]": 333}))

    assert amounts(book, out) == [("surplus", round(100 * 0.333 * 0.333 * 0.5))]


@pytest.mark.parametrize(("line", "amount"), [
    ("heat +10 x surplus", 300), ("heat +10 x odd[us]", 300), ("heat +10 x odd[germany]", 0), ("heat +10 x odd[nato]", 33),
    ("heat +10 x low", 0),
])  # fmt: skip
def test_factors_are_held_between_none_and_three_times_the_whole(line: str, amount: int):
    measures = [named("low", equals="0 - heat", text="Low.")]
    book = compile_rulebook(a_world(
        rules=[a_rule("tried", "drift", line)], measures=measures, personas=[], objectives=[],
        head={**world_data()["head"], "headline": []}, actors=[{**part, "persona": None} for part in world_data()["actors"]],
    ))  # fmt: skip

    out = run(book, "drift", a_ground(book, {"surplus": 4000}))

    assert amounts(book, out) == ([("heat", amount)] if amount else [])


@pytest.mark.parametrize(("at", "amount"), [(300, -30), (210, -10), (200, 0), (199, 1), (100, 30)])
def test_a_track_moves_toward_its_goal_and_never_past_it(at: int, amount: int):
    book = compile_rulebook(with_rule("heat toward 20 by 3"))

    assert amounts(book, run(book, "drift", a_ground(book, {"heat": at}))) == ([("heat", amount)] if amount else [])


def test_a_rule_runs_once_for_each_target_with_the_strength_of_the_act():
    book = compile_rulebook(with_rule(["fear[target] -4 x scale[size] after wait[front] fading 2"], "moves", when="kind is training"))
    act = an_act(book, "training", "us", "kazakhstan", "uzbekistan", strength=50, mods={"size": "large", "front": "germany"})

    out = run_act(book, act)

    at = book.track_index
    about = ("us/training/kazakhstan+uzbekistan", "kazakhstan"), ("us/training/kazakhstan+uzbekistan", "uzbekistan")
    assert out.changes == [
        (at["fear[kazakhstan]"], -55, "tried", about[0], 2, 2),
        (at["fear[uzbekistan]"], -55, "tried", about[1], 2, 2),
    ]


def test_a_rule_bound_to_a_programme_has_its_strength():
    book = compile_rulebook(with_rule("fear[R] -1", each=["G in programmes", "R in G.targets"]))
    programme = a_programme(book, "training", "us", "kazakhstan", strength=150)

    out = run(book, "drift", a_ground(book, programmes=(programme,)))

    assert [(item[1], item[3]) for item in out.changes] == [(-15, ("us/training", "kazakhstan"))]


def test_a_declined_offer_has_rules_only_where_they_ask_for_it():
    rules = [
        a_rule("made", "moves", "heat +1", when="kind is training"),
        a_rule("refused", "moves", "heat -1", when="kind is training and outcome is declined"),
    ]
    book = compile_rulebook(a_world(rules=rules))
    accepted = an_act(book, "training", "us", "kazakhstan")

    assert [item[2] for item in run_act(book, accepted).changes] == ["made"]
    assert [item[2] for item in run_act(book, accepted._replace(outcome="declined")).changes] == ["refused"]
    assert run_act(book, accepted._replace(outcome="lapsed")).changes == []


def test_only_the_kinds_that_can_meet_a_rule_have_it():
    book = compile_rulebook(with_rule("heat +1", "moves", when="tag work and terms is conditional"))

    assert [kind for kind in book.kinds if book.move_functions(kind)] == ["training"]


def test_every_kind_of_effect_is_given_with_its_cause():
    then = ["step rung[narcotics] up", "end G broken", "extend G 2", "inject unrest for R after 3", "inject alarm", "tell R hello",
            "reveal G"]  # fmt: skip
    book = compile_rulebook(with_rule(then, each=["G in programmes", "R in G.targets"]))
    programme = a_programme(book, "training", "us", "kazakhstan")

    out = run(book, "drift", a_ground(book, programmes=(programme,)))

    cause = ("tried", ("us/training", "kazakhstan"))
    assert out.steps == [(book.track_index["rung[narcotics]"], 1, *cause)]
    assert out.ends == [("us/training", "broken", *cause)]
    assert out.extends == [("us/training", 2, *cause)]
    assert out.injects == [("unrest", "kazakhstan", 3, *cause), ("alarm", "", 0, *cause)]
    assert out.tells == [("kazakhstan", "hello", *cause)]
    assert out.reveals == [("us/training", *cause)]


def test_a_move_is_revealed_by_its_own_rule_and_by_one_that_names_it():
    rules = [a_rule("own", "moves", "reveal"), a_rule("other", "combinations", "reveal M", each="M in moves where M.kind is base")]
    book = compile_rulebook(a_world(rules=rules))
    act = an_act(book, "base", "us", "kazakhstan")

    assert run_act(book, act).reveals == [("us/base/kazakhstan", "own", ("us/base/kazakhstan",))]
    assert run(book, "combinations", a_ground(book, moves=(act,))).reveals == [("us/base/kazakhstan", "other", ("us/base/kazakhstan",))]


# --- chance


def drawn(answer: bool) -> tuple[list[tuple[Any, ...]], Any]:
    asked: list[tuple[Any, ...]] = []

    def draw(*question: Any) -> bool:
        asked.append(question)
        return answer

    return asked, draw


def test_a_draw_is_asked_with_its_odds_and_their_signed_lines():
    book = compile_rulebook(with_rule(
        "heat +1", each=["G in programmes", "R in G.targets"], chance=5, otherwise="heat -1",
        odds=["+30 x fear[R]", "+25 x loud[G.voice] if G.voice is public", "-10 if R is uzbekistan", "-12.5 x fear[R]", "+4"],
    ))  # fmt: skip
    programme = a_programme(book, "base", "us", "kazakhstan", "uzbekistan", mods={"voice": "public"})
    for answer in (True, False):
        asked, draw = drawn(answer)

        out = run(book, "drift", a_ground(book, programmes=(programme,), draw=draw))

        assert asked == [
            ("tried", ("us/base", "kazakhstan"), 54, (
                (5, "to begin with"), (12, "fear[kazakhstan]"), (38, "loud[public] if G.voice is public"), (-5, "fear[kazakhstan]"),
                (4, "always"))),
            ("tried", ("us/base", "uzbekistan"), 51, (
                (5, "to begin with"), (24, "fear[uzbekistan]"), (38, "loud[public] if G.voice is public"),
                (-10, "R is uzbekistan"), (-10, "fear[uzbekistan]"), (4, "always"))),
        ]  # fmt: skip
        assert amounts(book, out) == [("heat", 10 if answer else -10)] * 2


@pytest.mark.parametrize(("odds", "held"), [("+200 x heat", 100), ("-200 x heat", 0)])
def test_odds_are_held_between_0_and_100(odds: str, held: int):
    book = compile_rulebook(with_rule("heat +1", chance=10, odds=odds))
    asked, draw = drawn(False)

    run(book, "drift", a_ground(book, {"heat": 1000}, draw=draw))

    assert asked[0][2] == held


# --- history


def test_watches_keep_how_long_how_recent_and_how_often(book: Rulebook):
    cell = 3 * book.watch_cells.index(("engages", "us", "kazakhstan"))
    other = 3 * book.watch_cells.index(("engages", "us", "uzbekistan"))
    act = an_act(book, "training", "us", "kazakhstan")
    watches = book.opening_watches()
    watches[other : other + 3] = [2, 4, 3]

    changes = dict(book.watch_changes(a_ground(book, moves=(act,), watches=watches), (), 5, watches, False))

    assert [changes[cell], changes[cell + 1], changes[cell + 2]] == [1, 5, 1]
    assert changes[other] == 0
    assert other + 1 not in changes
    assert other + 2 not in changes


def test_public_watches_count_what_everyone_knows(book: Rulebook):
    act = an_act(book, "training", "us", "kazakhstan", audience=("us", "kazakhstan"))
    ground = a_ground(book, moves=(act,))

    assert book.watch_changes(ground, (), 1, book.opening_watches(), True) == ()
    assert len(book.watch_changes(ground, (), 1, book.opening_watches(), False)) == 3


@pytest.mark.parametrize(("watch", "cell", "more", "injects"), [
    ("unrest_seen", ("", "kazakhstan"), {}, [("unrest", "kazakhstan")]),
    ("any_alarm", ("", ""), {}, [("alarm", "")]),
    ("breaks", ("us", ""), {"ended": "broken"}, []),
    ("hosts", ("", "uzbekistan"), {"programmes": "running"}, []),
    ("rungs_climbed", ("", ""), {"moves": "climb"}, []),
    ("loud_words", ("china", ""), {"moves": "speech"}, []),
])  # fmt: skip
def test_each_sort_of_watch_is_fed(book: Rulebook, watch: str, cell: tuple[str, str], more: dict[str, str], injects: list[tuple[str, str]]):
    ground = {}
    if "moves" in more:
        targets = ("kazakhstan",) if more["moves"] == "speech" else ()
        ground["moves"] = (an_act(book, more["moves"], "china", *targets),)
    if "ended" in more:
        ground["ended"] = (a_programme(book, "training", "us", "kazakhstan", how="broken"),)
    if "programmes" in more:
        ground["programmes"] = (a_programme(book, "base", "us", "kazakhstan", "uzbekistan"),)

    changes = book.watch_changes(a_ground(book, **ground), injects, 2, book.opening_watches(), False)

    place = 3 * book.watch_cells.index((watch, *cell))
    assert changes == ((place, 1), (place + 1, 2), (place + 2, 1))


def test_what_never_happened_is_99_turns_ago():
    rules = [
        a_rule("now", "drift", "heat +1", when="since[any_alarm] <= 1"),
        a_rule("ever", "drift", "heat -1", when="since[any_alarm] >= 99"),
    ]
    book = compile_rulebook(a_world(rules=rules))
    watches = book.opening_watches()

    before = run(book, "drift", a_ground(book, turn=3))
    for place, value in book.watch_changes(a_ground(book), [("alarm", "")], 2, watches, False):
        watches[place] = value
    after = run(book, "drift", a_ground(book, turn=3, watches=watches))

    assert [item[2] for item in before.changes] == ["ever"]
    assert [item[2] for item in after.changes] == ["now"]


# --- counts


COUNTED = [
    ("moves[by western, to kazakhstan, tag work] >= 2", True),
    ("moves >= 3", True),
    ("moves[kind not training] >= 1", True),
    ("moves[by us, size large] >= 1", True),
    ("moves[by us, size small] >= 1", False),
    ("moves[leaked] >= 1", True),
    ("moves[to republics] >= 4", False),
    ("moves[kind [training, base], by not nato] >= 2", True),
    ("programmes[at kazakhstan] >= 1", True),
    ("programmes[at uzbekistan] >= 1", False),
    ("ended[how broken] >= 1", True),
    ("ended[how evicted] >= 1", False),
    ("signals[by russia, to us, type red-line] >= 1", True),
    ("signals[voice low-key] >= 1", False),
]


@pytest.mark.parametrize(("condition", "holds"), COUNTED)
def test_moves_programmes_and_signals_are_counted(book: Rulebook, condition: str, holds: bool):
    moves = (
        an_act(book, "base", "us", "kazakhstan", "uzbekistan", mods={"size": "large"}, leaked=True),
        an_act(book, "speech", "russia", "turkmenistan"),
        an_act(book, "training", "us", "kazakhstan", mods={"size": "large"}),
    )
    ground = a_ground(
        book, moves=moves, programmes=(a_programme(book, "training", "us", "kazakhstan"),),
        ended=(a_programme(book, "base", "us", "uzbekistan", how="broken"),),
        signals=(Signal("s", "russia", "red-line", "base", "us", "public", 1, 3),),
    )  # fmt: skip

    assert book.condition(condition)(ground, None) is holds


# --- sums and conditions


@pytest.mark.parametrize(("text", "self_actor", "value"), [
    ("heat", "", 300),
    ("heat - 2.5", "", 275),
    ("trust[republics, us]", "", 283),
    ("trust[republics, powers]", "", 343),
    ("trust[self, powers]", "turkmenistan", 200),
    ("calm[self] - 10", "kazakhstan", 500),
    ("rung[narcotics] + 2", "", 20),
    ("50 x heat x loud[public]", "", 225),
    ("max(fear[R] for R in republics where R is not self)", "uzbekistan", 400),
    ("mean(fear[R] for R in republics where fear[R] > 95)", "", 0),
    ("spread", "", 290),
])  # fmt: skip
def test_a_sum_is_read_in_tenths(book: Rulebook, text: str, self_actor: str, value: int):
    assert book.sum(text, self_actor)(a_ground(book)) == value


def test_a_sum_is_made_once(book: Rulebook):
    assert book.sum("heat + 1") is book.sum("heat + 1")


def test_a_faulty_sum_says_what_is_wrong(book: Rulebook):
    with pytest.raises(ValueError, match='"haet": no track, measure or table "haet"'):
        book.sum("haet")


def test_a_condition_about_a_move_holds_for_any_target_and_never_without_a_move(book: Rulebook):
    condition = book.condition("target is self and terms is conditional", "uzbekistan")
    act = an_act(book, "training", "us", "kazakhstan", "uzbekistan", mods={"terms": "conditional"})

    assert condition(a_ground(book), act)
    assert not condition(a_ground(book), act._replace(targets=("kazakhstan",)))
    assert not condition(a_ground(book), None)
    assert book.condition("heat > 20")(a_ground(book), None)


def test_a_need_must_hold_for_every_target(book: Rulebook):
    ((holds, sentence),) = book.needs("base")
    act = an_act(book, "base", "us", "kazakhstan", "uzbekistan")

    assert sentence == "It is too hot for that."
    assert holds(a_ground(book), act)
    assert not holds(a_ground(book, {"fear[uzbekistan]": 960}), act)
    assert holds(a_ground(book), act._replace(targets=()))


def test_a_measure_is_asked_for_by_its_name(book: Rulebook):
    ground = a_ground(book)

    assert book.measure(ground, "calm[uzbekistan]") == 200
    assert book.measure(ground, "room[kazakhstan]") == 600 - 450 + 300
    with pytest.raises(ValueError, match='no measure "calm\\[us\\]"'):
        book.measure(ground, "calm[us]")


def test_programme_functions_are_the_rules_that_a_programme_of_the_kind_can_meet(book: Rulebook):
    out = Out()
    ground = a_ground(book, programmes=(a_programme(book, "training", "nato", "kazakhstan"),))

    for function in book.programme_functions("training"):
        function(ground, out)

    assert {item[2] for item in out.changes} == {"joint-work"}


# --- what a person who reads a traceback sees


def test_a_traceback_shows_the_line_of_the_generated_rule(book: Rulebook):
    with pytest.raises(IndexError) as caught:
        run(book, "drift", Ground([], []))

    shown = "".join(traceback.format_exception(caught.value))
    assert "<rules: cools>" in shown
    assert "tracks[" in shown
    assert linecache.getline("<rules: cools>", 1).startswith("def rule(g, out):")


# --- modalities that a kind does not have ---------------------------------------------------------------------------------------

LACKING = [
    ("voice is low-key", False), ("voice is not public", False), ("voice in [low-key, public]", False), ("not voice is public", True),
    ("front is actor", True),
]  # fmt: skip


@pytest.mark.parametrize(("line", "holds"), LACKING)
def test_a_condition_on_a_modality_that_the_kind_does_not_have_is_false(line: str, holds: bool):
    book = compile_rulebook(with_rule("heat +1 if " + line, "moves", when="kind in [crackdown, speech]"))
    act = Act("kazakhstan/crackdown", "crackdown", "kazakhstan", (), book.mods("crackdown", "kazakhstan", {}), "accepted")
    ground = a_ground(book)
    compiled, walked = Out(), Out()

    for function in book.move_functions("crackdown"):
        function(ground, act, compiled)
    interpret.run_move(book, ground, act, walked)

    assert bool([change for change in compiled.changes if change[2] == "tried"]) is holds
    assert sorted(compiled.changes) == sorted(walked.changes)


def test_moves_of_kinds_without_a_modality_are_not_counted_by_it():
    book = compile_rulebook(a_world())
    act = Act("kazakhstan/crackdown", "crackdown", "kazakhstan", (), book.mods("crackdown", "kazakhstan", {}), "accepted")
    ground = Ground(book.opening, book.opening_watches(), moves=(act,))

    assert [book.sum(text)(ground) for text in ("moves[kind crackdown]", "moves[voice low-key]", "moves[voice not public]")] == [10, 0, 0]
