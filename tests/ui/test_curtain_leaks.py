"""Nothing of one seat is left where another can come by it: a whole turn at one keyboard, with a word in every secret that can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from exercise.desk.keyboard import TABLE
from exercise.model.play import FACILITATOR, Move
from exercise.model.scenario import Scenario
from exercise.session import Session
from exercise.store.scenarios import load_scenario
from exercise.ui.app import ExerciseApp, Folders, Start
from tests.ui.test_flows import on, shown, until

SEATS = ("nato", "russia", "kazakhstan")


def canary(seat: str, what: str) -> str:
    """Return the word by which a secret of a seat is known again."""
    return f"ZQ{what}{seat}".upper()


def secrets() -> dict[str, tuple[str, ...]]:
    """Return each word that can be told apart, with the seats that may come by it."""
    own = {canary(seat, what): (seat,) for seat in SEATS for what in ("aim", "brief", "actor", "note", "reason", "toast", "copy", "draft")}
    own |= {canary(FACILITATOR, "note"): (FACILITATOR,)}
    return own | {canary("nato", "message"): ("nato", "russia"), canary("nato", "signal"): ("nato", "kazakhstan")}


def with_canaries() -> Scenario:
    """Return the practice scenario with a word in each seat's private aims and briefings."""
    data = load_scenario("practice").scenario.model_dump(mode="json", by_alias=True)
    for goal in data["objectives"]:
        if goal["actor"] in SEATS:
            goal |= {"text": f"{canary(goal['actor'], 'aim')} {goal['text']}", "private": True}
    for brief in data["briefs"]:
        if brief["actor"] in SEATS:
            brief["text"] = f"{canary(brief['actor'], 'actor')} {brief['text']}"
    for plan in data["plans"]:
        for seat in plan["seats"]:
            seat["brief"] = canary(seat["id"], "brief") if plan["id"] == "three" and seat["id"] != "russia" else None
    return Scenario.model_validate(data)


