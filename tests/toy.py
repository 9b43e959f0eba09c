"""A two-turn scenario small enough to work out by hand, with one use of everything the engine must carry out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exercise.model.scenario import Scenario
from exercise.session import Session

FRONTS = ["self", "germany", "us"]


def scenario_data() -> dict[str, Any]:
    """Return the toy scenario as the data that files would hold."""
    return {
        "id": "toy",
        "head": {
            "title": "Toy",
            "text": "A toy.",
            "start": "2007-10",
            "turns": 2,
            "half_years": 2,
            "situation": "All is quiet.",
            "headline": ["trust[kazakhstan, us]"],
            "sections": {"pragmatism": "Pragmatism Goes a Long Way"},
        },
        "claims": [
            {"id": "how", "where": ["pragmatism/1"], "kind": "causal", "claim": "How matters.", "shows": "It does."},
        ],
        "actors": [
            {"id": "nato", "title": "NATO", "short": "NATO", "side": "west", "persona": "plain"},
            {"id": "us", "title": "United States", "short": "US", "side": "west", "article": True, "persona": "plain"},
            {"id": "germany", "title": "Germany", "short": "DE", "side": "west", "plays": False},
            {"id": "russia", "title": "Russia", "short": "RU", "side": "russia", "persona": "plain"},
            {"id": "kazakhstan", "title": "Kazakhstan", "short": "KZ", "side": "republic", "persona": "plain"},
            {"id": "uzbekistan", "title": "Uzbekistan", "short": "UZ", "side": "republic", "persona": "plain"},
        ],
        "sets": [
            {"id": "western", "title": "West", "members": ["nato", "us"]},
            {"id": "fronts", "title": "Fronts", "members": ["germany", "nato", "us"]},
            {"id": "regional", "title": "Regional powers", "members": ["russia"]},
            {"id": "republics", "title": "Republics", "members": ["kazakhstan", "uzbekistan"]},
        ],
        "bands": [
            {"id": "low", "title": "low", "below": 30},
            {"id": "fair", "title": "fair", "below": 70},
            {"id": "high", "title": "high", "below": 101},
        ],
        "tracks": [
            {"id": "capital", "title": "Capital", "of": ["players"], "range": [0, 9], "exact": ["first"], "others": "hidden",
             "prior": 3, "text": "What it can spend."},
            {"id": "trust", "title": "Trust", "of": ["republics", "fronts"], "exact": ["first"], "others": "band", "good": "up",
             "text": "How far it trusts."},
            {"id": "goodwill", "title": "Goodwill", "of": ["regional", "fronts"], "exact": ["first"], "others": "band", "text": "Mood."},
            {"id": "fear", "title": "Fear", "of": ["republics"], "exact": ["first"], "others": "hidden", "prior": 50, "text": "Fear."},
            {"id": "heat", "title": "Heat", "exact": ["all"], "text": "Heat."},
            {"id": "rung", "title": "Rung", "kind": "steps", "range": [0, 5], "exact": ["all"], "prior": 0, "text": "Rung."},
        ],
        "measures": [
            {"id": "calm", "title": "Calm", "of": ["republics"], "equals": "100 - fear[X]", "text": "Calm."},
        ],
        "tables": [
            {"id": "loud", "title": "How loud", "by": "voice", "rows": {"low-key": 50, "public": 150}},
            {"id": "scale", "title": "How much", "by": "size", "rows": {"small": 100, "large": 200}},
        ],
        "watches": [
            {"id": "works", "title": "Works with", "of": "moves", "by": "western", "to": "republics", "tag": "work"},
        ],
        "modalities": [
            {"id": "front", "title": "Front", "of": "fronts", "default": "self", "text": "Who speaks."},
            {"id": "voice", "title": "Voice", "default": "low-key", "text": "How loud.",
             "values": [{"id": "low-key", "title": "Low-key"}, {"id": "public", "title": "Public", "keeps": "public"}]},
            {"id": "disclosure", "title": "Disclosure", "default": "disclosed", "text": "Who is told.",
             "values": [{"id": "disclosed", "title": "Disclosed"}, {"id": "consulted", "title": "Consulted", "consults": "regional"},
                        {"id": "closed", "title": "Closed", "keeps": "secret"}]},
            {"id": "size", "title": "Size", "default": "small", "text": "How much.",
             "values": [{"id": "small", "title": "Small"}, {"id": "large", "title": "Large"}]},
            {"id": "span", "title": "Span", "default": "once", "text": "How long.",
             "values": [{"id": "once", "title": "Once", "turns": 1}, {"id": "year", "title": "A year", "turns": 2}]},
        ],
        "moves": [
            {"id": "training", "title": "Training", "text": "Train.", "group": "Work", "tags": ["work"], "by": ["western"],
             "target": {"of": "republics", "most": 2},
             "modalities": {"front": FRONTS, "disclosure": ["disclosed", "consulted", "closed"], "size": ["small", "large"],
                            "span": ["once", "year"]},
             "cost": 1, "extra": {"large": 1}, "consent": {"of": "targets", "quorum": "each"}, "negotiable": ["front", "size"],
             "programme": {"upkeep": 1, "lasts": "span"}, "claims": ["how"]},
            {"id": "speech", "title": "Speech", "text": "Speak.", "group": "Words", "by": ["western"], "target": {"of": "republics"},
             "modalities": {"front": FRONTS, "voice": ["public", "low-key"]}, "claims": ["how"]},
            {"id": "ladder", "title": "A rung", "text": "Climb.", "group": "Work", "by": ["nato"],
             "consent": {"of": "regional", "quorum": "all", "no_objection": True, "known": "all"}, "claims": ["how"]},
            {"id": "squeeze", "title": "Squeeze", "text": "Squeeze.", "group": "Pressure", "tags": ["pressure"], "by": ["russia"],
             "target": {"of": "republics"}, "modalities": {"voice": ["low-key", "public"]}, "claims": ["how"],
             "needs": [{"when": "heat < 90", "otherwise": "It is too hot for that."}]},
            {"id": "crackdown", "title": "Crackdown", "text": "Crack down.", "group": "Home", "by": ["republics"], "cost": 2,
             "claims": ["how"]},
        ],
        "rules": [
            {"id": "training-builds-trust", "title": "Training builds trust", "claims": ["how"], "stage": "moves",
             "when": "kind is training and front in fronts",
             "then": ["trust[target, front] +4 x scale[size]", "fear[target] -1 after 1", "heat +2 fading 2"]},
            {"id": "training-refused", "title": "A refusal stings", "claims": ["how"], "stage": "moves",
             "when": ["kind is training", "outcome is declined", "front in fronts"], "then": "trust[target, front] -1"},
            {"id": "loud-move", "title": "A loud move", "claims": ["how"], "stage": "moves", "each": "P in regional",
             "when": "actor in western and front in fronts", "then": "goodwill[P, front] -4 x loud[voice]"},
            {"id": "asked-first", "title": "Asked first", "claims": ["how"], "stage": "moves", "each": "P in regional",
             "when": "P in endorsers and front in fronts", "then": "goodwill[P, front] +3"},
            {"id": "passed-over", "title": "Passed over", "claims": ["how"], "stage": "moves", "each": "P in regional",
             "when": "P in objectors and front in fronts", "then": "goodwill[P, front] -6"},
            {"id": "rung-up", "title": "A rung up", "claims": ["how"], "stage": "moves", "when": "kind is ladder", "then": "step rung up"},
            {"id": "squeezed", "title": "Squeezed", "claims": ["how"], "stage": "moves", "when": "kind is squeeze",
             "then": "fear[target] +10"},
            {"id": "cracked-down", "title": "Cracked down", "claims": ["how"], "stage": "moves", "when": "kind is crackdown",
             "then": "heat +30"},
            {"id": "closed-work-leaks", "title": "Closed work leaks", "claims": ["how"], "stage": "moves",
             "when": "disclosure is closed", "chance": 40, "odds": "+20 if size is large", "then": "reveal"},
            {"id": "presence-warms", "title": "Presence warms", "claims": ["how"], "stage": "combinations",
             "each": ["G in programmes", "R in G.targets"], "when": "G.front in fronts", "then": "trust[R, G.front] +1"},
            {"id": "broken-word", "title": "A broken word", "claims": ["how"], "stage": "combinations",
             "each": ["G in ended", "R in G.targets"], "when": "G.how is broken and G.front in fronts", "then": "trust[R, G.front] -6"},
            {"id": "steady", "title": "Steady work", "claims": ["how"], "stage": "combinations",
             "each": ["P in western", "R in republics"], "when": "streak[works, P, R] >= 1", "then": "trust[R, P] +2"},
            {"id": "heat-cools", "title": "Heat cools", "claims": ["how"], "stage": "drift", "then": "heat toward 20 by 3"},
            {"id": "boil-over", "title": "It boils over", "claims": ["how"], "stage": "thresholds", "each": "R in republics",
             "when": "heat >= 50", "chance": 50, "odds": "+10 x fear[R]", "then": "inject unrest for R"},
        ],
        "injects": [
            {"id": "unrest", "title": "Unrest", "text": "Unrest in {subject}.", "subject": "republics", "then": "fear[subject] +5",
             "claims": ["how"],
             "reaction": {"by": "subject", "choices": [
                 {"id": "wait", "title": "Wait"}, {"id": "talk", "title": "Talk", "then": "fear[subject] -3"}]}},
            {"id": "summit", "title": "Summit", "text": "A summit.", "date": "2008-05", "then": "heat -1", "claims": ["how"]},
            {"id": "alarm", "title": "Alarm", "text": "An alarm.", "when": "heat >= 60", "then": "heat +1", "claims": ["how"]},
        ],
        "personas": [
            {"id": "plain", "title": "Plain", "text": "Plain.", "wants": [{"what": "0 - heat", "weight": 1}]},
        ],
        "objectives": [
            {"id": "nato-trust", "actor": "nato", "title": "Be trusted", "text": "Be trusted.", "private": True,
             "score": "trust[kazakhstan, nato]", "worst": 20, "best": 80},
            {"id": "russia-calm", "actor": "russia", "title": "Calm", "text": "Calm.", "score": "heat", "worst": 80, "best": 10},
        ],
        "plans": [
            {"id": "four", "title": "Four", "people": 4, "seats": [
                {"id": "nato", "title": "NATO", "actors": ["nato"]}, {"id": "us", "title": "US", "actors": ["us"]},
                {"id": "russia", "title": "Russia", "actors": ["russia"]},
                {"id": "republics", "title": "Republics", "actors": ["kazakhstan", "uzbekistan"]}]},
            {"id": "two", "title": "Two", "people": 2, "seats": [
                {"id": "west", "title": "West", "actors": ["nato", "us"]},
                {"id": "east", "title": "East", "actors": ["russia", "kazakhstan", "uzbekistan"]}]},
        ],
        "opening": {
            "trust": {"kazakhstan": {"nato": 50, "us": 30, "germany": 55}, "uzbekistan": {"nato": 40, "us": 15, "germany": 50}},
            "goodwill": {"russia": {"nato": 40, "us": 20, "germany": 65}},
            "fear": {"kazakhstan": 40, "uzbekistan": 80},
            "heat": 30,
            "rung": 0,
        },
    }  # fmt: skip


def toy_scenario(**changes: Any) -> Scenario:
    """Return the toy scenario, with some sections replaced."""
    return Scenario.model_validate({**scenario_data(), **changes})


def a_session(
    *, plan: str = "four", seed: int = 1, pace: str = "full", holders: Mapping[str, str] | None = None, **changes: Any
) -> Session:
    """Return a toy session in memory whose first turn has reached the decide phase; every seat is held by a person."""
    session = Session.create(toy_scenario(**changes), plan=plan, seed=seed, pace=pace, holders=holders or {})
    close(session, 2)
    return session


def close(session: Session, times: int = 1) -> None:
    """Close so many phases."""
    for _ in range(times):
        submit(session, "facilitator: close-phase")


def submit(session: Session, *moves: str, seat: str = "facilitator") -> None:
    """Submit moves that must be accepted."""
    for move in moves:
        decided = session.submit(move, seat)
        assert not hasattr(decided, "code"), (move, decided)


def points(session: Session, track: str) -> int:
    """Return where a track stands, in tenths."""
    return session.state.tracks[session.book.track_index[track]]
