"""Every fault and warning of names, types, domains and cross-references, with its words and its place."""

from __future__ import annotations

from typing import Any

import pytest

from exercise.errors import Fault
from exercise.rules import grammar
from exercise.rules.check import check
from exercise.rules.compile import compile_rulebook
from tests.rules.world import a_rule, a_world, named, with_rule, world_data


def faults(scenario: Any, warning: bool = False) -> list[Fault]:
    return [fault for fault in check(scenario) if fault.warning == warning]


def texts(scenario: Any, warning: bool = False) -> list[str]:
    return [fault.text for fault in faults(scenario, warning)]


LINES = [
    # (key, the faulty line, other keys, offset, text)
    ("then", "trust[uzbekstan, us] +1", {}, 6, 'no actor "uzbekstan". Did you mean "uzbekistan"?'),
    ("then", "trsut[uzbekistan, us] +1", {}, 0, 'no track "trsut". Did you mean "trust"?'),
    ("then", "trust[us, uzbekistan] +1", {}, 6, 'trust has no place for "us", which is not in republics.'),
    ("then", "threat[narcotic, uzbekistan] +1", {}, 7, 'no issue "narcotic". Did you mean "narcotics"?'),
    ("then", "trust[uzbekistan] +1", {}, 0, "trust takes 2 names in brackets, as in trust[republics, powers]; found 1."),
    ("then", "heat[us] +1", {}, 0, "heat takes no names in brackets, as in heat; found 1."),
    ("then", "calm[uzbekistan] +1", {}, 0, "calm is a measure and follows from tracks; rules change tracks."),
    ("then", "rung[narcotics] +1", {}, 0, "rung moves in steps; write step rung up, or down."),
    ("then", "step heat up", {}, 5, "heat is in points; write an amount, as in heat +1."),
    ("then", "heat 5", {}, 5, 'expected + or - and an amount, or toward; found "5".'),
    ("then", "heat +5 x rung[narcotics]", {}, 10,
     "a factor is a track or measure in points, or a table row; use a table by a count for counts."),
    ("then", "heat +5 x 2", {}, 10, "a factor is a track, a measure or a table row; write the number into the amount."),
    ("then", "heat +5 x luod[public]", {}, 10, 'no track, measure or table "luod". Did you mean "loud"?'),
    ("then", "heat +0.25", {}, 6, "0.25 has too many decimals; points have at most one."),
    ("then", "heat +5 after 1.5", {}, 14, "turns are whole numbers."),
    ("then", "heat +5 after 41", {}, 14, "at most 40 half-years."),
    ("then", "heat +5 soon", {}, 8, 'expected "if" or the end of the line; found "soon".'),
    ("then", "open training", {}, 0, "nothing opens a programme here: an accepted move whose kind has `programme:` does."),
    ("then", "end G broken", {}, 4, 'G is no running programme of this rule; end needs "G in programmes" under each.'),
    ("then", "end G lost", {"each": "G in programmes"}, 6, 'a programme ends broken, evicted or done; found "lost".'),
    ("then", "extend G 0", {"each": "G in programmes"}, 9, "a programme is extended by whole half-years, one or more."),
    ("then", "inject unrets for R", {"each": "R in republics"}, 7, 'no inject "unrets". Did you mean "unrest"?'),
    ("then", "inject unrest", {}, 7, "unrest needs a subject, as in inject unrest for X, with X in republics."),
    ("then", "inject alarm for us", {}, 17, "alarm has no subject; leave out the for."),
    ("then", "inject unrest for us", {}, 18, 'unrest has no place for "us", which is not in republics.'),
    ("then", "tell us helo", {}, 8, 'no text "helo". Did you mean "hello"?'),
    ("then", "reveal", {}, 0, "reveal what? Name a programme or move, as in reveal G; alone it is for the stage moves."),
    ("then", "trust[target, us] +1", {}, 6, '"target" needs a move: it is for rules of the stage moves, or M.target with "M in moves".'),
    ("then", "trust[subject, us] +1", {}, 6, '"subject" is for injects that have one.'),
    ("then", "trust[R, us] +1", {}, 6, 'nothing is called R here; bind it first, as in "R in SET" under each.'),
    ("then", "trust[P, us] +1", {"each": "P in powers"}, 6,
     'trust has no place for P when it is "china". Put "P in republics" before it, under when or if.'),
    ("then", "threat[M.issue, R] -1", {"each": ["M in moves", "R in republics"]}, 7,
     'threat has no place for M.issue when it is "afghanistan". Put "M.issue in threats" before it, under when or if.'),
    ("then", "goodwill[P, G.frnt] +1", {"each": ["G in programmes", "P in regional"]}, 14,
     'a programme has no "frnt". Did you mean "front"?'),
    ("then", "trust[R, us] +1 x scale[G.target]", {"each": ["G in programmes", "R in republics"]}, 26,
     'a programme has targets; go through them with "R in G.targets".'),
    ("then", "heat +1 x breach[G.size]", {"each": "G in programmes"}, 17,
     "G.size is a name, not a number; use is or in, or a table by size."),
    ("then", "heat +1 x loud[us]", {}, 15, 'loud has no row "us", which us can be here; add it, or `other:`.'),
    ("when", "kind is training", {}, 0, '"kind" needs a move: it is for rules of the stage moves, or M.kind with "M in moves".'),
    ("when", "tag work", {}, 0, 'whose tag? Write "G.tag is work" of a programme, or use the stage moves.'),
    ("when", "heat > 40 and", {}, 13, "expected a number, a track or another name; the line ends here."),
    ("when", "heat == 40", {}, 5, "a rule has no '='; write `is` for names and <, <=, >, >= for numbers."),
    ("when", "heat is 40", {}, 8, "numbers are compared with <, <=, > or >=."),
    ("when", "heat", {}, 4, "expected is, in, <, <=, > or >=; the line ends here."),
    ("when", "heat > 1 and heat < 3 or turn > 2", {}, 22, "`and` and `or` in one condition need brackets to say which comes first."),
    ("when", "heat > rung[narcotics]", {}, 7, "points and counts do not mix: this is a count, the other side is in points."),
    ("when", "turn > 1.5", {}, 7, "a count is a whole number."),
    ("when", "heat-surplus > 2", {}, 0, 'no track, measure or table "heat-surplus". To subtract, put spaces around the minus.'),
    ("when", "(heat - 3) > 2", {}, 9, "expected is, in, <, <=, > or >=; found \")\"."),
    ("when", "engages > 2", {}, 0, "engages is a watch: ask for streak[engages, …], since[engages, …] or count[engages, …]."),
    ("when", "streak[enagges, us, uzbekistan] > 2", {}, 7, 'no watch "enagges". Did you mean "engages"?'),
    ("when", "streak[engages, us] > 2", {}, 0, "engages takes 2 names, as in streak[engages, western, republics]; found 1."),
    ("when", "moves[frnt us] > 2", {}, 6, 'moves[…] has no "frnt". Did you mean "front"?'),
    ("when", "moves[form pfp] > 2", {}, 6, 'moves[…] has no "form".'),
    ("when", "moves[tag wrok] > 2", {}, 10, 'no kind of move has the tag "wrok". Did you mean "work"?'),
    ("when", "moves[kind trainng] > 2", {}, 11, 'no kind of move "trainng". Did you mean "training"?'),
    ("when", "moves[terms public] > 2", {}, 12, 'no terms "public".'),
    ("when", "us in westen", {}, 6, 'no set "westen". Did you mean "western"?'),
    ("when", "max(fear[r] for r in republics) > 2", {}, 16,
     'a name that a rule binds begins with a capital, as in "R in republics"; found "r".'),
    ("each", "r in republics", {}, 0, 'a name that a rule binds begins with a capital, as in "R in republics"; found "r".'),
    ("each", "A-b in republics", {}, 0, 'a name that a rule binds has letters and digits only, as in "R in republics"; found "A-b".'),
    ("each", "A_b in republics", {}, 0, 'a name that a rule binds has letters and digits only, as in "R in republics"; found "A_b".'),
    ("each", "KeyError in republics", {}, 0, '"KeyError" is a word of Python\'s own; take another name.'),
    ("when", "max(fear[None] for None in republics) > 2", {}, 19, '"None" is a word of Python\'s own; take another name.'),
    ("each", "R in repubics", {}, 5, 'no set "repubics". Did you mean "republics"?'),
    ("each", ["R in republics", "R in powers"], {}, 0, "R is bound already; take another name."),
]  # fmt: skip


