"""Fills the tables of docs/the-model.md from real runs: `python docs/figures/make.py FOLDER [--par]`. Needs the program installed.

FOLDER keeps what each run printed as JSON; a run that is not there yet is made, which takes some minutes. `--par` also writes the middle
score of the balance games into the scenarios as par.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from exercise.store.scenarios import load_scenario

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "the-model.md"
SCENARIOS = ("harmony", "andijon")
FRONTS = ("who-fronts-matters", "us-suspicion", "us-presence-backlash", "us-front-exacerbates", "european-front-soothes", "quiet-foothold")
CLAIMS = [part for claim in FRONTS for part in ("--claim", claim)]
RUNS = {
    **{f"claims-{name}": ["claims", name, "--no-saves"] for name in SCENARIOS},
    **{f"fresh-{name}": ["claims", name, "--no-saves", "--seed", "4711"] for name in SCENARIOS},
    **{f"balance-{name}": ["balance", name, "--games", "500"] for name in (*SCENARIOS, "practice")},
    "sceptic": ["claims", "harmony", "--variant", "sceptic", "--no-saves", "--games", "40", *CLAIMS],
    "swap-fronts": ["claims", "harmony", "--swap", "us,germany", "--games", "40", *CLAIMS],
    "swap-clarity": ["claims", "harmony", "--swap", "us,china,clarity", "--claim", "rivals-look-transparent"],
    "without": ["claims", "harmony", "--each-rule", "--games", "40"],
    "without-andijon": ["claims", "andijon", "--each-rule", "--games", "40"],
    "names": ["claims", "harmony", "--names"],
    "story-opening": ["show", "saves/example-german.jsonl", "--turn", "0"],
    **{f"story-{name}": ["show", f"saves/example-{name}.jsonl", "--turn", "8"] for name in ("american", "german")},
}
SECTIONS = ("abstract", "introduction", "great-game", "engage", "pragmatism", "nato-sco", "transparency")
MARK = re.compile(r"(<!-- figures: ([a-z-]+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)

Found = dict[str, Any]


def run(name: str, folder: Path) -> Any:
    """Return what a run printed, from the folder if it is there."""
    path = folder / f"{name}.json"
    if not path.exists():
        made = subprocess.run(
            [sys.executable, "-m", "exercise", *RUNS[name], "--json"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if not made.stdout:
            sys.exit(f"{name}: {made.stderr}")
        path.write_text(made.stdout, "utf-8")
    return json.loads(path.read_text("utf-8"))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    names = tuple(head)
    yield "| " + " | ".join(names) + " |"
    yield "|" + "---|" * len(names)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def effect(outcome: Found | None) -> str:
    """Return an effect with its interval, and the share of seeds in its direction for means."""
    if outcome is None:
        return "–"
    sign = " %" if outcome["unit"] == "percent" else ""
    low, high = outcome["interval"]
    span = f" [{low:+.1f}, {high:+.1f}]" if low is not None else ""
    right = f", {outcome['right']:.0%}" if outcome["right"] is not None else ""
    return f"{'' if outcome['holds'] else '**fails** '}{outcome['effect']:+.1f}{sign}{span}{right}"


WAYS = {"above": "> ", "below": "< −", "within": "±", "not-above": "≤ +", "not-below": "≥ −"}


def outcomes(runs: dict[str, Found], claim: str) -> Iterator[tuple[str, str, str, list[Found | None]]]:
    """Yield (experiment's title, outcome, what is wanted, the outcome in each run) for a claim."""
    places: dict[tuple[str, str], dict[str, Found]] = {}
    titles: dict[tuple[str, str], tuple[str, Found]] = {}
    for name, found in runs.items():
        for known in found["claims"]:
            if known["id"] == claim:
                for experiment in known["experiments"]:
                    for outcome in experiment["outcomes"]:
                        key = (experiment["id"], outcome["title"])
                        places.setdefault(key, {})[name] = outcome
                        titles[key] = (experiment["title"], outcome)
    for key, (title, outcome) in titles.items():
        wanted = f"{WAYS[outcome['expect']]}{outcome['least']:g}"
        yield title, key[1], wanted, [places[key].get(name) for name in runs]


def section(name: str, folder: Path) -> Iterator[str]:
    """Yield what the experiments of a section's claims gave."""
    runs = {scenario: run(f"claims-{scenario}", folder) for scenario in SCENARIOS}
    scenario = load_scenario("harmony").scenario
    rows: list[tuple[str, ...]] = []
    looked: list[str] = []
    for claim in scenario.claims:
        if claim.where[0].split("/")[0] != name:
            continue
        last = ""
        for _, outcome, wanted, found in outcomes(runs, claim.id):
            rows.append((f"`{claim.id}`" if claim.id != last else "", outcome, wanted, *(effect(item) for item in found)))
            last = claim.id
        checks = {
            check["title"] for found in runs.values() for known in found["claims"] if known["id"] == claim.id for check in known["openings"]
        }
        looked += [f"`{claim.id}`: {title}." for title in sorted(checks)]
    if rows:
        yield from table(("claim", "what is compared", "wanted", *SCENARIOS), rows)
    if looked:
        yield ""
        yield "Looked up in the openings: " + " ".join(looked)


def summary(folder: Path) -> Iterator[str]:
    """Yield how many claims hold in each run."""
    rows = []
    names = [
        *((f"`{name}`", f"claims-{name}") for name in SCENARIOS),
        *((f"`{name}`, seed 4711", f"fresh-{name}") for name in SCENARIOS),
    ]
    for title, name in names:
        found = run(name, folder)
        held = [claim for claim in found["claims"] if claim["holds"]]
        tested = [outcome for claim in found["claims"] for experiment in claim["experiments"] for outcome in experiment["outcomes"]]
        kept = [outcome for outcome in tested if outcome["held_out"]]
        right = [outcome for outcome in kept if agrees(outcome)]
        failing = ", ".join(f"`{claim['id']}`" for claim in found["claims"] if not claim["holds"])
        rows.append(
            (title, str(found["games"]), f"{len(held)} of {len(found['claims'])}", failing or "none", f"{len(right)} of {len(kept)}")
        )
    yield from table(("run", "games an arm", "claims that hold", "that fail", "held-out effects that go the claimed way"), rows)


def agrees(outcome: Found) -> bool:
    """Return whether the effect on what was kept out of tuning goes the claimed way, or stays inside the bound."""
    value = outcome["held_out"][0]
    if outcome["expect"] == "within":
        return bool(abs(value) <= outcome["least"])
    if outcome["expect"] in ("not-above", "not-below"):
        return bool(value <= outcome["least"] if outcome["expect"] == "not-above" else value >= -outcome["least"])
    return bool(value > 0 if outcome["expect"] == "above" else value < 0)


def sceptic(folder: Path) -> Iterator[str]:
    """Yield which claims do not hold on the sceptic's opening."""
    found = run("sceptic", folder)
    failing = [claim["id"] for claim in found["claims"] if not claim["holds"]]
    yield f"Of the {len(found['claims'])} claims about fronts, {len(failing)} fall:"
    yield ""
    rows = []
    for claim in found["claims"]:
        for experiment in claim["experiments"]:
            for outcome in experiment["outcomes"]:
                if not outcome["holds"] and claim["id"] in failing:
                    rows.append((f"`{claim['id']}`", outcome["title"], effect(outcome).replace("**fails** ", ""), outcome["because"]))
    yield from table(("claim", "what is compared", "effect", "why it does not hold"), rows)


def swap(name: str, folder: Path) -> Iterator[str]:
    """Yield what exchanged openings do to effects."""

    def told(item: Found) -> str:
        return f"{item['effect']:+.1f} [{item['low']:+.1f}, {item['high']:+.1f}]"

    def said(item: Found) -> str:
        if item["must"]:
            return "reverses" if item["reverses"] else "**stays**"
        if name != "swap-fronts":
            return ""
        turned = item["reverses"] and not item["after"]["low"] <= 0 <= item["after"]["high"]
        return "reverses, though one voice only is heard" if turned else "nothing to reverse"

    rows = [(f"`{item['claim']}`", item["outcome"], told(item["before"]), told(item["after"]), said(item)) for item in run(name, folder)]
    yield from table(("claim", "what is compared", "as it is", "exchanged", ""), rows)
    asked = [item for item in run(name, folder) if item["must"]]
    if asked:
        yield ""
        yield f"{len(asked)} outcomes set the two voices against each other; {sum(item['reverses'] for item in asked)} of them reverse."


def without(folder: Path) -> Iterator[str]:
    """Yield what falls with one single rule."""
    carried = run("without", folder)
    if not carried:
        yield "No claim falls with any single rule."
        return
    rows = [
        (
            f"`{item['claim']}`",
            f"`{item['rule']}`",
            f"the very cause: {item['why']}" if item["named"] else "**hard-wired**",
            item["because"],
        )
        for item in carried
    ]
    yield from table(("claim", "falls without", "", "what fails"), rows)


def without_andijon(folder: Path) -> Iterator[str]:
    """Yield what one single rule carries on the second scenario and no experiment names as its cause."""
    carried = [item for item in run("without-andijon", folder) if not item["named"]]
    if not carried:
        yield "On `andijon` no claim is carried by one rule that it does not name."
        return
    yield from table(
        ("claim, on `andijon`", "hard-wired to", "what fails"),
        ((f"`{item['claim']}`", f"`{item['rule']}`", item["because"]) for item in carried),
    )


def names(folder: Path) -> Iterator[str]:
    """Yield the rules that name an actor."""
    rows = [
        (
            f"`{item['rule']}`",
            ", ".join(item["actors"]),
            ", ".join((*(f"`{name}`" for name in item["setting"]), *item["facts"])) or item["why"],
        )
        for item in run("names", folder)
    ]
    yield from table(("rule", "names", "rests on"), rows)


def assumptions(_: Path) -> Iterator[str]:
    """Yield every rule that is our assumption, with its reason."""
    scenario = load_scenario("harmony").scenario
    rows = [(f"`{rule.id}`", rule.title, rule.why or "") for rule in scenario.rules if rule.basis == "assumption"]
    yield f"{len(rows)} of {len(scenario.rules)} rules:"
    yield ""
    yield from table(("rule", "what it says", "why we assume it"), rows)
    others = [
        (item.id, what, item.why or "")
        for what, items in (("move", scenario.moves), ("inject", scenario.injects))
        for item in items
        if item.basis == "assumption"
    ]
    yield ""
    yield f"and {len(others)} moves and injects:"
    yield ""
    yield from table(("id", "", "why"), ((f"`{name}`", what, why) for name, what, why in others))


def balance(name: str, folder: Path) -> Iterator[str]:
    """Yield what games of mixed personas say of a scenario."""
    found = run(f"balance-{name}", folder)
    rare = sorted(found["kinds"].items(), key=lambda item: (item[1], item[0]))
    yield (
        f"{found['games']} games. Of {len(rare) + len(found['unused'])} kinds of move {len(rare)} were made; the rarest: "
        + ", ".join(f"`{kind}` {count}" for kind, count in rare[:5])
        + f". Never made: {', '.join(found['unused']) or 'none'}."
    )
    yield ""
    seats = found["seats"]
    yield from table(
        ("actor", "its best move most often", "share of its decisions", "mean of its scores: least, tenth, middle, ninth, most"),
        (
            (
                item["actor"],
                f"`{item['move']}`",
                f"{item['share']:.0%}",
                ", ".join(f"{value:.0f}" for value in seats[item["actor"]].values()),
            )
            for item in found["best"]
        ),
    )
    yield ""
    yield from table(
        ("objective", "least", "tenth", "middle (par)", "ninth", "most"),
        (
            (f"`{item['objective']}`", *(f"{item[part]:.0f}" for part in ("least", "low", "middle", "high", "most")))
            for item in found["scores"]
        ),
    )
    yield ""
    yield from table(
        ("after the last turn", "least", "tenth", "middle", "ninth", "most"),
        ((track, *(f"{value:.0f}" for value in spread.values())) for track, spread in found["tracks"].items() if "[" not in track),
    )
    yield ""
    yield (
        "; ".join(
            f"{counted['tracks']} of {counted['of']} tracks of {family} end low (below 45) in some games and high (60 or more) in others"
            for family, counted in found["both_ways"].items()
        )
        + f". Objectives or actors always on one side of 50: {', '.join(found['one_sided']) or 'none'}."
    )


STORY = {
    "trust in NATO, mean of the five": r"trust\[\w+, nato\]",
    "trust in the US, mean of the five": r"trust\[\w+, us\]",
    "trust in Russia, mean of the five": r"trust\[\w+, russia\]",
    "suspicion of the West, mean of the five": r"suspicion\[",
    "access of NATO in Uzbekistan": r"access\[uzbekistan, nato\]",
    "influence of NATO, mean of the five": r"influence\[\w+, nato\]",
    "goodwill of Russia towards the US": r"goodwill\[russia, us\]",
    "goodwill of Russia towards NATO": r"goodwill\[russia, nato\]",
    "quarrel between Washington and Moscow": r"quarrel$",
    "alignment of Russia and China": r"alignment$",
    "coherence of the West": r"coherence$",
    "narcotics, mean of the five": r"threat\[narcotics, ",
    "Afghan spill-over, mean of the five": r"threat\[afghanistan, ",
    "governance, mean of the five": r"governance\[",
    "civil space, mean of the five": r"civil_space\[",
    "pressure at home on the US": r"home_pressure\[us\]",
}


def stories(folder: Path) -> Iterator[str]:
    """Yield how the two example sessions of the West end, beside the opening that they share."""
    told = [run(f"story-{name}", folder) for name in ("opening", "american", "german")]

    def mean(found: Found, pattern: str) -> str:
        values = [known["tenths"] for name, known in found["tracks"].items() if re.match(pattern, name)]
        return f"{sum(values) / len(values) / 10:.1f}"

    rows = [(title, *(mean(found, pattern) for found in told)) for title, pattern in STORY.items()]
    rungs = [sum(known["steps"] for name, known in found["tracks"].items() if name.startswith("mechanism[")) for found in told]
    rows.append(("rungs of the NATO-SCO ladder", *(str(value) for value in rungs)))
    yield from table(("at the end of turn 8", "opening", "`example-american`", "`example-german`"), rows)


BLOCKS: dict[str, Callable[[Path], Iterator[str]]] = {
    "summary": summary, "sceptic": sceptic, "without": without, "names": names, "assumptions": assumptions, "stories": stories,
    "without-andijon": without_andijon,
    **{f"section-{name}": (lambda folder, name=name: section(name, folder)) for name in SECTIONS},  # type: ignore[misc]
    **{f"balance-{name}": (lambda folder, name=name: balance(name, folder)) for name in SCENARIOS},  # type: ignore[misc]
    **{name: (lambda folder, name=name: swap(name, folder)) for name in ("swap-fronts", "swap-clarity")},  # type: ignore[misc]
}  # fmt: skip


def write_par(folder: Path) -> None:
    """Write the middle scores of the balance games into the scenarios."""
    for name in (*SCENARIOS, "practice"):
        middle = {item["objective"]: item["par"] for item in run(f"balance-{name}", folder)["scores"]}
        path = ROOT / "scenarios" / name / "objectives.yaml"
        blocks = re.split(r"(?m)^(?=  - id: )", path.read_text("utf-8"))
        path.write_text("".join(_with_par(block, middle) for block in blocks), "utf-8")


def _with_par(block: str, middle: dict[str, int]) -> str:
    found = re.match(r"  - id: (\S+)", block)
    if found is None or found.group(1) not in middle:
        return block
    bare = re.sub(r"(?m)^    par: .*\n", "", block)
    return re.sub(r"(?m)^(    best: .*\n)", rf"\g<1>    par: {middle[found.group(1)]}\n", bare)


def main() -> None:
    """Fill every table of the page."""
    arguments = [word for word in sys.argv[1:] if word != "--par"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)

    def filled(found: re.Match[str]) -> str:
        return found.group(1) + "\n".join(BLOCKS[found.group(2)](folder)) + "\n" + found.group(3)

    PAGE.write_text(MARK.sub(filled, PAGE.read_text("utf-8")), "utf-8")
    if "--par" in sys.argv:
        write_par(folder)


if __name__ == "__main__":
    main()
