"""The region as cells: the outlines of central-asia.geojson projected, fitted to a size and filled, one label a sample.

Call `raster(columns, rows)`. Albers' equal-area projection round 66° E 46° N; each half of a cell (a terminal cell is twice as high as
wide, so halves are square) holds which lands it shows and in what shares. Data: Natural Earth, public domain.
"""

from __future__ import annotations

import json
import pkgutil
from functools import lru_cache
from math import cos, pi, radians, sin, sqrt
from typing import Any, NamedTuple

VOID, SEA = 0, 1
ACROSS, DOWN = 4, 4
"""Samples of a half-cell across and down."""

Point = tuple[float, float]


class Land(NamedTuple):
    """One land of the map: its code, its name, whether it is a state of the region, its rings and where its name stands, projected."""

    code: str
    name: str
    role: str
    rings: tuple[tuple[Point, ...], ...]
    label: Point | None


class City(NamedTuple):
    """A capital or another place."""

    name: str
    role: str
    state: str
    at: Point


class Region(NamedTuple):
    """All that the map data holds, projected."""

    lands: tuple[Land, ...]
    places: tuple[City, ...]
    window: tuple[Point, ...]
    box: tuple[float, float, float, float]


class Half(NamedTuple):
    """What one half of a cell shows: the land with most samples, its own share and the others', out of sixteen."""

    label: int
    mix: tuple[tuple[int, int], ...]


class Raster(NamedTuple):
    """The region at one size: a label for each half-cell (two rows of them a row of cells), and where names stand."""

    columns: int
    rows: int
    halves: tuple[tuple[Half, ...], ...]
    labels: tuple[tuple[int, int, int], ...]
    """(land, column, row) of the names that fall inside."""
    places: tuple[tuple[str, int, int, int], ...]
    """(name, land, column, row) of capitals."""
    codes: tuple[str, ...]
    """The code of each label; "" for void and sea."""


_N = (sin(radians(38)) + sin(radians(52))) / 2
_C = cos(radians(38)) ** 2 + 2 * _N * sin(radians(38))
_TOP = sqrt(_C - 2 * _N * sin(radians(46))) / _N


def projected(longitude: float, latitude: float) -> Point:
    """Return a place in degrees as Albers coordinates, y growing downwards."""
    rho = sqrt(max(0.0, _C - 2 * _N * sin(latitude * pi / 180))) / _N
    theta = _N * (longitude - 66) * pi / 180
    return rho * sin(theta), rho * cos(theta) - _TOP


@lru_cache(1)
def region() -> Region:
    """Return the map data, read once."""
    data = json.loads(pkgutil.get_data("exercise.ui", "central-asia.geojson") or b"")
    lands: list[Land] = []
    places: list[City] = []
    for feature in data["features"]:
        properties: dict[str, Any] = feature["properties"]
        geometry: dict[str, Any] = feature["geometry"]
        if geometry["type"] == "Point":
            longitude, latitude = geometry["coordinates"]
            places.append(City(properties["name"], properties["role"], properties["state"], projected(longitude, latitude)))
            continue
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings = tuple(tuple(projected(x, y) for x, y in ring) for polygon in polygons for ring in polygon)
        label = projected(*properties["label"]) if "label" in properties else None
        lands.append(Land(feature.get("id", ""), properties["name"], properties["role"], rings, label))
    west, south, east, north = data["properties"]["window"]
    steps = [west + (east - west) * n / 48 for n in range(49)]
    sides = [south + (north - south) * n / 24 for n in range(25)]
    edge = (
        [(x, north) for x in steps]
        + [(east, y) for y in reversed(sides)]
        + [(x, south) for x in reversed(steps)]
        + [(west, y) for y in sides]
    )
    states = [point for land in lands if land.role == "state" for ring in land.rings for point in ring]
    xs, ys = [x for x, _ in states], [y for _, y in states]
    return Region(tuple(lands), tuple(places), tuple(projected(x, y) for x, y in edge), (min(xs), min(ys), max(xs), max(ys)))