@pytest.mark.parametrize(("key", "line", "more", "offset", "text"), LINES, ids=[str(line[1]) for line in LINES])
def test_a_faulty_line_is_placed_and_named(key: str, line: Any, more: dict[str, Any], offset: int, text: str):
    lines = {"then": "heat +1", **more, key: line}
    then = lines.pop("then")

    found = faults(with_rule(then, **lines))

    place = len(line) - 1 if isinstance(line, list) else 0
    assert found == [Fault(("rules", "tried", key, place), f'rule "tried": {text}', offset)]


MOVES = [
    ("then", "trust[target, actor] +1", {"when": "target in republics"}, 14,
     'trust has no place for actor when it is "kazakhstan". Put "actor in powers" before it, under when or if.'),
    ("then", "trust[target, actor] +1", {"when": "actor in powers"}, 6,
     'trust has no place for target when it is "china". Put "target in republics" before it, under when or if.'),
    ("then", "fear[target] +1", {"when": "kind is climb"}, 5, "none of the kinds that this concerns has a target."),
    ("then", "goodwill[russia, frnt] +1", {}, 17, 'no actor "frnt". Did you mean "front"?'),
    ("when", "kind is trainig", {}, 8, 'no kind of move "trainig". Did you mean "training"?'),
    ("when", "front is germny", {}, 9, 'no front "germny". Did you mean "germany"?'),
    ("when", "outcome is refused", {}, 11, 'no outcome "refused".'),
    ("when", "terms is conditonal", {}, 9, 'no terms "conditonal". Did you mean "conditional"?'),
    ("when", "heat is public", {}, 0, "heat is a number; compare it with <, <=, > or >=."),
    ("when", "front > 3", {}, 0, "front is a name, not a number; use is or in."),
    ("when", "tag wrok", {}, 4, 'no kind of move has the tag "wrok". Did you mean "work"?'),
    ("when", "kind in western", {}, 8, "write the kinds in brackets, as in [one, other]."),
]  # fmt: skip


