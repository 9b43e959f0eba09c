"""A recorded session looked at: moments, states, causes, whose eyes, notes beside the save, branches and their tree."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest

from exercise.bots.table import Table
from exercise.desk.desk import Desk
from exercise.engine.apply import fold
from exercise.engine.explain import decision_key
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.moves import format_move
from exercise.model.play import FACILITATOR, Move
from exercise.reading.branching import BOTS, NOT_MADE, PLAY_ON, RECORDED, Brancher, tree
from exercise.reading.reader import Reader
from exercise.reading.replaying import ALL_KINDS, FILTERS, MATTERED, WORLD, MomentFilter, Replay
from exercise.reading.report.compare import compare
from exercise.reading.tracing import Tracer
from exercise.session import Session
from exercise.store.notes import notes_path, read_notes
from exercise.store.places import shipped
from exercise.store.scenarios import load_scenario


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a save of the practice scenario, played by bots to its end."""
    folder = tmp_path_factory.mktemp("saves")
    loaded = load_scenario("practice")
    path = folder / "played.jsonl"
    with Session.create(loaded.scenario, path=path, seed=7) as session:
        Table(session).advance()
    return path


@pytest.fixture
def replay(played: Path, tmp_path: Path) -> Replay:
    copy = tmp_path / "played.jsonl"
    copy.write_bytes(played.read_bytes())
    return Replay.open(str(copy))


