"""What the program prints and shows, case by case, got through its public doors: the command line, the prompts, the app and its keys.

Nothing here looks inside the package, so that its rooms may be rebuilt while what a person reads is held still.
"""

from __future__ import annotations

import contextlib
import html
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest import mock

ROOT = Path(__file__).parent.parent.parent
SMALL, LARGE = (80, 24), (120, 40)


class Case(NamedTuple):
    """A command, and which of the tables it needs; `file` names what it writes, when that is what counts."""

    words: Sequence[str]
    needs: str = ""
    file: str = ""


# --- the tables that cases are about

CLOSE = ("facilitator", "facilitator: close-phase")
FACILITATED = (
    ("facilitator", "facilitator: hold caspian-line"),
    CLOSE,
    CLOSE,
    ("alliance", 'alliance: message us,region text="Germany will speak for border work." pledge=yes'),
    ("alliance", 'nato: border-guards uzbekistan,tajikistan front=germany disclosure=consulted span=4 because="felt need, no basing"'),
    ("us", 'us: raise-concern uzbekistan voice=public because="Congress"'),
    ("russia", 'russia: argue text="We close our airspace to lethal transit." for="It is ours." for2="It was done before."'),
    ("facilitator", 'facilitator: weigh russia/argument against="There is a southern route."'),
    ("russia", 'russia: predict track="trust[uzbekistan, us]" direction=down'),
    ("facilitator", "facilitator: release caspian-line to=russia+china"),
    ("facilitator", "facilitator: hand china to=persona"),
    CLOSE,
    ("region", 'uzbekistan: answer nato/border-guards/tajikistan+uzbekistan reply=change size=large because="more posts"'),
    ("region", "tajikistan: answer nato/border-guards/tajikistan+uzbekistan reply=accept"),
    ("russia", "russia: answer nato/border-guards/tajikistan+uzbekistan reply=no-objection"),
    CLOSE,
    ("alliance", "nato: confirm nato/border-guards/tajikistan+uzbekistan reply=yes"),
    CLOSE,
    (
        "facilitator",
        'facilitator: rule-argument russia/argument method=dice roll=5+4 mod="+1 strong reason" mod2="-1 other routes" '
        'change="trust[kyrgyzstan, us] -3" because="Credible but costly."',
    ),
    ("facilitator", 'facilitator: rule what=change track="trust[uzbekistan, us]" by=-2 because="The speech was reprinted."'),
    CLOSE,
)
REFUSED = (
    ("us", "us: base-lease uzbekistan front=us"),
    ("us", "us: state-visit us"),
    ("alliance", "nato: defence-training mars"),
    ("alliance", "us: defence-training kazakhstan"),
    ("russia", "russia: answer nobody/training reply=accept"),
    ("region", "kazakhstan: commit"),
    ("alliance", "alliance: message"),
    ("facilitator", "facilitator: release no-such-event"),
    ("nobody", "nato: defence-training kazakhstan"),
)


