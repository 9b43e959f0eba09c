"""The pages of a comparison: `comparison_document` lays its facts out, one function for each section."""

from __future__ import annotations

from collections.abc import Callable

from exercise.reading.document import Block, Chart, Charts, Document, Folded, Grid, Heading, MapOf, Maps, Para, Section, Series, StoryBlock
from exercise.reading.report.compare import Comparison, Row, mean
from exercise.reading.report.courses import LINES_A_CHART
from exercise.reading.report.outcome import signed
from exercise.words import Words, counted

PHASE_NAMES = {"lobby": "before the start", "epilogue": "the half-years after the last turn", "over": "after the end"}
MOST_BESIDE = 3
"""Sessions whose decisions and maps have room beside each other; more are named by letters and counted."""
LONGEST_NAME = 12
"""Longer names of sessions are not read at the end of a line; letters stand there instead."""
MOST_LAYERS = 4
MOST_SPREAD = 40
MOST_ROWS = 30
"""Rows that stand open; the rest of a long table is shown on demand."""
GROUPS = {"score": "Objectives", "measure": "Measures", "track": "Tracks"}
"""What is spread over cohorts: group, title."""


def cohorts(comparison: Comparison, words: Words) -> Section:
    """Return scores, measures and tracks of two cohorts: mean, least and greatest of each."""
    blocks: list[Block] = []
    sizes = (f"{letter}: {counted(len(part), 'session')}" for letter, part in zip("AB", comparison.cohorts, strict=False))
    head = ("Mean (least to greatest)", *sizes, "gap")
    for group, title in GROUPS.items():
        rows = [(one.title, *one.cells(), one.gap_said()) for one in comparison.spread if one.group == group]
        if rows:
            blocks += [Heading(title), Grid(head, tuple(rows[:MOST_SPREAD]), (1, 2, 3))]
    return Section("cohorts", "Outcomes and spread of the two cohorts", tuple(blocks))


def first(comparison: Comparison, words: Words) -> Section:
    """Return where each session parts from the first."""
    blocks: list[Block] = [Para(note, "note") for note in comparison.notes]
    base, *others = comparison.names
    if len(comparison.names) > MOST_BESIDE:
        rows = tuple(
            (letter, *((_moment(words, one.turn, one.phase), one.text_of(0), one.text_of(1)) if one else ("never", "", "")))
            for letter, one in zip(comparison.letters[1:], comparison.differences, strict=True)
        )
        blocks.append(Grid(("Session", "Parts from the first in", f"There: {comparison.letters[0]}", "Here"), rows))
    else:
        for name, one in zip(others, comparison.differences, strict=True):
            if one is None:
                blocks.append(StoryBlock(f"{name}: nothing differs from {base}", ""))
            else:
                items = (f"{base}: {one.text_of(0)}", f"{name}: {one.text_of(1)}")
                blocks.append(StoryBlock("The first event that differs", _moment(words, one.turn, one.phase), "", items))
    return Section("first", "Where they part", tuple(blocks))


def _moment(words: Words, turn: int, phase: str) -> str:
    when = words.turn(turn) if turn else "Before the start"
    return f"{when}, {PHASE_NAMES.get(phase, words.phase(phase).lower())}"


def choices(comparison: Comparison, words: Words) -> Section:
    """Return who decided what when: a few sessions beside each other, of more which of them did so."""
    beside = len(comparison.names) <= MOST_BESIDE
    rows: list[tuple[str, ...]] = []
    for one in comparison.choices:
        when, who = words.turn(one.turn) if one.turn else "", words.title(one.actor)
        if beside:
            rows.append((when, who, *(";\n".join(side) or "–" for side in one.sides)))
        for text, places in () if beside else one.options:
            letters = " ".join(comparison.letters[place] for place in places)
            rows.append((when, who, text or "nothing", letters, _counted(comparison, places)))
            when = who = ""
    head = ("When", "Actor", *comparison.names) if beside else ("When", "Actor", "Decision", "In", _share(comparison))
    return Section("choices", "Decisions" if beside else "Who chose what when", (Grid(head, tuple(rows)),) if rows else ())


def _share(comparison: Comparison) -> str:
    return "Of A, of B" if comparison.cohorts else "Of all"


def _counted(comparison: Comparison, places: tuple[int, ...]) -> str:
    if not comparison.cohorts:
        return f"{len(places)} of {len(comparison.names)}"
    size = len(comparison.cohorts[0])
    mine = sum(place < size for place in places)
    return f"{mine} of {size}, {len(places) - mine} of {len(comparison.cohorts[1])}"


def maps(comparison: Comparison, words: Words) -> Section:
    """Return the maps at the end side by side; of many sessions they would be too many."""
    layers = comparison.layers[:MOST_LAYERS] if len(comparison.names) <= MOST_BESIDE else ()
    drawn = tuple(
        MapOf(f"{layer.title}: {name}", side, "low", "high")
        for layer in layers
        for name, side in zip(comparison.names, layer.sides, strict=True)
    )
    return Section("maps", "Maps at the end", (Maps(drawn),) if drawn else ())