@pytest.mark.parametrize(("key", "line", "more", "offset", "text"), MOVES, ids=[f"{line[1]} {line[2]}" for line in MOVES])
def test_a_faulty_line_about_a_move_is_placed_and_named(key: str, line: str, more: dict[str, Any], offset: int, text: str):
    lines = {"then": "heat +1", **more, key: line}
    then = lines.pop("then")

    found = faults(with_rule(then, "moves", **lines))

    assert found == [Fault(("rules", "tried", key, 0), f'rule "tried": {text}', offset)]


NARROWING = [
    ("moves", {"when": ["kind is training", "front in powers"]}, "trust[target, front] +1"),
    ("moves", {"when": ["kind is training and front is us"]}, "trust[target, front] +1"),
    ("moves", {"when": ["tag military"]}, "trust[target, us] +1"),
    ("moves", {"when": ["kind is consult"]}, "goodwill[target, nato] +1"),
    ("moves", {"when": ["not (kind is consult) and actor in powers and kind is not climb"]}, "trust[target, actor] +1"),
    ("moves", {"when": ["actor is us or actor is russia", "target in republics"]}, "trust[target, actor] +1"),
    ("moves", {"when": ["terms is conditional"]}, "fear[target] +1"),
    ("moves", {}, "fear[target] +1 if target in republics"),
    ("combinations", {"each": ["G in programmes", "R in G.targets"], "when": "G.issue in threats"}, "threat[G.issue, R] -1"),
    ("combinations", {"each": ["G in programmes where G.kind is training", "R in G.targets"]}, "threat[G.issue, R] -1"),
    ("drift", {"each": "P in powers where P is not us"}, "goodwill[P, nato] +1"),
    ("drift", {"each": ["R in republics", "Q in powers"], "when": "not (Q is russia or Q is china)"}, "trust[R, Q] +1"),
]


@pytest.mark.parametrize(("stage", "more", "then"), NARROWING, ids=[str(line[1:]) for line in NARROWING])
def test_what_a_condition_says_is_known_after_it(stage: str, more: dict[str, Any], then: str):
    assert texts(with_rule(then, stage, **more)) == []


def test_a_fault_in_a_condition_does_not_bring_down_what_stands_on_it():
    scenario = with_rule(["trust[target, actor] +1", "heta +1"], "moves", when="actor in pwers")

    assert texts(scenario) == [
        'rule "tried": no set "pwers". Did you mean "powers"?',
        'rule "tried": no track "heta". Did you mean "heat"?',
    ]


def test_a_line_has_a_limited_number_of_words_and_depth():
    long = "heat > 1" + " and heat > 1" * 60
    deep = "(" * 20 + "heat > 1" + ")" * 20

    assert texts(with_rule("heat +1", when=long)) == ['rule "tried": a line has at most 120 words. Split the rule, or declare a measure.']
    assert texts(with_rule("heat +1", when=deep)) == ['rule "tried": brackets go at most 16 deep. Declare a measure.']


