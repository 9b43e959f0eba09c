"""Makes the pictures of the docs from the real app: `python docs/pictures/make.py`. Needs the app installed, and chromium for PNG files.

Each picture is a screen of a seeded session reached by keys, so that it can be made again whenever a screen changes.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# Set before Textual looks at the terminal: the pictures show what a terminal of today shows.
os.environ |= {"COLORTERM": "truecolor", "TERM": "xterm-256color", "TEXTUAL_COLOR_SYSTEM": "truecolor"}
os.environ.pop("NO_COLOR", None)

from exercise.model.play import FACILITATOR, Refusal
from exercise.ui.app import ExerciseApp, Folders, Start
from exercise.desk.keyboard import laid
from exercise.ui.theme import LIGHT

HERE = Path(__file__).parent
SIZE = (120, 40)


async def settled(pilot, name: str) -> None:
    """Wait for a screen to be in front and at rest."""
    for _ in range(400):
        await pilot.pause(0.05)
        if type(pilot.app.screen).__name__ == name:
            break
    await pilot.pause(0.6)


async def pictures(folder: Path) -> dict[str, str]:
    """Return the pictures as SVG, by name."""
    made: dict[str, str] = {}
    start = Start(scenario="harmony", seat="nato", seed="7", name="pictures")
    app = ExerciseApp(start, Folders(None, folder))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, "Briefing")
        made["briefing"] = app.export_screenshot(title="exercise")
        await pilot.press("enter")
        await settled(pilot, "Decision")
        await pilot.press("slash")
        await pilot.pause(0.4)
        await pilot.press(*"border")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause(0.4)
        await pilot.press("down", "3", "down", "2")
        await pilot.pause(0.6)
        made["decision"] = app.export_screenshot(title="exercise")
        app.theme = LIGHT
        await pilot.pause(0.6)
        made["decision-light"] = app.export_screenshot(title="exercise")
        app.action_other_theme()
        await pilot.press("enter", "c")
        await pilot.pause(0.5)
        await pilot.press("enter")
        for _ in range(200):
            await pilot.pause(0.05)
            name = type(app.screen).__name__
            if name == "ReadOut":
                break
            if name == "Answers":
                await pilot.press("enter")
        await pilot.pause(0.5)
        # The last of the stories: a crossing, with its causes and its places in the brief.
        await pilot.press(*["space"] * 6)
        await pilot.pause(0.3)
        await pilot.press("i")
        await pilot.pause(1.0)
        made["read-out"] = app.export_screenshot(title="exercise")
    made["replay"] = await replayed(folder)
    return made


async def replayed(folder: Path) -> str:
    """Return the replay of the example in which the US stands in front, at a change that can be explained."""
    app = ExerciseApp(Start(replay=str(HERE.parent.parent / "saves" / "example-american.jsonl")), Folders(None, folder))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, "ReplayScreen")
        await pilot.press("down", *["right"] * 6)
        # What would have changed it is worked out beside the screen.
        for _ in range(200):
            await pilot.pause(0.1)
            shown = "\n".join("".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips())
            if "│ … " not in shown:
                break
        await pilot.pause(0.5)
        return app.export_screenshot(title="exercise")


SAID = (
    "facilitator: close-phase", "facilitator: close-phase",
    'nato: border-guards uzbekistan,tajikistan front=germany disclosure=consulted because="a felt need"', "alliance: commit",
    "us: development-aid tajikistan", "us: commit", "china: development-aid tajikistan",
    'alliance: message russia text="No troops, only training." pledge=yes',
    'russia: message facilitator text="How many Germans are at Termez?"',
    'russia: argue text="We close our airspace to US flights for a month." for="The sky is ours." for2="It was done before."',
    'facilitator: weigh russia/argument against="Kazakhstan would lose transit fees."',
    'facilitator: note text="Nobody has asked who fronts it."',
)  # fmt: skip
"""What has been said and done at the facilitated table by the time its pictures are taken."""


async def facilitated(folder: Path) -> dict[str, str]:
    """Return the pictures of a facilitated table as SVG, by name."""
    made: dict[str, str] = {}
    people = dict.fromkeys(("alliance", "us", "russia", "china", "region"), "person")
    path, session = laid("harmony", "five", people, facilitated=True, pace="seminar", level="arrows", seed="7", name="table", saves=folder)
    for text in SAID:
        decided = session.submit(text, FACILITATOR)
        if isinstance(decided, Refusal):
            raise SystemExit(f"{text} is refused ({decided.code})")
    session.close()
    app = ExerciseApp(Start(save=str(path)), Folders(None, folder))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, "Curtain")
        await pilot.press("down", "down")
        await pilot.pause(0.4)
        made["curtain"] = app.export_screenshot(title="exercise")
        await pilot.press("end", "o")
        await settled(pilot, "ConsoleScreen")
        await pilot.press("space")
        await pilot.pause(0.6)
        made["console"] = app.export_screenshot(title="exercise")
        await pilot.press("v")
        await settled(pilot, "LookScreen")
        await pilot.pause(2)
        made["console-look"] = app.export_screenshot(title="exercise")
        await pilot.press("escape")
        await settled(pilot, "ConsoleScreen")
        await pilot.press("down", "down", "a")
        await settled(pilot, "ArgumentScreen")
        await pilot.press("down", "space", "g")
        await settled(pilot, "Picker")
        await pilot.press(*"quarrel", "enter")
        await pilot.pause(0.6)
        await pilot.press("enter", "tab")
        await pilot.pause(0.6)
        made["console-argument"] = app.export_screenshot(title="exercise")
    app = ExerciseApp(Start(scenario="harmony", plan="five"), Folders(None, folder))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, "Lobby")
        await pilot.press("tab", "down", "down", "2", "down", "2", "shift+tab")
        await pilot.pause(0.4)
        await pilot.press("down", "n")
        await settled(pilot, "Reason")
        await pilot.press(*"Table two", "enter")
        await settled(pilot, "Lobby")
        made["lobby"] = app.export_screenshot(title="exercise")
    app = ExerciseApp(Start(projector=str(path)), Folders(None, folder))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, "Projector")
        app.theme = LIGHT
        await pilot.pause(1.5)
        made["projector"] = app.export_screenshot(title="exercise")
    return made


def main() -> None:
    """Write the pictures as PNG where chromium is found, else as SVG; names on the command line choose some of them."""
    wanted = set(sys.argv[1:])
    made: dict[str, str] = {}
    for take in (pictures, facilitated):
        with tempfile.TemporaryDirectory() as saves:
            made |= asyncio.run(take(Path(saves)))
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    for name, svg in made.items():
        if wanted and name not in wanted:
            continue
        target = HERE / f"{name}.svg"
        target.write_text(svg, "utf-8")
        if chromium:
            with tempfile.TemporaryDirectory() as profile:
                subprocess.run(
                    [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}",
                     "--disable-background-networking", "--window-size=1480,1030", f"--screenshot={HERE / name}.png", target.as_uri()],
                    check=True, capture_output=True, timeout=120,
                )  # fmt: skip
            target.unlink()


if __name__ == "__main__":
    main()
