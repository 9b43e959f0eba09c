"""`exercise schema`: print the JSON Schema of scenario files.

One schema serves every file of a scenario: scenario.yaml with its title, start and turns, the files that hold sections, and those of
experiments. Names across files and the text of rules are for `exercise check`.
"""

from __future__ import annotations

import argparse
import ast
import inspect
from types import ModuleType
from typing import Any, TypeGuard

from exercise.cli import arguments
from exercise.cli.output import say_json
from exercise.model import experiment as tests
from exercise.model import scenario as model

LONGEST_LINE = 800
"""What marks a line of text in the models: one may stand where a list of them may."""
ABOUT = {
    "id": "The name by which everything else speaks of it: small letters, digits, hyphens.",
    "title": "What people at the table read as its name.",
    "short": "A shorter form of its title, where there is little room.",
    "text": "What people at the table read about it.",
    "order": "Where it stands in lists: lower first.",
    "claims": "Ids of the claims of the brief that it rests on.",
    "facts": "Ids of the facts of the record that it rests on.",
    "basis": "`assumption` where it rests on no claim.",
    "why": "The reason for it, or for what was assumed.",
    "of": "The set, or the sets, that it goes over.",
    "by": "Whose it is: an actor or a set; for a table, what its rows are by.",
    "to": "Towards whom: an actor or a set.",
    "kind": "Which kind of it is meant.",
    "tag": "A tag of kinds of move.",
    "tags": "Words by which rules speak of several kinds of move together.",
    "kinds": "Ids of kinds of move.",
    "injects": "Ids of injects; in an arm, those that happen by hand.",
    "inject": "The id of an inject.",
    "without_injects": "Ids of injects that are left out.",
    "actor": "The id of an actor.",
    "actors": "Ids of actors.",
    "target": "Whom it is aimed at.",
    "turn": "Which turn, from 1.",
    "turns": "How many turns; in a script, the moves of each.",
    "start": "The month in which play starts, such as 2007-10.",
    "date": "When: a month or a day.",
    "since": "From when on.",
    "until": "Before when.",
    "when": "Conditions that must all hold.",
    "each": "Lines such as `R in republics`: it is worked out for each.",
    "then": "What follows, one effect to a line.",
    "otherwise": "What follows, or is said, where the condition does not hold; in a script, who decides once it is silent.",
    "chance": "How likely it is, in percent, before the odds.",
    "odds": "Signed lines that make it more or less likely.",
    "stage": "When in a turn the rule is worked out.",
    "name": "A name of an actor or of a value.",
    "uses": "The library that the scenario builds on.",
    "minutes": "How long the session lasts at the table.",
    "places": "The set of actors that the board shows one by one.",
    "place": "What one of the places is called inside a sentence.",
    "answering": "The tag of kinds of move that make good on a red line.",
    "plays": "Whether somebody can play it.",
    "persona": "The persona that plays it where no person does.",
    "below": "The number that the band does not reach any more.",
    "a_turn": "Capital that each turn brings.",
    "carry": "Capital that may be carried over to the next turn.",
    "moves": "How many moves an actor may make a turn.",
    "where": "Where the brief says it, as section/paragraph; in a case, what stands for each $NAME.",
    "claim": "What the brief says, in words of one's own.",
    "shows": "What at the table shows it.",
    "quorum": "`all`: every one of them must consent; `each`: each agrees for itself.",
    "no_objection": "Whether not to object is enough.",
    "silence": "What no answer counts as.",
    "sure": "How sure it is: A (well sourced) to C (disputed).",
    "source": "Where it is known from.",
    "range": "The lowest and the highest that it can be.",
    "others": "What those see who do not see the number; in an experiment, who plays all that is not named.",
    "audience": "Who reads it: `all`, `facilitator`, `subject`, actors or sets.",
    "once": "Whether it happens once at most.",
    "equals": "The sum that it is, over X and Y.",
    "good": "Which way is welcome for the region as a whole.",
    "values": "What it can be, each with an id and a title.",
    "default": "What it is for kinds that do not list it; `self` is the actor.",
    "modalities": "The ways in which it may be carried out, each with the values allowed; the first is the default.",
    "cost": "What it costs in capital.",
    "most": "How many at once at most.",
    "needs": "What must hold for it to be open.",
    "private": "Whether the other seats do not read it.",
    "score": "The sum that is read at the end.",
    "worst": "The sum that scores 0.",
    "best": "The sum that scores 100.",
    "wants": "What it wants, each with its weight.",
    "agenda": "Moves that it leans towards of its own accord.",
    "what": "A sum over tracks and measures.",
    "weight": "What a point of it is worth.",
    "push": "How much more than its consequences it is worth.",
    "with": "Its modalities.",
    "upkeep": "Capital that it costs each turn.",
    "choices": "The ways to react; the first is what silence means.",
    "move": "A move as one line, such as `nato: border-guards uzbekistan`.",
    "people": "How many people sit at the table.",
    "seats": "The seats, each with its actors.",
    "members": "Names of actors or values, each with dates where it was one for a time.",
    "rows": "A number for each value.",
    "other": "The number for values that have no row.",
    "consults": "The set that is shown the move first.",
    "keeps": "`secret` holds the move back from all but the parties; `public` undoes that.",
    "situation": "What everyone reads before the first turn.",
    "opening": "Where tracks stand at the start.",
    "running": "Programmes under way at the start.",
    "record": "What really happened, turn by turn.",
    "answers": "How offers are answered: one word for all, or a word for each kind.",
    "scripts": "What actors do turn by turn.",
    "named": "Who plays an actor or a set of actors: a persona, `random` or `hold`.",
    "arms": "The ways in which the games are set up.",
    "outcomes": "What is read from the games and compared.",
    "compare": "The arms that are compared: one, two or four.",
    "expect": "Which way the difference is to go.",
    "only": "The scenarios it is meant for; all when left out.",
    "variant": "The variant that is meant.",
    "holds": "A condition that must hold, or a list of them.",
    "objectives": "Actor to words that must stand in one of its objectives.",
    "sum": "A sum over tracks and measures.",
    "least": "The least difference that counts.",
    "than": "What the difference is compared with, instead of zero.",
    "held": "Whether it is kept out while numbers are tuned.",
}
"""What a property means where its model does not say; the models' own words come first."""


