"""The papers of an exercise and its rehearsal: what lies on the table is right, whole and readable."""

from __future__ import annotations

import re

import pytest

from exercise.cli import main
from exercise.reading.report.timetable import divided, timetable
from exercise.render.pack import pack
from exercise.store.scenarios import load_scenario

HARMONY = load_scenario("harmony").scenario


@pytest.fixture(scope="module")
def papers() -> str:
    return pack(HARMONY, "five")


def sections(papers: str, word: str) -> list[str]:
    return [part for part in re.split(r"(?=<section)", papers) if word in part]


def test_a_team_of_several_has_a_tent_and_a_briefing_for_each(papers: str):
    tents = [re.findall(r'class="seat">([^<]*)', part)[0] for part in sections(papers, 'class="paper tent')]
    briefings = [re.findall(r"<h1>([^<]*)", part)[0] for part in sections(papers, "For this seat only")]

    assert tents[-6:] == ["The five republics", "Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"]
    assert briefings[-5:] == tents[-5:]
    assert not any("Uzbekistan" in part and "No Andijon and no Bishkek" not in part for part in sections(papers, "<h1>Uzbekistan"))


def test_a_card_offers_only_what_its_actor_can_ever_choose(papers: str):
    cards = {re.findall(r"<b>([^<]*)", part)[0]: part for part in sections(papers, "Sealed until the phase closes")}

    assert "Germany" in cards["NATO"] and ">Front<" in cards["NATO"]
    assert "Germany" in cards["EU"] and ">US<" not in cards["EU"]
    assert ">Front<" not in cards["China"] and ">Front<" not in cards["Uzbekistan"]


def test_papers_speak_of_nobody_by_an_id(papers: str):
    text = re.sub(r'<span class="code">[^<]*</span>' r"|<style.*?</style>|<[^>]+>", " ", papers, flags=re.DOTALL)

    assert re.findall(r"\b[a-z]+_[a-z_]+\b", text) == []
    assert "To the US" in text or "To the United States" in text


@pytest.mark.parametrize(("minutes", "turns"), [(120, 4), (120, 8), (40, 4), (10, 2), (600, 20)])
def test_the_minutes_add_up(minutes: int, turns: int):
    plan = timetable(minutes, turns)

    assert sum(share for _, share in plan.inside) == plan.turn
    assert plan.welcome + plan.practice + plan.turn * turns + plan.pause + plan.debrief <= minutes


def test_minutes_are_divided_whole():
    assert divided(18, [1, 12, 1, 1, 3]) == [1, 12, 1, 1, 3]
    assert divided(9, [1, 12, 1, 1, 3]) == [1, 5, 1, 1, 1]
    assert sum(divided(25, [5, 10, 15, 10, 5])) == 25


def test_a_rehearsal_fits_eighty_columns_and_says_what_comes(capsys: pytest.CaptureFixture[str]):
    assert main(["rehearse", "sahel", "--games", "4", "--jobs", "1"]) == 0

    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    assert "always  War in Libya" in told
    assert "asks the hosts" in told
    assert "Danger in the region" in told
    assert "Niger: An honest year" in told