def test_at_most_three_lines_of_each():
    each = ["R in republics", "P in powers", "F in fronts", "Q in western"]

    assert faults(with_rule("heat +1", each=each)) == [Fault(("rules", "tried", "each", 3), 'rule "tried": at most 3 lines of each.')]


NEVER = [
    ("drift", "heat +1", {"each": "P in regional", "when": "P is us"}, 'rule "tried": P is never "us" here; it can be china, russia.'),
    ("drift", "heat +1", {"each": "P in regional", "when": "P in western"}, 'rule "tried": P is never in western here.'),
    ("moves", "heat +1", {"when": ["kind is training", "tag joint"]},
     'rule "tried": no kind that this concerns has the tag joint, so it never holds.'),
    ("moves", "trust[target, actor] +1", {"when": ["kind is speech or kind is base", "not kind in [speech, base]"]},
     'rule "tried" can never fire: nothing meets its conditions.'),
    ("drift", "heat +1", {"when": "programmes[tag joint] > 0"},
     'rule "tried": no kind of move meets these terms, so programmes[…] is always 0.'),
    ("drift", "heat +0", {}, 'rule "tried": a change of 0 changes nothing.'),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "then", "more", "text"), NEVER, ids=[line[3] for line in NEVER])
def test_what_can_never_happen_is_a_warning(stage: str, then: str, more: dict[str, Any], text: str):
    scenario = with_rule(then, stage, **more)

    assert texts(scenario) == []
    assert text in texts(scenario, warning=True)


def changed(section: str, item: str, **changes: Any) -> Any:
    """Return the world with some keys of one item changed; a list section is searched by id, actor or turn."""
    data = world_data()
    for part in data[section]:
        if item in (part.get("id"), part.get("actor"), str(part.get("turn"))):
            part.update(changes)
    return a_world(**{section: data[section]})