def options(parser: arguments.Parser) -> None:
    """Say what the command does; it is given nothing."""
    parser.description = "Prints the JSON Schema of scenario files, from which editors offer completion and show slips as they are made."


def run(args: argparse.Namespace) -> int:
    """Return the exit code after printing the schema."""
    say_json(schema())
    return 0


def schema() -> dict[str, Any]:
    """Return the JSON Schema of one file of a scenario, its library or its experiments."""
    whole = model.Scenario.model_json_schema(by_alias=True)
    heads = [head.model_json_schema(by_alias=True) for head in (model.ScenarioHead, model.LibraryHead, tests.Experiments)]
    parts = {name: part for known in (*heads, whole) for name, part in known.get("$defs", {}).items()}
    del parts["ScenarioHead"]
    properties: dict[str, Any] = {}
    for known in (*reversed(heads), whole):
        properties |= {name: part for name, part in known["properties"].items() if name not in ("id", "variant", "head")}
    about = {**_descriptions(tests), **_descriptions(model)}
    _describe(properties, {**about["LibraryHead"], **about["ScenarioHead"], **about["Scenario"], **about["Experiments"]}, parts)
    for name, part in parts.items():
        _describe(part.get("properties", {}), about.get(name, {}), parts)
    properties["changes"] = {
        "type": "object",
        "description": "What of the library's items stands otherwise in this scenario: by section and id, the keys.",
        "additionalProperties": {"type": "object", "additionalProperties": {"type": "object"}},
    }
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of an exercise scenario",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": dict(sorted(parts.items())),
    }
    return dict(_loosened(made))


def _describe(properties: dict[str, Any], about: dict[str, str], parts: dict[str, Any]) -> None:
    """Give every property its description: the model's, that of the one model it holds, or the common one of its name."""
    for name, part in properties.items():
        held = [parts[ref.rsplit("/", 1)[1]].get("description", "") for ref in _refs(part)]
        part["description"] = about.get(name) or (held[0] if len(held) == 1 else "") or ABOUT[name]


def _refs(part: Any) -> list[str]:
    """Return the models that a property holds."""
    if isinstance(part, list):
        return [ref for item in part for ref in _refs(item)]
    if not isinstance(part, dict):
        return []
    return [part["$ref"]] if "$ref" in part else [ref for item in part.values() for ref in _refs(item)]


def _descriptions(module: ModuleType) -> dict[str, dict[str, str]]:
    """Return what the models' source says of each field, by model."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            said = found.setdefault(node.name, {})
            for field, text in zip(node.body, node.body[1:], strict=False):
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and _is_text(text):
                    said[field.target.id.removesuffix("_")] = ast.literal_eval(text.value)
    return found


def _is_text(node: ast.stmt) -> TypeGuard[ast.Expr]:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _loosened(part: Any, name: str = "") -> Any:
    """Return the schema with what files may write more shortly: one line or word instead of a list, a member's bare name."""
    if isinstance(part, list):
        return [_loosened(item) for item in part]
    if not isinstance(part, dict):
        return part
    made = {key: _loosened(value, key) for key, value in part.items() if key != "title" or not isinstance(value, str) or "$schema" in part}
    items = made.get("items", {})
    is_word = isinstance(items, dict) and str(items.get("pattern", "")).startswith("^[$A-Z")
    if made.get("type") == "array" and (items.get("maxLength") == LONGEST_LINE or is_word):
        kept = {key: made.pop(key) for key in ("description", "default") if key in made}
        return {"anyOf": [items, made, *([{"type": "null"}] if not is_word else [])], **kept}
    if name == "answers" and made.get("type") == "object":
        kept = {key: made.pop(key) for key in ("description", "default") if key in made}
        return {"anyOf": [made["additionalProperties"], made], **kept}
    if items == {"$ref": "#/$defs/Member"}:
        made["items"] = {"anyOf": [{"type": "string"}, items]}
    return made
