"""Stories and draws in words, as every screen is given them."""

from __future__ import annotations

import pytest

from exercise.cli.why import agreements
from exercise.engine import explain
from exercise.engine.explain import Total, agreed
from exercise.engine.stories import StoryFacts
from exercise.model import play
from exercise.model.play import Move
from exercise.reading.causes import Causes
from exercise.reading.models import Odds
from exercise.reading.own import OwnMoves
from exercise.reading.reader import Reader
from exercise.reading.stories import Stories
from exercise.session import Session
from exercise.store.scenarios import load_scenario
from exercise.ui.rows import odds_rows


def after_a_change() -> Session:
    """Return a session of five teams in which a republic asked for other terms and got them, up to the read-out."""
    seats = ("alliance", "us", "russia", "china", "region")
    session = Session.create(load_scenario("harmony").scenario, plan="five", seed=3, holders=dict.fromkeys(seats, "person"))
    offer = "nato/border-guards/tajikistan+uzbekistan"
    for seat, move in (
        ("facilitator", "facilitator: close-phase"),
        ("facilitator", "facilitator: close-phase"),
        ("alliance", "nato: border-guards uzbekistan,tajikistan front=germany disclosure=consulted span=4"),
        ("facilitator", "facilitator: close-phase"),
        ("region", f"uzbekistan: answer {offer} reply=change size=large"),
        ("region", f"tajikistan: answer {offer} reply=accept"),
        ("facilitator", "facilitator: close-phase"),
        ("alliance", f"nato: confirm {offer} reply=yes"),
        ("facilitator", "facilitator: close-phase"),
        ("facilitator", "facilitator: close-phase"),
    ):
        assert not isinstance(session.submit(move, seat), play.Refusal), move
    return session


def own_story(session: Session, seat: str) -> str:
    reading = Reader(session, seat).turn().reading()
    return "\n".join((reading.stories[0].title, *reading.stories[0].lines))


def test_the_first_story_is_what_became_of_ones_own_moves():
    session = after_a_change()

    told = own_story(session, "alliance")
    assert told.startswith("Your moves: 2 accepted\n"), "the two agreed to different terms"
    assert "Uzbekistan asked for large instead of small, and NATO agreed." in told
    assert "As promised: +" in told
    assert "Seen only as a word: Trust of Tajikistan in NATO, about +" in told
    asked = own_story(session, "region")
    assert asked.startswith("What you were asked, and what came of it\n")
    assert "Uzbekistan asked for large instead of small, and NATO agreed" in asked
    assert "asked" not in own_story(session, "china").partition("\n")[0].lower(), "who was not asked is told the turn alone"
    assert "asked for large" not in own_story(session, "china")


def test_what_was_promised_and_what_came_differ_by_what_came_between():
    session = after_a_change()
    changes = {total.name: total.after - total.before for total in Reader(session, "alliance").read_out(1).changes}

    [lines] = Reader(session, "alliance").promises(1).values()

    exact = [one for one in lines if not any(one.bands)]
    assert any(one.between for one in exact)
    for one in exact:
        assert one.came == changes.get(one.name, 0)
        assert one.foreseen + sum(cause.amount for cause in one.between) == one.came
    assert {one.name for one in lines if any(one.bands)} >= {"trust[tajikistan, nato]"}
    assert Reader(session, "china").promises(1) == {}


def test_what_an_offer_promised_that_was_declined_did_not_come():
    session = Session.create(
        load_scenario("practice").scenario, plan="three", seed=3, holders=dict.fromkeys(("nato", "kazakhstan"), "person")
    )
    for seat, move in (
        ("facilitator", "facilitator: close-phase"),
        ("facilitator", "facilitator: close-phase"),
        ("nato", "nato: border-guards kazakhstan"),
        ("facilitator", "facilitator: close-phase"),
        ("kazakhstan", "kazakhstan: answer nato/border-guards/kazakhstan reply=decline"),
        ("facilitator", "facilitator: close-phase"),
        ("facilitator", "facilitator: close-phase"),
    ):
        assert not isinstance(session.submit(move, seat), play.Refusal), move

    told = own_story(session, "nato")

    assert told.startswith("Your move: declined")
    assert "What it promised did not come: +" in told
    assert "As promised" not in told


