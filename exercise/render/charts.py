"""Charts and maps as inline SVG: `chart` draws lines over turns with their names at their ends, `region` the lands shaded by a value.

Colours are classes that the page's style sheet knows in dark, light and print; every line also differs by its dashes.
"""

from __future__ import annotations

import json
from functools import lru_cache
from math import cos, radians, sin, sqrt
from typing import Any, NamedTuple

from exercise.reading.document import Chart, MapOf
from exercise.render.markup import Html, el, joined

WIDE, HIGH = 400.0, 196.0
LEFT, TOP, BOTTOM = 30.0, 10.0, 26.0
DASHES = (None, "6 3", "2 3", "8 3 2 3", "1 3", "10 4")
LABEL = 12.0
"""Height of a line's name at its end."""

MAP_WIDE = 420.0
SHADES = 6


class Land(NamedTuple):
    """One land: its code, its rings and where its name stands, in map units."""

    code: str
    name: str
    role: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    label: tuple[float, float] | None


def chart(shown: Chart) -> Html:
    """Return a chart as a figure."""
    span = max(1, shown.highest - shown.lowest)
    count = len(shown.places)
    named = any(series.title for series in shown.series)
    right = 116.0 if named else 40.0

    def across(place: float) -> float:
        return LEFT + (WIDE - LEFT - right) * (place / max(1, count - 1))

    def down(value: float) -> float:
        return TOP + (HIGH - TOP - BOTTOM) * (1 - (value - shown.lowest) / span)

    parts: list[Html] = []
    ticks = (
        (shown.lowest, (shown.lowest + shown.highest) // 2, shown.highest) if span >= 100 else tuple(range(shown.lowest, shown.highest + 1))
    )
    for band in shown.bands:
        parts.append(el("line", x1=LEFT, x2=WIDE - right, y1=down(band), y2=down(band), class_="band"))
    for tick in ticks:
        parts.append(el("line", x1=LEFT, x2=WIDE - right, y1=down(tick), y2=down(tick), class_="grid"))
        text = f"{tick // 10}" if span >= 100 else f"{tick}"
        parts.append(el("text", text, x=LEFT - 5, y=down(tick) + 3.5, class_="tick end"))
    every = max(1, -(-count // 7))
    for place, text in enumerate(shown.places):
        if place % every == 0 or place == count - 1:
            parts.append(el("text", text, x=across(place), y=HIGH - 8, class_="tick mid"))
    for place, text in shown.marks:
        line = el("line", x1=across(place), x2=across(place), y1=TOP, y2=HIGH - BOTTOM, class_="mark")
        parts.append(el("g", el("title", text), line))
    ends: list[tuple[float, int, str]] = []
    for number, series in enumerate(shown.series):
        colour = (number if series.ink is None else series.ink) % 6
        ink = f"s{colour}"
        for run in _runs(series.values):
            points = " ".join(f"{across(place):.1f},{down(value):.1f}" for place, value in run)
            dashes = "5 4" if series.dashed else "2 3" if series.edge else DASHES[colour] if len(shown.series) > 1 else None
            parts.append(
                el(
                    "polyline",
                    el("title", series.title),
                    points=points,
                    class_=f"line {ink}{' edge' if series.edge else ''}",
                    stroke_dasharray=dashes,
                )
            )
            if len(run) == 1:
                parts.append(el("circle", cx=across(run[0][0]), cy=down(run[0][1]), r=2.5, class_=f"dot {ink}"))
        last = [(place, value) for place, value in enumerate(series.values) if value is not None]
        if last and not series.edge:
            place, value = last[-1]
            parts.append(el("circle", cx=across(place), cy=down(value), r=2.8, class_=f"dot {ink}"))
            number_text = f"{(abs(value) + 5) // 10}" if span >= 100 else f"{value}"
            ends.append((down(value), colour, f"{number_text} {series.title}"))
    for y, colour, text in _spread(ends, TOP + 2, HIGH - BOTTOM):
        shorter = text if len(text) <= 20 else text[:19].rstrip() + "…"
        parts.append(el("text", shorter, x=WIDE - right + 8, y=y + 3.5, class_=f"name t{colour}"))
    said = "; ".join(f"{series.title}: {_words(series.values, span)}" for series in shown.series)
    drawing = el("svg", el("title", shown.title), el("desc", said), *parts, view_box=f"0 0 {WIDE:.0f} {HIGH:.0f}", role="img")
    note = el("p", shown.note, class_="note") if shown.note else None
    return el("figure", el("figcaption", shown.title), drawing, note, class_="chart")


def _runs(values: tuple[int | None, ...]) -> list[list[tuple[int, int]]]:
    runs: list[list[tuple[int, int]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((place, value))
    return [run for run in runs if run]


def _spread(ends: list[tuple[float, int, str]], top: float, bottom: float) -> list[tuple[float, int, str]]:
    """Return the names at places where none covers another, as near to their lines as can be."""
    placed: list[tuple[float, int, str]] = []
    for y, number, text in sorted(ends):
        at = max(y, placed[-1][0] + LABEL) if placed else max(y, top)
        placed.append((at, number, text))
    over = placed[-1][0] - bottom if placed else 0
    if over > 0:
        limit = bottom
        for place in range(len(placed) - 1, -1, -1):
            y, number, text = placed[place]
            y = min(y, limit)
            placed[place] = (y, number, text)
            limit = y - LABEL
    return placed


def _words(values: tuple[int | None, ...], span: int) -> str:
    unit = 10 if span >= 100 else 1
    return ", ".join("-" if value is None else f"{value // unit}" for value in values)


# --- the map --------------------------------------------------------------------------------------------------------------

_N = (sin(radians(38)) + sin(radians(52))) / 2
_C = cos(radians(38)) ** 2 + 2 * _N * sin(radians(38))


def _projected(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a place in degrees in Albers' equal-area projection round 66 degrees east, y growing downwards."""
    rho = sqrt(max(0.0, _C - 2 * _N * sin(radians(latitude)))) / _N
    theta = _N * radians(longitude - 66)
    return rho * sin(theta), rho * cos(theta)


@lru_cache(2)
def lands(geojson: str) -> tuple[tuple[Land, ...], tuple[float, float, float, float]]:
    """Return the lands of a map's data, scaled to the drawing, and the drawing's box; nothing for an empty text."""
    if not geojson:
        return (), (0.0, 0.0, 1.0, 1.0)
    found: list[Land] = []
    for feature in json.loads(geojson)["features"]:
        properties: dict[str, Any] = feature["properties"]
        geometry: dict[str, Any] = feature["geometry"]
        if geometry["type"] == "Point":
            continue
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings = tuple(tuple(_projected(x, y) for x, y in ring) for polygon in polygons for ring in polygon)
        label = _projected(*properties["label"]) if "label" in properties else None
        found.append(Land(str(feature.get("id", "")), str(properties["name"]), str(properties["role"]), rings, label))
    states = [point for land in found if land.role == "state" for ring in land.rings for point in ring]
    left, right = min(x for x, _ in states), max(x for x, _ in states)
    top, bottom = min(y for _, y in states), max(y for _, y in states)
    scale = MAP_WIDE / (right - left)
    margin = 6.0

    def scaled(point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - left) * scale + margin, (point[1] - top) * scale + margin

    box = (0.0, 0.0, MAP_WIDE + 2 * margin, (bottom - top) * scale + 2 * margin)
    return tuple(
        Land(
            land.code,
            land.name,
            land.role,
            tuple(tuple(map(scaled, ring)) for ring in land.rings),
            scaled(land.label) if land.label else None,
        )
        for land in found
    ), box


def region(shown: MapOf, geojson: str) -> Html:
    """Return a map as a figure, the lands shaded by their value; without map data the values as a list."""
    values = {_plain(actor): (share, text) for actor, share, text in shown.values}
    known, box = lands(geojson)
    caption = el("figcaption", shown.title)
    matched = [land for land in known if _plain(land.name) in values]
    if not matched:
        listed = el("ul", *(el("li", f"{actor}: {text}") for actor, _, text in shown.values))
        return el("figure", caption, listed, class_="map")
    shapes: list[Html] = []
    names: list[Html] = []
    for land in known:
        share, text = values.get(_plain(land.name), (-1, ""))
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in land.rings)
        shade = f"land m{min(SHADES - 1, share * SHADES // 1001)}" if share >= 0 else "land"
        shapes.append(el("path", el("title", f"{land.name}: {text}" if text else land.name), d=path, class_=shade, fill_rule="evenodd"))
        if share >= 0 and land.label is not None:
            x, y = land.label
            deep = " deep" if share * SHADES // 1001 >= SHADES - 2 else ""
            names.append(el("text", land.name, x=x, y=y - 3, class_=f"place{deep}"))
            names.append(el("text", text, x=x, y=y + 10, class_=f"place worth{deep}"))
    scale = el(
        "p", shown.low, " ", joined(*(el("i", class_=f"key k{shade}") for shade in range(SHADES))), " ", shown.high, class_="note key-row"
    )
    drawing = el(
        "svg", el("title", shown.title), *shapes, *names, view_box=" ".join(f"{number:.0f}" for number in box), role="img",
    )  # fmt: skip
    return el("figure", caption, drawing, scale, class_="map")


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "-")
