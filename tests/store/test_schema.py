"""`exercise schema` accepts every file that ships and describes every property."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exercise.cli.schema import schema
from exercise.store.yaml import read_yaml

jsonschema = pytest.importorskip("jsonschema")
SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = sorted(SCENARIOS.rglob("*.yaml"))


@pytest.fixture(scope="module")
def validator() -> Any:
    return jsonschema.Draft202012Validator(schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SCENARIOS)))
def test_a_file_that_ships_is_accepted(path: Path, validator: Any):
    assert [error.message for error in validator.iter_errors(read_yaml(path, "x").data)] == []


@pytest.mark.parametrize(
    "data",
    [
        {"experiments": [{"id": "x", "title": "X", "claims": ["c"], "arms": [], "outcomes": [], "trun": 3}]},
        {"openings": [{"id": "x", "title": "X", "claims": ["c"], "hold": "x"}]},
        {"rules": [{"id": "x", "title": "X", "stage": "never", "then": "x +1"}]},
        {"expermients": []},
    ],
)
def test_a_slip_is_not(data: dict[str, Any], validator: Any):
    assert list(validator.iter_errors(data))


def test_every_property_is_described():
    whole = schema()
    for name, part in {"": whole, **whole["$defs"]}.items():
        for key, about in part.get("properties", {}).items():
            assert about.get("description"), f"{name}.{key}"