CROSS = [
    (("actors", "us"), {"persona": "plian"}, ("actors", "us", "persona"), 'actor "us": no persona "plian". Did you mean "plain"?'),
    (("sets", "western"), {"members": ["nato", "uss"]}, ("sets", "western", "members", 1),
     'set "western": no actor or value "uss". Did you mean "us"?'),
    (("tracks", "heat"), {"exact": ["firts"]}, ("tracks", "heat", "exact", 0), 'track "heat": no actor "firts". Did you mean "first"?'),
    (("tracks", "heat"), {"exact": ["first"]}, ("tracks", "heat", "exact", 0), 'track "heat" has no first index, so "first" sees nothing.'),
    (("tracks", "heat"), {"claims": ["hwo"]}, ("tracks", "heat", "claims", 0), 'track "heat": no claim "hwo". Did you mean "how"?'),
    (("tracks", "surplus"), {"range": [400, 0]}, ("tracks", "surplus", "range"), 'track "surplus": its range must rise, as in [0, 100].'),
    (("bands", "high"), {"below": 100}, ("bands", "high", "below"), 'band "high": the last band must reach 100, as in below: 101.'),
    (("bands", "fair"), {"below": 20}, ("bands", "fair", "below"), 'band "fair" ends at 20, not above the one before it (30).'),
    (("tables", "scale"), {"rows": {"small": 1}}, ("tables", "scale", "rows"),
     'table "scale" has no row for "large"; add it, or other: for the rest.'),
    (("tables", "scale"), {"rows": {"small": 1, "larg": 2, "large": 2}}, ("tables", "scale", "rows", "larg"),
     'table "scale": no size "larg". Did you mean "large"?'),
    (("tables", "breach"), {"other": None}, ("tables", "breach", "by"),
     'table "breach": a table by a count needs other:, for the counts it does not name.'),
    (("tables", "breach"), {"by": "aeg"}, ("tables", "breach", "by"),
     'table "breach": no modality, set or count "aeg". Did you mean "age"?'),
    (("watches", "engages"), {"tag": "wrok"}, ("watches", "engages", "tag"), 'watch "engages": no tag "wrok". Did you mean "work"?'),
    (("watches", "hosts"), {"kinds": ["bsae"]}, ("watches", "hosts", "kinds", 0),
     'watch "hosts": no move kind "bsae". Did you mean "base"?'),
    (("watches", "any_alarm"), {"injects": ["alrm"]}, ("watches", "any_alarm", "injects", 0),
     'watch "any_alarm": no inject "alrm". Did you mean "alarm"?'),
    (("watches", "unrest_seen"), {"injects": ["unrest", "alarm"]}, ("watches", "unrest_seen", "injects", 1),
     'watch "unrest_seen" is kept by subject, but inject "alarm" has none.'),
    (("modalities", "voice"), {"default": "publc"}, ("modalities", "voice", "default"),
     'modality "voice": no voice "publc". Did you mean "public"?'),
    (("moves", "crackdown"), {"by": ["republcs"]}, ("moves", "crackdown", "by", 0),
     'move kind "crackdown": no actor or set "republcs". Did you mean "republics"?'),
    (("moves", "crackdown"), {"modalities": {"voise": ["public"]}}, ("moves", "crackdown", "modalities", "voise"),
     'move kind "crackdown": no modality "voise". Did you mean "voice"?'),
    (("moves", "crackdown"), {"modalities": {"voice": ["publik"]}}, ("moves", "crackdown", "modalities", "voice", 0),
     'move kind "crackdown": no voice "publik". Did you mean "public"?'),
    (("moves", "crackdown"), {"consent": {"of": "targets"}}, ("moves", "crackdown", "consent", "of"),
     'move kind "crackdown" has no target to consent; name a set.'),
    (("moves", "crackdown"), {"needs": [{"when": "haet > 3", "otherwise": "No."}]}, ("moves", "crackdown", "needs", 0, "when", 0),
     'move kind "crackdown": no track, measure or table "haet". Did you mean "heat"?'),
    (("rules", "cools"), {"claims": ["hwo"]}, ("rules", "cools", "claims", 0), 'rule "cools": no claim "hwo". Did you mean "how"?'),
    (("rules", "cools"), {"facts": ["F2"]}, ("rules", "cools", "facts", 0), 'rule "cools": no fact "F2".'),
    (("rules", "cools"), {"odds": "+3"}, ("rules", "cools", "odds"), 'rule "cools": "odds" needs a chance, as in chance: 30.'),
    (("injects", "summit"), {"subject": "republcs", "of": "us"}, ("injects", "summit", "subject"),
     'inject "summit": no set "republcs". Did you mean "republics"?'),
    (("injects", "summit"), {"of": "us"}, ("injects", "summit", "of"),
     'inject "summit" has no subject; say which set it may concern, as in subject: republics.'),
    (("injects", "summit"), {"text": "In {subject}."}, ("injects", "summit", "text"),
     'inject "summit": "{subject}" stands for nothing here.'),
    (("injects", "summit"), {"audience": ["evryone"]}, ("injects", "summit", "audience", 0), 'inject "summit": no actor or set "evryone".'),
    (("injects", "summit"), {"when": ["heat > 10"]}, ("injects", "summit", "when"),
     'inject "summit" comes on a date, and its condition would never be asked; leave one of the two out.'),
    (("injects", "summit"), {"chance": 20}, ("injects", "summit", "chance"), 'inject "summit": a chance needs a condition; say when.'),
    (("injects", "summit"), {"then": "haet +1"}, ("injects", "summit", "then", 0),
     'inject "summit": no track "haet". Did you mean "heat"?'),
    (("personas", "plain"), {"wants": [{"what": "0 - haet", "weight": 1}]}, ("personas", "plain", "wants", 0, "what"),
     'persona "plain": no track, measure or table "haet". Did you mean "heat"?'),
    (("personas", "plain"), {"wants": [{"what": "fear[self]", "weight": 1}]}, ("personas", "plain", "wants", 0, "what"),
     'persona "plain": fear has no place for "nato", which is not in republics.'),
    (("personas", "wary"), {"taboos": "terms is conditinal"}, ("personas", "wary", "taboos", 0),
     'persona "wary": no terms "conditinal". Did you mean "conditional"?'),
    (("personas", "wary"), {"agenda": [{"kind": "speach", "push": 1}]}, ("personas", "wary", "agenda", 0, "kind"),
     'persona "wary": no move kind "speach". Did you mean "speech"?'),
    (("personas", "wary"), {"agenda": [{"kind": "speech", "push": 1, "with": {"voice": "lowkey"}}]},
     ("personas", "wary", "agenda", 0, "with", "voice"), 'persona "wary": no voice of speech "lowkey". Did you mean "low-key"?'),
    (("personas", "wary"), {"habits": {"voice": ["loud"]}}, ("personas", "wary", "habits", "voice", 0), 'persona "wary": no voice "loud".'),
    (("objectives", "nato-trust"), {"actor": "nata"}, ("objectives", "nato-trust", "actor"),
     'objective "nato-trust": no actor "nata". Did you mean "nato"?'),
    (("objectives", "nato-trust"), {"score": "trust[republics, uk]"}, ("objectives", "nato-trust", "score"),
     'objective "nato-trust": no actor "uk".'),
    (("objectives", "nato-trust"), {"best": 20}, ("objectives", "nato-trust", "best"),
     'objective "nato-trust": worst and best are both 20.'),
    (("plans", "two"), {"seats": [named("west", actors=["nato", "us", "germany"])]}, ("plans", "two", "seats", 0, "actors", 2),
     'seat plan "two": no actor that plays "germany".'),
    (("plans", "two"), {"seats": [named("west", actors=["nato"]), named("east", actors=["nato"])]},
     ("plans", "two", "seats", 1, "actors", 0), 'seat plan "two": "nato" sits in "west" already.'),
    (("briefs", "nato"), {"actor": "nata"}, ("briefs", "nata", "actor"), 'brief: no actor "nata". Did you mean "nato"?'),
    (("record", "1"), {"facts": ["F9"]}, ("record", 1, "facts", 0), 'record of turn 1: no fact "F9".'),
]  # fmt: skip