def after_a_fund(reply: str) -> Session:
    """Return a session in which Tajikistan made a move that asks nobody, and answered China's fund (or said nothing), up to the read-out."""
    holders = dict.fromkeys(("china", "region"), "person")
    session = Session.create(load_scenario("harmony").scenario, plan="five", seed=3, holders=holders)
    for seat, move in (
        *(("facilitator", "facilitator: close-phase"),) * 2,
        ("china", "china: sco-development-fund"),
        ("region", "tajikistan: tender"),
        ("facilitator", "facilitator: close-phase"),
        *((("region", f"tajikistan: answer china/sco-development-fund reply={reply}"),) if reply else ()),
        *(("facilitator", "facilitator: close-phase"),) * 2,
    ):
        assert not isinstance(session.submit(move, seat), play.Refusal), move
    while session.state.phase != "read-out":
        assert not isinstance(session.submit("facilitator: close-phase", "facilitator"), play.Refusal)
    return session


def test_what_an_offer_that_one_agreed_to_was_seen_to_bring_is_foreseen():
    session = after_a_fund("accept")
    key = "china/sco-development-fund"
    changes = Reader(session, "region").read_out(1).changes
    brought = {total.name for total in changes for cause in total.causes if any(name.startswith(key) for name in cause.about)}
    assert brought, "the fund did something"

    [lines] = Reader(session, "region").promises(1).values()

    assert {one.name for one in lines} & brought, "and to a track that the tender moves too"
    for one in lines:
        assert not [cause for cause in one.between if any(name.startswith(key) for name in cause.about)]
        if not any(one.bands):
            assert one.foreseen + sum(cause.amount for cause in one.between) == one.came


def test_a_move_that_asks_nobody_is_made_and_not_accepted():
    assert own_story(after_a_fund("decline"), "region").startswith("Your move: made\n")


def log_of(session: Session, seat: str) -> str:
    return "\n".join(line for section in Reader(session, seat).news.log() for _, line in section.bullets)


def test_the_log_says_who_asked_for_which_change_and_what_became_of_it():
    session = after_a_change()

    said = "Uzbekistan asked for large instead of small, and NATO agreed: Border guards (NATO to Tajikistan and Uzbekistan)."
    assert said in log_of(session, "alliance")
    assert said in log_of(session, "region")
    assert said in log_of(session, "facilitator")
    assert "asked for large" not in log_of(session, "china")


def test_who_accepted_what_another_changed_is_told_the_change_and_nobodys_answer():
    """Answers are told to the proposer alone; what was agreed in the end, all learn who are bound by it."""
    session = Session.create(load_scenario("practice").scenario, plan="three", seed=3, holders=dict.fromkeys(("nato", "russia"), "person"))
    setup = session.setup
    move = Move("nato", "border-guards", ("kazakhstan",), (("size", "small"),))
    before = session.state.copy()
    before.moves[move.key] = move
    act = play.Act(move.key, move.kind, "nato", move.targets, {"size": "large"})

    found = agreed(setup, before, play.OfferConfirmed(move.key, True), [act])

    assert (found.wishes, found.terms) == ((), (("size", "small", "large"),))
    words = Reader(session, "nato").words
    assert words.agreed(found).startswith("Another of those asked wanted large instead of small, and NATO agreed: Border guards")


def test_why_says_what_was_agreed_otherwise_of_the_moves_behind_a_change():
    session = after_a_change()
    behind = next(
        total.name for total in Reader(session, "alliance").read_out(1).changes
        if any(name.startswith("nato/border-guards/") for cause in total.causes for name in cause.about)
    )  # fmt: skip

    said = list(agreements(Reader(session, "alliance"), 1, Reader(session, "alliance").why(1, behind)))

    assert said == ["Uzbekistan asked for large instead of small, and NATO agreed: Border guards (NATO to Tajikistan and Uzbekistan)"]
    assert list(agreements(Reader(session, "china"), 1, Reader(session, "china").why(1, behind))) == []


