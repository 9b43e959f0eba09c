"""What every scenario must stand: the same tests for each that is found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from exercise.engine.apply import fold, hash_parts, state_hash
from exercise.model.moves import format_move, parse_move
from exercise.model.play import FACILITATOR, Entry, Move, Refusal, TrackChanged
from exercise.reading.reader import Reader
from exercise.rules.compile import compile_rulebook
from exercise.session import Session
from exercise.store.scenarios import load_scenario, scenario_folders
from exercise.store.yaml import read_yaml
from tests.battery.wanderer import CLOSE, ROOT, Wanderer, begun, book, folders, hashes, largest_plan, scenario, wandered

NAMES = list(folders())
ENOUGH = 1000
"""Random decisions that a scenario must stand."""
ORDERED = ("bands", "questions", "watch_for")
"""Sections whose order means something."""

every = pytest.mark.parametrize("name", NAMES)


# --- files ------------------------------------------------------------------------------------------------------------------


@every
def test_it_checks_without_a_fault_or_warning(name: str, tmp_path: Path):
    place = ROOT / "scenarios"

    assert [str(warning) for warning in load_scenario(name, dirs=[place]).warnings] == []


@every
def test_every_variant_checks(name: str):
    for variant in scenario(name).variants:
        found = load_scenario(name, variant=variant.id, dirs=[ROOT / "scenarios"])

        assert found.scenario.head.title
        assert compile_rulebook(found.scenario).track_names


@every
def test_the_order_of_files_items_and_keys_changes_nothing(name: str, tmp_path: Path):
    source = ROOT / "scenarios"
    random = Random(7)
    shuffled = tmp_path / "shuffled"
    for folder in sorted(source.iterdir()):
        if folder.name == name or (folder / "library.yaml").exists():
            _shuffle_folder(folder, shuffled / folder.name, random)

    other = load_scenario(name, dirs=[shuffled]).scenario

    assert compile_rulebook(other).track_names == book(name).track_names
    assert _hashes_of_a_game(other) == _hashes_of_a_game(scenario(name))


def _hashes_of_a_game(found: Any) -> list[str]:
    plan = max(found.plans, key=lambda plan: (len(plan.seats), plan.id))
    session = Session.create(found, plan=plan.id, holders={seat.id: "person" for seat in plan.seats}, seed=5)
    return hashes(Wanderer(session, 5).to_the_end())


def _shuffle_folder(source: Path, target: Path, random: Random) -> None:
    names = [path for path in sorted(source.rglob("*.yaml")) if not {"experiments", "policies"} & set(path.parts)]
    for path in names:
        data = _shuffled(read_yaml(path, str(path)).data, random, path.name in ("scenario.yaml", "library.yaml"))
        first = path.name in ("scenario.yaml", "library.yaml")
        place = target / path.name if first else target / f"{random.randrange(10**6):06}-{path.name}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100_000), "utf-8")


def _shuffled(data: Any, random: Random, head: bool, section: str = "", depth: int = 0) -> Any:
    if isinstance(data, dict):
        keys = sorted(data)
        random.shuffle(keys)
        if head and depth == 0:
            keys.sort(key=lambda key: key != "title")
        return {key: _shuffled(data[key], random, head, section or key, depth + 1) for key in keys}
    if isinstance(data, list):
        items = [_shuffled(item, random, head, section, depth + 1) for item in data]
        if depth == 1 and not head and section not in ORDERED:
            random.shuffle(items)
        return items
    return data


# --- play -------------------------------------------------------------------------------------------------------------------


@every
def test_random_decisions_reach_the_end_without_refusal_or_dead_end(name: str):
    made = 0
    for seed in range(1, 60):
        session, decisions = wandered(name, seed)
        made += decisions
        assert Reader(session, "nato").is_lifted
        if made >= ENOUGH:
            return

    pytest.fail(f"only {made} decisions in 59 games")


@every
def test_the_fold_of_the_journal_equals_the_live_state(name: str):
    session, _ = wandered(name)

    folded = fold(session.opening, (event for entry in session.entries for event in entry.events))

    assert folded == session.state
    assert [state_hash(hash_parts(session.at(entry.n))) for entry in session.entries if entry.state] == hashes(session)


@every
def test_a_save_reads_back_and_today_decides_the_same(name: str, tmp_path: Path):
    path = tmp_path / "save.jsonl"
    with begun(name, seed=3, path=path) as session:
        Wanderer(session, 3).to_the_end()

    with Session.open(path, write=False) as again:
        assert again.entries == session.entries
        assert again.state == session.state
        assert again.verify().agrees


@every
def test_every_move_on_record_round_trips_as_text(name: str):
    session, _ = wandered(name)

    assert [entry.move for entry in session.entries if parse_move(format_move(entry.move)) != entry.move] == []


@every
def test_the_causes_of_every_change_sum_to_it(name: str):
    session, _ = wandered(name)
    state = session.opening

    for entry in session.entries:
        for event in entry.events:
            if isinstance(event, TrackChanged):
                assert event.before == state.tracks[event.track], event.name
                assert sum(cause.amount for cause in event.causes) == event.after - event.before, event
            state = fold(state, (event,))


@every
def test_every_track_stays_in_its_range(name: str):
    session, _ = wandered(name)

    for entry in session.entries:
        for event in entry.events:
            if isinstance(event, TrackChanged):
                assert session.book.lowest[event.track] <= event.after <= session.book.highest[event.track], event


@every
def test_the_seed_of_hashes_does_not_matter(name: str, tmp_path: Path):
    place = ROOT / "scenarios"
    words = ["--scenarios", str(place), "run", name, "--games", "2", "--jobs", "1", "--seed", "9", "--policy", "all=random", "--json"]

    told = [
        subprocess.run(
            [sys.executable, "-m", "exercise", *words],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "LC_ALL": "C", "TZ": zone},
            capture_output=True, check=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Asia/Tashkent"))
    ]  # fmt: skip

    assert told[0] == told[1]


# --- order ------------------------------------------------------------------------------------------------------------------


@every
def test_the_seat_plan_does_not_matter(name: str):
    first = Wanderer(begun(name, seed=4), 4, agreeable=True).to_the_end()

    for plan in scenario(name).plans:
        if plan.id != largest_plan(name):
            other = _replayed_by_phase(name, first, plan.id)

            assert hashes(other) == hashes(first), plan.id


def _replayed_by_phase(name: str, first: Session, plan: str) -> Session:
    session = begun(name, plan=plan, seed=4)
    state = first.opening
    for entry in first.entries:
        place = (state.turn, state.phase)
        if entry.move.kind == "close-phase":
            if (session.state.turn, session.state.phase) == place:
                session.submit(CLOSE, FACILITATOR)
        elif (session.state.turn, session.state.phase) == place:
            decided = session.submit(entry.move, session.setup.seat_of.get(entry.move.actor, FACILITATOR))
            assert not isinstance(decided, Refusal), f"{format_move(entry.move)}: {decided}"
        else:
            # Within one seat consent is given at once, so that a phase with nothing left to answer is passed over.
            assert entry.move.kind == "answer", format_move(entry.move)
        state = first.at(entry.n)
    return session


@every
def test_the_order_of_moves_does_not_matter(name: str):
    first = Wanderer(begun(name, seed=4), 4, agreeable=True).to_the_end()
    random = Random(1)
    session = begun(name, seed=4)
    batch: list[Entry] = []

    for entry in first.entries:
        if entry.move.kind != "close-phase":
            batch.append(entry)
            continue
        random.shuffle(batch)
        for made in batch:
            decided = session.submit(made.move, made.seat)
            assert not isinstance(decided, Refusal), f"{format_move(made.move)}: {decided}"
        batch = []
        session.submit(CLOSE, FACILITATOR)

    assert hashes(session) == hashes(first)


@every
def test_the_order_of_rules_does_not_matter(name: str, monkeypatch: pytest.MonkeyPatch):
    first, _ = wandered(name, 2)
    turned = compile_rulebook(scenario(name))
    moves, stages = turned.move_functions, turned.stage_functions
    monkeypatch.setattr(turned, "move_functions", lambda kind: tuple(reversed(moves(kind))))
    monkeypatch.setattr(turned, "stage_functions", lambda stage: tuple(reversed(stages(stage))))

    other = Session(first.header, book=turned)
    for entry in first.entries:
        other.submit(entry.move, entry.seat)

    assert hashes(other) == hashes(first)


# --- secrets ----------------------------------------------------------------------------------------------------------------


@every
def test_no_seat_ever_sees_the_canary_of_another(name: str):
    session = begun(name, seed=6)
    marks = {seat: f"canary-{seat}-{number}" for number, seat in enumerate(sorted(session.seats))}
    seats = {actor: seat for seat, actors in session.seats.items() for actor in actors}
    wanderer = Watched(session, marks, seats)

    wanderer.to_the_end()

    assert wanderer.looks >= 10


class Watched(Wanderer):
    """A wanderer that marks every text of a seat and looks, after each decision, at all that every other seat is given."""

    def __init__(self, session: Session, marks: dict[str, str], seats: dict[str, str]) -> None:
        self.marks = marks
        self.addressed: dict[str, set[str]] = {seat: set() for seat in marks}
        self.looks = 0
        self.looked = 0
        super().__init__(session, 6, say=lambda who: self._marked(who, seats))

    def _marked(self, who: str, seats: dict[str, str]) -> str:
        sender, _, to = who.partition(">")
        mark = self.marks.get(seats.get(sender, sender), "canary-facilitator")
        if to:
            return f"{mark}-to-{to}"
        return f"{mark}-secret"

    def submit(self, move: Move, seat: str) -> Entry:
        # A signal is said aloud; its text is no secret.
        if move.kind == "signal":
            move = move._replace(options=tuple(("text", "aloud") if key == "text" else (key, value) for key, value in move.options))
        entry = super().submit(move, seat)
        if self.session.state.phase != "over" and (move.kind == "close-phase" or self.random.random() < 0.1):
            self.look()
        return entry

    def look(self) -> None:
        self.looks += 1
        since, self.looked = self.looked + 1, len(self.session.entries)
        for seat in [*sorted(self.session.seats), "public"]:
            given = [Reader(self.session, seat).view.state, Reader(self.session, seat).entries(since), Reader(self.session, seat).offers()]
            for actor in self.session.seats.get(seat, ())[:1]:
                given.append(Reader(self.session, seat).legal_moves(actor))
            if self.session.state.phase == "read-out":
                given.append(Reader(self.session, seat).read_out(self.session.state.turn))
            text = "\n".join(_spelt(part) for part in given)
            assert "canary-facilitator" not in text, seat
            assert self.session.header.seed not in text
            for other, mark in self.marks.items():
                if other == seat:
                    continue
                left = text.replace(f"{mark}-to-{seat}", "")
                assert mark not in left, f"{seat} sees {left[max(0, left.find(mark) - 200) : left.find(mark) + 100]}"


def _spelt(part: Any) -> str:
    """Return all that a value holds as text, slots included."""
    slots = getattr(type(part), "__slots__", None)
    if slots and not isinstance(part, tuple):
        return "\n".join(f"{name}={getattr(part, name)!r}" for name in slots)
    return repr(part)


def test_the_battery_finds_scenarios():
    assert scenario_folders([ROOT / "scenarios"])
