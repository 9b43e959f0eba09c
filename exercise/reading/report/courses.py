"""The course of things: the scenario's headline tracks as charts and its layers of the map at the start and the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exercise.model.refs import TrackName
from exercise.reading.document import Block, Chart, Charts, MapOf, Maps, Para, Section, Series
from exercise.reading.worldmap import title_over
from exercise.words import Words

if TYPE_CHECKING:
    from exercise.reading.report.report import Report

LINES_A_CHART = 6
MOST_LAYERS = 3


class Line(NamedTuple):
    """One track or measure over the session."""

    name: str
    title: str
    group: str
    steps: bool
    values: tuple[int | None, ...]
    known: int


def lines_of(report: Report) -> tuple[Line, ...]:
    """Return the courses of the scenario's headline and of its map's first layers, as far as the reader knows them."""
    reader = report.reader
    lines: dict[str, Line] = {}
    for name in (*reader.tracks.headline_lines, *reader.scenario.head.map_layers[:MOST_LAYERS]):
        singles = reader.tracks.expanded(name)
        for single in singles:
            if single not in lines and reader.tracks.known(single):
                values = tuple(reader.tracks.value_in(single, state) for _, state in reader.record.stops)
                group, steps, known = name if len(singles) > 1 else "", reader.words.counts(single), reader.tracks.known(single)
                lines[single] = Line(single, report.words.track(single), group, steps, values, known)
    return tuple(lines.values())


def courses(report: Report) -> Section:
    """Return maps and charts."""
    reader = report.reader
    first, last = reader.record.stops[0][1], reader.record.stops[-1][1]
    map_ = reader.map
    layers = [(map_.layer_title(name), map_.shades(name, first), map_.shades(name, last)) for name in map_.named_layers[:MOST_LAYERS]]
    maps = [
        MapOf(f"{title}: at the {when}", values, "low", "high")
        for title, start, end in layers
        for when, values in (("start", start), ("end", end))
    ]
    lines = report.courses
    rulings = [(one.turn, one.text) for one in report.overrides]
    charts = [_chart(report, title, group, rulings) for title, group in _grouped(report, lines)]
    blocks: list[Block] = [Maps(tuple(maps))] if maps else []
    if charts:
        # What the charts need said stands before them: on paper they take more than a page.
        if rulings:
            blocks.append(Para("Dashed upright lines mark turns with a ruling of the facilitator.", "note"))
        if any(line.known < 2 for line in lines):
            blocks.append(Para("What this seat does not see exactly is drawn dashed, at the middle of its band.", "note"))
        blocks.append(Charts(tuple(charts)))
    return Section("course", "The course of things", tuple(blocks), annex=True, facts={"courses": lines, "layers": layers})


def _grouped(report: Report, lines: tuple[Line, ...]) -> list[tuple[str, list[Line]]]:
    """Return the lines of each chart with its title: single tracks first, then those of a family together."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    charts = [(line.title, [line]) for line in groups.pop("", [])]
    for group, members in groups.items():
        family, keys = TrackName.of(group)
        title = title_over(report.words, family, list(keys))
        charts += [(title, members[start : start + LINES_A_CHART]) for start in range(0, len(members), LINES_A_CHART)]
    return charts


def _chart(report: Report, title: str, lines: list[Line], rulings: list[tuple[int, str]]) -> Chart:
    names = [line.name for line in lines]
    series = tuple(
        Series("" if len(lines) == 1 else _shortest(report.words, line.name, names), line.values, dashed=line.known < 2) for line in lines
    )
    bands = () if lines[0].steps else tuple(band.below * 10 for band in report.words.scenario.bands[:-1])
    marks = tuple((turn, text) for turn, text in rulings if turn < len(report.places))
    return Chart(title, report.places, series, lines[0].steps, bands, marks)


def _shortest(words: Words, name: str, names: list[str]) -> str:
    """Return what tells a name from others of its family: the index names that differ."""
    mine = TrackName.of(name).keys
    others = [TrackName.of(other).keys for other in names]
    differing = [key for place, key in enumerate(mine) if len({other[place] for other in others if len(other) > place}) > 1]
    return ", ".join(words.title(key) for key in differing or mine)
