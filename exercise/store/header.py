"""A save's header: what a session is played with. `header_data` and `header_of` make JSON-ready data of it and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from exercise.errors import ExerciseError, did_you_mean
from exercise.model.text import clean
from exercise.store import versions
from exercise.store.lines import KIND, as_bytes

RNG = "exercise-rng-1"
"""How draws are made; a save with another kind of draws is not played on."""
MOST_DIGESTS = 1_000
"""Files of a scenario and its library that a header may name."""


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


_TEXTS = ("app", "rng", "title", "scenario_id", "variant", "plan", "pace", "level", "created", "seed")
_SHAPES: dict[str, Any] = {
    "n": int,
    "k": str,
    "v": int,
    **dict.fromkeys(_TEXTS, str),
    "from": {None: None, "n": int, "h": str, "turn": int},
    "seats": {...: {"title": str, "actors": [str]}},
    "holders": {...: str},
    "audience": {...: [str]},
    "digests": {...: str},
    "scenario": Mapping,
    "shared": {None: None, "seat": str, "h": str},
}
"""What stands in a header: a type, a list of one, a mapping from any name (`...`) or from those named, with `None` where it may be null."""
_MAY_BE_MISSING = frozenset(("shared",))
_WORDS: dict[type, str] = {str: "text", int: "a whole number", Mapping: "a mapping"}


def header_of(data: dict[str, Any]) -> Header:
    """Return the header that data holds.

    Raises:
        ExerciseError: If it is none that this version could have written.
    """
    for key, shape in _SHAPES.items():
        if key in data:
            _check_shape(data[key], shape, f'"{key}"')
        elif key not in _MAY_BE_MISSING:
            raise ExerciseError(f'"{key}" is missing.')
    for key in data:
        if key not in _SHAPES:
            raise ExerciseError(f'unknown field "{clean(key, limit=64)}".{did_you_mean(key, _SHAPES)}')
    if data["rng"] != RNG:
        raise ExerciseError(f"its draws are of the kind {clean(data['rng'], limit=40)}, which this version does not make.")
    parent, shared = data["from"], data.get("shared")
    if not re.fullmatch(r"[0-9a-f]{32}", data["seed"]) and not (shared and data["seed"] == ""):
        raise ExerciseError('"seed" must be 32 hex digits.')
    if len(data["digests"]) > MOST_DIGESTS:
        raise ExerciseError(f'"digests" names {len(data["digests"])} files; a scenario has at most {MOST_DIGESTS}.')
    return Header(
        **{key: data[key] for key in _TEXTS if key != "title"},
        seats={seat: {**about, "actors": tuple(about["actors"])} for seat, about in data["seats"].items()},
        holders=data["holders"],
        audience={section: tuple(names) for section, names in data["audience"].items()},
        digests=data["digests"],
        scenario=data["scenario"],
        parent=dict(parent) if parent is not None else None,
        shared=dict(shared) if shared is not None else None,
    )


def _check_shape(value: Any, shape: Any, where: str) -> None:
    """Check that data has a shape of `_SHAPES`.

    Raises:
        ExerciseError: If it has another; names the place.
    """
    if isinstance(shape, type):
        if not isinstance(value, shape) or type(value) is bool:
            raise ExerciseError(f"{where} must be {_WORDS[shape]}.")
    elif isinstance(shape, list):
        if type(value) is not list:
            raise ExerciseError(f"{where} must be a list.")
        for place, each in enumerate(value):
            _check_shape(each, shape[0], f"{where}, place {place + 1},")
    elif type(value) is dict:
        for name in value if ... in shape else filter(None, shape):
            _check_shape(value.get(name), shape.get(..., shape.get(name)), f'"{clean(name, limit=64)}" in {where}')
    elif value is not None or None not in shape:
        raise ExerciseError(f"{where} must be a mapping.")