@pytest.fixture(scope="module")
def reasons() -> Causes:
    return Reader(Session.create(load_scenario("practice").scenario, seed=1), "nato").causes


def told(kind: str, event: play.Event) -> StoryFacts:
    return StoryFacts(1, kind, (event,), ())


def test_a_draw_that_goes_either_way_says_which(reasons: Causes):
    seasons = [reasons.drawn(play.ChanceDrawn("fighting-season", (), 50, ((50, "to begin with"),), roll, roll < 50)) for roll in (7, 60)]
    talks = next(rule for rule in reasons.session.book.rules.values() if rule.otherwise and "inject" not in str(rule.otherwise))
    failed = reasons.drawn(play.ChanceDrawn(talks.id, (), 25, ((25, "to begin with"),), 25, False))

    assert seasons[0].result == "it came out the first way, drawn 7 (under 50 the first)"
    assert seasons[1].result == "it came out the second way, drawn 60 (under 50 the first)"
    assert failed.result == "it did not happen, drawn 25 (under 25 it happens)", "its title has one way only"


def test_what_was_foreseen_and_what_came_is_one_sentence():
    session = after_a_change()
    telling = OwnMoves(Reader(session, "alliance"), Reader(session, "alliance").causes, 1)
    name = "economy[kyrgyzstan]"
    track = session.book.track_index[name]

    def said(promised: int, foreseen: int) -> str:
        return telling._foresaw(explain.Kept(track, name, promised, foreseen, 60, (), 0), True)

    assert said(0, 20) == "you foresaw +2, though not from this move"
    assert said(20, 20) == "you foresaw +2"
    assert said(0, 0) == "you foresaw nothing"
    assert said(20, 0) == "you foresaw +2 from this move, and nothing in all"


def test_a_roll_that_is_not_known_is_not_told(reasons: Causes):
    known = reasons.drawn(play.ChanceDrawn("closed-move-leaked", ("us/base-lease/kyrgyzstan",), 20, ((20, "to begin with"),), 7, True))
    unknown = reasons.drawn(play.ChanceDrawn("closed-move-leaked", ("us/base-lease/kyrgyzstan",), 22, (), -1, True))

    assert (known.odds, known.result) == ("20 %", "it happened, drawn 7 (under 20 it happens)")
    assert (unknown.odds, unknown.result) == ("about 22 %", "it happened")


def test_the_heading_of_an_event_says_whose_it_is(reasons: Causes):
    ended = told("programme", play.ProgrammeEnded("us/base-lease/kyrgyzstan", "evicted", "base-given-up"))
    leaked = told("leak", play.MoveLeaked("us/base-lease/kyrgyzstan", "closed-move-leaked"))

    assert Stories(reasons.reader, reasons).story(ended).title == "Lease of a base (the US to Kyrgyzstan) was ended by its host"
    assert Stories(reasons.reader, reasons).story(leaked).title == "Lease of a base (the US to Kyrgyzstan) leaked"


def test_causes_that_read_alike_are_one_reason(reasons: Causes):
    name = "clarity[nato]"
    causes = (
        play.Cause(7, "rule", "aims-were-told", ("nato",)),
        play.Cause(7, "rule", "aims-were-told", ("nato",)),
        play.Cause(-1, "rule", "trust-sinks-back", ("nato",)),
    )

    said = reasons.signed(name, causes, 1)

    assert [reason.amount for reason in said] == ["+1.4", "−0.1"]


@pytest.mark.parametrize(("seat", "said"), [("nato", "NATO"), ("facilitator", "the facilitator")])
def test_a_seat_is_spoken_of_in_a_sentence(seat: str, said: str):
    assert Reader(Session.create(load_scenario("practice").scenario, seed=1), seat).seat_name() == said