@pytest.mark.parametrize(("item", "changes", "where", "text"), CROSS, ids=[f"{line[0][1]} {line[2][2:]} {line[1]}" for line in CROSS])
def test_a_reference_to_nothing_is_placed_and_named(item: tuple[str, str], changes: dict[str, Any], where: tuple[Any, ...], text: str):
    found = {(fault.where, fault.text) for fault in faults(changed(*item, **changes))}

    assert (where, text) in found


def test_a_set_of_names_that_is_misspelt_in_an_opening_is_found():
    opening = {**world_data()["opening"], "trust": {"kazakstan": 3}, "haet": 3, "fear": 101, "heat": {"us": 1}, "goodwill": {"us": 3}}

    assert [(fault.where, fault.text, fault.on_key) for fault in faults(a_world(opening=opening))] == [
        (("opening", "trust", "kazakstan"), 'opening: no actor "kazakstan". Did you mean "kazakhstan"?', True),
        (("opening", "goodwill", "us"), 'opening: goodwill has no place for "us", which is not in regional.', True),
        (("opening", "fear"), "opening: fear runs from 0 to 100; found 101.", False),
        (("opening", "heat"), "opening: heat needs a whole number from 0 to 100.", False),
        (("opening", "haet"), 'opening: no track "haet". Did you mean "heat"?', True),
    ]


def test_tracks_without_an_opening_are_a_warning():
    data = world_data()
    del data["opening"]["heat"]
    del data["opening"]["trust"]["kazakhstan"]["us"]

    assert texts(a_world(opening=data["opening"]), warning=True)[-6:-4] == [
        'opening: trust of kazakhstan says nothing of "us", which starts at the prior, 50.',
        'opening: nothing says where "heat" starts, so it starts at its prior, 50.',
    ]


def test_one_name_stands_for_one_thing():
    data = world_data()
    data["tracks"].append(named("western", text="A track."))
    data["tracks"].append(named("turn", text="A track."))
    data["moves"].append(named("signal", text="S.", group="S", by=["us"], claims=["how"]))
    found = faults(a_world(tracks=data["tracks"], moves=data["moves"], opening={**data["opening"], "western": 1, "turn": 1}))

    assert [(fault.where, fault.text) for fault in found] == [
        (("tracks", "turn", "id"), '"turn" is a word of the rule language; choose another id for this track.'),
        (("tracks", "western", "id"), '"western" is a set already; a track needs another name.'),
        (("moves", "signal", "id"), '"signal" is an order that every seat has; this kind of move needs another id.'),
    ]


def test_a_set_holds_actors_or_values():
    found = faults(changed("sets", "threats", members=["narcotics", "us"]))

    assert found[0] == Fault(
        ("sets", "threats", "members"), 'set "threats" mixes actors ("us") and values of issue ("narcotics"); a set holds one or the other.'
    )


def test_measures_may_stand_on_measures_but_not_on_themselves():
    data = world_data()["measures"]
    data += [named("one", equals="two + 1", text="T."), named("two", equals="three", text="T."), named("three", equals="four", text="T."),
             named("four", equals="heat", text="T."), named("ring", equals="gnir", text="T."),
             named("gnir", equals="ring", text="T.")]  # fmt: skip

    assert sorted(texts(a_world(measures=data))) == [
        'measure "gnir" goes in a circle: gnir uses ring, which uses gnir.',
        'measure "one" is too deep: one uses two, which uses three, which uses four.',
        'measure "ring" goes in a circle: ring uses gnir, which uses ring.',
    ]


