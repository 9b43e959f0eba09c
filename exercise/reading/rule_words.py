"""A rule in words, as far as its lines can be said: what moves, which way, by how much and weighed by what; and what its names stand for.

Lines that cannot be said stay as the program reads them; nothing is worked out here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exercise.words import Words, joined

if TYPE_CHECKING:
    from exercise.model.scenario import Rule, Scenario

ROLES = {"actor": "whoever moves", "target": "whom it is for", "targets": "each that it is for"}
"""What the names of a move's parts stand for."""
_CHANGE = re.compile(r"^(?P<name>[a-z_]+)(?:\[(?P<of>[^\[\]]*)\])? (?P<by>[+-][0-9.]+)(?P<rest>(?: .*)?)$")
_DRIFT = re.compile(r"^(?P<name>[a-z_]+)(?:\[(?P<of>[^\[\]]*)\])? toward (?P<to>[a-z0-9_.]+) by (?P<by>[0-9.]+)(?P<rest>(?: .*)?)$")
_TAIL = re.compile(r" (?:if|after|fading|for) ")
_NAME = re.compile(r"(?<![\w.-])[a-z][a-z_]*(?![\w-])")


def in_words(scenario: Scenario, words: Words, rule: Rule) -> str:
    """Return what a rule does in a sentence; empty where none of its lines can be said."""
    bound = {}
    for line in rule.each:
        name, _, of = line.partition(" in ")
        bound[name] = of.split(" ")[0]
    said = [told for line in rule.then if (told := _line(scenario, words, bound, line))]
    if not said:
        return ""
    more = "; and more, as below" if len(said) < len(rule.then) or rule.otherwise else ""
    return f"where it applies, {'; '.join(said)}{more}."


def names(scenario: Scenario, rule: Rule) -> tuple[tuple[str, str], ...]:
    """Return the tracks, measures, tables and sets that a rule names, each with its title, in their order of appearance."""
    titles = _titles(scenario) | {group.id: group.title for group in scenario.sets}
    lines = (*rule.each, *rule.when, *rule.odds, *rule.then, *rule.otherwise)
    found = dict.fromkeys(name for line in lines for name in _NAME.findall(line) if name in titles)
    return tuple((name, titles[name]) for name in found)


def _titles(scenario: Scenario) -> dict[str, str]:
    titles = {table.id: table.title for table in scenario.tables}
    titles |= {measure.id: measure.title for measure in scenario.measures} | {family.id: family.title for family in scenario.tracks}
    return {id: title.replace("{X}", "X").replace("{Y}", "Y") for id, title in titles.items()}


def _line(scenario: Scenario, words: Words, bound: dict[str, str], line: str) -> str:
    change, drift = _CHANGE.match(line), _DRIFT.match(line)
    found = change or drift
    family = next((family for family in scenario.tracks if found and family.id == found["name"]), None)
    if found is None or family is None:
        return ""
    keys = [_who(scenario, words, bound, key.strip()) for key in (found["of"] or "").split(",") if key.strip()]
    title = family.title
    for hole, key in zip(("{X}", "{Y}"), keys, strict=False):
        title = title.replace(hole, key)
    if "{" in title:
        return ""
    title = words.within(title)
    tail = _TAIL.search(found["rest"] + " ")
    rest, then = (found["rest"][: tail.start()], found["rest"][tail.start() :]) if tail else (found["rest"], "")
    titles = _titles(scenario)
    factors = [_factor(titles, factor) for factor in _split(rest)]
    if change:
        by = change["by"]
        text = f"{title} {'rises' if by[0] == '+' else 'falls'} by {by[1:]}"
    else:
        to = titles.get(found["to"])
        text = f"{title} moves by {found['by']} toward {f'“{to}”' if to else found['to']}"
    text += f", weighed by {joined(factors)}" if factors else ""
    return text + (" (under a condition)" if " if " in then else "")


def _split(text: str) -> list[str]:
    """Return the factors of a product; what stands in brackets belongs to the name before it."""
    depth, flat = 0, ""
    for sign in text:
        depth += (sign == "[") - (sign == "]")
        flat += sign if not depth and sign != "]" else ""
    return [factor.strip() for factor in flat.split(" x ") if factor.strip()]


def _factor(titles: dict[str, str], factor: str) -> str:
    return f"“{titles[factor]}”" if factor in titles else f"`{factor}`"


def _role(scenario: Scenario, name: str) -> str:
    """Return what a name of a move's part stands for inside a sentence; empty for any other name."""
    if name == "subject":
        return f"the {scenario.head.place} concerned"
    modality = next((modality for modality in scenario.modalities if modality.id == name), None)
    if modality is not None:
        return modality.said or f"its {modality.title[:1].lower()}{modality.title[1:]}"
    return ROLES.get(name, "")


def _who(scenario: Scenario, words: Words, bound: dict[str, str], key: str) -> str:
    last = key.rpartition(".")[2]
    if role := _role(scenario, last):
        return role
    if key in bound:
        group = bound[key].rpartition(".")[2]
        title = next((one.title for one in scenario.sets if one.id == group), "")
        return f"each of {words.within(title)}" if title else _role(scenario, group) or f"each of {group}"
    return words.name(key)