def trends(comparison: Comparison, words: Words) -> Section:
    """Return the courses laid over each other; those of two cohorts, or of many sessions, as mean, least and greatest."""
    blocks: list[Block] = []
    count = len(comparison.names)
    named = max(len(name) for name in comparison.names) <= LONGEST_NAME and count <= MOST_BESIDE
    sizes = [len(cohort) for cohort in comparison.cohorts] or [count]
    spread = len(sizes) > 1 or count > LINES_A_CHART
    if spread:
        blocks.append(Para("Thick lines are means; the dashed lines beside each are the least and the greatest of its sessions.", "note"))
    elif not named:
        letters = (f"{letter}: {name}" for letter, name in zip(comparison.letters, comparison.names, strict=True))
        blocks.append(Para("; ".join(letters), "note"))
    charts = []
    for trend in comparison.trends:
        if spread:
            parts = (trend.values[: sizes[0]], trend.values[sizes[0] :])[: len(sizes)]
            series = [line for ink, part in enumerate(parts) for line in _spread_lines("AB"[ink] if len(sizes) > 1 else "", part, ink)]
        else:
            names = comparison.names if named else comparison.letters
            series = [Series(name, line) for name, line in zip(names, trend.values, strict=True)]
        charts.append(Chart(trend.title, trend.places, tuple(series), trend.steps))
    return Section("trends", "Courses", (*blocks, Charts(tuple(charts))) if charts else ())


def _spread_lines(side: str, lines: tuple[tuple[int | None, ...], ...], ink: int) -> tuple[Series, ...]:
    """Return the mean of courses, and the least and the greatest of them where they are several."""
    places = [[value for value in place if value is not None] for place in zip(*lines, strict=True)]
    drawn = [Series(f"{side} mean".strip(), tuple(mean(place) if place else None for place in places), ink=ink)]
    for name, pick in (("least", min), ("greatest", max)) if len(lines) > 1 else ():
        drawn.append(Series(f"{side} {name}".strip(), tuple(pick(place) if place else None for place in places), ink=ink, edge=True))
    return tuple(drawn)


def rows_section(id_: str, title: str, what: str, alike: bool = False) -> Callable[[Comparison, Words], Section]:
    """Return the function of a section that is one table of rows.

    Args:
        id_: Which rows of a comparison.
        title: The section's heading.
        what: What a row is.
        alike: Whether it says how many more ended alike.
    """

    def section(comparison: Comparison, words: Words) -> Section:
        rows: tuple[Row, ...] = getattr(comparison, id_)
        if not rows:
            return Section(id_, title, ())
        pair = len(comparison.names) == 2
        names = comparison.names if len(comparison.names) <= MOST_BESIDE else comparison.letters
        head: tuple[str, ...] = (what, *names)
        shown: list[tuple[str, ...]] = [(row.title, *row.shown) for row in rows]
        if with_gap := any(row.gap is not None for row in rows):
            gaps = ["–" if row.gap is None else signed(row.gap) if row.steps else words.change(None, row.gap) for row in rows]
            head = (*head, "gap" if pair else "spread")
            shown = [(*row, gap if pair else gap.lstrip("+")) for row, gap in zip(shown, gaps, strict=True)]
        numbers = tuple(range(1, len(head))) if with_gap else ()
        blocks: list[Block] = [Grid(head, tuple(shown[:MOST_ROWS]), numbers)]
        if rest := tuple(shown[MOST_ROWS:]):
            blocks.append(Folded(f"{len(rest)} more, with smaller gaps", (Grid(head, rest, numbers),)))
        if alike and comparison.alike:
            blocks.append(Para(f"{comparison.alike} more ended alike.", "note"))
        return Section(id_, title, tuple(blocks))

    return section


SECTIONS: tuple[Callable[[Comparison, Words], Section], ...] = (
    cohorts,
    first,
    choices,
    rows_section("scores", "Objectives", "Objective"),
    rows_section("measures", "Measures at the end", "Measure"),
    maps,
    trends,
    rows_section("tracks", "Tracks at the end", "Track", alike=True),
    rows_section("injects", "What happened", "Event"),
    rows_section("draws", "Dice", "Draw"),
    rows_section("kinds", "How often each move was made", "Move"),
)
"""Every section of a comparison, in order."""


def comparison_document(comparison: Comparison, words: Words) -> Document:
    """Return a comparison as a document; `words` are those of the first session's scenario."""
    sections = [section for section in (part(comparison, words) for part in SECTIONS) if section.blocks]
    if len(comparison.names) == 2:
        # Of two, the decisions themselves stand side by side.
        sections = [section for section in sections if section.id != "kinds"]
    seat = f", as {words.name(comparison.seat)} may know it" if comparison.seat else ""
    facts = tuple(zip(comparison.letters, comparison.names, strict=True))
    return Document(" / ".join(comparison.names), f"Comparison{seat}", comparison.titles[0], facts, tuple(sections))