def test_injects_that_come_back_to_themselves_at_once_are_a_fault_that_names_the_circle():
    data = world_data()
    injects = [part for part in data["injects"] if part["id"] != "summit"]
    injects += [
        named("a", text="T.", then=["heat +1", "inject b"], claims=["how"]),
        named("b", text="T.", then="inject c after wait[us]", claims=["how"]),
        named("c", text="T.", then="inject a", claims=["how"]),
        named("again", text="T.", then="inject again", claims=["how"]),
        named("later", text="T.", then="inject later after 1", claims=["how"]),
    ]

    found = faults(a_world(injects=injects))

    assert found == [
        Fault(("injects", "a", "then", 1),
              'inject "a": it comes back to itself within one half-year: a → b → c → a. Put "after 1" on one of them.'),
        Fault(("injects", "again", "then", 0),
              'inject "again": it comes back to itself within one half-year: again → again. Put "after 1" on one of them.'),
    ]  # fmt: skip


def test_what_rests_on_nothing_is_a_warning():
    rules = [
        named("bare", stage="drift", then="heat +1"),
        named("guess", stage="drift", then="heat +1", basis="assumption"),
        named("by-name", stage="drift", then="trust[kazakhstan, us] +1", claims=["how"]),
        named("by-name-and-place", stage="drift", then="trust[kazakhstan, us] +1", claims=["how", "place"]),
        named("by-name-and-guess", stage="drift", then="trust[kazakhstan, us] +1", basis="assumption", why="We think so."),
        a_rule("fine", "drift", "heat +1"),
    ]
    found = {fault.where: fault.text for fault in faults(a_world(rules=rules), warning=True)}

    assert found[("rules", "bare")] == 'rule "bare" rests on nothing: name its claims, or say basis: assumption and why.'
    assert found[("rules", "guess", "basis")] == 'rule "guess" is an assumption without a reason; say why.'
    assert found[("rules", "by-name")] == (
        'rule "by-name" names "kazakhstan" and "us", and no claim of the setting stands behind it; '
        "let openings and sets carry the difference, or say basis: assumption and why."
    )
    assert not {("rules", "by-name-and-place"), ("rules", "by-name-and-guess"), ("rules", "fine")} & set(found)


def test_a_claim_that_nothing_uses_and_a_watch_that_nothing_feeds_are_warnings():
    data = world_data()
    claims = [*data["claims"], {"id": "lost", "where": ["x/1"], "kind": "advice", "claim": "C.", "shows": "S."}]
    watches = [*data["watches"], named("idle", of="programmes", tag="words")]
    found = {fault.where: fault.text for fault in faults(a_world(claims=claims, watches=watches), warning=True)}

    assert found[("claims", "lost")] == 'claim "lost": nothing uses it.'
    assert found[("watches", "idle")] == 'watch "idle": nothing feeds it, so it never moves.'


def test_a_broken_scenario_is_not_compiled():
    with pytest.raises(ValueError, match='the scenario has faults; the first: rule "tried": no track "haet"'):
        compile_rulebook(with_rule("haet +1"))


@pytest.mark.parametrize("line", ["", " ", "(", "[", ".", "x", "not", "if", "1 1", "a[", "a.b.c", "max(", "moves[", "-" * 400, "é > 1"])
def test_no_line_makes_the_parser_stumble(line: str):
    for parse in (grammar.parse_condition, grammar.parse_each, grammar.parse_effect, grammar.parse_odds, grammar.parse_sum):
        try:
            parse(line)
        except grammar.SlipError as slip:
            assert 0 <= slip.at <= len(line)


DECIDED = [
    ("drift", {"when": "heat > 100"}, "this never holds here: what is asked for is from 0 to 100."),
    ("drift", {"when": "heat >= 0"}, "this always holds here: what is asked for is from 0 to 100."),
    ("drift", {"when": ["heat < 20", "heat > 40"]}, "this never holds here: what is asked for is from 0 to 19.9."),
    ("drift", {"when": "heat < 20 and heat > 40"}, "this never holds here: what is asked for is from 0 to 19.9."),
    ("drift", {"when": "not (heat < 120)"}, "this always holds here: what is asked for is from 0 to 100."),
    ("drift", {"each": "R in republics", "when": "calm[R] > 100"}, "this never holds here: what is asked for is from 0 to 100."),
    ("drift", {"when": "ladder > 2"}, "this never holds here: what is asked for is from -2 to 2."),
    ("drift", {"when": "total(fear[R] for R in republics) > 300"}, "this never holds here: what is asked for is from 0 to 300."),
    ("drift", {"when": "moves[tag work] < 0"}, "this never holds here: what is asked for is 0 or more."),
    ("drift", {"when": "turn > 20"}, "this never holds: turns end with turn 4."),
    ("drift", {"when": "heat + heat > 200"}, "this never holds here: what is asked for is from 0 to 200."),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "more", "text"), DECIDED, ids=[str(line[1]) for line in DECIDED])