class Places:
    """A folder with the saves that cases are about, each made when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.saves = folder / "saves"
        self.saves.mkdir()
        for path in sorted((ROOT / "saves").glob("example-*.jsonl")):
            shutil.copy(path, self.saves)
        self._made: set[str] = set()

    def command(self, *words: str) -> str:
        """Return what a command said, its narration first, with what differs between runs made alike."""
        from exercise.cli import main

        out, err = io.StringIO(), io.StringIO()
        wide = mock.patch.dict(os.environ, COLUMNS="80")
        with wide, contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["--saves", "saves", "--scenarios", str(ROOT / "scenarios"), *words])
        said = err.getvalue() + out.getvalue()
        return alike(said + ("" if code == 0 else f"exit code {code}\n"))

    def made(self, name: str) -> None:
        """Have a table made, once."""
        if name and name not in self._made:
            self._made.add(name)
            getattr(self, f"_{name}")()

    def _friday(self) -> None:
        """A facilitated turn of five seats, and the next up to its decision."""
        self.command("start", "harmony", "--plan", "five", "--save", "friday", "--seed", "3")
        for seat, move in (*FACILITATED, CLOSE, CLOSE):
            self.command("do", "friday", "--seat", seat, move)

    def _played(self) -> None:
        """A game of practice by bots, to its end."""
        self.command("run", "practice", "--seed", "7", "--save", "played", "--jobs", "1")

    def _other(self) -> None:
        self.made("played")
        self.command("run", "practice", "--seed", "8", "--save", "other", "--jobs", "1")

    def _console(self) -> None:
        """A facilitated table of three at practice, deciding."""
        self.command("start", "practice", "--plan", "three", "--save", "console", "--seed", "4", "--explain", "arrows")
        for seat, move in (CLOSE, CLOSE, ("nato", "nato: defence-training kazakhstan front=germany")):
            self.command("do", "console", "--seat", seat, move)

    def _shared(self) -> None:
        """A copy of an example for one seat."""
        self.command("share", "example-five", "--seat", "russia", "-o", "shared.jsonl")


def alike(said: str) -> str:
    """Return a text without what no two runs share: the version, the day, how long it took."""
    said = said.replace(str(ROOT), "ROOT")
    said = re.sub(r"\b\d{4}-\d\d-\d\d(?: \d\d:\d\d)?\b(?! to)", lambda day: day[0] if day[0] < "2020" else "2000-01-01", said)
    said = re.sub(r"\bv?\d+\.\d+\.\d+\b", "0.0.0", said)
    said = re.sub(r"(?i)(fingerprint[^\n]*?\b)[0-9a-f]{16,32}\b", lambda found: found[1] + "0" * 16, said)
    said = re.sub(r"\b\d\d:\d\d\b", "00:00", said)
    said = re.sub(r"\b\d:\d\d(?=   \d+ of \d+ min)", "0:00", said)
    # A scrollbar's end is drawn by eighths, as far as the page had been laid out when the picture was taken.
    said = re.sub("[▁▂▃▅▆▇](?= *[│┃] *[│┃]?$)", " ", said, flags=re.MULTILINE)
    return "\n".join(line.rstrip() for line in said.splitlines()) + "\n"


# --- commands

EXAMPLES = {"example-american": "west", "example-five": "region", "example-german": "neighbours"}
TRACKS = (
    ("access[kyrgyzstan, nato]", 3), ("trust[uzbekistan, us]", 1), ("trust[kazakhstan, eu]", 2), ("economy[tajikistan]", 4),
    ("threat[narcotics, tajikistan]", 3), ("sco_integration", 4), ("suspicion[uzbekistan]", 2), ("alignment", 1),
)  # fmt: skip


def commands() -> Iterator[tuple[str, Case]]:
    """Yield every command whose output is held still, by name."""
    for save, seat in EXAMPLES.items():
        short = save.removeprefix("example-")
        yield f"{short}/show", Case(("show", save))
        yield f"{short}/show-seat", Case(("show", save, "--seat", seat, "--turn", "3"))
        yield f"{short}/show-public", Case(("show", save, "--seat", "public", "--turn", "4"))
        for track, turn in TRACKS:
            family = re.split(r"\W", track)[0]
            yield f"{short}/why-{family}-{turn}", Case(("why", save, track, "--turn", str(turn)))
        yield f"{short}/why-seat", Case(("why", save, TRACKS[1][0], "--turn", "2", "--seat", seat))
        yield f"{short}/why-public", Case(("why", save, TRACKS[0][0], "--turn", "3", "--seat", "public"))
        yield f"{short}/why.json", Case(("why", save, TRACKS[0][0], "--turn", "3", "--json"))
    yield "five/show.json", Case(("show", "example-five", "--seat", "region", "--json"))
    yield "five/verify", Case(("verify", "example-five"))
    yield "five/report.md", Case(("report", "example-five", "-o", "r.md"), file="r.md")
    yield "american/report-seat", Case(("report", "example-american", "--seat", "west"))
    yield "german/report-public.md", Case(("report", "example-german", "--seat", "public", "-o", "p.md"), file="p.md")
    yield "german/report-seat.html", Case(("report", "example-german", "--seat", "neighbours", "-o", "r.html"), file="r.html")
    yield "five/report.json", Case(("report", "example-five", "--seat", "public", "--json"))
    for table in ("events", "tracks", "decisions"):
        yield f"five/{table}.csv", Case(("report", "example-five", "--seat", "us", "--table", table, "-o", f"{table}.csv"), file=f"{table}.csv")
    yield "compare/two", Case(("compare", "example-american", "example-german"))
    yield "compare/public.md", Case(("compare", "example-american", "example-german", "--seat", "public", "-o", "c.md"), file="c.md")
    yield "compare/practice-all", Case(("compare", "played", "other", "--all"), "other")
    yield "compare/cohorts", Case(("compare", "example-american", "example-german", "--against", "example-five", "example-german"))
    yield "shared/show", Case(("show", "shared.jsonl"), "shared")
    yield "shared/why", Case(("why", "shared.jsonl", TRACKS[1][0], "--turn", "2"), "shared")
    yield "shared/report", Case(("report", "shared.jsonl"), "shared")
    yield "friday/show", Case(("show", "friday", "--seat", "facilitator"), "friday")
    yield "friday/show-default", Case(("show", "friday"), "friday")
    yield "friday/show-seat", Case(("show", "friday", "--seat", "region"), "friday")
    yield "friday/show-public", Case(("show", "friday", "--seat", "public", "--turn", "1"), "friday")
    for track in ("trust[uzbekistan, us]", "trust[kyrgyzstan, us]", "threat[crime, uzbekistan]", "economy[tajikistan]"):
        yield f"friday/why-{re.sub(r'[^a-z]+', '-', track).strip('-')}", Case(("why", "friday", track, "--seat", "facilitator"), "friday")
    yield "friday/why-seat", Case(("why", "friday", "trust[uzbekistan, us]", "--seat", "region"), "friday")
    yield "friday/report", Case(("report", "friday", "--seat", "facilitator"), "friday")
    yield "friday/report-default", Case(("report", "friday"), "friday")
    yield "friday/report-seat.md", Case(("report", "friday", "--seat", "us", "-o", "f.md"), "friday", "f.md")
    yield "friday/verify", Case(("verify", "friday"), "friday")
    for n, (seat, move) in enumerate(REFUSED, 1):
        yield f"friday/refused-{n}", Case(("do", "friday", "--seat", seat, move), "friday")
    yield "practice/run", Case(("run", "practice", "--seed", "11", "--jobs", "1"))
    yield "practice/report.md", Case(("report", "played", "-o", "q.md"), "played", "q.md")
    yield "practice/pack.html", Case(("pack", "practice", "-o", "pack.html"), file="pack.html")


def printed(places: Places, case: Case) -> str:
    """Return what a case prints or writes; of a page the words alone."""
    places.made(case.needs)
    said = places.command(*case.words)
    if case.file:
        path = places.folder / case.file
        said = alike(path.read_text("utf-8"))
        path.unlink()
    if "--json" in case.words:
        return json.dumps(json.loads(said), ensure_ascii=False, indent=1) + "\n"
    return words_of(said) if case.file.endswith(".html") else said


def words_of(page: str) -> str:
    """Return the words of an HTML page, a block a line, without its style and its drawings."""
    page = re.sub(r"<(style|script|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r"</?(?:p|div|li|ul|ol|table|thead|tbody|h\d|section|article|nav|dl|dt|dd|figure|figcaption|summary|details|tr|br)\b[^>]*>", "\n", page)
    page = re.sub(r"</t[dh]>\s*<t[dh][^>]*>", " | ", page)
    page = html.unescape(re.sub(r"<[^>]*>", "", page))
    return "\n".join(" ".join(line.split()) for line in page.splitlines() if line.strip()) + "\n"


# --- the prompts


class Sitter(io.TextIOBase):
    """Standard input of somebody who builds one move a turn, agrees to what is offered, and asks why once."""

    def __init__(self, heard: io.StringIO) -> None:
        self.heard = heard
        self._read = 0
        self._asked = 0

    def readline(self, limit: int = -1, /) -> str:  # type: ignore[override]
        self._asked += 1
        assert self._asked < 900, self.heard.getvalue()[-2000:]
        said = self.heard.getvalue()[self._read :]
        self._read = len(self.heard.getvalue())
        return self._answer(said) + "\n"

    def _answer(self, said: str) -> str:
        last = said.rpartition("\n\n")[2]
        options = dict(re.findall(r"^(\d+)\. (.*)$", last, re.MULTILINE))
        if self._asked == 4:
            return "where"
        if "A page is open." in said:
            return "back"
        if said.splitlines()[-1:] == ["Text: "] or "Enter alone" in last:
            return ""
        first = ("Build",) if "The decision." in said and "Sealed so far: 0" in said else ("Commit", "Seal", "Yes", "Accept", "No objection", "Leave")
        picked = next((n for word in first for n, title in options.items() if title.startswith(word)), "")
        return picked or next(iter(options), "again")


def talked(places: Places, seat: str) -> str:
    """Return all that is said in a game of practice by prompts, from the first word to the last."""
    from exercise.cli import main

    heard, err = io.StringIO(), io.StringIO()
    kept = sys.stdin
    sys.stdin = Sitter(heard)  # type: ignore[assignment]
    try:
        with contextlib.chdir(places.folder), contextlib.redirect_stdout(heard), contextlib.redirect_stderr(err):
            main(["--saves", "saves", "--scenarios", str(ROOT / "scenarios"), "play", "practice", "--plain", "--seat", seat, "--seed", "3"])
    finally:
        sys.stdin = kept
    return alike(heard.getvalue())


# --- screens


class Walk(NamedTuple):
    """A way through the app: where it starts, how large it is, and the keys of each picture on the way."""

    size: tuple[int, int]
    start: dict[str, str]
    steps: Sequence[tuple[str, str]]
    needs: str = ""
    empty: bool = False
    """Whether the folder of saves is empty as the app opens."""


SOLO = {"scenario": "practice", "seat": "nato", "seed": "3"}
WALKS = {
    "start": Walk(LARGE, {}, (("", "home"), ("s", "seats"), ("h", "lobby"))),
    "start-small": Walk(SMALL, {}, (("", "home"), ("r", "read"), ("escape s", "seats"), ("question_mark", "help")), empty=True),
    "solo": Walk(
        LARGE, SOLO,
        (
            ("", "briefing"), ("l", "log"), ("escape enter", "decision"), ("enter", "sealed"), ("a", "advice"), ("escape w", "why"),
            ("escape s", "say"), ("escape c", "ask"), ("enter", "after-commit"),
        ),
        empty=True,
    ),
    "solo-small": Walk(
        SMALL, SOLO, (("", "briefing"), ("enter", "decision"), ("down right", "terms"), ("w", "why"), ("escape enter c enter", "next")), empty=True
    ),
    "kazakhstan": Walk(
        LARGE, {**SOLO, "seat": "kazakhstan"},
        (("", "briefing"), ("enter", "decision"), ("c enter", "answers"), ("w", "why"), ("escape c", "asked"), ("enter", "read-out")),
        empty=True,
    ),
    "result": Walk(LARGE, {"save": "saves/played.jsonl"}, (("", "result"), ("r", "report"), ("escape d", "debrief")), "played"),
    "result-small": Walk(SMALL, {"save": "saves/played.jsonl"}, (("", "result"), ("w", "why")), "played"),
    "replay": Walk(
        LARGE, {"replay": "saves/played.jsonl"},
        (("", "begin"), ("right right", "second"), ("down", "next-turn"), ("w", "rule"), ("escape end", "end"), ("b", "branch")), "played",
    ),
    "replay-small": Walk(
        SMALL, {"replay": "saves/played.jsonl", "seat": "public"}, (("", "begin"), ("right right right", "third"), ("down", "next-turn")), "played"
    ),
    "compare": Walk(LARGE, {"replay": "saves/played.jsonl"}, (("", "replay"), ("c", "pick"), ("enter", "compare"), ("a", "all")), "other"),
    "compare-example": Walk(LARGE, {"replay": "saves/example-five.jsonl"}, (("", "begin"), ("down down", "turn-2"), ("r", "report"))),
    "console": Walk(
        LARGE, {"save": "saves/console.jsonl"},
        (("", "curtain"), ("down down down o", "console"), ("i", "events"), ("escape l", "log"), ("escape w", "standing")), "console",
    ),
    "console-small": Walk(SMALL, {"save": "saves/console.jsonl"}, (("", "curtain"), ("o", "console"), ("i", "events")), "console"),
    "projector": Walk(LARGE, {"projector": "saves/console.jsonl"}, (("", "projector"),), "console"),
}  # fmt: skip


def picture(pilot: object) -> str:
    """Return what stands on the screen, as text."""
    app = pilot.app  # type: ignore[attr-defined]
    strips = app.screen._compositor.render_strips()
    return alike("\n".join("".join(segment.text for segment in strip)[: app.size.width] for strip in strips))


async def walked(places: Places, walk: Walk, settled: Callable[[str, Callable[[], str], object], object]) -> dict[str, str]:
    """Return the pictures of a walk, each once it has settled."""
    from exercise.ui.app import ExerciseApp, Folders, Start

    places.made(walk.needs)
    # A folder of its own, so that no list of saves shows what other cases have made.
    shutil.rmtree(saves := places.folder / "walk", ignore_errors=True)
    saves.mkdir()
    for path in () if walk.empty else places.saves.glob("*.jsonl"):
        if path.stem.startswith("example-") or path.stem in (walk.needs, "played" if walk.needs == "other" else ""):
            shutil.copy(path, saves)
    start = {key: value.replace("saves/", f"{saves}/") for key, value in walk.start.items()}
    pictures: dict[str, str] = {}
    with contextlib.chdir(places.folder):
        app = ExerciseApp(Start(**start), Folders(ROOT / "scenarios", saves))
        async with app.run_test(size=walk.size) as pilot:
            for keys, name in walk.steps:
                for key in keys.split():
                    await pilot.press(key)
                pictures[name] = await settled(name, lambda: picture(pilot), pilot)  # type: ignore[misc]
    return pictures