def test_a_seat_whose_name_takes_an_article_gets_it():
    assert Reader(Session.create(load_scenario("sahel").scenario, seed=1), "eu").seat_name() == "the European Union"


ARGUED = (
    'russia: argue text="We close [bold]the airspace[/bold]." for="It is ours."',
    'facilitator: rule-argument russia/argument method=dice roll="{roll}" mod="+1 It is ours." as="consultation kazakhstan voice=public" '
    'change="quarrel +3" because="A strong reason."',
)


def after_an_argument(roll: str) -> Session:
    """Return a session in which Russia argued and the dice fell so, up to the read-out."""
    session = Session.create(load_scenario("practice").scenario, plan="three", seed=3)
    for seat, move in (
        *(("facilitator", "facilitator: close-phase"),) * 2,
        ("russia", ARGUED[0]),
        ("facilitator", ARGUED[1].format(roll=roll)),
    ):
        assert not isinstance(session.submit(move, seat), play.Refusal), move
    while session.state.phase != "read-out":
        assert not isinstance(session.submit("facilitator: close-phase", "facilitator"), play.Refusal)
    return session


@pytest.mark.parametrize("seat", ["public", "nato", "russia"])
def test_an_argument_is_read_out_with_its_words_its_dice_and_what_it_counts_as(seat: str):
    session = after_an_argument("4 4")

    reading = Reader(session, seat).turn().reading()

    [story] = [story for story in reading.stories if story.title == "Russia argued, and it worked"]
    said = "\n".join(story.lines)
    assert "“We close [bold]the airspace[/bold].”" in said
    assert "Two dice 4 + 4, and +1 because “It is ours”: 9; 7 is enough." in said
    assert "It counts as a move. Russia to Kazakhstan: Consultation" in said
    assert "“A strong reason.”" in said
    assert "quarrel" in [change.ref for change in reading.changes if any("By argument" in one.text for one in change.reasons)]
    assert not [other for other in reading.stories if other.title.startswith("Argument")]
    assert any(terms.startswith("by argument") for _, _, _, terms in reading.moves)


def test_an_argument_that_failed_is_read_out_too_and_its_changes_do_not_come_about():
    session = after_an_argument("2 2")

    [story] = [story for story in Reader(session, "public").read_out(1).stories if story.kind == "argument"]
    said = Reader(session, "public").stories.story(story)

    assert said.title == "Russia argued, and it failed"
    assert ": 5; 7 is enough." in "".join(said.lines)
    assert "counts as" not in "".join(said.lines)
    assert not any(cause.source == "argument" for total in Reader(session, "facilitator").read_out(1).changes for cause in total.causes)


def test_a_draw_is_said_once_with_its_heading():
    draw = Odds("rule:x", "A truck is stopped", "20 %", (), "it happened, drawn 7 of 100")

    said = ["".join(text for text, _ in row.parts) for row in odds_rows([draw], told="A truck is stopped")]

    assert said == ["◆ 20 %  drawn 7 of 100"]


def total(name: str, before: int, after: int, bands: tuple[str, str], *causes: play.Cause) -> Total:
    return Total(0, name, before, after, causes, 2, *bands)


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ([("nato", 400, 460, "guarded", "fair")], "Trust of Kazakhstan in NATO rises to fair"),
        ([("nato", 400, 360, "guarded", "guarded")], "Trust of Kazakhstan in NATO falls, still guarded"),
        (
            [("nato", 400, 460, "guarded", "fair"), ("us", 400, 460, "guarded", "fair")],
            "Trust of Kazakhstan in NATO rises to fair, and so does trust of Kazakhstan in the US",
        ),
        (
            [("nato", 400, 460, "guarded", "fair"), ("us", 400, 360, "guarded", "guarded")],
            "Trust of Kazakhstan in NATO rises to fair; trust of Kazakhstan in the US falls, still guarded",
        ),
        (
            [("nato", 460, 400, "fair", "guarded"), ("us", 400, 420, "guarded", "guarded"), ("eu", 400, 380, "guarded", "guarded")],
            "Trust of Kazakhstan in NATO falls to guarded; 1 other falls too and 1 rises",
        ),
        ([("", 0, 1, "", "")], "NATO-SCO ladder on narcotics rises to 1"),
    ],
)
def test_a_heading_says_which_way_a_track_went_and_to_which_band(reasons: Causes, changes: list[tuple[str, int, int, str, str]], title: str):
    totals = tuple(
        total(f"trust[kazakhstan, {whom}]" if whom else "mechanism[narcotics]", before, after, (old, new))
        for whom, before, after, old, new in changes
    )

    assert Stories(reasons.reader, reasons).story(StoryFacts(1, "change", (), totals)).title == title