@lru_cache(8)
def raster(columns: int, rows: int) -> Raster:
    """Return the region fitted into so many columns and rows of cells."""
    known = region()
    left, top, right, bottom = known.box
    wide, high = columns * ACROSS, rows * 2 * DOWN
    scale = min((wide - 2 * ACROSS) / (right - left), (high - 2 * DOWN) / (bottom - top))
    shift_x = (wide - (right - left) * scale) / 2 - left * scale
    shift_y = (high - (bottom - top) * scale) / 2 - top * scale
    grid = [bytearray(wide) for _ in range(high)]
    _fill(grid, (known.window,), SEA, scale, shift_x, shift_y)
    for n, land in enumerate(known.lands):
        _fill(grid, land.rings, n + 2, scale, shift_x, shift_y)
    halves: list[tuple[Half, ...]] = []
    whole = [Half(label, ((label, 16),)) for label in range(len(known.lands) + 2)]
    mixed: dict[bytes, Half] = {}
    for y in range(rows * 2):
        one, two, three, four = grid[y * DOWN : y * DOWN + DOWN]
        row: list[Half] = []
        for x in range(0, wide, ACROSS):
            block = bytes(one[x : x + ACROSS] + two[x : x + ACROSS] + three[x : x + ACROSS] + four[x : x + ACROSS])
            first = block[0]
            if block.count(first) == 16:
                row.append(whole[first])
                continue
            half = mixed.get(block)
            if half is None:
                shares = sorted(((block.count(label), label) for label in sorted(set(block))), reverse=True)
                half = mixed[block] = Half(shares[0][1], tuple((label, count) for count, label in shares))
            row.append(half)
        halves.append(tuple(row))
    labels: list[tuple[int, int, int]] = []
    for n, land in enumerate(known.lands):
        if land.label is not None:
            x = int((land.label[0] * scale + shift_x) / ACROSS)
            y = int((land.label[1] * scale + shift_y) / (2 * DOWN))
            if land.role != "state":
                x, y = min(max(x, 3), columns - 4), min(max(y, 0), rows - 1)
            if 0 <= x < columns and 0 <= y < rows:
                labels.append((n + 2, x, y))
    codes = ("", "", *(land.code for land in known.lands))
    places = tuple(
        (
            place.name,
            codes.index(place.state),
            int((place.at[0] * scale + shift_x) / ACROSS),
            int((place.at[1] * scale + shift_y) / (2 * DOWN)),
        )
        for place in known.places
        if place.role == "capital"
    )
    return Raster(columns, rows, tuple(halves), tuple(labels), places, codes)


def _fill(grid: list[bytearray], rings: tuple[tuple[Point, ...], ...], label: int, scale: float, shift_x: float, shift_y: float) -> None:
    """Fill the inside of rings, even-odd, sample row by sample row."""
    high, wide = len(grid), len(grid[0])
    crossings: dict[int, list[float]] = {}
    for ring in rings:
        points = [(x * scale + shift_x, y * scale + shift_y) for x, y in ring]
        x0, y0 = points[-1]
        for x1, y1 in points:
            if y0 != y1:
                (xa, ya), (xb, yb) = ((x0, y0), (x1, y1)) if y0 < y1 else ((x1, y1), (x0, y0))
                first, last = max(0, int(ya + 0.5)), min(high - 1, int(yb - 0.5) if yb >= 0.5 else -1)
                slope = (xb - xa) / (yb - ya)
                for y in range(first, last + 1):
                    crossings.setdefault(y, []).append(xa + (y + 0.5 - ya) * slope)
            x0, y0 = x1, y1
    for y, found in crossings.items():
        found.sort()
        row = grid[y]
        for a, b in zip(found[::2], found[1::2], strict=False):
            start, stop = max(0, int(a + 0.5)), min(wide, int(b + 0.5))
            if stop > start:
                row[start:stop] = bytes([label]) * (stop - start)
