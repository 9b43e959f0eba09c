"""Everything in play has words: each event, each refusal, each verb, and the names behind them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from exercise.model import play
from exercise.model.moves import parse_move
from exercise.model.play import Act, Argument, Cause, Move, Open, Refusal
from exercise.model.scenario import Scenario
from exercise.store.scenarios import load_scenario
from exercise.words import REFUSALS, SIDES, VERB_TITLES, Words, counted, inject_text, joined, points

KEY = "nato/border-guards/uzbekistan"


def a_scenario(**more) -> Scenario:
    data = {
        "id": "toy",
        "head": {"title": "Toy", "text": "A toy.", "start": "2007-10", "turns": 2, "situation": "Quiet.",
                 "sections": {"pragmatism": "Pragmatism Goes a Long Way"}},
        "claims": [
            {"id": "front", "where": ["abstract/1", "pragmatism/1", "pragmatism/2"], "kind": "causal", "claim": "Who speaks matters.",
             "shows": "x"},
        ],
        "actors": [
            {"id": "nato", "title": "NATO", "short": "NATO", "side": "west"},
            {"id": "us", "title": "United States", "short": "US", "side": "west", "article": True},
            {"id": "germany", "title": "Germany", "short": "DE", "side": "west", "plays": False},
            {"id": "uzbekistan", "title": "Uzbekistan", "short": "UZ", "side": "republic"},
            {"id": "tajikistan", "title": "Tajikistan", "short": "TJ", "side": "republic"},
        ],
        "sets": [{"id": "fronts", "title": "Fronts", "members": ["us", "germany", "nato"]}],
        "bands": [{"id": "low", "title": "low", "below": 40},
                  {"id": "fair", "title": "fair", "below": 70}, {"id": "high", "title": "high", "below": 101}],
        "tracks": [
            {"id": "trust", "title": "Trust of {X} in {Y}", "of": ["fronts", "fronts"], "text": "Trust."},
            {"id": "suspicion", "title": "Suspicion", "of": ["fronts"], "text": "Fear."},
            {"id": "mechanism", "title": "Ladder", "kind": "steps", "range": [0, 5], "text": "Steps."},
        ],
        "modalities": [
            {"id": "front", "title": "In front", "of": "fronts", "default": "self", "text": "Who."},
            {"id": "voice", "title": "Voice", "values": [{"id": "low-key", "title": "Low-key"}, {"id": "public", "title": "Public"}],
             "default": "low-key", "text": "How loud."},
        ],
        "moves": [
            {"id": "border-guards", "title": "Border guards", "text": "Train.", "group": "Security", "by": ["nato"],
             "modalities": {"front": ["self", "germany"], "voice": ["low-key", "public"]}},
        ],
        "rules": [{"id": "steady", "title": "Steady presence pays", "stage": "drift", "then": "suspicion[us] +1"}],
        "injects": [
            {"id": "crackdown", "title": "Crackdown", "text": "Shots in {subject}.", "subject": "fronts",
             "reaction": {"by": "us", "choices": [{"id": "condemn", "title": "Condemn it"}, {"id": "quiet", "title": "Stay quiet"}]}},
        ],
        "plans": [{"id": "two", "title": "Two", "people": 2, "seats": [{"id": "west", "title": "The West", "actors": ["nato", "us"]}]}],
        "texts": {"hint": "They are watching."},
    }  # fmt: skip
    return Scenario.model_validate({**data, **more})


WORDS = Words(a_scenario())

ACT = Act(KEY, "border-guards", "nato", ("uzbekistan",), {"front": "germany", "voice": "low-key"})
PROGRAMME = play.Programme(KEY, "border-guards", "nato", ("uzbekistan",), {"front": "germany"}, 0, 4, 10)
CAUSE = Cause(15, "rule", "steady", (KEY, "nato", "us"))
SIGNAL = play.Signal("nato/red-line/border-guards/us@1", "nato", "red-line", "border-guards", "us", "public", 1, 3, text="Not there.")

EVENTS: dict[type, tuple[play.Event, str]] = {
    play.SeatTaken: (play.SeatTaken("west", "persona"), "The seat of The West is held by its persona."),
    play.PhaseBegan: (play.PhaseBegan(2, "decide", 1), "Turn 2, Spring 2008: Decisions."),
    play.MoveSealed: (
        play.MoveSealed(Move("nato", "border-guards", ("uzbekistan",), (("voice", "public"),), "felt need"), "west"),
        "Sealed: NATO to Uzbekistan: Border guards (public), because “felt need”.",
    ),
    play.MoveWithdrawn: (play.MoveWithdrawn(KEY), "Taken back: Border guards (NATO to Uzbekistan)."),
    play.SeatCommitted: (play.SeatCommitted("west", False), "The West: not done after all."),
    play.OfferMade: (
        play.OfferMade(KEY, ("uzbekistan",), ("us",)),
        "An offer: Border guards (NATO to Uzbekistan); asked: Uzbekistan; consulted: the United States.",
    ),
    play.OfferAnswered: (
        play.OfferAnswered(KEY, "uzbekistan", play.Answer("change", (("front", "germany"),), "calmer")),
        "Uzbekistan asks to change (in front: Germany): Border guards (NATO to Uzbekistan), because “calmer”.",
    ),
    play.OfferConfirmed: (play.OfferConfirmed(KEY, True), "The changes asked for were agreed: Border guards (NATO to Uzbekistan)."),
    play.MoveResolved: (
        play.MoveResolved(ACT._replace(outcome="declined", objectors=("us",), strength=50)),
        "NATO to Uzbekistan: Border guards (in front: Germany): declined; the United States objected; counted at 50 percent.",
    ),
    play.MoveLeaked: (play.MoveLeaked(KEY, "steady"), "It leaked: Border guards (NATO to Uzbekistan) (Steady presence pays)."),
    play.TrackChanged: (
        play.TrackChanged(0, "trust[uzbekistan, us]", 385, 400, "drift", (CAUSE,)),
        "Trust of Uzbekistan in the United States rose by 1.5, from 38.5 to 40: "
        "+1.5 Steady presence pays: Border guards (NATO to Uzbekistan), the United States.",
    ),
    play.ChanceDrawn: (
        play.ChanceDrawn("steady", ("us",), 35, ((5, "to begin with"), (30, "suspicion[us]")), 22, True),
        "Chance: Steady presence pays (the United States): odds 35 in 100 (+5 to begin with, +30 Suspicion: United States), drawn 22: it happened.",
    ),
    play.ProgrammeOpened: (
        play.ProgrammeOpened(PROGRAMME),
        "A programme began. NATO to Uzbekistan: Border guards (in front: Germany); it is to run 4 half-years and costs 1 capital a turn.",
    ),
    play.ProgrammeExtended: (
        play.ProgrammeExtended(KEY, 6, "steady"),
        "A programme was prolonged to 6 half-years in all: Border guards (NATO to Uzbekistan).",
    ),
    play.ProgrammeEnded: (
        play.ProgrammeEnded(KEY, "evicted", "steady"),
        "Border guards (NATO to Uzbekistan) was ended by its host: Steady presence pays.",
    ),
    play.EffectDelayed: (
        play.EffectDelayed(play.Pending(0, 3, "drift", CAUSE._replace(about=()))),
        "More to follow in Spring 2009: +1.5 Steady presence pays.",
    ),
    play.InjectScheduled: (
        play.InjectScheduled(play.Due("crackdown", "uzbekistan", 3, "steady")),
        "On its way for turn 3: Crackdown (Uzbekistan); Steady presence pays.",
    ),
    play.InjectHeld: (play.InjectHeld("crackdown", True), "Held back: Crackdown."),
    play.InjectHappened: (
        play.InjectHappened(play.Open("crackdown", "uzbekistan", 2), "date"),
        "Crackdown (Uzbekistan): Shots in Uzbekistan.",
    ),
    play.InjectRevealed: (
        play.InjectRevealed(play.Open("crackdown", "uzbekistan", 2)),
        "Now known to all: Crackdown (Uzbekistan): Shots in Uzbekistan.",
    ),
    play.Reacted: (
        play.Reacted("crackdown", "uzbekistan", "us", "condemn"),
        "The United States reacts to Crackdown (Uzbekistan): Condemn it.",
    ),
    play.Signalled: (play.Signalled(SIGNAL), "NATO draws a red line to the United States in public: Border guards. “Not there.”"),
    play.SignalSettled: (
        play.SignalSettled("nato/red-line/border-guards/us@1", "crossed"),
        "A red line of NATO (Border guards, the United States) was crossed.",
    ),
    play.MessageSent: (play.MessageSent("west", ("facilitator",), "When?"), "The West wrote to the facilitator: “When?”"),
    play.Predicted: (play.Predicted("west", "suspicion[us]", "up"), "The West predicts: Suspicion: United States will rise."),
    play.ArgumentMade: (
        play.ArgumentMade(
            Argument("nato/argument", "nato", "We ask", ruled="allowed", roll=(3, 4), modifiers=((1, "strong"),), because="fair")
        ),
        "The argument of NATO was allowed: “We ask”; dice 3 + 4, +1 strong, because “fair”.",
    ),
    play.Ruled: (
        play.Ruled(play.Ruling("draw", "steady", ("us",), "", 0, "too early")),
        "The facilitator ruled: Steady presence pays (the United States) does not happen, because “too early”.",
    ),
    play.WatchesMoved: (play.WatchesMoved(((1, 2), (2, 3)), ()), "The record of what has been done moved on: 2 counts."),
    play.HalfYearPassed: (play.HalfYearPassed(3, True), "Half a year passed after the last turn: it is now Spring 2009."),
    play.Told: (play.Told("us", "hint", "steady"), "To the United States: They are watching."),
    play.NoteTaken: (play.NoteTaken("west", "Watch this"), "The West noted: “Watch this”"),
    play.Paused: (play.Paused(True, "coffee"), "Paused, because “coffee”."),
    play.ExplanationSet: (play.ExplanationSet("arrows"), "From now on the table sees arrows only."),
    play.TurnsSet: (play.TurnsSet(6, "short of time"), "The session now runs 6 turns, because “short of time”."),
    play.NotReplayed: (play.NotReplayed("nato: pause", "west", "move.paused"), "Not replayed (The West): nato: pause; move.paused."),
    play.ScoreRead: (play.ScoreRead("calm", "us", 415, 60), "The United States, Calm: 60 of 100 (stands at 41.5)."),
    play.SessionEnded: (play.SessionEnded(8), "The session ended after 8 turns; everything can now be seen."),
}


@pytest.mark.parametrize("kind", play.EVENT_TYPES, ids=lambda kind: kind.__name__)
def test_every_event_has_a_sentence(kind: type):
    event, expected = EVENTS[kind]

    assert WORDS.event(event) == expected


FACTS = {
    "about": ("us",), "actor": "nato", "choice": "shrug", "cost": 40, "have": 20, "highest": 5, "inject": "crackdown", "key": KEY,
    "kind": "border-guards", "lowest": -5, "most": 2, "near": "border-guards", "options": ("low-key", "public"), "phase": "decide",
    "rule": "steady", "seat": "west", "target": "us", "text": "A base must exist first.", "sizes": (30, 60), "track": "trust",
    "turn": 3, "value": "9", "what": "reason",
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_refusal_has_a_whole_sentence(code: str):
    facts = {key: fact for key, fact in FACTS.items() if f"{{{key}:" in REFUSALS[code]}

    said = WORDS.refusal(Refusal(code, facts))

    assert said[0].isupper() or said[0] == '"'
    assert said[-1] in ".?"
    assert "  " not in said
    assert "{" not in said
    assert isinstance(WORDS.refusal(Refusal(code)), str)


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (Refusal("move.over-budget", {"actor": "nato", "have": 20, "cost": 40}), "NATO has 2 capital left; this move costs 4."),
        (Refusal("move.over-budget", {"have": 5, "cost": 40}), "Not enough capital: 0.5 left; this move costs 4."),
        (Refusal("move.unknown-kind", {"kind": "border-gards", "near": "border-guards"}),
         'There is no move called "border-gards". Did you mean "border-guards"?'),
        (Refusal("move.unknown-kind", {"kind": "fly", "near": None}), 'There is no move called "fly".'),
        (Refusal("move.wrong-phase", {"phase": "read-out", "kind": "border-guards"}), "Border guards: not in this phase (read-out)."),
        (Refusal("move.wrong-phase", {"phase": "decide", "kind": "answer"}), "Answer an offer: not in this phase (decisions)."),
        (Refusal("move.too-many-targets", {"most": 2}), "Too many targets: at most 2 at once."),
        (Refusal("move.bad-target", {"target": "us", "kind": "border-guards", "near": None}),
         "Border guards cannot be aimed at the United States."),
        (Refusal("move.need", {"text": "A base must exist first."}), "A base must exist first."),
        (Refusal("move.twice", {"key": KEY}),
         "Already sealed this turn: Border guards (NATO to Uzbekistan). Take it back first to make it differently."),
        (Refusal("facilitator.only", {"kind": "close-phase"}), "Only the facilitator can close the phase."),
        (Refusal("number.bad", {"key": "by", "value": "9", "lowest": -5, "highest": 5}),
         'By cannot be "9": a number from −5 to 5 is needed.'),
        (Refusal("ruling.no-such-draw", {"rule": "steady", "about": ("us",)}),
         'The rule "steady" makes no draw about the United States this turn.'),
        (Refusal("offer.outside", {"key": "front", "value": "us", "options": {"front": ("germany",), "voice": ("public",)}}),
         'In front cannot become "us": this offer leaves open front (germany); voice (public).'),
        (Refusal("offer.outside", {"key": "", "value": "", "options": {}}), "Say what to change: this offer leaves open nothing."),
        (Refusal("argument.changes", {"most": 2, "sizes": (100, 60, 30, 30, 60, 100)}),
         "A direct change of an argument is one of 3, 6, 10 points, up or down."),
        (Refusal("new.code", {}), "Not possible now (new.code)."),
    ],
)  # fmt: skip
def test_a_refusal_says_what_stands_in_the_way(refusal: Refusal, expected: str):
    assert WORDS.refusal(refusal) == expected


def test_every_refusal_the_program_gives_has_words():
    codes = {
        node.args[0].value
        for path in sorted((Path(__file__).parent.parent / "exercise").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal" and node.args
        if isinstance(node.args[0], ast.Constant)
    }

    assert sorted(codes - set(REFUSALS)) == []


@pytest.mark.parametrize("verb", sorted(VERB_TITLES))
def test_every_verb_has_a_sentence(verb: str):
    said = WORDS.move(Move("nato", verb, (KEY,) if verb in ("answer", "confirm", "withdraw") else ()))

    assert said.startswith("NATO ")
    assert "wants to" not in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nato: border-guards uzbekistan,tajikistan front=germany", "NATO to Tajikistan and Uzbekistan: Border guards (in front: Germany)"),
        ("nato: border-guards uzbekistan front=nato voice=low-key", "NATO to Uzbekistan: Border guards"),
        (f"uzbekistan: answer {KEY} reply=accept publish=yes",
         "Uzbekistan accepts: Border guards (NATO to Uzbekistan), for all to know"),
        (f"uzbekistan: answer {KEY} reply=change voice=public",
         "Uzbekistan asks to change (voice: public): Border guards (NATO to Uzbekistan)"),
        ('us: signal uzbekistan type=promise about=border-guards voice=low-key text="We stay"',
         "The United States makes a promise to Uzbekistan quietly: Border guards. “We stay”"),
        ('facilitator: rule what=strike rule=steady about="us" because="double"',
         "The facilitator strikes Steady presence pays (the United States), because “double”"),
        ("us: react crackdown choice=condemn", "The United States reacts to Crackdown: Condemn it"),
        ('facilitator: write text="News" change="trust[uzbekistan, us] -3"', "The facilitator writes: “News” (trust[uzbekistan, us] -3)"),
    ],
)  # fmt: skip
def test_a_move_is_said_in_one_sentence(text: str, expected: str):
    assert WORDS.move(parse_move(text)) == expected


def test_values_have_at_most_one_decimal_and_steps_none():
    assert [points(value) for value in (385, 400, -20, -5, 0)] == ["38.5", "40", "−2", "−0.5", "0"]
    assert WORDS.change("trust[uzbekistan, us]", 25) == "+2.5"
    assert WORDS.value("mechanism", 2) == "2"
    assert WORDS.change("mechanism", -1) == "−1"


def test_a_value_lies_in_the_band_that_it_has_not_reached_the_end_of():
    assert [WORDS.band(value) for value in (0, 399, 400, 1000)] == ["low", "low", "fair", "high"]


def test_turns_are_half_years_and_two_at_seminar_pace():
    assert [WORDS.turn(turn) for turn in (0, 1, 2, 3)] == ["Before the start", "Autumn 2007", "Spring 2008", "Autumn 2008"]
    assert WORDS.turn(2, "seminar") == "Autumn 2008 to spring 2009", "a turn that covers two half-years names both"
    assert Words(a_scenario(), "seminar").turn(3) == "Autumn 2009 to spring 2010"


def test_tracks_are_named_by_family_and_place():
    assert WORDS.track("trust[uzbekistan, us]") == "Trust of Uzbekistan in the United States"
    assert WORDS.track("suspicion[uzbekistan]") == "Suspicion: Uzbekistan"
    assert WORDS.track("mechanism") == "Ladder"
    assert WORDS.title("trust") == "Trust of … in …"
    assert WORDS.track("no_such[thing]") == "No such: Thing"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("to begin with", "to begin with"),
        ("trust[uzbekistan, us]", "Trust of Uzbekistan in the United States"),
        ("suspicion[us] x trust[us, nato]", "Suspicion: United States × Trust of the United States in NATO"),
        ("mechanism <= 2", "Ladder, at most 2"),
        ("G.voice is not public", "Voice is not public"),
        ("max(trust[P, nato] for P in fronts) >= 30", "Trust of fronts in NATO at its highest, at least 30"),
    ],
)
def test_a_line_of_odds_is_said_with_titles(line: str, said: str):
    assert WORDS.odds_line(line) == said


@pytest.mark.parametrize("name", ["harmony", "sahel"])
def test_no_line_of_odds_that_ships_shows_the_name_of_a_track(name: str):
    scenario = load_scenario(name).scenario
    words = Words(scenario)
    lines = [re.sub(r"^[+-][\d.]+ (?:x |if )?", "", line) for rule in scenario.rules for line in rule.odds]

    assert lines
    assert [said for line in lines if re.search(r"[\[_<>]", said := words.odds_line(line))] == []


def test_a_side_without_a_colour_of_its_own_takes_one_that_is_free():
    words = Words(load_scenario("sahel").scenario)

    assert words.side("eu") == "west"
    assert words.side("mali") == words.side("niger") in SIDES
    assert len({words.side(actor) for actor in ("eu", "algeria", "mali")}) == 3


def test_what_a_seat_sees_of_an_event_claims_no_more_than_it_knows():
    banded = play.TrackChanged(0, "suspicion[us]", 200, 550, "drift", (), ("us",))
    drawn = play.ChanceDrawn("steady", ("us",), -1, (), -1, False)

    assert WORDS.event(banded) == "Suspicion: United States went from low to fair."
    assert WORDS.event(drawn) == "Chance: Steady presence pays (the United States): it did not happen."
    assert WORDS.move(Move("", "sealed")) == "Someone does something that is not public"


def test_a_claim_is_placed_in_the_brief():
    assert WORDS.claim("front") == "Who speaks matters."
    assert WORDS.where("front") == "Abstract, paragraph 1; Pragmatism Goes a Long Way, paragraphs 1 and 2"
    assert WORDS.where("unknown") == ""


def test_explanation_levels_give_numbers_reasons_or_arrows():
    event = play.TrackChanged(0, "suspicion[us]", 400, 385, "drift", (CAUSE._replace(amount=-15, about=()),))

    assert WORDS.event(event, "reasons") == "▼ Suspicion: United States: ▼ Steady presence pays."
    assert WORDS.event(event, "arrows") == "▼ Suspicion: United States."
    assert "35" not in WORDS.event(EVENTS[play.ChanceDrawn][0], "reasons")


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (Cause(-10, "range", ""), "−1 Held within the track's range"),
        (Cause(5, "choice", "crackdown/condemn", ("us",)), "+0.5 Crackdown: Condemn it: the United States"),
        (Cause(5, "inject", "crackdown", ("uzbekistan",)), "+0.5 Crackdown: Uzbekistan"),
        (Cause(5, "fading", "steady"), "+0.5 Fading: Steady presence pays"),
        (Cause(-20, "cost", "border-guards", (KEY,)), "−2 Spent: Border guards (NATO to Uzbekistan)"),
        (Cause(3, "hidden", ""), "+0.3 Not public"),
        (Cause(-5, "range", "carry"), "−0.5 More than can be carried over"),
        (Cause(-5, "ruling", "strike:steady"), "−0.5 Struck by the facilitator: Steady presence pays"),
    ],
)  # fmt: skip
def test_a_cause_is_a_signed_amount_and_a_reason(cause: Cause, expected: str):
    assert WORDS.cause(cause) == expected


def test_an_inject_written_by_the_facilitator_reads_as_written():
    assert inject_text(WORDS, play.Open("crackdown", "us", 1, "Calm in {subject}.")) == "Calm in the United States."
    assert WORDS.event(play.InjectHappened(play.Open("written-1", "", 1, "News."), "facilitator")) == "News."


def test_lists_and_counts_read_as_english():
    assert [joined(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert (counted(1, "turn"), counted(2, "turn"), counted(2, "capital", "capital")) == ("1 turn", "2 turns", "2 capital")


def test_a_measure_of_steps_counts_in_steps():
    words = Words(load_scenario("harmony").scenario)

    assert words.value("rungs", 3) == "3"
    assert words.value("mechanism[narcotics]", 2) == "2"
    assert words.value("region_peril", 445) == "44.5"


def test_who_is_both_chooser_and_subject_is_named_once():
    assert Words(a_scenario()).about(("uzbekistan", "uzbekistan", "us")) == "Uzbekistan, the United States"


def test_what_happened_is_told_by_date_and_then_what_has_none():
    words = Words(load_scenario("harmony").scenario)
    opened = [Open(inject, "", 1) for inject in ("hard-winter", "war-in-georgia", "caspian-line")]

    assert [one.inject for one in words.in_time(opened)] == ["caspian-line", "war-in-georgia", "hard-winter"]