def texts(value: object, depth: int = 0) -> Iterator[str]:
    """Yield every text within plain values; of objects, only what their own words say."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list, set, frozenset)) and depth < 8:
        for item in value:
            yield from texts(item, depth + 1)
    elif isinstance(value, dict) and depth < 8:
        for key, item in value.items():
            yield from texts(key, depth + 1)
            yield from texts(item, depth + 1)


def reachable(pilot: Pilot[int]) -> str:
    """Return all that the app shows or keeps where the person at the keyboard could come by it."""
    app: Any = pilot.app
    found = [shown(pilot), app.title, app.sub_title, app.clipboard, *(note.message for note in app._notifications)]
    for screen in app.screen_stack:
        found += [str(screen.title), str(screen.sub_title), screen.get_selected_text() or ""]
        for widget in [screen, *screen.walk_children()]:
            found += [str(widget.border_title), str(widget.border_subtitle), str(widget.tooltip)]
            found += texts({name: value for name, value in vars(widget).items() if name not in ("_parent", "app")})
            if isinstance(widget, Input):
                found.append(widget.value)
        found += [str(widget) for widget in screen.focus_chain]
    return "\n".join(found)


def assert_only(pilot: Pilot[int], seat: str) -> None:
    """Fail where a word can be come by that this seat may not know; an empty seat may know none."""
    everything = reachable(pilot)
    for word, may in secrets().items():
        assert seat in may or word not in everything, f"{word} is there for {seat or 'all'} on {pilot.app.screen}"


async def looked_at(pilot: Pilot[int], seat: str, found: set[str]) -> None:
    """Open all that a desk opens into, fail where another seat is in it, and keep what was found of its own."""
    name = type(pilot.app.screen).__name__
    for key in {"Decision": ("", "l", "x", "s", "w", "question_mark", "ctrl+p"), "Curtain": ("question_mark", "ctrl+p")}.get(name, ("",)):
        if key:
            await pilot.press(key)
            await until(pilot, lambda: not on(pilot, name)(), f"what {key} opens")
            await pilot.pause()
        assert_only(pilot, seat)
        everything = reachable(pilot)
        found |= {word for word in secrets() if word in everything}
        if key:
            await pilot.press("escape")
            await until(pilot, on(pilot, name), "the way back")


async def because(pilot: Pilot[int], text: str) -> None:
    """Give the draft a reason."""
    await pilot.press("r")
    await until(pilot, lambda: bool(pilot.app.screen.query(Input)), "a field to write in")
    pilot.app.screen.query_one(Input).value = text
    await pilot.press("enter")
    await until(pilot, on(pilot, "Decision"))


async def test_a_whole_turn_at_one_keyboard_leaves_nothing_of_a_seat_to_another(tmp_path: Path):
    path = tmp_path / "canaries.jsonl"
    holders = dict.fromkeys(SEATS, "person") | {FACILITATOR: "program"}
    with Session.create(with_canaries(), path=path, plan="three", holders=holders, seed=3) as session:
        session.submit("facilitator: close-phase", FACILITATOR)
        for seat in SEATS:
            session.submit(Move(seat, "note", (), (("text", canary(seat, "note")),)), seat)
        session.submit(Move("nato", "message", ("russia",), (("text", canary("nato", "message")),)), "nato")
        signal = (("about", "border-guards"), ("text", canary("nato", "signal")), ("type", "promise"), ("voice", "low-key"))
        session.submit(Move("nato", "signal", ("kazakhstan",), signal), "nato")
    app = ExerciseApp(Start(save=str(path)), Folders(None, tmp_path))
    found: dict[str, set[str]] = {seat: set() for seat in SEATS}
    curtains = 0
    seen: list[tuple[str, str]] = []
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await until(pilot, on(pilot, "Curtain"))
        for _ in range(80):
            name, seat = type(app.screen).__name__, app.desk.seat if app.has_desk else ""
            turn = app.keyboard.session.state.turn
            seen.append((name, seat))
            if name == "Curtain":
                curtains += 1
                await until(pilot, lambda: "Curtain" in shown(pilot))
                assert_only(pilot, "")
                assert not app.has_desk
                if curtains == 1:
                    await looked_at(pilot, "", set())
                await pilot.press("o")
            elif seat not in SEATS:
                assert_only(pilot, "")
                await pilot.press("a", "enter")
            elif name == "Decision" and turn == 1:
                await because(pilot, canary(seat, "reason"))
                await pilot.press("enter")
                await until(pilot, lambda seat=seat: canary(seat, "reason") in str(app.keyboard.session.state.moves), "the order")
                await because(pilot, canary(seat, "draft"))
                app.copy_to_clipboard(canary(seat, "copy"))
                app.tell(canary(seat, "toast"))
                await looked_at(pilot, seat, found[seat])
                await pilot.press("c", "enter")
            elif name == "Decision":
                await looked_at(pilot, seat, found[seat])
                if seat == SEATS[-1]:
                    break
                await pilot.press("q")
                await until(pilot, on(pilot, "Curtain"))
                assert_only(pilot, "")
                await pilot.press("down")
            else:
                await looked_at(pilot, seat, found[seat])
                await pilot.press("enter")
            await pilot.pause(0.05)

    assert [seat for name, seat in dict.fromkeys(seen) if name == "Decision"] == list(SEATS)
    assert ("ReadOut", TABLE) in seen
    for before, after in pairwise(seen):
        assert before[1] == after[1] or "Curtain" in (before[0], after[0]), f"no curtain between {before} and {after}"
    for word, may in secrets().items():
        if word not in (canary("russia", "brief"), canary("nato", "actor"), canary("kazakhstan", "actor"), canary(FACILITATOR, "note")):
            assert all(word in found[seat] for seat in may), f"{word} was never there at all: the test would not notice a leak"


async def test_between_console_and_desk_nothing_of_either_is_left(tmp_path: Path):
    path = tmp_path / "canaries.jsonl"
    with Session.create(
        with_canaries(), path=path, plan="three", holders=dict.fromkeys((*SEATS, FACILITATOR), "person"), seed=3
    ) as session:
        for _ in range(2):
            session.submit("facilitator: close-phase", FACILITATOR)
        session.submit(Move(FACILITATOR, "note", (), (("text", canary(FACILITATOR, "note")),)), FACILITATOR)
        session.submit(Move("nato", "message", ("russia",), (("text", canary("nato", "message")),)), "nato")
    app = ExerciseApp(Start(save=str(path)), Folders(None, tmp_path))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await until(pilot, on(pilot, "Curtain"))
        assert_only(pilot, "")
        await pilot.press("o")
        await until(pilot, on(pilot, "ConsoleScreen"))
        await until(pilot, lambda: canary(FACILITATOR, "note") in reachable(pilot), "the facilitator's note")
        await pilot.press("k")
        await until(pilot, on(pilot, "Curtain"))
        assert_only(pilot, "")
        await pilot.press("o")
        await until(pilot, on(pilot, "Briefing"))
        assert_only(pilot, "nato")
        await pilot.press("enter")
        await until(pilot, on(pilot, "Decision"))
        await pilot.press("c", "enter")
        await until(pilot, on(pilot, "Curtain"))
        assert "The facilitator" in shown(pilot)
        assert_only(pilot, "")