def test_every_moment_stands_at_the_fold_of_all_events_up_to_it(replay: Replay):
    session = replay.session
    for moment in replay.moments[:: max(1, len(replay.moments) // 25)]:
        replay.stand(moment)

        events = [event for entry in session.entries[: moment.entry - 1] for event in entry.events]
        events += session.entries[moment.entry - 1].events[: moment.event + 1]
        wanted = fold(session.opening, events)
        assert replay.reader.state.tracks == wanted.tracks
        assert (replay.reader.state.turn, replay.reader.state.phase) == (wanted.turn, wanted.phase)


def test_going_back_gives_the_same_state_as_going_forward(replay: Replay):
    there = []
    for moment in replay.moments[:40]:
        replay.stand(moment)
        there.append(list(replay.reader.state.tracks))
    for n in range(39, -1, -1):
        replay.stand(replay.moments[n])
        assert list(replay.reader.state.tracks) == there[n]


@pytest.mark.parametrize("kind", [kind for kind, _, _ in FILTERS])
def test_filters_keep_the_order_and_narrow(replay: Replay, kind: str):
    found = replay.narrowed(MomentFilter(kind))

    assert list(found) == sorted(found)
    assert set(found) <= set(replay.narrowed(MomentFilter(ALL_KINDS)))
    for lane in replay.lanes:
        assert all(moment.lane == lane.id for moment in replay.narrowed(MomentFilter(kind, lane.id)))


def test_by_track_all_that_moved_it_is_listed_with_it(replay: Replay):
    track = next(moment.track for moment in replay.moments if moment.track and moment.mattered)

    found = replay.narrowed(MomentFilter(MATTERED, "", track))

    assert {moment.track for moment in found} <= {track, ""}
    assert any(moment.track == track for moment in found)
    assert any(moment.kind in ("move", "event") for moment in found)


def test_the_causes_of_a_change_sum_to_it_and_lead_back_to_decisions(replay: Replay):
    tracer = Tracer(replay)
    led_back = 0
    for moment in replay.narrowed(MomentFilter("change")):
        before, after = replay.span(moment)
        total = tracer._total(moment)
        assert total is not None
        assert sum(cause.amount for cause in total.causes) == after - before
        for reason in tracer.explained(moment).because:
            goes = reason.ref.partition("|")[0]
            if goes.startswith("go:"):
                origin = replay.moment(goes.removeprefix("go:"))
                assert origin is not None
                assert origin.column <= moment.column
                led_back += 1
    assert led_back


def test_a_decision_leads_to_changes_that_name_it_as_a_cause(replay: Replay):
    tracer = Tracer(replay)
    moves = [moment for moment in replay.narrowed(MomentFilter("move")) if moment.mattered and tracer.explained(moment).led_to]

    assert moves
    for move in moves:
        for reason in tracer.explained(move).led_to:
            change = replay.moment(reason.ref.removeprefix("go:"))
            assert change is not None
            total = tracer._total(change)
            assert total is not None
            assert any(name.partition("@")[0] == move.key for cause in total.causes for name in cause.about)


def test_what_else_could_have_been_is_what_the_session_says(replay: Replay):
    tracer = Tracer(replay)
    for moment in replay.narrowed(MomentFilter("move")):
        track, others = tracer.instead(moment)
        if others:
            said = Reader(replay.session, FACILITATOR).instead(moment.column, track)
            assert {(other.modality, other.value) for other in others} <= {(one.modality, one.value) for one in said}
            return
    raise AssertionError("no decision could have been made otherwise")


# --- whose eyes


def test_what_else_could_have_been_can_be_branched():
    session = Session.open(shipped("saves") / "example-american.jsonl", write=False)
    made = [entry.move for entry in session.entries if entry.by == "person"]
    courses = next(move for move in made if move.kind == "ngo-programme")
    base = next(move for move in made if move.kind == "base-expand")

    offered = [one for one in Reader(session, FACILITATOR).instead(2, "quarrel") if one.move.key == courses.key and one.modality]

    assert offered
    for one in offered:
        assert session.fork(2, instead=[one.move], go_on="stop").state.turn == 2
    with pytest.raises(ExerciseError, match="is not possible in turn 2. "):
        session.fork(2, instead=[base._replace(options=(("front", "germany"),))], go_on="stop")


def test_a_seat_knows_only_what_seen_gives_it_also_when_all_is_over(replay: Replay):
    everything = len(replay.moments)
    for seat in (*replay.session.seats, "public"):
        replay.look_as(seat)

        assert len(replay.moments) < everything
        for moment in replay.moments:
            assert replay.reader.seen(moment.entry, moment.event) is not None
        view = replay.reader.view
        assert not view.lifted
        assert (
            2 not in view.knows
            or seat != "public"
            or all(
                knows < 2
                or replay.session.setup.sees("public", replay.session.setup.exact[track])
                or replay.session.setup.others[track] == "exact"
                for track, knows in enumerate(view.knows)
            )
        )


def test_the_secrets_of_others_are_in_no_text_that_a_seat_is_shown(tmp_path: Path):
    session = Session.create(load_scenario("practice").scenario, seed=3, path=tmp_path / "s.jsonl", holders={"nato": "person"})
    Table(session).advance()
    while session.state.phase != "over":
        if session.state.phase == "decide":
            for kind in Reader(session, "nato").legal_moves("nato"):
                if kind.refusal is None:
                    choices = Reader(session, "nato").choices(Move("nato", kind.kind))
                    target = next(
                        (option.value for row in choices if row.name == "target" for option in row.options if not option.refusal), ""
                    )
                    made = session.submit(Move("nato", kind.kind, (target,) if target else (), (), "SECRET-REASON"), "nato")
                    if isinstance(made, play.Entry):
                        break
        session.submit(Move("nato", "commit"), "nato")
        Table(session).advance()
    session.close()
    replay = Replay.open(str(tmp_path / "s.jsonl"))

    def told() -> str:
        tracer = Tracer(replay)
        return "\n".join(f"{replay.text(moment)} {tracer.explained(moment)}" for moment in replay.moments)

    assert "SECRET-REASON" in told()
    for seat in (*replay.session.seats, "public"):
        replay.look_as(seat)
        assert ("SECRET-REASON" in told()) == (seat == "nato"), seat


def test_the_eyes_asked_for_cannot_be_changed(replay: Replay):
    locked = Replay.open(str(replay.path), seat="nato")

    locked.look_as(FACILITATOR)

    assert locked.eyes == "nato"
    assert [one.id for one in locked.viewpoints()] == ["nato"]


def test_an_unfinished_session_opens_with_the_eyes_of_the_person_in_it(tmp_path: Path):
    with Session.create(load_scenario("practice").scenario, seed=3, path=tmp_path / "s.jsonl", holders={"nato": "person"}) as session:
        Table(session).advance()

    assert Replay.open(str(tmp_path / "s.jsonl")).eyes == "nato"


def test_a_seat_that_does_not_exist_is_refused_with_the_nearest(replay: Replay):
    with pytest.raises(ExerciseError, match="nato"):
        Replay.open(str(replay.path), seat="nata")


def test_a_scenario_changed_since_is_told_where_a_save_is_opened(tmp_path: Path):
    folder = tmp_path / "scenarios"
    shutil.copytree(shipped("scenarios"), folder)
    saves = tmp_path / "saves"
    Desk.start("practice", "", "nato", seed="1", name="one", scenarios=folder, saves=saves).close()
    scenario = folder / "practice" / "scenario.yaml"
    scenario.write_text(scenario.read_text("utf-8").replace("title:", "title: New", 1), "utf-8")

    replay = Replay.open("one", saves, scenarios=folder)
    with_desk = Desk.open("one", saves, folder)

    assert "practice/scenario.yaml" in replay.notice
    assert with_desk.notice == replay.notice
    assert not replay.session.scenario.head.title.startswith("New")
    with_desk.close()


def test_what_is_read_of_the_past_offers_no_way_to_play_on(replay: Replay):
    assert not any(hasattr(replay.reader, name) for name in ("submit", "fork", "_append"))


# --- notes


def test_notes_are_kept_beside_the_save_and_never_in_it(replay: Replay):
    assert replay.path is not None
    before = replay.path.read_bytes()
    replay.stand(replay.moments[3])

    replay.note("Watch this [b]one[/]")
    replay.stand(replay.moments[5])
    replay.note("")

    again = Replay.open(str(replay.path))
    assert [(moment.ref, text) for moment, text in again.bookmarks()] == [
        (replay.moments[3].ref, "Watch this [b]one[/]"),
        (replay.moments[5].ref, ""),
    ]
    assert replay.path.read_bytes() == before
    again.stand(again.moments[3])
    again.note(None)
    assert len(read_notes(replay.path).marks) == 1


@pytest.mark.parametrize("content", ["", "{", "[]", '{"kind": "other", "v": 1}', '{"kind": "exercise-notes", "v": 9}', "[" * 100_000])
def test_damaged_notes_are_told_of_and_never_written_over(replay: Replay, content: str):
    assert replay.path is not None
    path = replay.path.with_name("played.notes.json")
    path.write_text(content)

    again = Replay.open(str(replay.path))
    again.stand(again.moments[0])

    assert "notes" in again.notes_fault
    with pytest.raises(ExerciseError):
        again.note("lost?")
    assert path.read_text() == content


def test_a_bookmark_on_what_a_seat_does_not_know_stays_away(replay: Replay):
    replay.look_as(FACILITATOR)
    everything = set(replay.moments)
    replay.look_as("public")
    hidden = next(moment for moment in sorted(everything) if replay.moment(moment.ref) is None)
    replay.look_as(FACILITATOR)
    replay.stand(hidden)
    replay.note("mine")

    replay.look_as("public")

    assert replay.bookmarks() == ()


# --- branches


def test_a_modality_changed_makes_a_branch_that_differs_there_first(replay: Replay):
    brancher, key, other = a_difference(replay)

    branch = brancher.make(key, other, RECORDED, brancher.free_name())

    fork = Session.open(branch.path, write=False)
    assert fork.header.parent is not None
    assert fork.header.parent["save"] == replay.name
    assert fork.state.phase == "over"
    assert branch.about
    first, _ = replay.session.timeline.turn_entries(brancher.turn)
    assert [entry.events for entry in fork.entries[: first - 1]] == [entry.events for entry in replay.session.entries[: first - 1]]


def a_difference(replay: Replay) -> tuple[Brancher, str, str]:
    brancher = Brancher(replay, 1)
    for move in brancher.moves:
        for row in brancher.rows(move.key, brancher.changed(move.key, "", "made", "yes"))[2:]:
            for option in row.options:
                other = brancher.changed(move.key, brancher.changed(move.key, "", "made", "yes"), row.name, option.value)
                if brancher.difference(move.key, other):
                    try:
                        replay.session.fork(1, instead=[other])
                    except ExerciseError:
                        continue
                    return brancher, move.key, other
    raise AssertionError("nothing can be decided otherwise")


def test_a_decision_left_out_is_gone_from_the_branch(replay: Replay):
    brancher = Brancher(replay, 1)
    key = brancher.moves[0].key

    branch = brancher.make(key, "", BOTS, "without")

    fork = Replay.open(str(branch.path))
    assert key not in {move.key for move in Brancher(fork, 1).moves}
    assert fork.is_over
    assert branch.about.endswith("not made; then bots in every seat")
    [difference] = compare([("played", replay.session), ("without", fork.session)]).differences
    assert difference is not None
    assert difference.text_of(0).startswith("Sealed: ")
    assert difference.text_of(1) == "nothing of the kind"
    assert brancher.with_value(key, NOT_MADE, "") == ""


def test_a_reaction_and_an_answer_are_decided_otherwise_too(replay: Replay):
    tried = dict.fromkeys(("react", "answer"), 0)
    for brancher, move in [(one, move) for one in (Brancher(replay, 1), Brancher(replay, 2)) for move in one.moves]:
        if tried.get(move.kind, 3) > 2:
            continue
        key = decision_key(move)
        [_, row] = brancher.rows(key, format_move(move))
        [now] = row.chosen
        assert not brancher.difference(key, brancher.changed(key, "", row.name, now))
        value = next(option.value for option in row.options if option.value != now)
        other = brancher.changed(key, "", row.name, value)
        assert brancher.difference(key, other)
        assert brancher.with_value(key, row.name, value) == other

        fork = Session.open(brancher.make(key, other, RECORDED, brancher.free_name()).path, write=False)

        assert fork.verify().agrees
        after = Brancher(Replay(fork), brancher.turn)
        again = after.move(key)
        assert again is not None
        assert again.option(row.name) == value, key
        kept = [one for one in brancher.moves if one.kind == move.kind and one != move]
        assert [one for one in after.moves if one.kind == move.kind and decision_key(one) != key] == kept
        tried[move.kind] += 1
    assert min(tried.values()) > 0, tried


def test_a_branch_begins_at_the_decision_that_the_replay_stands_at(replay: Replay):
    branchers = {turn: Brancher(replay, turn) for turn in (1, 2)}
    found = set()
    for moment in replay.moments:
        event = replay.session.entries[moment.entry - 1].events[moment.event]
        if isinstance(event, play.Reacted | play.OfferAnswered):
            move = branchers[moment.column].of(moment)
            assert move is not None
            assert (move.actor, move.kind) == (event.actor, "react" if isinstance(event, play.Reacted) else "answer")
            assert move.targets == (event.inject if isinstance(event, play.Reacted) else event.key,)
            found.add(move.kind)
    assert found == {"react", "answer"}


def test_to_play_on_a_person_takes_the_seat_whose_decision_was_changed(replay: Replay):
    brancher, key, other = a_difference(replay)

    branch = brancher.make(key, other, PLAY_ON, "playing")

    fork = Session.open(branch.path, write=False)
    assert fork.state.phase == "decide"
    seat = replay.session.setup.seat_of.get(key.partition("/")[0], next(iter(replay.session.seats)))
    assert fork.state.holders[seat] == "person"


def test_a_move_that_is_refused_leaves_no_save(replay: Replay):
    brancher = Brancher(replay, 1)

    with pytest.raises(ExerciseError):
        brancher.make(brancher.moves[0].key, f"{brancher.moves[0].actor}: no-such-kind", RECORDED, "refused")

    assert not (brancher.folder() / "refused.jsonl").exists()


def test_branches_of_branches_are_a_tree(replay: Replay):
    brancher, key, other = a_difference(replay)
    one = brancher.make(key, other, RECORDED, "one")
    brancher.make(brancher.moves[0].key, "", RECORDED, "two")
    below = Replay.open(str(one.path))
    Brancher(below, 1).make(Brancher(below, 1).moves[0].key, "", RECORDED, "three")

    assert [(twig.name, twig.depth) for twig in tree(below)] == [("played", 0), ("one", 1), ("three", 2), ("two", 1)]
    assert [twig.name for twig in tree(below) if twig.here] == ["one"]
    assert all(twig.about for twig in tree(below)[1:])


def test_a_seat_branches_only_its_own_decisions(replay: Replay):
    replay.look_as("nato")

    assert {move.actor for move in Brancher(replay, 1).moves} <= set(replay.session.seats["nato"]) | {
        key.partition("/")[0] for key in replay.reader.view.state.moves
    }


# --- long sessions


def test_a_session_of_a_thousand_turns_is_stepped_through_without_waiting(tmp_path: Path):
    session = a_long_session(tmp_path / "long.jsonl", 1000)

    start = time.process_time()
    replay = Replay(session, tmp_path / "long.jsonl")
    opened = time.process_time() - start
    moments = replay.narrowed(MomentFilter(ALL_KINDS))
    steps = []
    for n in (*range(0, len(moments), max(1, len(moments) // 60)), *range(len(moments) - 1, 0, -max(1, len(moments) // 60))):
        start = time.process_time()
        replay.stand(moments[n])
        replay.reader.tracks.series(replay.default_tracks())
        replay.reader.map.layers()
        steps.append(time.process_time() - start)

    assert replay.columns >= 1000
    assert opened < 3
    assert sorted(steps)[len(steps) // 2] < 0.02
    assert {moment.lane for moment in moments} <= {*replay.session.seats, WORLD}


def a_long_session(path: Path, turns: int) -> Session:
    """Return a session of the toy scenario in memory, of so many turns, in which one seat signals and moves now and then."""
    from toy import scenario_data

    from exercise.model.scenario import Scenario

    session = Session.create(Scenario.model_validate(scenario_data()), seed=1)
    session.submit(Move(FACILITATOR, "turns", (), (("count", str(turns)),), "long"), FACILITATOR)
    count = 0
    while session.state.phase != "over" and count < turns * 8:
        decided = session.submit(Move(FACILITATOR, "close-phase"), FACILITATOR)
        assert not isinstance(decided, play.Refusal), decided
        count += 1
    return session


def test_notes_files_are_plain_json(replay: Replay):
    replay.stand(replay.moments[0])
    replay.note("a")

    assert replay.path is not None
    data = json.loads(replay.path.with_name("played.notes.json").read_text())
    assert (data["kind"], data["v"]) == ("exercise-notes", 1)


def test_a_seat_that_looks_with_its_own_eyes_alone_has_notes_of_its_own(replay: Replay):
    replay.stand(replay.moments[-1])
    replay.note("the facilitator's secret")

    own = Replay.open(str(replay.path), seat="nato")

    assert own.bookmarks() == ()
    own.stand(own.moments[0])
    own.note("ours")
    assert replay.path is not None
    assert [mark.text for mark in read_notes(replay.path).marks] == ["the facilitator's secret"]
    assert [mark.text for mark in read_notes(replay.path, "nato").marks] == ["ours"]


@pytest.mark.parametrize("seat", ["../x", "a/b", ".", "A", "x" * 61])
def test_a_seat_from_a_file_never_names_another_file(replay: Replay, seat: str):
    assert replay.path is not None
    with pytest.raises(ExerciseError):
        notes_path(replay.path, seat)


def test_a_turn_still_being_decided_cannot_be_decided_otherwise(tmp_path: Path):
    with Session.create(load_scenario("practice").scenario, seed=3, path=tmp_path / "s.jsonl", holders={"nato": "person"}) as session:
        Table(session).advance()
        session.submit(Move("nato", "commit"), "nato")
        Table(session).advance()
    replay = Replay.open(str(tmp_path / "s.jsonl"))
    replay.look_as(FACILITATOR)
    brancher = Brancher(replay, 1)

    with pytest.raises(ExerciseError, match="still being decided"):
        brancher.make(brancher.moves[0].key, "", RECORDED, "early")
    assert not (tmp_path / "early.jsonl").exists()


def test_a_session_that_never_began_can_be_looked_at(tmp_path: Path):
    Session.create(load_scenario("practice").scenario, seed=3, path=tmp_path / "s.jsonl").close()

    replay = Replay.open(str(tmp_path / "s.jsonl"))

    assert replay.moments == ()
    assert replay.reader.map.layers()
    assert replay.passed() == (0, 0)


def test_a_damaged_save_is_stepped_through_up_to_the_damage(replay: Replay):
    assert replay.path is not None
    lines = replay.path.read_bytes().split(b"\n")
    lines[30] = lines[30].replace(b"e", b"f", 1)
    replay.path.write_bytes(b"\n".join(lines))

    looked = Replay.open(str(replay.path))

    assert len(looked.session.entries) == 29
    assert "The 29 entries before it are good" in looked.notice
    assert replay.path.read_bytes() == b"\n".join(lines)
