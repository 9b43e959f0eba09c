"""A rule's page says the rule in a sentence, and names what its symbols stand for; marks of the brief are said in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from exercise.model.scenario import Scenario
from exercise.reading.glossary import glossary
from exercise.reading.rule_words import in_words, names
from exercise.reading.sources import Sources, place_mark
from exercise.store.scenarios import load_scenario
from exercise.words import Words

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def harmony() -> Scenario:
    return load_scenario(ROOT / "scenarios" / "harmony").scenario


def test_a_rule_is_said_in_a_sentence_that_is_not_its_title(harmony: Scenario):
    rule = next(rule for rule in harmony.rules if rule.id == "envoy-listened")

    said = in_words(harmony, Words(harmony), rule)

    assert "how plain the aims of whoever moves look rises by 3, weighed by “Fog around the aims of X”" in said
    assert "quarrel between Washington and Moscow falls by 1" in said
    assert rule.title not in said
    assert "[" not in said


def test_no_rule_is_said_with_its_symbols_or_as_its_title(harmony: Scenario):
    sources = Sources(harmony, Words(harmony))

    for rule in harmony.rules:
        said = in_words(harmony, sources.words, rule)
        page = sources.leaf(f"rule:{rule.id}")
        assert page is not None
        assert not {"[", "{", "+"} & set(said), (rule.id, said)
        assert f"In words: {rule.title}" not in "".join(text for _, text in page.text)
        assert [text for _, text in page.text if text.startswith("In words:")] == ([f"In words: {said}"] if said else [])


def test_what_cannot_be_said_is_left_to_the_lines_below(harmony: Scenario):
    rule = next(rule for rule in harmony.rules if rule.id == "base-lost")

    assert in_words(harmony, Words(harmony), rule).endswith("and more, as below.")


def test_the_symbols_of_a_rule_stand_beside_their_titles(harmony: Scenario):
    rule = next(rule for rule in harmony.rules if rule.id == "help-that-arrives-is-believed")

    found = dict(names(harmony, rule))

    assert found["trust"] == "Trust of X in Y"
    assert found["felt"] == "How far a kind of help meets what rulers ask for"
    assert found["republics"] == "The five republics"


def test_a_mark_of_the_brief_is_said_in_full_on_its_page_and_in_help(harmony: Scenario):
    sources = Sources(harmony, Words(harmony))

    for claim in harmony.claims:
        page = sources.leaf(f"claim:{claim.id}")
        assert page is not None
        assert page.sub.startswith(f"{place_mark({claim.id: claim}, (claim.id,))}: {sources.words.places(claim.where[:1])}"[:30])
    [entry] = [entry for entry in glossary(harmony) if "a place in the brief:" in entry.meaning]
    assert "Game is The Benefits of Competition" in entry.meaning
