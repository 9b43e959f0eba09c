"""A save's header: what a session is played with. `header_data` and `header_of` make JSON-ready data of it and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from exercise.errors import ExerciseError, did_you_mean
from exercise.model.text import clean
from exercise.store import versions
from exercise.store.lines import KIND, Unread, as_bytes

RNG = "exercise-rng-1"
"""How draws are made; a save with another kind of draws is not played on."""


class Header(NamedTuple):
    """What a session is played with; the scenario is the resolved one, as data (`exercise.store.scenarios.scenario_of` reads it)."""

    app: str
    seed: str
    """32 hex digits."""
    scenario: Mapping[str, Any]
    scenario_id: str
    variant: str
    """Empty where none is played."""
    plan: str
    seats: Mapping[str, Mapping[str, Any]]
    """Seat to `{"title": …, "actors": […]}`."""
    holders: Mapping[str, str]
    """Seat to person, or the name of a bot level."""
    pace: str
    level: str
    created: str
    """Wall-clock time, a note only."""
    digests: Mapping[str, str] = {}
    """File of the scenario to its SHA-256."""
    parent: Mapping[str, Any] | None = None
    """Where a fork begins: `n` the first entry that is its own, `h` the fingerprint of the save it comes from, `turn`."""
    shared: Mapping[str, str] | None = None
    """For a copy made for sharing: `seat` it was made for, `h` the fingerprint of the original; it has no seed."""
    rng: str = RNG
    audience: Mapping[str, tuple[str, ...]] = {"seed": (), "scenario": ("all",), "scenario.objectives": ()}
    """Who may know a section that not all may know; nobody named: the facilitator alone."""

    @property
    def scenario_sha(self) -> str:
        """Return the SHA-256 of the scenario as a save holds it, 64 hex digits."""
        return sha256(as_bytes(dict(self.scenario))).hexdigest()


def header_data(header: Header) -> dict[str, Any]:
    """Return a header as JSON-ready data, small sections first so that `glance` need not read the rest."""
    return {
        "n": 0,
        "k": KIND,
        "v": versions.FORMAT,
        "app": header.app,
        "rng": header.rng,
        "title": str(header.scenario.get("head", {}).get("title", header.scenario_id)),
        "scenario_id": header.scenario_id,
        "variant": header.variant,
        "plan": header.plan,
        "pace": header.pace,
        "level": header.level,
        "created": header.created,
        "seats": {seat: {**header.seats[seat], "actors": list(header.seats[seat]["actors"])} for seat in header.seats},
        "holders": dict(header.holders),
        "from": dict(header.parent) if header.parent else None,
        "seed": header.seed,
        "audience": {section: list(header.audience[section]) for section in sorted(header.audience)},
        "digests": {name: header.digests[name] for name in sorted(header.digests)},
        **({"shared": dict(header.shared)} if header.shared else {}),
        "scenario": dict(header.scenario),
    }


_TEXTS = ("app", "rng", "scenario_id", "variant", "plan", "pace", "level", "created", "seed")
_MAPPINGS = ("seats", "holders", "audience", "digests", "scenario")
_KEYS = ("n", "k", "v", "title", *_TEXTS, "from", *_MAPPINGS)


def header_of(data: dict[str, Any]) -> Header:
    """Return the header that data holds."""
    for key in _KEYS:
        if key not in data:
            raise ExerciseError(f'"{key}" is missing.')
    for key in data:
        if key not in (*_KEYS, "shared"):
            raise ExerciseError(f'unknown field "{clean(key, limit=64)}".{did_you_mean(key, _KEYS)}')
    for key in _TEXTS:
        if type(data[key]) is not str:
            raise ExerciseError(f'"{key}" must be text.')
    for key in _MAPPINGS:
        if type(data[key]) not in (dict, Unread):
            raise ExerciseError(f'"{key}" must be a mapping.')
    if data["rng"] != RNG:
        raise ExerciseError(f"its draws are of the kind {clean(data['rng'], limit=40)}, which this version does not make.")
    shared = data.get("shared")
    if not re.fullmatch(r"[0-9a-f]{32}", data["seed"]) and not (shared and data["seed"] == ""):
        raise ExerciseError('"seed" must be 32 hex digits.')
    if len(data["digests"]) > MOST_DIGESTS:
        raise ExerciseError(f'"digests" names {len(data["digests"])} files; a scenario has at most {MOST_DIGESTS}.')
    for key, each in _SHAPES.items():
        _shaped(data.get(key), each, f'"{key}"')
    parent = data["from"]
    try:
        return Header(
            **{key: data[key] for key in _TEXTS},
            seats={seat: {**about, "actors": tuple(about["actors"])} for seat, about in data["seats"].items()},
            holders=data["holders"],
            audience={section: tuple(names) for section, names in data["audience"].items()},
            digests=data["digests"],
            scenario=data["scenario"],
            parent=dict(parent) if parent is not None else None,
            shared=dict(shared) if shared is not None else None,
        )
    except (KeyError, TypeError, ValueError):
        raise ExerciseError("a section has the wrong shape.") from None


def _shaped(value: Any, shape: Any, where: str) -> None:
    """Check that data has a shape: a type, a list of one, or a mapping from any name (`...`) or from those named.

    Raises:
        ExerciseError: If it has another; names the place.
    """
    if isinstance(shape, type):
        if type(value) is not shape:
            raise ExerciseError(f"{where} must be {'text' if shape is str else 'a whole number'}.")
    elif isinstance(shape, list):
        if type(value) is not list:
            raise ExerciseError(f"{where} must be a list.")
        for place, each in enumerate(value):
            _shaped(each, shape[0], f"{where}, place {place + 1},")
    elif value is None and None in shape:
        return
    elif type(value) is not dict:
        raise ExerciseError(f"{where} must be a mapping.")
    elif ... in shape:
        for name, each in value.items():
            _shaped(each, shape[...], f'"{clean(name, limit=64)}" in {where}')
    else:
        for name in filter(None, shape):
            _shaped(value.get(name), shape[name], f'"{name}" in {where}')


MOST_DIGESTS = 1_000
"""Files of a scenario and its library that a header may name."""
_SHAPES: dict[str, Any] = {
    "seats": {...: {"title": str, "actors": [str]}},
    "holders": {...: str},
    "audience": {...: [str]},
    "digests": {...: str},
    "from": {None: 0, "n": int, "h": str, "turn": int},
    "shared": {None: 0, "seat": str, "h": str},
}
"""What the sections of a header hold; one with `None` may be missing."""
