"""What the program itself writes on screen keeps to a few glyphs that every terminal font has; letters of any script are a scenario's own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import exercise
from exercise.store.places import shipped

ROOT = Path(exercise.__file__).parent
PUNCTUATION = set("–—‘’“”„…·•‹›«»×−±≈½°§← →↑↓‖".replace(" ", ""))
SIGNS = set("●○◉◆▲▼▸◂▶▪")
"""Of the geometric shapes these alone; box drawing, blocks and braille are all there."""
NOT_SHOWN = ("errors.py", "model/text.py", "model/moves.py", "store/yaml.py", "ui/text.py", "plain/spoken.py", "reading/report/rows.py")
"""They tell characters apart, or write other characters out in words."""


def is_plain(character: str) -> bool:
    """Return whether a glyph is one of those that the screens keep to."""
    place = ord(character)
    return (
        place < 0x7F
        or character.isalpha()
        or character in PUNCTUATION
        or character in SIGNS
        or 0x2500 <= place <= 0x259F
        or 0x2800 <= place <= 0x28FF
    )


def texts(path: Path) -> Iterator[str]:
    """Yield what a file may bring to the screen: the strings of a module, else all of it."""
    if path.suffix != ".py":
        yield path.read_text("utf-8")
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def sources() -> list[Path]:
    """Return the modules and help pages whose words reach a screen, and the scenarios that ship."""
    own = [path for path in ROOT.rglob("*.py") if not path.as_posix().endswith(NOT_SHOWN)]
    return [*own, *ROOT.rglob("*.md"), *shipped("scenarios").rglob("*.yaml"), *shipped("scenarios").rglob("*.md")]


def test_every_text_of_the_program_keeps_to_the_glyphs_that_all_terminals_have():
    strange = {f"{path.name}: {character!r}" for path in sources() for text in texts(path) for character in text if not is_plain(character)}

    assert len(sources()) > 100
    assert strange == set()


@pytest.mark.parametrize("character", ["✓", "⏸", "🔎", "\u200b", "■"])
def test_a_glyph_that_some_terminals_lack_is_found(character):
    assert not is_plain(character)
