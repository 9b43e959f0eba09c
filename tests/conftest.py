"""What all tests share: the flag by which golden playthroughs are written anew."""

from __future__ import annotations

import os

import pytest

os.environ["EXERCISE_CACHE"] = "off"
"""Tests neither read nor fill the cache of whoever runs them; those about the cache set a folder of their own."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our options."""
    parser.addoption("--update-golden", action="store_true", help="write the golden playthroughs anew instead of comparing them")