def test_a_comparison_that_numbers_decide_is_a_warning(stage: str, more: dict[str, Any], text: str):
    scenario = with_rule("heat +1", stage, **more)

    assert texts(scenario) == []
    assert f'rule "tried": {text}' in texts(scenario, warning=True)


OPEN = ["heat > 99", "heat < 20 or heat > 40", "turn > 20 or heat > 3", "turn >= 1", "rung[narcotics] >= 5", "since[loud_words, us] > 40"]


@pytest.mark.parametrize("when", OPEN)
def test_a_comparison_that_may_go_either_way_is_no_warning(when: str):
    assert not [text for text in texts(with_rule("heat +1", when=when), warning=True) if "tried" in text]


def test_an_objective_beyond_what_its_score_can_be_is_a_warning():
    scenario = changed("objectives", "nato-trust", score="trust[republics, us]", worst=110, best=170)

    assert [text for text in texts(scenario, warning=True) if "nato-trust" in text] == [
        'objective "nato-trust": its score lies between 0 and 100, so that worst: 110 is never reached.',
        'objective "nato-trust": its score lies between 0 and 100, so that best: 170 is never reached.',
    ]


def test_an_inject_dated_outside_of_play_is_a_warning():
    for date, outside in (("2007-09", True), ("2007-10", False), ("2009-09", False), ("2009-10", True)):
        said = texts(changed("injects", "summit", date=date), warning=True)

        assert any("outside of what is played: 4 half-years from 2007-10 on" in text for text in said) == outside, date


def test_a_condition_on_a_modality_that_no_kind_at_hand_has_is_a_warning():
    for line in ("voice is low-key", "voice is not public", "voice in [low-key, public]"):
        scenario = with_rule("heat +1", "moves", when=["kind is crackdown", line])

        assert 'rule "tried": no kind of move that this concerns has voice, so it never holds.' in texts(scenario, warning=True), line


BRACES = [
    (("injects", "unrest"), {"text": "In {subjct}."}, ("injects", "unrest", "text"),
     'inject "unrest": "{subjct}" stands for nothing here. Did you mean "{subject}"?'),
    (("injects", "unrest"), {"title": "In {subject}"}, ("injects", "unrest", "title"), 'inject "unrest": "{subject}" stands for nothing here.'),
    (("tracks", "trust"), {"title": "Trust of {X} in {Z}"}, ("tracks", "trust", "title"), 'track "trust": "{Z}" stands for nothing here.'),
    (("tracks", "heat"), {"title": "Heat of {X}"}, ("tracks", "heat", "title"), 'track "heat": "{X}" stands for nothing here.'),
    (("objectives", "nato-trust"), {"text": "Be {actor}."}, ("objectives", "nato-trust", "text"),
     'objective "nato-trust": "{actor}" stands for nothing here.'),
]  # fmt: skip


@pytest.mark.parametrize(("item", "changes", "where", "text"), BRACES, ids=[line[3] for line in BRACES])
def test_what_stands_in_braces_and_for_nothing_is_a_fault(
    item: tuple[str, str], changes: dict[str, Any], where: tuple[Any, ...], text: str
):
    assert [(fault.where, fault.text) for fault in faults(changed(*item, **changes))] == [(where, text)]


def test_titles_and_texts_may_name_their_places_and_their_subject():
    data = world_data()
    data["tracks"][1]["title"] = "Trust of {X} in {Y}"
    data["injects"] = [{**part, "text": "In {subject}."} if part["id"] == "unrest" else part for part in data["injects"]]

    assert texts(a_world(tracks=data["tracks"], injects=data["injects"])) == []


def test_a_claim_stands_in_a_section_of_the_brief():
    head = {**world_data()["head"], "sections": {"pragmatism": "Pragmatism", "settings": "Settings"}}

    assert texts(a_world(head=head)) == ['claim "place": no section of the brief "setting". Did you mean "settings"?']
