"""Faults put where a person can see them: validation errors and faults of names become FILE:LINE:COL in our words.

`model_faults` explains what pydantic found; `place` puts a `Fault` of the merged scenario where its value stands. Knows positions and
models, not how files are merged.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from exercise.errors import Fault, PlacedFault, did_you_mean, nearest
from exercise.model.text import clean, lookalike
from exercise.store.yaml import Node

ONE_OF: Mapping[str, str] = {
    "experiments": "experiment", "openings": "check of the opening", "claims": "claim", "facts": "fact", "actors": "actor",
    "sets": "set", "bands": "band", "tracks": "track", "measures": "measure",
    "tables": "table", "watches": "watch", "modalities": "modality", "moves": "move kind", "rules": "rule", "injects": "inject",
    "personas": "persona", "objectives": "objective", "plans": "seat plan", "briefs": "brief", "record": "record",
    "variants": "variant",
}  # fmt: skip
"""The sections that are lists, and what one item of each is called."""
KEY_OF: Mapping[str, str] = {"briefs": "actor", "record": "turn"}
"""What names an item of a section, where it is not its id."""

_PATTERNS = (
    (r"^[a-z]", "an id in lower case, such as border-guards"),
    (r"^F\d", "a fact id such as F12"),
    (r"^(19|20)\d\d-(0[1-9]|1[0-2])$", "a month such as 2007-10"),
    (r"^(19|20)\d\d(-", "a date such as 2007, 2007-10 or 2007-10-05"),
)


class Wrong(NamedTuple):
    """One validation error: the path of its value as far as the data reaches, and what to say."""

    path: tuple[str | int, ...]
    kind: str
    text: str
    on_key: bool = False
    key: str = ""
    """The unknown or missing key."""
    near: str = ""
    """For an unknown key: the key that was probably meant."""


def walk(data: Any, node: Node, path: Iterable[str | int]) -> tuple[Node, tuple[str | int, ...], bool]:
    """Return the node that a path leads to, the path as far as the data reaches, and whether it reached the end.

    An element that is no key and no index moves down to the list item of that id where there is one, and stays put otherwise: it is
    the name of a validator or of a union's branch, or the key that is missing.
    """
    taken: list[str | int] = []
    whole = True
    for step in path:
        if type(data) is dict and step in data:
            below = node.child(step) if isinstance(step, str) else None
        elif type(data) is list and type(step) is int and 0 <= step < len(data):
            below = node.child(step)
        elif type(data) is list and type(step) is not int and (index := index_of(data, step)) is not None:
            step = index
            below = node.child(step)
        else:
            whole = False
            continue
        data = data[step]
        node = below or node
        taken.append(step)
    return node, tuple(taken), whole


def index_of(items: list[Any], name: str | int, key: str = "") -> int | None:
    """Return where the item stands whose id, actor, turn or name this is; None when there is none."""
    if len(items) > FEW:
        return _places(items, key).get(name)
    for index, item in enumerate(items):
        if type(item) is dict and any(item.get(known) == name for known in ((key,) if key else ("id", "name", "actor", "kind"))):
            return index
    return None


FEW = 40
"""Items among which one is looked for one by one."""
_PLACES: dict[tuple[int, str], tuple[list[Any], int, dict[Any, int]]] = {}


def _places(items: list[Any], key: str) -> dict[Any, int]:
    """Return where the items of a long list stand by their names; kept for the lists asked about last."""
    kept = _PLACES.get((id(items), key))
    if kept is None or kept[0] is not items or kept[1] != len(items):
        if len(_PLACES) > FEW:
            _PLACES.clear()
        found: dict[Any, int] = {}
        for index, item in enumerate(items):
            for known in (key,) if key else ("id", "name", "actor", "kind"):
                if type(item) is dict and type(item.get(known)) in (str, int):
                    found.setdefault(item[known], index)
        kept = _PLACES[id(items), key] = (items, len(items), found)
    return kept[2]


def item_title(path: tuple[str | int, ...], data: Any) -> str:
    """Return `rule "cross-purposes": ` for a path into such an item, else nothing."""
    if len(path) < 2 or path[0] not in ONE_OF or type(path[1]) is not int:
        return ""
    section = str(path[0])
    item = data[section][path[1]]
    name = item.get(KEY_OF.get(section, "id")) if type(item) is dict else None
    return f'{ONE_OF[section]} "{clean(str(name), limit=64)}": ' if type(name) in (str, int) else ""


def place(fault: Fault, data: Any, node: Node) -> PlacedFault:
    """Return a fault of the merged scenario placed where its value stands in a file."""
    where = fault.where
    if len(where) > 1 and where[0] in KEY_OF and type(data.get(where[0])) is list:
        index = index_of(data[where[0]], where[1], KEY_OF[str(where[0])])
        where = (where[0], index if index is not None else where[1], *where[2:])
    if where and where[0] not in data and type(data.get("head")) is dict and where[0] in data["head"]:
        where = ("head", *where)
    found, path, whole = walk(data, node, where)
    title = item_title(path, data)
    text = fault.text if fault.text.startswith(title.rstrip(": ")) else title + fault.text
    return found.fault(text, fault.offset if whole else 0, fault.on_key and whole, fault.warning)


def model_faults(error: ValidationError, model: type[BaseModel], data: Any) -> list[Wrong]:
    """Return what is wrong with the data, in our words, one for each value.

    A missing key and an unknown key beside it that resembles it are one slip, told at the unknown key.
    """
    found: dict[tuple[Any, ...], Wrong] = {}
    forms: dict[tuple[Any, ...], list[str]] = {}
    for details in error.errors(include_url=False)[:MOST_ERRORS]:
        wrong = _wrong(details, model, data)
        place_of = (wrong.path, wrong.key)
        form = _form(wrong.kind, details)
        if form not in forms.setdefault(place_of, []):
            forms[place_of].append(form)
        found.setdefault(place_of, wrong)
    for place_of, each in forms.items():
        if len(each) > 1:
            found[place_of] = found[place_of]._replace(text=f"{' or '.join(each)} belongs here, not {_shown(_at(data, place_of[0]))}.")
    kept = _strangers_once(found.values())
    unknown = {(wrong.path[:-1], wrong.near) for wrong in kept if wrong.kind == "unknown" and wrong.near}
    told = [wrong for wrong in kept if wrong.kind != "missing" or (wrong.path, wrong.key) not in unknown]
    return sorted(told, key=lambda wrong: wrong.kind == "missing")


MOST_ERRORS = 2000
"""Validation errors that are told; who has more looks at the first."""
MOST_STRANGERS = 2
"""Unknown keys of one mapping that are told one by one; more of them belong to another mapping."""


def _strangers_once(wrongs: Iterable[Wrong]) -> list[Wrong]:
    """Return errors with the many unknown keys of one mapping told as one, without what such a mapping lacks."""
    each = list(wrongs)
    strangers: dict[tuple[str | int, ...], list[Wrong]] = {}
    for wrong in each:
        if wrong.kind == "unknown" and not wrong.near:
            strangers.setdefault(wrong.path[:-1], []).append(wrong)
    told: list[Wrong] = []
    for wrong in each:
        here = wrong.path if wrong.kind == "missing" else wrong.path[:-1]
        others = strangers.get(here, [])
        if len(others) <= MOST_STRANGERS or (wrong.kind != "missing" and wrong not in others):
            told.append(wrong)
        elif wrong is others[0]:
            keys = ", ".join(f'"{clean(other.key, limit=40)}"' for other in others[:6])
            told.append(wrong._replace(text=f"the keys {keys} do not belong here; is a line above them missing, or indented otherwise?"))
    return told


def _form(kind: str, details: Any) -> str:
    """Return what would be right for a value, in a few words, for values that may take one of several forms."""
    if kind.startswith("int"):
        return "a whole number"
    if kind == "literal_error":
        return " or ".join(f'"{option}"' for option in re.findall(r"'([^']*)'", str(details["ctx"]["expected"])))
    if kind in ("tuple_type", "list_type"):
        return "a list"
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return "a mapping"
    return "text" if kind.startswith("string") else "something else"


def _wrong(details: Any, model: type[BaseModel], data: Any) -> Wrong:
    loc: tuple[str | int, ...] = details["loc"]
    kind: str = details["type"]
    _, path, _ = walk(data, Node("", 1, 1), loc)
    if kind == "extra_forbidden":
        key = str(loc[-1])
        known = known_keys(model, loc[:-1])
        present = _at(data, path[:-1])
        free = [name for name in known if name not in present]
        near = nearest(key, free) or ""
        text = f'unknown key "{clean(key, limit=64)}".{did_you_mean(key, free)}'
        return Wrong(path, "unknown", text if near else f"{text} Known here: {', '.join(known)}.", True, key, near)
    if kind == "missing":
        return Wrong(path, "missing", f'the key "{loc[-1]}" is missing.', key=str(loc[-1]))
    return Wrong(path, kind, _said(kind, details, _at(data, path)))


def _at(data: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        data = data[step]
    return data


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if type(value) is bool:
        return str(value).lower()
    if type(value) is int:
        return str(value)
    if type(value) is str:
        return f'"{clean(value, limit=40)}{"…" if len(value) > 40 else ""}"'
    return "a list" if type(value) in (list, tuple) else "a mapping"


def _said(kind: str, details: Any, value: Any) -> str:
    """Return what belongs here instead of the value; in short values a character that passes for another is named."""
    text = _belongs(kind, details, value)
    return text + lookalike(value) if type(value) is str and kind not in NO_WORD and " It holds " not in text else text


NO_WORD = ("string_too_long", "string_too_short", "value_error", "assertion_error")
"""Validation errors of texts whose characters are not what is wrong."""


def _belongs(kind: str, details: Any, value: Any) -> str:
    context = details.get("ctx", {})
    given = details["input"]
    if kind in ("int_type", "int_parsing", "int_from_float"):
        return f"a whole number belongs here, not {_shown(value)}."
    if kind == "string_type":
        quote = f"; put {_shown(value)} in quotes" if type(value) in (int, bool) else f", not {_shown(value)}"
        return f"text belongs here{quote}."
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        form = next((form for start, form in _PATTERNS if pattern.startswith(start)), "another form of text")
        return f"{_shown(value if type(value) is str else given)} is not {form}."
    if kind == "bool_type":
        return f"true or false belongs here, not {_shown(value)}."
    if kind in ("tuple_type", "list_type"):
        return f'a list belongs here, not {_shown(value)}; put each item on a line of its own after "- ".'
    if kind in ("dict_type", "model_type", "model_attributes_type", "mapping_type"):
        return f"a mapping of keys belongs here, not {_shown(value)}."
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", str(context.get("expected", ""))) or [str(context.get("expected", ""))]
        known = f"{_shown(value)} is not one of: {', '.join(options)}."
        return known + (did_you_mean(value, options) if type(value) is str else "")
    if kind == "string_too_short":
        return (
            "this text must not be empty."
            if context.get("min_length") == 1
            else f"at least {context.get('min_length')} characters belong here."
        )
    if kind == "string_too_long":
        return f"this text has {len(given)} characters; at most {context.get('max_length')} are allowed."
    if kind in ("too_short", "too_long"):
        least, most = context.get("min_length"), context.get("max_length")
        return f"at least {least} must be listed here." if kind == "too_short" else f"at most {most} may be listed here."
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        return f"{_shown(value)} is out of range; {bound} belongs here."
    if kind in ("value_error", "assertion_error"):
        return f"{clean(str(context.get('error', '')), limit=300).rstrip('.')}."
    return f"{_shown(value)} cannot stand here."


def known_keys(model: type[BaseModel], loc: Iterable[str | int]) -> tuple[str, ...]:
    """Return the keys that the mapping at a location of a model may have."""
    here: Any = model
    for step in loc:
        inner = _inside(here, step)
        here = here if inner is None else inner
    found = _model_in(here)
    return tuple(field.alias or name for name, field in found.model_fields.items()) if found else ()


def _inside(hint: Any, step: str | int) -> Any:
    """Return the type one step inside a type, or None where the step names a validator or a branch."""
    found = _model_in(hint)
    if found is not None:
        for name, field in found.model_fields.items():
            if step in (name, field.alias):
                return field.annotation
        return None
    for part in _parts(hint):
        origin, arguments = get_origin(part), get_args(part)
        if origin is tuple and type(step) is int:
            return arguments[0] if arguments[1:] == (Ellipsis,) or step >= len(arguments) else arguments[step]
        if origin is dict and type(step) is str:
            return arguments[1]
    return None


def _parts(hint: Any) -> list[Any]:
    """Return the alternatives of a type, without what annotates them."""
    while hasattr(hint, "__metadata__"):
        hint = hint.__origin__
    if get_origin(hint) in (Union, types.UnionType):
        return [part for argument in get_args(hint) for part in _parts(argument)]
    return [hint]


def _model_in(hint: Any) -> type[BaseModel] | None:
    return next((part for part in _parts(hint) if isinstance(part, type) and issubclass(part, BaseModel)), None)
