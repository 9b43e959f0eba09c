"""`exercise schema`: print the JSON Schema of scenario files.

One schema serves every file of a scenario: scenario.yaml with its title, start and turns, and the files that hold sections. Names
across files and the text of rules are for `exercise check`.
"""

from __future__ import annotations

import argparse
import ast
import inspect
from typing import Any, TypeGuard

from exercise.cli import arguments
from exercise.cli.output import say_json
from exercise.model import scenario as model

LONGEST_LINE = 800
"""What marks a line of rule text in the models: one may stand where a list of them may."""


def options(parser: arguments.Parser) -> None:
    """Say what the command does; it is given nothing."""
    parser.description = "Prints the JSON Schema of scenario files, from which editors offer completion and show slips as they are made."


def run(args: argparse.Namespace) -> int:
    """Return the exit code after printing the schema."""
    say_json(schema())
    return 0


def schema() -> dict[str, Any]:
    """Return the JSON Schema of one file of a scenario."""
    whole = model.Scenario.model_json_schema(by_alias=True)
    head = model.ScenarioHead.model_json_schema(by_alias=True)
    parts = {**head.get("$defs", {}), **whole["$defs"]}
    del parts["ScenarioHead"]
    sections = {name: part for name, part in whole["properties"].items() if name not in ("id", "variant", "head")}
    about = _descriptions()
    properties = {**head["properties"], **sections}
    _describe(properties, {**about["ScenarioHead"], **about["Scenario"]})
    for name, part in parts.items():
        _describe(part.get("properties", {}), about.get(name, {}))
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of an exercise scenario",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": dict(sorted(parts.items())),
    }
    return dict(_loosened(made))


def _describe(properties: dict[str, Any], about: dict[str, str]) -> None:
    for name, text in about.items():
        if name in properties:
            properties[name]["description"] = text


def _descriptions() -> dict[str, dict[str, str]]:
    """Return what the models' source says of each field, by model."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(model)).body:
        if isinstance(node, ast.ClassDef):
            said = found.setdefault(node.name, {})
            for field, text in zip(node.body, node.body[1:], strict=False):
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and _is_text(text):
                    said[field.target.id.removesuffix("_")] = ast.literal_eval(text.value)
    return found


def _is_text(node: ast.stmt) -> TypeGuard[ast.Expr]:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _loosened(part: Any) -> Any:
    """Return the schema with what files may write more shortly: one rule line instead of a list, a member's bare name."""
    if isinstance(part, list):
        return [_loosened(item) for item in part]
    if not isinstance(part, dict):
        return part
    made = {key: _loosened(value) for key, value in part.items() if key != "title" or not isinstance(value, str) or "$schema" in part}
    items = made.get("items", {})
    if made.get("type") == "array" and items.get("maxLength") == LONGEST_LINE:
        kept = {key: made.pop(key) for key in ("description", "default") if key in made}
        return {"anyOf": [items, made], **kept}
    if items == {"$ref": "#/$defs/Member"}:
        made["items"] = {"anyOf": [{"type": "string"}, items]}
    return made
