"""Titles of rules that work both ways: what is said beside a rise must be true beside a fall."""

from __future__ import annotations

import re

import pytest

from exercise.model.scenario import Rule
from exercise.store.scenarios import load_scenario

SHIPPED = ("practice", "harmony", "andijon", "sahel")
READ_BOTH_WAYS = {
    "aims-as-plain-as-the-plan": "Aims look as plain as the plan behind them",
    "attention-wanders": "Attention goes where each capital sees its interest",
    "bad-news-builds-up": "Pressure at home follows the news from the region",
    "bread-finds-its-level": "Trade finds its level",
    "camp-struck": "A camp is struck, and stays quiet for a time",
    "campaigners-turn-to-other-matters": "Pressure settles once campaigners have been heard",
    "channel-through-moscow": "NATO speaks to the region through Moscow's own alliance",
    "crackdown-restores-order": "Troops in the street: order first, grievance later",
    "demand-met": "The host gave in and closed the base",
    "doors-follow-trust": "Doors follow trust, and suspicion closes them",
    "gangs-follow-the-traffic": "Gangs gain and lose with the traffic",
    "goodwill-finds-its-level": "In time each voice is judged by its troops and its quarrels",
    "harvest-moves-north": "How much of the harvest moves north",
    "help-is-noticed": "Help is noticed, and so is its flag",
    "host-of-the-talks": "Talks of Afghanistan's neighbours in their capital",
    "neighbours-draw-apart-or-together": "Russia and China stand as close as their quarrels with the West make them",
    "old-revolutions-fade": "Fear of revolution goes back to its usual level",
    "one-knows-what-they-want": "Those whose aims are plain are believed, and those who puzzle are not",
    "one-plan": "The West follows one plan",  # toward a mark at which nothing is left to do
    "order-follows-threats": "Order follows threats, bread and the strength of the state",
    "plans-drift-apart": "Without a plan the capitals go back to their usual distance",
    "preachers-find-listeners": "Preachers gain and lose listeners with grievance",
    "quarrel-cools": "A quarrel that nobody feeds goes back to its usual heat",
    "rule-finds-its-level": "Rule settles where the weight of the West and the rulers' ease leave it",
    "rulers-judge-their-safety": "Rulers judge how safe they are",
    "sco-goes-at-its-members-pace": "The SCO goes at the pace at which its two great members pull together",
    "shadows-shorten": "Suppositions go back to their usual length when nothing feeds them",
    "supply-line-slackens": "A line that nobody tends goes back to its usual traffic",
    "suspicion-finds-its-level": "Suspicion settles where fear and fog leave it",
    "unannounced-breeds-suspicion": "How much they were told of what it is for",
    "unease-settles": "Unease goes back to its usual level when nobody speaks of it",
    "war-goes-its-way": "The war goes its own way",
    "war-spills-over-the-river": "How much of the war crosses the river",
}
"""Titles read against a rise and a fall, or of rules that meet one of the two only."""
EFFECT = re.compile(r"([a-z_]+)(?:\[[^]]*\])? (toward|[+-])")


def _lines(written: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written or ())


def _works_both_ways(rule: Rule) -> bool:
    ways: dict[str, set[str]] = {}
    for line in (*_lines(rule.then), *_lines(rule.otherwise)):
        found = EFFECT.match(line)
        if found:
            ways.setdefault(found[1], set()).add(found[2])
    return any("toward" in signs or len(signs) > 1 for signs in ways.values())


@pytest.mark.parametrize("scenario", SHIPPED)
def test_the_title_of_a_rule_that_works_both_ways_was_read_both_ways(scenario: str):
    both = {rule.id: rule.title for rule in load_scenario(scenario).scenario.rules if _works_both_ways(rule)}

    # A rule that is new here: read its title beside +1 and beside -1, make it true of both, then add it to the list.
    assert {id: title for id, title in both.items() if READ_BOTH_WAYS.get(id) != title} == {}


def test_every_title_in_the_list_is_in_use():
    used = {rule.id for scenario in SHIPPED for rule in load_scenario(scenario).scenario.rules if _works_both_ways(rule)}

    assert set(READ_BOTH_WAYS) == used
