"""A scenario as plain data that needs no validation and no pydantic to be read again: `packed` and `unpacked`.

What `unpacked` returns has the attributes of the models it was packed from and cannot be changed; it is for reading only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn, cast

if TYPE_CHECKING:
    from exercise.model.scenario import Scenario

_PART = "\0part"


class PackedPart:
    """One part of a scenario, with the attributes of the model it was packed from."""

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise TypeError("a scenario does not change")

    def __repr__(self) -> str:
        return f"Kept({self.__dict__!r})"


def packed(scenario: Scenario) -> Any:
    """Return a scenario as tuples, mappings, texts and numbers alone."""
    return _packed(scenario)[1]


def unpacked(data: Any) -> Scenario:
    """Return the scenario that `packed` made this data of; the data becomes part of it."""
    return cast("Scenario", _unpacked(data))


def _packed(value: Any) -> tuple[bool, Any]:
    """Return whether a value holds parts, and its plain form."""
    if isinstance(value, (str, int, float, type(None))):
        return False, value
    if isinstance(value, (tuple, list)):
        return _joined(value, lambda items: items if isinstance(value, list) else tuple(items))
    if isinstance(value, dict):
        return _joined(value.values(), lambda items: dict(zip(value, items, strict=True)))
    fields = value.__dict__
    made = {name: _packed(field) for name, field in fields.items()}
    plain = {name: field for name, (_, field) in made.items()}
    return True, (_PART, plain, tuple(name for name, (parts, _) in made.items() if parts))


def _joined(values: Iterable[Any], join: Any) -> tuple[bool, Any]:
    made = [_packed(value) for value in values]
    return any(parts for parts, _ in made), join([item for _, item in made])


def _unpacked(value: Any) -> Any:
    if type(value) is tuple:
        if len(value) == 3 and value[0] == _PART:
            fields = value[1]
            for name in value[2]:
                fields[name] = _unpacked(fields[name])
            part = PackedPart()
            part.__dict__.update(fields)
            return part
        return tuple([_unpacked(item) for item in value])
    if type(value) is dict:
        return {name: _unpacked(item) for name, item in value.items()}
    return value
