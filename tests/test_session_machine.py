"""A session under any history of moves, crashes, reopenings and forks: nothing confirmed is lost, and everything folds and decides again."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from exercise.engine.apply import fold
from exercise.model.play import FACILITATOR, Entry, Refusal
from exercise.session import Session
from tests.toy import toy_scenario

ORDERS = (
    "nato: training kazakhstan front=germany",
    "nato: training kazakhstan,uzbekistan front=us span=year",
    "nato: training uzbekistan disclosure=consulted size=large",
    "us: training uzbekistan disclosure=closed span=year",
    "us: speech kazakhstan voice=low-key",
    "nato: speech uzbekistan front=us",
    "nato: ladder",
    "russia: squeeze kazakhstan",
    "uzbekistan: crackdown",
    "nato: withdraw nato/ladder",
    "nato: end nato/training/kazakhstan@1",
    "nato: signal kazakhstan type=promise about=speech",
    "russia: signal type=red-line about=training",
    'russia: argue text="We close the airspace."',
    "uzbekistan: react unrest choice=talk",
    "nato: nonsense",
    "nobody: speech kazakhstan",
)
FACILITATED = (
    "facilitator: release unrest for=uzbekistan",
    "facilitator: hold summit",
    "facilitator: unhold summit",
    "facilitator: skip summit",
    "facilitator: arm unrest for=uzbekistan turn=2",
    "facilitator: reveal unrest",
    'facilitator: amend us/speech/kazakhstan as="speech uzbekistan" because="Misread."',
    'facilitator: write text="Snow." change="heat -2"',
    'facilitator: rule what=strike rule=loud-move because="No."',
    'facilitator: rule what=draw rule=boil-over result=yes because="Yes."',
    'facilitator: rule what=change track=heat by=+9.5 because="So."',
    'facilitator: rule-argument russia/argument method=dice as="squeeze kazakhstan" because="Odds."',
    "facilitator: hand nato to=persona",
    "facilitator: hand nato to=person",
    "nato: commit",
    'us: message russia text="Hello."',
    "facilitator: pause",
    "facilitator: resume",
)
REPLIES = ("accept", "decline", "object", "no-objection", "change front=germany", "change size=large")


class SessionMachine(RuleBasedStateMachine):
    """Drives one save; `confirmed` is what the screen has shown as done."""

    @initialize(seed=st.integers(0, 3), plan=st.sampled_from(["four", "two"]), pace=st.sampled_from(["full", "seminar"]))
    def begin(self, seed: int, plan: str, pace: str) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "session.jsonl"
        self.session = Session.create(toy_scenario(), path=self.path, plan=plan, seed=seed, pace=pace)
        self.confirmed: list[Entry] = []

    def submit(self, text: str) -> None:
        before = self.session.state
        decided = self.session.submit(text, FACILITATOR)
        if isinstance(decided, Refusal):
            assert self.session.state is before
        else:
            self.confirmed.append(decided)

    @rule(text=st.sampled_from(ORDERS))
    def order(self, text: str) -> None:
        self.submit(text)

    @rule(text=st.sampled_from(FACILITATED))
    def facilitate(self, text: str) -> None:
        self.submit(text)

    @rule(times=st.integers(1, 3))
    def close(self, times: int) -> None:
        for _ in range(times):
            self.submit("facilitator: close-phase")

    @precondition(lambda self: bool(self.session.state.offers))
    @rule(reply=st.sampled_from(REPLIES), place=st.integers(0, 9))
    def answer(self, reply: str, place: int) -> None:
        offers = sorted(self.session.state.offers.items())
        key, (asked, consulted) = offers[place % len(offers)]
        actors = (*asked, *consulted)
        self.submit(f"{actors[place % len(actors)]}: answer {key} reply={reply}")
        self.submit(f"{key.split('/')[0]}: confirm {key} reply={'yes' if place % 2 else 'no'}")

    @rule(cut=st.integers(0, 40))
    def crash(self, cut: int) -> None:
        """Die while a record is being written: its first bytes are in the file, and nobody was told."""
        self.session.close()
        if cut:
            with self.path.open("ab") as file:
                file.write(b'{"n":999,"by":"person","seat":"facilitator","move":'[:cut])
        self.session = Session.open(self.path)
        assert bool(self.session.notice) == bool(cut)

    @precondition(lambda self: self.session.state.turn >= 1)
    @rule(text=st.sampled_from(ORDERS[:9]), go_on=st.sampled_from(["recorded", "turn", "stop"]))
    def fork(self, text: str, go_on: str) -> None:
        turn = self.session.state.turn
        first, after = self.session.timeline.turn_entries(turn)
        closed = any(entry.move.kind == "close-phase" for entry in self.session.entries[first : after - 1])
        if not closed or self.session.state.paused:
            return
        before = self.session.state
        again = self.session.fork(turn, go_on=go_on)
        assert again.verify().agrees
        if go_on == "recorded":
            assert again.state.tracks == before.tracks
        assert self.session.state is before

    @invariant()
    def nothing_confirmed_is_lost(self) -> None:
        if hasattr(self, "session"):
            assert [entry._replace(at="") for entry in self.session.entries] == [entry._replace(at="") for entry in self.confirmed]

    @invariant()
    def the_fold_is_the_live_state(self) -> None:
        if hasattr(self, "session"):
            events = (event for entry in self.session.entries for event in entry.events)
            assert fold(self.session.opening, events) == self.session.state

    def teardown(self) -> None:
        if hasattr(self, "session"):
            assert self.session.verify().agrees
            self.session.close()
            again = Session.open(self.path, write=False)
            assert again.state == self.session.state
            self.folder.cleanup()


SessionMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
TestSessionMachine = SessionMachine.TestCase