def test_a_claim_is_quoted_where_its_step_carries_most_of_the_change_and_nowhere_else(reasons: Causes):
    book = reasons.session.book
    cited = [rule for rule in book.rules.values() if rule.claims]
    one, other = cited[0], next(rule for rule in cited if rule.claims[0] != cited[0].claims[0])
    rules = [play.Cause(amount, "rule", rule.id, ()) for amount, rule in ((30, one), (20, other))]
    uncited = play.Cause(40, "written", "", ())

    carried = Stories(reasons.reader, reasons).story(StoryFacts(1, "change", (), (total("trust[kazakhstan, nato]", 400, 450, ("guarded", "fair"), *rules),)))
    hidden = Stories(reasons.reader, reasons).story(StoryFacts(1, "change", (), (total("trust[kazakhstan, nato]", 400, 490, ("guarded", "fair"), uncited, *rules),)))

    assert [claim for claim, _, _ in carried.claims] == [one.claims[0]]
    assert hidden.claims == (), "what carries most of it rests on no claim, and a lesser step does not speak for the story"


def test_a_ruled_change_is_told_where_only_bands_are_seen():
    session = Session.create(load_scenario("practice").scenario, plan="three", seed=3)
    ruling = ARGUED[1].format(roll="4 4").replace('change="quarrel +3"', 'change="trust[kazakhstan, nato] -3" change2="confidence[kazakhstan] +10"')
    for seat, move in (
        *(("facilitator", "facilitator: close-phase"),) * 2,
        ("russia", ARGUED[0]),
        ("facilitator", ruling),
    ):
        assert not isinstance(session.submit(move, seat), play.Refusal), move
    while session.state.phase != "read-out":
        assert not isinstance(session.submit("facilitator: close-phase", "facilitator"), play.Refusal)

    [story] = [one for one in Reader(session, "public").read_out(1).stories if one.kind == "argument"]
    said = Reader(session, "public").stories.story(story)

    told_as_lines = " ".join(said.lines)
    for name, way in (("trust[kazakhstan, nato]", "falls"), ("confidence[kazakhstan]", "rises")):
        shown = [change for change in said.changes if change.ref == name]
        words = Reader(session, "public").words
        assert shown or f"{words.track(name)} {way}".lower() in told_as_lines.lower()
    assert "Ruled with it: " in told_as_lines


def test_an_offer_that_a_seat_let_stand_is_foreseen_as_one_that_it_accepted():
    """Silence is an answer too: what the forecast of the offer showed does not come out of the blue."""
    spoken, silent = after_a_fund("accept"), after_a_fund("")

    def foreseen(session: Session) -> dict[str, int]:
        [lines] = Reader(session, "region").promises(1).values()
        return {one.name: one.foreseen for one in lines}

    assert spoken.state.tracks == silent.state.tracks, "silence accepted the fund"
    assert foreseen(silent) == foreseen(spoken)
    assert not [
        cause for lines in Reader(silent, "region").promises(1).values() for one in lines for cause in one.between
        if any(name.startswith("china/sco-development-fund") for name in cause.about)
    ]  # fmt: skip
