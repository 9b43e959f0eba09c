"""Charts and maps as inline SVG: `chart` draws lines over turns with their names at their ends, `region` the lands shaded by a value.

Here it is worked out where everything stands; `templates/chart.svg` and `templates/map.svg` draw it. Colours are classes that the page's
style sheet knows in dark, light and print; every line also differs by its dashes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from math import cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from exercise.reading.document import Chart, MapOf, Series
from exercise.render.templates import rendered

if TYPE_CHECKING:
    from markupsafe import Markup

WIDE, HIGH = 400.0, 196.0
LEFT, TOP, BOTTOM = 30.0, 10.0, 26.0
RIGHT, RIGHT_NAMED = 40.0, 116.0
"""Room to the right of the lines, without and with names at their ends."""
INKS = 6
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 3", "10 4")
LABEL = 12.0
"""Height of a line's name at its end."""
MOST_PLACES = 7
"""Labels of turns for which a chart has room."""

MAP_WIDE = 420.0
SHADES = 6


class LandShape(NamedTuple):
    """One land: its code, its rings and where its name stands, in map units."""

    code: str
    name: str
    role: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    label: tuple[float, float] | None


class LineRun(NamedTuple):
    """A run of a series without a gap, as it is drawn."""

    title: str
    points: str
    ink: int
    dashes: str
    edge: bool


def chart(shown: Chart) -> Markup:
    """Return a chart as a figure."""
    low, high = shown.axis
    count = len(shown.places)
    right = WIDE - (RIGHT_NAMED if any(series.title for series in shown.series) else RIGHT)

    def across(place: float) -> float:
        return LEFT + (right - LEFT) * (place / max(1, count - 1))

    def down(value: float) -> float:
        return TOP + (HIGH - TOP - BOTTOM) * (1 - (value - low) / max(1, high - low))

    lines: list[LineRun] = []
    dots: list[tuple[float, float, int]] = []
    ends: list[tuple[float, int, str]] = []
    for number, series in enumerate(shown.series):
        ink = (number if series.ink is None else series.ink) % INKS
        dashes = "5 4" if series.dashed else "2 3" if series.edge else DASHES[ink] if len(shown.series) > 1 else ""
        for run in _runs(series):
            points = " ".join(f"{across(place):.1f},{down(value):.1f}" for place, value in run)
            lines.append(LineRun(series.title, points, ink, dashes, series.edge))
            if len(run) == 1:
                dots.append((across(run[0][0]), down(run[0][1]), ink))
        last = next(((place, value) for place, value in reversed(list(enumerate(series.values))) if value is not None), None)
        if last is not None and not series.edge:
            place, value = last
            dots.append((across(place), down(value), ink))
            ends.append((down(value), ink, f"{shown.said(value)} {series.title}"))
    every = max(1, -(-count // MOST_PLACES))
    return rendered(
        "chart.svg",
        shown=shown,
        wide=WIDE,
        high=HIGH,
        left=LEFT,
        right=right,
        top=TOP,
        bottom=HIGH - BOTTOM,
        bands=[down(band) for band in shown.bands if low < band < high],
        ticks=[(down(tick), shown.said(tick)) for tick in shown.ticks],
        places=[(across(place), text) for place, text in enumerate(shown.places) if place % every == 0 or place == count - 1],
        marks=[(across(place), text) for place, text in shown.marks],
        lines=lines,
        dots=dots,
        names=_spread(ends, TOP + 2, HIGH - BOTTOM),
        said="; ".join(f"{series.title}: {', '.join(shown.told(series))}" for series in shown.series),
    )


def _runs(series: Series) -> Iterator[list[tuple[int, float]]]:
    """Yield the parts of a series between its gaps, as (place, value)."""
    run: list[tuple[int, float]] = []
    for place, value in enumerate((*series.values, None)):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []


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


# --- the map --------------------------------------------------------------------------------------------------------------

_N = (sin(radians(38)) + sin(radians(52))) / 2
_C = cos(radians(38)) ** 2 + 2 * _N * sin(radians(38))


def _projected(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a place in degrees in Albers' equal-area projection round 66 degrees east, y growing downwards."""
    rho = sqrt(max(0.0, _C - 2 * _N * sin(radians(latitude)))) / _N
    theta = _N * radians(longitude - 66)
    return rho * sin(theta), rho * cos(theta)


@lru_cache(2)
def lands(geojson: str) -> tuple[tuple[LandShape, ...], tuple[float, float, float, float]]:
    """Return the lands of a map's data, scaled to the drawing, and the drawing's box; nothing for an empty text."""
    if not geojson:
        return (), (0.0, 0.0, 1.0, 1.0)
    found: list[LandShape] = []
    for feature in json.loads(geojson)["features"]:
        properties: dict[str, Any] = feature["properties"]
        geometry: dict[str, Any] = feature["geometry"]
        if geometry["type"] == "Point":
            continue
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings = tuple(tuple(_projected(x, y) for x, y in ring) for polygon in polygons for ring in polygon)
        label = _projected(*properties["label"]) if "label" in properties else None
        found.append(LandShape(str(feature.get("id", "")), str(properties["name"]), str(properties["role"]), rings, label))
    states = [point for land in found if land.role == "state" for ring in land.rings for point in ring]
    left, right = min(x for x, _ in states), max(x for x, _ in states)
    top, bottom = min(y for _, y in states), max(y for _, y in states)
    scale = MAP_WIDE / (right - left)
    margin = 6.0

    def scaled(point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - left) * scale + margin, (point[1] - top) * scale + margin

    box = (0.0, 0.0, MAP_WIDE + 2 * margin, (bottom - top) * scale + 2 * margin)
    return tuple(
        LandShape(
            land.code,
            land.name,
            land.role,
            tuple(tuple(map(scaled, ring)) for ring in land.rings),
            scaled(land.label) if land.label else None,
        )
        for land in found
    ), box


def region(shown: MapOf, geojson: str) -> Markup:
    """Return a map as a figure, the lands shaded by their value; without map data the values as a list."""
    values = {_plain(actor): (share, text) for actor, share, text in shown.values}
    known, box = lands(geojson)
    drawn = []
    for land in known if any(_plain(land.name) in values for land in known) else ():
        share, text = values.get(_plain(land.name), (None, ""))
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in land.rings)
        shade = None if share is None else min(SHADES - 1, share * SHADES // 1001)
        drawn.append({"name": land.name, "text": text, "path": path, "shade": shade, "label": land.label})
    return rendered("map.svg", shown=shown, lands=drawn, wide=box[2], high=box[3], shades=SHADES)


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "-")
